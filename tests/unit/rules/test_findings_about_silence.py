"""What comes about although nobody does anything, what can never be, and what one office can do
alone: each on both sides of where it begins.
"""

from typing import Any

import pytest

from isegoria.rules.checking.faults import CODES, check
from isegoria.rules.checking.finding import Severity
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, EXITS = f"{VOTE}/ballots/plan", f"{VOTE}/exits"
PASSED = f"{EXITS}/passed"
RULE, CLOCK = f"{PLAN}/passes", f"{VOTE}/clocks/vote"
HOUSES = ["residents", "traders"]
YES = {"share": "yes", "more_than": "1/2"}
NO_OBJECTION = {"objections": "open", "at_most": 0}
OVER, DRAFT = {"ended": "vote"}, {"delivered": "talk/draft"}
EDITORIAL = {"judged": "change", "is": "editorial"}
WEEK = {"length": "7 days"}
Changes = list[tuple[str, Any]]


def holds(code: str, changes: Changes, place: str) -> None:
    found = [one for one in check(changed(*changes[0], *changes[1:])) if one.code == code]
    assert ["/".join(map(str, one.path)) for one in found] == ([place] if place else []), found
    assert all("{" not in one.message.format_map(dict(one.facts)) for one in found)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (YES, False),
        (YES | {"if_nobody": True}, True),
        (YES | {"of": "members", "if_nobody": True}, False),
        ({"share": "no", "at_most": "1/3"}, False),
        ({"share": "no", "at_most": "1/3", "if_nobody": True}, True),
        ({"share": "no", "of": "members", "at_most": "1/3"}, True),
        ({"share": "no", "of": "present", "fewer_than": "1/3"}, True),
        ({"count": "no", "at_most": 1}, True),
        ({"count": "no", "fewer_than": 1}, True),
        ({"count": "yes", "at_least": 1}, False),
        ({"count": "yes", "more_than": {"count": "no"}}, False),
        (NO_OBJECTION, True),
        ({"all": [NO_OBJECTION, YES]}, False),
        ({"all": [NO_OBJECTION, {"count": "no", "at_most": 2}]}, True),
        ({"any": [YES, {"count": "no", "at_most": 2}]}, True),
        ({"any": [YES, NO_OBJECTION], "at_least": 2}, False),
        ({"not": {"share": "no", "more_than": "1/3"}}, True),
        ({"not": {"count": "no", "at_most": 1}}, False),
        ({"not": {"attends": "chair"}}, False),
    ],
)
def test_a_ballot_asks_for_an_answer_or_says_that_silence_consents(
    rule: dict[str, Any], found: bool
) -> None:
    code = "ballot.passes-with-nobody"
    holds(code, [(RULE, rule)], RULE if found else "")
    holds(code, [(RULE, rule), (f"{PLAN}/silence", "consents")], "")
    holds(code, [(RULE, rule), (f"{PLAN}/binding", False)], "")


def test_a_ladder_is_looked_at_rung_by_rung() -> None:
    rungs = {"most": YES, "nobody": {"count": "no", "at_most": 0}}
    ladder = [(PLAN, {"clock": "vote", "rungs": rungs})]
    holds("ballot.passes-with-nobody", ladder, f"{PLAN}/rungs/nobody")
    holds("ballot.passes-with-nobody", [*ladder, (RULE, YES)], "")


@pytest.mark.parametrize(
    ("way", "clock", "found"),
    [
        ({"when": OVER}, WEEK, True),
        ({"when": {"all": [OVER, NO_OBJECTION]}}, WEEK, True),
        ({"when": {"all": [OVER, {"not": EDITORIAL}]}}, WEEK, True),
        ({"when": {"all": [OVER, EDITORIAL]}}, WEEK, False),
        ({"when": {"all": [OVER, DRAFT]}}, WEEK, False),
        ({"when": {"result": "plan"}}, WEEK, False),
        ({"when": NO_OBJECTION, "by": "chair"}, WEEK, False),
        ({"when": OVER}, WEEK | {"timeout": {"silence": "adopts", "exit": "passed"}}, False),
        ({"when": OVER}, WEEK | {"timeout": {"silence": "adopts", "exit": "dropped"}}, True),
        ({"when": OVER}, WEEK | {"timeout": {"silence": "nothing", "exit": "passed"}}, True),
    ],
)
def test_what_is_adopted_by_silence_is_said(
    way: dict[str, Any], clock: dict[str, Any], found: bool
) -> None:
    changes = [(PASSED, {"outcome": "plan", **way}), (CLOCK, clock)]
    holds("silence.decides", changes, f"{PASSED}/when" if found else "")
    holds("silence.decides", [*changes, ("outcomes/plan/force", "report")], "")


def test_a_ballot_that_consents_by_silence_is_said_at_its_way_too() -> None:
    consents = [(RULE, NO_OBJECTION), (f"{PLAN}/silence", "consents")]
    holds("silence.decides", consents, f"{PASSED}/when")


