"""Spans of time as rules write them: `45 days`, `7 working days`, `3 months`, `2 min`, and the day
on which they end.
"""

import calendar
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

__all__ = ["Days", "Duration", "duration"]

_UNITS = {"min": "minute"}
_WRITTEN = re.compile(r"(\d+)\s*(working day|minute|min|hour|day|week|month|year)s?")
# of the longest time; working days are counted one by one, and no date is behind the year 9999
_YEARS = 100
_IN_A_YEAR = {
    "minute": 525_600,
    "hour": 8760,
    "day": 365,
    "working day": 261,
    "week": 52,
    "month": 12,
    "year": 1,
}
_FIXED = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Days:
    """Whose days are counted: a time zone, a country whose holidays do not count, and the days of
    the week that do not.
    """

    zone: str = "UTC"
    holidays: str = ""
    weekend: tuple[int, ...] = (5, 6)  # Monday is 0

    def is_working(self, day: date) -> bool:
        """Return whether people work on this day."""
        return day.weekday() not in self.weekend and not (
            self.holidays and day in _holidays(self.holidays)
        )


@functools.cache
def _holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A number of units; a month is a month of the calendar, a working day depends on whose days
    are counted.
    """

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, start: datetime, days: Days = Days()) -> datetime:
        """Return when the span that begins at `start` is over, in the zone of `start`."""
        return self._moved(start, days, 1)

    def before(self, end: datetime, days: Days = Days()) -> datetime:
        """Return when the span must begin to be over at `end`."""
        return self._moved(end, days, -1)

    def times(self, factor: int) -> "Duration":
        """Return the span so many times over."""
        return Duration(self.count * factor, self.unit)

    @property
    def minutes(self) -> int:
        """The minutes of a span that has a fixed length."""
        return int(self.count * _FIXED[self.unit].total_seconds() // 60)

    def _moved(self, instant: datetime, days: Days, direction: int) -> datetime:
        if self.unit in {"minute", "hour"}:
            return instant + direction * self.count * _FIXED[self.unit]
        local = instant.astimezone(ZoneInfo(days.zone)).replace(
            tzinfo=None
        )  # a day ends at the same hour, summer or winter
        moved = _MOVES[self.unit](local, direction * self.count, days)
        return moved.replace(tzinfo=ZoneInfo(days.zone)).astimezone(instant.tzinfo)


def _by_working_days(local: datetime, count: int, days: Days) -> datetime:
    step, left = (1 if count > 0 else -1), abs(count)
    while left:
        local += timedelta(days=step)
        left -= days.is_working(local.date())
    return local


def _by_months(local: datetime, count: int, days: Days) -> datetime:
    """Move by months of the calendar; 31 January and a month is the last day of February."""
    months = local.year * 12 + local.month - 1 + count
    year, month = divmod(months, 12)
    return local.replace(
        year=year, month=month + 1, day=min(local.day, calendar.monthrange(year, month + 1)[1])
    )


_MOVES: dict[str, Callable[[datetime, int, Days], datetime]] = {
    "day": lambda local, count, days: local + timedelta(days=count),
    "week": lambda local, count, days: local + timedelta(weeks=count),
    "working day": _by_working_days,
    "month": _by_months,
    "year": lambda local, count, days: _by_months(local, 12 * count, days),
}


def duration(written: object) -> Duration:
    """Read `45 days`, `7 working days`, `3 months`, `90 min`.

    Raises:
        ValueError: it is not a number and a unit, or more than a hundred years.
    """
    found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise ValueError(
            f"write a time such as 45 days, 7 working days, 6 weeks, 3 months or 2 min, not"
            f" {written!r}"
        )
    unit = _UNITS.get(found[2], found[2])
    if len(found[1]) > 9 or int(found[1]) > _YEARS * _IN_A_YEAR[unit]:
        raise ValueError(
            f"{found[1][:12]} {unit}s are more than {_YEARS} years; write a shorter time"
        )
    return Duration(int(found[1]), unit)
