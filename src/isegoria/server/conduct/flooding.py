"""How much somebody has contributed lately, counted on the record itself.

The record is held while an act is judged (docs/decisions/0001): so two processes, and two clicks,
count the same contributions.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from isegoria.rules.offices.flooding import MOST, Limits, flooding
from isegoria.server.conduct import refusals
from isegoria.server.conduct.codes import not_secretariat
from isegoria.server.conduct.models import Measure
from isegoria.server.people.models import Forum, Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.server.process.models import Process, Seat
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import Public
from isegoria.server.record.models import Authorship
from isegoria.terms import Refusal, gettext_noop

__all__ = ["CONTRIBUTIONS", "SetLimits", "limits_of", "too_many"]

CONTRIBUTIONS = (
    "chunk.amend",
    "chunk.comment",
    "chunk.edit",
    "chunk.object",
    "chunk.propose",
    "issue.propose",
    "motion.make",
)
"""What is counted. Answers, positions and votes are not: nobody is kept from them."""


def too_many(kind: str, process: Process, attempt: Attempt) -> Refusal | None:
    """Refuse one contribution more than the forum takes from somebody, unless they hold an office.

    An act that is only foreseen is not counted: pages offer what somebody can do in a minute.
    """
    who = attempt.by
    if kind not in CONTRIBUTIONS or attempt.key is None or who is None:
        return None
    limits = limits_of(forum_or_none())
    if limits is None:
        return None
    mine = Authorship.objects.filter(participant=who, act__kind__in=CONTRIBUTIONS)
    most = max(limits.new_day, limits.known_day)
    day = mine.filter(act__minute__gt=attempt.now - timedelta(days=1)).order_by("-act_id")
    sent = list(day.values_list("act__minute", flat=True)[:most])
    refusal = flooding(sent, attempt.now, limits.new_minute, limits.new_day)
    if refusal is None or _holds_an_office(who, process):
        return None
    if not _is_known(who, limits, attempt.now):
        return refusal
    return flooding(sent, attempt.now, limits.known_minute, limits.known_day)


def limits_of(forum: Forum | None) -> Limits | None:
    """Return the limits of the forum; None before it is set up."""
    return replace(Limits(), **forum.limits) if forum is not None else None


def _holds_an_office(who: Participant, process: Process) -> bool:
    """Return whether somebody works for the forum or the process: a chair in a meeting is not
    stopped.
    """
    seats = Seat.objects.filter(participant=who, process=process, until_at=None)
    return who.secretariat or bool(who.roles) or seats.exists()


def _is_known(who: Participant, limits: Limits, now: datetime) -> bool:
    """Return whether somebody took part long enough, with enough that was not hidden."""
    hidden = Measure.objects.filter(kind=Measure.Kind.HIDE, ended_at=None, participant=who)
    shown = Authorship.objects.filter(participant=who, act__kind__in=CONTRIBUTIONS).exclude(
        act__in=hidden.values("of")
    )
    if not shown.filter(act__minute__lte=now - timedelta(days=limits.days)).exists():
        return False
    return shown[: limits.contributions].count() >= limits.contributions


@dataclass(frozen=True, slots=True)
class SetLimits(Work):
    """Say how much people can contribute in a minute and in a day."""

    new_minute: Public[int]
    new_day: Public[int]
    known_minute: Public[int]
    known_day: Public[int]
    days: Public[int]
    contributions: Public[int]
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "forum.limits"
    says: ClassVar[str] = gettext_noop("Changed how much people can contribute")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, a forum that is not set up, and limits that let
        nobody speak or that new people are not held by.
        """
        if refusal := not_secretariat(attempt):
            return refusal
        if forum_or_none() is None:
            return refusals.NOT_SET_UP.refuse()
        numbers = asdict(self)
        fits = (
            1 <= self.new_minute <= self.known_minute
            and 1 <= self.new_day <= self.known_day
            and all(0 <= number <= MOST for number in numbers.values())
        )
        return None if fits else refusals.LIMITS_DO_NOT_FIT.refuse(most=MOST)

    def apply(self, attempt: Attempt) -> None:
        """Write them."""
        said: dict[str, Any] = asdict(self)
        Forum.objects.update(limits=said)
