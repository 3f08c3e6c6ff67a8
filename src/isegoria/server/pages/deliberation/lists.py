"""What a page of a chunk shows the first few of, and what its lists show in full, a page at a
time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, QuerySet, Value, When

from isegoria.server.deliberation.models import Item, MinorityStatement, Objection
from isegoria.server.pages.deliberation.choices import Choice, Looker, choices_of
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk
from isegoria.server.process.tallies import Tally, tally_of_item

__all__ = [
    "FEW",
    "ROWS",
    "AnsweredItem",
    "answered_items",
    "first_objections",
    "items_of",
    "objection_counts",
    "objections_of",
    "page_of_objection",
    "statements_of",
]

FEW = 10  # of a list, on a page that has more to show
ROWS = 20  # texts on a page of a list
_STILL = (Objection.State.OPEN, Objection.State.SUSTAINED)


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item with its answers, in this stage and those before, and what whoever looks may do about
    it.
    """

    item: Item
    tallies: Sequence[Tally]
    choices: Sequence[Choice]


def objections_of(chunk: Chunk, state: str = "") -> QuerySet[Objection]:
    """Return the objections, or those in one state, the first one first."""
    found = (
        Objection.objects.filter(chunk=chunk)
        .select_related("participant", "group")
        .order_by("number")
    )
    return found.filter(state=state) if state in Objection.State.values else found


def first_objections(chunk: Chunk) -> list[Objection]:
    """Return some objections: those that are not settled first, and of these the newest."""
    settled = Case(When(state__in=_STILL, then=Value(0)), default=Value(1))
    return list(objections_of(chunk).order_by(settled, "-number")[:FEW])


def page_of_objection(chunk: Chunk, number: int) -> int:
    """Return the page of all objections on which one stands."""
    return 1 + Objection.objects.filter(chunk=chunk, number__lt=number).count() // ROWS


def objection_counts(chunk: Chunk) -> list[tuple[str, str, int]]:
    """Return how many objections are in each state: its name, in words, the number."""
    rows = (
        Objection.objects.filter(chunk=chunk)
        .values_list("state")
        .annotate(number=Count("pk"))
        .order_by()
    )
    counts = dict(rows)
    return [
        (state.value, str(state.label), counts[state.value])
        for state in Objection.State
        if counts.get(state.value)
    ]


def statements_of(chunk: Chunk) -> QuerySet[MinorityStatement]:
    """Return the minority statements, the first one first."""
    return (
        MinorityStatement.objects.filter(chunk=chunk)
        .select_related("participant", "group")
        .order_by("number")
    )


def items_of(chunk: Chunk) -> QuerySet[Item]:
    """Return what is answered one by one, in the order in which it was proposed."""
    return (
        Item.objects.filter(chunk=chunk).select_related("participant", "group").order_by("number")
    )


def answered_items(
    facts: ChunkFacts, looker: Looker, items: Sequence[Item], now: datetime
) -> list[AnsweredItem]:
    """Return items with the answers to them."""
    choices: dict[int, list[Choice]] = {}
    for one in choices_of(facts, looker, now, items) if items else ():
        if one.item is not None:
            choices.setdefault(one.item.pk, []).append(one)
    return [
        AnsweredItem(one, tally_of_item(facts, now, one.key), choices.get(one.pk, ()))
        for one in items
    ]
