"""Each finding about ballots and what comes out, on both sides of its bound."""

from typing import Any

import pytest

from tests.unit.rules.test_findings import Changes, found_in, seats

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, PASSED = f"{VOTE}/ballots/plan", f"{VOTE}/exits/passed"
YES = {"share": "yes", "more_than": "1/2"}
HOUSES = ["residents", "traders"]
CELLAR = {"title": "Cellar", "exits": {"out": {"outcome": "dropped", "by": "chair"}}}

OBJECTING = {"clock": "vote", "answers": ["yes", "object"], "passes": YES}
TWICE = {
    "position": "Those who answer this also take a position in the same stage, so they are asked"
    " the same twice. Leave out their right `position` there.",
    "object": "This ballot is secret, and those who answer it also object in public in the same"
    " stage. Leave out the answer `object`, or their right `object` there.",
}


def counted(**more: Any) -> Changes:
    return [(PLAN, {"clock": "vote", "passes": {"count": "yes"} | more})]


FOUND: list[tuple[str, Changes, list[tuple[str, str]]]] = [
    # ballots
    (
        "quorum.withheld",
        [(f"{PLAN}/quorum", {"share": "present", "of": "members", "at_least": "1/2"})],
        [],
    ),
    (
        "quorum.withheld",
        [
            (
                f"{PLAN}/quorum",
                {"share": "present", "of": "members", "at_least": "1/2", "groups": HOUSES},
            )
        ],
        [("vote/plan", "Each of the groups can stop every decision by staying away.")],
    ),
    (
        "quorum.withheld",
        [(f"{PLAN}/quorum", {"count": "present", "at_least": 3, "groups": HOUSES})],
        [("vote/plan", "Each of the groups can stop every decision by staying away.")],
    ),
    (
        "quorum.withheld",
        [
            (
                f"{PLAN}/quorum",
                {"count": "present", "at_least": 3, "groups": HOUSES, "held_in": "any"},
            )
        ],
        [],
    ),
    *(
        (
            "threshold.impossible",
            [(PLAN, {"clock": "vote", "passes": rule})],
            [(f"vote/plan/{[*rule][1]}", "A share of more than all can never be reached.")]
            if found
            else [],
        )
        for rule, found in (
            ({"share": "yes", "at_least": "100 %"}, False),
            ({"share": "yes", "more_than": "100 %"}, True),
            ({"share": "yes", "more_than": "99 %"}, False),
            ({"share": "yes", "at_least": "101 %"}, True),
            ({"share": "yes", "fewer_than": "100 %"}, False),
            ({"share": "yes", "at_most": "101 %"}, False),
            ({"count": "yes", "at_least": 2}, False),
        )
    ),
    (
        "threshold.impossible",
        [(PASSED, {"outcome": "plan", "when": {"all": [{"share": "yes", "more_than": 1}]}})],
        [("vote/passed/0/more_than", "A share of more than all can never be reached.")],
    ),
    *(
        (
            "threshold.impossible",
            [(PLAN, {"clock": "vote", "passes": YES | {"groups": HOUSES, "held_in": number}})],
            [("vote/plan/held_in", f"At least {number} of 2 groups can never be reached.")]
            if found
            else [],
        )
        for number, found in ((1, False), (2, False), (3, True), ("any", False))
    ),
    *(
        (
            "threshold.impossible",
            [*counted(**rule, groups=["residents"]), *seats(3, 3), *also],
            [
                (
                    f"vote/plan/{next(iter(rule))}",
                    f"Residents has {there} seats; the number asked for can never be reached.",
                )
            ]
            if there is not None
            else [],
        )
        for rule, also, there in (
            ({"at_least": 3}, [], None),
            ({"at_least": 4}, [], 3),
            ({"more_than": 2}, [], None),
            ({"more_than": 3}, [], 3),
            ({"at_most": 9}, [], None),
            ({"at_most": 2}, [], None),
            (
                {"at_least": 5},
                [
                    ("groups/some", {"title": "Some", "within": "residents", "seats": 4}),
                    ("groups/rest", {"title": "Rest", "within": "residents", "seats": 0}),
                ],
                4,
            ),
            (
                {"at_least": 4},
                [
                    ("groups/some", {"title": "Some", "within": "residents", "seats": 4}),
                    ("groups/rest", {"title": "Rest", "within": "residents", "seats": 0}),
                ],
                None,
            ),
            (
                {"at_least": 9},
                [("groups/some", {"title": "Some", "within": "residents"})],
                None,
            ),
        )
    ),
    ("threshold.impossible", counted(at_least=9, groups=["residents"]), []),
    *(
        (
            "poll.with-effect",
            [(f"{VOTE}/ballots/mood", {"binding": binding, "passes": YES}), *changes],
            [(rule, "A straw poll has no effect, but “mood” decides here.")]
            if not binding and rule
            else [],
        )
        for binding in (True, False)
        for rule, changes in (
            ("", []),
            ("vote/passed", [(f"{PASSED}/when", {"result": "mood"})]),
            (
                "vote/passed",
                [(f"{PASSED}/when", {"share": "yes", "more_than": 0, "ballot": "mood"})],
            ),
            ("talk/to_vote", [(f"{TALK}/exits/to_vote/when", {"result": "vote/mood"})]),
            (
                "vote/passed/all/1",
                [
                    (
                        f"{PASSED}/when",
                        {"all": [YES, {"count": "yes", "at_least": 1, "ballot": "mood"}]},
                    )
                ],
            ),
        )
    ),
    *(
        (
            "ballot.no-effect",
            [("stages/vote/ballots/mood", {"voters": ["traders"]} | more), *also],
            [
                (
                    "vote/mood",
                    "Nothing follows from this ballot; if that is meant, say `binding: false`.",
                )
            ]
            if found
            else [],
        )
        for more, also, found in (
            ({}, [], True),
            ({"binding": False}, [], False),
            ({"passes": YES}, [(f"{PASSED}/when", {"result": "mood"})], False),
            ({"passes": YES}, [(f"{TALK}/exits/to_vote/when", {"result": "vote/mood"})], False),
            (
                {"answers": ["a", "b"], "ranked": {}},
                [(f"{PASSED}/when", {"won": "mood", "is": "a"})],
                False,
            ),
            ({}, [(f"{PASSED}/when", YES | {"ballot": "mood"})], False),
            ({}, [(f"{PASSED}/when", {"count": "yes", "more_than": 1, "ballot": "mood"})], False),
            (
                {},
                [(f"{PASSED}/when", {"sum": "yes", "more_than": 1, "ballots": ["plan", "mood"]})],
                False,
            ),
            (
                {},
                [
                    (
                        f"{VOTE}/ballots/by_group",
                        {"derived": {"groups": ["traders"], "ballot": "mood"}},
                    ),
                    (f"{PASSED}/when", YES | {"ballot": "by_group"}),
                ],
                False,
            ),
            (
                {},
                [
                    (
                        "advice/experts",
                        {
                            "title": "Advice",
                            "by": "traders",
                            "to": "chair",
                            "kinds": {"grave": {"duty": "answer", "refusal": "mood"}},
                        },
                    )
                ],
                False,
            ),
        )
    ),
    (
        "ballot.no-effect",  # a share without a ballot is one of the first
        [
            (f"{PASSED}/when", YES),
            (f"{VOTE}/exits/again/when", YES),
            (f"{VOTE}/exits/dropped/when", YES),
        ],
        [],
    ),
    *(
        (
            "ballot.no-rule",
            [(PLAN, {"clock": "vote"} | more), *also],
            [("vote/plan", "Its result is asked for, but it is not said when it passes.")]
            if found
            else [],
        )
        for more, also, found in (
            ({}, [], True),
            ({"passes": YES}, [], False),
            ({"rungs": {"all": YES}}, [], False),
            ({"binding": False}, [], False),
            (
                {},
                [
                    (f"{PASSED}/when", YES),
                    (f"{VOTE}/exits/again/when", YES),
                    (f"{VOTE}/exits/dropped/when", YES),
                ],
                False,
            ),
            (
                {},
                [
                    (f"{TALK}/exits/to_vote/when", {"result": "vote/plan"}),
                    (f"{PASSED}/when", YES),
                    (f"{VOTE}/exits/again/when", YES),
                    (f"{VOTE}/exits/dropped/when", YES),
                ],
                True,
            ),
        )
    ),
    *(
        ("ballot.secret-but-told", [(PLAN, {"clock": "vote", "passes": YES} | more), *also], told)
        for more, also, told in (
            (
                {"secret": True, "one_per": "group", "change": False},
                [],
                [
                    (
                        "vote/plan",
                        "This ballot is secret, but the second person of one group learns that the"
                        " first answered. Let answers change, or count people.",
                    )
                ],
            ),
            (
                {"secret": True, "by_proxy": True, "change": False},
                [],
                [
                    (
                        "vote/plan",
                        "This ballot is secret, but the holder of a proxy learns whether the person"
                        " who gave it answered. Let answers change, or leave out `by_proxy`.",
                    )
                ],
            ),
            (
                {"secret": True, "by_proxy": True},
                [(f"{VOTE}/rights/residents", [{"right": "decide", "cap": 1}])],
                [
                    (
                        "vote/plan",
                        "The holder of a proxy learns from the limit of a right whether the person"
                        " who gave it answered in secret. Leave out the `cap` of `decide`, or"
                        " `by_proxy`.",
                    )
                ],
            ),
        )
    ),
    # what comes out
    *(
        (
            "decision.nothing-published",
            [(f"{TALK}/deliverables", {}), *changes],
            [("vote", "It is decided in “Vote”, and nothing has to be published before.")]
            if found
            else [],
        )
        for found, changes in (
            (True, []),
            (False, [(f"{VOTE}/deliverables/report", {"title": "Report", "by": "chair"})]),
            (False, [("outcomes/plan/force", "none")]),
            (True, [("outcomes/dropped/force", "report")]),
            (
                True,
                [
                    (
                        "stages/cellar",
                        CELLAR | {"deliverables": {"bill": {"title": "Bill", "by": "chair"}}},
                    ),
                    (f"{VOTE}/exits/down", {"to": "cellar", "by": "chair"}),
                ],
            ),
        )
    ),
    ("decision.nothing-published", [], []),
    (
        "outcome.no-follow-up",
        [("outcomes/plan/follow_up", []), ("outcomes/dropped/follow_up", [])],
        [("outcomes/plan", "Nobody has to look at “Plan” again.")],
    ),
    # asked twice
    *(
        (
            "ballot.asked-twice",
            [(f"{VOTE}/rights/residents", ["attend", "decide", *rights]), *changes],
            [("vote/plan", TWICE[found])] if found else [],
        )
        for found, rights, changes in (
            ("position", ["position", "object"], []),
            ("", ["object"], []),
            ("", ["position"], [(f"{PLAN}/about", "course")]),
            ("", ["position"], [(f"{PLAN}/voters", ["traders"])]),
            ("position", ["position"], [(f"{PLAN}/voters", ["residents"])]),
            ("position", ["position"], [(f"{PLAN}/secret", True)]),
            ("", ["object"], [(f"{PLAN}/secret", True)]),
            ("object", ["object"], [(PLAN, OBJECTING | {"secret": True})]),
            ("", ["object"], [(PLAN, OBJECTING)]),
            ("", ["comment"], [(PLAN, OBJECTING | {"secret": True})]),
        )
    ),
    (
        "emergency.no-sunset",
        [
            ("emergencies/flood", {"title": "Flood", "by": "chair", "ground": "danger"}),
            (
                "emergencies/fire",
                {"title": "Fire", "by": "chair", "ground": "heat", "sunset": "1 day"},
            ),
        ],
        [("emergencies/flood", "The way round the rules has no end.")],
    ),
]


@pytest.mark.parametrize(("code", "changes", "found"), FOUND)
def test_a_finding_on_both_sides_of_its_bound(
    code: str, changes: Changes, found: list[tuple[str, str]]
) -> None:
    assert found_in(code, changes) == found
