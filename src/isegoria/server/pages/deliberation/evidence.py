"""What speaks for and against calling something agreed, gathered from the chunk, its people and its
early warnings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from isegoria.rules.facts.lacking import missing
from isegoria.rules.facts.situation import Situation
from isegoria.rules.telling.explaining import say_missing
from isegoria.rules.telling.phrases import Language, Words
from isegoria.rules.telling.stages import Sentence, of_a_stage
from isegoria.server.deliberation.counting import (
    GroupLine,
    PollCount,
    group_lines,
    polls_of,
    with_words,
)
from isegoria.server.deliberation.models import Objection
from isegoria.server.deliberation.reads import (
    GroupPositions,
    Silent,
    positions_by_group,
    silent_objectors,
)
from isegoria.server.membership.voices import Room, room_of
from isegoria.server.pages.deliberation.lists import FEW, ROWS, objection_counts
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Member
from isegoria.server.process.reads import RunningClock, clocks_of
from isegoria.server.process.tallies import Tally, tallies_of
from isegoria.server.warnings.looking import Looked, looked_at

__all__ = ["Asked", "Evidence", "evidence_of"]

NAMED = 50  # people who fell silent that a page names; of all it says how many


@dataclass(frozen=True, slots=True)
class Asked:
    """A ballot as it stands: the counts, what it still needs in words, and per group how many have
    not answered.
    """

    tally: Tally
    lacks: tuple[str, ...]
    unanswered: tuple[tuple[str, int, int], ...]
    """Group, how many of it have not answered, how many take part."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who took part and has done nothing here for a while."""

    member: Member
    days: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything on one page."""

    rules: tuple[Sentence, ...]
    clocks: Sequence[RunningClock]
    ballots: Sequence[Asked]
    earlier: Sequence[Tally]
    """Ballots and straw polls of the stages before."""
    polls: Sequence[PollCount]
    positions: Sequence[GroupPositions]
    lines: Sequence[GroupLine]
    open: Sequence[Objection]
    settled: Sequence[Objection]
    objections: Sequence[tuple[str, str, int]]
    """How many are in each state: its name, in words, the number."""
    silent: Sequence[Silent]
    quiet: Sequence[Quiet]
    quiet_by_group: Sequence[tuple[str, int]]
    room: Room
    looked: Looked


def evidence_of(facts: ChunkFacts, now: datetime, language: Language) -> Evidence:
    """Return the evidence of a chunk at a time, in the reader's language."""
    chunk = facts.chunk
    words = Words(facts.model, language, facts.stage)
    objections = Objection.objects.filter(chunk=chunk).select_related("participant", "group")
    still = Q(state__in=[Objection.State.OPEN, Objection.State.SUSTAINED])
    until = facts.ended_at() or now
    since = now - timedelta(days=facts.model.signals.silent_days)
    quiet = Member.objects.filter(process=chunk.process_id, last_at__lt=since).select_related(
        "participant", "group"
    )
    if facts.outcome:  # who is silent today was not silent then
        quiet = quiet.none()
    positions = positions_by_group(chunk, facts.took_part(), decided=facts.is_decided)
    silent = list(quiet.order_by("last_at")[:NAMED])
    return Evidence(
        rules=tuple(_of_the_call(facts, words)),
        clocks=clocks_of(facts, now),
        ballots=[
            _asked(facts, now, one, language)
            for one in with_words(tallies_of(facts, now, most=FEW))
        ],
        earlier=_earlier(facts, now),
        polls=polls_of(chunk, now),
        positions=positions,
        lines=group_lines(facts, positions),
        open=list(objections.filter(still).order_by("number")[:ROWS]),
        settled=list(objections.exclude(still).order_by("-number")[:FEW]),
        objections=objection_counts(chunk),
        silent=silent_objectors(chunk, until, facts.model.signals.silent_days),
        quiet=[Quiet(one, (now - one.last_at).days) for one in silent],
        quiet_by_group=_by_group(quiet),
        room=room_of(
            chunk.process,
            {group.pk for group in chunk.issue.affected.all()},
            now,
            facts.model,
            full=False,
            there=facts.state.there,
        ),
        looked=looked_at([chunk.issue], now)[0],
    )


def _of_the_call(facts: ChunkFacts, words: Words) -> list[Sentence]:
    """Return the sentences of the stage that say how its clocks, ballots and findings work."""
    stage = facts.model.stages[facts.stage]
    parts = {
        f"{facts.model.id}/{facts.stage}/{name}" for name in (*stage.ballots, *stage.judgements)
    }
    parts |= {f"{facts.model.id}/{facts.stage}/clocks/{name}" for name in stage.clocks}
    return [one for one in of_a_stage(stage, words) if one.rule in parts]


def _asked(facts: ChunkFacts, now: datetime, tally: Tally, language: Language) -> Asked:
    ballot = facts.model.stages[tally.stage].ballots[tally.name]
    situation = Situation(facts.model, facts, now, tally.stage, tally.item, tally.name)
    hidden = tally.hidden
    lacking = (
        () if hidden else [*missing(ballot.quorum, situation), *missing(ballot.passes, situation)]
    )
    lacks = tuple(say_missing(facts.model, one, language) for one in lacking)
    gaps = tuple(
        (one.group, one.members - one.total, one.members)
        for one in tally.counts
        if one.members > one.total
    )
    return Asked(tally, lacks, () if hidden else gaps)


def _earlier(facts: ChunkFacts, now: datetime) -> list[Tally]:
    entered = [
        (visit.at, name)
        for name, visit in facts.state.visits.items()
        if visit.at and visit.tallies and name != facts.stage
    ]
    return with_words(
        one for _at, name in sorted(entered) for one in tallies_of(facts, now, stage=name, most=FEW)
    )


def _by_group(quiet: QuerySet[Member]) -> list[tuple[str, int]]:
    """Return how many of each group fell silent, the most first; an empty name states no group."""
    counts = dict(quiet.order_by().values_list("group").annotate(number=Count("pk")))
    names = dict(StakeholderGroup.objects.filter(pk__in=counts).values_list("pk", "name"))
    told = [(names.get(group, ""), number) for group, number in counts.items()]
    return sorted(told, key=lambda one: (-one[1], one[0]))
