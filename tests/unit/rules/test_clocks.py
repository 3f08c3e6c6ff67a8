"""When clocks end: from which event, restarted, paused, extended, on which day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.clocks import deadline, extended_too_far, has_ended
from isegoria.rules.language.durations import Duration, duration
from tests.unit.rules.models import changed
from tests.unit.rules.test_holding import CHAIR, START, VOTE, Happens, acted, both, facts_of


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def happened(event: str, day: float) -> Happens:
    return lambda facts: facts.event(event, at(day))


@pytest.mark.parametrize(
    ("clock", "happens", "ends"),
    [
        ({"length": "3 days"}, None, at(3)),
        ({"min": "2 days"}, None, at(2)),
        ({"max": "4 days"}, None, at(4)),
        ({"min": "2 days", "max": "4 days"}, None, at(2)),
        ({"length": "3 days", "min": "2 days", "max": "4 days"}, None, at(3)),
        ({"length": "3 days", "starts": "public"}, None, None),
        ({"length": "3 days", "starts": "public"}, happened("public", 2), at(5)),
        (
            {"length": "3 days", "starts": "public", "at_the_latest": "5 days"},
            None,
            at(8),
        ),
        (
            {"length": "3 days", "starts": "public", "at_the_latest": "5 days"},
            happened("public", 2),
            at(5),
        ),
        (
            {"length": "3 days", "starts": "public", "at_the_latest": "5 days"},
            happened("public", 6),
            at(8),
        ),
        ({"length": "3 days", "restarts_on": ["version"]}, None, at(3)),
        ({"length": "3 days", "restarts_on": ["version"]}, happened("version", 2), at(5)),
        ({"length": "3 days", "restarts_on": ["version"]}, happened("public", 2), at(3)),
        (
            {"length": "3 days", "starts": "public", "restarts_on": ["version"]},
            happened("version", 2),
            None,
        ),
        ({"before": "council", "by": "2 days"}, None, None),
        (
            {"before": "council", "by": "2 days"},
            lambda facts: facts.meet("council", at(9)),
            at(7),
        ),
        ({"on": "2026-03-05"}, None, datetime(2026, 3, 6, tzinfo=UTC)),
        ({"on": "03-05"}, None, datetime(2026, 3, 6, tzinfo=UTC)),
        ({"on": "03-01"}, None, datetime(2026, 3, 2, tzinfo=UTC)),
        ({"on": "02-28"}, None, datetime(2027, 3, 1, tzinfo=UTC)),
        ({"length": "3 days", "pauses_on": ["suspended"]}, None, at(3)),
        ({"length": "3 days", "pauses_on": ["suspended"]}, happened("suspended", 1), None),
        (
            {"length": "3 days", "pauses_on": ["suspended"]},
            both(happened("suspended", 1), happened("resumed", 3)),
            at(5),
        ),
        (
            {"length": "3 days", "pauses_on": ["suspended"]},
            both(happened("suspended", 4), happened("resumed", 6)),
            at(3),
        ),
        (
            {"length": "3 days", "pauses_on": ["suspended"]},
            both(happened("suspended", 3), happened("resumed", 6)),
            at(3),
        ),
        ({"length": "3 days"}, both(happened("suspended", 1), happened("resumed", 3)), at(3)),
        (
            {"length": "3 days"},
            acted("extend", "tested", CHAIR, span=Duration(2, "day")),
            at(5),
        ),
        (
            {"length": "3 days", "calendar": "works"},
            None,
            datetime(2026, 3, 4, 12, tzinfo=UTC),
        ),
        (
            {"length": "6 working days", "calendar": "works"},
            None,
            datetime(2026, 3, 9, 11, tzinfo=UTC) + timedelta(hours=1),
        ),
    ],
)
def test_a_clock_ends(
    clock: dict[str, Any], happens: Happens | None, ends: datetime | None
) -> None:
    model = changed(f"{VOTE}/clocks/tested", clock, ("calendars/works", {"zone": "Europe/Zurich"}))
    facts = facts_of(happens, model)
    assert deadline(model, facts, "vote", "tested") == ends
    if ends is not None:
        just = timedelta(microseconds=1)
        assert has_ended(model, facts, "vote", "tested", ends)
        assert not has_ended(model, facts, "vote", "tested", ends - just)
    assert deadline(model, facts, "talk", "talk") is None


def test_a_clock_ends_at_the_latest_by_its_longest_time() -> None:
    model = changed(f"{VOTE}/clocks/tested", {"min": "2 days", "max": "4 days"})
    assert deadline(model, facts_of(None, model), "vote", "tested", longest=True) == at(4)


@pytest.mark.parametrize(
    ("extension", "span", "too_far"),
    [
        ({"by": "chair", "until": "5 days"}, "2 days", False),
        ({"by": "chair", "until": "5 days"}, "3 days", True),
        ({"by": "chair"}, "3 days", False),
        (None, "3 days", False),
    ],
)
def test_a_clock_is_not_made_longer_than_its_rule_says(
    extension: dict[str, Any] | None, span: str, too_far: bool
) -> None:
    more = {"extension": extension} if extension else {}
    model = changed(f"{VOTE}/clocks/tested", {"length": "3 days"} | more)
    found = extended_too_far(model, facts_of(None, model), "vote", "tested", duration(span))
    assert found is too_far


def test_a_clock_of_a_stage_counts_the_days_of_the_stage() -> None:
    model = changed(
        f"{VOTE}/clocks/tested",
        {"on": "2026-03-05"},
        ("calendars/works", {"zone": "Europe/Zurich"}),
        ("calendars/other", {"zone": "America/New_York"}),
        (f"{VOTE}/calendar", "works"),
        (f"{VOTE}/clocks/far", {"on": "2026-03-05", "calendar": "other"}),
    )
    facts = facts_of(None, model)
    assert deadline(model, facts, "vote", "tested") == datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert deadline(model, facts, "vote", "far") == datetime(2026, 3, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("02-28", datetime(2027, 3, 1, tzinfo=UTC)),
        ("02-29", datetime(2027, 3, 1, tzinfo=UTC)),
        ("02-30", datetime(2027, 3, 1, tzinfo=UTC)),
        ("13-01", datetime(2027, 12, 2, tzinfo=UTC)),
        ("00-00", datetime(2028, 1, 2, tzinfo=UTC)),
        ("9999-12-31", datetime(2201, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_that_a_year_does_not_have_is_the_last_one_before(
    written: str, end: datetime
) -> None:
    model = changed("stages/talk/clocks/talk", {"on": written})
    facts = MemoryFacts(model, datetime(2027, 1, 5, tzinfo=UTC))
    assert deadline(model, facts, "talk", "talk") == end
