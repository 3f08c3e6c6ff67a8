"""An event that begins the time of a decision again does so as often as a version could."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.restarting import begun_again_by, restarted_enough
from isegoria.rules.course.state import DictRows, State
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from tests.unit.rules.models import changed

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAIR = Person("1", (), ("chair",))
RESIDENT = Person("2", ("residents",))


def voting(*events: str, texts: Any = None) -> KeptFacts:
    way = "stages/vote/clocks/vote/restarts_on"
    model = changed(way, list(events), None if texts is None else ("texts", texts))
    facts = KeptFacts(model, State(START, START), DictRows())
    facts.enter("vote", START)
    return facts


def finds(facts: KeptFacts, hour: int) -> bool:
    act = Act("judge", CHAIR, START + timedelta(hours=hour), "change", "editorial", reason="so")
    if not isinstance(judge(facts.model, facts, act), Allowed):
        return False
    facts.record(act)
    return True


@pytest.mark.parametrize(("restarts", "allowed"), [(None, 2), (0, 0), (1, 1)])
def test_an_officer_holds_a_ballot_open_only_so_often(restarts: int | None, allowed: int) -> None:
    facts = voting("change", texts=None if restarts is None else {"restarts": restarts})
    times = [finds(facts, hour) for hour in range(1, 5)]
    assert times == [True] * allowed + [False] * (4 - allowed)
    ends = deadline(facts.model, facts, "vote", "vote")
    assert ends == START + timedelta(days=7, hours=allowed)


def test_an_event_outside_and_a_version_are_counted_together() -> None:
    facts = voting("change", "version", "read_aloud")
    facts.record(Act("vote", RESIDENT, START, "plan", "yes"))
    facts.event("read_aloud", START + timedelta(hours=1))
    facts.record(Act("write", CHAIR, START + timedelta(hours=2), reason="A comma."))
    assert facts.restarts("vote") == 2
    assert restarted_enough(facts.model, facts, "read_aloud", START + timedelta(hours=3))
    assert not finds(facts, 4)


def test_what_moves_no_open_ballot_is_not_counted() -> None:
    facts = voting("read_aloud")
    assert begun_again_by(facts.model, facts, "change", START) == ""
    assert all(finds(facts, hour) for hour in range(1, 6))
    assert facts.restarts("vote") == 0
    late = START + timedelta(days=8)
    assert begun_again_by(facts.model, facts, "read_aloud", late) == ""
    assert begun_again_by(facts.model, facts, "read_aloud", START) == "plan"


def test_a_new_round_counts_from_the_beginning() -> None:
    facts = voting("change")
    assert finds(facts, 1)
    assert finds(facts, 2)
    facts.enter("vote", START + timedelta(days=1))
    assert finds(facts, 25)
