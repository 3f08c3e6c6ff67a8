"""Outcomes with their state: what came out, how it was supported, what is due, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from isegoria.rules.parts import Outcome
from isegoria.rules.phrases import way_title
from isegoria.server.courses.facts import ChunkFacts, facts_of, model_of
from isegoria.server.courses.models import Chunk
from isegoria.server.courses.reads import Tally, tallies_of
from isegoria.server.deliberation.models import Version
from isegoria.server.outcomes.models import FollowUp

__all__ = ["Due", "Result", "due_of", "latest_text", "outcomes", "result_of", "tallies_at_the_end", "way_taken"]


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up that the model sets: when it is due, and the reports that came for it."""

    at: datetime
    reports: tuple[FollowUp, ...]
    overdue: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A chunk that has an outcome, as the list of outcomes shows it."""

    chunk: Chunk
    outcome: Outcome
    due: tuple[Due, ...]
    latest: FollowUp | None

    @property
    def state(self) -> str:
        """The last rating; empty while nobody gave one."""
        return self.latest.rating if self.latest else ""


def outcomes() -> QuerySet[Chunk]:
    """Return the chunks that ended, the newest first; what was closed elsewhere is no outcome of this forum."""
    ended = (
        Chunk.objects.filter(process__archive=None)
        .exclude(outcome="")
        .select_related("process", "issue")
        .prefetch_related("follow_ups__participant")
    )
    return ended.order_by("-ended_at")


def result_of(chunk: Chunk, now: datetime) -> Result:
    """Return the outcome of a chunk with its follow-ups."""
    outcome = model_of(chunk.process).outcomes[chunk.outcome]
    reports = sorted(chunk.follow_ups.all(), key=lambda one: one.number)
    return Result(chunk, outcome, tuple(due_of(chunk, outcome, reports, now)), reports[-1] if reports else None)


def due_of(chunk: Chunk, outcome: Outcome, reports: Sequence[FollowUp], now: datetime) -> list[Due]:
    """Return the follow-ups that the model sets; a report belongs to the first date that it does not come after."""
    if chunk.ended_at is None:
        return []
    dates = [span.after(chunk.ended_at) for span in outcome.follow_up]
    found = []
    for place, at in enumerate(dates):
        after = dates[place - 1] if place else chunk.ended_at
        last = place == len(dates) - 1
        mine = tuple(one for one in reports if after < one.at and (last or one.at <= at))
        found.append(Due(at, mine, overdue=at < now and not mine))
    return found


def tallies_at_the_end(chunk: Chunk, now: datetime) -> tuple[ChunkFacts, list[Tally]]:
    """Return the binding ballots of the stage in which the chunk ended, or of the last stage that had any."""
    facts = facts_of(chunk)
    visited = sorted(
        (visit.at, stage) for stage, visit in facts.state.visits.items() if visit.at and facts.model.stages[stage].ballots
    )
    found = [one for _at, stage in visited[-1:] for one in tallies_of(facts, now, stage=stage)]
    return facts, found


def way_taken(facts: ChunkFacts) -> tuple[str, str]:
    """Return the way out by which a chunk ended, in the words of its model, and the rule that has it."""
    stage, visit = facts.stage, facts.state.visits[facts.stage]
    for name, way in facts.model.stages[stage].exits.items():
        if way.outcome == facts.outcome and visit.events.get(name) == facts.ended_at():
            return way_title(way, name), f"{facts.model.id}/{stage}/{name}"
    return "", ""


def latest_text(chunk: Chunk) -> Version | None:
    """Return the text that was settled."""
    return Version.objects.filter(chunk=chunk).order_by("-number").first()
