"""Each finding of the checker on both sides of its bound: what is changed in the sound model, and
all that is then found of this kind.
"""

from typing import Any

import pytest

from isegoria.rules.checking import faults
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import unlisted
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, PASSED = f"{VOTE}/ballots/plan", f"{VOTE}/exits/passed"
NOT_CONTESTED = (
    "No decision under these rules can be contested. Say who decides when somebody contests one."
)
YES = {"share": "yes", "more_than": "1/2"}
HOUSES = ["residents", "traders"]
Changes = list[tuple[str, Any]]
ATTIC = {"title": "Attic", "exits": {"out": {"to": "cellar", "by": "chair"}}}
CELLAR = {"title": "Cellar", "exits": {"out": {"outcome": "dropped", "by": "chair"}}}

CLOSED_ROOM = (
    "“{}” decides in a closed room, and nothing that it decides can be appealed."
    " Add an appeal, or leave `room: closed` out."
)
OPEN_JUDGE = (
    "Anyone can take a seat in “Council” and decide this appeal. Name an office, or say who gets in:"
    " `members: appointed`, `elected` or `named_by_group`."
)


def seats(residents: int | None, traders: int | None) -> Changes:
    return [("groups/residents/seats", residents), ("groups/traders/seats", traders)]


def recusal(**more: Any) -> Changes:
    rule = {"title": "no own case", "from": "board", "who": ["took_part"]}
    return [("recusals/own", rule | more)]


