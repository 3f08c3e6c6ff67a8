"""How answers are counted: by group, by weight, under whose name."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.tallies import answers, asks_for_answers, measure_share
from isegoria.rules.facts.voters import counted_group, organisation_key, voter_of
from isegoria.rules.language.conditions import Count, ShareOf
from tests.unit.rules.models import changed
from tests.unit.rules.test_holding import ANN, CHAIR, PLAN, START, VOTE, YES, facts_of, polled


@pytest.mark.parametrize(
    ("yes", "no", "more_than", "answer"),
    [(1, 1, "1/2", "no"), (2, 1, "1/2", "yes"), (2, 1, "2/3", "no"), (3, 1, "2/3", "yes")],
)
def test_a_group_answers_as_its_people_did(yes: int, no: int, more_than: str, answer: str) -> None:
    derived = {"groups": ["residents", "traders"], "ballot": "plan", "more_than": more_than}
    model = changed(f"{VOTE}/ballots/houses", {"derived": derived}, ("groups/residents/weight", 3))
    facts = facts_of(polled(yes, no), model)
    assert answers(model, facts, "vote", "houses", "") == {"residents": {answer: 3}}
    facts.poll("vote", "plan", "", {"traders": {"no": 1}})
    found = answers(model, facts, "vote", "houses", "")
    assert found["traders"] == {"no": 1}


SHARE, COUNT = TypeAdapter(ShareOf), TypeAdapter(Count)


@pytest.mark.parametrize(
    ("rule", "asks"),
    [
        ({"count": "present", "at_least": 1}, False),
        ({"share": "present", "of": "members", "at_least": 1}, False),
        ({"count": "replies", "at_least": 1}, True),
        ({"count": "yes", "at_least": 1}, True),
        ({"count": "present", "at_least": {"times": "1/2", "count": "members"}}, False),
        ({"count": "present", "at_least": {"times": "1/2", "count": "replies"}}, True),
        ({"share": "taking_part", "of": "present", "at_least": 1}, True),
        ({"share": "present", "of": "cast", "at_least": 1}, True),
        ({"share": ["yes", "no", "abstain"], "of": "members", "at_least": 1}, True),
    ],
)
def test_who_is_there_is_told_from_who_answered(rule: dict[str, Any], asks: bool) -> None:
    ballot = changed(PLAN, {}).stages["vote"].ballots["plan"]
    kind: TypeAdapter[Any] = SHARE if "share" in rule else COUNT
    assert asks_for_answers(kind.validate_python(rule), ballot) is asks


@pytest.mark.parametrize(
    ("ballot", "rule", "number", "base"),
    [
        ({}, {}, 4, 10),
        ({"weights": "seats"}, {}, 5, 11),
        ({"weights": "seats"}, {"heads": True}, 4, 10),
        ({"weights": "equal_groups"}, {}, Fraction(4, 3), 2),
        ({"weights": "shares"}, {}, Fraction(5, 9), 1),
        ({"weights": "shares", "counted": "members"}, {}, Fraction(7, 45), Fraction(16, 45)),
        ({"weights": "shares", "counted": "present"}, {}, Fraction(14, 45), Fraction(32, 45)),
        ({"weights": "shares"}, {"of": "members"}, Fraction(7, 45), 1),
        ({"weights": "shares"}, {"share": "present", "of": "members"}, Fraction(1, 2), 1),
        ({"weights": "shares"}, {"groups": "residents"}, 3, 8),
        ({}, {"share": "taking_part", "of": "members"}, 11, 26),
        ({}, {"share": "present", "of": "members"}, 13, 26),
    ],
)
def test_a_share_is_weighed(
    ballot: dict[str, Any], rule: dict[str, Any], number: Fraction, base: Fraction
) -> None:
    model = changed(
        PLAN,
        {"passes": YES} | ballot,
        ("groups/residents/weight", 2 if "seats" in str(ballot) else "1/3"),
        ("groups/traders/weight", 1 if "seats" in str(ballot) else "2/3"),
    )
    given = {"residents": {"yes": 1, "no": 0}, "traders": {"yes": 3, "no": 6, "abstain": 1}}
    if rule.get("groups"):
        given["residents"] = {"yes": 3, "no": 5}
    facts = MemoryFacts(model, START, stage="vote")
    facts.count(members={"residents": 6, "traders": 20}, present={"residents": 3, "traders": 10})
    facts.poll("vote", "plan", "", given)
    asked = SHARE.validate_python(YES | rule)
    (found,) = measure_share(model, facts, asked, ("vote", "plan", ""))
    assert (found.number, found.base) == (number, base)


@pytest.mark.parametrize(
    ("ballot", "person", "voter", "group"),
    [
        ({}, ANN, "ann", "residents"),
        ({}, Person("alex", ("traders",), stands_in_for="ann"), "ann", "traders"),
        ({"one_per": "organisation"}, ANN, "bakery", "residents"),
        ({"one_per": "organisation"}, replace(ANN, as_written=True), "Bakery", "residents"),
        ({"one_per": "organisation"}, replace(ANN, organisation="\u200b"), "ann", "residents"),
        ({"one_per": "organisation"}, Person("eve", ("traders",)), "eve", "traders"),
        ({"one_per": "group"}, ANN, "residents", "residents"),
        ({"one_per": "group"}, Person("eve"), "eve", "anyone"),
        ({"voters": ["chair", "traders"]}, CHAIR, "chair", "chair"),
        (
            {"voters": ["traders"]},
            Person("eve", ("residents", "traders")),
            "eve",
            "traders",
        ),
        ({"voters": ["board"]}, Person("eve", ("residents", "traders")), "eve", "residents"),
    ],
)
def test_under_which_name_and_in_which_group_an_answer_counts(
    ballot: dict[str, Any], person: Person, voter: str, group: str
) -> None:
    model = changed(PLAN, ballot)
    plan = model.stages["vote"].ballots["plan"]
    assert voter_of(model, plan, person) == voter
    assert counted_group(model, plan, person) == group


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Bakery", "bakery"),
        (" BAKERY\u200b", "bakery"),
        ("17", " 17"),
        ("\uff11\uff17", " 17"),
        ("erased-3", " erased-3"),
        ("ERASED-3", " erased-3"),
        ("", ""),
        ("17a", "17a"),
        ("\ufdfa" * 20, ("صلى الله عليه وسلم" * 20)[:150]),
    ],
)
def test_an_organisation_never_counts_as_a_person(name: str, key: str) -> None:
    assert organisation_key(name) == key
    assert organisation_key("Bakery", as_written=True) == "Bakery"
