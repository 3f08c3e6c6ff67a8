"""Whether people decide on a part now, and whether they have said something that rests on its
words.

Whoever corrects a title or cancels a part must not move, or end, what others decide.
"""

from datetime import datetime

from isegoria.rules.course.versions import decisions_on_text
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.server.corrections import refusals
from isegoria.server.faults import guarded
from isegoria.server.issues.parts import on_the_course
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.models import Chunk
from isegoria.terms import Refusal

__all__ = ["people_decide", "readable", "rests_on"]


def readable(chunk: Chunk) -> ChunkFacts | None:
    """Return the facts of a part; None where they cannot be read."""
    with guarded("part", chunk.pk):
        return facts_of(chunk)
    return None


def people_decide(facts: ChunkFacts, now: datetime, *, answered: bool = False) -> Refusal | None:
    """Refuse while a binding ballot or a consensus call on a part is open or waits for its end.

    Args:
        answered: only where somebody answered, or it is secret whether somebody did.
    """
    if facts.outcome or facts.is_split() or facts.chunk.cancelled_in is not None:
        return None
    found = decisions_on_text(facts.model, facts, now) + on_the_course(facts, now)
    titles = [one.title for one in found] + _on_items(facts, now)
    if answered and not _is_answered(facts):
        titles = []
    titles += _secret(facts, now)
    if not titles and facts.decided_in():
        titles = [facts.model.stages[facts.decided_in()].title]
    if not titles:
        return None
    return refusals.PEOPLE_DECIDE.refuse(title=facts.chunk.title, ballot=titles[0])


def _on_items(facts: ChunkFacts, now: datetime) -> list[str]:
    """Return the binding ballots on items that are open, or that somebody answered."""
    situation = Situation(facts.model, facts, now, facts.stage)
    visit = facts.state.visits.get(facts.stage)
    return [
        one.title or name.replace("_", " ")
        for name, one in facts.model.stages[facts.stage].ballots.items()
        if one.binding
        and one.derived is None
        and one.about not in {"text", "course"}
        and (
            not is_closed(situation, facts.stage, name)
            or (visit is not None and bool(visit.tallies.get(name)))
        )
    ]


def _secret(facts: ChunkFacts, now: datetime) -> list[str]:
    """Return the secret ballots that are open or not counted yet: to stop them would drop what
    people answered.
    """
    situation = Situation(facts.model, facts, now, facts.stage)
    ballots = facts.model.stages[facts.stage].ballots.items()
    uncounted = set(facts.uncounted(now))
    return [
        one.title or name.replace("_", " ")
        for name, one in ballots
        if one.secret and (name in uncounted or not is_closed(situation, facts.stage, name))
    ]


def _is_answered(facts: ChunkFacts) -> bool:
    """Return whether somebody answered in the stage, holds a position or objected; where silence
    adopts the text, whoever says nothing answers too.
    """
    clocks = facts.model.stages[facts.stage].clocks.values()
    if any(one.timeout is not None and one.timeout.silence == "adopts" for one in clocks):
        return True
    visit, chunk = facts.state.visits.get(facts.stage), facts.chunk
    if visit is not None and any(visit.tallies.values()):
        return True
    return chunk.position_set.filter(ended_in=None).exists() or chunk.objection_set.exists()


def rests_on(facts: ChunkFacts) -> bool:
    """Return whether something rests on the words of a part: an answer, a position, an objection,
    support of its issue by others, or its outcome.
    """
    chunk = facts.chunk
    answered = any(any(visit.tallies.values()) for visit in facts.state.visits.values())
    proposers = chunk.issue.proposers.values("participant")
    return (
        bool(facts.outcome)
        or answered
        or chunk.position_set.exists()
        or chunk.objection_set.exists()
        or chunk.issue.support.exclude(participant__in=proposers).exists()
    )
