"""The proposer as the one who takes a way out or pulls a trigger."""

from datetime import UTC, datetime

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.panels import is_recused
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


@pytest.mark.parametrize(
    ("item", "by", "officer", "writes"),
    [
        pytest.param("", ANN, "chair", True, id="who proposed it"),
        pytest.param("i1", ANN, "chair", False, id="who proposed one item of it"),
        pytest.param("i1", CHAIR, "chair", True, id="the officer"),
        pytest.param("", ANN, None, True, id="who proposed it, without an officer"),
        pytest.param("i1", ANN, None, False, id="who proposed an item, without an officer"),
        pytest.param("", BOB, None, False, id="anybody, without an officer"),
    ],
)
def test_who_proposes_one_item_is_not_the_proposer_of_the_whole(
    item: str, by: Person, officer: str | None, writes: bool
) -> None:
    """Anyone who proposed a statement could replace the text, or take the whole question back."""
    model = changed("stages/talk/exits/withdrawn", WITHDRAWN, ("stages/talk/officer", officer))
    facts = MemoryFacts(model, START)
    for person in (ANN, BOB, CHAIR):
        facts.seat(person)
    facts.record(Act("propose", ANN, START, name="plan", item=item))
    assert isinstance(judge(model, facts, Act("write", by, START)), Allowed) is writes
    taken_back = judge(model, facts, Act("leave", by, START, name="withdrawn"))
    assert isinstance(taken_back, Allowed) is (by == ANN and not item)
    assert facts.roles("ann") == [("proposer_of_item" if item else "proposer"), "took_part"]


@pytest.mark.parametrize("item", ["", "i1"])
def test_who_proposed_an_item_does_not_judge_as_a_proposer(item: str) -> None:
    rule = {"title": "own", "from": "board", "who": ["proposer"]}
    model = changed("recusals/own", rule)
    facts = MemoryFacts(model, START)
    judge_ = Person("ann", ("residents",), ("board",))
    facts.record(Act("propose", judge_, START, name="plan", item=item))
    assert is_recused(model, facts, "own", judge_)


def test_the_rules_name_the_proposer() -> None:
    told = [one.text for part in explain(RULES) for one in part.sentences]
    assert any("the proposer" in one for one in told)
