"""Counts over the whole record are exact while it is small, and made once a minute when it is
large.
"""

import pytest
from django.core.cache import cache

from isegoria.server.record import counts
from isegoria.server.record.counts import LARGE, a_minute_old
from isegoria.server.record.models import Head

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("size", "second"),
    [
        pytest.param(LARGE, 2, id="a small record"),
        pytest.param(LARGE + 1, 1, id="a large record"),
    ],
)
def test_a_large_record_is_counted_once_a_minute(size: int, second: int) -> None:
    Head.objects.update(size=size)
    numbers = iter([1, 2, 3])
    assert a_minute_old("numbers", lambda: next(numbers)) == 1
    assert a_minute_old("numbers", lambda: next(numbers)) == second
    assert a_minute_old("others", lambda: "other") == "other"


def test_a_count_is_forgotten_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    Head.objects.update(size=LARGE + 1)
    kept: list[int] = []
    monkeypatch.setattr(cache, "get_or_set", lambda _key, count, age: kept.append(age) or count())
    assert a_minute_old("numbers", lambda: 1) == 1
    assert kept == [counts._SECONDS] == [60]
