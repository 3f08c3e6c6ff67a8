"""Whole processes in a real browser, each person before a screen of their own; one on a phone
without JavaScript.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from isegoria.server.process.models import Chunk
from tests.browser.actors import ON_A_PHONE, turn  # noqa: F401 -- a fixture
from tests.journeys.acting import BEGINS, Journey, Turn
from tests.journeys.addresses import addresses
from tests.journeys.consultation import consultation
from tests.journeys.forum import forum
from tests.journeys.names import names
from tests.journeys.standards import standards
from tests.journeys.working_group import working_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/chunks/{chunk}/",
    "/chunks/{chunk}/history/",
    "/outcomes/{chunk}/",
    "/issues/{issue}/",
    "/issues/processes/{process}/",
)
"""Where axe looks when a process has come to its end."""
JOURNEYS = (standards, addresses)
ALSO = (working_group, consultation, forum, names)
"""Played by Django's client in `tests/server/test_journeys.py`; in a browser by `make test-long`."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """Let the forum believe that it is another day."""
    kept = {"now": BEGINS}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


@pytest.mark.parametrize(
    "journey",
    [
        *(pytest.param(one, id=one.__name__) for one in JOURNEYS),
        *(pytest.param(one, id=one.__name__, marks=pytest.mark.whole) for one in ALSO),
    ],
)
def test_a_process_goes_from_its_call_to_what_became_of_the_outcome(
    journey: Callable[[Journey], None],
    turn: Turn,  # noqa: F811 -- the fixture
    clock: dict[str, datetime],
    accessible: Any,
) -> None:
    forum = Journey(turn, clock)
    journey(forum)
    ended = Chunk.objects.exclude(outcome="").order_by("number")[0]
    reader = forum.actor(
        next(who for who in forum.people if who not in {"chen", "visitor", *ON_A_PHONE})
    )
    for path in PAGES:
        reader.open(path.format(chunk=ended.number, issue=ended.issue_id, process=forum.process))
        accessible(reader.page, journey.__name__)
