"""The history of an issue as the signals ask for it, from acts, comments, objections, seats; what fires is kept for ten minutes.

Only the texts of those who speak far more than others are read: repetition is asked of nobody else.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.cache import cache

from isegoria.rules.clocks import deadline
from isegoria.rules.language import Model
from isegoria.server.courses.facts import ChunkFacts, facts_of
from isegoria.server.courses.models import Member, Seat
from isegoria.server.deliberation.models import Comment, Objection, Position
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.record.models import Act
from isegoria.server.sessions.models import Session
from isegoria.signals.signals import signals
from isegoria.signals.values import Call, Contribution, Due, History, Joining, Signal, Thresholds
from isegoria.signals.values import Objection as Raised
from isegoria.signals.values import Position as Held

__all__ = ["history_of", "signals_of"]

_KEPT_SECONDS = 600
_POSITIONS = set(Position.Value.values)


def signals_of(issue: Issue, now: datetime) -> list[Signal]:
    """Return the early warnings of an issue; a new act on it is looked at within ten minutes."""
    key = f"signals:{issue.pk}:{issue.process_id}"
    found: list[Signal] | None = cache.get(key)
    if found is None:
        history, thresholds = history_of(issue, now)
        found = signals(history, now, thresholds)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def history_of(issue: Issue, now: datetime) -> tuple[History, Thresholds]:
    """Return what is known of an issue, all its chunks together, and the thresholds of its model."""
    chunks = [facts_of(one) for one in issue.chunks.select_related("process")]
    if not chunks:
        return History(), Thresholds()
    model = chunks[0].model
    names = {one.pk: str(one) for one in Participant.objects.filter(member__process=issue.process_id)}
    members = list(
        Member.objects.filter(process=issue.process_id).values_list(
            "participant", "group__name", "joined_at", "capacity__organisation"
        )
    )
    organisations = {participant: organisation or "" for participant, _group, _at, organisation in members}
    numbers = [one.chunk.pk for one in chunks]
    calls, positions = _calls(chunks, names)
    history = History(
        affected=[group.name for group in issue.affected.all()],
        participants={names[one]: group or "" for one, group, _at, _organisation in members},
        contributions=_contributions(numbers, names, organisations, now, model.signals),
        objections=_objections(numbers, names),
        positions=positions,
        calls=calls,
        joined=[Joining(names[one], at, organisation or "") for one, _group, at, organisation in members],
        clocks=[due for one in chunks for due in _clocks(one, now)],
        questions=list(_questions(numbers)),
        reviews=list(_reviews(issue.process_id, model)),
        records=[due for one in chunks for due in _records(one, now)],
    )
    return history, model.signals


def _contributions(
    chunks: list[int], names: dict[int, str], organisations: dict[int, str], now: datetime, set_: Thresholds
) -> list[Contribution]:
    groups = dict(StakeholderGroup.objects.values_list("pk", "name"))
    shown = Comment.objects.filter(chunk__in=chunks, hidden_in=None).order_by("number")
    rows = list(shown.values_list("pk", "participant", "at", "words", "group"))
    words = Counter[int]()
    for _number, who, at, number, _group in rows:
        if at > now - timedelta(days=set_.window_days):
            words[who] += number
    loud = [who for who, number in words.items() if number >= set_.filibuster_share * sum(words.values())]
    texts = dict(Comment.objects.filter(chunk__in=chunks, participant__in=loud).values_list("pk", "text"))
    return [
        Contribution(names.get(who, f"#{who}"), at, number, texts.get(pk, ""), groups.get(group, ""), organisations.get(who, ""))
        for pk, who, at, number, group in rows
    ]


def _objections(chunks: list[int], names: dict[int, str]) -> list[Raised]:
    """Return the objections; what somebody raised again while the first was open is the same one, raised anew."""
    found: dict[int, Raised] = {}
    for one in Objection.objects.filter(chunk__in=chunks).select_related("group").order_by("number"):
        group = one.group.name if one.group else ""
        earlier = found.get(one.participant_id)
        if earlier is not None and earlier.closed_at is None and one.settled_at is None:
            found[one.participant_id] = replace(earlier, again=(*earlier.again, one.at))
        else:
            key = one.participant_id if one.settled_at is None else -one.number
            found[key] = Raised(names.get(one.participant_id, ""), one.at, one.settled_at, group=group)
    return list(found.values())


def _calls(chunks: list[ChunkFacts], names: dict[int, str]) -> tuple[list[Call], list[Held]]:
    """Return the consensus calls (entries into a stage whose ballot asks for positions) and what was answered to each."""
    calls: list[Call] = []
    held: list[Held] = []
    for facts in chunks:
        asking = {
            name
            for name, stage in facts.model.stages.items()
            if any(_POSITIONS & set(one.answers) for one in stage.ballots.values())
        }
        stage = facts.model.starts
        acts = Act.objects.filter(process=facts.chunk.process.place, item=facts.chunk.item)
        steps = acts.filter(kind__in=["chunk.vote", "chunk.leave", "chunk.clock", "chunk.rule"]).order_by("number")
        for kind, minute, body, who in steps.values_list("kind", "minute", "body", "authorship__participant"):
            if kind == "chunk.vote":
                if calls and body.get("answer") in _POSITIONS and who in names:
                    held.append(Held(names[who], calls[-1].number, body["answer"], body.get("group", "")))
                continue
            stage = _next_stage(facts.model, stage, kind, body)
            if stage in asking:
                calls.append(Call(len(calls) + 1, minute))
    return calls, held


def _next_stage(model: Model, stage: str, kind: str, body: dict[str, str]) -> str:
    if kind == "chunk.rule":
        level = model.appeals.get(body.get("name", ""))
        return level.back_to if level and level.back_to and body.get("answer") == "upheld" else ""
    name = body.get("exit", "") if kind == "chunk.clock" else body.get("name", "")
    way = model.stages[stage].exits.get(name) if stage in model.stages else None
    return way.to or stage if way else ""


def _clocks(facts: ChunkFacts, now: datetime) -> Iterator[Due]:
    """Yield the clocks of the stage that ran out while nothing happened, and appeals that nobody answered in time."""
    if facts.outcome:
        return
    stage = facts.model.stages[facts.stage]
    for name, clock in stage.clocks.items():
        ends = deadline(facts.model, facts, facts.stage, name, longest=True)
        if ends is not None and ends <= now:
            yield Due(f"{stage.title}: {clock.title or name}", ends)
    for item, level in facts.state.frozen.items():
        appeal, at = facts.model.appeals[level], facts.appealed_at(level, item)
        if appeal.answer is not None and at is not None:
            yield Due(appeal.title, appeal.answer.after(at))


def _questions(chunks: list[int]) -> Iterator[Due]:
    asked = Comment.objects.filter(chunk__in=chunks, form=Comment.Kind.QUESTION, hidden_in=None).exclude(asked="")
    for one in asked.order_by("number")[:500]:
        yield Due(f"#{one.number}", one.at, one.answered_at)


def _reviews(process: int, model: Model) -> Iterator[Due]:
    for seat in Seat.objects.filter(process=process, until_at=None):
        office = model.offices.get(seat.holder)
        if office is not None and office.review is not None:
            yield Due(office.title, office.review.after(seat.from_at))


def _records(facts: ChunkFacts, now: datetime) -> Iterator[Due]:
    """Yield the meetings that were fixed and are over; a session of that day is their record."""
    for at in facts.state.meetings.values():
        if at <= now:
            held = Session.objects.filter(held_on=at.date()).exists()
            yield Due(f"{at:%Y-%m-%d}", at, at if held else None)
