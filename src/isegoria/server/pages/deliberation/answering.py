"""What the form of a ballot says: who sees the answer, until when it can change, and what somebody
answered so far.
"""

from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.voters import voter_of
from isegoria.rules.language.model import Ballot
from isegoria.rules.telling.moves import Move
from isegoria.server.deliberation.counting import Call, calls_of, given_in
from isegoria.server.deliberation.models import Item
from isegoria.server.pages.deliberation.choices import Looker
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.phrases import answer_words

__all__ = ["OpenBallot", "open_ballot", "secret_ballot"]


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot whose answers are public, before somebody who can answer it."""

    ballot: Ballot
    ends: datetime | None
    """When its clock ends; None where nobody knows yet."""
    before: Call | None
    """What they answered so far; not what somebody else answered for the same organisation."""

    @property
    def words(self) -> str:
        """Return the answer so far, in words."""
        return answer_words(self.before.answer) if self.before else ""


def open_ballot(
    facts: ChunkFacts, move: Move, looker: Looker, item: Item | None
) -> OpenBallot | None:
    """Return the ballot of a step; None where the step is none, or the ballot is secret."""
    ballot = _ballot(facts, move)
    if ballot is None or ballot.secret:
        return None
    ends = deadline(facts.model, facts, facts.stage, ballot.clock) if ballot.clock else None
    mine = given_in(facts.chunk, facts.stage, move.name, item.key if item else "").filter(
        who=voter_of(facts.model, ballot, looker.person)
    )
    own = (one for one in calls_of(list(mine)) if one.participant == looker.participant)
    return OpenBallot(ballot, ends, next(own, None))


def secret_ballot(facts: ChunkFacts, move: Move) -> Ballot | None:
    """Return the ballot of a step where it is secret."""
    ballot = _ballot(facts, move)
    return ballot if ballot is not None and ballot.secret else None


def _ballot(facts: ChunkFacts, move: Move) -> Ballot | None:
    return facts.model.stages[facts.stage].ballots.get(move.name) if move.kind == "vote" else None
