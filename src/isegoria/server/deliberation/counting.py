"""Who answered what: the roll call of a ballot, positions with their history, straw polls by
stakeholder group.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from isegoria.rules.language.model import Model
from isegoria.server.addresses import whole
from isegoria.server.deliberation.models import Item, Position, StrawAnswer, StrawPoll
from isegoria.server.deliberation.reads import GroupPositions
from isegoria.server.deliberation.rounds import round_of, stays_of
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.groups import counted_as
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.tallies import Tally
from isegoria.server.record.models import Act, Authorship, Opening
from isegoria.server.record.reads import with_openings

__all__ = [
    "PAGE",
    "Call",
    "GroupLine",
    "PollCount",
    "authors_of",
    "calls_of",
    "ended_calls",
    "given_in",
    "group_lines",
    "histories_of",
    "open_polls",
    "polls_of",
    "positions_of",
    "restarts_of",
    "with_words",
]

PAGE = 100  # people on a page of a roll call
_RESTARTS = ("chunk.write", "chunk.answer-amendment", "chunk.rule", "chunk.clock")


@dataclass(frozen=True, slots=True)
class Call:
    """One answer of a roll call. The participant is None where the author was erased."""

    number: int
    participant: Participant | None
    group: str
    answer: str
    reason: str
    version: int | None
    """The version of the text that it was given to; None without a text, or where none was named
    yet.
    """
    instead_of: tuple[int, Participant | None] | None = None
    """The act and the author of the answer that it replaced, where that was somebody else."""


@dataclass(frozen=True, slots=True)
class PollCount:
    """A straw poll by stakeholder group: the numbers in the order of its answers; the group None
    states none.
    """

    poll: StrawPoll
    rows: tuple[tuple[StakeholderGroup | None, tuple[int, ...]], ...]
    heads: tuple[int, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What somebody holds for a group, beside how many of that group are here and what they hold
    themselves.
    """

    title: str
    position: Position
    members: int
    own: tuple[int, ...]
    """In the order of the four positions."""


def with_words(tallies: Iterable[Tally]) -> list[Tally]:
    """Return tallies with what their items say."""
    found = list(tallies)
    numbers = [whole(one.item[1:]) for one in found if one.item]
    texts = (
        {one.key: one.text for one in Item.objects.filter(number__in=numbers)} if numbers else {}
    )
    return [replace(one, about=texts.get(one.item, "")) for one in found]


def given_in(chunk: Chunk, stage: str, ballot: str, item: str) -> QuerySet[ChunkRow]:
    """Return where the answers that count were given, the first one first: a row a voter, with the
    act as its number.

    The value of a row is the version of the text that was answered.
    """
    return ChunkRow.objects.filter(
        chunk=chunk, what="given_in", stage=stage, name=ballot, item=item
    ).order_by("number")


def calls_of(rows: Sequence[ChunkRow], *, of_groups: bool = False) -> list[Call]:
    """Return the answers of these rows of `given_in`, with who gave them and why; `of_groups`:
    somebody may have changed what another person answered for their group.
    """
    if not rows:
        return []
    one, numbers = rows[0], [row.number for row in rows]
    kept = ChunkRow.objects.filter(
        chunk=one.chunk_id, what="answer", stage=one.stage, name=one.name, item=one.item
    )
    answers = {
        who: (value, group)
        for who, value, group in kept.filter(who__in=[row.who for row in rows]).values_list(
            "who", "value", "group"
        )
    }
    reasons = dict(
        Opening.objects.filter(act__in=numbers, field="reason").values_list("act_id", "content")
    )
    replaced = _replaced(numbers) if of_groups else {}
    people = authors_of([*numbers, *replaced.values()])
    return [
        Call(
            row.number,
            people.get(row.number),
            answers.get(row.who, ("", ""))[1],
            answers.get(row.who, ("", ""))[0],
            bytes(reasons.get(row.number, b"")).decode(),
            int(row.value) if row.value else None,
            (before, people.get(before))
            if (before := replaced.get(row.number)) is not None
            and people.get(before) != people.get(row.number)
            else None,
        )
        for row in rows
    ]


def _replaced(numbers: Sequence[int]) -> dict[int, int]:
    """Return which earlier answer each of these replaced last."""
    acts = Act.objects.filter(pk__in=numbers).values_list("number", "references")
    named = {one: references for one, references in acts if len(references) > 1}
    votes = Act.objects.filter(
        pk__in={of for references in named.values() for of in references}, kind="chunk.vote"
    )
    there = set(votes.values_list("number", flat=True)) if named else set()
    return {
        one: max(there.intersection(references))
        for one, references in named.items()
        if there.intersection(references)
    }


def authors_of(acts: Sequence[Act | int]) -> dict[int, Participant]:
    """Return who did each of these acts; those are left out whose author was erased."""
    written = Authorship.objects.filter(act__in=acts).select_related("participant")
    return {one.act_id: one.participant for one in written}


