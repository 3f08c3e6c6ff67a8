"""Erasing who somebody of an archive was: what they wrote stays, and nothing says any more that
they wrote it.
"""

from dataclasses import dataclass
from typing import ClassVar

from isegoria.server.archives import refusals
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.deliberation.models import Comment
from isegoria.server.people.models import Participant
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.models import Opening
from isegoria.terms import Refusal, gettext_noop

__all__ = ["ForgetPerson"]


@dataclass(frozen=True, slots=True)
class ForgetPerson(Work):
    """Erase the name of somebody of an archive, here and in every opening on the record; no later
    import brings it back.
    """

    person: Participant
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "archive.forget"
    says: ClassVar[str] = gettext_noop("Erased who somebody of an archive was")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, somebody who has an account, and who was erased
        already.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.ONLY_SECRETARIAT_ERASES.refuse()
        if not Participant.objects.filter(
            pk=self.person.pk, from_archive=True, erased_in=None
        ).exists():
            return refusals.NO_NAME_TO_ERASE.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Delete the name and the openings with it; the mark that it was erased stays."""
        leave_no_trace()
        written = Comment.objects.filter(participant=self.person).values("number")
        Opening.objects.filter(act__in=written, field="author").delete()
        Participant.objects.filter(pk=self.person.pk).update(
            name="", likeness="", erased_in=attempt.number
        )
