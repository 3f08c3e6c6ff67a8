"""An alias whose owner one officer knows, so that others can trust that it is a person.

The forum keeps no name of that person. What the confidant was told, and how, stays between the two.
"""

from dataclasses import dataclass
from typing import ClassVar

from isegoria.server.people.models import Participant
from isegoria.server.people.reads import has_role
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import Erasable
from isegoria.server.roles import refusals
from isegoria.server.roles.acts import Role
from isegoria.server.roles.models import Alias
from isegoria.terms import Refusal, gettext_noop

__all__ = ["EndAlias", "VouchForAlias", "vouched_for"]


@dataclass(frozen=True, slots=True)
class VouchForAlias(Work):
    """Say as the confidant that you know who is behind an alias."""

    holder: Erasable[Participant]
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "alias.vouch"
    says: ClassVar[str] = gettext_noop("Vouched for an alias")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, oneself, accounts that nobody uses, and to say it twice."""
        if attempt.by is None or not has_role(attempt.by, Role.CONFIDANT):
            return refusals.NOT_CONFIDANT.refuse()
        who = Participant.objects.get(pk=self.holder.pk)
        if who == attempt.by:
            return refusals.OWN_ALIAS.refuse()
        if not who.is_active or who.from_archive:
            return refusals.NO_ALIAS.refuse()
        return refusals.ALIAS_KNOWN.refuse() if vouched_for(who) else None

    def apply(self, attempt: Attempt) -> None:
        """Write that, and nothing of who it is."""
        Alias.objects.create(
            number=attempt.number,
            participant=self.holder,
            confidant=attempt.author,
            at=attempt.now,
        )


@dataclass(frozen=True, slots=True)
class EndAlias(Work):
    """End that the confidant vouches for an alias. The owner of the alias can do so too."""

    holder: Erasable[Participant]
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "alias.end"
    says: ClassVar[str] = gettext_noop("No longer vouches for an alias")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and where nobody vouches."""
        own = attempt.by is not None and attempt.by.pk == self.holder.pk
        if not own and (attempt.by is None or not has_role(attempt.by, Role.CONFIDANT)):
            return refusals.NOT_CONFIDANT.refuse()
        return None if vouched_for(self.holder) else refusals.ALIAS_NOT_KNOWN.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        Alias.objects.filter(participant=self.holder, ended_in=None).update(ended_in=attempt.number)


def vouched_for(who: Participant) -> Alias | None:
    """Return by which act the confidant of today vouches for somebody.

    One who no longer holds the role vouches for nobody: people have not told the next one.
    """
    rows = Alias.objects.filter(participant=who, ended_in=None).select_related("confidant")
    return next((one for one in rows if has_role(one.confidant, Role.CONFIDANT)), None)
