"""Chunks as a picture: a row for each, along the stages of its model; in the margin what is tied
and what was cut off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from isegoria.server.process.parts import Part

__all__ = ["Picture", "Row", "Segment", "Tie", "draw"]

_WIDTH, _MARGIN, _LANE = 340, 48, 8
_LINE, _TRACK_HEIGHT, _END = 17, 12, 22
_LETTERS = 36  # of a title, or of how it stands, in one line of the picture


@dataclass(frozen=True, slots=True)
class Segment:
    """A stage on the track of a chunk: `done`, `now`, `later`, or at the end the `outcome`, empty
    or reached.
    """

    x: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words, and how far down it stands."""

    words: str
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk: the lines of its title, its track, and below it the lines that say how it stands."""

    part: Part
    title: tuple[Line, ...]
    track_y: int
    state: tuple[Line, ...]
    segments: tuple[Segment, ...]

    @property
    def middle(self) -> int:
        """Where lines in the margin meet its track."""
        return self.track_y + _TRACK_HEIGHT // 2

    @property
    def end(self) -> int:
        """Where the next row begins."""
        return self.state[-1].y + 12


@dataclass(frozen=True, slots=True)
class Tie:
    """A line in the margin between two chunks: `tied`, or `part` for what was cut off."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All rows and lines.

    `x` is where text begins, on the side where the reader's language begins.
    """

    rows: tuple[Row, ...]
    ties: tuple[Tie, ...]
    height: int
    x: int
    anchor: str
    width: int = _WIDTH
    track_height: int = _TRACK_HEIGHT


def draw(parts: Sequence[Part], *, mirrored: bool = False) -> Picture:
    """Draw the chunks; `mirrored` for languages that are written from right to left."""
    rows: list[Row] = []
    for part in parts:
        rows.append(_row(rows[-1].end if rows else 0, part, mirrored=mirrored))
    ties = tuple(_ties(rows, mirrored=mirrored))
    x, anchor = (_WIDTH - _MARGIN, "end") if mirrored else (_MARGIN, "start")
    return Picture(tuple(rows), ties, rows[-1].end + 6 if rows else 0, x, anchor)


def _row(y: int, part: Part, *, mirrored: bool) -> Row:
    title = tuple(_lines([part.chunk.title], y + 19))
    track_y = title[-1].y + 9
    state = tuple(_lines(list(_state(part)), track_y + 30))
    return Row(part, title, track_y, state, tuple(_segments(part, mirrored=mirrored)))


def _lines(things: Sequence[str], y: int) -> Iterator[Line]:
    """Yield things in as many lines as they need: a title that is cut may say something else."""
    lines = [line for one in things for line in wrap(one, _LETTERS) or [one]]
    return (Line(line, y + place * _LINE) for place, line in enumerate(lines))


def _state(part: Part) -> Iterator[str]:
    """Yield how a chunk stands, in words; a new line for each thing."""
    if part.fault:
        yield part.fault
    elif part.cover:
        yield _("Split: all parts are over") if part.over else _("Split into parts")
    else:
        yield part.outcome or part.stage
        if part.frozen:
            yield _("paused")
        elif part.ends and not part.outcome:
            yield _("until %(day)s") % {"day": date_format(part.ends, "DATE_FORMAT")}


def _segments(part: Part, *, mirrored: bool) -> Iterator[Segment]:
    if part.cover:  # what was split has no stage of its own; its parts have
        return
    step = (_WIDTH - _MARGIN - _END - 8) / part.stages
    for place in range(part.stages):
        kind = (
            "now"
            if place == part.place and not part.outcome
            else "done"
            if place in part.visited
            else "later"
        )
        yield _placed(_MARGIN + place * step, step - 2, kind, mirrored=mirrored)
    yield _placed(_WIDTH - _END - 4, _END, "reached" if part.outcome else "open", mirrored=mirrored)


def _placed(x: float, width: float, kind: str, *, mirrored: bool) -> Segment:
    return Segment(round(_WIDTH - x - width if mirrored else x, 1), round(width, 1), kind)


def _ties(rows: Sequence[Row], *, mirrored: bool) -> Iterator[Tie]:
    places = {row.part.chunk.pk: place for place, row in enumerate(rows)}
    lanes: list[int] = []  # the row in which the last line of a lane ends
    for start, row in enumerate(rows):
        part = row.part
        whole = places.get(part.chunk.part_of_id or 0)
        if whole is not None:
            path = _path(rows[whole], row, 0, mirrored=mirrored)
            yield Tie(path, "part", f"{rows[whole].part.chunk} → {part.chunk}")
        for end in sorted(
            places[other.pk] for other in part.tied if places.get(other.pk, -1) > start
        ):
            lane = next((number for number, last in enumerate(lanes) if last <= start), len(lanes))
            lanes[lane : lane + 1] = [end]
            path = _path(row, rows[end], 1 + lane % 4, mirrored=mirrored)
            yield Tie(path, "tied", f"{part.chunk} ↔ {rows[end].part.chunk}")


def _path(start: Row, end: Row, lane: int, *, mirrored: bool) -> str:
    """Return a bracket in the margin; lanes lie side by side, the first next to the tracks."""
    apart = 3 if lane else -3
    inner, outer = _MARGIN - 3, _MARGIN - 3 - _LANE * (lane + 1)
    if mirrored:
        inner, outer = _WIDTH - inner, _WIDTH - outer
    return f"M{inner} {start.middle + apart} H{outer} V{end.middle + apart} H{inner}"
