"""Whatever slips into a model, it is refused with a place, or read, checked, told and played."""

from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251  # seeded

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import ACTS, judge
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import explain
from tests.property.test_rules import answers_of, bring_about, names_of, people_of
from tests.slips import KINDS, slips_of

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def play(model: Model, chance: Random) -> None:
    facts, at = MemoryFacts(model, START), START
    people, names, answers = people_of(model), names_of(model), answers_of(model)
    for person in people:
        facts.seat(person)
    for _ in range(25):
        at += timedelta(hours=chance.randint(0, 1500))
        bring_about(model, facts, at)
        act = Act(
            kind=chance.choice(ACTS),
            by=chance.choice(people),
            at=at,
            name=chance.choice(names),
            answer=chance.choice(answers),
            reason="because",
        )
        if isinstance(judge(model, facts, act), Allowed):
            facts.record(act)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_with_a_slip_is_refused_or_can_be_played(kind: str) -> None:
    chance = Random(f"play {kind}")
    for slip in slips_of(kind, chance, 1):
        try:
            model, _places = read_model_file(slip.text, slip.file)[0]
        except Faults:
            continue
        findings = check(model)
        assert all("{" not in str(one) or "{" in slip.text for one in findings)
        assert all(chapter.sentences for chapter in explain(model))
        if all(one.severity is not Severity.ERROR for one in findings):
            play(model, chance)
