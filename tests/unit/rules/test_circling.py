"""Which circles of stages turn by themselves: what their ways ask for, and whether it can all hold
at one moment.
"""

from typing import Any

import pytest

from isegoria.rules.checking.circling import circles
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
YES = {"share": "yes", "more_than": "1/2"}
DECIDES = YES | {"ballot": "vote/plan"}
Changes = list[tuple[str, Any]]
CELLAR = {"title": "Cellar", "exits": {"out": {"outcome": "dropped", "by": "chair"}}}


def bound(**more: Any) -> dict[str, Any]:
    return {"objections": "open"} | more


ROUND = {"rounds": "talk", "at_least": 2}
PAST = {"on": "2020-01-01"}


@pytest.mark.parametrize(
    ("asked", "turns"),
    [
        # bounds on one number, which some number has to be within
        ([bound(at_most=0)], True),
        ([bound(fewer_than=1)], True),
        ([bound(fewer_than=0)], False),
        ([bound(at_least=3), bound(at_most=3)], True),
        ([bound(more_than=3), bound(at_most=3)], False),
        ([bound(more_than=3), bound(at_most=4)], True),
        ([bound(more_than=3), bound(fewer_than=4)], False),
        ([bound(at_least=3), bound(fewer_than=3)], False),
        ([bound(more_than=3), bound(fewer_than=5)], True),
        ([bound(at_least=3), {"not": bound(at_most=3)}], True),
        ([bound(at_most=3), {"not": bound(at_most=2)}], True),
        ([bound(at_most=3), {"not": bound(at_most=3)}], False),
        ([{"not": bound(at_least=0)}], False),
        ([bound(more_than=9), {"objections": "addressed", "at_most": 3}], True),
        ([bound(at_least=3), {"rounds": "talk", "at_most": 1}], True),
        ([ROUND, {"rounds": "talk", "at_most": 1}], False),
        ([ROUND, {"rounds": "vote", "at_most": 1}], True),
        ([ROUND, {"not": ROUND}], False),
        ([{"used": "calls", "at_least": 1}, {"used": "calls", "at_most": 0}], False),
        ([{"used": "calls", "at_least": 1}, {"used": "cost", "at_most": 0}], True),
        ([{"used": "calls", "at_least": "1/2"}, {"used": "calls", "fewer_than": 1}], False),
        # what is there or not
        ([{"attends": "chair"}], True),
        ([{"attends": "chair"}, {"not": {"attends": "chair"}}], False),
        ([{"attends": "chair"}, {"not": {"not": {"attends": "chair"}}}], True),
        ([{"attends": "chair"}, {"not": {"attends": "board"}}], True),
        # answers and signatures, of which there are none
        ([{"share": "yes", "more_than": 0}], False),
        ([{"share": "yes", "at_least": 0}], True),
        ([{"share": "yes", "more_than": 0, "if_nobody": True}], True),
        ([{"share": "present", "of": "members", "more_than": 0}], True),
        ([{"count": "yes", "at_least": 1}], False),
        ([{"count": "yes", "at_most": 1}], True),
        ([{"count": "present", "at_least": 1}], True),
        ([{"count": "yes", "at_least": 1, "ballot": "talk/mood"}], False),
        ([{"count": "yes", "at_least": 1, "ballot": "cellar/old"}], True),
        ([{"share": "yes", "more_than": 0, "ballot": "cellar/old"}], True),
        ([{"triggered": "halt"}], False),
        ([{"triggered": "halt", "at_least": 0}], True),
        ([{"triggered": "cellar/halt"}], True),
        ([{"not": {"triggered": "halt"}}], True),
        ([{"not": {"triggered": "halt", "at_least": 0}}], False),
        ([{"not": {"triggered": "cellar/halt", "at_least": 0}}], True),
        # documents, findings, clocks, results of this circle and of other stages
        ([{"delivered": "draft"}], False),
        ([{"delivered": "talk/draft"}], False),
        ([{"delivered": "cellar/bill"}], True),
        ([{"judged": "change", "is": "editorial"}], False),
        ([{"judged": "cellar/worth", "is": "good"}], True),
        ([{"ended": "vote"}], False),
        ([{"ended": "cellar/long"}], True),
        ([{"ended": "past"}], True),
        ([{"ended": "yearly"}], False),
        ([{"ended": "session"}], True),
        ([{"result": "plan", "is": "failed"}], False),
        ([{"result": "at_once", "is": "failed"}], True),
        ([{"result": "by_group", "is": "failed"}], True),
        ([{"result": "open_end", "is": "failed"}], False),
        ([{"won": "order", "is": "red"}], False),
        ([{"won": "cellar/order", "is": "red"}], True),
        ([{"result": "talk/mood", "is": "failed"}], True),
        # together
        ([{"all": [{"attends": "chair"}, {"ended": "vote"}]}], False),
        ([{"all": [{"attends": "chair"}, {"not": {"ended": "vote"}}]}], True),
        ([{"all": [{"all": [bound(at_most=3)]}, bound(more_than=3)]}], False),
        ([{"any": [{"ended": "vote"}, {"delivered": "draft"}]}], False),
        ([{"any": [{"ended": "vote"}, {"attends": "chair"}]}], True),
        ([{"any": [{"ended": "vote"}, {"attends": "chair"}], "at_least": 2}], False),
        ([{"any": [bound(at_most=1), {"attends": "chair"}], "at_least": 2}], True),
        ([{"not": {"all": [{"triggered": "halt", "at_least": 0}]}}], False),
        ([{"not": {"all": [{"triggered": "halt", "at_least": 0}, {"ended": "vote"}]}}], True),
        ([{"not": {"any": [{"triggered": "halt", "at_least": 0}, {"ended": "vote"}]}}], False),
        ([{"not": {"any": [{"ended": "vote"}, {"delivered": "draft"}]}}], True),
        (
            [
                {
                    "not": {
                        "any": [{"triggered": "halt", "at_least": 0}, {"ended": "vote"}],
                        "at_least": 2,
                    }
                }
            ],
            True,
        ),
        ([{"not": {"not": {"ended": "vote"}}}], False),
        ([{"not": {"not": {"attends": "chair"}}}], True),
    ],
)
def test_a_circle_turns_where_all_it_asks_for_can_hold_at_one_moment(
    asked: list[dict[str, Any]], turns: bool
) -> None:
    ranked = {"answers": ["red", "blue"], "ranked": {}}
    cellar = CELLAR | {
        "clocks": {"long": {"length": "1 day"}},
        "ballots": {"old": {"passes": YES}, "order": ranked},
        "triggers": {"halt": {"title": "Halt", "by": "chair"}},
        "judgements": {"worth": {"by": "chair", "scale": ["good", "bad"]}},
        "deliverables": {"bill": {"title": "Bill", "by": "chair"}},
    }
    model = changed(
        f"{TALK}/exits/to_vote/when",
        {"attends": "anyone"},
        (f"{TALK}/deliverables/draft/blocks", False),
        (f"{TALK}/ballots/mood", {"passes": YES}),
        ("stages/cellar", cellar),
        ("resources", {"calls": {"title": "Calls"}, "cost": {"title": "Cost"}}),
        (f"{VOTE}/deliverables/draft", {"title": "Draft", "by": "chair", "blocks": False}),
        (f"{VOTE}/triggers/halt", {"title": "Halt", "by": "chair"}),
        (f"{VOTE}/clocks/past", PAST),
        (f"{VOTE}/clocks/yearly", {"on": "12-31"}),
        (f"{VOTE}/clocks/session", {"before": "meeting", "by": "1 day"}),
        (f"{VOTE}/ballots/at_once", {"clock": "past", "passes": YES}),
        (f"{VOTE}/ballots/open_end", {"passes": YES}),
        (f"{VOTE}/ballots/order", ranked),
        (f"{VOTE}/ballots/by_group", {"derived": {"groups": ["traders"], "ballot": "plan"}}),
        (f"{VOTE}/exits/again", {"to": "talk", "when": {"all": asked}}),
    )
    assert list(circles(model)) == ([("vote", "again")] if turns else [])


