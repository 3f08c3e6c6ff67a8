"""Weights, bases and quorums: exact, and defined where nobody is there."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import result
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.facts.tallies import measure_count, measure_share
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.conditions import Count, ShareOf
from isegoria.rules.language.model import Model
from tests.unit.rules.models import SOUND, changed, model_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = ("vote", "plan", "")
BALLOT = "stages/vote/ballots/plan"


def polled(
    model: Model, answers: dict[str, dict[str, int]], **counts: dict[str, int]
) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    facts.count(members=counts.get("members"), present=counts.get("present"))
    facts.poll("vote", "plan", "", answers)
    return facts


def share(facts: MemoryFacts, **said: Any) -> Fraction | None:
    (found,) = measure_share(
        facts.model,
        facts,
        ShareOf.model_validate({"share": "yes", "more_than": "1/2", **said}),
        PLAN,
    )
    return found.number / found.base if found.base else None


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("for_and_against", Fraction(6, 9)),
        ("cast", Fraction(6, 12)),
        ("replies", Fraction(6, 12)),
        ("present", Fraction(6, 15)),
        ("members", Fraction(6, 20)),
    ],
)
def test_each_base_is_another_question(of: str, value: Fraction) -> None:
    answers = {
        "residents": {"yes": 4, "no": 2, "abstain": 1},
        "traders": {"yes": 2, "no": 1, "abstain": 2},
    }
    facts = polled(
        model_of(SOUND),
        answers,
        members={"residents": 12, "traders": 8},
        present={"residents": 9, "traders": 6},
    )
    assert share(facts, of=of) == value


def test_groups_that_weigh_the_same_outvote_heads() -> None:
    model = changed(f"{BALLOT}/weights", "equal_groups")
    facts = polled(model, {"residents": {"yes": 90, "no": 10}, "traders": {"no": 2}})
    assert share(facts) == Fraction(9, 20)
    assert share(facts, heads=True) == Fraction(90, 102)


def test_seats_have_their_weight_also_in_halves() -> None:
    model = changed(f"{BALLOT}/weights", "seats", ("groups/traders/weight", "1/2"))
    assert share(polled(model, {"residents": {"yes": 1}, "traders": {"no": 1}})) == Fraction(2, 3)


def test_a_share_of_a_share_is_divided_among_those_who_answer() -> None:
    model = changed(
        f"{BALLOT}/weights",
        "shares",
        ("groups/residents/weight", "2/3"),
        ("groups/traders/weight", "1/3"),
    )
    assert share(
        polled(model, {"residents": {"yes": 50, "no": 50}, "traders": {"yes": 1}})
    ) == Fraction(2, 3)
    assert share(polled(model, {"residents": {}, "traders": {"yes": 1, "no": 1}})) == Fraction(1, 2)


@pytest.mark.parametrize("weights", ["heads", "seats", "shares", "equal_groups"])
def test_nobody_at_all_is_no_crash(weights: str) -> None:
    facts = polled(changed(f"{BALLOT}/weights", weights), {})
    for of in ("for_and_against", "cast", "present", "members"):
        assert share(facts, of=of) is None
    assert result(Situation(facts.model, facts, START, "vote"), "vote", "plan") == "failed"


def test_an_exact_tie_is_no_majority() -> None:
    facts = polled(
        model_of(SOUND), {"residents": {"yes": 5, "no": 5}, "traders": {"yes": 5, "no": 5}}
    )
    assert result(Situation(facts.model, facts, START, "vote"), "vote", "plan") == "failed"


@pytest.mark.parametrize(("at", "expected"), [("start", "passed"), ("vote", "inquorate")])
def test_a_quorum_is_counted_at_the_start_or_at_the_vote(at: str, expected: str) -> None:
    quorum = {"share": "present", "of": "members", "more_than": "1/2"}
    model = changed(f"{BALLOT}/quorum", quorum, (f"{BALLOT}/quorum_at", at))
    facts = MemoryFacts(model, START, stage="talk")
    facts.count(members={"residents": 5, "traders": 5}, present={"residents": 4, "traders": 4})
    facts.enter("vote", START)
    facts.poll("vote", "plan", "", {"residents": {"yes": 2}, "traders": {"yes": 2}})
    facts.count(present={"residents": 2, "traders": 2})
    assert result(Situation(model, facts, START, "vote"), "vote", "plan") == expected


def test_groups_are_counted_and_not_heads_where_the_rule_says_so() -> None:
    facts = polled(model_of(SOUND), {"residents": {"yes": 40}, "traders": {"yes": 0}})
    (found,) = measure_count(
        facts.model,
        facts,
        Count.model_validate({"count": "yes", "distinct": "group", "at_least": 2}),
        PLAN,
    )
    assert (found.number, found.holds) == (1, False)


votes = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["yes", "no", "abstain"])), max_size=40
)


@given(votes)
def test_kept_tallies_are_those_of_the_last_answer_of_each(cast: list[tuple[int, str]]) -> None:
    model = model_of(SOUND)
    facts = MemoryFacts(model, START, stage="vote")
    last: dict[int, str] = {}
    for voter, answer in cast:
        act = Act(
            "vote",
            Person(f"p{voter}", ("residents",)),
            START,
            name="plan",
            answer=answer,
            reason="because",
        )
        assert isinstance(judge(model, facts, act), Allowed)
        facts.record(act)
        last[voter] = answer
    kept = facts.tally(*PLAN).get("residents", {})
    assert {answer: number for answer, number in kept.items() if number} == {
        answer: list(last.values()).count(answer) for answer in set(last.values())
    }


@given(votes)
def test_the_same_acts_at_the_same_times_give_the_same(cast: list[tuple[int, str]]) -> None:
    def played() -> tuple[str, dict[str, dict[str, int]]]:
        model = model_of(SOUND)
        facts = MemoryFacts(model, START, stage="vote")
        for voter, answer in cast:
            facts.record(
                Act("vote", Person(f"p{voter}", ("traders",)), START, name="plan", answer=answer)
            )
        kept = {group: dict(answers) for group, answers in facts.tally(*PLAN).items()}
        return result(Situation(model, facts, START, "vote"), "vote", "plan"), kept

    assert played() == played()
