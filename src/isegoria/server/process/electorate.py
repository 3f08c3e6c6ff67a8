"""Somebody comes, goes, changes group or gets a seat: what closed before stays as it was, and whose
answer counts stays in the base of the ballot that is open.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q, QuerySet

from isegoria.rules.course.state import Key
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.facts.voters import counted_group, votes_in
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process import refusals
from isegoria.server.process.facts import ChunkFacts, facts_of, facts_with, model_of
from isegoria.server.process.members import enrol, groups_held, leave, member_of
from isegoria.server.process.models import Chunk, ChunkRow, Process, Seat
from isegoria.server.record.door import Attempt
from isegoria.terms import Refusal

__all__ = [
    "asked_in_secret",
    "changing",
    "drop_secret_answers",
    "not_yet_here",
    "note_over",
    "step_out",
    "take_part",
]


def take_part(process: Process, attempt: Attempt, here: ChunkFacts | None = None) -> None:
    """Count the person who acts among those who take part, in the capacity of the act.

    `here` are the facts of the part on which they act, which the caller writes.
    """
    if attempt.by is None:
        return
    before = member_of(process, attempt)
    group = attempt.capacity.group_id if attempt.capacity else None
    if before is not None and before.group_id == group:
        enrol(process, attempt, before)
        return
    with changing(process, attempt.by.pk, attempt.now, here):
        enrol(process, attempt, before)


def step_out(process: Process, attempt: Attempt) -> None:
    """Count the person who acts no longer."""
    with changing(process, attempt.author.pk, attempt.now):
        leave(process, attempt)


def drop_secret_answers(
    processes: Iterable[Process], participant: int, now: datetime, *, holder: str = ""
) -> None:
    """Drop what somebody answered in secret ballots that are open, of which nothing is on the
    record: the account is erased, or the seat ended in the office or group `holder`.
    """
    answered = ChunkRow.objects.filter(chunk__process__in=processes, what="answer")
    chunks = answered.filter(who=str(participant)).values("chunk")
    for chunk in Chunk.objects.filter(pk__in=chunks).select_related("process"):
        facts = facts_of(chunk)
        if facts.drop_secret_answers(str(participant), now, holder):
            facts.keep_answer()


def asked_in_secret(seat: Seat, now: datetime) -> str:
    """Return the title of a secret ballot that is open and in which a seat votes; empty for none.

    The end of the seat takes the answer along, so whoever gives seats could drop one they dislike.
    """
    model = model_of(seat.process)
    stages = {
        stage: {
            name: one.title or name.replace("_", " ")
            for name, one in rules.ballots.items()
            if one.secret and one.binding and votes_in(model, stage, one, seat.holder)
        }
        for stage, rules in model.stages.items()
    }
    asking = seat.process.chunks.filter(stage__in=[name for name, one in stages.items() if one])
    asking = asking.filter(outcome="", split_at=None, cancelled_in=None, issue__merged_into=None)
    for chunk in asking if seat.chunk_id is None else asking.filter(pk=seat.chunk_id):
        situation = Situation(model, facts_with(model, chunk), now, chunk.stage)
        for name, title in stages[chunk.stage].items():
            if not is_closed(situation, chunk.stage, name):
                return title
    return ""


@contextmanager
def changing(
    process: Process,
    participant: int,
    now: datetime,
    here: ChunkFacts | None = None,
    *,
    ended: str = "",
) -> Iterator[None]:
    """Let somebody come, go or change group inside; with `ended`, by the end of a seat there."""
    note_over(process, now, here)
    before = groups_held(process, model_of(process), participant)
    yield
    after = groups_held(process, model_of(process), participant)
    if before == after:
        return
    for facts in _open_to(process, participant, here, came=not before):
        facts.read_answers(str(participant))
        facts.regroup(str(participant), before, after, ended=ended)
        if facts is not here:
            facts.keep()


def note_over(process: Process, now: datetime, here: ChunkFacts | None = None) -> None:
    """Note what closed in the parts of a process, before somebody comes or goes."""
    model = model_of(process)
    clocked = [
        name
        for name, stage in model.stages.items()
        if any(one.clock for one in stage.ballots.values())
    ]
    # where nothing ends later, a ballot that ended may not be noted yet
    over = Q(look_at__lte=now) | Q(look_at=None, stage__in=clocked)
    for chunk in _others(process, here).filter(over):
        facts = facts_with(model, chunk)
        facts.note_over(now)
        facts.keep()
    if here is not None:
        here.note_over(now)


def _open_to(
    process: Process, participant: int, here: ChunkFacts | None, *, came: bool
) -> Iterator[ChunkFacts]:
    """Yield the facts of the parts in which somebody can stay in the base of a ballot: those where
    people answer; for somebody who comes, those that they left before.
    """
    model = model_of(process)
    asked = [name for name, stage in model.stages.items() if stage.ballots]
    chunks = _others(process, here).filter(stage__in=asked)
    if came:
        key = Key("left", who=str(participant))._asdict()
        chunks = chunks.filter(**{f"rows__{name}": value for name, value in key.items()})
    for chunk in chunks:
        yield facts_with(model, chunk)
    if here is not None and (not came or here.has_left(str(participant))):
        yield here


def _others(process: Process, here: ChunkFacts | None) -> QuerySet[Chunk]:
    going_on = process.chunks.filter(outcome="", split_at=None, cancelled_in=None)
    going_on = going_on.select_related("process")
    return going_on.exclude(pk=here.chunk.pk) if here is not None else going_on


def not_yet_here(
    facts: ChunkFacts,
    ballot: str,
    person: Person,
    participant: Participant | None,
    capacity: Affiliation | None,
) -> Refusal | None:
    """Refuse a secret answer by which somebody would begin to take part, or to take part for
    another group.

    Who takes part is public, and an answer by which that changed would show who answered.
    """
    process, group = facts.chunk.process, capacity.group_id if capacity else None
    if participant is None or process.members.filter(participant=participant, group=group).exists():
        return None
    counted_in = counted_group(facts.model, facts.model.stages[facts.stage].ballots[ballot], person)
    if (
        Seat.objects.held(process, facts.chunk)
        .filter(participant=participant, holder=counted_in)
        .exists()
    ):
        return None
    return refusals.NOT_IN_THE_ROOM.refuse()
