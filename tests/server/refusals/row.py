"""One row: what is tried, by whom and when, and which entry of a catalogue refuses it."""

from collections.abc import Callable
from dataclasses import dataclass

from isegoria.server.record.door import Work
from isegoria.terms import Refusal, WhyNot
from tests.world import World

__all__ = ["OPERATOR", "Build", "Row", "allowed", "refused"]

OPERATOR = "!"

Build = Callable[[World], Work | Refusal | None]
"""Returns the act that is tried, or what something else than an act said."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says; without an entry it is allowed."""

    entry: WhyNot | None
    build: Build
    by: str | None
    """Who does it: one of `tests.play`, `OPERATOR`, or the secretariat where it is None."""
    days: float
    """So long after the world was made."""
    rule: str
    """The whole rule, where the entry has only its shape."""


def refused(
    entry: WhyNot, build: Build, by: str | None = None, *, days: float = 0, rule: str = ""
) -> Row:
    """Say what refuses something."""
    return Row(entry, build, by, days, rule)


def allowed(build: Build, by: str | None = None, *, days: float = 0) -> Row:
    """Say that something is allowed: the other side of a bound."""
    return Row(None, build, by, days, "")
