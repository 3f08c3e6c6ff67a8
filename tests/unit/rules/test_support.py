"""Who is for and who is against: those who stand aside are neither, and nothing passes with
nobody.
"""

from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.course.automatic import due
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import result
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Model
from isegoria.terms import Refusal
from tests.unit.rules.models import changed
from tests.unit.rules.test_bounds import PLAN, START

CALL = ["support", "can_live_with", "stand_aside", "object", "abstain"]
SHARE = {"share": ["support", "can_live_with"], "at_least": "2/3"}
A_TENTH = {"share": ["support", "can_live_with"], "of": "members", "more_than": "1/10"}
NONE_AGAINST = {"count": "object", "at_most": 0}


def call(passes: Any, **more: Any) -> Model:
    """Return the sound model with a consensus call of residents."""
    return changed(
        PLAN, {"clock": "vote", "voters": "residents", "answers": CALL, "passes": passes, **more}
    )


def found(model: Model, *answers: str, members: int | None = None) -> str:
    """Return the result after so many residents answered, each by themselves."""
    facts = MemoryFacts(model, START, stage="vote")
    people = [Person(f"p{place}", ("residents",)) for place in range(len(answers))]
    for person in people:
        facts.seat(person)
    facts.count(members={"residents": members or len(people)})
    for person, answer in zip(people, answers, strict=True):
        vote = Act("vote", person, START, name="plan", answer=answer, reason="why")
        assert not isinstance(judge(model, facts, vote), Refusal)
        facts.record(vote)
    return result(Situation(model, facts, START, "vote"), "vote", "plan")


BOTH = {"all": [SHARE, A_TENTH]}


@pytest.mark.parametrize(
    ("answers", "members", "expected"),
    [
        (("support", "stand_aside"), 2, "passed"),
        (("support", "abstain"), 2, "passed"),
        (("support", *["stand_aside"] * 9), 10, "failed"),
        (("support", "can_live_with", *["stand_aside"] * 8), 10, "passed"),
        (("support", "support", "object"), 3, "passed"),
        (("support", "support", "object", "object"), 4, "failed"),
        (("stand_aside", "stand_aside"), 2, "failed"),
        (("support",), 10, "failed"),
        (("support",), 9, "passed"),
    ],
)
def test_who_stands_aside_is_neither_for_nor_against(
    answers: tuple[str, ...], members: int, expected: str
) -> None:
    assert found(call(BOTH), *answers, members=members) == expected


@pytest.mark.parametrize("rule", [NONE_AGAINST, SHARE | {"if_nobody": True}, {"not": SHARE}, BOTH])
@pytest.mark.parametrize("answers", [(), ("stand_aside",), ("abstain", "stand_aside")])
def test_nothing_passes_with_nobody(rule: dict[str, Any], answers: tuple[str, ...]) -> None:
    assert found(call(rule), *answers, members=5) == "failed"


@pytest.mark.parametrize(
    ("silence", "answers", "expected", "meaning"),
    [
        (None, (), "failed", ""),
        ("consents", (), "passed", "silence_consents"),
        ("consents", ("support",), "passed", "taken"),
        ("consents", ("object",), "failed", ""),
        (None, ("support",), "passed", "taken"),
    ],
)
def test_silence_consents_where_the_rules_say_so_and_the_record_says_it(
    silence: str | None, answers: tuple[str, ...], expected: str, meaning: str
) -> None:
    model = call(NONE_AGAINST, silence=silence)
    assert found(model, *answers, members=5) == expected
    facts = MemoryFacts(model, START, stage="vote")
    for place, answer in enumerate(answers):
        person = Person(f"p{place}", ("residents",))
        facts.record(Act("vote", person, START, name="plan", answer=answer))
    came = due(model, facts, duration("7 days").after(START))
    assert [one.meaning for one in came if one.exit == "passed"] == ([meaning] if meaning else [])


LEAST = {"count": ["support"], "at_least": 2}


@pytest.mark.parametrize(
    ("passes", "refused"),
    [
        (SHARE, True),
        ({"all": [SHARE]}, True),
        ({"all": [SHARE, {"objections": "open", "at_most": 0}]}, True),
        ({"all": [SHARE, NONE_AGAINST]}, True),
        ({"all": [SHARE, {"count": ["support"], "at_most": 9}]}, True),
        ({"all": [SHARE, A_TENTH | {"of": "cast"}]}, True),
        ({"any": [SHARE, LEAST]}, True),
        (BOTH, False),
        ({"all": [SHARE, LEAST]}, False),
        ({"all": [LEAST, {"any": [SHARE, SHARE]}]}, False),
        ({"all": [LEAST, {"all": [SHARE]}]}, False),
        (A_TENTH, False),
        (SHARE | {"of": "replies"}, False),
    ],
)
def test_a_share_of_those_for_and_against_says_how_many_must_support_it(
    passes: dict[str, Any], refused: bool
) -> None:
    codes = {one.code: one.rule for one in check(call(passes))}
    assert ("support.no-least" in codes) is refused
    assert codes.get("support.no-least", "town.plan/vote/plan") == "town.plan/vote/plan"


def test_a_rung_needs_it_too_and_a_plain_vote_does_not() -> None:
    rungs = {"full": BOTH, "rough": SHARE}
    assert "support.no-least" in {one.code for one in check(call(None, rungs=rungs))}
    assert "support.no-least" not in {one.code for one in check(call(LEAST, rungs=rungs))}
    yes = {"share": "yes", "more_than": "1/2"}
    plain = changed(PLAN, {"clock": "vote", "passes": yes})
    assert "support.no-least" not in {one.code for one in check(plain)}
