"""Every name and every word that counts is known where it stands: what is written, where that is
told, and what would be right.
"""

from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.checking.naming import RESERVED
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, PASSED = f"{VOTE}/ballots/plan", f"{VOTE}/exits/passed"
WHEN = f"{PASSED}/when"
RULE = f"{PLAN}/passes"
COURT = {"title": "Court", "model": "town.court"}
LADDER = {"answers": ["yes", "no"], "rungs": {"most": {"share": "yes", "more_than": "1/2"}}}
RANKED = {"answers": ["a", "b", "none"], "ranked": {"default": "none"}}
ADVICE = {"title": "A", "by": "traders", "to": "chair", "kinds": {"firm": {"duty": "answer"}}}
CLASSES = {"title": "Slots", "by": "chair", "classes": ["old", "new"]}
Told = tuple[str, Any, str, str]

UNKNOWN: list[Told] = [
    (RULE, {"share": "yess", "more_than": "1/2"}, f"{RULE}/share", "Did you mean “yes”?"),
    (RULE, {"share": "xx", "more_than": 0}, f"{RULE}/share", "yes, no, abstain, taking_part, p"),
    (RULE, {"share": ["yes", "maybe"], "at_least": "1/2"}, f"{RULE}/share", "“maybe” is not known"),
    (RULE, {"share": "replies", "more_than": 0}, f"{RULE}/share", "Did you mean “taking_part”?"),
    (RULE, {"share": "cast", "more_than": 0}, f"{RULE}/share", "Did you mean “taking_part”?"),
    (RULE, {"count": "aye", "at_least": 1}, f"{RULE}/count", "Did you mean “yes”?"),
    (
        RULE,
        {"count": "yes", "more_than": {"count": "nay"}},
        f"{RULE}/more_than/count",
        "“nay” is not known here",
    ),
    (
        f"{PLAN}/quorum",
        {"count": "attending", "at_least": 1},
        f"{PLAN}/quorum/count",
        "no, abstain, replies, cast, taking_part, for_and_against, members, present, void",
    ),
    (
        WHEN,
        {"all": [{"sum": "aye", "ballots": ["plan"], "more_than": 0}]},
        f"{WHEN}/all/0/sum",
        "“aye” is not known here. Did you mean “yes”?",
    ),
    (WHEN, {"share": "aye", "more_than": 0}, f"{WHEN}/share", "“aye” is not known here."),
    (WHEN, {"result": "plan", "rung": "most"}, f"{WHEN}/rung", "There is nothing to name."),
    (WHEN, {"objections": "opened", "at_most": 0}, f"{WHEN}/objections", "mean “open”?"),
    ("appeals/board/of", ["vote/passed_"], "appeals/board/of", "Did you mean “vote/passed”?"),
    ("appeals/board/of", ["passed"], "appeals/board/of", "Did you mean “vote/passed”?"),
    (
        f"{TALK}/triggers/call",
        {"title": "Call", "by": "residents", "clock": "tolk"},
        f"{TALK}/triggers/call/clock",
        "Did you mean “talk”?",
    ),
    (
        f"{PLAN}/excluded",
        {"trader": {"objections": "open", "at_least": 1}},
        f"{PLAN}/excluded",
        "Did you mean “traders”?",
    ),
    (
        "allocations/slots",
        CLASSES | {"by": "chairs"},
        "allocations/slots/by",
        "Did you mean “chair”?",
    ),
    (
        "allocations/slots",
        CLASSES | {"reserved": {"newer": "1/2"}},
        "allocations/slots/reserved",
        "Did you mean “new”?",
    ),
    (
        "emergencies/flood",
        {"title": "Flood", "by": "chairs", "ground": "danger"},
        "emergencies/flood/by",
        "Did you mean “chair”?",
    ),
    (
        "emergencies/flood",
        {"title": "Flood", "by": "chair", "ground": "danger", "ratified_by": "votes"},
        "emergencies/flood/ratified_by",
        "Did you mean “vote”?",
    ),
    ("calendars/town", {"zone": "Europe/Pari"}, "calendars/town/zone", "“Europe/Pari” is not"),
    ("calendars/town", {"zone": "../etc"}, "calendars/town/zone", "“../etc” is not known"),
    ("calendars/town", {"zone": ""}, "calendars/town/zone", "“” is not known"),
    ("calendars/town", {"zone": "Europe"}, "calendars/town/zone", "“Europe” is not known"),
    ("calendars/town", {"holidays": "XX"}, "calendars/town/holidays", "“XX” is not known here."),
    ("failures/slow", {"title": "S", "finding": "loop.noguard"}, "failures/slow/finding", "loop.n"),
    ("failures/slow", {"title": "S", "at": "vote/passed_"}, "failures/slow/at", "“vote/passed”?"),
    (f"{VOTE}/judgements/change/confirmed_on", "lists", f"{VOTE}/judgements/change/confirmed_on", "“list”?"),
    ("groups/traders/decides_by", "court", "groups/traders/decides_by", "There is nothing to name"),
    ("outcomes/plan/binds", ["trader"], "outcomes/plan/binds", "Did you mean “traders”?"),
    ("texts", {"substantive": "chairs"}, "texts/substantive", "Did you mean “chair”?"),
    (
        "recusals/own",
        {"title": "O", "from": "board", "who": ["voted"], "offices": ["chairs"]},
        "recusals/own/offices",
        "Did you mean “chair”?",
    ),
    (
        f"{TALK}/rights/traders",
        [{"right": "propose", "seconders": 1, "backed_by": ["trader"]}],
        f"{TALK}/rights/traders/0/backed_by",
        "Did you mean “traders”?",
    ),
    ("source", "statut", "source", "Did you mean “statute”?"),
    (f"{VOTE}/source", "bylaws", f"{VOTE}/source", "Write one of: statute."),
]  # fmt: skip


