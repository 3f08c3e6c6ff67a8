"""A limit on proxies that counts those of some groups alone: below, at and above it."""

from datetime import UTC, datetime

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
YES = {"share": "yes", "more_than": "1/2"}
BALLOT = {"clock": "vote", "passes": YES, "by_proxy": True, "proxies": 2, "proxies_of": ["traders"]}
MODEL = changed("stages/vote/ballots/plan", BALLOT)
ANN, EVE = Person("ann", ("residents",)), Person("eve", ("residents",))
TRADERS = [Person(f"trader{number}", ("traders",)) for number in range(4)]
RESIDENTS = [Person(f"resident{number}", ("residents",)) for number in range(9)]


def voted(*rounds: tuple[Person, list[Person]]) -> bool:
    facts = MemoryFacts(MODEL, START, stage="vote")
    for person in (ANN, EVE, *TRADERS, *RESIDENTS):
        facts.seat(person)
    for by, givers in rounds:
        act = Act("vote", by, START, name="plan", answer="yes", with_=tuple(givers))
        found = judge(MODEL, facts, act)
        if isinstance(found, Allowed):
            facts.record(act)
    return isinstance(found, Allowed)


@pytest.mark.parametrize(
    ("rounds", "allowed"),
    [
        pytest.param([(ANN, TRADERS[:1])], True, id="below"),
        pytest.param([(ANN, TRADERS[:2])], True, id="at"),
        pytest.param([(ANN, TRADERS[:3])], False, id="above"),
        pytest.param([(ANN, RESIDENTS)], True, id="as many of others as ask"),
        pytest.param([(ANN, [*TRADERS[:2], *RESIDENTS])], True, id="both"),
        pytest.param([(ANN, RESIDENTS), (ANN, TRADERS[:2])], True, id="others first"),
        pytest.param([(ANN, TRADERS[:2]), (ANN, TRADERS[2:3])], False, id="in two acts"),
        pytest.param([(ANN, TRADERS[:2]), (ANN, TRADERS[:2])], True, id="the same again"),
        pytest.param(
            [(ANN, TRADERS[:2]), (EVE, TRADERS[:1]), (ANN, TRADERS[2:3])], True, id="taken over"
        ),
    ],
)
def test_only_proxies_of_these_groups_count(
    rounds: list[tuple[Person, list[Person]]], allowed: bool
) -> None:
    assert voted(*rounds) is allowed


def test_the_rules_say_whose() -> None:
    told = " ".join(one.text for part in explain(MODEL) for one in part.sentences)
    assert "a voter holds at most 2 proxies of Traders" in told
    plain = changed("stages/vote/ballots/plan", BALLOT | {"proxies_of": []})
    told = " ".join(one.text for part in explain(plain) for one in part.sentences)
    assert "a voter holds at most 2 proxies;" in told or "at most 2 proxies." in told
