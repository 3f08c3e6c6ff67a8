"""When a clock runs out: started by an event, restarted, paused, extended, counted before a meeting
or to a fixed day.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from isegoria.rules.facts.protocol import ANYWHERE, Act, Facts
from isegoria.rules.language.dates import EARLIEST, LATEST
from isegoria.rules.language.durations import Days, Duration
from isegoria.rules.language.model import Clock, Model
from isegoria.rules.language.references import stage_and_name

__all__ = [
    "days_of",
    "deadline",
    "deadlines",
    "extended_too_far",
    "has_ended",
    "shortens",
    "started_at",
]

Pause = tuple[datetime, datetime | None]
"""Since when a clock stands still and when it goes on; None while that is open."""


def days_of(model: Model, stage: str, clock: Clock) -> Days:
    """Return whose days the clock counts: its own calendar, the stage's, or UTC without
    holidays.
    """
    name = clock.calendar or model.stages[stage].calendar
    return model.calendars[name].days if name else Days()


def started_at(facts: Facts, stage: str, clock: Clock, days: Days) -> datetime | None:
    """Return when the clock began to run; None while its event has not come."""
    entered = facts.entered_at(stage)
    if entered is None:
        return None
    begun = entered if clock.starts == "entry" else _happened(facts, stage, clock.starts)
    if clock.at_the_latest is not None:  # an event that never comes must not stop it for ever
        latest = clock.at_the_latest.after(entered, days)
        begun = latest if begun is None or begun > latest else begun
    anew = [at for event in clock.restarts_on if (at := _happened(facts, stage, event)) is not None]
    if begun is not None and anew:
        return max(begun, *anew)
    return begun


def _happened(facts: Facts, stage: str, event: str) -> datetime | None:
    """Return when an event happened last, in this stage or as `stage/event`."""
    there, name = stage_and_name(event, stage)
    return facts.entered_at(there) if name == "entry" else facts.event_at(there, name)


def _length_by_event(facts: Facts, stage: str, clock: Clock, otherwise: Duration) -> Duration:
    """Return the length after the event that happened last."""
    found = [
        (at, span)
        for event, span in clock.lengths.items()
        if (at := _happened(facts, stage, event)) is not None
    ]
    return max(found, key=lambda one: one[0])[1] if found else otherwise


def deadline(
    model: Model,
    facts: Facts,
    stage: str,
    name: str,
    *,
    longest: bool = False,
    resumed: datetime | None = None,
) -> datetime | None:
    """Return when the clock runs out; None while it has not begun, stands still, or waits for a
    meeting to be fixed.

    Args:
        longest: at the latest (`max`), not at the earliest (`min`).
        resumed: as if a clock that stands still went on at this time.
    """
    clock = model.stages[stage].clocks[name]
    days = days_of(model, stage, clock)
    stops = _stops(model, facts, stage)
    if clock.before is not None and clock.by is not None:
        meeting, entered = facts.meeting_at(clock.before), facts.entered_at(stage)
        if meeting is None:
            return None
        ends = clock.by.before(meeting, days)
        return ends if entered is None else _with_pauses(stops, entered, ends, resumed)
    begun = started_at(facts, stage, clock, days)
    if begun is None:
        return None
    if clock.on is not None:
        return _with_pauses(stops, begun, _next_day(clock.on, begun, days), resumed)
    spans = (
        (clock.max, clock.length, clock.min) if longest else (clock.length, clock.min, clock.max)
    )
    span = next(one for one in spans if one is not None)
    shorter = facts.shortened(stage, name)
    ends = (shorter or _length_by_event(facts, stage, clock, span)).after(begun, days)
    for extension in () if shorter else facts.extensions(stage, name):
        ends = extension.after(ends, days)
    stops += facts.pauses(stage, clock.pauses_on) if clock.pauses_on else ()
    return _with_pauses(stops, begun, ends, resumed)


def deadlines(
    model: Model, facts: Facts, stage: str, name: str
) -> tuple[datetime | None, datetime | None]:
    """Return when the clock runs out at the earliest and at the latest."""
    clock = model.stages[stage].clocks[name]
    ends = deadline(model, facts, stage, name)
    if [clock.min, clock.length, clock.max].count(None) >= 2:  # it has one length
        return ends, ends
    return ends, deadline(model, facts, stage, name, longest=True)


def has_ended(model: Model, facts: Facts, stage: str, name: str, now: datetime) -> bool:
    """Return whether the clock has run out."""
    ends = deadline(model, facts, stage, name)
    return ends is not None and ends <= now


def extended_too_far(model: Model, facts: Facts, stage: str, name: str, span: Duration) -> bool:
    """Return whether a longer clock would be longer than its extension may make it."""
    clock = model.stages[stage].clocks[name]
    days = days_of(model, stage, clock)
    begun = started_at(facts, stage, clock, days)
    ends = deadline(model, facts, stage, name, resumed=begun)
    if clock.extension is None or begun is None or ends is None or clock.extension.until is None:
        return False
    return span.after(ends, days) > clock.extension.until.after(begun, days)


def shortens(model: Model, facts: Facts, act: Act) -> bool:
    """Return whether a clock of the stage gets shorter by a length from its beginning that is not
    over already.
    """
    clock = model.stages[facts.stage].clocks[act.name]
    days = days_of(model, facts.stage, clock)
    begun = started_at(facts, facts.stage, clock, days)
    if begun is None or act.span is None:
        return False
    ends = deadline(model, facts, facts.stage, act.name, resumed=act.at)
    return ends is not None and act.at <= act.span.after(begun, days) < ends


def _stops(model: Model, facts: Facts, stage: str) -> list[Pause]:
    """Return when appeals kept people from answering what is asked in a stage, and when the part
    was cancelled, so that nobody could say anything in it.

    All its clocks stand still then: one that ends the stage would end its ballots too.
    """
    ballots = model.stages[stage].ballots.values()
    by_item = any(one.per == "item" for one in ballots)
    return [
        (begin, end)
        for item, begin, end in facts.stops()
        if item == ANYWHERE or (ballots and (by_item or not item))
    ]


def _with_pauses(
    pauses: Collection[Pause], begun: datetime, ends: datetime, resumed: datetime | None
) -> datetime | None:
    """Return the end of a clock with the time for which it stood still, each moment once."""
    counted = begun
    for begin, end in sorted(pauses, key=lambda one: one[0]):
        if begin >= ends:
            break
        until = end or resumed
        if until is None:
            return None
        if until > max(begin, counted):
            ends += until - max(begin, counted)
            counted = until
    return ends


def _next_day(day: str | date, begun: datetime, days: Days) -> datetime:
    """Return the end of a fixed day, of the first one of the year's after the beginning."""
    zone = ZoneInfo(days.zone)
    if isinstance(day, date):
        return _end_of(day, zone)
    year = begun.astimezone(zone).year
    ends = _end_of(_day_of(day, year), zone)
    return ends if ends > begun else _end_of(_day_of(day, year + 1), zone)


def _day_of(written: str, year: int) -> date:
    """Return a day of each year in one year; where that has no such day, such as 29 February, the
    last one before.
    """
    month, number = (max(1, int(part)) for part in written.split("-"))
    month = min(month, 12)
    return date(year, month, min(number, monthrange(year, month)[1]))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    known = min(max(day, EARLIEST), LATEST)  # no clock counts with days behind these
    return datetime(known.year, known.month, known.day, tzinfo=zone) + timedelta(days=1)
