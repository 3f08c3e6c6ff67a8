"""Those whom a ballot elected take their seats once it has closed, on the record."""

from collections.abc import Iterator
from datetime import datetime

from isegoria.rules.facts.holding import Situation, elected, is_closed, result
from isegoria.server.faults import guarded
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, facts_of, models_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import perform
from isegoria.terms import Refused

__all__ = ["seat_elected"]


def seat_elected(now: datetime) -> None:
    """Give seats to those who were elected and do not have them yet.

    Where those of before still hold the seats, the new ones wait until these end.
    """
    processes = list(Process.objects.all())
    models = models_of(processes)
    electing = [one for one in processes if models[one.pk].fills_seats]
    for chunk in Chunk.objects.filter(process__in=electing, split_at=None).order_by("pk"):
        with guarded("elected", chunk.pk):
            _seat(chunk, now)


def _seat(chunk: Chunk, now: datetime) -> None:
    for office, participant in _elected(facts_of(chunk), now):
        seats = Seat.objects.filter(
            process=chunk.process, holder=office, participant=participant, number__gt=chunk.pk
        )
        if not seats.exists():  # who gave the seat back does not get it again
            try:
                perform(GiveSeat(chunk.process, office, participant), by=None, now=now)
            except Refused:  # no seat is free yet, or they hold it already
                continue


def _elected(facts: ChunkFacts, now: datetime) -> Iterator[tuple[str, Participant]]:
    """Yield who was elected, and to which office."""
    for stage in facts.state.visits:
        situation = Situation(facts.model, facts, now, stage)
        for name, ballot in facts.model.stages[stage].ballots.items():
            how = ballot.elects
            if how is None or how.office is None or not how.candidates:
                continue
            if not is_closed(situation, stage, name) or result(situation, stage, name) in _WAITING:
                continue
            stood = facts.candidates(stage, name)
            for one in elected(situation, stage, name).winners:
                number = stood.get(one, "")
                who = Participant.objects.filter(
                    pk=number if number.isdecimal() else 0, erased_in=None
                )
                if (participant := who.first()) is not None:
                    yield how.office, participant


_WAITING = {"tied", "inquorate"}
"""Results of which nobody takes a seat: a tie is decided first, too few have answered."""
