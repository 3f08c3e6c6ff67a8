"""The call for issues of a process: until when it is open, and that it ended without an issue.

A process whose call ended so has ended, until the call is opened again.

    open      until the clocks of the call run out
    ended     the first issue can no longer be proposed: `process.end-call` notes it
    open      those who lead the call gave it a later day: `process.extend-call`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from typing_extensions import TypedDict

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import holds_office
from isegoria.rules.language.durations import Duration, duration
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.server.faults import forget_untried, guarded
from isegoria.server.issues import refusals
from isegoria.server.process.dates import day_of
from isegoria.server.process.facts import model_of, person_of
from isegoria.server.process.models import Process
from isegoria.server.record.door import Attempt, Work, perform
from isegoria.server.record.fields import About, Erasable, Public
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = [
    "EndCall",
    "ExtendCall",
    "call_clocks",
    "call_ends",
    "end_calls",
    "facts_of_process",
    "leads_call",
    "make_longer",
    "open_calls",
]

_LONGEST = timedelta(days=366)


class ExtendBody(TypedDict):
    """By how much the clocks of the call were made longer."""

    span: str


def call_clocks(model: Model) -> list[str]:
    """Return the clocks of the first stage after which nobody can propose an issue."""
    return [
        name
        for name, clock in model.stages[model.starts].clocks.items()
        if Right.PROPOSE in clock.window_for and clock.late == "refused"
    ]


def make_longer(facts: KeptFacts, spans: Sequence[str]) -> None:
    """Make the clocks of the call longer, as its process did before this issue was proposed."""
    kept = facts.state.visits[facts.model.starts].extensions
    for name in call_clocks(facts.model) if spans else ():
        kept.setdefault(name, []).extend(duration(span) for span in spans)


def facts_of_process(process: Process, model: Model) -> MemoryFacts:
    """Return the facts of a call of which nothing is known but when it began and what made it
    longer.
    """
    facts = MemoryFacts(model, process.began_at)
    make_longer(facts, process.call_spans or ())
    return facts


def call_ends(process: Process, model: Model) -> datetime | None:
    """Return when the call ends; None where it has no end, or that is not known yet."""
    facts = facts_of_process(process, model)
    ends = [deadline(model, facts, model.starts, name, longest=True) for name in call_clocks(model)]
    return min((at for at in ends if at is not None), default=None)


def open_calls(now: datetime, most: int) -> list[tuple[Process, datetime]]:
    """Return the processes that began last whose call has an end and is open, with that end."""
    there = Process.objects.filter(archive=None, cancelled_in=None, call_ended_at=None)
    there = there.order_by("-number")
    ends = ((one, call_ends(one, model_of(one))) for one in there[: 4 * most])
    return [(one, at) for one, at in ends if at is not None and at >= now][:most]


def leads_call(model: Model, person: Person, *, secretariat: bool) -> bool:
    """Return whether somebody leads the call: the officer of its stage, or the secretariat."""
    officer = model.stages[model.starts].officer
    return secretariat or bool(officer and holds_office(model, person, officer))


@dataclass(frozen=True, slots=True)
class ExtendCall(Work):
    """Give a call in which nobody proposed an issue a later day; one that has ended is open
    again.
    """

    process: About[Process]
    until: Public[date]
    reason: Erasable[str]
    kind: ClassVar[str] = "process.extend-call"
    says: ClassVar[str] = gettext_noop("Extended the call for issues")
    Body: ClassVar[type] = ExtendBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than those who lead the call, a call with issues or without an end, and a
        day that is not later.
        """
        process = attempt.gathered["process"] = Process.objects.get(pk=self.process.pk)
        model = model_of(process)
        person = person_of(model, process, attempt.by, attempt.capacity)
        if attempt.by is not None and not leads_call(
            model, person, secretariat=attempt.by.secretariat
        ):
            return refusals.NOT_ITS_CALL.refuse()
        if process.issues.exists():
            return refusals.CALL_HAS_ISSUES.refuse()
        ends = call_ends(process, model)
        if ends is None or not _moves(process, model, ends):
            return refusals.CALL_WITHOUT_END.refuse()
        return self._wrong_day(ends, attempt.now) or self._no_reason()

    def _wrong_day(self, ends: datetime, now: datetime) -> Refusal | None:
        last = max(ends, now)
        if self.until <= last.date():
            return refusals.CALL_NOT_LONGER.refuse(until=last.date())
        if _end_of(self.until) > now + _LONGEST:
            return refusals.CALL_TOO_LONG.refuse(until=(now + _LONGEST).date())
        return None

    def _no_reason(self) -> Refusal | None:
        return too_long(self.reason) if self.reason.strip() else refusals.NO_REASON.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Make the clocks longer, in whole days, so that they end on that day."""
        process: Process = attempt.gathered["process"]
        ends = call_ends(process, model_of(process))
        days = 0 if ends is None else (_end_of(self.until) - ends) // timedelta(days=1)
        attempt.adds["span"] = span = str(Duration(days, "day"))
        process.call_spans = [*(process.call_spans or ()), span]
        process.call_ended_at = None
        process.save(update_fields=["call_spans", "call_ended_at"])


@dataclass(frozen=True, slots=True)
class EndCall(Work):
    """The call is over, and nobody proposed an issue: the process has ended."""

    process: About[Process]
    kind: ClassVar[str] = "process.end-call"
    says: ClassVar[str] = gettext_noop("The call for issues ended without an issue")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is not so, or was noted already."""
        process = attempt.gathered["process"] = Process.objects.get(pk=self.process.pk)
        ends = call_ends(process, model_of(process))
        if attempt.by is None and _is_over(process, ends, attempt.now):
            return None
        return refusals.CALL_NOT_OVER.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Note since when."""
        process: Process = attempt.gathered["process"]
        process.call_ended_at = call_ends(process, model_of(process))
        process.save(update_fields=["call_ended_at"])


def end_calls(now: datetime) -> None:
    """Put on the record which calls ended without an issue; one that fails stops no other."""
    there = Process.objects.filter(archive=None, cancelled_in=None, call_ended_at=None)
    waiting = list(there.filter(issues=None))
    for process in waiting:
        with guarded("call", process.pk):
            if _is_over(process, call_ends(process, model_of(process)), now):
                _note_end(process, now)
    forget_untried("call", {one.pk for one in waiting})


def _note_end(process: Process, now: datetime) -> None:
    try:
        perform(EndCall(process), by=None, now=now)
    except Refused:  # somebody proposed an issue or made it longer meanwhile
        return


def _is_over(process: Process, ends: datetime | None, now: datetime) -> bool:
    over = ends is not None and ends < now and process.call_ended_at is None
    return over and not process.issues.exists()


def _moves(process: Process, model: Model, ends: datetime) -> bool:
    """Return whether a longer clock ends later: not one that ends on a fixed day."""
    facts = facts_of_process(process, model)
    make_longer(facts, ["1 day"])
    later = [
        deadline(model, facts, model.starts, name, longest=True) for name in call_clocks(model)
    ]
    return all(at is None or at > ends for at in later)


def _end_of(day: date) -> datetime:
    return day_of(day) + timedelta(days=1)
