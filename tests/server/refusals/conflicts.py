"""What is refused to the parties of a conflict, and to who stands between them."""

from datetime import date
from typing import Any

from isegoria.rules.offices import refusals as offices
from isegoria.server.conflicts import refusals as conflicts
from isegoria.server.conflicts.acts import (
    AnswerCase,
    AskFacilitator,
    CloseCase,
    NameFacilitator,
    RecordStep,
    StepDown,
)
from isegoria.server.conflicts.models import Case, CaseNote, CaseStep, Party
from isegoria.server.conflicts.notes import AgreeToErase, AgreeToPublish, WriteNote
from isegoria.server.deliberation.refusals import NO_PARTICIPANT
from isegoria.server.people.models import Participant
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import Work
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import A_DAY, AUTHOR, EDITOR, OTHER, World


def asks(w: World, *holders: str, text: str = "They shut us out.", people: int = 2) -> Work:
    parties = [w.who(one) for one in (AUTHOR, EDITOR)[:people]]
    return AskFacilitator(w.process, text, parties, holders=holders)


def stranger(name: str) -> Participant:
    """Return somebody who took no part and works for nobody here."""
    return Participant.objects.create_user(f"{name.lower()}@example.org", name=name)


def asked(w: World) -> Case:
    return Case.objects.get(pk=w.done(asks(w), AUTHOR).number)


def names(w: World, who: str = "", *, office: bool = False) -> Work:
    """Name somebody, where a stranger holds the office that facilitates or nobody does."""
    case = asked(w)
    if office:
        w.done(GiveSeat(w.process, "facilitator", stranger("Nia")))
    return NameFacilitator(case, w.who(who) if who else stranger("Ola"))


def answers(w: World) -> Work:
    """Answer for the second party once somebody is named."""
    case = asked(w)
    w.done(NameFacilitator(case, stranger("Ola")))
    [_first, second] = Party.objects.filter(case=case).order_by("pk")
    return AnswerCase(case, second, "accepted")


def steps(w: World, on: date, **case: Any) -> Work:
    return RecordStep(w.case(**case), CaseStep.Kind.MEETING, on, "We met.")


def agrees(w: World, *, note: bool = True, before: bool = False) -> Work:
    """Agree to publish what the facilitator wrote."""
    case = w.case()
    if note:
        w.done(WriteNote(case, "Between us."), EDITOR)
    if before:
        w.done(AgreeToPublish(case), EDITOR)
    return AgreeToPublish(case)


def erases(w: World, who: str = EDITOR, *, before: bool = False, published: bool = False) -> Work:
    """Agree to erase what a party wrote, where author and editor are the parties."""
    case = w.case()
    for party in (AUTHOR, EDITOR):
        Party.objects.create(case=case, participant=w.who(party), inside=True)
    note = CaseNote.objects.get(pk=w.done(WriteNote(case, "Between us."), AUTHOR).number)
    if before:
        w.done(AgreeToErase(case, note), who)
    if published:
        for party in (AUTHOR, EDITOR):
            w.done(AgreeToPublish(case), party)
    return AgreeToErase(case, note)


def only_facilitates(w: World) -> Work:
    """Agree to erase a note as the facilitator, who is no party."""
    work = erases(w)
    Party.objects.filter(participant=w.who(EDITOR)).update(participant=w.who(OTHER))
    return work


ROWS: list[Row] = [
    allowed(asks, AUTHOR),
    allowed(lambda w: asks(w, "chairs", "civil_society"), AUTHOR),
    refused(conflicts.UNKNOWN_PARTY, lambda w: asks(w, "chairs", "admiral"), AUTHOR),
    refused(NO_PARTICIPANT, asks, OPERATOR, rule="case.no-participant"),
    refused(offices.ONE_PARTY, lambda w: asks(w, people=1), AUTHOR),
    # naming and answering
    allowed(names),
    refused(NO_PARTICIPANT, names, OPERATOR, rule="case.no-participant"),
    refused(conflicts.NOT_INDEPENDENT, lambda w: names(w, AUTHOR)),
    refused(conflicts.OFFICE_FIRST, lambda w: names(w, office=True)),
    allowed(answers, EDITOR),
    refused(conflicts.NOT_PARTY, answers, AUTHOR),
    refused(conflicts.NOT_PARTY, answers, OPERATOR),
    # what the facilitator does
    allowed(lambda w: steps(w, w.now.date()), EDITOR),
    refused(conflicts.NOT_YET, lambda w: steps(w, w.now.date() + A_DAY), EDITOR),
    refused(conflicts.NOT_FACILITATOR, lambda w: StepDown(w.case()), AUTHOR),
    allowed(lambda w: StepDown(w.case()), EDITOR),
    refused(conflicts.NOT_FACILITATOR, lambda w: StepDown(w.case("closed")), EDITOR),
    allowed(lambda w: CloseCase(w.case(), "settled", "We agree."), EDITOR),
    allowed(lambda w: CloseCase(w.case(), "withdrawn", "We talk."), AUTHOR),
    refused(offices.NOT_FACILITATOR, lambda w: CloseCase(w.case(), "settled", "We agree."), AUTHOR),
    refused(
        offices.NOT_FACILITATOR, lambda w: CloseCase(w.case(), "settled", "We agree."), OPERATOR
    ),
    # notes
    allowed(lambda w: WriteNote(w.case(), "Between us."), EDITOR),
    refused(conflicts.PRIVATE, lambda w: WriteNote(w.case(), "Between us."), AUTHOR),
    refused(conflicts.NO_NOTES_NOW, lambda w: WriteNote(w.case("closed"), "Between us."), EDITOR),
    allowed(agrees, EDITOR),
    refused(conflicts.PRIVATE, agrees, OTHER),
    refused(conflicts.NOTHING_TO_PUBLISH, lambda w: agrees(w, note=False), EDITOR),
    refused(conflicts.NOTHING_TO_PUBLISH, lambda w: agrees(w, before=True), EDITOR),
    allowed(erases, EDITOR),
    refused(conflicts.PRIVATE, erases, OTHER),
    refused(conflicts.PARTIES_ERASE, only_facilitates, EDITOR),
    refused(conflicts.AGREED_TO_ERASE, lambda w: erases(w, before=True), EDITOR),
    refused(conflicts.NOTE_NOT_PRIVATE, lambda w: erases(w, published=True), EDITOR),
]
