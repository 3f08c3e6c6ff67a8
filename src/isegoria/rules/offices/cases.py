"""What the state of a conflict allows: whose turn it is, until when, who may do what, who reads the
private part.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "ANSWER_WITHIN",
    "NAME_WITHIN",
    "STEP_WITHIN",
    "Answer",
    "Consent",
    "Note",
    "Result",
    "Stage",
    "Turn",
    "after_answers",
    "due_at",
    "may_answer",
    "may_ask",
    "may_close",
    "may_name",
    "may_step",
    "opened",
    "turn",
]

NAME_WITHIN = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=14)
STEP_WITHIN = timedelta(days=21)
STEP_AT_MOST = timedelta(days=90)
_DECLINES = 2  # no loop without an end: after that a party accepts, or takes no part
_OPEN_CASES = 5


class Stage(StrEnum):
    """Where a case stands."""

    ASKED = "asked"
    NAMED = "named"
    RUNNING = "running"
    CLOSED = "closed"


class Answer(StrEnum):
    """What a party says to the facilitator who was named."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_PART = "no_part"


class Result(StrEnum):
    """How a case ends."""

    SETTLED = "settled"
    PARTLY = "partly"
    NOT_SETTLED = "not_settled"
    WITHDRAWN = "withdrawn"


class Turn(StrEnum):
    """Who has to act next."""

    SECRETARIAT = "secretariat"
    PARTIES = "parties"
    FACILITATOR = "facilitator"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Note:
    """A private note: the number of its act and who wrote it."""

    number: int
    author: int


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody agrees to publish one note, or (None) every note before this number."""

    number: int
    person: int
    note: int | None


def turn(stage: Stage, *, own_cause: bool) -> Turn:
    """Return who has to act next; where the secretariat is a party, the parties name the
    facilitator.
    """
    if stage is Stage.ASKED:
        return Turn.PARTIES if own_cause else Turn.SECRETARIAT
    return {Stage.NAMED: Turn.PARTIES, Stage.RUNNING: Turn.FACILITATOR, Stage.CLOSED: Turn.NOBODY}[
        stage
    ]


def due_at(stage: Stage, since: datetime) -> datetime | None:
    """Return until when whoever has the turn has to act."""
    within = {Stage.ASKED: NAME_WITHIN, Stage.NAMED: ANSWER_WITHIN, Stage.RUNNING: STEP_WITHIN}.get(
        stage
    )
    return since + within if within else None


def may_ask(text: str, parties: int, open_cases: int) -> Refusal | None:
    """Refuse a conflict that says nothing or has one side; whoever may only read for a while may
    still ask for a facilitator.
    """
    if not text.strip():
        return _refused(
            "case.no-words",
            gettext_noop("Nobody knows yet what the conflict is about."),
            gettext_noop("Say it in a few sentences; how it feels may stay for the private part."),
        )
    if parties < 2:
        return _refused(
            "case.one-party",
            gettext_noop("A conflict has at least two parties, and this has {parties}."),
            gettext_noop("Name the other side: a person, a group or an office."),
            parties=parties,
        )
    if open_cases >= _OPEN_CASES:
        return _refused(
            "case.too-many",
            gettext_noop("You asked in {cases} cases that are not closed."),
            gettext_noop("Withdraw one of them first."),
            cases=open_cases,
        )
    return None


def may_name(stage: Stage, *, secretariat: bool, party: bool, own_cause: bool) -> Refusal | None:
    """Refuse to name a facilitator when one is there, and whoever is neither the secretariat nor a
    party.
    """
    if stage is not Stage.ASKED:
        return _refused(
            "case.named",
            gettext_noop("A facilitator is named, or the case is closed."),
            gettext_noop("A party can decline the facilitator; then another is named."),
        )
    if party or (secretariat and not own_cause):
        return None
    if secretariat:
        return _refused(
            "case.own-cause",
            gettext_noop(
                "The secretariat is a party here and does not choose who is between the parties."
            ),
            gettext_noop("The parties name the same person; then that person is the facilitator."),
        )
    return _refused(
        "case.not-naming",
        gettext_noop("The secretariat names the facilitator, or the parties agree on one."),
        gettext_noop("Tell one of them whom you have in mind."),
    )


def may_answer(stage: Stage, was: Answer, answer: Answer, declines: int) -> Refusal | None:
    """Refuse an answer out of time, twice, or one decline too many; `declines` counts those of this
    party before.
    """
    if stage is not Stage.NAMED or was is not Answer.WAITING:
        return _refused(
            "case.nothing-to-answer",
            gettext_noop("There is nothing that this party has to answer now."),
            gettext_noop("Look at the case: it says who has to act next."),
        )
    if answer is Answer.DECLINED and declines >= _DECLINES:
        return _refused(
            "case.declined-enough",
            gettext_noop(
                "This party declined {declines} facilitators already; nobody can stop a case by"
                " declining."
            ),
            gettext_noop("Accept this one, or take no part."),
            declines=declines,
        )
    return None


def after_answers(answers: Sequence[Answer]) -> Stage:
    """Return where the case stands after the parties answered: a decline names anew, and with one
    side alone there is no case.
    """
    if Answer.DECLINED in answers:
        return Stage.ASKED
    if sum(one is not Answer.NO_PART for one in answers) < 2:
        return Stage.CLOSED
    return Stage.NAMED if Answer.WAITING in answers else Stage.RUNNING


def may_step(
    stage: Stage, *, facilitator: bool, paused: bool, next_by: datetime | None, now: datetime
) -> Refusal | None:
    """Refuse a step of others, outside the running case, and without an end to a pause."""
    if refusal := _not_running(stage, facilitator=facilitator):
        return refusal
    if paused and next_by is None:
        return _refused(
            "case.pause-without-end",
            gettext_noop("A pause needs an end."),
            gettext_noop("Say by when the next step comes."),
        )
    if next_by is not None and not now < next_by <= now + STEP_AT_MOST:
        return _refused(
            "case.next-step-too-far",
            gettext_noop("The next step comes after today and within {days} days."),
            gettext_noop("Choose an earlier day; it can be moved by another step."),
            days=STEP_AT_MOST.days,
        )
    return None


def _not_running(stage: Stage, *, facilitator: bool) -> Refusal | None:
    if stage is not Stage.RUNNING:
        return _refused(
            "case.not-running",
            gettext_noop(
                "The case is not under way: the parties have not accepted a facilitator yet, or"
                " it is closed."
            ),
            gettext_noop("Look at the case: it says who has to act next."),
        )
    if not facilitator:
        return _refused(
            "case.not-facilitator",
            gettext_noop("The facilitator of the case records its steps."),
            gettext_noop(
                "Write to the facilitator in the private part, or contribute to the discussion."
            ),
        )
    return None


def may_close(
    stage: Stage, result: Result, *, facilitator: bool, asked: bool, text: str
) -> Refusal | None:
    """Refuse to close for others: who asked may withdraw, the facilitator says what came of a case
    that is under way.
    """
    if stage is Stage.CLOSED:
        return _refused(
            "case.closed",
            gettext_noop("The case is closed."),
            gettext_noop("Ask for a facilitator anew."),
        )
    if result is Result.WITHDRAWN:
        if asked or (facilitator and stage is Stage.RUNNING):
            return None if text.strip() else _no_result()
        return _refused(
            "case.not-withdrawing",
            gettext_noop("Who asked for the facilitator may withdraw that."),
            gettext_noop("As a party you can say that you take no part."),
        )
    return _not_running(stage, facilitator=facilitator) or (None if text.strip() else _no_result())


def _no_result() -> Refusal:
    return _refused(
        "case.no-result",
        gettext_noop("What came of it is a part of the record."),
        gettext_noop("Say in a sentence what was agreed, or why not."),
    )


def opened(
    notes: Collection[Note], consents: Collection[Consent], parties: Collection[int]
) -> list[int]:
    """Return the notes that every party and the one who wrote it agree to publish; an agreement to
    all covers what was there.
    """
    found = []
    for note in notes:
        agreed = {
            one.person
            for one in consents
            if one.note == note.number or (one.note is None and one.number > note.number)
        }
        if {*parties, note.author} <= agreed:
            found.append(note.number)
    return found


def _refused(rule: str, reason: str, instead: str, **facts: object) -> Refusal:
    named: Mapping[str, object] = facts
    return Refusal(rule, reason, instead, named)
