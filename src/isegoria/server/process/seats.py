"""Seats in a process, and what the secretariat notes of what happened outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, NotRequired

from typing_extensions import TypedDict

from isegoria.rules.course.restarting import restarted_enough
from isegoria.rules.facts.holding import held_open
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.dates import counts_with
from isegoria.rules.language.model import Model
from isegoria.rules.offices.choosing import SECRETARIAT, chooser
from isegoria.server.people.models import Participant
from isegoria.server.process import refusals
from isegoria.server.process.benches import judges_sit, waits_for
from isegoria.server.process.composition import made_up_wrong
from isegoria.server.process.earlier_steps import left_its_answer
from isegoria.server.process.electorate import asked_in_secret, changing, drop_secret_answers
from isegoria.server.process.facts import ChunkFacts, facts_of, facts_with, gathered_facts, model_of
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.reads import holders_of, seats_held
from isegoria.server.process.stepping import goes_no_further
from isegoria.server.record.door import Attempt, Upcast, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Public
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "EndSeat",
    "GiveSeat",
    "NoteEvent",
    "filled_by",
    "not_chooser",
    "note",
    "own_events",
    "seats_to_fill",
]

_DIGITS = 10  # a number with so many is no amount of a resource


class SeatBody(TypedDict):
    """Which office or group of the model, and the chunk for which alone."""

    holder: str
    chunk: NotRequired[int]


@dataclass(frozen=True, slots=True)
class _BySecretariat(Work):
    """What the secretariat does, or the operator on the command line."""

    def _not_theirs(self, attempt: Attempt) -> Refusal | None:
        if attempt.by is None or attempt.by.secretariat:
            return None
        return refusals.NOT_SECRETARIAT_FOR_SEATS.refuse()


@dataclass(frozen=True, slots=True)
class GiveSeat(_BySecretariat):
    """Let somebody hold an office of the model or sit in one of its groups.

    With a chunk they sit there instead of those who hold the seat in the process, and in this chunk
    alone.
    """

    process: About[Process]
    holder: Public[str]
    seated: Erasable[Participant]
    chunk: Public[About[Chunk | None]] = None
    kind: ClassVar[str] = "process.seat"
    says: ClassVar[str] = gettext_noop("Appointed somebody")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what the model does not have, people who do not choose for it, what is taken, and
        who has it already.

        Anyone takes a seat in an open group.
        """
        model = model_of(self.process)
        group, office = model.groups.get(self.holder), model.offices.get(self.holder)
        if group is None and office is None:
            return refusals.HOLDER_UNKNOWN.refuse(
                model=model.title,
                holder=self.holder,
                there=", ".join([*model.offices, *model.groups]),
            )
        own = group is not None and group.members == "open" and self.seated == attempt.by
        if not own and (refusal := not_chooser(self.process, self.holder, attempt)):
            return refusal
        if wrong := self._puts_aside(model, attempt.now):
            return wrong
        taken = Seat.objects.filter(
            process=self.process, holder=self.holder, chunk=self.chunk, until_at=None
        )
        if taken.filter(participant=self.seated).exists():
            return refusals.SEAT_HELD.refuse(who=str(self.seated))
        seats = office.seats if office else group.seats if group else None
        if seats is not None and taken.count() >= seats:
            return refusals.NO_SEAT_FREE.refuse(
                seats=seats,
                holder=(office or group).title,  # type: ignore[union-attr]
            )
        return made_up_wrong(self.process, self.holder, self.seated, self.chunk)

    def _puts_aside(self, model: Model, now: datetime) -> Refusal | None:
        """Refuse a seat that puts others aside: those of a group in one part, the judges of a case
        that waits, or a judge whom it would make a party.
        """
        if self.chunk is not None and self.holder in model.groups:
            return refusals.SEAT_OF_A_GROUP.refuse(holder=title_of(model, self.holder))
        sit = Seat.objects.held(self.process, self.chunk)
        replaces = self.chunk is not None and sit.filter(holder=self.holder).exists()
        if replaces and waits_for(self.process, self.holder, None, self.chunk):
            return refusals.JUDGES_SIT.refuse(holder=title_of(model, self.holder))
        keeps_out = {
            judges
            for rule in model.recusals.values()
            if self.holder in rule.offices
            for judges in rule.from_
        }
        mine = sit.filter(participant=self.seated, holder__in=keeps_out)
        for judges in mine.values_list("holder", flat=True):
            if waits_for(self.process, judges, now):
                return refusals.JUDGES_NOW.refuse(who=str(self.seated))
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the seat."""
        with changing(self.process, self.seated.pk, attempt.now):
            Seat.objects.create(
                number=attempt.number,
                process=self.process,
                holder=self.holder,
                participant=self.seated,
                from_at=attempt.now,
                chunk=self.chunk,
            )


@dataclass(frozen=True, slots=True)
class EndSeat(_BySecretariat):
    """End a seat; its holder may do so too.

    Up to version 1 an answer to a secret ballot stayed, and so did who gave it in its base.
    """

    seat: About[Seat]
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "process.end-seat"
    says: ClassVar[str] = gettext_noop("Ended a seat")
    upcasts: ClassVar[tuple[Upcast, ...]] = (left_its_answer,)
    Body: ClassVar[type] = SeatBody

    def body(self) -> Mapping[str, Any]:
        """Return the office or group, and the chunk."""
        return {"holder": self.seat.holder} | (
            {"chunk": self.seat.chunk.number} if self.seat.chunk else {}
        )

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the holder, who chooses for the seat and the secretariat; to end the
        seat of a judge or in a secret ballot; and a seat that ended.
        """
        chooses = not_chooser(self.seat.process, self.seat.holder, attempt) is None
        own = self.seat.participant == attempt.by
        if not own and not chooses and (refusal := self._not_theirs(attempt)):
            return refusal
        seat = self.seat
        if not own and attempt.by and (sits := judges_sit(seat, attempt)):
            return sits
        if not own and attempt.by and (ballot := asked_in_secret(seat, attempt.now)):
            return refusals.VOTES_IN_SECRET.refuse(ballot=ballot)
        if Seat.objects.filter(pk=self.seat.pk, until_at=None).exists():
            return None
        return refusals.SEAT_ENDED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the end; an answer to a secret ballot goes with the seat, for the next holder has
        one too.
        """
        seat = self.seat
        drop_secret_answers([seat.process], seat.participant_id, attempt.now, holder=seat.holder)
        with changing(seat.process, seat.participant_id, attempt.now, ended=seat.holder):
            Seat.objects.filter(pk=self.seat.pk).update(
                until_at=attempt.now, ended_in=attempt.number
            )


@dataclass(frozen=True, slots=True)
class NoteEvent(_BySecretariat):
    """Note what the model asks about and happened outside: an event, the date of a meeting,
    something used, another process.
    """

    chunk: About[Chunk]
    what: Public[str]
    name: Public[str]
    value: Annotated[Public[str], ALWAYS] = ""
    kind: ClassVar[str] = "chunk.note"
    says: ClassVar[str] = gettext_noop("Noted what happened outside")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, what comes too late, and a value that cannot be
        read.
        """
        if refusal := self._not_theirs(attempt):
            return refusal
        facts = gathered_facts(self.chunk, attempt)
        if wrong := goes_no_further(facts, attempt.now):
            return wrong
        if wrong := _would_move(facts, self.what, self.name, attempt.now):
            return wrong
        own = self.what == "event" and self.name in own_events(facts.model, facts.stage)
        try:
            if own or not _can_be_counted_with(self.what, self.value):
                return self._cannot_be_noted()
            tried = facts_with(facts.model, facts.chunk)
            note(tried, self.what, self.name, self.value, attempt.now)
        except (ValueError, KeyError):
            return self._cannot_be_noted()
        return None

    def _cannot_be_noted(self) -> Refusal:
        return refusals.CANNOT_BE_NOTED.refuse(value=self.value, name=self.name)

    def apply(self, attempt: Attempt) -> None:
        """Take it in."""
        facts = facts_of(Chunk.objects.select_related("process").get(pk=self.chunk.pk))
        note(facts, self.what, self.name, self.value, attempt.now)
        facts.write()


