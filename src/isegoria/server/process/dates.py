"""The planned days of a process: meetings that the clocks of its model wait for, and others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.facts.holding import held_open
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.model import Model
from isegoria.server.faults import guarded
from isegoria.server.people.reads import has_role
from isegoria.server.process import refusals
from isegoria.server.process.clocks import advance
from isegoria.server.process.facts import CourseFacts, facts_of, model_of
from isegoria.server.process.models import PlannedDate, Process
from isegoria.server.record.door import Attempt, Upcast, Work, perform
from isegoria.server.record.fields import (
    ALWAYS,
    STRIPPED,
    About,
    Erasable,
    Part,
    Public,
    Within,
)
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "DropBody",
    "DropDate",
    "PlanDate",
    "day_of",
    "fix_meeting",
    "fix_meetings",
    "in_the_past",
    "meetings_of",
    "moves_a_ballot",
    "planned",
    "unknown_meeting",
]


class DropBody(TypedDict):
    """Which meeting of the model is off, empty for any other date."""

    name: str


def day_of(on: date | str) -> datetime:
    """Return the beginning of a day, where the clocks before a meeting end; the day as a date or as
    it is on the record.
    """
    return datetime.combine(date.fromisoformat(on) if isinstance(on, str) else on, time.min, UTC)


def meetings_of(model: Model) -> dict[str, list[str]]:
    """Return the meetings that clocks of the model wait for, each with the titles of these clocks
    and their stages.
    """
    found: dict[str, list[str]] = {}
    for stage in model.stages.values():
        for name, clock in stage.clocks.items():
            if clock.before is not None:
                found.setdefault(clock.before, []).append(
                    f"{stage.title}: {clock.title or name.replace('_', ' ')}"
                )
    return found


def fix_meetings(facts: CourseFacts, process: Process) -> None:
    """Give a chunk that begins the meetings that were fixed for its process."""
    for one in process.dates.filter(dropped_in=None).exclude(name=""):
        facts.meet(one.name, day_of(one.on))


def fix_meeting(process: Process, name: str, on: date, now: datetime) -> None:
    """Let the clocks of every part that goes on count from the day of a meeting."""
    for facts in _going_on(process):
        facts.close_ended(now)
        facts.meet(name, day_of(on))
        facts.touch(now)
        facts.write()


@dataclass(frozen=True, slots=True)
class PlanDate(Work):
    """Plan a day of the process: a meeting by its name in the model, any other without one.

    A meeting of the model that was fixed before is moved, for every chunk that goes on.
    """

    process: About[Process]
    on: Public[date]
    name: Annotated[Public[str], ALWAYS] = ""
    title: Annotated[Erasable[str], Part("date")] = ""
    where: Annotated[Erasable[str], Part("date")] = ""
    kind: ClassVar[str] = "process.plan"
    says: ClassVar[str] = gettext_noop("Planned a date")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, a day that is over, a meeting that the model does not
        know, and a date without a title.
        """
        process = Process.objects.get(pk=self.process.pk)
        if refusal := _not_secretariat(attempt, process) or refusals.cancelled(process):
            return refusal
        known = meetings_of(model_of(self.process))
        if self.name and self.name not in known:
            return unknown_meeting(self.name, known)
        if wrong := moves_a_ballot(self.process, self.name, attempt.now):
            return wrong
        if self.name or self.title.strip():
            return in_the_past(self.on, attempt.now)
        return refusals.DATE_WITHOUT_TITLE.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the date; the clocks of every chunk that goes on count from it."""
        if self.name:
            self.process.dates.filter(name=self.name, dropped_in=None).update(
                dropped_in=attempt.number
            )
            fix_meeting(self.process, self.name, self.on, attempt.now)
        PlannedDate.objects.create(
            process=self.process,
            planned_in=attempt.number,
            name=self.name,
            title=self.title.strip(),
            where=self.where.strip(),
            on=self.on,
        )


def in_the_past(on: date, now: datetime) -> Refusal | None:
    """Refuse a day before today: nothing is announced for a day that is over."""
    if on >= now.date():
        return None
    return refusals.DATE_IN_THE_PAST.refuse(day=on.isoformat(), today=now.date().isoformat())


def _without_reason(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is of which nobody said why."""
    return body


@dataclass(frozen=True, slots=True)
class DropDate(Work):
    """Take a planned day off the calendar, and say why; clocks that wait for the meeting wait
    again.
    """

    date: Within[PlannedDate]
    reason: Annotated[Erasable[str], STRIPPED]
    upcasts: ClassVar[tuple[Upcast, ...]] = (_without_reason,)
    kind: ClassVar[str] = "process.drop-date"
    says: ClassVar[str] = gettext_noop("Took a date off the calendar")
    Body: ClassVar[type] = DropBody

    @property
    def process(self) -> Process:
        """The process on whose calendar it stands."""
        return self.date.process

    def body(self) -> Mapping[str, Any]:
        """Return the meeting."""
        return {"name": self.date.name}

    def references(self) -> tuple[int, ...]:
        """Return the act that planned it."""
        return (self.date.planned_in,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, and what was dropped or moved already."""
        if refusal := _not_secretariat(attempt, self.process):
            return refusal
        if not self.reason.strip():
            return refusals.DROPPED_WITHOUT_REASON.refuse()
        if PlannedDate.objects.filter(pk=self.date.pk, dropped_in=None).exists():
            return moves_a_ballot(self.date.process, self.date.name, attempt.now)
        return refusals.DATE_DROPPED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        PlannedDate.objects.filter(pk=self.date.pk).update(dropped_in=attempt.number)
        if self.date.name:
            for facts in _going_on(self.date.process):
                facts.close_ended(attempt.now)
                facts.state.meetings.pop(self.date.name, None)
                facts.touch(attempt.now)
                facts.write()


def planned(work: Any, *, by: Any, now: datetime, **how: Any) -> Any:
    """Plan, correct or drop a date after what the clocks did before it, and note what it brings
    about.

    Raises:
        Refused: a rule does not allow it; nothing was written but what the clocks did.
    """
    process = work.process
    for chunk in process.chunks.filter(outcome="", look_at__lte=now):
        with guarded("clock", chunk.pk):
            advance(chunk, now)
    act = perform(work, by=by, now=now, **how)
    for chunk in process.chunks.filter(outcome=""):
        with guarded("clock", chunk.pk):
            advance(chunk, now, look=True)
    return act


def unknown_meeting(name: str, known: Mapping[str, Any]) -> Refusal:
    """Return the refusal of a meeting that the model does not know."""
    return refusals.MEETING_UNKNOWN.refuse(name=name, there=", ".join(known) or "–")


def _going_on(process: Process) -> list[Any]:
    return [
        facts_of(chunk)
        for chunk in process.chunks.filter(outcome="", cancelled_in=None).select_related("process")
    ]


def moves_a_ballot(process: Process, meeting: str, now: datetime) -> Refusal | None:
    """Refuse to move a meeting to which the time of an open ballot counts: whoever moved it would
    end the ballot while they lead.
    """
    for facts in _going_on(process) if meeting else ():
        if title := held_open(Situation(facts.model, facts, now, facts.stage), meeting=meeting):
            return refusals.MOVES_A_BALLOT.refuse(title=title)
    return None


def _not_secretariat(attempt: Attempt, process: Process) -> Refusal | None:
    if attempt.by is None or attempt.by.secretariat:
        return None
    if has_role(attempt.by, "facilitator", process.pk):
        return None
    return refusals.NOT_SECRETARIAT_FOR_DATES.refuse()