def told(code: str, *changes: tuple[str, Any]) -> list[tuple[str, str]]:
    model = changed(*changes[0], *changes[1:])
    return [
        ("/".join(map(str, one.path)), one.message.format_map(dict(one.facts)))
        for one in check(model)
        if one.code.startswith(code)
    ]


@pytest.mark.parametrize(("path", "value", "place", "words"), UNKNOWN)
def test_a_word_that_is_known_nowhere_is_told_with_its_place(
    path: str, value: Any, place: str, words: str
) -> None:
    ((where, message),) = told("name.", (path, value))
    assert where == place
    assert words in message


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (RULE, {"share": ["yes", "no", "abstain"], "more_than": 0}),
        (RULE, {"share": ["taking_part"], "of": "members", "more_than": 0}),
        (RULE, {"share": ["present", "void"], "of": "members", "more_than": 0}),
        (RULE, {"count": "replies", "at_least": 1}),
        (RULE, {"count": ["yes", "no"], "at_least": 1}),
        (RULE, {"count": ["taking_part"], "at_least": 1}),
        (RULE, {"count": "yes", "more_than": {"count": "no"}}),
        (RULE, {"count": "yes", "more_than": {"count": "members", "times": "1/2"}}),
        (WHEN, {"objections": ["open", "sustained", "addressed"], "at_most": 0}),
        (WHEN, {"objections": ["withdrawn", "out_of_scope"], "at_most": 0}),
        ("appeals/board/of", ["any"]),
        ("appeals/board/of", ["talk/draft", "vote/plan"]),
        ("calendars/town", {"zone": "Europe/Paris", "holidays": "FR"}),
        ("failures/slow", {"title": "S", "finding": "loop.no-guard", "at": "groups/traders"}),
        ("failures/slow", {"title": "S", "at": "talk/clocks/talk"}),
        (f"{VOTE}/judgements/change/confirmed_on", "list"),
        ("outcomes/plan/binds", ["anyone"]),
        ("source", "statute"),
        ("source", "Town statute, 5"),
    ],
)
def test_a_word_that_counts_is_not_told(path: str, value: Any) -> None:
    assert told("name.", (path, value)) == []


