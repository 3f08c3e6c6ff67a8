"""Reviews of those who lead: when one is due, who may open it early, what is asked, and which
counts may be published.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from isegoria.rules.language.conditions import All, Condition, Triggered
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from isegoria.rules.offices import refusals
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "COOL_DOWN",
    "FOLLOW_WITHIN",
    "GRACE",
    "LEAST",
    "QUESTIONS",
    "Because",
    "Follow",
    "Grounds",
    "Needs",
    "Published",
    "Question",
    "Signature",
    "early_signals",
    "led_by_trigger",
    "may_answer",
    "may_follow",
    "may_open",
    "may_sign",
    "needs_of",
    "petition_stands",
    "published",
    "window_of",
]

GRACE = timedelta(days=14)
"""So long the secretariat has the time to open a review that is due; then anybody may."""
FOLLOW_WITHIN = timedelta(days=30)
COOL_DOWN = timedelta(days=60)
"""So long after a review no signal opens another; a petition may."""
LEAST = 3
"""Fewer answers of a group are not broken down, so that nobody's answer can be read off."""
_WINDOW = Duration(14, "day")
_SIGNED_FOR = timedelta(days=90)
_UNANSWERED = 3
_SILENT = 3
_STAGE = _TRIGGER = "leadership_review"
_SCALE = ("yes", "partly", "no", "cannot_say")


class Because(StrEnum):
    """Why a review was opened."""

    SCHEDULE = "schedule"
    LATE = "late"
    RULES = "rules"
    SIGNAL = "signal"
    PETITION = "petition"


class Follow(StrEnum):
    """What follows a review."""

    KEPT = "kept"
    IMPROVED = "improved"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Question:
    """One fixed question of the survey and its answers."""

    title: str
    answers: tuple[str, ...] = _SCALE


QUESTIONS: Mapping[str, Question] = {
    # What the post-mortems of failed working groups complain about: who has the floor, silence,
    # clocks, sides, and nobody asked.
    "fair": Question(gettext_noop("Meetings are run fairly: everyone who wants is heard")),
    "answers": Question(gettext_noop("Questions are answered")),
    "clocks": Question(gettext_noop("Clocks and deadlines are kept")),
    "neutral": Question(gettext_noop("The office is held without taking sides")),
    "confidence": Question(
        gettext_noop("I have confidence in this person in this office"), ("yes", "no")
    ),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody asks for a review before its time: their group (empty where unstated), and when."""

    group: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Needs:
    """How many people of how many groups a petition needs."""

    people: int = 3
    groups: int = 2


@dataclass(frozen=True, slots=True)
class Grounds:
    """What there is for opening a review now. `due_at` is None for an office without a schedule."""

    now: datetime
    due_at: datetime | None
    last_at: datetime | None = None
    open: bool = False
    rules: bool = False
    signals: tuple[str, ...] = ()
    petition: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What is published: the counts of all, and of each group that may be shown; the others are in
    the counts of all only.
    """

    heads: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, Mapping[str, Mapping[str, int]]]


def window_of(model: Model) -> Duration:
    """Return how long a survey is open: as the model's stage of a leadership review says, or two
    weeks.
    """
    stage = model.stages.get(_STAGE)
    lengths = (
        [clock.length or clock.max or clock.min for clock in stage.clocks.values()] if stage else []
    )
    return next((one for one in lengths if one is not None), _WINDOW)


def needs_of(model: Model) -> Needs:
    """Return what a petition needs: as the model's trigger of a leadership review says, or three
    people of two groups.
    """
    for stage in model.stages.values():
        for way in stage.exits.values():
            for one in _triggered(way.when):
                groups = (
                    one.held_in
                    if isinstance(one.held_in, int)
                    else max(1, len(one.groups))
                    if one.held_in == "each"
                    else 1
                )
                return Needs(max(groups, int(one.bound.value or 1) * groups), groups)
    return Needs()


def _triggered(condition: Condition | None) -> Iterator[Triggered]:
    if isinstance(condition, Triggered) and condition.triggered == _TRIGGER:
        yield condition
    elif isinstance(condition, All):
        for one in condition.all:
            yield from _triggered(one)


def led_by_trigger(model: Model) -> set[str]:
    """Return the offices that lead a stage in which a leadership review can be triggered: it is
    about them.
    """
    return {
        stage.officer
        for stage in model.stages.values()
        if stage.officer and _TRIGGER in stage.triggers
    }


