"""What comes about by itself: clocks that run out, ways that open, secret ballots that are over.

Noted when somebody looks at the chunk, and every minute by the open forum, so that no other page
shows a stage that is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from typing_extensions import TypedDict

from isegoria.rules.course.automatic import Event, due, most_at_once
from isegoria.rules.course.state import written_state
from isegoria.rules.course.versions import adopts_gone_text
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Model
from isegoria.server.database.traces import empty_owed
from isegoria.server.faults import forget_untried, guarded
from isegoria.server.process import refusals
from isegoria.server.process.earlier_steps import counted_by_group, with_one_stop, without_parts
from isegoria.server.process.facts import ChunkFacts, Published, facts_of, facts_with
from isegoria.server.process.models import Chunk
from isegoria.server.process.restarts import begin_by_ruling, end_positions
from isegoria.server.record.door import Attempt, Upcast, Work, perform, together
from isegoria.server.record.fields import About
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = ["ClockRuns", "CountSecret", "advance", "behind", "moved", "run_clocks", "tied"]

_UNTIL_TRIED_AGAIN = timedelta(hours=1)  # a part whose rules turn in a circle


class ClockBody(TypedDict, total=False):
    """Which rule brought what about, when; `exit` is the way out that was taken, `version` the text
    as it stood, `answers` what secret ballots came to. Up to version 1 that was `counted`, the
    numbers by group. `parts` as in a vote on an appeal, since version 4.
    """

    rule: str
    meaning: str
    exit: str
    appeal: str
    item: str
    restarted: list[str]
    parts: list[int]
    at: str
    version: int
    answers: dict[str, Published]


class CountBody(TypedDict):
    """What secret ballots came to: their answers, by `stage/ballot` and item. Up to version 1
    `counted`, the numbers by group.
    """

    answers: dict[str, Published]


@dataclass(frozen=True, slots=True)
class ClockRuns(Work):
    """What comes about by itself: a clock ran out, or a way out opened that nobody has to take."""

    chunk: About[Chunk]
    event: Event
    kind: ClassVar[str] = "chunk.clock"
    says: ClassVar[str] = gettext_noop("Moved on automatically")
    upcasts: ClassVar[tuple[Upcast, ...]] = (
        with_one_stop,
        counted_by_group,
        without_parts,
    )
    finds: ClassVar[tuple[str, ...]] = ("groups",)
    Body: ClassVar[type] = ClockBody

    def body(self) -> Mapping[str, Any]:
        """Return rule, meaning, way out, time; of an appeal that was late its level and item."""
        event = self.event
        said = {
            "rule": event.rule,
            "meaning": event.meaning,
            "exit": event.exit,
            "at": event.at.isoformat(),
        }
        return said | ({"appeal": event.appeal, "item": event.item} if event.appeal else {})

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what somebody else noted in the meantime."""
        facts = facts_of(_parts().get(pk=self.chunk.pk))
        events = _come_about(facts, attempt.now)
        attempt.gathered.update(facts=facts, event=events[0] if events else None)
        first = (events[0].rule, events[0].exit, events[0].item) if events else None
        is_due = first == (self.event.rule, self.event.exit, self.event.item)
        if is_due and not _is_held(facts, self.event, attempt.now):
            return None
        return refusals.NOTED_ALREADY.refuse("chunk.nothing-due")

    def apply(self, attempt: Attempt) -> None:
        """Take it in."""
        facts: ChunkFacts = attempt.gathered["facts"]
        # a clock that was made longer meanwhile ended at another time
        event = _not_before_shown(facts, attempt.gathered["event"], attempt.now)
        attempt.adds["at"] = event.at.isoformat()
        if event.exit:
            facts.count_secret(attempt, leaving=True)
            facts.leave(event.exit, event.at)
            if facts.chunk.text_version:
                attempt.adds["version"] = facts.chunk.text_version
        elif event.appeal:
            late = Done("rule", Person(""), event.at, event.appeal, event.meaning, event.item)
            begin_by_ruling(facts, late, attempt)
            facts.run_out(event.appeal, event.item, event.at)
        else:
            facts.tell(event.rule, event.at)
        facts.write()
        end_positions(facts, attempt)