def not_chooser(process: Process, holder: str, attempt: Attempt) -> Refusal | None:
    """Refuse people who do not fill the seats of an office or a group; see `chooser`."""
    if attempt.by is None:
        return None
    model = model_of(process)
    by = chooser(model, holder, holders_of(process))
    if by == SECRETARIAT:
        theirs = attempt.by.secretariat
        return None if theirs else refusals.NOT_SECRETARIAT_FOR_SEATS.refuse()
    if by in seats_held(process, attempt.by):
        return None
    return refusals.OTHERS_CHOOSE.refuse(holder=title_of(model, holder), by=title_of(model, by))


def filled_by(process: Process, holder: str) -> Participant | None:
    """Return the first of those who fill the seats of an office; None for the secretariat."""
    by = chooser(model_of(process), holder, holders_of(process))
    seats = Seat.objects.held(process).filter(holder=by).select_related("participant")
    return next((one.participant for one in seats), None)


def seats_to_fill(process: Process, model: Model, user: Any) -> list[str]:
    """Return the offices and groups whose seats somebody fills."""
    if not isinstance(user, Participant):
        return []
    held, mine = holders_of(process), seats_held(process, user)
    mine += [SECRETARIAT] if user.secretariat else []
    return [name for name in (*model.offices, *model.groups) if chooser(model, name, held) in mine]


def own_events(model: Model, stage: str) -> set[str]:
    """Return the events that acts in a stage bring about: nobody notes that they happened
    outside.
    """
    here = model.stages[stage]
    done = (here.deliverables, here.triggers, here.notices, here.judgements, here.ballots)
    return {"entry", "version", *(name for part in done for name in part)}


def note(facts: Any, what: str, name: str, value: str, at: datetime) -> None:
    """Take in what happened outside.

    Raises:
        KeyError: there is no such thing to note.
        ValueError: the value cannot be read.
    """
    facts.close_ended(at)
    if what == "event":
        facts.event(name, at)
    elif what == "meeting":
        met = datetime.fromisoformat(value)
        facts.meet(name, met if met.tzinfo else met.replace(tzinfo=at.tzinfo))
    elif what == "resource":
        facts.use(name, int(value or 1))
    elif what == "process":
        facts.end_process(name, value or "ended")
    else:
        raise KeyError(what)
    facts.touch(at)


def _would_move(facts: ChunkFacts, what: str, name: str, now: datetime) -> Refusal | None:
    """Refuse what would move the end of an open ballot, or begin its time again too often."""
    situation = Situation(facts.model, facts, now, facts.stage)
    title = held_open(situation, meeting=name) if what == "meeting" else ""
    if what == "event" and facts.event_at(facts.stage, name) is not None:
        title = held_open(situation, name)
    if title:
        return refusals.MOVES_A_BALLOT.refuse(title=title)
    return restarted_enough(facts.model, facts, name, now) if what == "event" else None


def _can_be_counted_with(what: str, value: str) -> bool:
    """Return whether clocks and guards can count with what was noted; a record may have more."""
    if what == "meeting":
        return counts_with(datetime.fromisoformat(value))
    if what == "resource":  # what was used does not come back
        return len(value) < _DIGITS and int(value or 1) > 0
    return True
