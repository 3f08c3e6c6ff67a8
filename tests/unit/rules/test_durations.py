"""Times as rules write them end when people think they end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from isegoria.rules.language.durations import Days, Duration, duration

ZURICH = ZoneInfo("Europe/Zurich")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("45 days", Duration(45, "day")),
        ("1 week", Duration(1, "week")),
        ("7 working days", Duration(7, "working day")),
        ("2 min", Duration(2, "minute")),
    ],
)
def test_times_are_read_and_written(written: str, read: Duration) -> None:
    assert duration(written) == read
    assert duration(str(read)) == read


@pytest.mark.parametrize("written", ["six weeks", "5", "-2 days", "3 fortnights", 5, None])
def test_what_is_no_time_says_what_would_be(written: object) -> None:
    with pytest.raises(ValueError, match="write a time such as 45 days"):
        duration(written)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        pytest.param("2024-01-31", "1 month", "2024-02-29", id="a month from the last of January"),
        pytest.param("2023-11-30", "3 months", "2024-02-29", id="over the year"),
        pytest.param("2024-02-29", "1 year", "2025-02-28", id="a leap day"),
        pytest.param("2025-01-03", "1 working day", "2025-01-06", id="over a weekend"),
    ],
)
def test_calendar_units(start: str, span: str, end: str) -> None:
    assert duration(span).after(at(start)) == at(end)


def test_seven_working_days_skip_the_holidays_of_the_calendar() -> None:
    before_christmas = at("2024-12-20T10:00", ZURICH)
    assert (
        duration("7 working days")
        .after(before_christmas, Days("Europe/Zurich", "CH"))
        .date()
        .isoformat()
        == "2025-01-02"
    )
    assert (
        duration("7 working days").after(before_christmas, Days("Europe/Zurich")).date().isoformat()
        == "2024-12-31"
    )


def test_days_before_a_meeting_are_counted_backwards() -> None:
    assert duration("7 working days").before(at("2025-01-15")) == at("2025-01-06")


def test_a_day_ends_at_the_same_hour_when_the_clocks_change() -> None:
    evening = at("2025-03-29T18:00", ZURICH)
    end = duration("1 day").after(evening, Days("Europe/Zurich"))
    assert end.hour == 18
    assert (end - evening).total_seconds() / 3600 == 24 or end.utcoffset() != evening.utcoffset()


def test_hours_are_hours() -> None:
    assert duration("72 hours").after(at("2025-03-29T18:00")) == at("2025-04-01T18:00")
