"""Who can change who sits on a panel while an appeal waits for it.

until its time is over     nobody but a judge who goes
then, of who has voted     nobody but the judge
then, of who has not       who gives the seats, without a part in the case

Otherwise an officer whose finding is contested waits until the panel is late, and ends the seats of
those who see it otherwise, one by one.
"""

from collections.abc import Iterator
from datetime import datetime

from isegoria.rules.course.panels import FOUND_WITHIN, is_interested, reserves, seats_within
from isegoria.rules.facts.refusing import title_of
from isegoria.server.process import refusals
from isegoria.server.process.facts import ChunkFacts, facts_with, model_of, person_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.record.door import Attempt
from isegoria.terms import Refusal

__all__ = ["judges_sit", "waits_for"]

Waiting = tuple[ChunkFacts, str, str, datetime]
"""The facts of a part, and the appeal in it: level, item, and when its time is over."""


def waits_for(
    process: Process, holder: str, now: datetime | None, chunk: Chunk | None = None
) -> bool:
    """Return whether an appeal waits for those who hold an office, or are its reserve, and their
    time is not over; with None as the time, whether one waits at all.

    Until then nobody else ends their seats, or would choose who judges.
    """
    waiting = _waiting(process, holder, chunk)
    return any(now is None or now < ends for _facts, _level, _item, ends in waiting)


def judges_sit(seat: Seat, attempt: Attempt) -> Refusal | None:
    """Refuse to end the seat of a judge for whom an appeal waits."""
    held = title_of(model_of(seat.process), seat.holder)
    for facts, level, item, ends in _waiting(seat.process, seat.holder, seat.chunk):
        if attempt.now < ends:
            return refusals.JUDGES_SIT.refuse(holder=held)
        if facts.ruling_of(level, item, str(seat.participant_id)):
            return refusals.JUDGE_VOTED.refuse(holder=held)
        person = person_of(facts.model, seat.process, attempt.by, attempt.capacity, facts.chunk)
        if is_interested(facts.model, facts, person, (level, item)):
            return refusals.CHOOSER_INTERESTED.refuse(holder=held)
    return None


def _waiting(process: Process, holder: str, chunk: Chunk | None) -> Iterator[Waiting]:
    model = model_of(process)
    levels = {
        name: level
        for name, level in model.appeals.items()
        if any(holder in seats_within(model, one) for one in (level.to, *reserves(model, level.to)))
    }
    if not levels:
        return
    parts = process.chunks.select_related("process")
    for part in parts if chunk is None else parts.filter(pk=chunk.pk):
        facts = facts_with(model, part)
        for level, item, asked in facts.waiting_appeals():
            if level in levels:
                yield facts, level, item, (levels[level].answer or FOUND_WITHIN).after(asked)
