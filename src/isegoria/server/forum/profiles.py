"""Acts of participants about themselves: their profile, and whom they work or speak for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from isegoria.rules.facts.confusables import likeness
from isegoria.rules.facts.organisations import folded
from isegoria.rules.offices.naming import name_wrong
from isegoria.server.forum import refusals
from isegoria.server.forum.naming import refused_name
from isegoria.server.organisations.refusals import LOOKS_LIKE
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.organisations import named_like
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
        """Refuse a profile without a name, since acts are on the record under it, and a name that
        deceives.
        """
        if not self.name.strip():
            return refusals.NAME_MISSING.refuse()
        return _nobody(attempt) or refused_name(self.name.strip(), attempt.author)

    def apply(self, attempt: Attempt) -> None:
        """Write the profile."""
        Participant.objects.filter(pk=_author(attempt).pk).update(
            name=self.name.strip(),
            likeness=likeness(self.name),
            about=self.about.strip(),
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
        """Refuse a group that the forum does not have, a day before today, an end before the
        beginning, a declaration that says nothing, and an organisation that nobody can read.
        """
        if (
            self.group is not None
            and not StakeholderGroup.objects.filter(slug=self.group, retired=False).exists()
        ):
            return refusals.NO_SUCH_GROUP.refuse(group=self.group)
        today = attempt.now.date()
        if self.from_on < today:
            return refusals.BEGINS_IN_THE_PAST.refuse(today=today.isoformat())
        if self.until_on is not None and self.until_on < self.from_on:
            return _ends_before(self.from_on)
        if not self.organisation.strip() and self.group is None:
            return refusals.AFFILIATION_EMPTY.refuse()
        return self._names_another() or _nobody(attempt)

    def _names_another(self) -> Refusal | None:
        """Refuse an organisation that nobody can read, or that looks like one that has a page."""
        name = self.organisation.strip()
        if not name:
            return None
        like = named_like(name)
        return name_wrong(name) or (LOOKS_LIKE.refuse(organisation=like.name) if like else None)

    def apply(self, attempt: Attempt) -> None:
        """Write the affiliation."""
        Affiliation.objects.create(
            participant=_author(attempt),
            organisation=self.organisation.strip(),
            folded=folded(self.organisation),
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
        """Refuse somebody else's affiliation, one that ended, and an end before today or before the
        beginning.
        """
        now = Affiliation.objects.get(pk=self.affiliation.pk)
        if attempt.by is None or now.participant_id != attempt.by.pk:
            return refusals.AFFILIATION_NOT_YOURS.refuse()
        if now.until_on is not None and now.until_on <= self.until_on:
            return refusals.AFFILIATION_ENDED.refuse(until=now.until_on)
        if self.until_on < now.from_on:
            return _ends_before(now.from_on)
        today = attempt.now.date()
        if self.until_on < today:
            return refusals.ENDS_IN_THE_PAST.refuse(today=today.isoformat())
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        Affiliation.objects.filter(pk=self.affiliation.pk).update(until_on=self.until_on)


def _ends_before(from_on: date) -> Refusal:
    return refusals.ENDS_BEFORE_IT_BEGINS.refuse(begins=from_on.isoformat())


def _author(attempt: Attempt) -> Participant:
    if attempt.by is None:
        raise ValueError("a profile is changed by its participant only; `refusal` was not asked")
    return attempt.by
