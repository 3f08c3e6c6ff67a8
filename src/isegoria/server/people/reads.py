"""What is asked about the forum and its people more than once."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup

__all__ = [
    "administrator",
    "came_in",
    "current_affiliations",
    "current_affiliations_of",
    "forum_or_none",
    "group_names",
    "groups",
    "has_role",
    "is_current",
    "last_capacity",
    "members_of",
    "participants_named",
]

_LONGEST_ADDRESS = 254  # characters of an e-mail address
_NUMBER = re.compile(r"^#?(\d{1,18})$|\(#(\d{1,18})\)$")
"""A participant by number: `12`, `#12`, or as lists say it, `Ann (#12)`."""
_SAME = 9  # people of one name who are told apart


def forum_or_none() -> Forum | None:
    """Return the forum, or None before it was set up."""
    return Forum.objects.first()


def groups() -> QuerySet[StakeholderGroup]:
    """Return the stakeholder groups in their order, without the retired ones."""
    return StakeholderGroup.objects.filter(retired=False)


def group_names() -> dict[str | None, str]:
    """Return the name of every stakeholder group by its slug, of the retired ones too."""
    return dict(StakeholderGroup.objects.values_list("slug", "name"))


def administrator() -> Participant:
    """Return the first member of the secretariat, made at the first start with an address to which
    no mail can go (RFC 2606).
    """
    earliest = Participant.objects.filter(secretariat=True).order_by("pk").first()
    return earliest or Participant.objects.create_user(
        "administrator@localhost.invalid", name="Secretariat", secretariat=True
    )


def came_in() -> Q:
    """Return what leaves out those who signed up and never came in: their numbers would tell
    strangers which address has an account already.
    """
    waits = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    return ~Q(Exists(waits), last_login=None)


def participants_named(
    written: str, known: QuerySet[Participant] | None = None
) -> list[Participant]:
    """Return the participants with a name, an e-mail address or a number, as somebody typed it;
    several where they have one name. Nobody of an archive has an account.

    With `known` a name and an address are looked for among those only, so that no answer tells who
    else has an account. Numbers are public.
    """
    written = " ".join(written.split())
    if len(written) > _LONGEST_ADDRESS:  # SQLite falls over a longer one
        return []
    everyone = Participant.objects.filter(is_active=True)
    number = _NUMBER.search(written)
    if number is not None:
        return list(everyone.filter(came_in(), pk=int(number[1] or number[2])))
    there = everyone if known is None else known.filter(is_active=True)
    if "@" in written:  # nobody is found by an address that they took for their name
        return list(there.filter(email__iexact=written))
    return list(there.filter(name__iexact=written).order_by("pk")[:_SAME])


def has_role(who: Any, role: str, process: int = 0) -> bool:
    """Return whether somebody holds a role in a process, or in all of them."""
    return any(
        one["role"] == role and one["process"] in {0, process} for one in getattr(who, "roles", ())
    )


def is_current(today: date) -> Q:
    """Return what picks the affiliations that hold on a day."""
    return Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gte=today))


def current_affiliations(participant: Participant, today: date) -> QuerySet[Affiliation]:
    """Return the affiliations in which the participant can act today."""
    return Affiliation.objects.filter(is_current(today), participant=participant).select_related(
        "group"
    )


def current_affiliations_of(people: Iterable[Participant], today: date) -> QuerySet[Affiliation]:
    """Return today's affiliations of several participants."""
    return Affiliation.objects.filter(is_current(today), participant__in=people).select_related(
        "group"
    )


def last_capacity(participant: Participant, last: int | None, today: date) -> Affiliation | None:
    """Return the affiliation chosen last, by number, or else the latest one; None for who has none,
    or chose themself (0).
    """
    theirs = list(current_affiliations(participant, today)) if last != 0 else []
    return next((one for one in theirs if one.pk == last), theirs[0] if theirs else None)


def members_of(group: StakeholderGroup, today: date) -> QuerySet[Affiliation]:
    """Return today's affiliations with a group, by name of the participant."""
    return (
        Affiliation.objects.filter(is_current(today), group=group)
        .select_related("participant")
        .order_by("participant__name", "pk")
    )
