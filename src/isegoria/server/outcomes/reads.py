"""Outcomes with their state: what came out, how it was supported, what is due, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from isegoria.rules.parts import Outcome
from isegoria.server.courses.facts import ChunkFacts, facts_of, models_of
from isegoria.server.courses.models import Chunk
from isegoria.server.courses.reads import Tally, tallies_of
from isegoria.server.deliberation.models import Version
from isegoria.server.outcomes.models import FollowUp

__all__ = ["Due", "Result", "due_of", "latest_text", "outcomes", "results_of", "tallies_at_the_end"]


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


def outcomes(state: str = "") -> QuerySet[Chunk]:
    """Return the chunks that ended, the newest first: all, those with this last rating, or with `none` those without a report."""
    last = FollowUp.objects.filter(chunk=OuterRef("pk")).order_by("-number").values("rating")[:1]
    ended = Chunk.objects.exclude(outcome="").select_related("process", "issue").annotate(last_rating=Subquery(last))
    if state:
        ended = ended.filter(last_rating=None if state == "none" else state)
    return ended.defer("state").order_by("-ended_at", "-number")


def results_of(chunks: Sequence[Chunk], now: datetime) -> list[Result]:
    """Return outcomes with their follow-ups, with the same few queries however many there are."""
    models = models_of({one.process for one in chunks})
    reports: dict[int, list[FollowUp]] = {}
    for one in FollowUp.objects.filter(chunk__in=[chunk.pk for chunk in chunks]).defer("text", "evidence").order_by("number"):
        reports.setdefault(one.chunk_id, []).append(one)
    return [_result(one, models[one.process_id].outcomes[one.outcome], reports.get(one.pk, []), now) for one in chunks]


def _result(chunk: Chunk, outcome: Outcome, reports: Sequence[FollowUp], now: datetime) -> Result:
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


def tallies_at_the_end(chunk: Chunk, now: datetime, most: int) -> tuple[ChunkFacts, list[Tally]]:
    """Return the binding ballots of the stage in which the chunk ended, or of the last stage that had any.

    Args:
        most: how many items of a ballot on items.
    """
    facts = facts_of(chunk)
    visited = sorted(
        (visit.at, stage) for stage, visit in facts.state.visits.items() if visit.at and facts.model.stages[stage].ballots
    )
    found = [one for _at, stage in visited[-1:] for one in tallies_of(facts, now, stage=stage, most=most)]
    return facts, found


def latest_text(chunk: Chunk) -> Version | None:
    """Return the text that was settled."""
    return Version.objects.filter(chunk=chunk).order_by("-number").first()
