"""Whole processes by nothing but pages, from the call to what became of the outcome, turned by
Django's client.
"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from isegoria.server.issues.models import Issue
from isegoria.server.replay.compare import recompute
from tests.checked import wrong
from tests.journeys.acting import BEGINS, ClientActor, Journey
from tests.journeys.addresses import addresses
from tests.journeys.consultation import consultation
from tests.journeys.forum import forum
from tests.journeys.names import names
from tests.journeys.standards import standards
from tests.journeys.surveying import Surveyor
from tests.journeys.working_group import working_group

pytestmark = pytest.mark.django_db
JOURNEYS = (working_group, forum, consultation, standards, names, addresses)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """Let the forum believe that it is another day."""
    kept = {"now": BEGINS}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


@pytest.mark.parametrize("journey", [pytest.param(one, id=one.__name__) for one in JOURNEYS])
def test_a_process_goes_to_its_end_by_pages_alone_and_every_right_shown_on_the_way_is_granted(
    journey: Callable[[Journey], None], clock: dict[str, datetime]
) -> None:
    surveyor = Surveyor()
    journey(Journey(ClientActor, clock, surveyor))
    assert surveyor.allowed > 50
    assert surveyor.refused > 200
    issues = Issue.objects.filter(merged_into=None)
    assert issues
    assert [str(finding) for one in issues for finding in recompute(one).findings] == []
    assert wrong() == []
