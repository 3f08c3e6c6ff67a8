"""Who takes part in a process against whom it affects, by group and region; which voices are
missing; who was invited.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from isegoria.rules.course.state import Base
from isegoria.rules.language.model import Model
from isegoria.server.membership.models import Invitation
from isegoria.server.people.models import Participant, Region, StakeholderGroup
from isegoria.server.people.reads import groups
from isegoria.server.process.facts import model_of
from isegoria.server.process.groups import counted_as, group_map
from isegoria.server.process.members import given_seats, members_by_group
from isegoria.server.process.models import Member, Process
from isegoria.server.record.models import Authorship, ErasedAuthor

__all__ = [
    "REGIONS",
    "Invited",
    "Room",
    "Seen",
    "Voice",
    "affected_by",
    "bound_by",
    "invitation_or_none",
    "invitations_of",
    "invited_by_group",
    "is_member",
    "room_of",
    "state_of",
]

REGIONS = [(value, label) for value, label in Region.choices if value]


@dataclass(frozen=True, slots=True)
class Invited:
    """How many of a group were invited, came for it, declined, and have not answered; since how
    many days the oldest has not. Those who came for another group are among the invited alone.
    """

    invited: int = 0
    came: int = 0
    declined: int = 0
    waiting: int = 0
    since_days: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A group of the forum, one of the model in which nobody of the forum counts, or (both None)
    those who state none.
    """

    title: str
    group: StakeholderGroup | None
    of_model: str
    affected: bool
    members: int
    by_region: tuple[int, ...]
    share: Fraction
    invited: Invited

    @property
    def missing(self) -> bool:
        """Whether it is affected, nobody of it takes part, and no invitation waits for its
        answer. A group of the rules in which no group of the forum counts cannot be invited.
        """
        return not (self.of_model or self.members or self.invited.waiting) and self.affected

    @property
    def asked(self) -> bool:
        """Whether it is affected, nobody of it takes part yet, and an invitation waits for its
        answer.
        """
        return self.affected and not self.members and bool(self.invited.waiting)

    @property
    def state(self) -> str:
        """Where an affected group stands: here, invited or missing; `unseated` where people only
        count by a seat and nobody has one. Empty for others.
        """
        if not self.affected:
            return ""
        if self.members:
            return "here"
        if self.of_model:
            return "unseated"
        return "invited" if self.asked else "missing"

    @property
    def slug(self) -> str:
        """Its name in addresses; empty where it is none of the forum's."""
        return self.group.slug if self.group else ""


@dataclass(frozen=True, slots=True)
class Room:
    """All voices; how many take part from each region; the regions from which nobody does."""

    voices: tuple[Voice, ...]
    regions: tuple[tuple[str, int], ...]
    total: int

    @property
    def missing(self) -> list[Voice]:
        """Return the voices that are missing."""
        return [one for one in self.voices if one.missing]

    @property
    def unseated(self) -> list[Voice]:
        """Return the affected groups in which people count only by a seat that nobody has."""
        return [one for one in self.voices if one.state == "unseated"]

    @property
    def asked(self) -> list[Voice]:
        """Return the voices that were invited and have not answered."""
        return [one for one in self.voices if one.asked]

    @property
    def silent_regions(self) -> list[str]:
        """Return the regions that nobody has stated, once somebody has stated one: where those who
        state none are from, nobody knows.
        """
        stated = any(number for _name, number in self.regions[:-1])
        return [name for name, number in self.regions[:-1] if not number] if stated else []


@dataclass(frozen=True, slots=True)
class Seen:
    """An invitation and what became of it: invited, reminded, came or declined."""

    invitation: Invitation
    state: str
    words: str
    days: int

    @property
    def answered(self) -> bool:
        """Whether somebody came, for the group or another, or declined."""
        return self.state in {"came", "elsewhere", "declined"}


