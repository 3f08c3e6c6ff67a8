"""The cast: Amina (civil society, remote), Bo (government), Chen (secretariat)."""

from datetime import date

from isegoria.rules.facts.organisations import folded
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup

__all__ = ["amina", "bo", "chen", "speaks_for"]


def amina() -> Participant:
    return Participant.objects.create_user("amina@example.org", "a long password", name="Amina")


def bo() -> Participant:
    return Participant.objects.create_user("bo@example.org", "a long password", name="Bo")


def chen() -> Participant:
    return Participant.objects.create_user(
        "chen@example.org", "a long password", name="Chen", secretariat=True
    )


def speaks_for(
    participant: Participant, group: str, until: date | None = None, organisation: str = "Example"
) -> Affiliation:
    row, _ = StakeholderGroup.objects.get_or_create(
        slug=group, defaults={"name": group.replace("-", " ").capitalize()}
    )
    return Affiliation.objects.create(
        declared_in=1,
        participant=participant,
        organisation=organisation,
        folded=folded(organisation),
        group=row,
        from_on=date(2020, 1, 1),
        until_on=until,
    )
