"""The chunks of an issue side by side: stage, clock, outcome, what each is tied to and was cut off;
read with one query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from isegoria.rules.course.state import read_state
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.language.model import Model
from isegoria.server.faults import guarded
from isegoria.server.process.clocks import behind
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk

__all__ = ["Part", "chunks_to_show", "next_end", "parts_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk as it is drawn: the place of its stage among those of the model, and in words how it
    stands.
    """

    chunk: Chunk
    stage: str
    place: int
    stages: int
    visited: frozenset[int]
    ends: datetime | None
    outcome: str
    frozen: bool
    tied: tuple[Chunk, ...]
    waits_for: tuple[Chunk, ...]
    """Those tied to it that are not as far: until they are, it cannot end."""
    fault: str = ""
    """The number of the fault because of which nothing more is known of it."""


def chunks_to_show(chunks: QuerySet[Chunk]) -> QuerySet[Chunk]:
    """Return chunks with what a drawing needs of them."""
    return chunks.select_related("process", "issue", "part_of").prefetch_related("tied_to__issue")


def parts_of(chunks: Iterable[Chunk], model: Model, now: datetime) -> list[Part]:
    """Return the chunks of one process as they are drawn, in their order."""
    order = list(model.stages)
    return [_readable(chunk, model, order, now) for chunk in chunks]


def _readable(chunk: Chunk, model: Model, order: Sequence[str], now: datetime) -> Part:
    """Return a chunk as it is drawn; one that cannot be read, with the number of its fault
    alone.
    """
    with guarded("part", chunk.pk) as watched:
        return _part(chunk, model, order, now)
    return Part(
        chunk,
        "",
        -1,
        len(order),
        frozenset(),
        None,
        "",
        frozen=False,
        tied=(),
        waits_for=(),
        fault=watched.number,
    )


def _part(chunk: Chunk, model: Model, order: Sequence[str], now: datetime) -> Part:
    facts = ChunkFacts(model, chunk, read_state(chunk.state))
    ends = None if facts.outcome else next_end(facts, now)
    return Part(
        chunk,
        model.stages[facts.stage].title,
        order.index(facts.stage),
        len(order),
        frozenset(
            order.index(name) for name, visit in facts.state.visits.items() if visit.at is not None
        ),
        ends,
        model.outcomes[facts.outcome].title if facts.outcome else "",
        facts.is_frozen(""),
        tuple(chunk.tied_to.all()),
        tuple(behind(model, chunk)),
    )


def next_end(facts: ChunkFacts, now: datetime) -> datetime | None:
    """Return when the next clock of the stage ends."""
    clocks = facts.model.stages[facts.stage].clocks
    ends = [deadline(facts.model, facts, facts.stage, name) for name in clocks]
    return min((at for at in ends if at is not None and at > now), default=None)
