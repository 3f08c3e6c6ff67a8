"""Each finding is found where it is, and the sound model has none."""

from collections.abc import Iterator
from typing import Any

import pytest

from isegoria.library import library
from isegoria.rules.checking.faults import CODES, check
from isegoria.rules.checking.finding import Severity, unlisted
from isegoria.rules.language.model import Model
from tests.counting import calls
from tests.unit.rules.models import SOUND, changed, model_of

VOTE, TALK = "stages/vote", "stages/talk"
YES = {"share": "yes", "more_than": "1/2"}
NO_OBJECTION = {"not": {"objections": "open", "more_than": 5}}
PASSED = {"outcome": "plan", "when": {"result": "plan"}}
ALWAYS = {"share": "yes", "at_least": 0}
FAULTS: list[tuple[str, str, str, Any]] = [
    ("name.unknown", "vote/plan/share", f"{VOTE}/ballots/plan/passes/share", "yess"),
    (
        "name.unknown-finding",
        "failures/slow/finding",
        "failures/slow",
        {"title": "S", "finding": "slow"},
    ),
    ("name.not-free", "offices/traders", "offices/traders", {"title": "T", "term": "1 year"}),
    (
        "rule.excludes-itself",
        "vote/passed",
        f"{VOTE}/exits/passed/when",
        {"all": [{"result": "plan"}, {"result": "plan", "is": "failed"}]},
    ),
    ("rule.lies-ahead", "talk/to_vote/ended", f"{TALK}/exits/to_vote/when", {"ended": "vote/vote"}),
    (
        "ballot.passes-with-nobody",
        "vote/plan",
        f"{VOTE}/ballots/plan/passes",
        {"count": "no", "at_most": 0},
    ),
    (
        "ballot.never-drawn",
        "vote/plan/clock",
        f"{VOTE}/ballots/plan",
        {"clock": "vote", "answers": ["ann", "ben"], "elects": {"how": "lot", "seats": 1}},
    ),
    ("ballot.never-closes", "vote/plan", f"{VOTE}/ballots/plan", {"passes": YES}),
    ("exit.nobody-takes", "talk/way", f"{TALK}/exits/way", {"outcome": "dropped"}),
    ("exit.at-will", "vote/way", f"{VOTE}/exits/way", {"outcome": "plan"}),
    (
        "rule.upside-down",
        "vote/plan/at_most",
        f"{VOTE}/ballots/plan/passes",
        {"share": "yes", "at_most": "1/2"},
    ),
    ("silence.decides", "vote/passed", f"{VOTE}/exits/passed/when", {"ended": "vote"}),
    (
        "silence.no-way",
        "talk/clocks/more/timeout",
        f"{TALK}/clocks/more",
        {"length": "1 day", "timeout": {"silence": "lapses"}},
    ),
    ("name.too-long", "id", "id", "a" * 61),
    ("text.unreadable", "title", "title", "Plan\x07"),
    ("name.circle", "groups/residents", "groups/residents/within", "residents"),
    ("number.impossible", "version", "version", 10**400),
    (
        "number.above-the-seats",
        "vote/plan/at_least",
        f"{VOTE}/ballots/plan",
        {"voters": ["board"], "passes": {"count": "yes", "at_least": 6}},
    ),
    ("number.always-holds", "vote/plan/at_least", f"{VOTE}/ballots/plan/passes", ALWAYS),
    ("time.impossible", "talk/clocks/talk/on", f"{TALK}/clocks/talk", {"on": "02-30"}),
    (
        "finding.on-items",
        "vote/dropped/items",
        f"{VOTE}/exits/dropped/when",
        {"judged": "change", "is": "editorial", "items": "any"},
    ),
    ("time.unusual", "offices/chair/term", "offices/chair/term", "2 hours"),
    ("key.no-effect", "vote/plan/proxies", f"{VOTE}/ballots/plan/proxies", 2),
    ("name.doubtful", "offices/chair/by", "offices/chair/by", "resident"),
    (
        "stage.unreachable",
        "attic",
        "stages/attic",
        {"title": "Attic", "exits": {"out": {"outcome": "dropped"}}},
    ),
    ("stage.no-exit", "talk", f"{TALK}/exits", {"round": {"to": "talk"}}),
    ("exit.never-taken", "talk/late", f"{TALK}/exits", None),
    ("right.nobody", "vote/plan", f"{VOTE}/rights", {}),
    ("right.nobody", "talk/rights/propose", "groups/residents/seats", 0),
    ("ballot.no-rule", "vote/plan", f"{VOTE}/ballots/plan/passes", None),
    (
        "threshold.impossible",
        "",
        f"{VOTE}/ballots/plan/passes",
        {**YES, "groups": ["residents", "traders"], "held_in": 3},
    ),
    (
        "threshold.impossible",
        "",
        f"{VOTE}/ballots/plan/passes",
        {"share": "yes", "more_than": "100 %"},
    ),
    (
        "threshold.no-voters",
        "vote/plan/groups",
        f"{VOTE}/rights/traders",
        ["attend", "speak"],
    ),
    ("ballot.no-way-on", "vote/plan", f"{VOTE}/exits", {"passed": PASSED}),
    (
        "ballot.nobody-stands",
        "vote/plan/elects/candidates",
        f"{VOTE}/ballots/plan/elects",
        {"how": "approval", "seats": 1, "candidates": True},
    ),
    ("poll.with-effect", "", f"{VOTE}/ballots/plan/binding", False),
    (
        "ballot.secret-but-told",
        "vote/plan",
        f"{VOTE}/ballots/plan",
        {"secret": True, "cap_per_organisation": 2},
    ),
    (
        "ballot.limit-begins-again",
        "vote/mood",
        f"{VOTE}/rights/residents",
        ["attend", {"right": "decide", "cap": 1}],
    ),
    (
        "ballot.asked-twice",
        "vote/plan",
        f"{VOTE}/rights/residents",
        ["attend", "decide", "position"],
    ),
    (
        "ballot.one-voice",
        "vote/plan",
        f"{VOTE}/ballots/plan",
        {"voters": "traders", "one_per": "group", "passes": YES},
    ),
    (
        "ballot.stated-weights",
        "vote/plan",
        f"{VOTE}/ballots/plan",
        {
            "opens": "vote",
            "one_per": "organisation",
            "weights": "stated",
            "stated_by": "chair",
            "passes": YES,
        },
    ),
    (
        "support.no-least",
        "vote/plan",
        f"{VOTE}/ballots/plan/answers",
        ["yes", "no", "stand_aside"],
    ),
    (
        "outcome.unreachable",
        "outcomes/other",
        "outcomes/other",
        {"title": "Other", "force": "none"},
    ),
    (
        "guard.no-ceiling",
        "vote/again/guard",
        f"{VOTE}/exits/again/guard",
        {"resource": "calls", "forces": "dropped"},
    ),
    ("loop.by-itself", "vote/again", f"{VOTE}/exits/again", {"to": "vote", "when": NO_OBJECTION}),
    (
        "guard.too-high",
        "vote/again/guard",
        f"{VOTE}/exits/again/guard",
        {"rounds": 101, "forces": "dropped"},
    ),
    ("loop.no-guard", "vote/again", f"{VOTE}/exits/again/guard", None),
    ("stage.no-clock", "vote", f"{VOTE}/clocks", None),
    ("silence.undefined", "vote/clocks/rest", f"{VOTE}/clocks/rest", {"length": "1 week"}),
    ("ballot.no-effect", "vote/mood", f"{VOTE}/ballots/mood", {"clock": "vote"}),
    (
        "ballot.two-elections",
        "vote/jury/elects/candidates",
        f"{VOTE}/ballots",
        {
            name: {"elects": {"how": "approval", "seats": 1, "candidates": True}}
            for name in ("plan", "jury")
        },
    ),
    (
        "group.affected-without-right",
        "groups/guests",
        "groups/guests",
        {"title": "Guests", "affected": True},
    ),
    ("appeal.to-the-decider", "appeals/board", "appeals/board/to", "chair"),
    ("room.no-appeal", "offices/chair", "offices/chair/room", "closed"),
    ("appeal.open-judge", "appeals/board", "appeals/board/to", "residents"),
    ("appeal.none", "appeals", "appeals", None),
    (
        "recusal.empty-bench",
        "recusals/own",
        "recusals/own",
        {"title": "no own case", "from": "chair", "who": ["took_part"]},
    ),
    (
        "quorum.withheld",
        "vote/plan",
        f"{VOTE}/ballots/plan/quorum",
        {**YES, "of": "members", "groups": ["traders"]},
    ),
    (
        "emergency.no-sunset",
        "emergencies/flood",
        "emergencies/flood",
        {"title": "Flood", "by": "chair", "ground": "danger"},
    ),
    ("consensus.one-person", "vote/change", "appeals/board/of", ["vote/passed"]),
    ("leadership.no-review", "offices/chair", "offices/chair/term", None),
    ("decision.nothing-published", "vote", f"{TALK}/deliverables", None),
    (
        "threshold.minority",
        "vote/plan",
        f"{VOTE}/ballots/plan/passes",
        {"share": "yes", "at_least": "3/40"},
    ),
    ("group.never-decides", "groups/traders", f"{VOTE}/rights/traders", None),
    ("outcome.no-follow-up", "outcomes/plan", "outcomes/plan/follow_up", None),
]


