"""Limits of some groups, of composition, and times that follow from events elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import holds, result
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.conditions import ShareOf
from isegoria.rules.language.model import Clock
from isegoria.rules.language.references import unknown_names
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BALLOT = "stages/vote/ballots/plan"
MORE = {"share": "yes", "more_than": "1/2"}
CHAIR = Person("chair", offices=("chair",))
PROXIES = {"passes": MORE, "by_proxy": True, "proxies": 1, "caps": {"traders": {"proxies": 2}}}
ONE_BODY = {"passes": MORE, "caps": {"traders": {"per_organisation": 1}}}


def person(name: str, group: str = "residents", organisation: str = "") -> Person:
    return Person(name, (group,), organisation=organisation)


@pytest.mark.parametrize(
    ("group", "proxies", "words"),
    [
        ("residents", 1, ""),
        ("residents", 2, "can hold at most 1 proxies"),
        ("traders", 2, ""),
        ("traders", 3, "can hold at most 2 proxies"),
    ],
)
def test_a_group_can_have_its_own_limit_of_proxies(group: str, proxies: int, words: str) -> None:
    model = changed(BALLOT, PROXIES)
    facts = MemoryFacts(model, START, stage="vote")
    givers = tuple(person(f"g{number}", group) for number in range(proxies))
    act = Act("vote", person("ann", group), START, name="plan", answer="yes", with_=givers)
    found = judge(model, facts, act)
    assert words in str(found)
    assert isinstance(found, Allowed) is not bool(words)


@pytest.mark.parametrize(("group", "allowed"), [("residents", True), ("traders", False)])
def test_only_some_groups_are_limited_to_one_of_an_organisation(group: str, allowed: bool) -> None:
    model = changed(BALLOT, ONE_BODY)
    facts = MemoryFacts(model, START, stage="vote")
    for number, expected in ((1, True), (2, allowed)):
        voter = person(f"p{number}", group, "Bakery")
        act = Act("vote", voter, START, name="plan", answer="yes")
        found = judge(model, facts, act)
        assert isinstance(found, Allowed) is expected
        if expected:
            facts.record(act)


NOBODY_OVER_A_THIRD = {
    "share": ["yes", "no", "abstain"],
    "of": "cast",
    "of_all": True,
    "groups": ["residents", "traders"],
    "at_most": "2/3",
}


@pytest.mark.parametrize(
    ("residents", "traders", "expected"),
    [(1, 1, True), (2, 1, True), (21, 10, False), (1, 3, False), (0, 0, False)],
)
def test_no_group_has_more_than_its_part_of_the_answers(
    residents: int, traders: int, expected: bool
) -> None:
    model = changed(f"{BALLOT}/quorum", NOBODY_OVER_A_THIRD)
    facts = MemoryFacts(model, START, stage="vote")
    facts.poll("vote", "plan", "", {"residents": {"yes": residents}, "traders": {"no": traders}})
    situation = Situation(model, facts, START, "vote", ballot="plan")
    assert holds(ShareOf.model_validate(NOBODY_OVER_A_THIRD), situation) is expected
    assert (result(situation, "vote", "plan") == "inquorate") is not expected


def clocked(**clock: Any) -> MemoryFacts:
    model = changed("stages/vote/clocks/vote", {"length": "7 days"} | clock)
    assert list(unknown_names(model)) == []
    return MemoryFacts(model, START)


@pytest.mark.parametrize(
    ("clock", "ends"),
    [
        ({}, 12),
        ({"starts": "talk/entry"}, 7),
        ({"starts": "talk/version"}, 10),
        ({"starts": "talk/draft"}, None),
        ({"starts": "talk/draft", "at_the_latest": "1 day"}, 13),
        ({"starts": "talk/to_vote"}, 12),
        ({"lengths": {"talk/version": "20 days"}}, 25),
        ({"lengths": {"talk/draft": "20 days"}}, 12),
        ({"lengths": {"talk/version": "20 days", "talk/to_vote": "9 days"}}, 14),  # the last
    ],
)
def test_a_clock_follows_events_of_another_stage(clock: dict[str, Any], ends: int | None) -> None:
    facts = clocked(**clock)
    facts.event("version", START + timedelta(days=3))
    facts.leave("to_vote", START + timedelta(days=5))
    found = deadline(facts.model, facts, "vote", "vote")
    assert found == (None if ends is None else START + timedelta(days=ends))


@pytest.mark.parametrize("event", ["talk/edition", "walk/version", "talk/ballots", "edition"])
def test_an_event_elsewhere_is_looked_up(event: str) -> None:
    for clock in ({"starts": event}, {"lengths": {event: "1 day"}}, {"restarts_on": [event]}):
        model = changed("stages/vote/clocks/vote", {"length": "7 days"} | clock)
        assert any(event in message for _path, message in unknown_names(model))


def test_a_length_says_what_it_is_without_an_event() -> None:
    with pytest.raises(ValidationError, match="none of the `lengths`"):
        Clock.model_validate({"min": "1 day", "lengths": {"version": "2 days"}})


def test_an_office_without_holders_is_stood_in_for() -> None:
    model = changed("offices/chair/interim", "board")
    facts = MemoryFacts(model, START, stage="vote")
    mia = Person("mia", offices=("board",))
    facts.seat(mia)
    act = Act("judge", mia, START, name="change", answer="editorial", reason="commas")
    assert isinstance(judge(model, facts, act), Allowed)
    facts.seat(CHAIR)
    assert "Only Chair" in str(judge(model, facts, act))


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (changed(BALLOT, PROXIES), "Traders: at most 2 proxies"),
        (changed(BALLOT, ONE_BODY), "Traders: at most 1 person of one organisation"),
        (
            changed(f"{BALLOT}/quorum", NOBODY_OVER_A_THIRD),
            "at most two thirds of all votes cast in each group by itself: Residents and Traders",
        ),
        (
            changed(
                "stages/vote/clocks/vote",
                {
                    "length": "7 days",
                    "starts": "talk/version",
                    "lengths": {"talk/to_vote": "9 days"},
                },
            ),
            "7 days, from “a new version” in “Talk”; 9 days after “to vote” in “Talk”",
        ),
        (
            changed(BALLOT, {"elects": {"how": "lot", "seats": 2}}),
            "drawn by lot from published numbers (RFC 3797); places: 2",
        ),
    ],
)
def test_it_is_said_in_words(model: Any, told: str) -> None:
    texts = [one.text for chapter in explain(model) for one in chapter.sentences]
    assert any(told in one for one in texts), texts
