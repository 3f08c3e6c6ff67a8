"""The bars of who takes part, by group and by region: the geometry beside the figures of the
table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isegoria.server.membership.voices import Room

__all__ = ["Bar", "Bars", "bars_of"]

WIDTH = 1000  # units of the picture; the page scales it
SHADES = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar: how many, and where it stands."""

    name: str
    number: int
    x: float
    width: float
    shade: int


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar for the groups and one for the regions."""

    groups: tuple[Bar, ...]
    regions: tuple[Bar, ...]


def bars_of(room: Room) -> Bars:
    """Return the two bars."""
    return Bars(_bars((one.title, one.members) for one in room.voices), _bars(room.regions))


def _bars(rows: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    there = list(rows)
    total = sum(number for _name, number in there) or 1
    found, before = [], 0
    for place, (name, number) in enumerate(there):
        x, width = WIDTH * before / total, WIDTH * number / total
        found.append(Bar(name, number, round(x, 1), round(width, 1), place % SHADES + 1))
        before += number
    return tuple(found)
