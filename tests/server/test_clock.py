"""A clock that is far off is asked about, and runs nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from isegoria.server.faults import faults
from isegoria.server.jobs.clock import FAR, go_on, refuse_far_clock
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.timetable import Periodic
from isegoria.server.readiness import NotReady
from isegoria.server.record.models import Head

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def open_to_people(settings: Any) -> None:
    settings.DEVELOPMENT = False
    Head.objects.update(size=7, last_at=NOW)


@pytest.mark.parametrize("now", [NOW, NOW + FAR, NOW - timedelta(hours=1)])
def test_a_clock_near_the_last_act_is_not_asked_about(now: Any) -> None:
    refuse_far_clock(now)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (NOW + FAR + DAY, "31 days after the forum did something last"),
        (NOW - 2 * DAY, "before the last act"),
    ],
)
def test_a_clock_that_is_far_off_is_asked_about(now: Any, says: str) -> None:
    with pytest.raises(NotReady, match=says) as found:
        refuse_far_clock(now)
    assert "--clock-is-right" in str(found.value)


def test_what_runs_by_itself_tells_that_the_forum_was_open(settings: Any) -> None:
    later = NOW + 5 * FAR
    Lease.objects.create(name="clocks", done_at=later - DAY)
    refuse_far_clock(later)


def test_an_empty_forum_and_development_are_not_asked(settings: Any) -> None:
    Head.objects.update(size=0)
    refuse_far_clock(NOW + 100 * FAR)
    Head.objects.update(size=7)
    settings.DEVELOPMENT = True
    refuse_far_clock(NOW + 100 * FAR)


def test_no_deadline_runs_by_a_clock_that_jumped_until_somebody_says_that_it_is_right() -> None:
    ran: list[object] = []
    one = Periodic("clocks", timedelta(minutes=1), ran.append)
    Lease.objects.create(name="clocks", done_at=NOW - FAR - DAY)
    one.step()
    assert ran == []
    assert [fault.kind for fault in faults()] == ["clocks"]
    go_on(NOW)
    Lease.objects.update(until=NOW - DAY)
    one.step()
    assert len(ran) == 1
    assert faults() == []
