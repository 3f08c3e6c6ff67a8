"""The presets of equal footing for small groups, each played to its end by the people it names: by
the fewest, by the most, and by people who do nothing.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from isegoria.library import model
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.scenario import Scenario
from isegoria.rules.rehearsing.play import rehearse

QUICK, STANDARD = "equal-footing.quick", "equal-footing.standard"
LEADS = {QUICK: "facilitator", STANDARD: "chairs"}
WRITES = {QUICK: "facilitator", STANDARD: "editor"}
DECIDES = {QUICK: "referee", STANDARD: "panel"}
CALLED = {QUICK: (4, 9, 14), STANDARD: (15, 43, 57)}
"""The days on which the deliberation, the call and what follows it go on."""
GROUPS = ("governments", "private_sector", "civil_society", "technical_community")
START = date(2026, 3, 2)
SIZES = [(QUICK, 3), (QUICK, 28), (STANDARD, 24), (STANDARD, 194)]
"""So many voices beside those who lead, write and judge: the fewest and the most."""


def on(day: int) -> str:
    return str(START + timedelta(days=day))


def people(rules: str, voices: int) -> dict[str, dict[str, Any]]:
    cast: dict[str, dict[str, Any]] = {
        f"p{place}": {"groups": [GROUPS[place % 4]], "organisation": f"O{place}"}
        for place in range(voices)
    }
    seats = {"panel": 3, "chairs": 2}
    for office in {LEADS[rules], WRITES[rules], DECIDES[rules], "secretariat"}:
        for place in range(seats.get(office, 1)):
            cast[f"{office}{place}"] = {"offices": [office]}
    return {name: one | {"disclosed": ["interests"]} for name, one in cast.items()}


def answers(*given: str) -> list[dict[str, Any]]:
    return [
        {"who": f"p{place}", "does": "vote", "name": "support", "answer": answer, "reason": "why"}
        for place, answer in enumerate(given)
    ]


def played(rules: str, voices: int, *steps: dict[str, Any]) -> list[str]:
    """Return the differences from what the steps expect."""
    written = {
        "title": "A small group",
        "model": rules,
        "starts": on(0),
        "people": people(rules, voices),
        "steps": list(steps),
    }
    return rehearse(model(rules), Scenario.model_validate(written)).differences


def to_the_call(rules: str) -> list[dict[str, Any]]:
    discuss, call, _end = CALLED[rules]
    editor, chair = f"{WRITES[rules]}0", f"{LEADS[rules]}0"
    return [
        {"who": "p0", "does": "propose", "name": "who pays?"},
        {"at": on(discuss), "who": "p1", "does": "comment", "expect": {"stage": "deliberation"}},
        {"who": editor, "does": "write", "name": "text"},
        {"who": editor, "does": "deliver", "name": "text"},
        {"at": on(call - 2), "who": chair, "does": "leave", "name": "call_consensus"},
    ]


@pytest.mark.parametrize("rules", [QUICK, STANDARD])
def test_the_checker_has_nothing_to_say_against_them(rules: str) -> None:
    assert [one for one in check(model(rules)) if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(("rules", "voices"), SIZES)
def test_all_support_and_it_ends_in_time(rules: str, voices: int) -> None:
    end = {"at": on(CALLED[rules][2] + 1), "expect": {"outcome": "recommendation"}}
    assert played(rules, voices, *to_the_call(rules), *answers(*["support"] * voices), end) == []


@pytest.mark.parametrize(("rules", "voices"), SIZES)
def test_nobody_does_anything_and_it_ends_all_the_same(rules: str, voices: int) -> None:
    ends = {"at": on(CALLED[rules][2] + 60), "expect": {"outcome": "options"}}
    assert played(rules, voices, ends) == []


@pytest.mark.parametrize(("rules", "voices"), SIZES)
def test_nobody_answers_and_nothing_is_agreed(rules: str, voices: int) -> None:
    decided, over = CALLED[rules][2] + 1, CALLED[rules][2] + 40
    steps = [
        {"at": on(decided), "expect": {"result": {"support": "failed"}, "outcome": ""}},
        {"at": on(over), "expect": {"outcome": "options"}},
    ]
    assert played(rules, voices, *to_the_call(rules), *steps) == []


@pytest.mark.parametrize(
    ("rules", "voices", "given", "result"),
    [
        (QUICK, 3, ["support", "stand_aside"], "passed"),
        (QUICK, 10, ["support", *["stand_aside"] * 9], "failed"),
        (QUICK, 9, ["support"] * 3, "passed"),
        (QUICK, 9, ["support"] * 2, "failed"),
        (QUICK, 5, ["support"] * 2 + ["can_live_with"] * 2 + ["object"], "failed"),
        (STANDARD, 40, ["support"] * 7, "failed"),
        (STANDARD, 40, ["support"] * 8, "passed"),
        (STANDARD, 40, ["stand_aside"] * 32 + ["support"] * 8, "passed"),
        (STANDARD, 40, ["support"] * 8 + ["object"], "failed"),
    ],
)
def test_who_says_nothing_or_stands_aside_stops_nobody_and_carries_nothing(
    rules: str, voices: int, given: list[str], result: str
) -> None:
    look = {"expect": {"result": {"support": result}}}
    assert played(rules, voices, *to_the_call(rules), *answers(*given), look) == []


def test_one_group_alone_cannot_agree() -> None:
    votes = [
        one
        for one in answers(*["support"] * 40)
        if int(one["who"][1:]) % 4 == 0 or one["who"] == "p1"
    ]
    for given, result in (
        (votes, "passed"),
        ([one for one in votes if one["who"] != "p1"], "failed"),
    ):
        look = {"expect": {"result": {"support": result}}}
        assert played(STANDARD, 40, *to_the_call(STANDARD), *given, look) == []


@pytest.mark.parametrize(("rules", "voices"), SIZES)
def test_who_took_no_part_answers_an_appeal_and_the_call_is_made_anew(
    rules: str, voices: int
) -> None:
    chair, judge = f"{LEADS[rules]}0", DECIDES[rules]
    ruling = {"does": "rule", "name": "designation", "answer": "upheld", "reason": "p1 was right"}
    steps = [
        *answers(*["support"] * voices),
        {
            "who": chair,
            "does": "judge",
            "name": "designation",
            "answer": "no_consensus",
            "reason": "x",
        },
        {
            "who": "p1",
            "does": "appeal",
            "name": "designation",
            "answer": "consensus_call/designation",
        },
        {"who": "p2", **ruling, "refused": "appeals/designation"},
        *[{"who": f"{judge}{place}", **ruling} for place in range(1 if rules == QUICK else 2)],
        {"expect": {"stage": "consensus_call", "outcome": "", "label": {"designation": None}}},
        *answers(*["support"] * voices),
        {
            "who": chair,
            "does": "judge",
            "name": "designation",
            "answer": "consensus",
            "reason": "x",
        },
        {"at": on(CALLED[rules][2] + 20), "expect": {"outcome": "recommendation"}},
    ]
    assert played(rules, voices, *to_the_call(rules), *steps) == []
