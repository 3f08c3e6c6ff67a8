"""Votes that lead nowhere: on both sides of what can be, what is changed in the sound model and
where it is then found.
"""

from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, RULE, EXITS = f"{VOTE}/ballots/plan", f"{VOTE}/ballots/plan/passes", f"{VOTE}/exits"
HALF = {"share": "yes", "more_than": "1/2"}
QUORUM = {"share": "taking_part", "of": "members", "at_least": "1/4"}
Changes = list[tuple[str, Any]]


def told(code: str, changes: Changes) -> list[tuple[str, str]]:
    return [
        ("/".join(map(str, one.path)), one.message.format_map(dict(one.facts)))
        for one in check(changed(*changes[0], *changes[1:]))
        if one.code == code
    ]


def ways(*tests: Any) -> Changes:
    """Return changes by which these tests alone lead out of the vote."""
    return [
        (EXITS, {f"way{n}": {"outcome": "plan", "when": one} for n, one in enumerate(tests)}),
    ]


PASSED, FAILED = {"result": "plan"}, {"result": "plan", "is": "failed"}
NO_QUORUM = {"result": "plan", "is": "inquorate"}
LATE = f"{TALK}/clocks/late"
WITH_QUORUM = (f"{PLAN}/quorum", QUORUM)


@pytest.mark.parametrize(
    ("changes", "results"),
    [
        (ways(PASSED, FAILED), ""),
        (ways(PASSED), "failed"),
        (ways(FAILED), "passed"),
        (ways(PASSED, {"not": PASSED}), ""),
        (ways(PASSED, {"not": FAILED}), "failed"),
        (ways(PASSED, {"ended": "vote"}), ""),  # another test than the result
        (ways(PASSED, {"all": [FAILED, {"ended": "vote"}]}), ""),
        (ways(PASSED, {"all": [PASSED, {"ended": "vote"}]}), "failed"),
        (ways({"any": [PASSED, FAILED]}), ""),
        (ways({"any": [PASSED, FAILED], "at_least": 2}), "passed, failed"),
        ([*ways(PASSED, FAILED), WITH_QUORUM], "inquorate"),
        ([*ways(PASSED, FAILED, NO_QUORUM), WITH_QUORUM], ""),
        ([*ways({"result": "vote/plan"}, FAILED), WITH_QUORUM], "inquorate"),
        (ways({"ended": "vote"}), ""),  # nobody asks for its result
        ([*ways(PASSED), (f"{PLAN}/clock", None)], ""),  # open until its officer closes it
        ([*ways(PASSED), (f"{PLAN}/binding", False)], ""),
        ([(EXITS, {"on": {"outcome": "plan", "by": "chair"}})], ""),
        (
            [
                (
                    EXITS,
                    {"a": {"outcome": "plan", "when": PASSED}, "b": {"to": "talk", "by": "chair"}},
                )
            ],
            "",
        ),
    ],
)
def test_a_result_after_which_nothing_leads_on_is_found(changes: Changes, results: str) -> None:
    found = told("ballot.no-way-on", changes)
    assert [place for place, _ in found] == ([PLAN] if results else [])
    assert all(f"the result is: {results}. Write" in words for _, words in found)


STANDING = (f"{PLAN}/elects", {"how": "approval", "seats": 1, "candidates": True})


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ([STANDING], ""),
        ([STANDING, (f"{TALK}/rights/residents", ["attend"])], f"{PLAN}/elects/candidates"),
        ([STANDING, (f"{TALK}/rights/residents", []), (f"{VOTE}/rights/chair", ["propose"])], ""),
        ([(f"{TALK}/rights/residents", ["attend"])], ""),
    ],
)
def test_an_election_for_which_nobody_can_stand_is_found(changes: Changes, place: str) -> None:
    assert [where for where, _ in told("ballot.nobody-stands", changes)] == (
        [place] if place else []
    )


GUESTS = ("groups/guests", {"title": "Guests"})
INSIDE = ("groups/guests", {"title": "Guests", "within": "traders"})


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ([GUESTS, (RULE, {**HALF, "groups": ["guests"]})], "groups"),
        ([GUESTS, (RULE, {**HALF, "among": ["guests", "traders"]})], "among"),
        ([INSIDE, (RULE, {**HALF, "groups": ["guests"]})], ""),
        ([INSIDE, (RULE, {**HALF, "groups": ["traders"]})], ""),
        ([(RULE, {"count": "yes", "at_least": 1, "groups": ["traders"]})], ""),
        ([(f"{PLAN}/voters", ["residents"])], "groups"),
        ([(f"{PLAN}/voters", ["residents", "anyone"])], ""),
        ([(f"{PLAN}/voters", ["residents", "board"])], ""),  # an office may be of any group
        # how many belong to a group, or are there, is no answer
        (
            [GUESTS, (f"{PLAN}/quorum", {"count": "present", "at_least": 1, "groups": ["guests"]})],
            "",
        ),
    ],
)
def test_a_group_that_does_not_answer_is_found(changes: Changes, key: str) -> None:
    found = told("threshold.no-voters", changes)
    assert [place for place, _ in found] == ([f"{RULE}/{key}"] if key else [])
    assert all("does not answer this ballot. Those who do: Residents" in one for _, one in found)


def rule(written: Any) -> Changes:
    return [(RULE, written)]


