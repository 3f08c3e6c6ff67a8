"""What a forum's first page shows: what is open, and what waits for the one who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from isegoria.rules.state import Key
from isegoria.rules.voters import voter_of
from isegoria.server.courses.facts import ChunkFacts, facts_of
from isegoria.server.courses.models import Chunk
from isegoria.server.deliberation.choices import Choice, Looker, choices_of, looker_for
from isegoria.server.deliberation.models import Comment, StrawAnswer
from isegoria.server.deliberation.polls import AnswerPoll
from isegoria.server.people.models import Participant

__all__ = ["Duty", "asked_of", "duties_of", "open_chunks"]

SHOWN = 8
LOOKED_AT = 5  # chunks of one's own that are tried on the rules for one look at the page

_WAITS = {"vote", "judge", "rule", "deliver", "notify", "close", "leave", AnswerPoll.kind}
"""Steps that others wait for; to contribute is always possible and no duty."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A chunk, and the steps on it that wait for the one who looks."""

    chunk: Chunk
    choices: Sequence[Choice]


def open_chunks() -> QuerySet[Chunk]:
    """Return what goes on, what ends first before all else; the page shows the first few."""
    going_on = Chunk.objects.filter(outcome="", issue__merged_into=None, process__archive=None).select_related("process", "issue")
    return going_on.order_by(F("look_at").asc(nulls_last=True), "-number")


def duties_of(user: Any, now: datetime, last: int | None) -> list[Duty]:
    """Return what waits for a participant where they take part or hold a seat, what ends first before all else."""
    if not isinstance(user, Participant):
        return []
    mine = open_chunks().filter(process__members__participant=user) | open_chunks().filter(
        process__seats__participant=user, process__seats__until_at=None
    )
    found = []
    for chunk in mine.distinct()[:LOOKED_AT]:
        facts = facts_of(chunk)
        looker = looker_for(facts, user, now, last)
        waiting = [one for one in choices_of(facts, looker, now) if _waits(facts, looker, one)]
        if waiting:
            found.append(Duty(chunk, waiting))
    return found


def asked_of(user: Any) -> QuerySet[Comment]:
    """Return the unanswered questions to offices that somebody holds, the oldest first."""
    if not isinstance(user, Participant):
        return Comment.objects.none()
    asked = Comment.objects.filter(form=Comment.Kind.QUESTION, answered_at=None, hidden_in=None, erased_in=None).exclude(asked="")
    theirs = asked.filter(
        chunk__process__seats__participant=user, chunk__process__seats__until_at=None, chunk__process__seats__holder=F("asked")
    )
    return theirs.select_related("chunk").order_by("number")


def _waits(facts: ChunkFacts, looker: Looker, choice: Choice) -> bool:
    """Return whether a step is allowed and still to be done: a ballot that was answered no longer waits."""
    if choice.refusal is not None or choice.kind not in _WAITS:
        return False
    if choice.kind == AnswerPoll.kind:
        return not StrawAnswer.objects.filter(poll=int(choice.name), participant=looker.participant).exists()
    if choice.kind != "vote":
        return True
    ballot = facts.model.stages[facts.stage].ballots[choice.name]
    item = choice.item.key if choice.item else ""
    return facts.rows.get(Key("answer", facts.stage, choice.name, item, voter_of(ballot, looker.person))) is None
