"""A majority that depends on what an office finds a motion to be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import result, winners
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.references import unknown_names
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BALLOT = "stages/vote/ballots/plan"
CHAIR = Person("chair", offices=("chair",))
KIND = (
    "stages/vote/judgements",
    {"kind": {"by": "chair", "scale": ["statute", "ordinary", "odd"]}},
)
BY_KIND = {"found": "kind", "kinds": {"statute": 3, "ordinary": 1}}


def ranked(majority: Any) -> dict[str, Any]:
    how = {"default": "nothing", "majority": {"plan": majority}}
    return {"answers": ["plan", "nothing"], "ranked": how, "passes": {"won": "plan", "is": "plan"}}


@pytest.mark.parametrize(
    ("kind", "for_", "against", "wins"),
    [
        ("ordinary", 10, 10, False),
        ("ordinary", 11, 10, True),
        ("statute", 29, 10, False),
        ("statute", 30, 10, False),  # more than three to one
        ("statute", 31, 10, True),
        ("", 30, 10, False),  # nothing found yet: the highest is needed
        ("", 31, 10, True),
        ("odd", 30, 10, False),  # a kind without a majority of its own
        ("odd", 31, 10, True),
    ],
)
def test_a_ranked_option_needs_the_majority_of_its_kind(
    kind: str, for_: int, against: int, wins: bool
) -> None:
    facts = MemoryFacts(changed(BALLOT, ranked(BY_KIND), KIND), START, stage="vote")
    facts.poll("vote", "plan", "", {"residents": {"plan": for_, "nothing > plan": against}})
    if kind:
        facts.record(Act("judge", CHAIR, START, name="kind", answer=kind, reason="so"))
    situation = Situation(facts.model, facts, START, "vote")
    assert winners(situation, "vote", "plan") == (("plan",) if wins else ("nothing",))


@pytest.mark.parametrize(
    ("kind", "yes", "expected"),
    [
        ("ordinary", 50, "failed"),
        ("ordinary", 51, "passed"),
        ("statute", 74, "failed"),
        ("statute", 75, "passed"),
        ("", 74, "failed"),
    ],
)
def test_a_yes_or_no_ballot_asks_for_the_kind_in_its_rule(
    kind: str, yes: int, expected: str
) -> None:
    passes = {
        "any": [
            {"all": [{"judged": "kind", "is": "ordinary"}, {"share": "yes", "more_than": "1/2"}]},
            {"share": "yes", "at_least": "3/4"},
        ]
    }
    facts = MemoryFacts(changed(f"{BALLOT}/passes", passes, KIND), START, stage="vote")
    facts.poll("vote", "plan", "", {"residents": {"yes": yes, "no": 100 - yes}})
    if kind:
        facts.record(Act("judge", CHAIR, START, name="kind", answer=kind, reason="so"))
    assert result(Situation(facts.model, facts, START, "vote"), "vote", "plan") == expected


@pytest.mark.parametrize(
    ("majority", "told"),
    [
        ({"found": "kinds", "kinds": {"statute": 3}}, "kinds"),
        ({"found": "kind", "kinds": {"status": 3}}, "status"),
        (BY_KIND, ""),
    ],
)
def test_its_names_are_looked_up(majority: dict[str, Any], told: str) -> None:
    found = [message for _path, message in unknown_names(changed(BALLOT, ranked(majority), KIND))]
    assert all(told in one for one in found)
    assert bool(found) is bool(told)


@pytest.mark.parametrize(
    ("majority", "told"),
    [
        (3, "“plan”: to be ahead of it by more than 3 to 1"),
        (BY_KIND, "Chair finds which majority is needed for “plan”: statute 3:1, ordinary 1:1"),
    ],
)
def test_it_is_said_in_words(majority: Any, told: str) -> None:
    model = changed(BALLOT, ranked(majority), KIND)
    texts = [one.text for chapter in explain(model) for one in chapter.sentences]
    assert any(told in one for one in texts)