class _Counts:
    """How many take part by group and region, and what became of the invitations of each group.

    Those are read for the first voice that shows them: in a room that is not `full`, the first that
    is missing.
    """

    def __init__(
        self, process: Process, now: datetime, *, full: bool, there: Base | None = None
    ) -> None:
        self.members = members_by_group(process)
        if there is not None:
            self.members = {(slug, ""): number for slug, number in there.joined.items()}
        self._process, self._now, self._full = process, now, full
        self._decided = there is not None

    @cached_property
    def _invited(self) -> dict[int | None, Invited]:
        return invited_by_group(self._process, self._now)

    @property
    def total(self) -> int:
        return sum(self.members.values())

    def of_region(self, region: str) -> int:
        return sum(number for (_group, of), number in self.members.items() if of == region)

    def voice(self, title: str, group: StakeholderGroup | None, *, affected: bool) -> Voice:
        slug = group.slug if group else ""
        by_region = tuple(
            self.members.get((slug, value), 0) for value in [*(one for one, _label in REGIONS), ""]
        )
        number = sum(by_region)
        shown = self._full or (affected and not number and not self._decided)
        invited = self._invited.get(group.pk if group else None, Invited()) if shown else Invited()
        return Voice(
            title,
            group,
            "",
            affected,
            number,
            by_region,
            Fraction(number, self.total or 1),
            invited,
        )


def room_of(
    process: Process,
    affected: Iterable[int],
    now: datetime,
    model: Model | None = None,
    *,
    full: bool = True,
    there: Base | None = None,
) -> Room:
    """Return who is in the room; `affected` are the groups that issues name, by key, beside those
    that the model names.

    Unless it is to be `full`, what became of invitations is told of missing voices only. With
    `there`, who was there when something was decided, and nothing of invitations or regions.
    """
    model = model or model_of(process)
    named = set(affected)
    all_groups = list(groups() if there is None else StakeholderGroup.objects.all())
    counts = _Counts(process, now, full=full, there=there)
    binds = {group.pk for group in bound_by(model, process, all_groups)}
    found = [
        counts.voice(group.name, group, affected=group.pk in named | binds) for group in all_groups
    ]
    seats = given_seats(process) if there is None else there.given
    for name, group in group_map(model, all_groups, process.counts_as).empty:
        if group.affected:
            nowhere, seated = (
                (0,) * (len(REGIONS) + 1),
                sum(seats.get(one, 0) for one in model.groups if name in model.chain[one]),
            )
            found.append(
                Voice(group.title, None, name, True, seated, nowhere, Fraction(0), Invited())
            )
    unstated = counts.voice(_("group unstated"), None, affected=False)
    if unstated.members or unstated.invited.invited:
        found.append(unstated)
    if there is not None:
        return Room(tuple(found), (), counts.total)
    regions = tuple(
        (str(label), counts.of_region(value)) for value, label in [*REGIONS, ("", _("unstated"))]
    )
    return Room(tuple(found), regions, counts.total)


def bound_by(
    model: Model, process: Process, all_groups: Sequence[StakeholderGroup]
) -> list[StakeholderGroup]:
    """Return the forum's groups of which the model says that the outcome binds or touches them, or
    one that they are within.
    """
    names = ((group, counted_as(model, group.slug, process.counts_as)) for group in all_groups)
    return [
        group
        for group, name in names
        if any(model.groups[one].affected for one in model.chain.get(name, ()))
    ]


def invitations_of(process: Process) -> QuerySet[Any]:
    """Return the invitations, the latest first, each with what `became` of it: whom it asked `came`
    for the group that was invited, takes part for another (`elsewhere`), or neither (empty).

    An address came when its account takes part, an organisation when somebody of it does; a group
    or region when somebody of it joined after the invitation.
    """
    here = Member.objects.filter(process=OuterRef("process")).annotate(
        address=Lower("participant__email"), works_for=Lower("capacity__organisation")
    )  # compared as they are: with `iexact` SQLite takes a `%` in the invitation for anything
    of_group = here.filter(group=OuterRef("group"))
    after = here.filter(joined_at__gt=OuterRef("at"))
    in_group, in_region = Q(group=OuterRef("group")), Q(capacity__region=OuterRef("region"))
    became = Case(
        When(Q(group=None) & (Q(came_in__isnull=False) | _asked(here)), then=Value("came")),
        When(_followed_the_link() | _asked(of_group), then=Value("came")),
        When(Q(came_in__isnull=False) | _asked(here), then=Value("elsewhere")),
        When(~Q(email="") | ~Q(organisation=""), then=Value("")),
        When(Q(group=None) & Exists(after.filter(in_region)), then=Value("came")),
        When(Q(region="") & Exists(after.filter(in_group)), then=Value("came")),
        When(Exists(after.filter(in_group, in_region)), then=Value("came")),
        default=Value(""),
        output_field=CharField(),
    )
    found = Invitation.objects.filter(process=process).annotate(became=became)
    ordered: QuerySet[Any] = found.select_related("group", "issue").order_by("-number")
    return ordered


