"""The calendar of a process: clocks, windows, answers owed, reviews, terms, follow-ups, conflicts,
planned dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isegoria.rules.course.state import read_state
from isegoria.rules.facts.clocks import days_of, deadline, started_at
from isegoria.rules.language.elements import Office
from isegoria.rules.language.model import Clock, Model
from isegoria.rules.telling.phrases import Words, clock_title
from isegoria.server.conflicts.models import Case
from isegoria.server.conflicts.reads import cases, turn_said
from isegoria.server.faults import guarded
from isegoria.server.issues.call_for_issues import call_ends
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.outcomes.reads import due_of
from isegoria.server.process.dates import day_of
from isegoria.server.process.facts import ChunkFacts, model_of
from isegoria.server.process.models import Chunk, PlannedDate, Process, Seat
from isegoria.server.process.phrases import OF_THE_READER, answer_words

__all__ = ["KINDS", "Entry", "Unread", "calendar_of"]

KINDS = {
    "clock": gettext_lazy("deadline"),
    "opens": gettext_lazy("a window opens"),
    "closes": gettext_lazy("a window closes"),
    "answer": gettext_lazy("an answer is due"),
    "review": gettext_lazy("review due"),
    "term": gettext_lazy("end of term"),
    "follow-up": gettext_lazy("a follow-up is due"),
    "meeting": gettext_lazy("meeting"),
    "date": gettext_lazy("planned"),
    "case": gettext_lazy("a step in a conflict is due"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day or at a moment.

    `key` names it for good, also when it moves; `of_model` titles are in its language.
    """

    key: str
    kind: str
    at: datetime
    title: str
    chunk: Chunk | None = None
    planned: PlannedDate | None = None
    case: Case | None = None
    all_day: bool = False
    of_model: bool = True

    @property
    def words(self) -> str:
        """What kind of thing it is, in the reader's language."""
        return str(KINDS[self.kind])

    @property
    def day(self) -> date:
        """The day, where it lasts the whole one."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Unread:
    """A chunk whose dates cannot be read, and the number of that fault."""

    chunk: Chunk
    fault: str


def calendar_of(
    process: Process, now: datetime, model: Model | None = None, unread: list[Unread] | None = None
) -> list[Entry]:
    """Return everything that has a date, the earliest first, and add to `unread` the chunks that
    cannot be read.
    """
    model = model or model_of(process)
    chunks = list(
        process.chunks.filter(issue__merged_into=None, split_at=None, cancelled_in=None)
        .select_related("process", "issue")
        .prefetch_related("follow_ups")
    )
    found = [*_planned(process), *_seats(process, model), *_cases(process)]
    if not chunks:
        found += _call(process, model)
    for chunk in chunks:
        with guarded("part", chunk.pk) as watched:
            found += list(
                _follow_ups(chunk, model, now) if chunk.outcome else _of_chunk(chunk, model)
            )
        if watched.number and unread is not None:
            unread.append(Unread(chunk, watched.number))
    return sorted(found, key=lambda one: (one.at, one.key))


def _planned(process: Process) -> Iterator[Entry]:
    for one in process.dates.filter(dropped_in=None):
        title = one.title or answer_words(one.name)
        yield Entry(
            f"meeting-{one.name}" if one.name else f"date-{one.planned_in}",
            "meeting" if one.name else "date",
            day_of(one.on),
            title,
            planned=one,
            all_day=True,
            of_model=not one.title,
        )


def _call(process: Process, model: Model) -> Iterator[Entry]:
    """Yield when the call for issues ends, which no part says before somebody proposed one."""
    ends = call_ends(process, model)
    if ends is not None:
        title = model.stages[model.starts].title
        yield Entry(f"call-{process.number}", "closes", ends, title)


def _cases(process: Process) -> Iterator[Entry]:
    """Yield by when whoever has the turn in a conflict has to act; what is in the private part is
    on no calendar.
    """
    for one in (
        cases().filter(process=process, due_at__isnull=False).exclude(state=Case.State.CLOSED)
    ):
        title = _("Case #{number}: {turn}").format(number=one.number, turn=turn_said(one))
        yield Entry(
            f"case-{one.number}",
            "case",
            one.due_at or one.asked_at,
            title,
            case=one,
            of_model=False,
        )


def _of_chunk(chunk: Chunk, model: Model) -> Iterator[Entry]:
    facts = ChunkFacts(model, chunk, read_state(chunk.state))
    words = Words(model, OF_THE_READER, facts.stage)
    stage = model.stages[facts.stage]
    for name, clock in stage.clocks.items():
        title = f"{stage.title}: {clock_title(clock, name, words)}"
        yield from _clock(facts, name, clock, title)
    for item, level in facts.frozen():
        appeal, at = model.appeals[level], facts.appealed_at(level, item)
        if appeal.answer is not None and at is not None:
            yield Entry(
                f"answer-{chunk.number}-{level}-{item}",
                "answer",
                appeal.answer.after(at),
                appeal.title,
                chunk,
            )
    for name, way in stage.exits.items():
        if way.guard is not None and way.guard.until is not None:
            title = f"{stage.title}: {way.title or name.replace('_', ' ')}"
            yield Entry(
                f"guard-{chunk.number}-{name}",
                "clock",
                way.guard.until.after(facts.began_at()),
                title,
                chunk,
            )


def _clock(facts: ChunkFacts, name: str, clock: Clock, title: str) -> Iterator[Entry]:
    number, stage = facts.chunk.number, facts.stage
    earliest = deadline(facts.model, facts, stage, name)
    latest = deadline(facts.model, facts, stage, name, longest=True)
    kind = "closes" if clock.window_for else "clock"
    key = f"clock-{number}-{stage}-{name}"
    if (
        clock.window_for
        and (begun := started_at(facts, stage, clock, days_of(facts.model, stage, clock)))
        is not None
    ):
        yield Entry(f"{key}-opens", "opens", begun, title, facts.chunk)
    if earliest is not None:
        yield Entry(key, kind, earliest, title, facts.chunk)
    if latest is not None and latest != earliest:
        yield Entry(
            f"{key}-latest",
            kind,
            latest,
            _("{title}, at the latest").format(title=title),
            facts.chunk,
        )


def _seats(process: Process, model: Model) -> Iterator[Entry]:
    held = Seat.objects.held(process).filter(holder__in=list(model.offices))
    for seat in held.select_related("participant").prefetch_related("reviews"):
        office = model.offices[seat.holder]
        title = f"{office.title}: {seat.participant}"
        if office.term is not None:
            yield Entry(
                f"term-{seat.number}", "term", office.term.after(seat.from_at), title, all_day=True
            )
        yield from _reviews(seat, office, title)


def _reviews(seat: Seat, office: Office, title: str) -> Iterator[Entry]:
    """Yield until when a review is open, or else when the next one is due."""
    own = list(seat.reviews.all())
    if under_way := next((one for one in own if one.closed_at is None), None):
        yield Entry(f"review-{under_way.number}", "closes", under_way.ends_at, title)
    elif office.review is not None:
        last = max(
            (one.closed_at for one in own if one.closed_at is not None), default=seat.from_at
        )
        yield Entry(
            f"review-of-{seat.number}", "review", office.review.after(last), title, all_day=True
        )


def _follow_ups(chunk: Chunk, model: Model, now: datetime) -> Iterator[Entry]:
    outcome = model.outcomes[chunk.outcome]
    reports: Sequence[FollowUp] = sorted(chunk.follow_ups.all(), key=lambda one: one.number)
    for place, due in enumerate(due_of(chunk, outcome, reports, now)):
        if not due.reports:
            yield Entry(
                f"follow-up-{chunk.number}-{place}",
                "follow-up",
                due.at,
                chunk.title,
                chunk,
                all_day=True,
                of_model=False,
            )
