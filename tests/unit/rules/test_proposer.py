"""The proposer as the one who takes a way out or pulls a trigger."""

from datetime import UTC, datetime

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import explain
from isegoria.terms import Refusal
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB = Person("ann", ("residents",)), Person("bob", ("residents",))
CHAIR = Person("chair", offices=("chair",))
HOLDER = Person("eve", offices=("proposer",))
WITHDRAWN = {"outcome": "dropped", "by": "proposer", "title": "Taken back", "waits": False}
RULES = changed(
    "stages/talk/exits/withdrawn",
    WITHDRAWN,
    ("stages/talk/triggers/halt", {"title": "A halt", "by": ["proposer", "traders"]}),
)
OFFICE = changed(
    "stages/talk/exits/withdrawn", WITHDRAWN, ("offices/proposer", {"title": "The author"})
)


def tried(model: Model, by: Person, kind: str, name: str) -> bool:
    facts = MemoryFacts(model, START)
    for person in (ANN, BOB, CHAIR, HOLDER):
        facts.seat(person)
    facts.record(Act("propose", ANN, START, name="plan"))
    found = judge(model, facts, Act(kind, by, START, name=name))
    if isinstance(found, Refusal):
        assert "proposer" in str(found) or "author" in str(found)
    return isinstance(found, Allowed)


@pytest.mark.parametrize(
    ("model", "by", "kind", "name", "allowed"),
    [
        pytest.param(RULES, ANN, "leave", "withdrawn", True, id="who proposed it"),
        pytest.param(RULES, BOB, "leave", "withdrawn", False, id="somebody else of the group"),
        pytest.param(RULES, CHAIR, "leave", "withdrawn", False, id="the officer of the stage"),
        pytest.param(RULES, ANN, "trigger", "halt", True, id="a trigger"),
        pytest.param(RULES, BOB, "trigger", "halt", False, id="a trigger of others"),
        pytest.param(OFFICE, HOLDER, "leave", "withdrawn", True, id="an office of that name"),
    ],
)
def test_only_the_proposer_does_it(
    model: Model, by: Person, kind: str, name: str, allowed: bool
) -> None:
    assert tried(model, by, kind, name) is allowed


def test_the_rules_name_the_proposer() -> None:
    told = [one.text for part in explain(RULES) for one in part.sentences]
    assert any("the proposer" in one for one in told)