def _asked(people: QuerySet[Any]) -> Q:
    """Return what picks the invitations of which the address or the organisation is among some who
    take part.
    """
    by_address = ~Q(email="") & Exists(people.filter(address=Lower(OuterRef("email"))))
    of_it = people.filter(works_for=Lower(OuterRef("organisation")))
    return by_address | (~Q(organisation="") & Exists(of_it))


def _followed_the_link() -> Q:
    """Return what picks the invitations through whose link somebody joined for the group."""
    joined = Authorship.objects.filter(act=OuterRef("came_in"))
    erased = ErasedAuthor.objects.filter(act=OuterRef("came_in"), field="who")
    return Q(Exists(joined.filter(affiliation__group=OuterRef("group")))) | Q(
        Exists(erased.filter(group=OuterRef("group__slug")))
    )


def invited_by_group(process: Process, now: datetime) -> dict[int | None, Invited]:
    """Return what became of the invitations, by group; None is the key of those that name no
    group.
    """
    rows = (
        invitations_of(process)
        .order_by()
        .annotate(said_no=Q(declined_at__isnull=False))
        .values_list("group", "became", "said_no")  # `became` is long: it is written once
        .annotate(number=Count("pk"), oldest=Min("at"))
    )
    by_group = defaultdict[int | None, dict[str, tuple[int, datetime]]](dict)
    for group, became, said_no, number, oldest in rows:
        state = became or ("declined" if said_no else "waiting")
        before, since = by_group[group].get(state, (0, oldest))
        by_group[group][state] = before + number, min(since, oldest)
    return {group: _summed(states, now) for group, states in by_group.items()}


def _summed(states: Mapping[str, tuple[int, datetime]], now: datetime) -> Invited:
    """Return the invitations of a group, from how many of each state there are and the oldest."""
    arrived, declined, waiting = (
        states.get(one, (0, now)) for one in ("came", "declined", "waiting")
    )
    return Invited(
        sum(number for number, _oldest in states.values()),
        arrived[0],
        declined[0],
        waiting[0],
        (now - waiting[1]).days if waiting[0] else None,
    )


def state_of(invitation: Any, now: datetime) -> Seen:
    """Return what became of an invitation that was read with `became`."""
    if invitation.became == "came":
        state, words, since = "came", _("came"), invitation.at
    elif invitation.became == "elsewhere":
        state, words, since = "elsewhere", _("takes part, but not for this group"), invitation.at
    elif invitation.declined_at:
        state, words, since = "declined", _("declined"), invitation.declined_at
    elif invitation.reminded_at:
        state, words, since = "reminded", _("reminded, no answer"), invitation.reminded_at
    else:
        state, words, since = "invited", _("no answer"), invitation.at
    return Seen(invitation, state, words, (now - since).days)


def affected_by(process: Process) -> set[int]:
    """Return the keys of the groups that the issues of a process name as affected."""
    there = {"issue__merged_into": None, "issue__cancelled_in": None}
    named = StakeholderGroup.objects.filter(issue__process=process, **there)
    return set(named.values_list("pk", flat=True))


def invitation_or_none(number: int) -> Invitation | None:
    """Return an invitation with what its pages show."""
    return Invitation.objects.select_related("process", "issue", "group").filter(pk=number).first()


def is_member(process: Process, who: Any) -> bool:
    """Return whether somebody takes part."""
    return (
        isinstance(who, Participant)
        and Member.objects.filter(process=process, participant=who).exists()
    )
