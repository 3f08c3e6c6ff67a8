"""Saying what became of an outcome, and naming who is asked to act on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from isegoria.server.conduct.reads import restricted
from isegoria.server.issues.parts import leads
from isegoria.server.outcomes import refusals
from isegoria.server.outcomes.models import FollowUp, Responsible
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.facts import gathered_facts
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Named, Part, Public
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = ["Follow", "NameResponsible"]


@dataclass(frozen=True, slots=True)
class Follow(Work):
    """Say what became of an outcome."""

    chunk: About[Chunk]
    rating: Public[str]
    text: Erasable[str]
    evidence: Erasable[str] = ""
    kind: ClassVar[str] = "outcome.follow-up"
    says: ClassVar[str] = gettext_noop("Reported progress on an outcome")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse while there is no outcome, and without a text.

        Anyone with an account may say what they saw.
        """
        decided = Chunk.objects.exclude(outcome="").exclude(cited="")
        if attempt.by is None or not decided.filter(pk=self.chunk.pk).exists():
            return refusals.NO_OUTCOME.refuse()
        if self.rating not in FollowUp.Rating.values:
            return refusals.NO_RATING.refuse(rating=self.rating)
        return (
            too_long(self.text)
            or _no_evidence(self.evidence)
            or restricted(self.chunk.process, attempt)
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        group = attempt.capacity.group if attempt.capacity else None
        FollowUp.objects.create(
            number=attempt.number,
            chunk=self.chunk,
            participant=attempt.author,
            group=group,
            at=attempt.now,
            rating=self.rating,
            text=self.text.strip(),
            evidence=self.evidence,
        )


@dataclass(frozen=True, slots=True)
class NameResponsible(Work):
    """Name who is asked to act on an outcome, instead of whom was named: the officer of its last
    stage does, or the desk.
    """

    chunk: About[Chunk]
    groups: Annotated[Public[Sequence[StakeholderGroup]], ALWAYS] = ()
    offices: Annotated[Public[Sequence[str]], ALWAYS] = ()
    organisations: Annotated[Erasable[Sequence[str]], Part("responsible"), ALWAYS] = ()
    participants: Annotated[
        Erasable[Sequence[Participant]], Part("responsible"), Named("people")
    ] = ()
    kind: ClassVar[str] = "outcome.name-responsible"
    says: ClassVar[str] = gettext_noop("Said who should act on an outcome")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, while there is no outcome, and an office that the model does not have."""
        facts = gathered_facts(self.chunk, attempt)
        if attempt.by is not None and not leads(
            facts, attempt.gathered["person"], secretariat=attempt.by.secretariat
        ):
            return refusals.NOT_ITS_OFFICER.refuse()
        unknown = [one for one in self.offices if one not in facts.model.offices]
        if not (facts.outcome and facts.chunk.cited) or unknown:
            return refusals.NOBODY_TO_NAME.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write who it is."""
        Responsible.objects.filter(chunk=self.chunk).delete()
        kinds = Responsible.Kind
        rows = [Responsible(kind=kinds.GROUP, group=one) for one in self.groups]
        rows += [Responsible(kind=kinds.OFFICE, name=one) for one in self.offices]
        rows += [Responsible(kind=kinds.ORGANISATION, name=one) for one in self.organisations]
        rows += [Responsible(kind=kinds.PARTICIPANT, participant=one) for one in self.participants]
        for row in rows:
            row.chunk, row.named_in = self.chunk, attempt.number
        Responsible.objects.bulk_create(rows)


def _no_evidence(address: str) -> Refusal | None:
    try:
        if not address or URLValidator(schemes=["http", "https"])(address) is None:
            return None
    except ValidationError:
        pass
    return refusals.NO_ADDRESS.refuse(address=address)
