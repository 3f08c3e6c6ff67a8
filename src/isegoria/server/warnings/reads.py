"""The history of issues as the signals ask for it, from acts, comments, objections, seats: the same
few queries for one or many.

Only the texts of those who speak far more than others are read: repetition is asked of nobody else.
People are numbers here; whoever a signal names gets their name at the end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q

from isegoria.readers.mbox import own_words
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.language.model import Model
from isegoria.server.conduct.models import MeasureAppeal
from isegoria.server.conflicts.reads import late_cases, turn_of
from isegoria.server.deliberation.models import Comment, Objection
from isegoria.server.issues.models import Issue
from isegoria.server.membership.voices import bound_by, invited_by_group
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.people.reads import groups
from isegoria.server.process.facts import ChunkFacts, facts_with, models_of
from isegoria.server.process.models import Chunk, Member, Process
from isegoria.server.reviews.reads import due_reviews
from isegoria.server.sessions.models import Session
from isegoria.server.warnings.archived import histories_in_archives
from isegoria.server.warnings.call_history import calls_of
from isegoria.signals.signals import signals
from isegoria.signals.values import Contribution, Due, History, Joining, Signal, Thresholds
from isegoria.signals.values import Objection as Raised

__all__ = ["fired", "histories_of"]

_MARK = "\x1f"  # before the number of a person: no group or organisation begins so
_TEXTS = 1500  # of the loud, the newest are compared: who repeats themself does so lately


@dataclass(frozen=True, slots=True)
class _Joined:
    """Who takes part in a process: the group and organisation of each, and when they joined."""

    groups: dict[str, str]
    organisations: dict[str, str]
    at: list[Joining]


def fired(issues: Sequence[Issue], now: datetime) -> dict[int, list[Signal]]:
    """Return the early warnings of each issue by its number, with people's names."""
    archived = histories_in_archives(issues, _person)
    living = [one for one in issues if one.pk not in archived]
    ended = _decided_at(living)
    found = {
        pk: signals(history, ended.get(pk, now), set_)
        for pk, (history, set_) in histories_of(living, now).items()
    }
    found |= {
        pk: signals(history, ended_at, set_) for pk, (history, set_, ended_at) in archived.items()
    }
    spoken = {
        value
        for kept in found.values()
        for one in kept
        for value in (one.about, *one.figures.values())
    }
    numbers = [
        int(value[1:]) for value in spoken if isinstance(value, str) and value.startswith(_MARK)
    ]
    names = {_person(one.pk): str(one) for one in Participant.objects.filter(pk__in=numbers)}
    return {issue.pk: [_named(one, names) for one in found.get(issue.pk, ())] for issue in issues}


def histories_of(issues: Sequence[Issue], now: datetime) -> dict[int, tuple[History, Thresholds]]:
    """Return what is known of each issue, all its chunks together, and the thresholds of its model,
    by its number.
    """
    chunks: dict[int, list[ChunkFacts]] = defaultdict(list)
    there = list(Chunk.objects.filter(issue__in=issues).select_related("process"))
    models = models_of({one.process for one in there})
    for one in there:
        chunks[one.issue_id].append(facts_with(models[one.process_id], one))
    sets = {pk: kept[0].model.signals for pk, kept in chunks.items()}
    joined = _joined({one.process_id for one in there})
    affected = _affected(chunks)
    said = _contributions(sets, now)
    objections = _objections(list(chunks))
    questions = _questions(list(chunks))
    reviews = _reviews({one.process_id: models[one.process_id] for one in there}, now)
    held = _held([facts for kept in chunks.values() for facts in kept])
    calls, cases = calls_of(chunks, _person), _cases(list(chunks), now)
    appeals = _appeals({one.process_id for one in there}, now)
    names = dict(StakeholderGroup.objects.values_list("slug", "name"))
    asked = _asked({one.process for one in there}, now)
    found = {}
    for issue in issues:
        if issue.pk not in chunks:
            continue
        here = joined.get(issue.process_id, _Joined({}, {}, []))
        made, positions = calls[issue.pk]
        then = _there(chunks[issue.pk], names)
        found[issue.pk] = (
            History(
                affected=[
                    name
                    for name in affected.get(issue.pk, ())
                    if then or name in here.groups.values() or name not in asked[issue.process_id]
                ],
                participants=then or here.groups,
                contributions=[
                    replace(one, organisation=here.organisations.get(one.person, ""))
                    for one in said[issue.pk]
                ],
                objections=objections.get(issue.pk, ()),
                positions=[one for one in positions if one.person in here.groups],
                calls=made,
                joined=here.at,
                clocks=[
                    *(due for one in chunks[issue.pk] for due in _clocks(one, now)),
                    *cases.get(issue.pk, ()),
                    *appeals.get(issue.process_id, ()),
                ],
                questions=questions.get(issue.pk, ()),
                reviews=reviews.get(issue.process_id, ())
                if any(not (one.outcome or one.is_split()) for one in chunks[issue.pk])
                else (),
                records=[due for one in chunks[issue.pk] for due in _records(one, now, held)],
            ),
            sets[issue.pk],
        )
    return found


