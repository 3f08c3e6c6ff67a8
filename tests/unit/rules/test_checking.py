"""Each finding is found where it is, and the sound model has none."""

from typing import Any

import pytest

from isegoria.rules.checking import CODES, Severity, check, unlisted
from tests.unit.rules.models import SOUND, changed, model_of

VOTE, TALK = "stages/vote", "stages/talk"
YES = {"share": "yes", "more_than": "1/2"}
FAULTS: list[tuple[str, str, str, Any]] = [
    ("stage.unreachable", "attic", "stages/attic", {"title": "Attic", "exits": {"out": {"outcome": "dropped"}}}),
    ("stage.no-exit", "talk", f"{TALK}/exits", {"round": {"to": "talk"}}),
    ("exit.never-taken", "talk/late", f"{TALK}/exits", None),
    ("right.nobody", "vote/plan", f"{VOTE}/rights", {}),
    ("right.nobody", "talk/rights/propose", "groups/residents/seats", 0),
    ("ballot.no-rule", "vote/plan", f"{VOTE}/ballots/plan/passes", None),
    ("threshold.impossible", "", f"{VOTE}/ballots/plan/passes", {**YES, "groups": ["residents", "traders"], "held_in": 3}),
    ("threshold.impossible", "", f"{VOTE}/ballots/plan/passes", {"share": "yes", "more_than": "100 %"}),
    ("poll.with-effect", "", f"{VOTE}/ballots/plan/binding", False),
    ("ballot.secret-but-told", "vote/plan", f"{VOTE}/ballots/plan", {"secret": True, "cap_per_organisation": 2}),
    ("outcome.unreachable", "outcomes/other", "outcomes/other", {"title": "Other", "force": "none"}),
    ("guard.no-ceiling", "vote/again/guard", f"{VOTE}/exits/again/guard", {"resource": "calls", "forces": "dropped"}),
    ("loop.no-guard", "vote/again", f"{VOTE}/exits/again/guard", None),
    ("stage.no-clock", "vote", f"{VOTE}/clocks", None),
    ("silence.undefined", "vote/clocks/rest", f"{VOTE}/clocks/rest", {"length": "1 week"}),
    ("ballot.no-effect", "vote/mood", f"{VOTE}/ballots/mood", {"clock": "vote"}),
    ("group.affected-without-right", "groups/guests", "groups/guests", {"title": "Guests", "affected": True}),
    ("appeal.to-the-decider", "appeals/board", "appeals/board/to", "chair"),
    ("appeal.none", "appeals", "appeals", None),
    ("recusal.empty-bench", "recusals/own", "recusals/own", {"title": "no own case", "from": "chair", "who": ["took_part"]}),
    ("quorum.withheld", "vote/plan", f"{VOTE}/ballots/plan/quorum", {**YES, "of": "members", "groups": ["traders"]}),
    ("emergency.no-sunset", "emergencies/flood", "emergencies/flood", {"title": "Flood", "by": "chair", "ground": "danger"}),
    ("consensus.one-person", "vote/change", "appeals/board/of", ["vote/passed"]),
    ("leadership.no-review", "offices/chair", "offices/chair/term", None),
    ("decision.nothing-published", "vote", f"{TALK}/deliverables", None),
    ("group.never-decides", "groups/traders", f"{VOTE}/rights/traders", None),
    ("outcome.no-follow-up", "outcomes/plan", "outcomes/plan/follow_up", None),
]  # fmt: skip


def test_the_sound_model_has_no_finding() -> None:
    assert check(model_of(SOUND)) == []


def test_every_code_is_tried() -> None:
    assert {code for code, *_ in FAULTS} == set(CODES)


@pytest.mark.parametrize(
    ("code", "rule", "path", "value"), [pytest.param(*fault, id=f"{fault[0]} {fault[1]}") for fault in FAULTS]
)
def test_a_fault_is_found_where_it_is(code: str, rule: str, path: str, value: Any) -> None:
    if code == "exit.never-taken":
        value = {"now": {"to": "vote"}, "late": {"outcome": "dropped"}}
    extra = {"poll.with-effect": None, "guard.no-ceiling": ("resources/calls", {"title": "Calls"})}.get(code)
    model = changed(path, value, extra)
    if code == "exit.never-taken":
        model = changed(path, value, (f"{TALK}/officer", None))
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
    ],
)
def test_no_refusal_may_tell_that_somebody_else_answered_a_secret_ballot(ballot: dict[str, Any], told: bool) -> None:
    found = check(changed(f"{VOTE}/ballots/plan", {"clock": "vote", "passes": YES, **ballot}))
    assert [one.rule for one in found if one.code == "ballot.secret-but-told"] == (["town.plan/vote/plan"] if told else [])


def test_the_worst_comes_first() -> None:
    severities = [one.severity for one in check(changed(f"{VOTE}/rights", {}))]
    assert severities == sorted(severities, key=list(Severity).index)


def test_a_finding_that_is_not_listed_and_a_listed_one_that_is_not_found_are_told() -> None:
    model = changed("offices/chair/term", None)
    (told,) = unlisted(model, check(model))
    assert told.startswith("found but not listed: warning leadership.no-review at town.plan/offices/chair")
    known = {"long": {"title": "Nobody reviews the chair.", "finding": "leadership.no-review", "at": "offices/chair"}}
    listed = changed("offices/chair/term", None, ("failures", known))
    assert unlisted(listed, check(listed)) == []
    sound = changed("failures", known)
    assert unlisted(sound, check(sound)) == ["listed but not found: leadership.no-review at offices/chair"]