MORE_YES = {"count": "yes", "more_than": {"count": "no"}}
FEW = {"share": "yes", "at_least": "1/3"}


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        (rule(FEW), True),
        (rule({"share": "yes", "at_least": "49 %"}), True),
        (rule({"share": "yes", "at_least": "1/2"}), False),
        (rule({**FEW, "of": "members"}), False),
        (rule({"all": [FEW, HALF]}), False),
        (rule({"all": [FEW, {"count": "yes", "at_least": 10}]}), True),
        (rule({"any": [FEW, HALF]}), True),
        (rule({"any": [MORE_YES, HALF]}), False),
        (rule({"all": [MORE_YES, FEW]}), False),
        (rule({"share": "no", "at_least": "1/3"}), False),
        ([*rule(FEW), (f"{PLAN}/answers", ["yes"])], False),  # nobody can be against
    ],
)
def test_a_rule_that_most_can_be_against_is_noted(changes: Changes, *, is_found: bool) -> None:
    assert bool(told("threshold.minority", changes)) is is_found


def test_a_rung_that_most_can_be_against_is_noted_where_it_stands() -> None:
    [(place, _)] = told(
        "threshold.minority", [(RULE, None), (f"{PLAN}/rungs", {"strong": HALF, "weak": FEW})]
    )
    assert place == f"{PLAN}/rungs/weak"


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ({"at_least": 25}, "Is 25 % meant? Write it so."),
        ({"at_least": 100}, "Is 100 % meant? Write it so."),
        ({"at_least": 101}, "can never be reached."),
        ({"at_least": "4/3"}, "can never be reached."),
        ({"more_than": 1}, "can never be reached."),
    ],
)
def test_a_share_above_all_asks_whether_percent_are_meant(bound: Any, words: str) -> None:
    [(_, message)] = told("threshold.impossible", rule({"share": "yes", **bound}))
    assert message.endswith(words)


@pytest.mark.parametrize(
    ("bound", "is_found"),
    [
        ({"more_than": {"count": "yes"}}, True),
        ({"at_least": {"count": "yes"}}, False),
        ({"at_least": {"count": "yes", "plus": 1}}, True),
        ({"more_than": {"count": "yes", "times": "1/2"}}, False),
        ({"more_than": {"count": "no"}}, False),
        ({"more_than": {"count": "yes", "ballot": "plan"}}, False),
        ({"fewer_than": {"count": "yes"}}, False),
    ],
)
def test_a_number_that_is_more_than_itself_is_found(bound: Any, *, is_found: bool) -> None:
    found = told("threshold.impossible", rule({"count": "yes", **bound}))
    assert bool(found) is is_found


SEATS = [("groups/residents/seats", 8), ("groups/traders/seats", 2)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ([*SEATS, (RULE, {"count": "yes", "at_least": 10})], ""),
        ([*SEATS, (RULE, {"count": "yes", "at_least": 11})], f"{RULE}/at_least"),
        # a group has the seats that it says it has, whatever stands inside
        ([*SEATS, INSIDE, (RULE, {"count": "yes", "at_least": 11})], f"{RULE}/at_least"),
        ([*SEATS, INSIDE, (f"{PLAN}/voters", ["residents", "traders", "guests"]),
          (RULE, {"count": "yes", "at_least": 11})], f"{RULE}/at_least"),
        ([SEATS[0], INSIDE, (RULE, {"count": "yes", "at_least": 11})], ""),
        ([(f"{PLAN}/elects", {"how": "stv", "office": "board", "seats": 5})], ""),
        ([(f"{PLAN}/elects", {"how": "stv", "office": "board", "seats": 6})], f"{PLAN}/elects/seats"),
    ],
)  # fmt: skip
def test_more_than_there_are_seats_is_found(changes: Changes, place: str) -> None:
    assert [where for where, _ in told("number.above-the-seats", changes)] == (
        [place] if place else []
    )


@pytest.mark.parametrize(("number", "is_found"), [(8, False), (9, True)])
def test_a_petition_of_more_than_can_sign_is_found(number: int, *, is_found: bool) -> None:
    recall = {"title": "Recall", "by": ["residents"]}
    asked = {"outcome": "dropped", "when": {"triggered": "recall", "at_least": number}}
    changes = [SEATS[0], (f"{VOTE}/triggers", {"recall": recall}), (f"{EXITS}/recall", asked)]
    found = told("number.above-the-seats", changes)
    assert [place for place, _ in found] == ([f"{EXITS}/recall/when/at_least"] if is_found else [])


PART = {"title": "Guests", "within": "town"}


@pytest.mark.parametrize(
    ("rights", "is_found"),
    [({"guests": ["speak"], "others": ["comment"]}, False), ({"guests": ["speak"]}, True), ({}, True)],
)  # fmt: skip
def test_a_group_that_is_made_of_others_is_heard_where_they_are(
    rights: dict[str, Any], *, is_found: bool
) -> None:
    changes: Changes = [
        ("groups/town", {"title": "Town", "affected": True}),
        ("groups/guests", PART),
        ("groups/others", PART),
        *((f"{TALK}/rights/{group}", given) for group, given in rights.items()),
        (f"{TALK}/rights/anyone", None),
    ]
    found = told("group.affected-without-right", changes)
    assert [place for place, _ in found] == (["groups/town"] if is_found else [])
