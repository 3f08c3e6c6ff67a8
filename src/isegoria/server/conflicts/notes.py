"""The private part of a case: notes that the record only commits to, until all agree to publish
them, or to erase one.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.offices.cases import Stage, all_agree_to_erase, opened
from isegoria.server.conduct.erasing import erase_words, is_private_note
from isegoria.server.conduct.models import BY_PARTIES
from isegoria.server.conflicts import refusals
from isegoria.server.conflicts.acts import CaseWork
from isegoria.server.conflicts.models import Case, CaseNote, NoteConsent
from isegoria.server.conflicts.reads import agreed_to_erase, inside, reads_private
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.deliberation.acts import too_long
from isegoria.server.record.append import unseal
from isegoria.server.record.door import Attempt
from isegoria.server.record.fields import Named, Public, Refers, Sealed
from isegoria.server.record.models import Act
from isegoria.terms import Refusal, gettext_noop

__all__ = ["AgreeToErase", "AgreeToPublish", "WriteNote"]

_FIELD = "text"


class ConsentBody(TypedDict, total=False):
    """Which note it is about, or all that are there; which ones all agree on by now."""

    published: list[int]


class ErasedBody(TypedDict, total=False):
    """Which note, and whether all parties agree by now, so that it is erased."""

    erased: bool


@dataclass(frozen=True, slots=True)
class WriteNote(CaseWork):
    """Write a private note to the parties and the facilitator."""

    text: Annotated[Sealed[str], Named(_FIELD)]
    kind: ClassVar[str] = "case.note"
    says: ClassVar[str] = gettext_noop("Wrote a private note in a case of conflict")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse whoever is not inside, and when the case is not under way."""
        case = self.now_is(attempt)
        return _outside(case, attempt) or _not_running(case) or too_long(self.text)

    def apply(self, attempt: Attempt) -> None:
        """Write that there is a note; what it says is sealed beside the record."""
        CaseNote.objects.create(
            number=attempt.number, case=self.case, participant=attempt.author, at=attempt.now
        )


@dataclass(frozen=True, slots=True)
class AgreeToPublish(CaseWork):
    """Agree to publish a note, or all notes that are there; it is done when every party and the one
    who wrote it agree.
    """

    note: Public[CaseNote | None] = None
    kind: ClassVar[str] = "case.publish"
    says: ClassVar[str] = gettext_noop("Agreed to publish private notes")
    Body: ClassVar[type] = ConsentBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse whoever is not inside, and what is public or agreed already."""
        case = self.now_is(attempt)
        if refusal := _outside(case, attempt):
            return refusal
        sealed = CaseNote.objects.filter(case=case, published_in=None)
        if self.note is not None:
            sealed = sealed.filter(pk=self.note.pk)
        theirs = NoteConsent.objects.filter(case=case, participant=attempt.by, erases=False)
        agreed = {one.note_id for one in theirs}
        before = max((one.number for one in theirs if one.note_id is None), default=0)
        if any(one.pk not in agreed and one.pk > before for one in sealed):
            return None
        return refusals.NOTHING_TO_PUBLISH.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the agreement, and open what all agree on."""
        case = self.now_is(attempt)
        NoteConsent.objects.create(
            number=attempt.number, case=case, note=self.note, participant=attempt.author
        )
        notes = [one.as_note() for one in CaseNote.objects.filter(case=case, published_in=None)]
        given = NoteConsent.objects.filter(case=case, erases=False)
        agreed = opened(notes, [one.as_consent() for one in given], inside(case))
        for number in agreed:
            unseal(number, _FIELD)
        CaseNote.objects.filter(pk__in=agreed).update(published_in=attempt.number)
        attempt.adds["published"] = agreed
        attempt.refers.extend(agreed)


@dataclass(frozen=True, slots=True)
class AgreeToErase(CaseWork):
    """Agree as a party to erase a private note; it is erased when all parties have agreed.

    Its author erases it alone, by `words.erase`. The secretariat and the facilitator cannot.
    """

    note: Public[Refers[CaseNote]]
    kind: ClassVar[str] = "case.erase-note"
    says: ClassVar[str] = gettext_noop("Agreed to erase a private note")
    Body: ClassVar[type] = ErasedBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse people who are no party inside, and what is public, erased or agreed already."""
        case = self.now_is(attempt)
        if refusal := _outside(case, attempt):
            return refusal
        if attempt.author.pk not in inside(case):
            return refusals.PARTIES_ERASE.refuse()
        note = CaseNote.objects.filter(case=case, pk=self.note.pk).first()
        if note is None or not is_private_note(Act.objects.get(pk=note.pk)):
            return refusals.NOTE_NOT_PRIVATE.refuse()
        if note.pk in agreed_to_erase(case, attempt.author):
            return refusals.AGREED_TO_ERASE.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the agreement; the last one erases the note."""
        leave_no_trace()
        case, number = self.now_is(attempt), self.note.pk
        NoteConsent.objects.create(
            number=attempt.number,
            case=case,
            note_id=number,
            participant=attempt.author,
            erases=True,
        )
        given = NoteConsent.objects.filter(note=number, erases=True)
        agreed = given.values_list("participant", flat=True)
        attempt.adds["erased"] = all_agree_to_erase(agreed, inside(case))
        if attempt.adds["erased"]:
            erase_words(Act.objects.get(pk=number), attempt, ground=BY_PARTIES)


def _outside(case: Case, attempt: Attempt) -> Refusal | None:
    if attempt.by is not None and reads_private(case, attempt.by):
        return None
    return refusals.PRIVATE.refuse()


def _not_running(case: Case) -> Refusal | None:
    if case.stage is Stage.RUNNING:
        return None
    return refusals.NO_NOTES_NOW.refuse()