def test_the_sound_model_has_no_finding() -> None:
    assert check(model_of(SOUND)) == []


def test_every_code_is_tried() -> None:
    assert {code for code, *_ in FAULTS} == set(CODES)


@pytest.mark.parametrize(
    ("code", "rule", "path", "value"),
    [pytest.param(*fault, id=f"{fault[0]} {fault[1]}") for fault in FAULTS],
)
def test_a_fault_is_found_where_it_is(code: str, rule: str, path: str, value: Any) -> None:
    if code == "exit.never-taken":
        over = {"when": {"ended": "talk"}}
        value = {"now": {"to": "vote"} | over, "late": {"outcome": "dropped"} | over}
    extra = {
        "poll.with-effect": None,
        "ballot.never-closes": (f"{VOTE}/officer", None),
        "exit.nobody-takes": (f"{TALK}/officer", None),
        "ballot.nobody-stands": (f"{TALK}/rights/residents", ["attend", "speak"]),
        "room.no-appeal": ("appeals/board/of", ["vote/passed"]),
        "guard.no-ceiling": ("resources/calls", {"title": "Calls"}),
        "ballot.limit-begins-again": (f"{VOTE}/ballots/mood", {"secret": True, "binding": False}),
    }.get(code)
    model = changed(path, value, extra)
    if code == "rule.lies-ahead":
        model = changed(path, value, (f"{VOTE}/exits/again", None), ("appeals/board/back_to", None))
    found = [one for one in check(model) if one.code == code]
    assert found, check(model)
    assert all(one.severity is CODES[code][0] for one in found)
    if rule:
        assert f"{model.id}/{rule}" in [one.rule for one in found]
    assert "{" not in str(found[0])


