"""Second factors of people with a role: which roles need one, and taking off one that is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from allauth.mfa.models import Authenticator

from isegoria.server.forum.signed_in import end_sessions
from isegoria.server.people.factors import has_second_factor, roles_of
from isegoria.server.people.models import Forum, Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import STRIPPED, Erasable, Public
from isegoria.server.roles import refusals
from isegoria.server.roles.acts import LONGEST_REASON, Role
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = ["RequireFactor", "TakeOffFactors"]


@dataclass(frozen=True, slots=True)
class RequireFactor(Work):
    """Say which roles of the forum need a second factor; the same act again says it anew."""

    roles: Public[Sequence[str]]
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "role.require-factor"
    says: ClassVar[str] = gettext_noop("Decided which roles need a second factor")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, unknown roles, and to shut oneself out."""
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT_FOR_FACTORS.refuse()
        if unknown := [one for one in self.roles if one not in Role.values]:
            return refusals.UNKNOWN.refuse(role=unknown[0], there=", ".join(Role.values))
        if forum_or_none() is None:
            return refusals.NO_FORUM.refuse()
        own = attempt.by is not None and roles_of(attempt.by) & set(self.roles)
        if own and not has_second_factor(attempt.author):
            return refusals.OWN_FACTOR_FIRST.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write it. Those who lack a factor keep the role, and cannot act in it."""
        Forum.objects.filter(pk=1).update(
            second_factor=[one for one in Role.values if one in self.roles]
        )


@dataclass(frozen=True, slots=True)
class TakeOffFactors(Work):
    """Take the second factor off an account whose owner lost it, so that they can come in and set
    up another.
    """

    holder: Erasable[Participant]
    reason: Annotated[Erasable[str], STRIPPED]
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "factor.take-off"
    says: ClassVar[str] = gettext_noop("Removed the second factor of an account")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, one’s own, and an account without one."""
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT_FOR_FACTORS.refuse()
        if attempt.by is not None and attempt.by.pk == self.holder.pk:
            return refusals.OWN_FACTOR.refuse()
        if refusal := too_long(self.reason, LONGEST_REASON):
            return refusal
        if not has_second_factor(self.holder):
            return refusals.NO_FACTOR.refuse(who=str(self.holder))
        return None

    def apply(self, attempt: Attempt) -> None:
        """Drop the factors with their recovery codes, and end every session."""
        Authenticator.objects.filter(user_id=self.holder.pk).delete()
        end_sessions(self.holder)