def restarts_of(chunk: Chunk, ballot: str) -> list[Act]:
    """Return the acts that began a ballot of this name anew, the first one first.

    Each kind is asked for by itself, as in `latest_about`: of all at once every act on the chunk is
    read.
    """
    about = Act.objects.filter(process=chunk.process.place, item=chunk.item).order_by()
    first, *others = (about.filter(kind=kind) for kind in _RESTARTS)
    written = first.union(*others, all=True).order_by("number")
    return [act for act in written if ballot in act.body.get("restarted", ())]


def ended_calls(model: Model, chunk: Chunk, stage: str, ballot: str, item: str) -> QuerySet[Act]:
    """Return the answers to a ballot of a stage that was begun anew since, in its last round: they
    are read, and count no longer. Of a secret ballot nothing is told.
    """
    restarts = [act.number for act in restarts_of(chunk, ballot)]
    stays = round_of(stays_of(model, chunk), stage, restarts) if restarts else []
    last = [number for number in restarts if any(one.holds(number) for one in stays)][-1:]
    if not last or model.stages[stage].ballots[ballot].secret:
        return Act.objects.none()
    asked = {"body__name": ballot, "body__item": item} if item else {"body__name": ballot}
    given = Act.objects.filter(
        process=chunk.process.place, item=chunk.item, kind="chunk.vote", **asked
    )
    within = reduce(or_, (one.acts for one in stays))
    return with_openings(given.filter(within, number__lt=last[0])).order_by("number")


def positions_of(chunk: Chunk) -> QuerySet[Position]:
    """Return what people hold for themselves, the latest first."""
    return (
        Position.objects.filter(chunk=chunk, for_group="")
        .select_related("participant", "group")
        .order_by("-number")
    )


def histories_of(chunk: Chunk, participants: Iterable[int]) -> Mapping[int, list[Act]]:
    """Return every act by which these people took a position, by participant, the first one
    first: also objections and answers to ballots that were one.
    """
    about = Act.objects.filter(process=chunk.process.place, item=chunk.item)
    beside = Q(kind__in=("chunk.vote", "chunk.object", "chunk.settle"), body__has_key="position")
    acts = about.filter(Q(kind="chunk.position") | beside)
    found: dict[int, list[Act]] = defaultdict(list)
    mine = acts.filter(authorship__participant__in=list(participants)).select_related("authorship")
    for act in mine.order_by("number"):
        found[act.authorship.participant_id].append(act)
    return found


def group_lines(facts: ChunkFacts, own: Iterable[GroupPositions]) -> list[GroupLine]:
    """Return the positions taken for groups beside those of their people; none stands without how
    many of the group are here.
    """
    lines = (
        Position.objects.filter(chunk=facts.chunk, ended_in=None)
        .exclude(for_group="")
        .select_related("participant")
    )
    held: dict[str, Counter[int]] = defaultdict(
        Counter
    )  # more than one group of the forum may count as one of the model
    for one in own:
        name = (
            counted_as(facts.model, one.group.slug, facts.chunk.process.counts_as)
            if one.group
            else ""
        )
        held[name].update(dict(enumerate(one.numbers)))
    return [
        GroupLine(
            facts.model.groups[one.for_group].title
            if one.for_group in facts.model.groups
            else one.for_group,
            one,
            facts.members_then(one.for_group),
            tuple(held[one.for_group][place] for place in range(len(Position.Value))),
        )
        for one in lines
    ]


def open_polls(chunk: Chunk, now: datetime) -> list[StrawPoll]:
    """Return the straw polls that can be answered now."""
    return list(StrawPoll.objects.filter(chunk=chunk, closes_at__gt=now))


def polls_of(chunk: Chunk, now: datetime, most: int = 20) -> list[PollCount]:
    """Return the latest straw polls with their counts by group."""
    polls = list(
        StrawPoll.objects.filter(chunk=chunk)
        .select_related("participant")
        .order_by("-number")[:most]
    )
    given = StrawAnswer.objects.filter(poll__in=polls).values_list("poll", "group", "answer")
    counts = {
        (poll, group, answer): number
        for poll, group, answer, number in given.annotate(number=Count("pk")).order_by()
    }
    groups = [*StakeholderGroup.objects.filter(retired=False), None]
    found = []
    for poll in polls:
        rows = [
            (
                group,
                tuple(
                    counts.get((poll.pk, group.pk if group else None, answer), 0)
                    for answer in poll.answers
                ),
            )
            for group in groups
        ]
        shown = tuple(
            (group, numbers) for group, numbers in rows if group is not None or sum(numbers)
        )
        heads = tuple(
            sum(numbers[place] for _group, numbers in shown) for place in range(len(poll.answers))
        )
        found.append(PollCount(poll, shown, heads, poll.closes_at > now))
    return found