@pytest.mark.parametrize(
    ("clock", "more", "found"),
    [
        (WEEK | {"timeout": {"silence": "adopts"}}, [], True),
        (WEEK | {"timeout": {"silence": "lapses"}}, [], True),
        (WEEK | {"timeout": {"silence": "nothing"}}, [], False),
        (WEEK | {"timeout": {"silence": "abstains"}}, [], False),
        (WEEK | {"timeout": {"silence": "adopts", "exit": "dropped"}}, [], False),
        (
            WEEK | {"timeout": {"silence": "rejects"}},
            [(f"{EXITS}/dropped/when", {"ended": "more"})],
            False,
        ),
        (WEEK | {"timeout": {"silence": "rejects"}}, [(f"{PLAN}/clock", "more")], False),
    ],
)
def test_what_silence_means_has_a_way(clock: dict[str, Any], more: Changes, found: bool) -> None:
    place = f"{VOTE}/clocks/more/timeout" if found else ""
    holds("silence.no-way", [(f"{VOTE}/clocks/more", clock), *more], place)


@pytest.mark.parametrize(
    ("ballot", "more", "found"),
    [
        ({}, [(f"{VOTE}/officer", None)], True),
        ({}, [], False),
        ({"clock": "vote"}, [(f"{VOTE}/officer", None)], False),
        ({"closed_by": "board"}, [(f"{VOTE}/officer", None)], False),
    ],
)
def test_somebody_closes_a_ballot_that_is_waited_for(
    ballot: dict[str, Any], more: Changes, found: bool
) -> None:
    changes = [(f"{VOTE}/ballots/mood", ballot | {"passes": YES}), *more]
    asked = (f"{EXITS}/dropped/when", {"result": "mood", "is": "failed"})
    holds("ballot.never-closes", [*changes, asked], f"{VOTE}/ballots/mood" if found else "")
    holds("ballot.never-closes", changes, "")
    later = (f"{TALK}/exits/early", {"outcome": "dropped", "when": {"result": "vote/mood"}})
    holds("ballot.never-closes", [*changes, asked, later], f"{VOTE}/ballots/mood" if found else "")


WAY = f"{EXITS}/way"


@pytest.mark.parametrize(
    ("way", "officer", "nobody", "at_will"),
    [
        ({}, "chair", False, True),
        ({}, None, True, False),
        ({"by": "board"}, None, False, True),
        ({"by": "board", "when": OVER}, None, False, False),
        ({"when": OVER}, None, False, False),
    ],
)
def test_a_way_out_has_somebody_who_takes_it_and_something_that_opens_it(
    way: dict[str, Any], officer: str | None, nobody: bool, at_will: bool
) -> None:
    changes: Changes = [(WAY, {"outcome": "plan", **way}), (f"{VOTE}/officer", officer)]
    holds("exit.nobody-takes", changes, WAY if nobody else "")
    holds("exit.at-will", changes, WAY if at_will else "")
    timeout = (CLOCK, WEEK | {"timeout": {"silence": "adopts", "exit": "way"}})
    holds("exit.nobody-takes", [*changes, timeout], "")
    guard = (f"{EXITS}/again/guard", {"rounds": 1, "forces": "way"})
    holds("exit.nobody-takes", [*changes, guard], "")
    holds("exit.at-will", [*changes, guard], "")
    document = (f"{VOTE}/deliverables/report", {"title": "R", "by": "board"})
    holds("exit.at-will", [*changes, document], "")
    without_force = (WAY, {"outcome": "dropped", **way})
    holds("exit.at-will", [without_force, changes[1]], "")


def result(ballot: str, became: str) -> dict[str, str]:
    return {"result": ballot, "is": became}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([result("plan", "passed"), result("plan", "failed")], True),
        ([result("plan", "passed"), {"all": [result("plan", "inquorate")]}], True),
        ([result("plan", "passed"), result("plan", "passed")], False),
        ([result("plan", "passed"), {"any": [result("plan", "failed"), OVER]}], False),
        ([EDITORIAL, {"judged": "change", "is": "substantive"}], True),
        ([EDITORIAL, {"judged": "change", "is": ["editorial", "substantive"]}], False),
        ([{"share": "yes", "more_than": "1/2"}, {"share": "no", "at_least": "1/2"}], True),
        ([{"share": "yes", "at_least": "1/2"}, {"share": "no", "at_least": "1/2"}], False),
        ([{"share": "yes", "at_least": "60 %"}, {"share": "no", "at_least": "50 %"}], True),
        ([YES, {"share": ["yes", "no"], "at_least": "2/3"}], False),
        ([YES, {"share": "no", "of": "members", "at_least": "1/2"}], False),
        ([YES, {"share": "no", "at_most": "1/2"}], False),
        ([NO_OBJECTION, {"objections": "open", "at_least": 1}], True),
        ([NO_OBJECTION, {"objections": "sustained", "at_least": 1}], False),
        ([{"count": "yes", "at_least": 5}, {"count": "yes", "at_most": 4}], True),
        ([{"count": "yes", "at_least": 5}, {"count": "yes", "at_most": 5}], False),
        ([{"count": "yes", "more_than": 4}, {"count": "yes", "fewer_than": 5}], True),
        ([{"rounds": "talk", "at_least": 2}, {"rounds": "talk", "fewer_than": 2}], True),
        ([{"rounds": "talk", "at_least": 2}, {"rounds": "vote", "fewer_than": 2}], False),
    ],
)
def test_parts_of_a_condition_can_hold_together(parts: list[Any], found: bool) -> None:
    place = f"{PASSED}/when" if found else ""
    holds("rule.excludes-itself", [(f"{PASSED}/when", {"all": parts})], place)


