"""Outcomes with their state: what came out, how it was supported, what is due, what became of
it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from isegoria.rules.course.following import Date, Following, answers, state_of
from isegoria.rules.language.elements import Outcome
from isegoria.rules.telling.phrases import way_words
from isegoria.server.deliberation.counting import with_words
from isegoria.server.deliberation.models import Version
from isegoria.server.outcomes.models import FollowUp, Reminder, Responsible
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, facts_of, models_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.tallies import Tally, tallies_of

__all__ = [
    "STATES",
    "Due",
    "Filter",
    "Result",
    "Standing",
    "StateCount",
    "counts_of",
    "decided_text",
    "due_of",
    "matching",
    "outcomes",
    "results_at",
    "results_for",
    "results_of",
    "tallies_at_the_end",
    "way_taken",
]

STATES: dict[Following, Any] = {
    Following.DONE: FollowUp.Rating.DONE.label,
    Following.UNDER_WAY: FollowUp.Rating.UNDER_WAY.label,
    Following.NOTHING: FollowUp.Rating.NOTHING.label,
    Following.CONTRARY: FollowUp.Rating.CONTRARY.label,
    Following.NONE: _("no report yet"),
    Following.OVERDUE: _("report overdue"),
}
_WIDTH = 1000  # units of the picture; the page scales it


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
    state: Following
    responsible: tuple[Responsible, ...]
    reminders: tuple[Reminder, ...]

    @property
    def late(self) -> bool:
        """Whether a date has passed without a report."""
        return any(one.overdue for one in self.due)


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many outcomes are in a state, and its part of the picture."""

    state: Following
    words: str
    number: int
    x: float
    width: float
    shade: int


class Standing(NamedTuple):
    """What decides whether an outcome is asked for: the number of its chunk, its force, the state
    of what follows.
    """

    number: int
    force: str
    state: Following


@dataclass(frozen=True, slots=True)
class Filter:
    """Which outcomes: of a process, with a force, in a state of follow-up, of a year.

    Empty means all.
    """

    process: int | None = None
    force: str = ""
    state: str = ""
    year: int | None = None


def outcomes() -> QuerySet[Chunk]:
    """Return the chunks that ended, the newest first. What was closed elsewhere is no outcome of
    this forum, and what ended without a number decided nothing.
    """
    ended = Chunk.objects.filter(process__archive=None).exclude(outcome="").exclude(cited="")
    return ended.select_related("process", "issue").order_by("-ended_at", "-number")


def matching(which: Filter, now: datetime) -> list[Standing]:
    """Return the outcomes asked for, the newest first.

    What a model says, and the day, are in no column: so every outcome is looked at, but little is
    read of each.
    """
    found = outcomes()
    if which.process is not None:
        found = found.filter(process=which.process)
    if which.year is not None:
        found = found.filter(ended_at__year=which.year)
    rows = list(found.values_list("number", "process", "outcome", "ended_at"))
    models = models_of(
        Process.objects.filter(pk__in={process for _number, process, _outcome, _at in rows})
    )
    rated = dict(
        FollowUp.objects.filter(chunk__in=found.values("number"))
        .order_by("number")
        .values_list("chunk", "rating")
    )
    standings = []
    for number, process, name, ended_at in rows:
        if (outcome := models[process].outcomes.get(name)) is not None:
            rating = rated.get(number, "")
            dates = (
                []
                if rating or ended_at is None
                else [Date(span.after(ended_at), reported=False) for span in outcome.follow_up]
            )
            standings.append(Standing(number, outcome.force, state_of(rating, dates, now)))
    return [
        one
        for one in standings
        if which.force in {"", one.force} and which.state in {"", one.state}
    ]


def results_at(standings: Iterable[Standing], now: datetime) -> list[Result]:
    """Return some outcomes in full, in their order."""
    return results_of(outcomes().filter(pk__in=[one.number for one in standings]), now)


def results_of(chunks: QuerySet[Chunk], now: datetime) -> list[Result]:
    """Return the outcomes of chunks with their follow-ups: the same queries however many there
    are.
    """
    rows = list(
        chunks.prefetch_related(
            "follow_ups__participant", "responsible__group", "responsible__participant", "reminders"
        )
    )
    models = models_of({one.process for one in rows})
    for one in rows:
        for asked in one.responsible.all():
            office = models[one.process_id].offices.get(asked.name)
            asked.title = office.title if office and asked.kind == Responsible.Kind.OFFICE else ""
    kept = [(one, models[one.process_id].outcomes.get(one.outcome)) for one in rows]
    return [_result(one, outcome, now) for one, outcome in kept if outcome is not None]


