"""What people can still decide on when words are gone, and which stages decide on a text."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.versions import (
    adopts_gone_text,
    answers_gone_words,
    decided_again,
    decides_on_text,
    decisions_on_text,
    is_consensus_call,
    restarted_by_version,
    still_decided_in,
)
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.language.model import Model
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=1)
ANN = Person("ann", ("residents",))
TALK, VOTE = "stages/talk", "stages/vote"
PLAN = f"{VOTE}/ballots/plan"
YES = {"share": "yes", "more_than": "1/2"}
MODEL = changed(
    f"{VOTE}/ballots/course",
    {"about": "course", "passes": YES},
    (f"{VOTE}/ballots/mood", {"binding": False}),
    (f"{VOTE}/ballots/by_item", {"title": "Items", "per": "item", "passes": YES}),
    (f"{VOTE}/judgements/who", {"by": "chair", "about": "course", "scale": ["open", "closed"]}),
    (
        "stages/after",
        {
            "title": "After",
            "rights": {"residents": ["attend"]},
            "exits": {
                "back": {"to": "talk", "by": "chair"},
                "on": {"to": "later", "by": "chair"},
                "done": {"outcome": "plan", "by": "chair"},
                "none": {"outcome": "dropped", "by": "chair"},
            },
        },
    ),
    ("stages/later", {"title": "Later", "exits": {"done": {"outcome": "plan", "by": "chair"}}}),
    (f"{VOTE}/exits/on", {"to": "after", "by": "chair"}),
)


class Gone(MemoryFacts):
    """Facts of a process some of whose words are gone."""

    text = question = hidden = False
    items: tuple[str, ...] = ()
    shown: datetime | None = None

    def words_are_gone(self, item: str = "") -> bool:
        return item in self.items if item else self.text

    def question_is_gone(self) -> bool:
        return self.question

    def words_are_hidden(self) -> bool:
        return self.hidden

    def shown_after(self, at: datetime, item: str = "") -> bool:
        return self.shown is not None and at < self.shown and item in self.items


def facts_of(stage: str = "vote", model: Model = MODEL, **gone: Any) -> Gone:
    facts = Gone(model, START, stage=stage)
    for name, value in gone.items():
        setattr(facts, name, value)
    return facts


def act(kind: str, name: str = "", **more: Any) -> Act:
    return Act(kind, ANN, NOW, name=name, **more)


UPHELD = {"answer": "upheld"}


@pytest.mark.parametrize(
    ("gone", "tried", "rule"),
    [
        ({}, act("vote", "plan"), ""),
        ({"text": True}, act("vote", "plan"), "text.erased"),
        ({"question": True}, act("vote", "plan"), "text.erased"),
        ({"text": True}, act("vote", "course"), ""),
        ({"text": True}, act("vote", "mood"), "text.erased"),
        ({"text": True}, act("vote", "by_item", item="§ 2"), ""),
        ({"text": True}, act("vote", "nothing"), ""),
        ({"items": ("§ 2",)}, act("vote", "by_item", item="§ 2"), "item.erased"),
        ({"items": ("§ 2",)}, act("judge", "change", item="§ 2"), "item.erased"),
        ({"items": ("§ 2",)}, act("vote", "by_item", item="§ 3"), ""),
        ({"items": ("§ 2",)}, act("object", item="§ 2"), ""),
        ({"text": True}, act("judge", "change"), "text.erased"),
        ({"text": True}, act("judge", "who"), ""),
        ({"text": True}, act("position"), "text.erased"),
        ({"text": True}, act("object"), ""),
        ({"text": True}, act("leave", "passed"), "text.erased"),
        ({"text": True}, act("leave", "dropped"), ""),
        ({"text": True}, act("leave", "again"), ""),
        ({"text": True}, act("leave", "on"), "text.erased"),
        ({"text": True}, act("leave", "nothing"), ""),
        ({"hidden": True}, act("rule", "board", **UPHELD), ""),
    ],
)
def test_nobody_answers_what_nobody_can_read(gone: dict[str, Any], tried: Act, rule: str) -> None:
    found = answers_gone_words(MODEL, facts_of(**gone), tried)
    assert (found.rule if found else "") == rule


@pytest.mark.parametrize(
    ("shown", "ballot", "rule"),
    [
        (START, {}, ""),
        (START + timedelta(seconds=1), {}, "item.shown-late"),
        (START + timedelta(seconds=1), {"binding": False}, ""),
    ],
)
def test_an_item_that_was_hidden_while_a_ballot_began_is_no_part_of_it(
    shown: datetime, ballot: dict[str, Any], rule: str
) -> None:
    model = changed(f"{VOTE}/ballots/some_items", {"per": "item", "passes": YES} | ballot)
    facts = facts_of(model=model, shown=shown, items=())
    facts.words_are_gone = lambda item="": False  # type: ignore[method-assign]
    facts.items = ("§ 2",)
    found = answers_gone_words(model, facts, act("vote", "some_items", item="§ 2"))
    assert (found.rule if found else "") == rule
    assert not found or "“some items” began" in str(found)


@pytest.mark.parametrize(
    ("level", "more", "hidden", "refused"),
    [
        ({}, UPHELD, True, False),
        ({"back_to": "vote"}, UPHELD, True, True),
        ({"back_to": "vote"}, UPHELD, False, False),
        ({"back_to": "vote"}, {"answer": "dismissed"}, True, False),
        ({"back_to": "vote", "effect": "advise"}, UPHELD, True, False),
        ({"back_to": None}, UPHELD, True, True),
        ({"back_to": None}, UPHELD | {"item": "§ 2"}, True, False),
        ({"back_to": None, "effect": "substitute"}, UPHELD, True, False),
        ({"back_to": None, "effect": "annul"}, UPHELD, True, True),
    ],
)
def test_a_ruling_does_not_let_people_decide_on_a_hidden_text(
    level: dict[str, Any], more: dict[str, str], hidden: bool, refused: bool
) -> None:
    model = changed("title", "Plan", *((f"appeals/board/{key}", one) for key, one in level.items()))
    found = answers_gone_words(
        model, facts_of(model=model, hidden=hidden), act("rule", "board", **more)
    )
    assert (found is not None and found.rule == "text.hidden") is refused


@pytest.mark.parametrize(
    ("stage", "decided_in", "way", "adopts"),
    [
        ("vote", "", "passed", True),
        ("vote", "", "dropped", False),
        ("vote", "", "again", False),
        ("vote", "", "on", True),
        ("vote", "", "nothing", False),
        ("talk", "", "to_vote", True),
        ("after", "", "on", False),
        ("after", "vote", "on", True),
        ("after", "vote", "back", False),
        ("after", "", "done", True),
        ("after", "vote", "none", False),
    ],
)
def test_a_way_out_adopts_a_text(stage: str, decided_in: str, way: str, adopts: bool) -> None:
    nothing: dict[str, Any] = {}
    for gone in ({"text": True}, {"question": True}, nothing):
        facts = facts_of(stage, **gone)
        facts.state.decided_in = decided_in
        assert adopts_gone_text(MODEL, facts, way, NOW) is (adopts and bool(gone))


@pytest.mark.parametrize(
    ("stage", "decided_in", "gone", "again", "ballots"),
    [
        ("vote", "", False, "", []),
        ("vote", "", True, "vote", ["plan", "by_item"]),
        ("vote", "vote", True, "vote", ["plan", "by_item"]),
        ("talk", "", True, "", []),
        ("after", "", True, "", []),
        ("after", "vote", True, "vote", ["plan", "by_item"]),
        ("after", "talk", True, "talk", [""]),
    ],
)
def test_a_version_of_a_text_that_is_gone_begins_its_stage_again(
    stage: str, decided_in: str, gone: bool, again: str, ballots: list[str]
) -> None:
    facts = facts_of(stage, text=gone)
    facts.state.decided_in = decided_in
    found, decisions = decided_again(MODEL, facts, NOW)
    assert (found, [one.ballot for one in decisions]) == (again, ballots)
    if decided_in and decided_in != stage:
        assert all(one.is_open and one.restarts for one in decisions)
        titles = [one.title for one in decisions]
        assert titles == (["plan", "Items"] if decided_in == "vote" else ["Talk"])
    facts.leave(next(iter(MODEL.stages[stage].exits)), NOW)
    facts.state.outcome = "plan"
    assert decided_again(MODEL, facts, NOW) == ("", [])


@pytest.mark.parametrize(
    ("decided_in", "stage", "found"),
    [
        ("", "after", ""),
        ("vote", "after", "vote"),
        ("vote", "vote", "vote"),
        ("vote", "talk", ""),
        ("talk", "vote", "talk"),
    ],
)
def test_a_text_stays_decided_behind_its_stage(decided_in: str, stage: str, found: str) -> None:
    assert still_decided_in(MODEL, decided_in, stage) == found
    amending = changed("stages/vote/rights/residents", ["amend"])
    assert still_decided_in(amending, "talk", "vote") == ""


TESTED = {"objections": "open", "at_most": 0}


@pytest.mark.parametrize(
    ("stage", "call"),
    [
        ({}, False),
        ({"rights": {"residents": ["object"]}}, False),
        (
            {
                "rights": {"residents": ["object"]},
                "judgements": {"a": {"by": "chair", "scale": ["x"]}},
            },
            True,
        ),
        (
            {
                "rights": {"residents": ["position"]},
                "judgements": {"a": {"by": "chair", "scale": ["x"]}},
            },
            True,
        ),
        (
            {
                "rights": {"residents": ["comment"]},
                "judgements": {"a": {"by": "chair", "scale": ["x"]}},
            },
            False,
        ),
        (
            {
                "rights": {"residents": ["object"]},
                "judgements": {"a": {"by": "chair", "scale": ["x"], "about": "course"}},
            },
            False,
        ),
        (
            {
                "rights": {"residents": ["object", "amend"]},
                "judgements": {"a": {"by": "chair", "scale": ["x"]}},
            },
            False,
        ),
        (
            {
                "rights": {"residents": ["object"]},
                "clocks": {"a": {"length": "1 day", "window_for": ["object"]}},
            },
            True,
        ),
        (
            {
                "rights": {"residents": ["object"]},
                "clocks": {"a": {"length": "1 day", "window_for": ["speak"]}},
            },
            False,
        ),
        (
            {"clocks": {"a": {"length": "1 day", "timeout": {"silence": "adopts", "exit": "out"}}}},
            True,
        ),
        ({"clocks": {"a": {"length": "1 day", "timeout": {"silence": "adopts"}}}}, False),
        (
            {"clocks": {"a": {"length": "1 day", "timeout": {"silence": "lapses", "exit": "out"}}}},
            False,
        ),
        *(
            (
                {
                    "rights": {"residents": ["object"]},
                    "exits": {"out": {"outcome": "plan", "when": when}},
                },
                tests,
            )
            for when, tests in (
                (TESTED, True),
                ({"not": TESTED}, True),
                ({"all": [{"attends": "chair"}, TESTED]}, True),
                ({"any": [{"attends": "chair"}, TESTED]}, True),
                ({"all": [{"attends": "chair"}]}, False),
                ({"attends": "chair"}, False),
            )
        ),
    ],
)
def test_which_stages_test_agreement_on_a_text(stage: dict[str, Any], call: bool) -> None:
    written = {"title": "New", "exits": {"out": {"outcome": "plan", "by": "chair"}}} | stage
    found = changed("stages/new", written).stages["new"]
    assert is_consensus_call(found) is call
    assert decides_on_text(found) is call


def test_a_ballot_on_the_text_decides_from_its_beginning() -> None:
    public = {"length": "3 days", "starts": "public"}
    model = changed(f"{VOTE}/clocks/vote", public, (PLAN, {"clock": "vote", "passes": YES}))
    facts = facts_of(model=model)
    assert decisions_on_text(model, facts, NOW) == []
    facts.event("public", NOW)
    assert decisions_on_text(model, facts, NOW - timedelta(seconds=1)) == []
    (one,) = decisions_on_text(model, facts, NOW)
    assert (one.title, one.is_open, one.restarts, one.ballot) == ("plan", True, False, "plan")
    (one,) = decisions_on_text(model, facts, NOW + timedelta(days=3))
    assert not one.is_open
    assert restarted_by_version(model, facts, NOW) == []
    again = changed(f"{VOTE}/clocks/vote", {"length": "3 days", "restarts_on": ["version"]})
    (one,) = restarted_by_version(again, facts_of(model=again), NOW)
    assert one.restarts
    assert restarted_by_version(again, facts_of(model=again), NOW + timedelta(days=3)) == []
