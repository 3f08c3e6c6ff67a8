"""Those whom a ballot elected take their seats once it has closed, on the record.

the election is open, was broken off, or failed    nobody takes a seat
something in its part is contested                 its winners wait for the decision
those of before still hold the seats               its winners wait until these end
later ones filled all seats of the office          its winners wait no longer
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.electing import places_of
from isegoria.rules.facts.holding import elected, result
from isegoria.rules.facts.situation import Situation
from isegoria.server.faults import guarded
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, facts_of, models_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import perform
from isegoria.terms import Refused

__all__ = ["seat_elected"]


@dataclass(frozen=True, slots=True)
class _Election:
    """An election that filled seats: the part and the ballot, when it closed, the office, how many
    places it had, and the numbers of those who won, in their order.
    """

    chunk: Chunk
    ballot: tuple[str, str]
    closed_at: datetime
    office: str
    places: int
    won: tuple[int, ...]
    waits: bool
    """Whether something in its part is contested."""


def seat_elected(now: datetime) -> None:
    """Give seats to those who were elected and do not have them yet."""
    processes = list(Process.objects.all())
    models = models_of(processes)
    electing = [one for one in processes if models[one.pk].fills_seats]
    offices: dict[tuple[int, str], list[_Election]] = defaultdict(list)
    chunks = Chunk.objects.filter(process__in=electing).select_related("process", "issue")
    for chunk in chunks.order_by("pk"):
        with guarded("elected", chunk.pk):
            for one in _elections(facts_of(chunk), now):
                offices[chunk.process_id, one.office].append(one)
    for found in offices.values():
        for one in _that_count(found):
            with guarded("elected", one.chunk.pk):
                _seat(one, now)


def _that_count(elections: list[_Election]) -> Iterator[_Election]:
    """Yield the elections to one office that fill its seats now, the latest first.

    What was cut off a part has the elections of before too, which count once.
    """
    latest = sorted(elections, key=lambda one: (one.closed_at, -one.chunk.pk), reverse=True)
    filled, seen = 0, set()
    for one in latest:
        same = (one.chunk.issue_id, one.ballot, one.closed_at)
        if same in seen:
            continue
        if filled >= _seats_of(one):
            return
        seen.add(same)
        filled += one.places
        yield one


def _seats_of(one: _Election) -> int:
    model = models_of([one.chunk.process])[one.chunk.process_id]
    return model.offices[one.office].seats


def _seat(one: _Election, now: datetime) -> None:
    process = one.chunk.process
    for participant in () if one.waits else _people(one.won):
        since = Seat.objects.filter(
            process=process, holder=one.office, participant=participant, chunk=None
        )
        if not since.filter(from_at__gte=one.closed_at).exists():  # who gave it back gets no other
            try:
                perform(GiveSeat(process, one.office, participant), by=None, now=now)
            except Refused:  # no seat is free yet, or they hold it already
                continue


def _people(numbers: tuple[int, ...]) -> Iterator[Participant]:
    there = Participant.objects.filter(erased_in=None).in_bulk(numbers)
    yield from (there[number] for number in numbers if number in there)


def _elections(facts: ChunkFacts, now: datetime) -> Iterator[_Election]:
    """Yield the elections of a part that passed, of stages behind which the course did not go
    back.
    """
    order, chunk = list(facts.model.stages), facts.chunk
    waiting = (facts.model.appeals[level] for level, _item, _at in facts.waiting_appeals())
    contested = any(not one.moves_nothing for one in waiting)
    for stage, visit in facts.state.visits.items():
        for name, ballot in facts.model.stages[stage].ballots.items():
            how = ballot.elects
            if how is None or how.office is None or not how.candidates:
                continue
            closed_at = _closed_at(facts, stage, name, now)
            ahead = order.index(stage) > order.index(facts.stage)
            if closed_at is None or ahead or name in visit.set_aside:
                continue
            if result(Situation(facts.model, facts, now, stage), stage, name) == "passed":
                places = places_of(facts.model, facts, stage, name)
                won = _won(facts, stage, name, now)
                yield _Election(chunk, (stage, name), closed_at, how.office, places, won, contested)


def _won(facts: ChunkFacts, stage: str, name: str, now: datetime) -> tuple[int, ...]:
    """Return the numbers of those who won; whoever erased the account has none."""
    stood = facts.candidates(stage, name)
    won = elected(Situation(facts.model, facts, now, stage), stage, name).winners
    return tuple(int(stood[one]) for one in won if stood[one].isdecimal())


def _closed_at(facts: ChunkFacts, stage: str, name: str, now: datetime) -> datetime | None:
    """Return when an election closed; None while it is open, and where its part stopped before."""
    visit, rules = facts.state.visits[stage], facts.model.stages[stage]
    if name in visit.closed:
        return visit.closed[name]
    is_here = facts.stage == stage and not facts.outcome
    if is_here:
        merged = facts.chunk.issue.merged_into_id is not None
        stopped = facts.is_split() or merged or facts.chunk.cancelled_in is not None
        until = None if stopped else now
    else:  # by a ruling it can be left too, which breaks off what is open
        until = max((visit.events[way] for way in rules.exits if way in visit.events), default=None)
    clock = rules.ballots[name].clock
    if clock is None:
        return None if is_here else until
    ends = deadline(facts.model, facts, stage, clock)
    return ends if ends is not None and until is not None and ends <= until else None
