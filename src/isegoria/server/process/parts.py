"""The chunks of an issue side by side: stage, clock, outcome, what each is tied to and was cut off;
read with one query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from isegoria.rules.course.state import read_state
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.language.model import Model
from isegoria.server.faults import guarded
from isegoria.server.process.clocks import behind
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk

__all__ = ["Part", "chunks_to_show", "is_over", "next_end", "parts_of", "under"]


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
    cover: bool = False
    """Whether it was split, and only covers its parts."""
    over: bool = False
    """Whether all of these have ended."""
    fault: str = ""
    """The number of the fault because of which nothing more is known of it."""


def chunks_to_show(chunks: QuerySet[Chunk]) -> QuerySet[Chunk]:
    """Return chunks with what a drawing needs of them."""
    return chunks.select_related("process", "issue", "part_of").prefetch_related("tied_to__issue")


def parts_of(chunks: Iterable[Chunk], model: Model, now: datetime) -> list[Part]:
    """Return the chunks of one process as they are drawn, in their order."""
    order, shown = list(model.stages), list(chunks)
    over = over_of(shown)
    parts = (_readable(chunk, model, order, now) for chunk in shown)
    return [replace(one, over=one.chunk.pk in over) for one in parts]


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
    ends = None if facts.outcome or facts.is_split() else next_end(facts, now)
    return Part(
        chunk,
        model.stages[facts.stage].title,
        order.index(facts.stage),
        len(order),
        frozenset(
            order.index(name) for name, visit in facts.state.visits.items() if visit.at is not None
        ),
        ends,
        _outcome(facts),
        facts.is_frozen(""),
        tuple(chunk.tied_to.all()),
        tuple(behind(model, chunk)),
        cover=facts.is_split(),
    )


def _outcome(facts: ChunkFacts) -> str:
    if not facts.outcome:
        return ""
    nothing = not facts.chunk.cited and facts.decides_nothing()
    return _("Nothing was decided") if nothing else facts.model.outcomes[facts.outcome].title


def is_over(chunk: Chunk) -> bool:
    """Return whether a chunk was split and every part of it has ended, parts of parts too."""
    return chunk.pk in over_of([chunk])


def over_of(chunks: Iterable[Chunk]) -> set[int]:
    """Return which of these were split and have parts that all ended; with one query at most."""
    covers = {one.pk: one.issue_id for one in chunks if one.split_at is not None}
    if not covers:
        return set()
    rows = Chunk.objects.filter(issue__in=set(covers.values())).order_by("-number")
    going_on: set[int] = set()
    for number, part_of, outcome, split_at in rows.values_list(
        "number", "part_of", "outcome", "split_at"
    ):  # a part is younger than what it was cut off
        if number in going_on or (not outcome and split_at is None):
            going_on.add(part_of or 0)
    return covers.keys() - going_on


def under(whole: Chunk) -> list[Chunk]:
    """Return the parts of a chunk and their parts, in their order, with what a drawing needs."""
    found, kept = {whole.pk}, []
    for one in chunks_to_show(whole.issue.chunks.filter(number__gt=whole.number)):
        if one.part_of_id in found:
            found.add(one.pk)
            kept.append(one)
    return kept


def next_end(facts: ChunkFacts, now: datetime) -> datetime | None:
    """Return when the next clock of the stage ends."""
    clocks = facts.model.stages[facts.stage].clocks
    ends = [deadline(facts.model, facts, facts.stage, name) for name in clocks]
    return min((at for at in ends if at is not None and at > now), default=None)
