"""The private part of a case: notes that the record only commits to, until all agree to publish
them.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.offices.cases import Stage, opened
from isegoria.server.conflicts import refusals
from isegoria.server.conflicts.acts import CaseWork
from isegoria.server.conflicts.models import Case, CaseNote, NoteConsent
from isegoria.server.conflicts.reads import reads_private
from isegoria.server.deliberation.acts import too_long
from isegoria.server.record.append import unseal
from isegoria.server.record.door import Attempt
from isegoria.server.record.fields import Named, Public, Sealed
from isegoria.terms import Refusal, gettext_noop

__all__ = ["AgreeToPublish", "WriteNote"]

_FIELD = "text"


class ConsentBody(TypedDict, total=False):
    """Which note it is about, or all that are there; which ones all agree on by now."""

    published: list[int]


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
        theirs = NoteConsent.objects.filter(case=case, participant=attempt.by)
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
        consents = [one.as_consent() for one in NoteConsent.objects.filter(case=case)]
        parties = {
            one.participant_id for one in case.parties.all() if one.inside and one.participant_id
        }
        agreed = opened(notes, consents, parties)
        for number in agreed:
            unseal(number, _FIELD)
        CaseNote.objects.filter(pk__in=agreed).update(published_in=attempt.number)
        attempt.adds["published"] = agreed
        attempt.refers.extend(agreed)


def _outside(case: Case, attempt: Attempt) -> Refusal | None:
    if attempt.by is not None and reads_private(case, attempt.by):
        return None
    return refusals.PRIVATE.refuse()


def _not_running(case: Case) -> Refusal | None:
    if case.stage is Stage.RUNNING:
        return None
    return refusals.NO_NOTES_NOW.refuse()
