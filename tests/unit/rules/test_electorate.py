"""On how many people a ballot counts, while it is open and after it closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.state import read_state, written_state
from isegoria.rules.facts.holding import result, winners
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.facts.tallies import bound_of_trigger
from isegoria.rules.language.conditions import Triggered
from isegoria.rules.language.model import Model
from tests.unit.rules.models import changed
from tests.unit.rules.test_keeping import ANN, BEN, CHAIR, START, TOM, act, at, yes

HALF = {"share": ["yes", "no", "abstain"], "of": "members", "at_least": "1/2"}
YES = {"share": "yes", "more_than": "1/2"}
VOTE = "stages/vote/ballots"
PLACE = ("vote", "clocked", "")
MODEL = changed(
    f"{VOTE}/plan",
    {"passes": YES, "quorum": HALF},
    (f"{VOTE}/clocked", {"clock": "vote", "passes": YES, "quorum": HALF}),
    (f"{VOTE}/hidden", {"secret": True, "passes": YES}),
    (f"{VOTE}/items", {"per": "item", "passes": YES}),
    (f"{VOTE}/by_organisation", {"one_per": "organisation", "passes": YES}),
    (f"{VOTE}/seen", {"passes": {"share": "present", "of": "members", "at_least": "1/2"}}),
)
OTHERS = [Person(f"more{number}", ("residents",)) for number in range(9)]


def facts_of(*before: Any, model: Model = MODEL) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    for person in (ANN, BEN, TOM, CHAIR):
        facts.seat(person)
    for one in before:
        facts.record(one)
    return facts


def more_come(facts: MemoryFacts) -> None:
    for one in OTHERS:
        facts.seat(one)


def ended(facts: MemoryFacts) -> None:
    facts.close_ended(at(7))


def closed(facts: MemoryFacts) -> None:
    facts.record(act("close", CHAIR, "plan", day=2))


def left(facts: MemoryFacts) -> None:
    facts.leave("dropped", at(3))


@pytest.mark.parametrize(
    ("ballot", "closes", "then"),
    [
        ("clocked", ended, "passed"),
        ("plan", closed, "passed"),
        ("plan", left, "passed"),
        ("clocked", left, "passed"),
        ("seen", left, "passed"),
        ("clocked", closed, "inquorate"),  # another ballot closed
        ("plan", ended, "inquorate"),
    ],
)
def test_who_comes_after_the_close_changes_no_result(
    ballot: str, closes: Callable[[MemoryFacts], None], then: str
) -> None:
    facts = facts_of(*(yes(who, ballot=ballot) for who in (ANN, BEN)))
    closes(facts)
    more_come(facts)
    assert result(Situation(MODEL, facts, at(8), "vote"), "vote", ballot) == then
    facts.state = read_state(written_state(facts.state))
    assert result(Situation(MODEL, facts, at(8), "vote"), "vote", ballot) == then


@pytest.mark.parametrize(
    ("rule", "result_then"),
    [
        ({"passes": {"count": "yes", "at_least": {"count": "members", "times": "1/2"}}}, "passed"),
        ({"passes": {"count": "yes", "more_than": {"count": "present", "times": "1/2"}}}, "passed"),
        ({"passes": {"count": ["yes", "members"], "at_most": 9}}, "passed"),
        ({"answers": ["yes", "no"], "ranked": {"default": "no", "quorum_of_root": 1}}, "yes"),
    ],
)
def test_a_bound_that_follows_from_the_members_stays_as_it_was(
    rule: dict[str, Any], result_then: str
) -> None:
    model = changed(f"{VOTE}/plan", rule)
    facts = facts_of(*(yes(who) for who in (ANN, BEN)), model=model)
    closed(facts)

    def found() -> str:
        here = Situation(model, facts, at(8), "vote")
        return ", ".join(winners(here, "vote", "plan")) or result(here, "vote", "plan")

    assert found() == result_then
    more_come(facts)
    assert found() == result_then


def test_an_objection_after_the_close_changes_no_result() -> None:
    passes = {"all": [YES, {"objections": ["open"], "at_most": 0}]}
    model = changed(
        f"{VOTE}/plan", {"passes": passes}, (f"{VOTE}/clocked", {"passes": passes, "clock": "vote"})
    )
    facts = facts_of(*(yes(ANN, ballot=ballot) for ballot in ("plan", "clocked")), model=model)
    found = []
    for happens in (
        act("close", CHAIR, "plan", day=2),
        act("object", BEN, "mine", day=3),
        act("speak", CHAIR, day=8),
        act("settle", CHAIR, "mine", day=9, answer="addressed"),
    ):
        facts.record(happens)
        here = Situation(model, facts, at(9), "vote")
        found.append([result(here, "vote", name) for name in ("plan", "clocked")])
    assert found == [["passed", then] for then in ("passed", "failed", "failed", "failed")]
    for visit in facts.state.visits.values():  # a state of before says nothing of objections
        for base in visit.bases.values():
            base.objections = None
    assert result(Situation(model, facts, at(9), "vote"), "vote", "clocked") == "passed"


@pytest.mark.parametrize("happens", ["a clock that is told", "an appeal that is late"])
def test_what_comes_about_late_closes_what_ended_before(happens: str) -> None:
    facts = facts_of()
    if happens == "a clock that is told":
        facts.tell("town.plan/vote/clocks/vote", at(7.1))
    else:
        facts.record(act("appeal", ANN, "board", day=1))
        facts.state.stops.clear()
        facts.run_out("board", "", at(7.1))
    more_come(facts)
    assert facts.base("residents", PLACE) == 2


def test_a_question_about_a_stage_leaves_nothing_there() -> None:
    facts = facts_of()
    before = written_state(facts.state)
    assert facts.label("talk", "none", "") is None
    assert not facts.was_closed("talk", "none")
    assert written_state(facts.state) == before


@pytest.mark.parametrize(("day", "number"), [(6.99, 11), (7, 2), (7.01, 2)])
def test_a_ballot_keeps_its_base_from_the_moment_its_clock_ran_out(day: float, number: int) -> None:
    facts = facts_of()
    facts.note_over(at(day))
    more_come(facts)
    facts.note_over(at(8))
    assert facts.base("residents", PLACE) == number


def base(facts: MemoryFacts, ballot: str, item: str = "") -> tuple[int, int]:
    place = ("vote", ballot, item)
    return facts.base("residents", place), facts.base("traders", place)


def move(facts: MemoryFacts, who: Person, before: str, after: str) -> None:
    """Let somebody go from one group to another, empty for none."""
    for group, more in ((before, -1), (after, 1)):
        if group:
            facts.state.members[group] += more
    facts.regroup(who.id, [before] if before else [], [after] if after else [])


@pytest.mark.parametrize(
    ("ballot", "answered", "gone", "moved"),
    [
        ("plan", False, (1, 1), (1, 2)),
        ("plan", True, (2, 1), (2, 1)),
        ("by_organisation", True, (2, 1), (2, 1)),
        ("items", True, (2, 1), (2, 1)),
        ("hidden", False, (2, 1), (2, 1)),
        ("hidden", True, (2, 1), (2, 1)),
    ],
)
def test_whose_answer_counts_stays_in_the_base(
    ballot: str, answered: bool, gone: tuple[int, int], moved: tuple[int, int]
) -> None:
    item = "i1" if ballot == "items" else ""
    for after, expected in (("", gone), ("traders", moved)):
        facts = facts_of(*([yes(ballot=ballot, item=item)] if answered else []))
        move(facts, ANN, "residents", after)
        assert base(facts, ballot, item) == expected
        move(facts, ANN, after, "residents")
        assert base(facts, ballot, item) == (2, 1)


def test_it_is_known_who_left_and_stayed_in_a_base() -> None:
    facts = facts_of(yes())
    assert not facts.has_left("ann")
    move(facts, ANN, "residents", "")
    assert facts.has_left("ann")


def test_an_answer_given_anew_counts_where_it_is_given() -> None:
    facts = facts_of(yes())
    move(facts, ANN, "residents", "traders")
    facts.record(yes(Person("ann", ("traders",))))
    assert base(facts, "plan") == (1, 2)
    move(facts, ANN, "traders", "")
    assert base(facts, "plan") == (1, 2)


def test_who_leaves_when_a_ballot_has_closed_changes_nothing_in_it() -> None:
    facts = facts_of(yes(), yes(ballot="clocked"))
    closed(facts)
    move(facts, ANN, "residents", "")
    assert base(facts, "plan") == (2, 1)
    facts.note_over(at(7))
    move(facts, BEN, "residents", "")
    assert base(facts, "clocked") == (2, 1)


def test_a_version_that_begins_a_ballot_anew_lets_those_go_who_left() -> None:
    facts = facts_of(yes())
    move(facts, ANN, "residents", "")
    facts.state.visits["vote"].begin_anew(["plan"], [], [], at(3))
    facts.rows.forget("vote", "plan")
    assert base(facts, "plan") == (1, 1)


@pytest.mark.parametrize(
    ("voters", "groups", "offices", "numbers"),
    [
        ([], ("residents", "traders"), (), (3, 1, 0)),
        ([], ("traders", "residents"), (), (2, 2, 0)),
        (["traders"], ("residents", "traders"), (), (2, 2, 0)),
        (["board", "residents"], ("residents",), ("board",), (2, 1, 1)),
        (["residents", "traders"], ("traders",), ("board",), (2, 2, 0)),
    ],
)
def test_somebody_in_several_groups_counts_once_where_they_answer(
    voters: list[str], groups: tuple[str, ...], offices: tuple[str, ...], numbers: tuple[int, ...]
) -> None:
    model = changed(f"{VOTE}/plan", {"passes": YES, "voters": voters})
    one = Person("one", groups, offices)
    for closes in (False, True):
        facts = facts_of(model=model)
        facts.seat(one)
        facts.record(yes(one))
        if closes:
            closed(facts)
            facts.seat(replace(one, id="two"))
        found = [
            facts.base(name, ("vote", "plan", "")) for name in ("residents", "traders", "board")
        ]
        assert found == list(numbers)
    [group] = facts.tally("vote", "plan", "")
    assert facts.base(group, ("vote", "plan", "")) > 0


def test_somebody_in_several_groups_asks_for_no_more_signatures() -> None:
    trigger = {"title": "Halt", "by": ["residents", "traders"]}
    model = changed("stages/vote/triggers/halt", trigger)
    condition = Triggered.model_validate(
        {"triggered": "vote/halt", "at_least": {"count": "members", "times": "1/2"}}
    )
    facts = facts_of(model=model)
    for number in range(3):
        facts.seat(Person(f"both{number}", ("residents", "traders")))
    bound = bound_of_trigger(model, facts, condition, ("vote", "halt"), "")
    assert [bound.holds(number) for number in (2, 3)] == [False, True]


def test_who_held_an_office_and_answered_stays_in_the_base() -> None:
    model = changed(f"{VOTE}/plan", {"passes": YES, "voters": ["board"]})
    mia = Person("mia", offices=("board",))
    facts = facts_of(model=model)
    facts.seat(mia)
    facts.record(yes(mia))
    facts.state.members["board"] -= 1
    facts.regroup("mia", ["board"], [])
    assert facts.base("board", ("vote", "plan", "")) == 1
