"""What the form of a ballot says: who sees the answer, until when it can change, and what somebody
answered so far.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.language.model import Ballot
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.moves import Move
from isegoria.server.deliberation.counting import Call, calls_of, given_in
from isegoria.server.deliberation.models import Item
from isegoria.server.pages.deliberation.choices import Looker, move_for
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.phrases import answer_words, move_words

__all__ = [
    "OpenBallot",
    "asks_for_positions",
    "open_ballot",
    "open_ballots",
    "secret_ballot",
]


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
    of = item.key if item else ""
    mine = given_in(facts.chunk, facts.stage, move.name, of).filter(
        who=facts.counts_under(move.name, of, looker.person)
    )
    own = (one for one in calls_of(list(mine)) if one.participant == looker.participant)
    return OpenBallot(ballot, ends, next(own, None))


def secret_ballot(facts: ChunkFacts, move: Move) -> Ballot | None:
    """Return the ballot of a step where it is secret."""
    ballot = _ballot(facts, move)
    return ballot if ballot is not None and ballot.secret else None


def open_ballots(facts: ChunkFacts, looker: Looker, now: datetime) -> list[tuple[str, str]]:
    """Return words and address of the ballots that somebody may answer here, since a position is no
    answer to one.
    """
    names = facts.model.stages[facts.stage].ballots
    tried_out = (move_for(facts, looker, now, "vote", name) for name in names)
    return [
        (move_words(one), reverse("do-named", args=[facts.chunk.number, "vote", one.name]))
        for one in tried_out
        if one is not None and one.refusal is None
    ]


def asks_for_positions(facts: ChunkFacts, ballot: Ballot) -> bool:
    """Return whether the answer to a ballot is a position as well."""
    rights = (Right.POSITION, Right.OBJECT)
    grants = facts.model.grants
    return ballot.asks_for_positions and any((facts.stage, one) in grants for one in rights)


def _ballot(facts: ChunkFacts, move: Move) -> Ballot | None:
    return facts.model.stages[facts.stage].ballots.get(move.name) if move.kind == "vote" else None
