"""Following an outcome up: in which state it is, and who has to be reminded when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = ["AFTER", "BEFORE", "Date", "Following", "When", "answers", "reminder_due", "state_of"]

BEFORE = timedelta(days=14)
AFTER = timedelta(days=30)


class When(StrEnum):
    """Which reminder of a follow-up it is."""

    BEFORE = "before"
    AT = "at"
    AFTER = "after"


class Following(StrEnum):
    """What became of an outcome, as far as it is known; the first four are what somebody reported
    last.
    """

    DONE = "done"
    UNDER_WAY = "under_way"
    NOTHING = "nothing"
    CONTRARY = "contrary"
    NONE = "none"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Date:
    """A day on which the model asks what became of an outcome, and whether somebody reported for
    it.
    """

    at: datetime
    reported: bool


def answers(dates: Sequence[datetime], reports: Sequence[datetime]) -> list[list[int]]:
    """Return for each date the places of the reports that answer it, in their order.

    A report answers the first date that is asked about, from the first reminder on, and has no
    answer yet; a late one too. One that comes before anybody asks answers none.
    """
    found: list[list[int]] = [[] for _date in dates]
    for place, at in enumerate(reports):
        asked = [number for number, date in enumerate(dates) if date - BEFORE <= at]
        if asked:
            found[next((number for number in asked if not found[number]), asked[-1])].append(place)
    return found


def state_of(rating: str, dates: Sequence[Date], now: datetime) -> Following:
    """Return the last rating; without one, whether a date has passed."""
    if rating:
        return Following(rating)
    return Following.OVERDUE if any(one.at < now for one in dates) else Following.NONE


def reminder_due(date: Date, sent: Collection[When], now: datetime) -> When | None:
    """Return the reminder that is due now: once before, once at, once after.

    Of those missed meanwhile only the last one.
    """
    if date.reported:
        return None
    found = None
    for when, at in (
        (When.BEFORE, date.at - BEFORE),
        (When.AT, date.at),
        (When.AFTER, date.at + AFTER),
    ):
        if at <= now:
            found = when
    return None if found is None or found in sent else found
