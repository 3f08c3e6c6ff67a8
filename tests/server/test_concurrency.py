"""Many at once, each on a connection of its own: gapless numbers, one act a key, rules judged on
what the act changes.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, connections

from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Head
from isegoria.server.sessions.acts import ClaimTurn
from isegoria.server.sessions.models import Turn
from isegoria.terms import Refused
from tests.people import amina, bo, chen
from tests.server.test_sessions import forum, imported

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Do all at once on connections of their own; return results, exceptions among them."""

    def done(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refused as refused:
            return refused.refusal.rule
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as clients:
        return list(clients.map(done, works))


def test_numbers_are_gapless_when_many_act_at_once() -> None:
    at_once([forum] * 40)
    assert list(Act.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 41)
    )
    assert Head.objects.get().size == 40
    assert connection.vendor in {"sqlite", "postgresql"}


def test_one_key_sent_many_times_at_once_makes_one_act() -> None:
    session, secretariat, key = imported(), chen(), uuid4()
    turn = Turn.objects.select_related("session").get(session=session, number=3)
    acts = at_once([lambda: perform(ClaimTurn(turn), by=secretariat, now=NOW, key=key).number] * 16)
    assert set(acts) == {session.number + 1}
    assert Act.objects.count() == 2


def test_of_two_who_claim_a_turn_at_once_one_is_refused() -> None:
    session, people = imported(), [amina(), bo()]
    turn = Turn.objects.select_related("session").get(session=session, number=3)
    results = at_once(
        [lambda who=who: perform(ClaimTurn(turn), by=who, now=NOW).kind for who in people]
    )  # type: ignore[misc]
    assert sorted(map(str, results)) == ["turn.claim", "turn.settled"]
