"""How long a time of a rule is, where no beginning is known: a month has 28 days or 31."""

from isegoria.rules.language.durations import Duration

__all__ = ["longest", "shortest"]

_DAY = 24 * 60
_MINUTES: dict[str, tuple[int, int]] = {
    "minute": (1, 1),
    "hour": (60, 60),
    "day": (_DAY, _DAY),
    "working day": (_DAY, 4 * _DAY),  # with a week's end and holidays between
    "week": (7 * _DAY, 7 * _DAY),
    "month": (28 * _DAY, 31 * _DAY),
    "year": (365 * _DAY, 366 * _DAY),
}


def shortest(span: Duration) -> int:
    """Return the fewest minutes that a span can have."""
    return span.count * _MINUTES[span.unit][0]


def longest(span: Duration) -> int:
    """Return the most minutes that a span can have."""
    return span.count * _MINUTES[span.unit][1]
