"""Acts of participants about themselves: their profile, and whom they work or speak for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.record.door import Scene, Work
from isegoria.server.record.fields import Erasable, Named, Part
from isegoria.terms import Refusal, gettext_noop

__all__ = ["ChangeProfile", "DeclareAffiliation", "EndAffiliation"]


def _nobody(scene: Scene) -> Refusal | None:
    """Refuse the operator's command line: only a participant has a profile."""
    if scene.by is not None:
        return None
    return Refusal(
        rule="profile.no-participant",
        reason=gettext_noop("Only participants have a profile."),
        instead=gettext_noop("Sign in as the participant whom it is about."),
    )


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

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse a profile without a name: acts are on the record under a name."""
        if self.name.strip():
            return _nobody(scene)
        return Refusal(
            rule="profile.name-missing",
            reason=gettext_noop("A profile needs a name to be shown with what you do here."),
            instead=gettext_noop("Give the name you want to be known by; a pseudonym is allowed."),
        )

    def apply(self, scene: Scene) -> None:
        """Write the profile."""
        Participant.objects.filter(pk=_author(scene).pk).update(
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

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse a group that the forum does not have, an end before the beginning, and a
        declaration that says nothing.
        """
        if (
            self.group is not None
            and not StakeholderGroup.objects.filter(slug=self.group, retired=False).exists()
        ):
            return Refusal(
                rule="affiliation.no-such-group",
                reason=gettext_noop("This forum has no stakeholder group “{group}”."),
                instead=gettext_noop(
                    "Choose one of the forum’s groups, or leave the group unstated."
                ),
                facts={"group": self.group},
            )
        if self.until_on is not None and self.until_on < self.from_on:
            return _ends_before(self.from_on)
        if not self.organisation.strip() and self.group is None:
            return Refusal(
                rule="affiliation.empty",
                reason=gettext_noop("Neither an organisation nor a stakeholder group is stated."),
                instead=gettext_noop(
                    "Name at least one group. People who speak for themselves need no affiliation."
                ),
            )
        return _nobody(scene)

    def apply(self, scene: Scene) -> None:
        """Write the affiliation."""
        Affiliation.objects.create(
            participant=_author(scene),
            organisation=self.organisation.strip(),
            group=StakeholderGroup.objects.get(slug=self.group) if self.group else None,
            region=self.region,
            interests=self.interests.strip(),
            from_on=self.from_on,
            until_on=self.until_on,
            declared_in=scene.number,
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

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse somebody else's affiliation, one that ended, and an end before the beginning."""
        now = Affiliation.objects.get(pk=self.affiliation.pk)
        if scene.by is None or now.participant_id != scene.by.pk:
            return Refusal(
                rule="affiliation.not-yours",
                reason=gettext_noop("Only the participant ends an affiliation of theirs."),
                instead=gettext_noop("Ask them to do it on their profile."),
            )
        if now.until_on is not None and now.until_on <= self.until_on:
            return Refusal(
                rule="affiliation.ended",
                reason=gettext_noop("This affiliation ends on {until} already."),
                instead=gettext_noop("Declare a new one if you work for them again."),
                facts={"until": now.until_on.isoformat()},
            )
        return _ends_before(now.from_on) if self.until_on < now.from_on else None

    def apply(self, scene: Scene) -> None:
        """Write the end."""
        Affiliation.objects.filter(pk=self.affiliation.pk).update(until_on=self.until_on)


def _ends_before(from_on: date) -> Refusal:
    return Refusal(
        rule="affiliation.ends-before-it-begins",
        reason=gettext_noop("An affiliation that begins on {begins} cannot end before that day."),
        instead=gettext_noop("Choose a later last day."),
        facts={"begins": from_on.isoformat()},
    )


def _author(scene: Scene) -> Participant:
    if scene.by is None:
        raise ValueError("a profile is changed by its participant only; `refusal` was not asked")
    return scene.by
