"""What waits for those who fill the roles of a process: a term that has ended, a review that is
late, a role that nobody holds and that something waits for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from isegoria.rules.language.model import Model
from isegoria.rules.offices.choosing import SECRETARIAT, chooser
from isegoria.server.faults import guarded
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, facts_with, models_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.reviews.reads import due_reviews

__all__ = ["EMPTY", "REVIEW", "TERM", "RoleDue", "roles_due"]

EMPTY, REVIEW, TERM = "empty", "review", "term"
_LOOKED_AT = 30  # parts that go on, those that end first; their processes are looked at


@dataclass(frozen=True, slots=True)
class RoleDue:
    """What is due of a role: it is `empty` and something waits for it, its `term` has ended, or a
    `review` of those who hold it is late.
    """

    what: str
    process: Process
    title: str
    """Of the role, in the words of the rules."""
    since: datetime | None = None
    holder: Participant | None = None


def roles_due(user: Any, now: datetime) -> list[RoleDue]:
    """Return what waits for somebody who fills roles: the secretariat, or the office that the rules
    name for it; the same few queries for any number of processes.
    """
    if not isinstance(user, Participant):
        return []
    going_on = Chunk.objects.filter(
        outcome="", split_at=None, cancelled_in=None, issue__merged_into=None
    )
    if not user.secretariat:
        mine = Seat.objects.filter(participant=user, until_at=None, chunk=None)
        going_on = going_on.filter(process__in=mine.values("process"))
    order = F("look_at").asc(nulls_last=True), "-number"
    chunks = list(going_on.select_related("process", "issue").order_by(*order)[:_LOOKED_AT])
    processes = {one.process_id: one.process for one in chunks}
    models = models_of(processes.values())
    held = Seat.objects.filter(process__in=list(processes), until_at=None, chunk=None)
    seats: dict[int, list[Seat]] = {}
    for seat in held.select_related("participant").order_by("number"):
        seats.setdefault(seat.process_id, []).append(seat)
    late = due_reviews(models, now) if user.secretariat else {}
    found: list[RoleDue] = []
    for number, process in processes.items():
        of_process = [one for one in chunks if one.process_id == number]
        here = _Roles(process, models[number], seats.get(number, []), user)
        found += [*here.ended_terms(now), *here.empty(of_process), *here.late_reviews(late, now)]
    return found


@dataclass(frozen=True, slots=True)
class _Roles:
    """The roles of one process, as somebody sees them."""

    process: Process
    model: Model
    seats: Sequence[Seat]
    user: Participant

    def _fills(self, office: str) -> bool:
        """Return whether the reader fills the seats of an office."""
        held = {one.holder for one in self.seats}
        by = chooser(self.model, office, held)
        if by == SECRETARIAT:
            return self.user.secretariat
        return any(one.holder == by and one.participant == self.user for one in self.seats)

    def ended_terms(self, now: datetime) -> Iterator[RoleDue]:
        """Yield the seats whose term is over and that are held still."""
        for seat in self.seats:
            office = self.model.offices.get(seat.holder)
            if office is None or office.term is None or not self._fills(seat.holder):
                continue
            ended_at = office.term.after(seat.from_at)
            if ended_at <= now:
                yield RoleDue(TERM, self.process, office.title, ended_at, seat.participant)

    def late_reviews(
        self, due: Mapping[int, Sequence[tuple[str, datetime]]], now: datetime
    ) -> Iterator[RoleDue]:
        """Yield the reviews that should have been opened; for the secretariat, which opens them."""
        for title, at in due.get(self.process.pk, ()):
            if at <= now:
                yield RoleDue(REVIEW, self.process, title, at)

    def empty(self, chunks: Sequence[Chunk]) -> Iterator[RoleDue]:
        """Yield each role that nobody holds and that a part waits for."""
        wanted: dict[str, None] = {}
        for chunk in chunks:
            with guarded("part", chunk.pk):
                facts = facts_with(self.model, chunk)
                wanted |= dict.fromkeys(_waited_for(facts))
        held = {one.holder for one in self.seats}
        for office in wanted:
            if office not in held and self._stands_empty(office) and self._fills(office):
                yield RoleDue(EMPTY, self.process, self.model.offices[office].title)

    def _stands_empty(self, office: str) -> bool:
        """Return whether an office needs somebody: it is no other office for the time being."""
        rules = self.model.offices.get(office)
        if rules is None or office == SECRETARIAT:
            return False
        return rules.interim is None or all(one.holder != rules.interim for one in self.seats)


def _waited_for(facts: ChunkFacts) -> Iterator[str]:
    """Yield the offices for which a part waits: who leads its stage, who owes a document."""
    stage = facts.model.stages[facts.stage]
    if stage.officer:
        yield stage.officer
    for name, one in stage.deliverables.items():
        if facts.delivered_at(facts.stage, name) is None:
            yield one.by