@pytest.mark.parametrize(
    ("key", "rule", "more", "found"),
    [
        ("passes", {"share": "yes", "at_most": "1/2"}, [], True),
        ("passes", {"count": "yes", "fewer_than": 5}, [], True),
        ("passes", {"share": "yes", "at_least": "1/2"}, [], False),
        ("passes", {"share": "no", "at_most": "1/2"}, [], False),
        ("passes", {"all": [YES, {"count": ["yes", "no"], "at_most": 9}]}, [], True),
        ("passes", {"not": {"share": "yes", "at_most": "1/2"}}, [], False),
        ("passes", {"count": "yes", "at_most": 0}, [(f"{PLAN}/silence", "consents")], False),
        ("passes", {"count": "yes", "at_most": 0}, [(f"{PLAN}/answers", ["yes"]), (f"{PLAN}/reasons_for", [])], False),
        ("quorum", {"count": "replies", "at_most": 5}, [], True),
        ("quorum", {"share": "taking_part", "of": "members", "fewer_than": "1/2"}, [], True),
        ("quorum", {"count": "replies", "at_least": 5}, [], False),
    ],
)  # fmt: skip
def test_a_ballot_passes_the_sooner_the_more_agree(
    key: str, rule: dict[str, Any], more: Changes, found: bool
) -> None:
    place = f"{PLAN}/{key}" + ("/all/1" if "all" in rule else "")
    bound = next((one for one in ("at_most", "fewer_than") if one in str(rule)), "")
    expected = f"{place}/{bound}" if found else ""
    holds("rule.upside-down", [(f"{PLAN}/{key}", rule), *more], expected)


ATTIC = {"title": "Attic", "officer": "chair", "clocks": {"a": WEEK}, "exits": {}}
TO_ATTIC = (f"{EXITS}/up", {"to": "attic", "by": "chair", "when": OVER})


@pytest.mark.parametrize(
    ("condition", "back", "found"),
    [
        ({"ended": "attic/a"}, {"outcome": "dropped"}, True),
        ({"ended": "attic/a"}, {"to": "talk"}, False),
        ({"all": [OVER, {"ended": "attic/a"}]}, {"outcome": "dropped"}, True),
        ({"any": [OVER, {"ended": "attic/a"}]}, {"outcome": "dropped"}, False),
        ({"not": {"ended": "attic/a"}}, {"outcome": "dropped"}, False),
        ({"ended": "talk/talk"}, {"outcome": "dropped"}, False),
        (OVER, {"outcome": "dropped"}, False),
    ],
)
def test_nothing_is_asked_of_a_stage_that_lies_ahead(
    condition: dict[str, Any], back: dict[str, Any], found: bool
) -> None:
    attic = ATTIC | {"exits": {"out": {**back, "by": "chair", "when": {"ended": "a"}}}}
    nowhere = ("appeals/board/back_to", None)
    changes = [("stages/attic", attic), TO_ATTIC, (f"{PASSED}/when", condition), nowhere]
    asked = "/all/1/ended" if "all" in condition else "/ended"
    holds("rule.lies-ahead", changes, f"{PASSED}/when{asked}" if found else "")


def test_an_appeal_can_lead_back_from_anywhere() -> None:
    attic = ATTIC | {"exits": {"out": {"outcome": "dropped", "by": "chair"}}}
    changes = [("stages/attic", attic), TO_ATTIC, (f"{PASSED}/when", {"ended": "attic/a"})]
    holds("rule.lies-ahead", changes, "")
    place = f"{PASSED}/when/ended"
    holds("rule.lies-ahead", [*changes, ("appeals/board/back_to", None)], place)


def test_what_cannot_be_is_an_error_and_what_hurts_a_warning() -> None:
    codes = ("rule.", "ballot.passes", "ballot.never", "exit.nobody", "exit.at", "silence.")
    found = {code: CODES[code][0] for code in CODES if code.startswith(codes)}
    errors = {code for code, severity in found.items() if severity is Severity.ERROR}
    assert errors == {
        "rule.excludes-itself",
        "rule.lies-ahead",
        "ballot.passes-with-nobody",
        "ballot.never-closes",
        "ballot.never-drawn",
        "exit.nobody-takes",
    }
