"""Publishing the privacy notice, and whom people can ask about their data."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from isegoria.server.forum import refusals
from isegoria.server.forum.models import PrivacyNotice
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, STRIPPED, Erasable, Public
from isegoria.terms import Refusal, gettext_noop

__all__ = ["PublishPrivacyNotice", "current_notice"]

_LONGEST = 20_000  # characters of a notice
_LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True)
class PublishPrivacyNotice(Work):
    """Publish a version of the privacy notice. The contact can be a person, so it can be erased."""

    text: Annotated[Public[str], STRIPPED]
    contact: Annotated[Erasable[str], ALWAYS, STRIPPED]
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "forum.privacy"
    says: ClassVar[str] = gettext_noop("Published the privacy notice")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, and a notice that leaves people without an answer."""
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        if not self.text.strip() or not self.contact.strip():
            return refusals.NOTICE_INCOMPLETE.refuse()
        if len(self.text) > _LONGEST or len(self.contact) > _LONGEST_CONTACT:
            return refusals.NOTICE_TOO_LONG.refuse(most=_LONGEST, contact=_LONGEST_CONTACT)
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the next version."""
        PrivacyNotice.objects.create(
            number=attempt.number,
            text=self.text.strip(),
            contact=self.contact.strip(),
            at=attempt.now,
        )


def current_notice() -> PrivacyNotice | None:
    """Return the notice that holds, or None before there is one."""
    return PrivacyNotice.objects.first()