FOUND: list[tuple[str, Changes, list[tuple[str, str]]]] = [
    # the way through
    (
        "stage.unreachable",
        [("stages/attic", ATTIC), ("stages/cellar", CELLAR)],
        [("attic", "No way leads to “Attic”."), ("cellar", "No way leads to “Cellar”.")],
    ),
    (
        "stage.unreachable",
        [
            ("stages/attic", ATTIC),
            ("stages/cellar", CELLAR),
            (f"{VOTE}/exits/up", {"to": "attic", "by": "chair"}),
        ],
        [],
    ),
    (
        "stage.unreachable",
        [("stages/cellar", CELLAR), ("appeals/board/back_to", "cellar")],
        [],
    ),
    (
        "stage.unreachable",
        [
            ("stages/cellar", CELLAR),
            (
                "emergencies/flood",
                {"title": "Flood", "by": "chair", "ground": "danger", "ratified_by": "cellar"},
            ),
        ],
        [],
    ),
    (
        "stage.no-exit",
        [("stages/cellar", CELLAR | {"exits": {"round": {"to": "cellar", "by": "chair"}}})],
        [("cellar", "From “Cellar” no outcome can be reached.")],
    ),
    ("stage.no-exit", [], []),
    (
        "outcome.unreachable",
        [("outcomes/other", {"title": "Other", "force": "none"})],
        [("outcomes/other", "No way out leads to “Other”.")],
    ),
    (
        "loop.no-guard",
        [(f"{VOTE}/exits/round", {"to": "vote", "by": "chair"})],
        [("vote/round", "The loop back to “Vote” has no end: no count, no date, no cost.")],
    ),
    (
        "loop.no-guard",
        [(f"{VOTE}/exits/again/guard", None)],
        [("vote/again", "The loop back to “Talk” has no end: no count, no date, no cost.")],
    ),
    (
        "loop.no-guard",
        [("stages/cellar", CELLAR), (f"{VOTE}/exits/down", {"to": "cellar", "by": "chair"})],
        [],
    ),
    (
        "loop.no-guard",  # three stages, in a round
        [
            ("stages/cellar", CELLAR | {"exits": {"up": {"to": "talk", "by": "chair"}}}),
            (f"{VOTE}/exits/again", {"to": "cellar", "by": "chair"}),
        ],
        [("cellar/up", "The loop back to “Talk” has no end: no count, no date, no cost.")],
    ),
    (
        "loop.no-guard",  # the guard is on the way there, and ends the loop as well
        [
            ("stages/cellar", CELLAR | {"exits": {"up": {"to": "talk", "by": "chair"}}}),
            (f"{VOTE}/exits/again/to", "cellar"),
        ],
        [],
    ),
    (
        "loop.no-guard",  # the way round the guard has none
        [
            ("stages/cellar", CELLAR | {"exits": {"up": {"to": "talk", "by": "chair"}}}),
            (f"{VOTE}/exits/again/to", "cellar"),
            (f"{VOTE}/exits/down", {"to": "cellar", "by": "chair"}),
        ],
        [("cellar/up", "The loop back to “Talk” has no end: no count, no date, no cost.")],
    ),
    (
        "loop.by-itself",
        [
            (
                f"{VOTE}/exits/round",
                {"to": "vote", "when": {"objections": "open", "at_most": 5}},
            )
        ],
        [
            (
                "vote/round",
                "The way back to “Vote” closes a loop that runs by itself. Put a clock or an office"
                " into this loop.",
            )
        ],
    ),
    ("guard.too-high", [(f"{VOTE}/exits/again/guard/rounds", 100)], []),
    (
        "guard.too-high",
        [(f"{VOTE}/exits/again/guard/rounds", 101)],
        [
            (
                "vote/again/guard",
                "The guard allows 101 rounds. Nobody lives through more than 100.",
            )
        ],
    ),
    (
        "guard.no-ceiling",
        [
            ("resources/calls", {"title": "Calls", "ceiling": 5}),
            (f"{VOTE}/exits/again/guard/resource", "calls"),
        ],
        [],
    ),
    (
        "guard.no-ceiling",
        [
            ("resources/calls", {"title": "Calls", "alarm": 5}),
            (f"{VOTE}/exits/again/guard/resource", "calls"),
        ],
        [("vote/again/guard", "“calls” has no ceiling, so the guard never ends the loop.")],
    ),
    *(
        (
            "exit.never-taken",
            [
                (
                    f"{TALK}/exits",
                    {
                        "on": {"to": "vote", "when": {"ended": "talk"}} | first,
                        "late": {"outcome": "dropped", "when": {"ended": "talk"}} | later,
                    },
                )
            ],
            [("talk/late", "“on” has the same test and comes first, so this is never taken.")]
            if found
            else [],
        )
        for first, later, found in (
            ({}, {}, True),
            ({}, {"waits": False}, False),
            ({"waits": False}, {}, True),
            ({"by": "chair"}, {}, False),
            ({}, {"by": "chair"}, False),
            ({"guard": {"rounds": 1, "forces": "late"}}, {}, False),
            ({}, {"when": {"delivered": "draft"}}, False),
            ({"when": None}, {}, False),
        )
    ),
    # clocks
    (
        "stage.no-clock",
        [
            (f"{TALK}/clocks", {"a": {"length": "1 day"}}),
            (f"{TALK}/exits/to_vote/when", {"ended": "a"}),
        ],
        [],
    ),
    (
        "silence.undefined",
        [(f"{TALK}/clocks/rest", {"length": "1 day"})],
        [("talk/clocks/rest", "It is not said what happens when nobody acts before it ends.")],
    ),
    *(
        ("silence.undefined", [(f"{TALK}/clocks/rest", {"length": "1 day"} | more), *also], [])
        for more, also in (
            ({"timeout": {"silence": "nothing"}}, []),
            ({"window_for": ["speak"]}, []),
            ({}, [(f"{TALK}/exits/to_vote/when", {"ended": "rest"})]),
            ({}, [(f"{VOTE}/exits/dropped/when", {"ended": "talk/rest"})]),
            ({}, [(f"{TALK}/ballots/mood", {"clock": "rest"})]),
            ({}, [(f"{TALK}/inputs/mail", {"title": "Letters", "clock": "rest"})]),
        )
    ),
    # who decides
    (
        "right.nobody",
        [(f"{VOTE}/rights", {"residents": ["attend"]})],
        [("vote/plan", "Nobody has the right to answer this.")],
    ),
    ("right.nobody", [(f"{VOTE}/rights", {}), (f"{PLAN}/voters", ["traders"])], []),
    (
        "right.nobody",
        [("groups/guests", {"title": "Guests", "seats": 0}), (f"{PLAN}/voters", ["guests"])],
        [("vote/plan", "The groups that answer this have no seats.")],
    ),
    (
        "right.nobody",
        [("groups/guests", {"title": "Guests", "seats": 1}), (f"{PLAN}/voters", ["guests"])],
        [],
    ),
    (
        "right.nobody",
        [
            ("groups/guests", {"title": "Guests", "seats": 0}),
            (f"{PLAN}/voters", ["guests", "traders"]),
        ],
        [],
    ),
    ("right.nobody", [(f"{PLAN}/voters", ["board"])], []),
    (
        "right.nobody",
        [
            (f"{VOTE}/rights", {}),
            (PLAN, {"derived": {"groups": ["traders"], "ballot": "talk_about"}}),
            (f"{VOTE}/ballots/talk_about", {"voters": ["traders"], "passes": YES}),
        ],
        [],
    ),
    (
        "right.nobody",
        [("groups/guests", {"title": "Guests", "seats": 0}), (f"{TALK}/rights/guests", ["amend"])],
        [("talk/rights/amend", "Only groups without a seat hold this right.")],
    ),
    (
        "right.nobody",
        [("groups/guests", {"title": "Guests", "seats": 0}), (f"{TALK}/rights/guests", ["speak"])],
        [],
    ),
    (
        "right.nobody",
        [("groups/guests", {"title": "Guests", "seats": 1}), (f"{TALK}/rights/guests", ["amend"])],
        [],
    ),
    *(
        (
            "group.affected-without-right",
            [("groups/guests", {"title": "Guests", "affected": True} | more), *also],
            [
                (
                    "groups/guests",
                    "Guests is affected and may neither speak, nor comment, nor decide.",
                )
            ]
            if found
            else [],
        )
        for more, also, found in (
            ({}, [], True),
            ({"affected": False}, [], False),
            ({"within": "traders"}, [], False),
            ({}, [(f"{TALK}/rights/guests", ["attend", "read"])], True),
            ({}, [(f"{TALK}/rights/guests", ["comment"])], False),
            ({}, [(f"{TALK}/inputs/mail", {"title": "Letters", "by": ["guests"]})], False),
            ({}, [(f"{TALK}/inputs/mail", {"title": "Letters", "by": ["traders"]})], True),
            ({}, [(f"{TALK}/inputs/mail", {"title": "Letters"})], False),
            ({}, [(f"{VOTE}/ballots/mood", {"voters": ["guests"]})], False),
            ({}, [(f"{VOTE}/ballots/mood", {"voters": ["traders"]})], True),
        )
    ),
    *(
        (
            "group.never-decides",
            [("groups/guests", {"title": "Guests"} | more), *also],
            [("groups/guests", "Guests may speak or comment, and takes part in no decision.")]
            if found
            else [],
        )
        for more, also, found in (
            ({}, [], False),
            ({}, [(f"{TALK}/rights/guests", ["speak"])], True),
            ({}, [(f"{TALK}/rights/guests", ["comment"])], True),
            ({}, [(f"{TALK}/rights/guests", ["attend"])], False),
            ({"within": "traders"}, [(f"{TALK}/rights/guests", ["speak"])], False),
            (
                {},
                [(f"{TALK}/rights/guests", ["speak"]), (f"{PLAN}/voters", ["guests", *HOUSES])],
                False,
            ),
            (
                {},
                [
                    (f"{TALK}/rights/guests", ["speak"]),
                    ("groups/some", {"title": "Some", "within": "guests"}),
                    (f"{VOTE}/rights/some", ["decide"]),
                ],
                False,
            ),
        )
    ),
    # appeals, recusals, those who lead
    *(
        (
            "appeal.to-the-decider",
            changes,
            [
                (
                    "appeals/board",
                    f"Who decides on the appeal ({body}) also decides what is appealed against, or"
                    " ratifies it.",
                )
            ]
            if body
            else [],
        )
        for body, changes in (
            ("", [("appeals/board/of", ["vote/plan"]), ("appeals/board/to", "traders")]),
            (
                "Traders",
                [
                    ("appeals/board/of", ["vote/plan"]),
                    ("appeals/board/to", "traders"),
                    (f"{PLAN}/voters", ["traders"]),
                ],
            ),
            ("Chair", [("appeals/board/of", ["vote/change"]), ("appeals/board/to", "chair")]),
            ("Board", [("appeals/board/of", ["any"]), (f"{PASSED}/by", "board")]),
            ("", [("appeals/board/of", ["any"]), (f"{VOTE}/exits/again/by", "board")]),
            (
                "Board",
                [
                    ("appeals/board/of", ["vote/again"]),
                    (f"{VOTE}/officer", None),
                    (f"{VOTE}/exits/again/by", "board"),
                ],
            ),
            (
                "Board",
                [
                    ("appeals/board/of", ["talk/to_vote"]),
                    (f"{TALK}/officer", "board"),
                ],
            ),
            (
                "Board",
                [
                    ("appeals/board/of", ["to_vote"]),
                    (f"{TALK}/officer", "board"),
                ],
            ),
            ("", [("appeals/board/of", ["any"]), (f"{VOTE}/officer", None)]),
            ("", [("appeals/board/of", ["nowhere/to_vote"])]),
        )
    ),
    *(
        (
            "appeal.open-judge",
            [("groups/council", {"title": "Council"} | said), ("appeals/board/to", to)],
            [("appeals/board", OPEN_JUDGE)] if found else [],
        )
        for said, to, found in (
            ({}, "council", True),
            ({"members": "open"}, "council", True),
            ({"members": "appointed"}, "council", False),
            ({"members": "states"}, "council", False),
            ({}, "board", False),
        )
    ),
    *(
        (
            "room.no-appeal",
            [(f"offices/{office}/room", room), ("appeals/board/of", of), *more],
            [(f"offices/{office}", CLOSED_ROOM.format(office.title()))] if found else [],
        )
        for office, room, of, more, found in (
            ("chair", "closed", ["vote/passed"], [], True),
            ("chair", "open", ["vote/passed"], [], False),
            ("chair", "closed", ["vote/change"], [], False),
            ("chair", "closed", ["any"], [], False),
            ("board", "closed", ["vote/change"], [], False),
            ("board", "closed", ["vote/change"], [(f"{PASSED}/by", "board")], True),
            ("board", "closed", ["vote/passed"], [(f"{PASSED}/by", "board")], False),
            ("board", "closed", ["vote/change"], [(f"{PLAN}/voters", ["board"])], True),
            ("board", "closed", ["vote/plan"], [(f"{PLAN}/voters", ["board"])], False),
        )
    ),
    (
        "appeal.none",
        [("appeals", None)],
        [("appeals", NOT_CONTESTED)],
    ),
    (
        "appeal.none",
        [
            ("appeals", None),
            (PLAN, None),
            (PASSED, None),
            (f"{VOTE}/exits/again", None),
            (f"{VOTE}/exits/dropped", {"outcome": "plan"}),
        ],
        [("appeals", NOT_CONTESTED)],
    ),
    (
        "appeal.none",
        [
            ("appeals", None),
            (PLAN, None),
            (PASSED, None),
            (f"{VOTE}/exits/again", None),
            (f"{VOTE}/exits/dropped", {"outcome": "plan"}),
            (f"{VOTE}/judgements", {}),
        ],
        [],
    ),
    *(
        (
            "recusal.empty-bench",
            changes,
            [
                (
                    "recusals/own",
                    f"Of {number} who judge, so many may be recused that fewer than {least} are"
                    " left; nobody replaces them.",
                )
            ]
            if least
            else [],
        )
        for number, least, changes in (
            (5, 0, recusal(least=4)),
            (5, 5, recusal(least=5)),
            (5, 4, recusal(least=4, who=["took_part", "voted"])),
            (5, 0, recusal(least=5, replaced_by="chair")),
            (1, 1, recusal(**{"from": "chair"})),
            (6, 0, recusal(**{"from": ["chair", "board"]}, least=5)),
            (6, 6, recusal(**{"from": ["chair", "board"]}, least=6)),
            (None, 0, recusal(**{"from": "residents"}, least=9)),
            (None, 0, recusal(**{"from": "anyone"}, least=9)),
            (3, 3, [*recusal(**{"from": "residents"}, least=3), *seats(3, 3)]),
            (
                0,
                1,
                [*recusal(**{"from": "residents"}, least=1), *seats(0, 3)],
            ),
            (
                4,
                4,
                [
                    *recusal(**{"from": "residents"}, least=4),
                    ("groups/some", {"title": "Some", "within": "residents", "seats": 3}),
                    ("groups/rest", {"title": "Rest", "within": "residents", "seats": 1}),
                    ("groups/none", {"title": "None", "within": "residents", "seats": 0}),
                ],
            ),
            (
                None,
                0,
                [
                    *recusal(**{"from": "residents"}, least=4),
                    ("groups/some", {"title": "Some", "within": "residents", "seats": 3}),
                    ("groups/rest", {"title": "Rest", "within": "residents"}),
                ],
            ),
        )
    ),
    *(
        (
            "consensus.one-person",
            changes,
            [("vote/change", "Chair alone finds it, and nobody can contest it.")] if found else [],
        )
        for found, changes in (
            (False, []),
            (False, [("appeals/board/of", ["any"])]),
            (True, [("appeals/board/of", ["vote/passed"])]),
            (False, [("appeals/board/of", ["vote/passed"]), ("offices/chair/seats", 2)]),
            (
                False,
                [
                    ("appeals/board/of", ["vote/passed"]),
                    (f"{VOTE}/judgements/change/by", "traders"),
                ],
            ),
        )
    ),
    *(
        (
            "leadership.no-review",
            [("offices/chair", {"title": "Chair"} | more), *also],
            [("offices/chair", "Chair leads without a term, a review or a recall.")]
            if found
            else [],
        )
        for more, also, found in (
            ({}, [], True),
            ({"term": "1 year"}, [], False),
            ({"review": "1 year"}, [], False),
            ({"recall": "by half of the house"}, [], False),
            ({}, [(f"{TALK}/officer", "board"), (f"{VOTE}/officer", "board")], True),
            (
                {},
                [
                    (f"{TALK}/officer", "board"),
                    (f"{VOTE}/officer", "board"),
                    (f"{VOTE}/judgements/change/by", "board"),
                ],
                False,
            ),
        )
    ),
]


