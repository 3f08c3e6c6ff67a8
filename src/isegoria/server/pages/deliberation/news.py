"""What is new on a chunk since an act: threads with new contributions, objections, versions,
positions, steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest

from isegoria.server.deliberation.models import Amendment, Comment, Objection, Position, Version
from isegoria.server.deliberation.threads import DIGITS
from isegoria.server.pages.deliberation.lists import FEW
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.models import Chunk
from isegoria.server.record.models import Act

__all__ = ["MOST", "FreshThread", "News", "first_counted", "news_of", "since_days", "threads_since"]

MOST = 5000  # acts that a digest counts; who was away for longer reads the text and the history
THREADS = 20  # on a page
_STEPS = (
    "chunk.leave",
    "chunk.clock",
    "chunk.judge",
    "chunk.appeal",
    "chunk.rule",
    "chunk.deliver",
    "chunk.trigger",
    "chunk.extend",
    "chunk.close",
    "chunk.count",
    "chunk.advise",
    "chunk.notify",
    "chunk.note",
)
"""The kinds of act that move a chunk, beside what people say and answer."""


@dataclass(frozen=True, slots=True)
class FreshThread:
    """A thread in which something new was said: how it begins, how much is new, and the first that
    is new.
    """

    root: Comment
    number: int
    first: Comment


@dataclass(frozen=True, slots=True)
class News:
    """What is new, but for the discussion."""

    kinds: Sequence[tuple[str, int]]
    """How many acts of each kind, the most first."""
    groups: Sequence[tuple[str, int]]
    """How many contributions by stakeholder group; an empty name states none."""
    steps: Sequence[Act]
    objections: Sequence[Objection]
    settled: Sequence[Objection]
    versions: Sequence[Version]
    before: int | None
    """The version before the first new one, to compare with."""
    amendments: int
    positions: Sequence[tuple[str, str, int]]
    """Positions taken or changed: which, of which group, how many."""

    @property
    def acts(self) -> int:
        """How many acts there are."""
        return sum(number for _kind, number in self.kinds)


def first_counted(chunk: Chunk) -> int:
    """Return the act behind which a digest counts: the last `MOST` are behind it."""
    acts = _acts(chunk).order_by("-number").values_list("number", flat=True)
    return next(iter(acts[MOST : MOST + 1]), 0)


def since_days(chunk: Chunk, days: int, now: datetime) -> int:
    """Return the last act before so many days ago, as far back as a digest counts."""
    earlier = _acts(chunk).filter(
        number__gt=first_counted(chunk), minute__lt=now - timedelta(days=days)
    )
    earlier = earlier.exclude(kind="chunk.vote")  # of a secret one only the day is told
    return earlier.order_by("-number").values_list("number", flat=True).first() or 0


def threads_since(
    request: HttpRequest, chunk: Chunk, since: int
) -> tuple[Page[Any], list[FreshThread]]:
    """Return a page of the threads with new contributions, those that moved last first."""
    new = Comment.objects.filter(chunk=chunk, number__gt=since)
    rows = new.values(root=Substr("path", 1, DIGITS)).annotate(
        many=Count("pk"), first=Min("number"), last=Max("number")
    )
    page = page_asked(request, rows.order_by("-last"), THREADS)
    there = list(page.object_list)
    numbers = {number for row in there for number in (int(row["root"]), row["first"])}
    comments = Comment.objects.select_related("participant", "group").in_bulk(numbers)
    return page, [
        FreshThread(comments[int(row["root"])], row["many"], comments[row["first"]])
        for row in there
    ]


def news_of(chunk: Chunk, since: int) -> News:
    """Return what is new on a chunk since an act."""
    acts = _acts(chunk).filter(number__gt=since)
    said = (
        Comment.objects.filter(chunk=chunk, number__gt=since)
        .values_list("group__name")
        .annotate(many=Count("pk"))
        .order_by()
    )
    written = (
        Version.objects.filter(chunk=chunk)
        .defer("text")
        .select_related("participant")
        .order_by("-number")
    )
    objections = Objection.objects.filter(chunk=chunk).select_related("participant", "group")
    taken = Position.objects.filter(chunk=chunk, number__gt=since).values_list(
        "value", "group__name"
    )
    return News(
        kinds=sorted(
            acts.values_list("kind").annotate(many=Count("pk")).order_by(), key=lambda one: -one[1]
        ),
        groups=sorted(((name or "", many) for name, many in said), key=lambda one: -one[1]),
        steps=list(acts.filter(kind__in=_STEPS).order_by("number")[: 2 * FEW]),
        objections=list(objections.filter(number__gt=since).order_by("-number")[:FEW]),
        settled=list(objections.filter(settled_in__gt=since).order_by("-settled_in")[:FEW]),
        versions=list(written.filter(number__gt=since)[:FEW]),
        before=written.filter(number__lte=since).values_list("number", flat=True).first(),
        amendments=Amendment.objects.filter(chunk=chunk, number__gt=since).count(),
        positions=_positions(
            list(taken.annotate(many=Count("pk")).order_by("value", "group__name"))
        ),
    )


def _positions(rows: Sequence[tuple[str, str | None, int]]) -> list[tuple[str, str, int]]:
    return [(str(Position.Value(value).label), name or "", many) for value, name, many in rows]


def _acts(chunk: Chunk) -> QuerySet[Act]:
    return Act.objects.filter(process=chunk.process.place, item=chunk.item)