@pytest.mark.parametrize(
    ("changes", "turns"),
    [
        pytest.param([], True, id="as it is"),
        pytest.param([("stages/talk/enters_when", DECIDES)], False, id="its entry asks for more"),
        pytest.param(
            [(f"{TALK}/exits/to_vote", {"to": "vote"})], False, id="the officer takes a way"
        ),
        pytest.param(
            [
                (f"{TALK}/exits/to_vote", {"to": "vote"}),
                (
                    f"{TALK}/clocks/past",
                    PAST | {"timeout": {"silence": "adopts", "exit": "to_vote"}},
                ),
            ],
            True,
            id="a clock that is over forces a way",
        ),
        pytest.param(
            [
                (f"{TALK}/exits/to_vote", {"to": "vote"}),
                (
                    f"{TALK}/clocks/talk/timeout",
                    {"silence": "adopts", "exit": "to_vote"},
                ),
            ],
            False,
            id="a clock that has just begun forces it later",
        ),
        pytest.param(
            [(f"{TALK}/deliverables/draft/blocks", True)], False, id="a document is waited for"
        ),
        pytest.param(
            [
                (f"{TALK}/deliverables/draft/blocks", True),
                (f"{TALK}/exits/round", {"to": "talk", "when": {"attends": "chair"}}),
            ],
            "talk/round",
            id="a stage begins anew without its documents",
        ),
    ],
)
def test_a_circle_turns_where_no_way_of_it_waits(changes: Changes, turns: bool | str) -> None:
    model = changed(
        f"{TALK}/exits/to_vote/when",
        {"attends": "chair"},
        (f"{TALK}/deliverables/draft/blocks", False),
        (f"{VOTE}/exits/again/when", {"attends": "chair"}),
        *changes,
    )
    where = turns if isinstance(turns, str) else "vote/again" if turns else ""
    assert ["/".join(one) for one in circles(model)] == ([where] if where else [])
