"""How much somebody can contribute in a minute and in a day, at the bounds."""

from datetime import UTC, datetime, timedelta

import pytest

from isegoria.rules.offices.flooding import flooding

NOW = datetime(2026, 5, 1, 12, 0, 30, tzinfo=UTC)
THIS = NOW.replace(second=0)


def minutes(*ago: int) -> list[datetime]:
    return [THIS - timedelta(minutes=one) for one in ago]


@pytest.mark.parametrize(
    ("sent", "rule", "until"),
    [
        pytest.param([], "", None, id="the first"),
        pytest.param(minutes(0, 0), "", None, id="one is left of this minute"),
        pytest.param(
            minutes(0, 0, 0), "a-minute", THIS + timedelta(minutes=1), id="none is left of it"
        ),
        pytest.param(minutes(1, 1, 1), "", None, id="those of the minute before"),
        pytest.param(
            minutes(1, 2, 3, 4, 1439),
            "a-day",
            THIS + timedelta(minutes=1),
            id="none is left of the day until the oldest is a day old",
        ),
        pytest.param(minutes(1, 2, 3, 4, 1440), "", None, id="one is a day old"),
        pytest.param(
            minutes(1, 2, 3, 4, 5, 1439),
            "a-day",
            THIS + timedelta(minutes=1435),
            id="more than are allowed, since the limit was lowered",
        ),
    ],
)
def test_one_more_is_refused_until_there_is_room(
    sent: list[datetime], rule: str, until: datetime | None
) -> None:
    found = flooding(sent, NOW, minute=3, day=5)
    assert (found.rule.rpartition("many-")[2] if found else "") == rule
    if found:
        assert found.facts["until"].when == until  # type: ignore[attr-defined]
