"""The clocks of ballots stand still while an appeal keeps people from answering."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from isegoria.rules.course.automatic import due
from isegoria.rules.facts.clocks import deadline, extended_too_far
from isegoria.rules.language.durations import duration
from tests.unit.rules.models import changed
from tests.unit.rules.test_keeping import ANN, MIA, VOTE, act, at, facts_of

CLOCK = f"{VOTE}/clocks/vote"
FREEZES = ("appeals/board/freezes", "stage")


def asked(day: float, item: str = "", name: str = "board", **more: Any) -> Any:
    return act("appeal", ANN, name, day, item=item, **more)


def ruled(day: float, item: str = "") -> Any:
    return act("rule", MIA, "board", day, answer="dismissed", item=item)


@pytest.mark.parametrize(
    ("happens", "ends"),
    [
        ([], at(7)),
        ([asked(2)], None),
        ([asked(2), ruled(5)], at(10)),
        ([asked(2), ruled(20)], at(25)),
        ([asked(2), asked(3), ruled(5)], at(10)),
        ([asked(1), ruled(2), asked(4), ruled(6)], at(10)),
        ([asked(8), ruled(9)], at(7)),
        ([asked(1), ruled(4), asked(9)], None),  # its first end was on the seventh day
        ([asked(2), asked(3, "§ 2"), ruled(5), ruled(6, "§ 2")], at(10)),
        ([asked(2, "§ 2"), ruled(5, "§ 2")], at(7)),
        ([asked(2, stops=False)], at(7)),  # on a record of before
    ],
)
def test_people_get_the_time_that_they_had(happens: Sequence[Any], ends: datetime | None) -> None:
    model = changed(CLOCK, {"length": "7 days"}, ("appeals/board/freezes", "item"))
    facts = facts_of(*happens, model=model)
    assert deadline(model, facts, "vote", "vote") == ends


@pytest.mark.parametrize(
    ("freezes", "more", "ends"),
    [
        ("stage", [], at(10)),
        ("item", [(f"{VOTE}/ballots/plan/per", "item")], at(10)),
        ("stage", [(CLOCK, {"on": "2026-03-08"})], at(10.5)),
        ("stage", [(f"{VOTE}/ballots", {})], at(7)),  # nobody is asked
    ],
)
def test_all_clocks_of_a_stage_that_asks_people_stand_still(
    freezes: str, more: Sequence[tuple[str, Any]], ends: datetime
) -> None:
    model = changed(CLOCK, {"length": "7 days"}, ("appeals/board/freezes", freezes), *more)
    facts = facts_of(asked(2, "§ 2"), ruled(5, "§ 2"), model=model)
    assert deadline(model, facts, "vote", "vote") == ends


def test_a_clock_before_a_meeting_stands_still_too() -> None:
    model = changed(CLOCK, {"before": "council", "by": "2 days"}, FREEZES)
    facts = facts_of(model=model)
    facts.meet("council", at(9))
    facts.record(asked(2))
    facts.record(ruled(5))
    assert deadline(model, facts, "vote", "vote") == at(10)


def test_a_clock_that_stands_still_is_made_longer_by_no_more_than_before() -> None:
    clock = {"length": "7 days", "extension": {"by": "chair", "until": "9 days"}}
    model = changed(CLOCK, clock, FREEZES)
    facts = facts_of(asked(2), model=model)
    found = [extended_too_far(model, facts, "vote", "vote", duration(f"{n} days")) for n in (2, 3)]
    assert found == [False, True]


def test_pauses_of_both_kinds_count_each_moment_once() -> None:
    model = changed(CLOCK, {"length": "7 days", "pauses_on": ["suspended"]}, FREEZES)
    facts = facts_of(model=model)
    facts.event("suspended", at(1))
    facts.record(asked(2))
    facts.event("resumed", at(3))
    assert deadline(model, facts, "vote", "vote", resumed=at(4)) == at(10)
    facts.record(ruled(5))
    assert deadline(model, facts, "vote", "vote") == at(11)


def test_what_is_due_waits_for_the_time_that_people_had() -> None:
    model = changed(CLOCK, {"length": "7 days"}, FREEZES)
    facts = facts_of(asked(2), ruled(20), model=model)
    assert due(model, facts, at(24)) == []
    assert [one.exit for one in due(model, facts, at(25))] == ["again"]


TWO_LEVELS: tuple[Any, ...] = (
    CLOCK,
    {"length": "7 days"},
    (
        "appeals/town",
        {
            "title": "Appeal to the town",
            "of": ["any"],
            "by": ["residents"],
            "to": "chair",
            "effect": "remand",
            "freezes": "stage",
        },
    ),
    ("appeals/board/freezes", "item"),
)


@pytest.mark.parametrize(("first", "second"), [("board", "town"), ("town", "board")])
@pytest.mark.parametrize("item", ["", "§ 2"])
def test_an_answer_on_one_level_lets_nothing_go_that_another_holds(
    first: str, second: str, item: str
) -> None:
    facts = facts_of(
        asked(2, item, name=first), asked(3, item, name=second), model=changed(*TWO_LEVELS)
    )
    for level in (first, second):
        assert facts.is_frozen(item)
        facts.record(act("rule", MIA, level, 5, answer="dismissed", item=item, alone=True))
        assert facts.is_frozen(item) is (level == first)
    assert not facts.is_frozen("")


@pytest.mark.parametrize(("first", "second"), [("board", "town"), ("town", "board")])
def test_clocks_stand_still_until_the_last_level_that_stops_them_has_answered(
    first: str, second: str
) -> None:
    model = changed(*TWO_LEVELS)
    facts = facts_of(asked(2, name=first), asked(3, name=second), model=model)
    for level, day, ends in ((first, 4, None), (second, 6, at(11))):
        facts.record(act("rule", MIA, level, day, answer="dismissed", alone=True))
        assert deadline(model, facts, "vote", "vote") == ends


def test_an_answer_on_a_record_of_before_let_all_clocks_go_on() -> None:
    model = changed(*TWO_LEVELS)
    facts = facts_of(asked(2), asked(3, name="town", one_stop=True), model=model)
    assert len(facts.state.stops) == 1
    facts.record(act("rule", MIA, "town", 4, answer="dismissed", alone=True, one_stop=True))
    assert deadline(model, facts, "vote", "vote") == at(9)


def test_silence_on_one_level_lets_nothing_go_that_another_holds() -> None:
    silent = (("appeals/board/answer", "5 days"), ("appeals/board/silence", "dismissed"))
    model = changed(*TWO_LEVELS, *silent)
    facts = facts_of(asked(2, name="town"), asked(3), model=model)
    facts.run_out("board", "", at(8))
    assert facts.is_frozen("")
    assert deadline(model, facts, "vote", "vote") is None