def results_for(participant: Participant, now: datetime) -> list[Result]:
    """Return the outcomes on which somebody is asked to act: themself, by a seat, or as one of an
    organisation.
    """
    kinds = Responsible.Kind
    asked = Q(responsible__participant=participant)
    for process, holder in Seat.objects.filter(participant=participant, until_at=None).values_list(
        "process", "holder"
    ):
        asked |= Q(process=process, responsible__kind=kinds.OFFICE, responsible__name=holder)
        asked |= Q(
            process=process,
            responsible__kind=kinds.GROUP,
            responsible__group__slug=holder.replace("_", "-"),
        )
    for name in (
        participant.affiliations.filter(until_on=None)
        .exclude(organisation="")
        .values_list("organisation", flat=True)
    ):
        asked |= Q(responsible__kind=kinds.ORGANISATION, responsible__name__iexact=name)
    mine = Chunk.objects.exclude(outcome="").filter(asked).values("pk")
    return results_of(outcomes().filter(pk__in=mine)[:20], now)


def _result(chunk: Chunk, outcome: Outcome, now: datetime) -> Result:
    reports = sorted(chunk.follow_ups.all(), key=lambda one: one.number)
    due = tuple(due_of(chunk, outcome, reports, now))
    latest = reports[-1] if reports else None
    dates = [Date(one.at, bool(one.reports)) for one in due]
    state = state_of(latest.rating if latest else "", dates, now)
    return Result(
        chunk,
        outcome,
        due,
        latest,
        state,
        tuple(chunk.responsible.all()),
        tuple(chunk.reminders.all()),
    )


def due_of(chunk: Chunk, outcome: Outcome, reports: Sequence[FollowUp], now: datetime) -> list[Due]:
    """Return the follow-ups that the model sets, each with the reports that answer it; none where
    nothing was decided.
    """
    if chunk.ended_at is None or not chunk.cited:
        return []
    dates = [span.after(chunk.ended_at) for span in outcome.follow_up]
    given = answers(dates, [one.at for one in reports])
    return [
        Due(at, tuple(reports[place] for place in places), overdue=at < now and not places)
        for at, places in zip(dates, given, strict=True)
    ]


def counts_of(results: Iterable[Standing]) -> list[StateCount]:
    """Return how many outcomes are in each state, with the parts of a picture."""
    counts = dict.fromkeys(STATES, 0)
    for one in results:
        counts[one.state] += 1
    total, x, found = sum(counts.values()) or 1, Fraction(), []
    for shade, (state, number) in enumerate(counts.items(), 1):
        width = Fraction(_WIDTH * number, total)
        found.append(
            StateCount(
                state, str(STATES[state]), number, round(float(x), 2), round(float(width), 2), shade
            )
        )
        x += width
    return found


def tallies_at_the_end(
    chunk: Chunk, now: datetime, most: int | None = None
) -> tuple[ChunkFacts, list[Tally]]:
    """Return the binding ballots of the stage in which the chunk ended, or of the last stage that
    had any.
    """
    facts = facts_of(chunk)
    visited = sorted(
        (visit.at, stage)
        for stage, visit in facts.state.visits.items()
        if visit.at and facts.model.stages[stage].ballots
    )
    found = with_words(
        one for _at, stage in visited[-1:] for one in tallies_of(facts, now, stage=stage, most=most)
    )
    return facts, found


def way_taken(facts: ChunkFacts) -> tuple[str, str]:
    """Return the way out by which a chunk ended, in the words of its model, and the rule that has
    it.
    """
    found = facts.way_out()
    if found is None:
        return "", ""
    name, way = found
    return way_words(facts.model, way), f"{facts.model.id}/{facts.stage}/{name}"


def decided_text(chunk: Chunk) -> Version | None:
    """Return the version of the text that was decided."""
    return (
        Version.objects.filter(chunk=chunk, pk=chunk.text_version).first()
        if chunk.text_version
        else None
    )
