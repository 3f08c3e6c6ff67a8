"""Who may say who spoke a turn, and when: the rules of the review of a session, each with its
name.
"""

from dataclasses import dataclass
from enum import Enum

from isegoria.floor import refusals
from isegoria.terms import Refusal

__all__ = [
    "DOUBTFUL_UP_TO",
    "Reviewer",
    "TurnState",
    "may_claim",
    "may_correct",
    "may_reopen",
    "may_settle",
]

# a reader that is not surer than this asks a human (facts: wrong readings stay at or under it)
DOUBTFUL_UP_TO = 0.7


class Reviewer(Enum):
    """What somebody is in the session whose turns are reviewed."""

    # named for this session; the secretariat and the operator's command line count as one
    RAPPORTEUR = "rapporteur"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class TurnState:
    """What the rules need to know of a turn.

    `speaker` None while it is open; `settled` by a human, not by the reader.
    """

    number: int
    speaker: str | None
    confidence: float
    settled: bool
    spoken_by_them: bool = False  # whoever acts now claimed this turn before

    @property
    def doubtful(self) -> bool:
        """Whether a human should look at it."""
        return not self.settled and (self.speaker is None or self.confidence <= DOUBTFUL_UP_TO)


def may_settle(reviewer: Reviewer, turn: TurnState, speaker: str | None) -> Refusal | None:
    """Refuse whoever is not a rapporteur, and a settlement that changes nothing.

    `speaker` None: nobody can know.
    """
    if reviewer is not Reviewer.RAPPORTEUR:
        return _not_rapporteur()
    if turn.settled and turn.speaker == speaker:
        return refusals.TURN_SETTLED_SO.refuse(turn=turn.number)
    return None


def may_reopen(reviewer: Reviewer, turn: TurnState) -> Refusal | None:
    """Refuse whoever is not a rapporteur, and a turn that nobody settled.

    Whoever claimed a turn may take that back.
    """
    if reviewer is not Reviewer.RAPPORTEUR and not turn.spoken_by_them:
        return _not_rapporteur()
    if not turn.settled:
        return refusals.TURN_NOT_SETTLED.refuse(turn=turn.number)
    return None


def may_claim(turn: TurnState) -> Refusal | None:
    """Refuse a claim on a turn that is not in doubt: the rapporteur settles who is right."""
    if turn.doubtful:
        return None
    return refusals.TURN_SETTLED.refuse(turn=turn.number)


def may_correct(
    reviewer: Reviewer, turn: TurnState, now_reads: str, should_read: str, reason: str
) -> Refusal | None:
    """Refuse whoever is neither rapporteur nor the speaker, a correction without a reason, and one
    that changes nothing.
    """
    if reviewer is not Reviewer.RAPPORTEUR and not turn.spoken_by_them:
        return _not_rapporteur()
    if not reason.strip():
        return refusals.CORRECTION_UNREASONED.refuse()
    if not should_read.strip() or now_reads.split() == should_read.split():
        return refusals.TEXT_UNCHANGED.refuse(turn=turn.number)
    return None


def _not_rapporteur() -> Refusal:
    return refusals.NOT_RAPPORTEUR.refuse()
