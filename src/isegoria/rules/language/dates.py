"""Days that the forum counts with. Clocks add years to a day and zones move it, so what is near the
ends of the calendar would be behind them.
"""

from datetime import date

__all__ = ["EARLIEST", "LATEST", "counts_with"]

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


def counts_with(day: date) -> bool:
    """Return whether a day, or a moment in its own zone, is neither too early nor too late."""
    return EARLIEST.year <= day.year <= LATEST.year
