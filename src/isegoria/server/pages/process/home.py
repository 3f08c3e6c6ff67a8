"""What the home of a process shows beside calendar and room: its issues with their parts, its
seats, and numbers that lead on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import get_language_bidi

from isegoria.rules.language.model import Model
from isegoria.rules.telling.phrases import Words, named
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import going_on
from isegoria.server.pages.process.drawing import Picture, draw
from isegoria.server.process.models import Process, Seat
from isegoria.server.process.parts import chunks_to_show, parts_of
from isegoria.server.process.phrases import OF_THE_READER
from isegoria.server.process.reads import holders_of
from isegoria.server.warnings.models import Look

__all__ = [
    "Drawn",
    "Overview",
    "SeatRow",
    "Stood",
    "drawn",
    "overview_of",
    "seat_rows",
    "stages_of",
]

PARTS = 120  # drawn on a page


@dataclass(frozen=True, slots=True)
class Drawn:
    """An issue and the picture of its parts."""

    issue: Issue
    picture: Picture


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Who sits where since when, until when if the model sets a term; `seat` is None for an office
    that nobody holds.
    """

    title: str
    seat: Seat | None
    until: datetime | None = None
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """A stage, or an outcome, and how many parts stand there."""

    title: str
    number: int
    outcome: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers that lead on. `warnings` is None while nobody looked at any."""

    outcomes: int
    going_on: int
    warnings: int | None


def drawn(issues: Iterable[Issue], model: Model, now: datetime) -> list[Drawn]:
    """Return issues with the pictures of their parts; all chunks are read at once."""
    shown = list(issues)
    first = shown[0].process if shown else None
    of_issue: dict[int, list[object]] = {}
    if first is not None:
        chunks = first.chunks.filter(issue__in=[one.pk for one in shown])
        for part in parts_of(chunks_to_show(chunks)[:PARTS], model, now):
            of_issue.setdefault(part.chunk.issue_id, []).append(part)
    mirrored = get_language_bidi()
    return [Drawn(one, draw(of_issue.get(one.pk, []), mirrored=mirrored)) for one in shown]  # type: ignore[arg-type]


def seat_rows(process: Process, model: Model, held: Iterable[Seat]) -> list[SeatRow]:
    """Return who sits where, and the offices that nobody holds."""
    words = Words(model, OF_THE_READER)
    rows = []
    for seat in held:
        office = model.offices.get(seat.holder)
        until = office.term.after(seat.from_at) if office and office.term else None
        rows.append(SeatRow(named(seat.holder, words), seat, until, seat.holder))
    taken = {*holders_of(process), "secretariat"}
    empty = [
        SeatRow(one.title, None, holder=name)
        for name, one in model.offices.items()
        if name not in taken
    ]
    return [*rows, *empty]


def stages_of(process: Process, model: Model) -> list[Stood]:
    """Return where the parts stand: every stage in its order, then the outcomes that came about."""
    rows = (
        process.chunks.filter(issue__merged_into=None, split_at=None, cancelled_in=None)
        .values_list("stage", "outcome")
        .annotate(number=Count("pk"))
        .order_by()
    )
    stood: dict[tuple[str, str], int] = {}
    for stage, outcome, number in rows:
        key = ("", outcome) if outcome else (stage, "")
        stood[key] = stood.get(key, 0) + number
    stages = [
        Stood(one.title, stood.get((name, ""), 0), False) for name, one in model.stages.items()
    ]
    ended = [
        Stood(one.title, stood["", name], True)
        for name, one in model.outcomes.items()
        if ("", name) in stood
    ]
    return [*stages, *ended]


def overview_of(process: Process) -> Overview:
    """Return the numbers; early warnings as somebody looked at them last, which a page of an issue
    or of the warnings does.
    """
    chunks = process.chunks.filter(issue__merged_into=None, split_at=None, cancelled_in=None)
    ended = chunks.exclude(outcome="").count()
    kept = Look.objects.filter(issue__in=going_on(process.pk).values("pk"), at__isnull=False)
    looks = list(kept.values_list("signals", flat=True))
    return Overview(ended, chunks.count() - ended, sum(map(len, looks)) if looks else None)
