"""How those who hold an office are made up, and seats that are free, as rules say it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.rules.checking.faults import check
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import elected, result
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.elements import Mix
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BALLOT = "stages/vote/ballots/plan"
CHAIR = Person("chair", offices=("chair",))


def electing(seats: Any = None, composition: Any = None, how: str = "approval") -> Model:
    """Return rules by which five seats of the board are filled."""
    elects = {"how": how, "office": "board", "candidates": True} | (
        {} if seats is None else {"seats": seats}
    )
    return changed(
        BALLOT,
        {"elects": elects, "about": "course"},
        ("stages/vote/rights/residents", ["attend", "decide", "propose"]),
        ("stages/vote/rights/traders", ["attend", "decide", "propose"]),
        ("offices/board/composition", composition or {}),
    )


def stood(model: Model, sitting: int, *names: str) -> MemoryFacts:
    """Let residents (r…) and traders (t…) stand, while so many residents sit."""
    facts = MemoryFacts(model, START, stage="vote")
    for number in range(sitting):
        facts.seat(Person(f"old{number}", ("residents",), ("board",)))
    for name in names:
        group = "residents" if name[0] == "r" else "traders"
        who = Person(name, (group,), organisation=f"House {name[1:]}")
        facts.seat(who)
        facts.record(Act("propose", who, START, item=name))
    return facts


def votes(facts: MemoryFacts, **given: int) -> None:
    facts.poll("vote", "plan", "", {"residents": {", ".join(given): 1} | given})


def closed(model: Model, facts: MemoryFacts) -> tuple[str, tuple[str, ...]]:
    facts.record(Act("close", CHAIR, START, name="plan"))
    situation = Situation(model, facts, START, "vote")
    return result(situation, "vote", "plan"), elected(situation, "vote", "plan").winners


@pytest.mark.parametrize(
    ("sitting", "found", "won"),
    [
        (5, "failed", ()),  # no seat is free, and nobody is elected
        (4, "passed", ("r1",)),
        (3, "passed", ("r1", "r2")),
        (2, "failed", ("r1", "r2")),  # too few stand
        (6, "failed", ()),
    ],
)
def test_as_many_win_as_seats_are_free(sitting: int, found: str, won: tuple[str, ...]) -> None:
    model = electing("free")
    facts = stood(model, sitting, "r1", "r2")
    votes(facts, r1=3, r2=2)
    assert closed(model, facts) == (found, won)


def test_who_takes_a_seat_after_the_close_changes_nothing() -> None:
    model = electing("free")
    facts = stood(model, 3, "r1", "r2", "r3")
    votes(facts, r1=3, r2=2, r3=1)
    before = closed(model, facts)
    facts.seat(Person("late", ("residents",), ("board",)))
    situation = Situation(model, facts, START, "vote")
    assert elected(situation, "vote", "plan").winners == before[1] == ("r1", "r2")


def test_free_seats_are_those_of_an_office() -> None:
    with pytest.raises(ValidationError, match="of which `office`"):
        changed(BALLOT, {"elects": {"how": "approval", "seats": "free"}})


GROUPS = {"groups": ["residents", "traders"]}


@pytest.mark.parametrize(
    ("limit", "found", "won"),
    [
        (GROUPS | {"at_most": "3/5"}, "passed", ("r1", "r2", "r3", "t1", "t2")),
        (GROUPS | {"at_most": "4/5"}, "passed", ("r1", "r2", "r3", "r4", "t1")),
        (GROUPS | {"at_most": 3}, "passed", ("r1", "r2", "r3", "t1", "t2")),
        (GROUPS | {"at_most": "59 %"}, "failed", ("r1", "r2", "t1", "t2")),  # two of each
        (GROUPS | {"at_least": 2}, "passed", ("r1", "r2", "r3", "t1", "t2")),
        ({"of_one": "organisation", "at_most": 1}, "failed", ("r1", "r2", "r3", "r4")),
        ({"of_one": "organisation", "at_most": 2}, "passed", ("r1", "r2", "r3", "r4", "t1")),
    ],
)
def test_the_board_is_made_up_as_the_rules_say(
    limit: dict[str, Any], found: str, won: tuple[str, ...]
) -> None:
    model = electing(None, {"mix": limit})
    facts = stood(model, 0, "r1", "r2", "r3", "r4", "t1", "t2")
    votes(facts, r1=9, r2=8, r3=7, r4=6, t1=5, t2=4)
    assert closed(model, facts) == (found, won)


@pytest.mark.parametrize(
    ("sitting", "found", "won"),
    [(2, "passed", ("r1", "t1", "t2")), (3, "failed", ("t1", "t2"))],
)
def test_those_who_stay_are_counted_beside_who_is_elected(
    sitting: int, found: str, won: tuple[str, ...]
) -> None:
    model = electing(3 if sitting == 2 else "free", {"mix": GROUPS | {"at_most": 3}})
    facts = stood(model, sitting, "r1", "r2", "t1", "t2")
    votes(facts, r1=9, r2=8, t1=5, t2=4)
    assert closed(model, facts) == ("passed" if sitting == 3 else found, won)


def test_a_board_that_is_elected_anew_does_not_count_those_who_go() -> None:
    model = electing(None, {"mix": GROUPS | {"at_most": 3}})
    facts = stood(model, 5, "r1", "r2", "r3", "t1", "t2")
    votes(facts, r1=9, r2=8, r3=7, t1=5, t2=4)
    assert closed(model, facts) == ("passed", ("r1", "r2", "r3", "t1", "t2"))


def test_too_few_of_a_group_leave_seats_empty() -> None:
    model = electing(None, {"mix": GROUPS | {"at_least": 2}})
    facts = stood(model, 0, "r1", "r2", "r3", "r4", "t1")
    votes(facts, r1=9, r2=8, r3=7, r4=6, t1=5)
    assert closed(model, facts) == ("failed", ("r1", "r2", "r3", "t1"))


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"at_most": 2}, "which `groups` are counted"),
        (GROUPS | {"of_one": "organisation", "at_most": 2}, "give one"),
        (GROUPS, "how many there are of each"),
        ({"of_one": "organisation", "at_least": 1}, "leave `at_least`"),
    ],
)
def test_a_limit_says_of_what_and_how_many(limit: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Mix.model_validate(limit)


@pytest.mark.parametrize(
    ("limit", "code", "place"),
    [
        (GROUPS | {"at_most": "1/6"}, "number.impossible", "at_most"),
        (GROUPS | {"at_most": "1/5"}, "", ""),
        (GROUPS | {"at_most": "5/2"}, "number.impossible", "at_most"),
        (GROUPS | {"at_most": 1, "at_least": 2}, "number.impossible", "at_most"),
        (GROUPS | {"at_most": 2, "at_least": 2}, "", ""),
        (GROUPS | {"at_least": 3}, "number.above-the-seats", "at_least"),
        (GROUPS | {"at_least": 2}, "", ""),
        ({"groups": ["residents", "young"], "at_most": 2}, "number.impossible", "groups"),
    ],
)
def test_limits_that_nobody_can_keep_are_found(
    limit: dict[str, Any], code: str, place: str
) -> None:
    model = changed(
        "offices/board/composition",
        {"mix": limit},
        ("groups/young", {"title": "Young", "within": "residents"}),
    )
    found = [(one.code, one.rule) for one in check(model) if "composition" in one.rule]
    assert found == ([(code, f"town.plan/offices/board/composition/mix/{place}")] if code else [])


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (GROUPS | {"at_most": "1/3"}, "at most 1 of each of Residents and Traders"),
        (GROUPS | {"at_least": 1}, "at least 1 of each of Residents and Traders"),
        (GROUPS | {"at_least": 1, "at_most": 3}, "at least 1 and at most 3 of each of"),
        ({"of_one": "organisation", "at_most": 2}, "at most 2 of one organisation"),
    ],
)
def test_it_is_told_how_an_office_is_made_up(limit: dict[str, Any], words: str) -> None:
    model = changed("offices/board/composition", {"mix": limit})
    assert words in " ".join(one.text for part in explain(model) for one in part.sentences)