@pytest.mark.parametrize(
    ("ballot", "told"),
    [
        ({"secret": True, "cap_per_organisation": 2}, True),
        ({"secret": False, "cap_per_organisation": 2}, False),
        ({"secret": True, "one_per": "organisation", "change": False}, True),
        ({"secret": True, "one_per": "group", "change": False}, True),
        ({"secret": True, "one_per": "organisation", "change": True}, False),
        ({"secret": False, "one_per": "organisation", "change": False}, False),
        ({"secret": True, "one_per": "person", "change": False}, False),
        ({"secret": True, "by_proxy": True, "change": False}, True),
        ({"secret": True, "by_proxy": True, "change": True}, False),
        ({"secret": True, "by_proxy": True, "one_per": "group"}, True),
        ({"secret": True, "by_proxy": True, "one_per": "organisation"}, True),
        ({"secret": False, "by_proxy": True, "one_per": "organisation"}, False),
        ({"secret": False, "by_proxy": True, "change": False}, False),
    ],
)
def test_no_refusal_may_tell_that_somebody_else_answered_a_secret_ballot(
    ballot: dict[str, Any], told: bool
) -> None:
    found = check(changed(f"{VOTE}/ballots/plan", {"clock": "vote", "passes": YES, **ballot}))
    assert [one.rule for one in found if one.code == "ballot.secret-but-told"] == (
        ["town.plan/vote/plan"] if told else []
    )


@pytest.mark.parametrize(
    ("ballot", "told"),
    [
        ({"secret": True, "by_proxy": True}, True),
        ({"secret": False, "by_proxy": True}, False),
        ({"secret": True}, False),
        ({"secret": True, "by_proxy": True, "voters": ["residents"]}, False),
    ],
)
def test_no_limit_of_a_right_may_tell_whoever_holds_a_proxy_who_answered(
    ballot: dict[str, Any], told: bool
) -> None:
    once = (f"{VOTE}/rights/residents", ["attend", {"right": "decide", "cap": 1}])
    found = check(changed(f"{VOTE}/ballots/plan", {"clock": "vote", "passes": YES, **ballot}, once))
    assert [one.rule for one in found if one.code == "ballot.secret-but-told"] == (
        ["town.plan/vote/plan"] if told else []
    )