def found_in(code: str, changes: Changes) -> list[tuple[str, str]]:
    """Return where the sound model with these changes has this finding, and in which words."""
    model = changed("title", "Plan for the square", *changes)
    return [
        (one.rule.removeprefix("town.plan/"), one.message.format_map(dict(one.facts)))
        for one in check(model)
        if one.code == code
    ]


@pytest.mark.parametrize(("code", "changes", "found"), FOUND)
def test_a_finding_on_both_sides_of_its_bound(
    code: str, changes: Changes, found: list[tuple[str, str]]
) -> None:
    assert found_in(code, changes) == found


MODE = {"finding": "loop.no-guard", "title": "It may go on for ever."}


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ({"title": "Something else"}, ["found"]),
        (MODE, []),
        (MODE | {"at": "vote/again"}, []),
        (
            MODE | {"at": "vote/passed"},
            ["found", "listed but not found: loop.no-guard at vote/passed"],
        ),
        (
            MODE | {"finding": "stage.no-clock", "at": "vote/again"},
            ["found", "listed but not found: stage.no-clock at vote/again"],
        ),
        (
            MODE | {"finding": "stage.no-clock"},
            ["found", "listed but not found: stage.no-clock at any place"],
        ),
    ],
)
def test_a_known_failure_names_the_finding_and_its_place(
    mode: dict[str, str], told: list[str]
) -> None:
    model = changed(f"{VOTE}/exits/again/guard", None, ("failures/loop", mode))
    whole = {
        "found": "found but not listed: warning loop.no-guard at town.plan/vote/again: The loop back"
        " to “Talk” has no end: no count, no date, no cost."
    }
    assert unlisted(model, check(model)) == [whole.get(one, one) for one in told]


def test_what_was_found_is_forgotten_with_its_model() -> None:
    model = changed("title", "Plan for the square")
    check(model)
    key = id(model)
    assert key in faults._checked
    del model
    assert key not in faults._checked
