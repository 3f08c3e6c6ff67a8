"""Ballots with several winners, and elections that fill seats."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.decisions.sortition import draw
from isegoria.rules.checking.faults import check
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import holds, result, winners
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.ballots import Ballot
from isegoria.rules.language.conditions import Won
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import unknown_names
from isegoria.rules.telling.explaining import explain
from isegoria.rules.telling.moves import moves
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BALLOT = "stages/vote/ballots/plan"
CHAIR = Person("chair", offices=("chair",))
PEOPLE = [Person(f"p{number}", ("residents",)) for number in range(9)]
APPROVAL = {"answers": ["ann", "ben", "eve"], "elects": {"how": "approval", "seats": 2}}
SCORE = {"answers": ["ann", "ben", "eve"], "elects": {"how": "score", "seats": 1, "most": 5}}
STV = {"answers": ["ann", "ben", "eve"], "elects": {"how": "stv", "seats": 2}}
OFFICE = {"how": "stv", "office": "board", "candidates": True}
FILLS = ({"elects": OFFICE}, ("offices/board/seats", 2))


def voted(model: Model, *answers: str, close: bool = True) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    for person, answer in zip(PEOPLE, answers, strict=False):
        act = Act("vote", person, START, name="plan", answer=answer)
        assert isinstance(judge(model, facts, act), Allowed), answer
        facts.record(act)
    if close:
        facts.record(Act("close", CHAIR, START, name="plan"))
    return facts


def of(facts: MemoryFacts) -> tuple[str, tuple[str, ...]]:
    situation = Situation(facts.model, facts, START, "vote")
    return result(situation, "vote", "plan"), winners(situation, "vote", "plan")


@pytest.mark.parametrize(
    ("ballot", "answers", "expected"),
    [
        (APPROVAL, ["ann, ben", "ben,ann", "eve"], ("passed", ("ann", "ben"))),
        (APPROVAL, ["ann, ben", "eve, ann"], ("tied", ("ann",))),
        (APPROVAL, ["ann"], ("failed", ("ann",))),  # a place is left empty
        (APPROVAL, [], ("failed", ())),
        (SCORE, ["ann: 5, ben: 4", "ben: 2"], ("passed", ("ben",))),
        (STV, ["ann > ben"] * 4 + ["eve"] * 2, ("passed", ("ann", "eve"))),
        (STV, ["ann > ben"] * 6 + ["eve"] * 2, ("passed", ("ann", "ben"))),
    ],
)
def test_the_winners_of_a_ballot(
    ballot: dict[str, Any], answers: list[str], expected: tuple[str, tuple[str, ...]]
) -> None:
    found = of(voted(changed(BALLOT, ballot), *answers))
    assert (found[0], tuple(sorted(found[1]))) == (expected[0], tuple(sorted(expected[1])))


@pytest.mark.parametrize(
    ("ballot", "answer"),
    [(APPROVAL, "ann > ben"), (APPROVAL, "zoe"), (SCORE, "ann: 6"), (STV, "ann = ben"), (STV, "")],
)
def test_a_choice_that_cannot_be_read_is_refused(ballot: dict[str, Any], answer: str) -> None:
    model = changed(BALLOT, ballot)
    facts = MemoryFacts(model, START, stage="vote")
    found = judge(model, facts, Act("vote", PEOPLE[0], START, name="plan", answer=answer))
    assert "cannot be read as a choice among: ann, ben, eve" in str(found)


def test_the_same_choice_is_one_answer_however_it_is_written() -> None:
    facts = voted(changed(BALLOT, APPROVAL), "ben , ann", "ann,ben")
    assert facts.tally("vote", "plan", "") == {"residents": {"ann, ben": 2}}


def test_a_condition_asks_whether_an_option_is_among_the_winners() -> None:
    facts = voted(changed(BALLOT, APPROVAL), "ann, ben", "ben, ann", "eve")
    situation = Situation(facts.model, facts, START, "vote")
    assert holds(Won.model_validate({"won": "plan", "is": "ben"}), situation)
    assert not holds(Won.model_validate({"won": "plan", "is": "eve"}), situation)
    open_ = voted(facts.model, "ann, ben", close=False)
    assert not holds(
        Won.model_validate({"won": "plan", "is": "ben"}),
        Situation(open_.model, open_, START, "vote"),
    )


@pytest.mark.parametrize(("number", "expected"), [(2, "inquorate"), (3, "passed")])
@pytest.mark.parametrize(
    "quorum",
    [
        {"count": "replies", "at_least": 3},
        {"share": "taking_part", "of": "members", "at_least": "1/3"},
    ],
)
def test_a_quorum_counts_who_chose_whatever_they_chose(
    quorum: dict[str, Any], number: int, expected: str
) -> None:
    answers = ["ann, ben"] * number
    facts = voted(changed(BALLOT, APPROVAL | {"quorum": quorum}), *answers, close=False)
    facts.count(members={"residents": 9})
    facts.record(Act("close", CHAIR, START, name="plan"))
    assert of(facts)[0] == expected


def tie(**more: Any) -> Model:
    casting = {"casting": {"by": "chair", "scale": ["ann", "ben", "eve"], **more}}
    return changed(BALLOT, APPROVAL | {"tie": "casting"}, ("stages/vote/judgements", casting))


def test_a_tie_for_the_last_place_is_decided_by_the_office() -> None:
    facts = voted(tie(), "ann, ben", "eve, ann")
    assert of(facts) == ("tied", ("ann",))
    casting = Act("judge", CHAIR, START, name="casting", answer="eve", reason="so")
    assert isinstance(judge(facts.model, facts, casting), Allowed)
    facts.record(casting)
    assert of(facts) == ("passed", ("ann", "eve"))


def standing() -> MemoryFacts:
    model = changed(BALLOT, FILLS[0], FILLS[1], ("stages/talk/rights/residents", ["propose"]))
    facts = MemoryFacts(model, START)
    for person in PEOPLE:
        facts.seat(person)
    for person in PEOPLE[:3]:
        facts.record(Act("propose", person, START, item=f"stands_{person.id}"))
    facts.leave("to_vote", START)
    return facts


def test_those_who_stand_are_the_options_and_the_winners_fill_the_seats() -> None:
    facts = standing()
    model = facts.model
    order = "stands_p1 > stands_p0 > stands_p2"
    for person in PEOPLE[:5]:
        act = Act("vote", person, START, name="plan", answer=order)
        assert isinstance(judge(model, facts, act), Allowed)
        facts.record(act)
    elect = Act("elect", CHAIR, START, name="plan")
    assert "has no result yet" in str(judge(model, facts, elect))
    facts.record(Act("close", CHAIR, START, name="plan"))
    assert "Only Chair" in str(judge(model, facts, Act("elect", PEOPLE[1], START, name="plan")))
    assert isinstance(judge(model, facts, elect), Allowed)
    facts.record(elect)
    assert [one.id for one in facts.holders("board")] == ["p1", "p0"]
    assert "took their seats already" in str(judge(model, facts, elect))


def test_nobody_is_elected_who_does_not_stand() -> None:
    facts = standing()
    act = Act("vote", PEOPLE[0], START, name="plan", answer="stands_p7")
    assert "cannot be read as a choice among: stands_p0" in str(judge(facts.model, facts, act))
    [move] = [one for one in moves(facts.model, facts, PEOPLE[0], START) if one.kind == "vote"]
    assert move.answers == ("stands_p0", "stands_p1", "stands_p2")
    assert move.allowed


def test_a_tie_and_a_missed_quorum_fill_no_seat() -> None:
    facts = standing()
    for person, name in zip(PEOPLE, ("stands_p0", "stands_p1", "stands_p2"), strict=False):
        facts.record(Act("vote", person, START, name="plan", answer=name))
    facts.record(Act("close", CHAIR, START, name="plan"))
    found = judge(facts.model, facts, Act("elect", CHAIR, START, name="plan"))
    assert "no result yet (tied)" in str(found)


@pytest.mark.parametrize(
    ("elects", "told"),
    [
        ({"how": "stv"}, "say how many win"),
        ({"how": "score", "seats": 1}, "say the highest score"),
        ({"how": "stv", "seats": 1, "most": 2}, "for approval and score"),
    ],
)
def test_what_makes_no_election(elects: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Ballot.model_validate({"elects": elects})
    with pytest.raises(ValidationError, match="give one"):
        Ballot.model_validate({"elects": {"how": "stv", "seats": 1}, "ranked": {}})


def test_its_office_is_looked_up() -> None:
    model = changed(BALLOT, {"elects": {"how": "stv", "office": "assembly"}})
    assert any("assembly" in message for _path, message in unknown_names(model))


@pytest.mark.parametrize(
    ("ballot", "told"),
    [
        (APPROVAL, "the options with most approvals win; places: 2"),
        (SCORE, "the options with the highest scores win; places: 1; scores from 0 to 5"),
        (
            FILLS[0],
            "with the Droop quota; places: 5; the options are those who proposed themselves",
        ),
        (FILLS[0], "those elected become: Board"),
    ],
)
def test_it_is_said_in_words(ballot: dict[str, Any], told: str) -> None:
    model = changed(BALLOT, ballot)
    texts = [one.text for chapter in explain(model) for one in chapter.sentences]
    assert any(told in one for one in texts), texts


def announced(facts: MemoryFacts, sources: int) -> None:
    """Announce the lot so that its numbers are known after two days."""
    said: dict[str, Any] = {"sources": sources, "known_at": START + timedelta(days=2)}
    facts.record(Act("announce", CHAIR, START, name="plan", **said))


def lot(facts: MemoryFacts, reason: str) -> Any:
    act = Act("close", CHAIR, START + timedelta(days=2), name="plan", answer=reason)
    found = judge(facts.model, facts, act)
    if isinstance(found, Allowed):
        facts.record(act)
    return found


def test_seats_are_drawn_from_those_who_stand_by_published_numbers() -> None:
    drawn = {"elects": {"how": "lot", "office": "board", "candidates": True}}
    model = changed(BALLOT, drawn, FILLS[1], ("stages/talk/rights/residents", ["propose"]))
    facts = MemoryFacts(model, START)
    for person in PEOPLE[:4]:
        facts.seat(person)
        facts.record(Act("propose", person, START, item=f"stands_{person.id}"))
    facts.leave("to_vote", START)
    assert of(facts)[0] == "failed"
    vote = Act("vote", PEOPLE[0], START, name="plan", answer="stands_p1")
    assert "decided by lot" in str(judge(model, facts, vote))
    announced(facts, sources=2)
    assert "needs published numbers" in str(lot(facts, "by hand"))
    assert isinstance(lot(facts, "9319 / 2 5 12 8 10"), Allowed)
    places = [one.place for one in draw(4, 2, [[9319], [2, 5, 12, 8, 10]])]
    assert of(facts) == ("passed", tuple(f"stands_p{place - 1}" for place in places))
    facts.record(Act("elect", CHAIR, START, name="plan"))
    assert [one.id for one in facts.holders("board")] == [f"p{place - 1}" for place in places]


def test_a_draw_with_fewer_than_it_wants_leaves_a_seat_empty() -> None:
    model = changed(BALLOT, {"answers": ["ann"], "elects": {"how": "lot", "seats": 2}})
    facts = MemoryFacts(model, START, stage="vote")
    announced(facts, sources=1)
    lot(facts, "7")
    assert of(facts) == ("failed", ("ann",))


def test_an_election_has_its_rule_and_its_effect() -> None:
    exits = {
        "plan": {"outcome": "plan", "when": {"result": "plan"}},
        "dropped": {"outcome": "dropped"},
    }
    model = changed(BALLOT, APPROVAL, ("stages/vote/exits", exits))
    assert not {"ballot.no-rule", "ballot.no-effect"} & {one.code for one in check(model)}
    without = {"plan": {"outcome": "plan"}, "dropped": {"outcome": "dropped"}}
    for elects, found in ((OFFICE, False), ({"how": "stv", "seats": 1}, True)):
        model = changed(BALLOT, {"elects": elects}, ("stages/vote/exits", without))
        assert ("ballot.no-effect" in {one.code for one in check(model)}) is found
