"""Giving a role of the forum to somebody, and ending it."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Participant
from isegoria.server.people.reads import has_role
from isegoria.server.process.models import Process
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import STRIPPED, About, Erasable, Public
from isegoria.server.roles import refusals
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = ["LONGEST_REASON", "EndRole", "GiveRole", "Role", "confidants"]

LONGEST_REASON = 400  # characters of why somebody no longer holds a role


class Role(models.TextChoices):
    """What people do for the forum."""

    SECRETARIAT = "secretariat", _("secretariat")
    MODERATOR = "moderator", _("moderator")
    FACILITATOR = "facilitator", _("facilitator of a process")
    CONFIDANT = "confidant", _("confidant: knows who is behind an alias")


_EVERYWHERE = {Role.SECRETARIAT, Role.CONFIDANT}
"""Roles that nobody has for one process alone."""


@dataclass(frozen=True, slots=True)
class _OfRole(Work):
    """What both acts have in common: a role, who holds it, and in which process, if in one."""

    role: Public[str]
    holder: Erasable[Participant]
    process: About[Process | None] = None
    under: ClassVar[str] = "forum"

    def _wrong(self) -> Refusal | None:
        if self.role not in Role.values:
            return refusals.UNKNOWN.refuse(role=self.role, there=", ".join(Role.values))
        facilitates, everywhere = self.role == Role.FACILITATOR, self.role in _EVERYWHERE
        if (facilitates and self.process is None) or (everywhere and self.process is not None):
            return refusals.WRONG_PLACE.refuse()
        return None

    def _current(self) -> Participant:
        return Participant.objects.get(pk=self.holder.pk)

    def _holds(self, who: Participant) -> bool:
        if self.role == Role.SECRETARIAT:
            return who.secretariat
        return any(self._is_this(one) for one in who.roles)

    def _is_this(self, one: dict[str, Any]) -> bool:
        return (one["role"], one["process"]) == (self.role, self._number)

    @property
    def _number(self) -> int:
        return self.process.pk if self.process else 0


@dataclass(frozen=True, slots=True)
class GiveRole(_OfRole):
    """Let somebody join the secretariat, moderate, or facilitate a process."""

    kind: ClassVar[str] = "role.give"
    says: ClassVar[str] = gettext_noop("Gave somebody a role of the forum")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, somebody without an account, and what is held
        already.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        if refusal := self._wrong():
            return refusal
        who = self._current()
        if not who.is_active or who.from_archive:
            return refusals.NO_ACCOUNT.refuse(who=str(who))
        if self._holds(who):
            return refusals.HELD.refuse(who=str(who))
        if self.role == Role.CONFIDANT and (others := confidants()):
            return refusals.ONE_CONFIDANT.refuse(who=str(others[0]))
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the role."""
        found = Participant.objects.filter(pk=self.holder.pk)
        if self.role == Role.SECRETARIAT:
            found.update(secretariat=True)
            return
        given = {"role": self.role, "process": self._number, "given_in": attempt.number}
        found.update(roles=[*self._current().roles, given])


@dataclass(frozen=True, slots=True)
class EndRole(_OfRole):
    """End a role; its holder may do so too, but not the last of the secretariat."""

    reason: Annotated[Erasable[str], STRIPPED] = ""
    kind: ClassVar[str] = "role.end"
    says: ClassVar[str] = gettext_noop("Ended a role of the forum")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the holder and the secretariat, what is not held, and to leave the
        forum without a secretariat.
        """
        own = attempt.by is not None and attempt.by.pk == self.holder.pk
        if attempt.by is not None and not attempt.by.secretariat and not own:
            return refusals.NOT_SECRETARIAT.refuse()
        if refusal := self._wrong() or too_long(self.reason, LONGEST_REASON, needed=False):
            return refusal
        who = self._current()
        if not self._holds(who):
            return refusals.NOT_HELD.refuse(who=str(who))
        others = Participant.objects.filter(secretariat=True, is_active=True).exclude(pk=who.pk)
        if self.role != Role.SECRETARIAT or others.exists():
            return None
        return refusals.LAST_OF_SECRETARIAT.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        found = Participant.objects.filter(pk=self.holder.pk)
        if self.role == Role.SECRETARIAT:
            found.update(secretariat=False)
            return
        found.update(roles=[one for one in self._current().roles if not self._is_this(one)])


def confidants() -> list[Participant]:
    """Return who knows the people behind aliases: nobody, or one person."""
    people = Participant.objects.filter(is_active=True).exclude(roles=[]).order_by("pk")
    return [one for one in people if has_role(one, Role.CONFIDANT)]