@pytest.mark.parametrize(
    ("other", "cap", "secret", "told"),
    [
        ({}, 1, True, True),
        ({}, 1, False, False),
        ({}, None, True, False),
        ({"voters": ["residents"]}, 1, True, False),
        (None, 1, True, False),
    ],
)
def test_a_limit_on_answers_stands_beside_no_secret_ballot(
    other: dict[str, Any] | None, cap: int | None, secret: bool, told: bool
) -> None:
    right = "decide" if cap is None else {"right": "decide", "cap": cap}
    more = [(f"{VOTE}/ballots/mood", other | {"binding": False})] if other is not None else []
    ballot = {"clock": "vote", "passes": YES, "secret": secret}
    once = (f"{VOTE}/rights/residents", ["attend", right])
    found = check(changed(f"{VOTE}/ballots/plan", ballot, once, *more))
    assert [one.rule for one in found if one.code == "ballot.limit-begins-again"] == (
        ["town.plan/vote/plan"] if told else []
    )


FEW, MANY = {"objections": "open", "at_most": 5}, {"objections": "open", "more_than": 5}
OVER, DRAFT = {"ended": "talk/talk"}, {"delivered": "talk/draft"}


@pytest.mark.parametrize(
    ("there", "back", "turns"),
    [
        pytest.param(
            {"when": NO_OBJECTION}, {"when": NO_OBJECTION}, True, id="nothing has to happen"
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": NO_OBJECTION, "guard": {"rounds": 100_000_000, "forces": "dropped"}},
            True,
            id="a guard ends it far too late",
        ),
        pytest.param(
            {"when": FEW},
            {"when": {"all": [FEW, {"rounds": "talk", "at_least": 2}]}},
            True,
            id="both hold at once",
        ),
        pytest.param(
            {"when": FEW}, {"when": {"any": [MANY, FEW]}}, True, id="one of two is enough"
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": {"result": "talk/mood", "is": "failed"}},
            True,
            id="no answer is a failure",
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": {"not": OVER}},
            True,
            id="a clock that has just begun is not over",
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"by": "chair", "when": NO_OBJECTION},
            False,
            id="an officer takes the way back",
        ),
        pytest.param(
            {"when": NO_OBJECTION}, {}, False, id="the officer of the stage takes the way back"
        ),
        pytest.param(
            {"when": {"ended": "talk"}}, {"when": NO_OBJECTION}, False, id="a clock lies between"
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": OVER},
            False,
            id="the clock of the stage before begins again",
        ),
        pytest.param(
            {"when": {"all": [NO_OBJECTION, OVER]}},
            {"when": NO_OBJECTION},
            False,
            id="a clock among other things",
        ),
        pytest.param(
            {"when": {"any": [NO_OBJECTION, OVER]}},
            {"when": NO_OBJECTION},
            True,
            id="a clock or nothing",
        ),
        pytest.param(
            {"when": {"delivered": "draft"}},
            {"when": NO_OBJECTION},
            False,
            id="a document lies between",
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": DRAFT},
            False,
            id="a document that is asked for in each round",
        ),
        pytest.param(
            {"when": NO_OBJECTION}, {"when": {"result": "plan"}}, False, id="a ballot lies between"
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": {"result": "plan", "is": "failed"}},
            False,
            id="a ballot that has begun",
        ),
        pytest.param({"when": NO_OBJECTION}, {"when": YES}, False, id="an answer lies between"),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": {"share": "yes", "at_most": "1/2"}},
            True,
            id="no answer is few answers",
        ),
        pytest.param(
            {"when": NO_OBJECTION},
            {"when": {"judged": "change", "is": ["editorial"]}},
            False,
            id="a finding",
        ),
        pytest.param(
            {"when": FEW}, {"when": MANY}, False, id="many objections and few at one time"
        ),
        pytest.param({"when": {"not": FEW}}, {"when": FEW}, False, id="a thing and its opposite"),
    ],
)
def test_a_circle_that_turns_by_itself_is_told_from_one_that_waits(
    there: dict[str, Any], back: dict[str, Any], turns: bool
) -> None:
    mood = (f"{TALK}/ballots", {"mood": {"passes": YES}})
    model = changed(
        f"{TALK}/exits/to_vote",
        {"to": "vote", **there},
        mood,
        (f"{TALK}/deliverables/draft/blocks", False),
        (f"{VOTE}/exits/again", {"to": "talk", **back}),
    )
    assert [one.rule for one in check(model) if one.code == "loop.by-itself"] == (
        ["town.plan/vote/again"] if turns else []
    )


