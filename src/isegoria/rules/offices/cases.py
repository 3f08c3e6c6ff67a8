"""What the state of a conflict allows: whose turn it is, until when, who may do what, who reads the
private part.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from isegoria.rules.offices import refusals
from isegoria.terms import Refusal

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
    "all_agree_to_erase",
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
        return refusals.CASE_WITHOUT_WORDS.refuse()
    if parties < 2:
        return refusals.ONE_PARTY.refuse(parties=parties)
    if open_cases >= _OPEN_CASES:
        return refusals.TOO_MANY_CASES.refuse(cases=open_cases)
    return None


def may_name(stage: Stage, *, secretariat: bool, party: bool, own_cause: bool) -> Refusal | None:
    """Refuse to name a facilitator when one is there, and whoever is neither the secretariat nor a
    party.
    """
    if stage is not Stage.ASKED:
        return refusals.FACILITATOR_NAMED.refuse()
    if party or (secretariat and not own_cause):
        return None
    if secretariat:
        return refusals.OWN_CAUSE.refuse()
    return refusals.NOT_NAMING.refuse()


def may_answer(stage: Stage, was: Answer, answer: Answer, declines: int) -> Refusal | None:
    """Refuse an answer out of time, twice, or one decline too many; `declines` counts those of this
    party before.
    """
    if stage is not Stage.NAMED or was is not Answer.WAITING:
        return refusals.NOTHING_TO_ANSWER.refuse()
    if answer is Answer.DECLINED and declines >= _DECLINES:
        return refusals.DECLINED_ENOUGH.refuse(declines=declines)
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
        return refusals.PAUSE_WITHOUT_END.refuse()
    if next_by is not None and not now < next_by <= now + STEP_AT_MOST:
        return refusals.NEXT_STEP_TOO_FAR.refuse(days=STEP_AT_MOST.days)
    return None


def _not_running(stage: Stage, *, facilitator: bool) -> Refusal | None:
    if stage is not Stage.RUNNING:
        return refusals.NOT_RUNNING.refuse()
    if not facilitator:
        return refusals.NOT_FACILITATOR.refuse()
    return None


def may_close(
    stage: Stage, result: Result, *, facilitator: bool, asked: bool, text: str
) -> Refusal | None:
    """Refuse to close for others: who asked may withdraw, the facilitator says what came of a case
    that is under way.
    """
    if stage is Stage.CLOSED:
        return refusals.CASE_CLOSED.refuse()
    if result is Result.WITHDRAWN:
        if asked or (facilitator and stage is Stage.RUNNING):
            return None if text.strip() else _no_result()
        return refusals.NOT_WITHDRAWING.refuse()
    return _not_running(stage, facilitator=facilitator) or (None if text.strip() else _no_result())


def _no_result() -> Refusal:
    return refusals.NO_RESULT.refuse()


def all_agree_to_erase(agreed: Collection[int], parties: Collection[int]) -> bool:
    """Return whether a note is erased: every party agreed, and the parties are several people.

    A note may be evidence for one side against the other. So one person alone, who speaks for both
    sides, erases nothing that somebody else wrote.
    """
    sides = set(parties)
    return len(sides) > 1 and sides <= set(agreed)


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
