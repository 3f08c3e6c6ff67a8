"""Who may say who spoke a turn, and when: the rules of the review of a session, each with its
name.
"""

from dataclasses import dataclass
from enum import Enum

from isegoria.terms import Refusal, gettext_noop

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
        return Refusal(
            rule="turn.settled-so",
            reason=gettext_noop("Turn {turn} is settled just so already."),
            instead=gettext_noop("Nothing is left to do here; go on to the next doubtful turn."),
            facts={"turn": turn.number},
        )
    return None


def may_reopen(reviewer: Reviewer, turn: TurnState) -> Refusal | None:
    """Refuse whoever is not a rapporteur, and a turn that nobody settled.

    Whoever claimed a turn may take that back.
    """
    if reviewer is not Reviewer.RAPPORTEUR and not turn.spoken_by_them:
        return _not_rapporteur()
    if not turn.settled:
        return Refusal(
            rule="turn.not-settled",
            reason=gettext_noop(
                "Nobody settled turn {turn} yet, so there is nothing to take back."
            ),
            instead=gettext_noop("Settle it instead, if you know who spoke."),
            facts={"turn": turn.number},
        )
    return None


def may_claim(turn: TurnState) -> Refusal | None:
    """Refuse a claim on a turn that is not in doubt: the rapporteur settles who is right."""
    if turn.doubtful:
        return None
    return Refusal(
        rule="turn.settled",
        reason=gettext_noop(
            "Turn {turn} is not in doubt: it is settled who spoke, or that it cannot be known."
        ),
        instead=gettext_noop(
            "If that is wrong, tell the rapporteur or the secretariat, who can settle it anew."
        ),
        facts={"turn": turn.number},
    )


def may_correct(
    reviewer: Reviewer, turn: TurnState, now_reads: str, should_read: str, reason: str
) -> Refusal | None:
    """Refuse whoever is neither rapporteur nor the speaker, a correction without a reason, and one
    that changes nothing.
    """
    if reviewer is not Reviewer.RAPPORTEUR and not turn.spoken_by_them:
        return _not_rapporteur()
    if not reason.strip():
        return Refusal(
            rule="turn.reason-missing",
            reason=gettext_noop("A correction needs a reason; it is shown beside it."),
            instead=gettext_noop(
                "Say in a few words how you know, such as “heard on the recording”."
            ),
        )
    if not should_read.strip() or now_reads.split() == should_read.split():
        return Refusal(
            rule="turn.text-same",
            reason=gettext_noop("The text of turn {turn} would read as it does now, or be empty."),
            instead=gettext_noop(
                "Change the words that were captioned wrongly, and send it again."
            ),
            facts={"turn": turn.number},
        )
    return None


def _not_rapporteur() -> Refusal:
    return Refusal(
        rule="turn.not-rapporteur",
        reason=gettext_noop(
            "Only the session’s rapporteurs and the secretariat settle and correct turns."
        ),
        instead=gettext_noop("If the words are your own, open the turn and choose “I said this”."),
    )
