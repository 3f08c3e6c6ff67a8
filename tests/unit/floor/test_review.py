"""Who may say who spoke a turn: on both sides of each bound."""

from dataclasses import replace

import pytest

from isegoria.floor.review import (
    Reviewer,
    TurnState,
    may_claim,
    may_correct,
    may_reopen,
    may_settle,
)
from isegoria.terms import Refusal

RAPPORTEUR, OTHER = Reviewer.RAPPORTEUR, Reviewer.PARTICIPANT
READ = TurnState(7, "Ada", 0.9, settled=False)
SETTLED = TurnState(7, "Ada", 1, settled=True)
MINE = replace(SETTLED, spoken_by_them=True)


def rule(found: Refusal | None) -> str:
    return found.rule if found else ""


@pytest.mark.parametrize(
    ("speaker", "confidence", "settled", "doubtful"),
    [
        (None, 1, False, True),
        (None, 1, True, False),
        ("Ada", 0.69, False, True),
        ("Ada", 0.7, False, True),
        ("Ada", 0.71, False, False),
        ("Ada", 0.7, True, False),
    ],
)
def test_a_turn_is_in_doubt_while_the_reader_is_not_sure(
    speaker: str | None, confidence: float, settled: bool, doubtful: bool
) -> None:
    turn = TurnState(7, speaker, confidence, settled=settled)
    assert turn.doubtful is doubtful
    assert rule(may_claim(turn)) == ("" if doubtful else "turn.settled")


@pytest.mark.parametrize(
    ("reviewer", "turn", "speaker", "refused"),
    [
        (RAPPORTEUR, READ, "Ada", ""),
        (RAPPORTEUR, READ, None, ""),
        (RAPPORTEUR, SETTLED, "Bo", ""),
        (RAPPORTEUR, SETTLED, "Ada", "turn.settled-so"),
        (RAPPORTEUR, replace(SETTLED, speaker=None), None, "turn.settled-so"),
        (OTHER, READ, "Ada", "turn.not-rapporteur"),
        (OTHER, MINE, "Bo", "turn.not-rapporteur"),
    ],
)
def test_a_rapporteur_settles_what_is_not_settled_so(
    reviewer: Reviewer, turn: TurnState, speaker: str | None, refused: str
) -> None:
    assert rule(may_settle(reviewer, turn, speaker)) == refused


@pytest.mark.parametrize(
    ("reviewer", "turn", "refused"),
    [
        (RAPPORTEUR, SETTLED, ""),
        (RAPPORTEUR, READ, "turn.not-settled"),
        (OTHER, SETTLED, "turn.not-rapporteur"),
        (OTHER, MINE, ""),
        (OTHER, replace(READ, spoken_by_them=True), "turn.not-settled"),
    ],
)
def test_whoever_claimed_a_turn_may_take_it_back(
    reviewer: Reviewer, turn: TurnState, refused: str
) -> None:
    assert rule(may_reopen(reviewer, turn)) == refused


@pytest.mark.parametrize(
    ("reviewer", "turn", "reads", "reason", "refused"),
    [
        (RAPPORTEUR, READ, "Who pays now?", "heard", ""),
        (OTHER, MINE, "Who pays now?", "I said so", ""),
        (OTHER, SETTLED, "Who pays now?", "heard", "turn.not-rapporteur"),
        (RAPPORTEUR, READ, "Who pays now?", " ", "turn.reason-missing"),
        (RAPPORTEUR, READ, "Who  pays?", "heard", "turn.text-same"),
        (RAPPORTEUR, READ, " ", "heard", "turn.text-same"),
    ],
)
def test_a_correction_changes_something_and_has_a_reason(
    reviewer: Reviewer, turn: TurnState, reads: str, reason: str, refused: str
) -> None:
    assert rule(may_correct(reviewer, turn, "Who pays?", reads, reason)) == refused