@dataclass(frozen=True, slots=True)
class CountSecret(Work):
    """A secret ballot is over: its answers go on the record, in an order that is drawn, and who
    gave which is dropped.

    The numbers by group are sealed: the rules may need them, and in a small group they would tell
    who answered what.
    """

    chunk: About[Chunk]
    kind: ClassVar[str] = "chunk.count"
    says: ClassVar[str] = gettext_noop("A secret ballot was counted")
    upcasts: ClassVar[tuple[Upcast, ...]] = (counted_by_group,)
    finds: ClassVar[tuple[str, ...]] = ("groups",)
    Body: ClassVar[type] = CountBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what somebody else counted in the meantime."""
        facts = attempt.gathered["facts"] = facts_of(_parts().get(pk=self.chunk.pk))
        if facts.uncounted(attempt.now):
            return None
        return refusals.NOTED_ALREADY.refuse("chunk.nothing-due")

    def apply(self, attempt: Attempt) -> None:
        """Count."""
        facts: ChunkFacts = attempt.gathered["facts"]
        facts.count_secret(attempt)
        facts.write()


def advance(chunk: Chunk, now: datetime, *, look: bool = False) -> None:
    """Put on the record what has come about by itself; asks the rules only when a clock may have
    run out, or with `look`.

    Rules that turn in a circle write nothing. That is a fault of this chunk, at which this looks
    again when the chunk changes, or in an hour.
    """
    if not look and not Chunk.objects.filter(pk=chunk.pk, look_at__lte=now).exists():
        return
    with guarded("circle", chunk.pk, only=_CircleError):
        try:
            _take_in(chunk, now)
        except _CircleError:
            _look_in_an_hour(chunk, now)
            raise


class _CircleError(Exception):
    """The rules lead in a circle that nobody and no clock stops."""

    def __init__(self, facts: ChunkFacts) -> None:
        super().__init__(
            f"“{facts.model.id}” turns in a circle through its stage “{facts.stage}”, which"
            f" nothing stops"
        )


def _take_in(chunk: Chunk, now: datetime) -> None:
    facts = _kept(chunk)
    work, held = _due(facts, now)
    while work is not None:
        with together():
            facts, work, held = _one_moment(facts, work, now)
    if held or (facts.chunk.look_at is not None and facts.chunk.look_at <= now):
        _look_later(chunk, now)


def _one_moment(
    facts: ChunkFacts, work: Work, now: datetime
) -> tuple[ChunkFacts, Work | None, bool]:
    """Note all that came about at one moment; return the facts, what came about later, and whether
    a tie holds something up.
    """
    moment, next_one = _moment(work, now), work
    for _each in range(most_at_once(facts.model)):
        try:
            perform(next_one, by=None, now=now)
        except Refused:  # somebody else noted it
            return facts, None, False
        facts = _kept(facts.chunk)
        found, held = _due(facts, now)
        if found is None or _moment(found, now) > moment:
            return facts, found, held
        next_one = found
    raise _CircleError(facts)


def _kept(chunk: Chunk) -> ChunkFacts:
    return facts_of(_parts().get(pk=chunk.pk))


def _moment(work: Work, now: datetime) -> datetime:
    return min(work.event.at, now) if isinstance(work, ClockRuns) else now


def _is_circle(facts: ChunkFacts, now: datetime) -> bool:
    """Return whether what is due leads in a circle: on a copy, so that nothing is written."""
    tried = facts_with(facts.model, facts.chunk)
    moment = now
    for place in range(most_at_once(facts.model)):
        events = due(tried.model, tried, now)
        if not events or (place and min(events[0].at, now) > moment):
            return False
        moment = min(events[0].at, now)
        if events[0].exit:
            tried.leave(events[0].exit, events[0].at)
        elif events[0].appeal:
            tried.run_out(events[0].appeal, events[0].item, events[0].at)
        else:
            tried.tell(events[0].rule, events[0].at)
    return True


def run_clocks(now: datetime) -> int:
    """Put on the record what has come about by itself anywhere; return on how many chunks a clock
    had run out.

    A chunk whose rules fail holds no other up. What was erased while somebody read is cleared away.
    """
    over = list(
        Chunk.objects.filter(look_at__lte=now)
        .select_related("process", "issue")
        .order_by("look_at", "number")
    )
    for chunk in over:
        with guarded("clock", chunk.pk):
            advance(chunk, now)
    forget_untried("clock", {chunk.pk for chunk in over})
    empty_owed()
    return len(over)


def moved(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse what was meant for a stage that is over by now.

    What is held up, or turns in a circle, is not over.
    """
    events = _come_about(facts, now)
    if not events or _is_held(facts, events[0], now) or _is_circle(facts, now):
        return None
    return refusals.STAGE_OVER.refuse(title=facts.chunk.title)


