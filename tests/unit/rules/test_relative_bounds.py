"""Bounds that follow from another count: below, at and above each."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import holds, result
from isegoria.rules.facts.lacking import missing
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.conditions import Count, ShareOf, Triggered
from isegoria.rules.language.model import Model
from isegoria.rules.telling.clauses import condition
from isegoria.rules.telling.explaining import explain, say_missing
from isegoria.rules.telling.phrases import Words
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BALLOT = "stages/vote/ballots/plan"
MORE_YES = {"count": "yes", "more_than": {"count": "no"}}
AS_MANY = {"count": "yes", "at_least": {"count": "no"}}
HALF_PLUS_ONE = {
    "count": "yes",
    "at_least": {"count": "members", "times": "1/2", "rounded": "down", "plus": 1},
}
HALF_OF_CAST = {
    "count": "yes",
    "at_least": {"count": "cast", "times": "1/2", "rounded": "down", "plus": 1},
}
A_THIRD_UP = {
    "count": "yes",
    "at_least": {"count": "members", "times": "1/3", "rounded": "up"},
}
EXACT = {"count": "yes", "at_least": {"count": "members", "times": "1/3"}}
TWICE = {"count": "yes", "at_least": {"count": "no", "times": 2}}
FEW = {"count": "no", "fewer_than": {"count": "present", "times": "1/4"}}


def of(yes: int, no: int = 0, abstain: int = 0, members: int = 0) -> tuple[dict[str, int], int]:
    return {"yes": yes, "no": no, "abstain": abstain}, members


@pytest.mark.parametrize(
    ("passes", "given", "expected"),
    [
        (MORE_YES, of(2, 3), False),
        (MORE_YES, of(3, 3), False),
        (MORE_YES, of(4, 3), True),
        (MORE_YES, of(1, 0, 40), True),  # abstentions do not count
        (MORE_YES, of(0, 0), False),
        (AS_MANY, of(2, 3), False),
        (AS_MANY, of(3, 3), True),
        (AS_MANY, of(0, 0, 9), False),  # nobody against nobody decides nothing
        # half plus one of an even and of an odd number, beside “more than half”
        (HALF_PLUS_ONE, of(5, 0, 0, 10), False),
        (HALF_PLUS_ONE, of(6, 0, 0, 10), True),
        (HALF_PLUS_ONE, of(5, 0, 0, 11), False),
        (HALF_PLUS_ONE, of(6, 0, 0, 11), True),
        (HALF_PLUS_ONE, of(0, 0, 0, 0), False),
        (HALF_OF_CAST, of(3, 1, 1), True),
        (HALF_OF_CAST, of(2, 2, 1), False),
        (A_THIRD_UP, of(3, 0, 0, 10), False),
        (A_THIRD_UP, of(4, 0, 0, 10), True),
        (EXACT, of(3, 0, 0, 10), False),
        (EXACT, of(3, 0, 0, 9), True),
        (TWICE, of(5, 3), False),
        (TWICE, of(6, 3), True),
        (FEW, of(0, 3, 0, 12), False),
        (FEW, of(0, 2, 0, 12), True),
    ],
)
def test_each_bound_on_both_sides(
    passes: dict[str, Any], given: tuple[dict[str, int], int], expected: bool
) -> None:
    answers, members = given
    facts = _facts(changed(f"{BALLOT}/passes", passes), {"residents": answers})
    facts.count(members={"residents": members}, present={"residents": members})
    found = result(Situation(facts.model, facts, START, "vote"), "vote", "plan")
    assert found == ("passed" if expected else "failed")


def test_it_is_measured_in_each_group_by_itself() -> None:
    passes = MORE_YES | {"groups": ["residents", "traders"]}
    model = changed(f"{BALLOT}/passes", passes)
    here = {"residents": {"yes": 9, "no": 1}, "traders": {"yes": 1, "no": 2}}
    facts = _facts(model, here)
    situation = Situation(model, facts, START, "vote")
    assert result(situation, "vote", "plan") == "failed"
    [lacks] = missing(Count.model_validate(passes), situation)
    assert (lacks.group, lacks.number, lacks.needed) == ("traders", 1, 2)
    assert say_missing(model, lacks).endswith("Traders: 1, 2 more needed")


def test_it_can_follow_from_some_groups_and_from_another_ballot() -> None:
    among = {"count": "yes", "more_than": {"count": "members", "among": ["traders"]}}
    facts = _facts(changed(f"{BALLOT}/passes", among), {"residents": {"yes": 3}})
    facts.count(members={"residents": 90, "traders": 3})
    situation = Situation(facts.model, facts, START, "vote")
    assert result(situation, "vote", "plan") == "failed"
    facts.poll("vote", "plan", "", {"residents": {"yes": 4}})
    assert result(situation, "vote", "plan") == "passed"
    other = {"count": "yes", "more_than": {"count": "no", "ballot": "vote/test"}}
    model = changed(f"{BALLOT}/passes", other, ("stages/vote/ballots/test", {"binding": False}))
    facts = _facts(model, {"residents": {"yes": 3}})
    facts.poll("vote", "test", "", {"residents": {"no": 3}})
    situation = Situation(model, facts, START, "vote")
    assert result(situation, "vote", "plan") == "failed"
    facts.poll("vote", "plan", "", {"residents": {"yes": 4}})
    assert result(situation, "vote", "plan") == "passed"


def test_nothing_is_told_of_secret_answers_that_a_bound_follows_from() -> None:
    other = {"count": "yes", "more_than": {"count": "no", "ballot": "vote/test"}}
    secret = ("stages/vote/ballots/test", {"binding": False, "secret": True})
    model = changed(f"{BALLOT}/passes", other, secret)
    facts = _facts(model, {"residents": {"yes": 3}})
    assert not holds(Count.model_validate(other), Situation(model, facts, START, "vote"))


@pytest.mark.parametrize(
    ("members", "signed", "expected"),
    [(20, 1, False), (20, 2, True), (21, 2, False), (21, 3, True), (0, 0, False), (5, 1, True)],
)
def test_a_petition_needs_a_part_of_those_who_may_sign(
    members: int, signed: int, expected: bool
) -> None:
    petition = {"petition": {"title": "Petition", "by": ["residents"]}}
    model = changed("stages/talk/triggers", petition)
    tenth = {
        "triggered": "petition",
        "at_least": {"count": "members", "times": "1/10", "rounded": "up"},
    }
    facts = MemoryFacts(model, START)
    facts.count(members={"residents": members, "traders": 500})
    for number in range(signed):
        person = Person(f"p{number}", ("residents",))
        facts.record(Act("trigger", person, START, name="petition"))
    situation = Situation(model, facts, START, "talk")
    assert holds(Triggered.model_validate(tenth), situation) is expected


@pytest.mark.parametrize(
    ("abstentions", "expected"),
    [(["abstain"], "failed"), (["pass"], "failed"), (["pass", "blank"], "passed"), ([], "failed")],
)
def test_an_abstention_can_have_another_name(abstentions: list[str], expected: str) -> None:
    ballot = {
        "answers": ["yes", "no", "pass", "blank"],
        "abstentions": abstentions,
        "passes": {"share": "yes", "more_than": "1/2"},
    }
    facts = _facts(
        changed(BALLOT, ballot), {"residents": {"yes": 3, "no": 2, "pass": 1, "blank": 1}}
    )
    assert result(Situation(facts.model, facts, START, "vote"), "vote", "plan") == expected


def test_a_share_has_no_bound_that_follows() -> None:
    with pytest.raises(ValidationError, match="give a number here"):
        ShareOf.model_validate({"share": "yes", "more_than": {"count": "no"}})


@pytest.mark.parametrize(
    ("passes", "told"),
    [
        (MORE_YES, "more in favour than against"),
        (
            HALF_PLUS_ONE,
            "at least half of all members, rounded down, plus 1 in favour",
        ),
        (TWICE, "at least 2 times the votes for “no” in favour"),
    ],
)
def test_it_is_said_in_words(passes: dict[str, Any], told: str) -> None:
    model = changed(f"{BALLOT}/passes", passes)
    words = Words(model, stage="vote", ballot="plan")
    assert condition(Count.model_validate(passes), words) == told


def test_an_abstention_of_another_name_is_said() -> None:
    ballot = {"answers": ["yes", "no", "pass", "blank"], "abstentions": ["pass", "blank"]}
    said = [one.text for chapter in explain(changed(BALLOT, ballot)) for one in chapter.sentences]
    assert any("pass and blank count neither for nor against" in one for one in said)


def _facts(model: Model, answers: dict[str, dict[str, int]]) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    facts.poll("vote", "plan", "", answers)
    return facts