def petition_stands(signed: Sequence[Signature], needs: Needs, now: datetime) -> bool:
    """Return whether enough people of enough groups have signed lately."""
    fresh = [one for one in signed if now - one.at <= _SIGNED_FOR]
    return (
        len(fresh) >= needs.people
        and len({one.group for one in fresh if one.group}) >= needs.groups
    )


def early_signals(unanswered: int, silent: int) -> tuple[str, ...]:
    """Return the early warnings that open a review: questions to the office past their time, people
    who gave up objecting.
    """
    found = (("unanswered_questions", unanswered >= _UNANSWERED), ("exhaustion", silent >= _SILENT))
    return tuple(name for name, fires in found if fires)


def may_open(grounds: Grounds, *, secretariat: bool) -> Because | Refusal:
    """Return why a review may be opened now, or what is missing; what is early comes before the
    schedule.
    """
    if grounds.open:
        return _is_open()
    early = _early(grounds)
    if early is not None:
        return early
    if grounds.due_at is None or grounds.due_at > grounds.now:
        return refusals.REVIEW_NOT_DUE.refuse()
    if secretariat or grounds.now > grounds.due_at + GRACE:
        return Because.SCHEDULE if secretariat else Because.LATE
    return refusals.SECRETARIAT_FIRST.refuse(until=f"{grounds.due_at + GRACE:%Y-%m-%d}")


def _early(grounds: Grounds) -> Because | None:
    if grounds.petition:
        return Because.PETITION
    if grounds.last_at is not None and grounds.now - grounds.last_at <= COOL_DOWN:
        return None
    return Because.RULES if grounds.rules else Because.SIGNAL if grounds.signals else None


def _is_open() -> Refusal:
    return refusals.REVIEW_OPEN.refuse()


def may_sign(*, takes_part: bool, own: bool, signed: bool, open_: bool) -> Refusal | None:
    """Refuse to sign a petition for whoever takes no part, is reviewed, or has signed."""
    if open_:
        return _is_open()
    if own or not takes_part:
        return _not_asked(own=own)
    if signed:
        return refusals.PETITION_SIGNED.refuse()
    return None


def may_answer(
    *, takes_part: bool, own: bool, late: bool, over: bool, answers: Mapping[str, str]
) -> Refusal | None:
    """Refuse an answer of whoever is not asked, when the survey is over, and one that leaves a
    question out.
    """
    if over:
        return refusals.SURVEY_OVER.refuse()
    if own or not takes_part:
        return _not_asked(own=own)
    if late:
        return refusals.JOINED_LATE.refuse()
    if any(answers.get(name) not in question.answers for name, question in QUESTIONS.items()):
        return refusals.QUESTION_UNANSWERED.refuse()
    return None


def _not_asked(*, own: bool) -> Refusal:
    if own:
        return refusals.OWN_REVIEW.refuse()
    return refusals.NO_PART_IN_PROCESS.refuse()


def may_follow(
    *, closed: bool, followed: bool, secretariat: bool, own: bool, text: str
) -> Refusal | None:
    """Refuse to say what follows before the survey is over, twice, for others, in one's own case,
    and without words.
    """
    if not closed or followed:
        return refusals.NOTHING_TO_FOLLOW.refuse()
    if not secretariat or own:
        return refusals.NOT_CHOOSING.refuse()
    if not text.strip():
        return refusals.FOLLOW_UNREASONED.refuse()
    return None


def published(
    answered: Mapping[str, int],
    counts: Mapping[str, Mapping[str, Mapping[str, int]]],
    least: int = LEAST,
) -> Published:
    """Return the counts that may be shown, so that no answer of a small group can be read off or
    computed from the rest.

    A group with fewer than `least` answers is not broken down. Where all such groups together have
    fewer, the smallest of the others is held back as well: else the difference between all and the
    shown would be theirs.

    Args:
        answered: how many of each group answered.
        counts: by group, question and answer.
    """
    there = {group: number for group, number in answered.items() if number}
    hidden = {group for group, number in there.items() if number < least}
    for group in sorted(set(there) - hidden, key=lambda one: (there[one], one)):
        if not hidden or sum(there[one] for one in hidden) >= least:
            break
        hidden.add(group)
    heads = _summed(counts.values()) if sum(there.values()) >= least else {}
    return Published(
        heads,
        {group: kept for group, kept in counts.items() if group in there and group not in hidden},
    )


def _summed(counts: Collection[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    return {
        name: {
            answer: sum(one.get(name, {}).get(answer, 0) for one in counts)
            for answer in question.answers
        }
        for name, question in QUESTIONS.items()
    }
