"""Offices and cases on both sides of their bounds: steps, results, notes, petitions, counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.officers import by_its_officer
from isegoria.rules.judging.standing import by_right
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.scalars import Right
from isegoria.rules.offices.cases import (
    STEP_AT_MOST,
    Consent,
    Note,
    Result,
    Stage,
    may_close,
    may_step,
    opened,
)
from isegoria.rules.offices.conduct import ANSWER, WITHIN, Terms, terms_of
from isegoria.rules.offices.reviewing import QUESTIONS, Needs, needs_of, published
from tests.unit.rules.models import changed
from tests.unit.rules.test_bounds import CHAIR, START, facts_of

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
VOTE = "stages/vote"


@pytest.mark.parametrize(
    ("next_by", "allowed"),
    [
        (NOW, False),
        (NOW + A_MOMENT, True),
        (NOW + STEP_AT_MOST, True),
        (NOW + STEP_AT_MOST + A_MOMENT, False),
    ],
)
def test_the_next_step_is_neither_now_nor_far(next_by: datetime, allowed: bool) -> None:
    found = may_step(Stage.RUNNING, facilitator=True, paused=True, next_by=next_by, now=NOW)
    assert (found is None) is allowed


@pytest.mark.parametrize(
    ("stage", "result", "facilitator", "asked", "text", "allowed"),
    [
        (Stage.ASKED, Result.WITHDRAWN, False, True, "We talk.", True),
        (Stage.ASKED, Result.WITHDRAWN, False, True, " ", False),
        (Stage.RUNNING, Result.WITHDRAWN, True, False, "We talk.", True),
        (Stage.NAMED, Result.WITHDRAWN, True, False, "We talk.", False),
        (Stage.RUNNING, Result.WITHDRAWN, False, False, "We talk.", False),
        (Stage.RUNNING, Result.SETTLED, True, False, "We agree.", True),
        (Stage.RUNNING, Result.SETTLED, True, False, " ", False),
        (Stage.RUNNING, Result.SETTLED, False, True, "We agree.", False),
        (Stage.NAMED, Result.SETTLED, True, False, "We agree.", False),
        (Stage.CLOSED, Result.WITHDRAWN, True, True, "We agree.", False),
    ],
)
def test_who_says_how_a_case_ends(
    stage: Stage, result: Result, facilitator: bool, asked: bool, text: str, allowed: bool
) -> None:
    found = may_close(stage, result, facilitator=facilitator, asked=asked, text=text)
    assert (found is None) is allowed


@pytest.mark.parametrize(("number", "notes"), [(6, []), (7, []), (8, [7])])
def test_an_agreement_to_all_notes_covers_those_before_it(number: int, notes: list[int]) -> None:
    assert opened([Note(7, 1)], [Consent(number, 1, None)], {1}) == notes


@pytest.mark.parametrize(
    ("appeals", "terms"),
    [
        (
            {"any": {"of": ["any"], "within": "5 days", "answer": "6 days"}},
            Terms(Duration(5, "day"), Duration(6, "day"), "board"),
        ),
        ({"any": {"of": ["any"]}}, Terms(WITHIN, ANSWER, "board")),
        ({"one": {"of": ["vote/plan"], "within": "5 days"}}, Terms()),
        (
            {"any": {"of": ["any"]}, "conduct": {"of": ["vote/plan"], "to": "chair"}},
            Terms(WITHIN, ANSWER, "chair"),
        ),
    ],
)
def test_the_terms_of_an_appeal_about_conduct(appeals: dict[str, Any], terms: Terms) -> None:
    level = {"title": "Appeal", "by": ["residents"], "to": "board", "effect": "advise"}
    written = {name: level | one for name, one in appeals.items()}
    assert terms_of(changed("appeals", written)) == terms


TRIGGERED = {"triggered": "leadership_review"}
HOUSES = ["residents", "traders"]


@pytest.mark.parametrize(
    ("when", "needs"),
    [
        (TRIGGERED, Needs(1, 1)),
        (TRIGGERED | {"at_least": 4}, Needs(4, 1)),
        (TRIGGERED | {"groups": HOUSES}, Needs(2, 2)),
        (TRIGGERED | {"groups": HOUSES, "at_least": 3}, Needs(6, 2)),
        (TRIGGERED | {"groups": HOUSES, "held_in": "any", "at_least": 3}, Needs(3, 1)),
        (
            {"all": [{"attends": "chair"}, TRIGGERED | {"groups": HOUSES, "held_in": 1}]},
            Needs(1, 1),
        ),
        ({"triggered": "other"}, Needs()),
    ],
)
def test_what_a_petition_needs(when: dict[str, Any], needs: Needs) -> None:
    trigger = {"title": "A review", "by": HOUSES}
    model = changed(
        f"{VOTE}/triggers",
        {"leadership_review": trigger, "other": trigger},
        (f"{VOTE}/exits/review", {"to": "talk", "when": when}),
    )
    assert needs_of(model) == needs


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ({"a": 5, "b": 5}, ["a", "b"]),
        ({"a": 5, "b": 4}, []),
        ({"a": 5, "b": 3, "c": 2}, ["a"]),
        ({"a": 5, "b": 2, "c": 2}, []),
        ({"a": 6, "b": 5, "c": 1}, ["a"]),
        ({"a": 5, "b": 0}, ["a"]),
    ],
)
def test_a_group_is_shown_where_nothing_can_be_computed(
    answered: dict[str, int], shown: list[str]
) -> None:
    counts = {group: {"fair": {"agree": number}} for group, number in answered.items()}
    found = published(answered, counts, 5)
    assert list(found.groups) == shown
    name, question = next(iter(QUESTIONS.items()))
    one = {group: {name: {question.answers[0]: number}} for group, number in answered.items()}
    heads = published(answered, one, 5).heads
    assert heads[name][question.answers[0]] == sum(answered.values())
    assert heads[name][question.answers[1]] == 0
    assert published(answered, one, sum(answered.values()) + 1).heads == {}


def test_who_may_not_judge_may_still_publish() -> None:
    rule = {"title": "own case", "from": "chair", "who": ["took_part"]}
    model = changed(
        "recusals/own", rule, (f"{VOTE}/deliverables/report", {"title": "R", "by": "chair"})
    )
    facts = facts_of(model, "vote")
    facts.take_part("chair", "took_part")
    stage = model.stages["vote"]
    found = Act("judge", CHAIR, START, name="change", answer="editorial", reason="commas")
    assert "You cannot take part here" in str(
        by_its_officer("judgements")(model, facts, found, stage)
    )
    report = Act("deliver", CHAIR, START, name="report")
    assert isinstance(by_its_officer("deliverables")(model, facts, report, stage), Allowed)
    attends = Act("attend", Person("ann", ("residents",)), START)
    assert isinstance(by_right(Right.ATTEND)(model, facts, attends, stage), Allowed)
