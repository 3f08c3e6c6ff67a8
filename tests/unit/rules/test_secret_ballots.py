"""While a secret ballot is open, the rules do not look at its answers; how many answered they may
ask.
"""

from datetime import UTC, datetime, timedelta

import pytest

from isegoria.rules.course.automatic import due, gates
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.loading import read_model_file
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import say_missing
from isegoria.terms import Refusal

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = """
id: ours.ways
version: 1
title: Ways out of a secret ballot
status: present
summary: A ballot, and a way out that looks at its answers.
edition: our own
as_of: 2026-11-25
sources: {ours: our own}
source: ours
groups: {governments: {title: Governments, members: open}, others: {title: Others, members: open}}
offices: {chair: {title: Chair, chosen: appointed, by: Secretariat}}
starts: vote
stages:
  vote:
    title: The vote
    officer: chair
    rights: {governments: [attend, decide], others: [attend, decide]}
    clocks: {week: {title: The week of the vote, length: 1 week, timeout: {silence: nothing}}}
    ballots:
      motion: {title: Motion, secret: SECRET, clock: week, answers: [yes, no, abstain],
               quorum: {count: [yes, no], at_least: 2}, passes: {share: yes, more_than: 1/2}}
      other: {title: Other, secret: SECRET, clock: week, answers: [yes, no]}
      chambers: {title: Chambers, derived: {ballot: motion, groups: [governments, others]}, passes: {count: yes, at_least: 2}}
    exits: {way: {outcome: over, when: WHEN}, by_chair: {outcome: over, by: chair, when: WHEN}}
outcomes: {over: {title: Over, force: none}}
"""
LOOKS = {
    "a share": "{share: yes, of: cast, more_than: 1/2, ballot: motion}",
    "not a share": "{not: {share: no, of: cast, more_than: 1/2, ballot: motion}}",
    "a share of those who take part": "{share: yes, of: members, more_than: 1/4, ballot: motion}",
    "a share in each group": "{share: yes, more_than: 1/2, ballot: motion, groups: [governments, others], held_in: each}",
    "a count": "{count: yes, at_least: 2, ballot: motion}",
    "not a count": "{not: {count: no, at_least: 1, ballot: motion}}",
    "a count without those who abstain": "{count: [yes, no], at_least: 2, ballot: motion}",
    "any of two": "{any: [{count: yes, at_least: 2, ballot: motion}, {count: yes, at_least: 2, ballot: other}]}",
    "all of two": "{all: [{count: yes, at_least: 2, ballot: motion}, {not: {count: no, at_least: 1, ballot: motion}}]}",
    "shares added up": "{sum: yes, ballots: [motion, other], more_than: 1/4}",
    "a derived count": "{count: yes, at_least: 2, ballot: chambers}",
    "the result": "{result: motion}",
    "the result of what is derived": "{result: chambers}",
    "a failure": "{not: {result: motion, is: failed}}",
}
FAILS = {"a count without those who abstain": "abstain abstain"}
"""The answers by which it does not hold, where these are not "no"."""
TURNOUT = {
    "how many answered": "{count: [yes, no, abstain], at_least: 2, ballot: motion}",
    "the share of those who answered": "{share: taking_part, of: members, more_than: 1/4, ballot: motion}",
}


def rules(when: str, secret: str = "true") -> Model:
    return read_model_file(RULES.replace("WHEN", when).replace("SECRET", secret), "rules")[0][0]


def voted(model: Model, answers: str) -> MemoryFacts:
    facts = MemoryFacts(model, NOW)
    people = [Person("1", ("governments",)), Person("2", ("others",))]
    for one in people:
        facts.seat(one)
    for one, answer in zip(people, answers.split(), strict=False):
        for ballot in ("motion", "other"):
            facts.record(
                Act(
                    "vote",
                    one,
                    NOW,
                    name=ballot,
                    answer=answer if ballot == "motion" or answer != "abstain" else "no",
                )
            )
    return facts