def _asked(processes: Iterable[Process], now: datetime) -> dict[int, set[str]]:
    """Return the groups of which somebody is invited and has not answered, by process."""
    names = dict(StakeholderGroup.objects.values_list("pk", "name"))
    return {
        process.pk: {
            names[group]
            for group, one in invited_by_group(process, now).items()
            if group is not None and one.waiting
        }
        for process in processes
    }


def _decided_at(issues: Sequence[Issue]) -> dict[int, datetime]:
    """Return when the last part of each issue ended of which none goes on: what warned then is what
    it warns of still.
    """
    rows = (
        Chunk.objects.filter(issue__in=issues, split_at=None)
        .values_list("issue")
        .annotate(at=Max("ended_at"), going_on=Count("pk", filter=Q(outcome="")))
        .order_by()
    )
    return {issue: at for issue, at, going_on in rows if at is not None and not going_on}


def _there(parts: Sequence[ChunkFacts], names: Mapping[str, str]) -> dict[str, str]:
    """Return who took part when an issue was decided, as nobody in particular: somebody and their
    group; nothing while it goes on.
    """
    ended = [one for one in parts if not one.is_split()]
    if not ended or any(not one.outcome for one in ended):
        return {}
    last = max(ended, key=lambda one: (one.ended_at() or one.began_at(), one.chunk.number))
    joined = last.state.there.joined if last.state.there else {}
    return {
        f"{slug} {place}": names.get(slug, "")
        for slug, number in joined.items()
        for place in range(number)
    }


def _person(number: int) -> str:
    return f"{_MARK}{number}"


def _named(signal: Signal, names: Mapping[str, str]) -> Signal:
    figures = {
        name: names.get(value, value) if isinstance(value, str) else value
        for name, value in signal.figures.items()
    }
    return replace(signal, about=names.get(signal.about, signal.about), figures=figures)


def _joined(processes: set[int]) -> dict[int, _Joined]:
    found: dict[int, _Joined] = defaultdict(lambda: _Joined({}, {}, []))
    members = Member.objects.filter(process__in=processes)
    rows = members.values_list(
        "process", "participant", "group__name", "joined_at", "capacity__organisation"
    )
    for process, participant, group, at, organisation in rows.iterator(chunk_size=5000):
        here, who = found[process], _person(participant)
        here.groups[who], here.organisations[who] = group or "", organisation or ""
        here.at.append(Joining(who, at, organisation or ""))
    return found


