"""Ballots in which an answer weighs what an office states for its organisation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.rules.checking.faults import check
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.state import read_state, written_state
from isegoria.rules.facts.holding import elected, result
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.facts.weighing import MOST, read_weights
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN = START + timedelta(days=1)
BALLOT = "stages/vote/ballots/plan"
CHAIR = Person("chair", offices=("chair",))
ASH, BIRCH, CEDAR = (
    Person(name.lower(), ("residents",), organisation=name) for name in ("Ash", "Birch", "Cedar")
)
MORE = {"share": "yes", "of": "for_and_against", "more_than": "1/2"}


def weighed(**more: Any) -> Model:
    """Return rules by which the chair states what houses of residents weigh."""
    return changed(
        BALLOT,
        {
            "voters": ["residents"],
            "about": "course",
            "clock": "vote",
            "opens": "opening",
            "one_per": "organisation",
            "weights": "stated",
            "stated_by": "chair",
            "passes": MORE,
        }
        | more,
        ("stages/vote/clocks/opening", {"title": "Opening", "length": "1 day"}),
        ("stages/vote/judgements", None),
        ("appeals/board/of", ["vote/passed"]),
    )


def weigh(written: str, at: datetime = START) -> Act:
    return Act("weigh", CHAIR, at, name="plan", answer=written)


def facts_with(model: Model, written: str = "Ash: 6; Birch: 4; Cedar: 10") -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    for one in (ASH, BIRCH, CEDAR):
        facts.seat(one)
    if written:
        facts.record(weigh(written))
    return facts


def answer(facts: MemoryFacts, person: Person, said: str) -> None:
    act = Act("vote", person, OPEN, name="plan", answer=said)
    assert isinstance(judge(facts.model, facts, act), Allowed)
    facts.record(act)


def came_to(facts: MemoryFacts) -> str:
    return result(Situation(facts.model, facts, OPEN, "vote"), "vote", "plan")


@pytest.mark.parametrize("number", ["1", "2", str(MOST - 1), str(MOST)])
def test_a_weight_is_a_whole_number_from_one_on(number: str) -> None:
    assert read_weights(f"Ash: {number}") == {"ash": int(number)}


@pytest.mark.parametrize(
    "wrong",
    ["Ash: 0", "Ash: -1", f"Ash: {MOST + 1}", "Ash: " + "9" * 5000, "Ash: 1.5", "Ash: ", "Ash",
     ": 3", "", " ; ", "Ash: ١", "Ash: 1; ash: 2", "Ash: 00000000001"],
)  # fmt: skip
def test_other_weights_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_weights(wrong)
    model = weighed()
    refusal = judge(model, facts_with(model, ""), weigh(wrong))
    assert not isinstance(refusal, Allowed)
    assert refusal.rule == "town.plan/vote/plan"


def test_at_most_two_thousand_organisations_are_weighed() -> None:
    lines = [f"House {number}: 1" for number in range(2000)]
    assert len(read_weights("\n".join(lines))) == 2000
    with pytest.raises(ValueError, match="2001"):
        read_weights("\n".join([*lines, "One more: 1"]))


def test_answers_count_what_their_organisations_weigh() -> None:
    facts = facts_with(weighed())
    answer(facts, ASH, "yes")
    answer(facts, BIRCH, "no")
    assert facts.tally("vote", "plan", "") == {"residents": {"yes": 6, "no": 4}}
    assert came_to(facts) == "passed"
    answer(facts, CEDAR, "no")
    assert came_to(facts) == "failed"
    answer(facts, CEDAR, "yes")  # a change takes the whole weight along
    assert facts.tally("vote", "plan", "")["residents"] == {"yes": 16, "no": 4}
    assert came_to(facts) == "passed"


def test_another_person_of_a_house_changes_its_answer_and_adds_nothing() -> None:
    facts = facts_with(weighed())
    answer(facts, ASH, "yes")
    other = Person("aled", ("residents",), organisation="ASH")
    act = Act("vote", other, OPEN, name="plan", answer="no")
    if isinstance(judge(facts.model, facts, act), Allowed):
        facts.record(act)
    assert sum(facts.tally("vote", "plan", "")["residents"].values()) == 6


@pytest.mark.parametrize(("weight", "found"), [(9, "failed"), (10, "passed"), (11, "passed")])
def test_the_base_is_what_all_weigh(weight: int, found: str) -> None:
    rule = {"share": "yes", "of": "members", "at_least": "1/2"}
    facts = facts_with(weighed(passes=rule), f"Ash: {weight}; Birch: {20 - weight}")
    answer(facts, ASH, "yes")
    assert facts.weight_of_all("vote", "plan") == 20
    assert came_to(facts) == found


@pytest.mark.parametrize(("weight", "found"), [(9, "inquorate"), (10, "passed"), (11, "passed")])
def test_a_quorum_is_measured_by_weight(weight: int, found: str) -> None:
    quorum = {"share": ["yes", "no"], "of": "members", "at_least": "1/2"}
    facts = facts_with(weighed(quorum=quorum), f"Ash: {weight}; Birch: {20 - weight}")
    answer(facts, ASH, "yes")
    assert came_to(facts) == found


@pytest.mark.parametrize(("weight", "found"), [(9, "failed"), (10, "passed"), (11, "passed")])
def test_a_number_of_answers_is_a_number_of_votes(weight: int, found: str) -> None:
    facts = facts_with(weighed(passes={"count": "yes", "at_least": 10}), f"Ash: {weight}")
    answer(facts, ASH, "yes")
    assert came_to(facts) == found


def test_an_election_counts_by_weight() -> None:
    how = {"how": "approval", "office": "board", "seats": 1}
    model = weighed(elects=how, answers=["elm", "fir"], passes=None)
    facts = facts_with(model)
    answer(facts, CEDAR, "fir")
    answer(facts, ASH, "elm")
    answer(facts, BIRCH, "elm")
    situation = Situation(model, facts, OPEN, "vote")
    found = elected(situation, "vote", "plan")
    assert (found.winners, found.level) == ((), ("elm", "fir")), "ten and ten"


def test_weights_are_fixed_when_the_ballot_opens() -> None:
    model = weighed()
    facts = facts_with(model)
    before, then, after = (OPEN + timedelta(minutes=more) for more in (-1, 0, 1))
    assert isinstance(judge(model, facts, weigh("Ash: 7", before)), Allowed)
    for moment in (then, after):
        refusal = judge(model, facts, weigh("Ash: 7", moment))
        assert not isinstance(refusal, Allowed)
        assert "fixed when the ballot opened" in str(refusal)
    nothing = facts_with(model, "")
    assert isinstance(judge(model, nothing, weigh("Ash: 7", after)), Allowed), "nobody could answer"


def test_who_is_not_on_the_list_any_more_weighs_nothing() -> None:
    model = weighed()
    facts = facts_with(model)
    facts.record(weigh("Ash: 5; Birch: 4", START + timedelta(hours=1)))
    assert [facts.weight_of("vote", "plan", one) for one in ("ash", "birch", "cedar")] == [5, 4, 0]
    assert facts.weight_of_all("vote", "plan") == 9
    refusal = judge(model, facts, Act("vote", CEDAR, OPEN, name="plan", answer="yes"))
    assert not isinstance(refusal, Allowed)
    assert "no weight" in str(refusal)


def test_only_the_office_states_weights() -> None:
    model = weighed()
    facts = facts_with(model, "")
    refusal = judge(model, facts, replace(weigh("Ash: 1000"), by=ASH))
    assert not isinstance(refusal, Allowed)
    plain = changed(f"{BALLOT}/passes", MORE)
    refusal = judge(plain, MemoryFacts(plain, START, stage="vote"), weigh("Ash: 1"))
    assert not isinstance(refusal, Allowed)
    assert "no stated weights" in str(refusal)


def test_a_proxy_weighs_what_whoever_gave_it_weighs() -> None:
    facts = facts_with(weighed(by_proxy=True), "Ash: 6; Birch: 4")
    act = Act("vote", ASH, OPEN, name="plan", answer="yes", with_=(BIRCH,))
    assert isinstance(judge(facts.model, facts, act), Allowed)
    facts.record(act)
    assert facts.tally("vote", "plan", "")["residents"] == {"yes": 10}
    refusal = judge(facts.model, facts, replace(act, with_=(CEDAR,)))
    assert not isinstance(refusal, Allowed)
    assert "no weight" in str(refusal)


def test_weights_are_kept() -> None:
    facts = facts_with(weighed())
    again = read_state(written_state(facts.state))
    assert again.visits["vote"].weights == facts.state.visits["vote"].weights


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"stated_by": None}, "belong together"),
        ({"weights": "heads"}, "belong together"),
        ({"secret": True}, "weights are public"),
        ({"opens": None}, "before the ballot opens"),
        ({"one_per": "person"}, "before the ballot opens"),
        ({"one_per": "group"}, "before the ballot opens"),
    ],
)
def test_what_cannot_be_weighed_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        weighed(**more)


@pytest.mark.parametrize(
    "more",
    [
        {"voters": ["residents", "traders"]},
        {"passes": MORE | {"groups": ["residents"]}},
        {"passes": MORE | {"heads": True}},
        {"passes": MORE | {"of": "present"}},
        {"passes": {"count": "present", "at_least": 1}},
        {"passes": {"count": "yes", "at_least": 1, "groups": ["residents"]}},
    ],
)
def test_what_weights_do_not_know_is_a_fault(more: dict[str, Any]) -> None:
    assert "ballot.stated-weights" in {one.code for one in check(weighed(**more))}


def test_a_sound_model_has_no_fault_by_its_weights() -> None:
    assert "ballot.stated-weights" not in {one.code for one in check(weighed())}


def test_people_read_who_states_the_weights() -> None:
    assert "an answer weighs what Chair states in public before it opens" in str(explain(weighed()))
