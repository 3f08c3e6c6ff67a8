"""The stages of a model as a picture: one column that fits a phone, loops on the left, skips and
outcomes on the right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from isegoria.rules.language.model import Exit, Model
from isegoria.rules.telling.phrases import way_title

__all__ = ["Box", "Drawing", "Line", "draw"]

_WIDTH, _LEFT, _BOX, _STEP, _HEIGHT = 340, 60, 190, 84, 50
_LETTERS = 25  # in one line of a box


@dataclass(frozen=True, slots=True)
class Box:
    """A stage, or an outcome (round).

    `lines` are its title with the place of each; `∥ 3` are processes that run beside it.
    """

    y: int
    lines: tuple[tuple[int, str], ...]
    round: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A way from a box to another, as an SVG path; `kind` is forward, back or end."""

    path: str
    kind: str
    title: str
    guarded: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All boxes and lines, and the size of the picture."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    height: int
    width: int = _WIDTH
    left: int = _LEFT
    box_width: int = _BOX
    box_height: int = _HEIGHT


def draw(model: Model) -> Drawing:
    """Draw the model; stages stand in the order of the file, outcomes below."""
    names = [*model.stages, *(f"outcome {name}" for name in model.outcomes)]
    titles = [
        *(stage.title for stage in model.stages.values()),
        *(one.title for one in model.outcomes.values()),
    ]
    places = {name: place for place, name in enumerate(names)}
    beside = {
        place: len(stage.starts)
        for place, stage in enumerate(model.stages.values())
        if stage.starts
    }
    boxes = tuple(
        _box(place, title, len(model.stages), beside.get(place, 0))
        for place, title in enumerate(titles)
    )
    lines = tuple(_lines(model, places))
    return Drawing(boxes, lines, len(names) * _STEP + 10)


def _box(place: int, title: str, stages: int, beside: int) -> Box:
    y = 10 + place * _STEP
    rows = wrap(title, _LETTERS, max_lines=2 if beside else 3, placeholder=" …")
    if beside:
        rows.append(f"∥ {beside}")
    first = y + _HEIGHT // 2 + 5 - 8 * (len(rows) - 1)
    return Box(y, tuple((first + 16 * row, text) for row, text in enumerate(rows)), place >= stages)


def _lines(model: Model, places: dict[str, int]) -> Iterator[Line]:
    drawn: dict[tuple[int, int], int] = {}
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            start, end = (
                places[name],
                places[way.to if way.to is not None else f"outcome {way.outcome}"],
            )
            if (start, end) in drawn:
                continue
            drawn[start, end] = len(drawn)
            yield Line(
                _path(start, end, len(drawn)),
                _kind(start, end, way),
                way_title(way, key),
                way.guard is not None,
            )


def _kind(start: int, end: int, way: Exit) -> str:
    if way.to is None:
        return "end"
    return "forward" if end > start else "back"


def _path(start: int, end: int, number: int) -> str:
    middle = _LEFT + _BOX // 2
    bottom, top = 10 + start * _STEP + _HEIGHT, 10 + end * _STEP
    if end == start + 1:
        return f"M{middle} {bottom} L{middle} {top}"
    lane = (
        8 + number * 7 % 44
    )  # lines that go past boxes share the gutter without lying on one another
    from_y, to_y = bottom - _HEIGHT // 2 + 6, top + _HEIGHT // 2 - 6
    if end <= start:
        x = _LEFT - lane
        return f"M{_LEFT} {from_y} H{x} V{to_y} H{_LEFT}"
    x = _LEFT + _BOX + lane
    return f"M{_LEFT + _BOX} {from_y} H{x} V{to_y} H{_LEFT + _BOX}"