def _affected(chunks: Mapping[int, Sequence[ChunkFacts]]) -> dict[int, list[str]]:
    """Return the groups that each issue names, and those that its model names: the same as on the
    page of the room.
    """
    all_groups, named = (
        list(groups()),
        Issue.affected.through.objects.filter(issue__in=list(chunks)),
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for issue, name in named.values_list("issue", "stakeholdergroup__name"):
        found[issue][name] = None
    for issue, (first, *_others) in chunks.items():
        found[issue] |= {
            group.name: None for group in bound_by(first.model, first.chunk.process, all_groups)
        }
    return {issue: list(names) for issue, names in found.items()}


def _contributions(sets: Mapping[int, Thresholds], now: datetime) -> dict[int, list[Contribution]]:
    groups: Mapping[int | None, str] = {
        None: "",
        **dict(StakeholderGroup.objects.values_list("pk", "name")),
    }
    shown = Comment.objects.filter(chunk__issue__in=list(sets), hidden_in=None).order_by("number")
    rows = list(shown.values_list("chunk__issue", "pk", "participant", "at", "words", "group"))
    words: dict[int, Counter[int]] = defaultdict(Counter)
    for issue, _number, who, at, number, _group in rows:
        if at > now - timedelta(days=sets[issue].window_days):
            words[issue][who] += number
    loud = {
        (issue, who)
        for issue, kept in words.items()
        for who, number in kept.items()
        if number >= sets[issue].filibuster_share * kept.total()
    }
    texts = _texts(loud)
    found: dict[int, list[Contribution]] = {issue: [] for issue in sets}
    for issue, pk, who, at, number, group in rows:
        found[issue].append(
            Contribution(_person(who), at, number, texts.get(pk, ""), groups.get(group, ""))
        )
    return found


def _texts(loud: set[tuple[int, int]]) -> dict[int, str]:
    if not loud:
        return {}
    theirs = Comment.objects.filter(
        chunk__issue__in={issue for issue, _who in loud},
        participant__in={who for _issue, who in loud},
        hidden_in=None,
    )
    rows = theirs.order_by("-number").values_list("pk", "text")[:_TEXTS]
    return {pk: own_words(text) for pk, text in rows}  # to quote somebody is not to repeat oneself


def _objections(issues: Sequence[int]) -> dict[int, list[Raised]]:
    """Return the objections; what somebody raised again while the first was open is the same one,
    raised anew.
    """
    found: dict[int, dict[int, Raised]] = defaultdict(dict)
    rows = Objection.objects.filter(chunk__issue__in=issues).order_by("number")
    for issue, pk, who, at, settled_at, group in rows.values_list(
        "chunk__issue", "pk", "participant", "at", "settled_at", "group__name"
    ):
        earlier = found[issue].get(who)
        if earlier is not None and earlier.closed_at is None and settled_at is None:
            found[issue][who] = replace(earlier, again=(*earlier.again, at))
        else:
            found[issue][who if settled_at is None else -pk] = Raised(
                _person(who), at, settled_at, group=group or ""
            )
    return {issue: list(kept.values()) for issue, kept in found.items()}


def _clocks(facts: ChunkFacts, now: datetime) -> Iterator[Due]:
    """Yield the clocks of the stage that ran out while nothing happened, and appeals that nobody
    answered in time.
    """
    if facts.outcome or facts.is_split():
        return
    stage = facts.model.stages[facts.stage]
    for name, clock in stage.clocks.items():
        ends = deadline(facts.model, facts, facts.stage, name, longest=True)
        if ends is not None and ends <= now:
            yield Due(f"{stage.title}: {clock.title or name}", ends)
    for item, level in facts.frozen():
        appeal, at = facts.model.appeals[level], facts.appealed_at(level, item)
        if appeal.answer is not None and at is not None:
            yield Due(appeal.title, appeal.answer.after(at))


def _cases(issues: Sequence[int], now: datetime) -> dict[int, list[Due]]:
    """Return the conflicts in which whoever has the turn is late."""
    found: dict[int, list[Due]] = defaultdict(list)
    for issue, one in late_cases(issues, now):
        if one.due_at is not None:
            found[issue].append(Due(f"Case #{one.number}, {turn_of(one)}", one.due_at))
    return found


def _questions(issues: Sequence[int]) -> dict[int, list[Due]]:
    """Return the questions that wait for their answer, for each issue those that wait longest."""
    found: dict[int, list[Due]] = defaultdict(list)
    asked = Comment.objects.filter(
        chunk__issue__in=issues, form=Comment.Kind.QUESTION, hidden_in=None, answered_at=None
    )
    for issue, number, at in (
        asked.exclude(asked="")
        .order_by("number")
        .values_list("chunk__issue", "number", "at")[:2000]
    ):
        found[issue].append(Due(f"#{number}", at))
    return found


def _appeals(processes: set[int], now: datetime) -> dict[int, list[Due]]:
    """Return the appeals against moderation that nobody decided in time, by process."""
    found: dict[int, list[Due]] = defaultdict(list)
    late = MeasureAppeal.objects.filter(
        measure__process__in=processes, result="", answer_by__lte=now
    )
    for number, at, process in late.values_list("number", "answer_by", "measure__process"):
        found[process].append(Due(f"#{number}", at))
    return found


def _reviews(models: Mapping[int, Model], now: datetime) -> dict[int, list[Due]]:
    """Return the reviews of seats that are due, counted from the last one, and what nobody has said
    yet to follow one.
    """
    return {
        process: [Due(what, at) for what, at in kept]
        for process, kept in due_reviews(models, now).items()
    }


def _held(chunks: Sequence[ChunkFacts]) -> set[date]:
    """Return the days of meetings on which a session was held: it is their record."""
    days = {at.date() for facts in chunks for at in facts.state.meetings.values()}
    return (
        set(Session.objects.filter(held_on__in=days).values_list("held_on", flat=True))
        if days
        else set()
    )


def _records(facts: ChunkFacts, now: datetime, held: set[date]) -> Iterator[Due]:
    """Yield the meetings that were fixed and are over."""
    for at in facts.state.meetings.values():
        if at <= now:
            yield Due(f"{at:%Y-%m-%d}", at, at if at.date() in held else None)
