"""What the form of a ballot says: who sees the answer, until when it can change, and what somebody
answered so far.
"""

from dataclasses import dataclass
from datetime import datetime

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import needs_groups
from isegoria.rules.facts.situation import Situation
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
    "SecretBallot",
    "asks_for_positions",
    "keep_no_reason",
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


@dataclass(frozen=True, slots=True)
class SecretBallot:
    """A secret ballot before somebody who can answer it."""

    ballot: Ballot
    before: str | None
    """What they answered so far, which nobody else is shown. None where the answer is that of an
    organisation or a group, since somebody else may have given it.
    """
    by_group: bool
    """Whether the result says of each group whether it meets the rule."""

    @property
    def words(self) -> str:
        """Return the answer so far, in words."""
        return answer_words(self.before) if self.before else ""


def secret_ballot(
    facts: ChunkFacts, move: Move, looker: Looker, item: Item | None
) -> SecretBallot | None:
    """Return the ballot of a step; None where it is not secret."""
    ballot = _ballot(facts, move)
    if ballot is None or not ballot.secret:
        return None
    of, before = item.key if item else "", None
    if ballot.one_per == "person":
        name = facts.counts_under(move.name, of, looker.person)
        before = facts.answer_of(facts.stage, move.name, of, name)
    here = Situation(facts.model, facts, facts.changed_at(), facts.stage, of)
    return SecretBallot(ballot, before, needs_groups(here, facts.stage, move.name))


def keep_no_reason(form: Form, ballot: Ballot) -> None:
    """Ask for a reason of a secret answer only where the rules do, and say what becomes of it."""
    if not ballot.reasons_for:
        form.fields.pop("reason", None)
    elif "reason" in form.fields:
        form.fields["reason"].help_text = _(
            "The rules ask for a reason. It is not kept, so that nobody can tell from it who"
            " answered."
        )


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