@pytest.mark.parametrize(
    ("condition", "more", "words"),
    [
        ({"result": "ladder", "rung": "mst"}, (f"{VOTE}/ballots/ladder", LADDER), "“most”?"),
        ({"result": "ladder", "rung": "most"}, (f"{VOTE}/ballots/ladder", LADDER), ""),
        (
            {"won": "order", "is": "c"},
            (f"{VOTE}/ballots/order", RANKED),
            "Write one of: a, b, none",
        ),
        ({"won": "order", "is": ["a", "none"]}, (f"{VOTE}/ballots/order", RANKED), ""),
        ({"advised": "fire", "is": "fim"}, ("advice/fire", ADVICE), "Did you mean “firm”?"),
        ({"advised": "fire", "is": "firm"}, ("advice/fire", ADVICE), ""),
    ],
)
def test_a_rung_a_winner_and_a_kind_of_advice_are_known(
    condition: dict[str, Any], more: tuple[str, Any], words: str
) -> None:
    found = told("name.", (WHEN, condition), more)
    assert len(found) == bool(words)
    assert not words or words in found[0][1]


def test_a_derived_ballot_counts_the_answers_of_the_one_it_follows_from() -> None:
    houses = {
        "answers": ["yes", "no"],
        "derived": {"ballot": "plan", "groups": ["residents"]},
        "passes": {"share": "yes", "more_than": "1/2"},
    }
    assert told("name.", (f"{VOTE}/ballots/houses", houses)) == []


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_answer_is_called_like_a_word_that_rules_count_with(word: str) -> None:
    found = told("name.not-free", (f"{PLAN}/answers", ["yes", "no", word]))
    assert [where for where, _ in found] == [f"{PLAN}/answers"]
    assert f"An answer cannot be called “{word}”." in found[0][1]


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (f"{PLAN}/answers", ["yes", "no", "yes"], f"{PLAN}/answers", "“yes” stands here twice."),
        (
            f"{VOTE}/judgements/change/scale",
            ["substantive", "editorial", "editorial"],
            f"{VOTE}/judgements/change/scale",
            "“editorial” stands here twice.",
        ),
        ("offices/traders", {"title": "T"}, "offices/traders", "is a group and an office."),
        ("groups/anyone", {"title": "A"}, "groups/anyone", "“anyone” means every person."),
        ("offices/anyone", {"title": "A"}, "offices/anyone", "“anyone” means every person."),
    ],
)
def test_a_name_means_one_thing(path: str, value: Any, place: str, words: str) -> None:
    ((where, message),) = told("name.not-free", (path, value))
    assert where == place
    assert words in message


@pytest.mark.parametrize(
    ("changes", "place", "near"),
    [
        ([("offices/chair/by", "resident")], "offices/chair/by", "residents"),
        ([("offices/chair/by", "residents")], "", ""),
        ([("offices/chair/by", "the mayor")], "", ""),
        ([("processes/court", COURT), (WHEN, {"process": "court", "is": "endd"})], f"{WHEN}/is", "ended"),
        ([("processes/court", COURT), (WHEN, {"process": "court", "is": "running_"})], f"{WHEN}/is", "running"),
        ([("processes/court", COURT), (WHEN, {"process": "court", "is": "amended"})], "", ""),
        (
            [
                (f"{TALK}/clocks/a", {"before": "council", "by": "1 day"}),
                (f"{TALK}/clocks/b", {"before": "council", "by": "2 days"}),
                (f"{VOTE}/clocks/c", {"before": "councill", "by": "1 day"}),
            ],
            f"{VOTE}/clocks/c/before",
            "council",
        ),
        (
            [
                (f"{TALK}/clocks/a", {"before": "council", "by": "1 day"}),
                (f"{VOTE}/clocks/c", {"before": "assembly", "by": "1 day"}),
            ],
            "",
            "",
        ),
    ],
)  # fmt: skip
def test_free_text_that_is_nearly_a_name_is_doubted(
    changes: list[tuple[str, Any]], place: str, near: str
) -> None:
    found = told("name.doubtful", *changes)
    assert [where for where, _ in found] == ([place] if place else [])
    assert not place or f"is nearly “{near}”" in found[0][1]


def test_what_can_never_count_is_an_error_and_a_doubt_is_a_warning() -> None:
    wrong = changed(RULE, {"share": "aye", "more_than": 0}, ("offices/chair/by", "resident"))
    found = {one.code: one.severity for one in check(wrong)}
    assert found["name.unknown"] is Severity.ERROR
    assert found["name.doubtful"] is Severity.WARNING
