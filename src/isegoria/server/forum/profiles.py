"""Acts of participants about themselves: their profile, and whom they work or speak for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from isegoria.server.forum import refusals
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import Erasable, Named, Part
from isegoria.terms import Refusal, gettext_noop

__all__ = ["ChangeProfile", "DeclareAffiliation", "EndAffiliation"]


def _nobody(attempt: Attempt) -> Refusal | None:
    """Refuse the operator's command line: only a participant has a profile."""
    if attempt.by is not None:
        return None
    return refusals.NO_PARTICIPANT.refuse()


@dataclass(frozen=True, slots=True)
class ChangeProfile(Work):
    """Change the name and the few words under which one is shown.

    Acts of before keep the name of their day.
    """

    name: Erasable[str]
    about: Erasable[str]
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "profile.change"
    says: ClassVar[str] = gettext_noop("Changed their profile")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse a profile without a name: acts are on the record under a name."""
        if self.name.strip():
            return _nobody(attempt)
        return refusals.NAME_MISSING.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the profile."""
        Participant.objects.filter(pk=_author(attempt).pk).update(
            name=self.name.strip(), about=self.about.strip()
        )


@dataclass(frozen=True, slots=True)
class DeclareAffiliation(Work):
    """State whom one works for or speaks for.

    `group` is a slug, None unstated; `until_on` None means until further notice.
    """

    organisation: Annotated[Erasable[str], Part("affiliation")]
    group: Annotated[Erasable[str | None], Part("affiliation")]
    region: Annotated[Erasable[str], Part("affiliation")]
    interests: Annotated[Erasable[str], Part("affiliation")]
    from_on: Annotated[Erasable[date], Part("affiliation"), Named("from")]
    until_on: Annotated[Erasable[date | None], Part("affiliation"), Named("until")] = None
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "affiliation.declare"
    says: ClassVar[str] = gettext_noop("Declared an affiliation")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse a group that the forum does not have, an end before the beginning, and a
        declaration that says nothing.
        """
        if (
            self.group is not None
            and not StakeholderGroup.objects.filter(slug=self.group, retired=False).exists()
        ):
            return refusals.NO_SUCH_GROUP.refuse(group=self.group)
        if self.until_on is not None and self.until_on < self.from_on:
            return _ends_before(self.from_on)
        if not self.organisation.strip() and self.group is None:
            return refusals.AFFILIATION_EMPTY.refuse()
        return _nobody(attempt)

    def apply(self, attempt: Attempt) -> None:
        """Write the affiliation."""
        Affiliation.objects.create(
            participant=_author(attempt),
            organisation=self.organisation.strip(),
            group=StakeholderGroup.objects.get(slug=self.group) if self.group else None,
            region=self.region,
            interests=self.interests.strip(),
            from_on=self.from_on,
            until_on=self.until_on,
            declared_in=attempt.number,
        )


@dataclass(frozen=True, slots=True)
class EndAffiliation(Work):
    """End one's own affiliation; it stays in the history, and acts done in it keep it."""

    affiliation: Affiliation
    until_on: Annotated[Erasable[date], Named("until")]
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "affiliation.end"
    says: ClassVar[str] = gettext_noop("Ended an affiliation")

    def references(self) -> tuple[int, ...]:
        """Return the declaration."""
        return (self.affiliation.declared_in,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse somebody else's affiliation, one that ended, and an end before the beginning."""
        now = Affiliation.objects.get(pk=self.affiliation.pk)
        if attempt.by is None or now.participant_id != attempt.by.pk:
            return refusals.AFFILIATION_NOT_YOURS.refuse()
        if now.until_on is not None and now.until_on <= self.until_on:
            return refusals.AFFILIATION_ENDED.refuse(until=now.until_on)
        return _ends_before(now.from_on) if self.until_on < now.from_on else None

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        Affiliation.objects.filter(pk=self.affiliation.pk).update(until_on=self.until_on)


def _ends_before(from_on: date) -> Refusal:
    return refusals.ENDS_BEFORE_IT_BEGINS.refuse(begins=from_on.isoformat())


def _author(attempt: Attempt) -> Participant:
    if attempt.by is None:
        raise ValueError("a profile is changed by its participant only; `refusal` was not asked")
    return attempt.by