def test_a_document_that_blocks_a_stage_ends_its_circle() -> None:
    way = (f"{VOTE}/exits/again", {"to": "talk", "when": NO_OBJECTION})
    model = changed(f"{TALK}/exits/to_vote", {"to": "vote", "when": NO_OBJECTION}, way)
    assert "loop.by-itself" not in [one.code for one in check(model)]


def test_a_way_that_a_guard_or_a_day_in_the_past_forces_closes_a_circle_too() -> None:
    there = (
        (f"{TALK}/exits/to_vote", {"to": "vote", "when": NO_OBJECTION}),
        (f"{TALK}/deliverables/draft/blocks", False),
    )
    forced = {"to": "talk", "by": "chair"}
    guarded = {"outcome": "dropped", "by": "chair", "guard": {"rounds": 1, "forces": "again"}}
    model = changed(f"{VOTE}/exits", {"again": forced, "dropped": guarded}, *there)
    assert [one.rule for one in check(model) if one.code == "loop.by-itself"] == [
        "town.plan/vote/again"
    ]
    day = {"on": "2020-01-01", "timeout": {"silence": "advances", "exit": "again"}}
    model = changed(
        f"{VOTE}/exits/again", {"to": "talk", "by": "chair"}, (f"{VOTE}/clocks/past", day), *there
    )
    assert [one.rule for one in check(model) if one.code == "loop.by-itself"] == [
        "town.plan/vote/again"
    ]


def test_a_model_of_the_library_turns_in_no_circle() -> None:
    codes = {"loop.by-itself", "guard.too-high"}
    assert [one for model in library().values() for one in check(model) if one.code in codes] == []


def test_many_stages_that_all_lead_to_each_other_are_looked_at_in_few_steps() -> None:
    stage = {
        "title": "One",
        "exits": {f"to{place}": {"to": f"s{place}", "by": "chair"} for place in range(30)},
    }
    for way in stage["exits"].values():  # type: ignore[attr-defined]
        way |= {"by": None, "when": YES | {"ballot": "vote/plan"}}
    model = changed("stages/s0", stage, *((f"stages/s{place}", stage) for place in range(1, 30)))
    assert calls(lambda: check(model)) < 3_000_000


def test_the_worst_comes_first() -> None:
    severities = [one.severity for one in check(changed(f"{VOTE}/rights", {}))]
    assert severities == sorted(severities, key=list(Severity).index)


def test_a_finding_that_is_not_listed_and_a_listed_one_that_is_not_found_are_told() -> None:
    model = changed("offices/chair/term", None)
    (told,) = unlisted(model, check(model))
    assert told.startswith(
        "found but not listed: warning leadership.no-review at town.plan/offices/chair"
    )
    known = {
        "long": {
            "title": "Nobody reviews the chair.",
            "finding": "leadership.no-review",
            "at": "offices/chair",
        }
    }
    listed = changed("offices/chair/term", None, ("failures", known))
    assert unlisted(listed, check(listed)) == []
    sound = changed("failures", known)
    assert unlisted(sound, check(sound)) == [
        "listed but not found: leadership.no-review at offices/chair"
    ]


def test_a_model_is_checked_once_and_a_changed_one_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, looked = model_of(SOUND), []

    def look(one: Model) -> Iterator[tuple[str, str, dict[str, object]]]:
        looked.append(one.title)
        yield "", "as it is", {}

    monkeypatch.setitem(CODES, "test.counted", (Severity.NOTE, look))
    first = check(model)
    first.clear()
    assert [one.code for one in check(model)].count("test.counted") == 1
    changed_title = model.model_copy(update={"title": "Another town"})
    assert [one.code for one in check(changed_title)].count("test.counted") == 1
    assert looked == [model.title, "Another town"]
