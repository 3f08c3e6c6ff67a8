"""What is asked about the forum and its people more than once."""

from django.db.models import QuerySet

from isegoria.server.people.models import Forum, Participant, StakeholderGroup

__all__ = ["administrator", "forum_or_none", "groups"]


def forum_or_none() -> Forum | None:
    """Return the forum, or None before it was set up."""
    return Forum.objects.first()


def groups() -> QuerySet[StakeholderGroup]:
    """Return the stakeholder groups in their order, without the retired ones."""
    return StakeholderGroup.objects.filter(retired=False)


def administrator() -> Participant:
    """Return the first member of the secretariat, made at the first start."""
    earliest = Participant.objects.filter(secretariat=True).order_by("pk").first()
    return earliest or Participant.objects.create_user("administrator@localhost", name="Secretariat", secretariat=True)
