"""A quorum that follows from the square root of the members: below, at and above it."""

from datetime import UTC, datetime

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import winners
from isegoria.rules.facts.situation import Situation
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
RANKED = {"default": "none", "quorum_of_root": "3/2", "majority": {"plan": 3}, "reached": True}
MODEL = changed(
    "stages/vote/ballots/plan",
    {"clock": "vote", "answers": ["plan", "none"], "ranked": RANKED},
    ("stages/vote/exits", {"passed": {"outcome": "plan", "when": {"won": "plan", "is": "plan"}}}),
    ("appeals", {}),
)


@pytest.mark.parametrize(
    ("members", "over", "under", "winner"),
    [
        (36, 8, 0, "none"),
        (36, 9, 0, "plan"),
        (37, 9, 0, "none"),
        (37, 10, 0, "plan"),
        (36, 9, 3, "plan"),
        (36, 9, 4, "none"),
        (0, 0, 0, "none"),
    ],
)
def test_an_option_needs_one_and_a_half_square_roots(
    members: int, over: int, under: int, winner: str
) -> None:
    facts = MemoryFacts(MODEL, START, stage="vote")
    facts.count(members={"residents": members})
    facts.poll("vote", "plan", "", {"residents": {"plan > none": over, "none > plan": under}})
    assert winners(Situation(MODEL, facts, START, "vote"), "vote", "plan") == (winner,)


def test_the_rules_say_so() -> None:
    told = " ".join(one.text for part in explain(MODEL) for one in part.sentences)
    assert "3/2 times the square root of the number of members" in told
    assert "just so many to one is enough" in told
