"""The discussion in reading order, a page at a time: each thread from its beginning, a reply below
what it answers.

A contribution keeps its place as a path, the numbers of those above it and its own. So a page is
one stretch of an index, however long a thread is, and a new reply moves nobody else's place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from isegoria.server.deliberation.models import Comment
from isegoria.server.process.models import Chunk

__all__ = [
    "CONTRIBUTIONS",
    "DIGITS",
    "Placed",
    "in_reading_order",
    "page_with",
    "path_below",
    "placed",
]

CONTRIBUTIONS = 50  # contributions on a page of the discussion
DIGITS = 10  # of a number in a path
_DEEPEST = (
    32  # below this, replies stand one after the other: a path of fixed length can be indexed
)
_SHOWN_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A contribution on a page: how deep it stands, and whether a thread begins with it."""

    comment: Comment
    depth: int
    begins: bool


def path_below(parent: Comment | None, number: int) -> str:
    """Return the path of a contribution with this number that answers `parent`."""
    above = parent.path[: DIGITS * (_DEEPEST - 1)] if parent else ""
    return f"{above}{number:0{DIGITS}d}"


def in_reading_order(chunk: Chunk) -> QuerySet[Comment]:
    """Return the contributions to a chunk in reading order.

    A page asks for their numbers first: what it skips is skipped in the index, without its text.
    """
    return Comment.objects.filter(chunk=chunk).order_by("path")


def page_with(chunk: Chunk, number: int) -> int:
    """Return the page on which a contribution stands; the first one for a number that is none."""
    path = Comment.objects.filter(chunk=chunk, pk=number).values_list("path", flat=True).first()
    return 1 + in_reading_order(chunk).filter(path__lt=path).count() // CONTRIBUTIONS if path else 1


def placed(numbers: list[int]) -> Iterator[Placed]:
    """Yield the contributions with these numbers in their order, each with its depth."""
    found = (
        Comment.objects.filter(pk__in=numbers)
        .select_related("participant", "group")
        .order_by("path")
    )
    for one in found:
        depth = len(one.path) // DIGITS - 1
        yield Placed(one, min(depth, _SHOWN_DEPTH), begins=depth == 0)
