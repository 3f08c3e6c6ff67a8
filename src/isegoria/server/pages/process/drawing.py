"""Chunks as a picture: a row for each, along the stages of its model; in the margin what is tied
and what was cut off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isegoria.server.process.parts import Part

__all__ = ["Picture", "Row", "Segment", "Tie", "draw"]

_WIDTH, _MARGIN, _ROW, _LANE = 340, 48, 78, 8
_TRACK_Y, _TRACK_HEIGHT, _END = 28, 12, 22
_LETTERS = 42  # of a title in one line


@dataclass(frozen=True, slots=True)
class Segment:
    """A stage on the track of a chunk: `done`, `now`, `later`, or at the end the `outcome`, empty
    or reached.
    """

    x: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk: the line of its title, its track, and below it the line that says how it stands."""

    part: Part
    title: str
    y: int
    title_y: int
    state_y: int
    segments: tuple[Segment, ...]


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
    row_height: int = _ROW
    track_height: int = _TRACK_HEIGHT
    track_y: int = _TRACK_Y


def draw(parts: Sequence[Part], *, mirrored: bool = False) -> Picture:
    """Draw the chunks; `mirrored` for languages that are written from right to left."""
    rows = tuple(_row(place, part, mirrored=mirrored) for place, part in enumerate(parts))
    places = {part.chunk.pk: place for place, part in enumerate(parts)}
    ties = tuple(_ties(parts, places, mirrored=mirrored))
    x, anchor = (_WIDTH - _MARGIN, "end") if mirrored else (_MARGIN, "start")
    return Picture(rows, ties, len(parts) * _ROW + 6, x, anchor)


def _row(place: int, part: Part, *, mirrored: bool) -> Row:
    y = place * _ROW
    title = part.chunk.title
    shown = title if len(title) <= _LETTERS else title[: _LETTERS - 2].rstrip() + " …"
    return Row(part, shown, y, y + 19, y + 58, tuple(_segments(part, mirrored=mirrored)))


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


def _ties(parts: Sequence[Part], places: dict[int, int], *, mirrored: bool) -> Iterator[Tie]:
    lanes: list[int] = []  # the row in which the last line of a lane ends
    for start, part in enumerate(parts):
        whole = places.get(part.chunk.part_of_id or 0)
        if whole is not None:
            yield Tie(
                _path(whole, start, 0, mirrored=mirrored),
                "part",
                f"{parts[whole].chunk} → {part.chunk}",
            )
        for end in sorted(
            places[other.pk] for other in part.tied if places.get(other.pk, -1) > start
        ):
            lane = next((number for number, last in enumerate(lanes) if last <= start), len(lanes))
            lanes[lane : lane + 1] = [end]
            yield Tie(
                _path(start, end, 1 + lane % 4, mirrored=mirrored),
                "tied",
                f"{part.chunk} ↔ {parts[end].chunk}",
            )


def _path(start: int, end: int, lane: int, *, mirrored: bool) -> str:
    """Return a bracket in the margin; lanes lie side by side, the first next to the tracks."""
    middle = _TRACK_Y + _TRACK_HEIGHT // 2 + (3 if lane else -3)
    inner, outer = _MARGIN - 3, _MARGIN - 3 - _LANE * (lane + 1)
    if mirrored:
        inner, outer = _WIDTH - inner, _WIDTH - outer
    return f"M{inner} {start * _ROW + middle} H{outer} V{end * _ROW + middle} H{inner}"