def _come_about(facts: ChunkFacts, now: datetime) -> list[Event]:
    """Return what has come about: in what was merged or cancelled only that nobody decided a
    complaint.
    """
    found = due(facts.model, facts, now)
    return [one for one in found if one.appeal] if facts.is_stopped else found


def _due(facts: ChunkFacts, now: datetime) -> tuple[Work | None, bool]:
    """Return what has come about and nobody noted, and whether something is held up."""
    events = _come_about(facts, now)
    held = bool(events) and _is_held(facts, events[0], now)
    closed = [facts.closed_at(name) or now for name in facts.uncounted(now)]
    # a ballot is counted before anything is settled that was to wait for it
    if closed and (not events or held or min(closed) <= events[0].at):
        return CountSecret(facts.chunk), held
    return ClockRuns(facts.chunk, events[0]) if events and not held else None, held


def _is_held(facts: ChunkFacts, event: Event, now: datetime) -> bool:
    """Return whether a way out waits: for a chunk that is tied to this one, or for words where
    nobody can read the text.
    """
    if not event.exit:
        return False
    return tied(facts, event.exit) is not None or adopts_gone_text(
        facts.model, facts, event.exit, now
    )


def _not_before_shown(facts: ChunkFacts, event: Event, now: datetime) -> Event:
    """Return the event, which happens only now if it waited until its words were shown again.

    A call that began before that would be over before anybody could answer.
    """
    way = facts.model.stages[facts.stage].exits.get(event.exit)
    if event.at < now and way is not None and way.to and facts.shown_after(event.at):
        return replace(event, at=now)
    return event


def _look_later(chunk: Chunk, now: datetime) -> None:
    """Note when to look next: at once where a tie holds something up, since the other chunk may let
    it go any time.

    The chunk is held meanwhile: an act that starts an earlier clock must not be overwritten.
    """
    with transaction.atomic():
        current = (
            Chunk.objects.select_for_update(of=("self",))
            .select_related("process", "issue")
            .get(pk=chunk.pk)
        )
        facts = facts_of(current)
        facts.close_ended(now)
        if written_state(facts.state) != current.state:
            facts.keep()
        if _due(facts, now)[1]:
            Chunk.objects.filter(pk=chunk.pk).update(look_at=now)
        elif current.look_at is not None and current.look_at <= now:
            Chunk.objects.filter(pk=chunk.pk).update(look_at=facts.next_look(now))


def _look_in_an_hour(chunk: Chunk, now: datetime) -> None:
    """Leave a chunk alone for an hour, unless one of its clocks ends before."""
    with transaction.atomic():
        current = (
            Chunk.objects.select_for_update(of=("self",))
            .select_related("process", "issue")
            .get(pk=chunk.pk)
        )
        facts = facts_of(current)
        facts.close_ended(now)
        if written_state(facts.state) != current.state:
            facts.keep()
        ends = facts.next_look(now)
        Chunk.objects.filter(pk=chunk.pk).update(
            look_at=min(filter(None, (ends, now + _UNTIL_TRIED_AGAIN)))
        )


def _parts() -> QuerySet[Chunk]:
    return Chunk.objects.select_related("process", "issue")


def behind(model: Model, chunk: Chunk) -> list[Chunk]:
    """Return the chunks tied to one that are not as far, in the order of the model's stages: it
    cannot end before they are. What was split is not among them, but its parts are.
    """
    order = {name: place for place, name in enumerate(model.stages)}
    here = order[chunk.stage]
    going_on = [
        one
        for one in chunk.tied_to.all()
        if not one.outcome
        and one.split_at is None
        and one.cancelled_in is None
        and one.issue.merged_into_id is None
    ]
    return [one for one in going_on if not chunk.outcome and order.get(one.stage, -1) < here]


def tied(facts: ChunkFacts, name: str) -> Refusal | None:
    """Refuse to end a chunk before those that it is tied to are as far."""
    way = facts.model.stages[facts.stage].exits.get(name)
    if way is None or way.outcome is None:
        return None
    slower = behind(facts.model, facts.chunk)
    if not slower:
        return None
    return refusals.TIED.refuse(title=slower[0].title)