def shown(
    model: Model, facts: MemoryFacts, now: datetime
) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return the events that come about, and what is said to be missing for each way out."""
    missing = [
        (one.name, [say_missing(model, lack) for lack in one.missing])
        for one in gates(model, facts, now)
    ]
    return [one.exit for one in due(model, facts, now)], missing


@pytest.mark.parametrize("when", LOOKS)
def test_nothing_follows_from_secret_answers_before_the_ballot_is_closed(when: str) -> None:
    model = rules(LOOKS[when])
    told = [
        shown(model, voted(model, answers), NOW + timedelta(days=1))
        for answers in ("yes yes", "no no", "yes abstain")
    ]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == [] or when == "a failure"  # a result that is not there yet did not fail
    closed = [
        shown(model, voted(model, one), NOW + timedelta(days=8))[0][:1]
        for one in ("yes yes", FAILS.get(when, "no no"))
    ]
    assert closed[0] == ["way"]
    assert closed[1] != ["way"]


@pytest.mark.parametrize(
    "when", [one for one in LOOKS if "result" not in one and one != "a failure"]
)
def test_answers_that_are_not_secret_are_looked_at_as_before(when: str) -> None:
    model = rules(LOOKS[when], secret="false")
    told = [
        shown(model, voted(model, one), NOW + timedelta(days=1))[0]
        for one in ("yes yes", FAILS.get(when, "no no"))
    ]
    assert told == [["way"], []]


@pytest.mark.parametrize("when", TURNOUT)
def test_how_many_answered_is_a_secret_until_the_close(when: str) -> None:
    model = rules(TURNOUT[when])
    open_, closed = NOW + timedelta(days=1), NOW + timedelta(days=8)
    told = [shown(model, voted(model, one), open_) for one in ("yes yes", "no no", "", "yes")]
    assert told[0] == told[1] == told[2] == told[3]
    assert told[0][0] == []
    assert shown(model, voted(model, "yes no"), closed)[0][:1] == ["way"]


def test_nobody_is_recused_for_a_secret_answer() -> None:
    facts = voted(rules(LOOKS["a count"]), "yes no")
    assert "voted" not in facts.roles("1")
    assert "voted" in voted(rules(LOOKS["a count"], secret="false"), "yes no").roles("1")


@pytest.mark.parametrize(
    "when",
    [
        "{count: [yes, no, abstain], at_most: 0, ballot: motion, groups: [governments, others], held_in: any}",
        "{share: taking_part, of: members, at_most: 0, ballot: motion, groups: [others]}",
        "{count: [yes, no, abstain], at_most: 0, ballot: motion, among: [others]}",
        "{count: [yes, no, abstain], at_most: 1, ballot: motion, distinct: group}",
        "{count: members, more_than: {count: replies, among: [others], times: 2}, ballot: motion}",
    ],
)
def test_in_which_groups_people_answered_is_a_secret(when: str) -> None:
    model, one = rules(when), Person("2", ("others",))
    told = []
    for answers in (0, 1):
        facts = MemoryFacts(model, NOW)
        for who in (Person("1", ("governments",)), one):
            facts.seat(who)
        for _each in range(answers):
            facts.record(Act("vote", one, NOW, name="motion", answer="yes"))
        told.append(shown(model, facts, NOW + timedelta(days=1)))
    assert told[0] == told[1]
    assert told[0][0] == []


@pytest.mark.parametrize(
    ("secret", "answers", "closes"),
    [
        ("false", "yes yes", True),  # the third changes nothing
        ("false", "yes no", False),
        ("true", "yes yes", False),
        ("true", "yes no", False),
        ("true", "yes no no", False),  # its clock ends it
    ],
)
def test_whether_a_panel_can_close_its_ballot_tells_no_secret(
    secret: str, answers: str, closes: bool
) -> None:
    panel = "panel: {title: Panel, seats: 3, chosen: appointed, by: Secretariat}, "
    text = RULES.replace("offices: {", "offices: {" + panel).replace(
        "secret: SECRET, clock: week, answers: [yes, no, abstain]",
        "secret: SECRET, voters: [panel], closed_by: panel, clock: week, answers: [yes, no, abstain]",
    )
    when = "{result: motion}"
    filled = text.replace("WHEN", when).replace("SECRET", secret)
    model = read_model_file(filled, "rules")[0][0]
    facts = MemoryFacts(model, NOW)
    judges = [Person(name, offices=("panel",)) for name in "abc"]
    for one in judges:
        facts.seat(one)
    for one, answer in zip(judges, answers.split(), strict=False):
        facts.record(Act("vote", one, NOW, name="motion", answer=answer))
    found = judge(model, facts, Act("close", judges[0], NOW, name="motion"))
    assert isinstance(found, Allowed) is closes


def test_an_election_that_goes_on_tells_no_result() -> None:
    text = RULES.replace("SECRET", "true").replace("WHEN", "{result: motion}")
    text = text.replace(
        "quorum: {count: [yes, no], at_least: 2}, passes: {share: yes, more_than: 1/2}",
        "elects: {how: approval, office: chair}",
    ).replace(
        "      chambers: {title: Chambers, derived: {ballot: motion, groups: [governments, others]}, passes: {count: yes, at_least: 2}}\n",
        "",
    )
    model = read_model_file(text, "rules")[0][0]
    told = []
    for answers in ("yes", "no"):
        facts = MemoryFacts(model, NOW)
        chair, one = Person("c", offices=("chair",)), Person("1", ("governments",))
        for who in (chair, one):
            facts.seat(who)
        facts.record(Act("vote", one, NOW, name="motion", answer=answers))
        found = judge(model, facts, Act("elect", chair, NOW, name="motion"))
        assert isinstance(found, Refusal)
        told.append(found)
    assert told[0] == told[1]
