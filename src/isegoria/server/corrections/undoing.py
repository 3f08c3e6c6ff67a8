"""Taking back what one did last, before anybody has acted on it. The act and that it was undone
stay on the record; the state is as before.

Only kinds that say so can be undone: those whose effect is one row, and which ask nothing of others
that could have been answered. Nobody undoes what was said or answered: that is edited, withdrawn or
erased.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from isegoria.server.corrections import refusals
from isegoria.server.front.outbox import forget_mails
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import KINDS, Attempt, Upcast, Work
from isegoria.server.record.fields import About
from isegoria.server.record.models import Act, Authorship
from isegoria.server.record.reads import author_of, done_at
from isegoria.terms import Refusal, gettext_noop

__all__ = ["WITHIN", "Undo", "can_undo", "undo_refusal"]

WITHIN = timedelta(minutes=15)
_ONLY_REFERRED_TO = {"invitation.send"}
"""Kinds on which others act only by acts that refer to them."""


def _ran_on(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is after which clocks ran on as if nothing had happened."""
    return body


@dataclass(frozen=True, slots=True)
class Undo(Work):
    """Undo what one did last. Up to version 1 the clocks of what was cancelled ran on meanwhile."""

    act: About[Act]
    kind: ClassVar[str] = "act.undo"
    says: ClassVar[str] = gettext_noop("Undid what they did last")
    upcasts: ClassVar[tuple[Upcast, ...]] = (_ran_on,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, other kinds, what is too old, and what somebody acted on since."""
        return undo_refusal(self.act, attempt.by, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write the state as it was, and drop the mails that wait."""
        KINDS[self.act.kind].undone(self.act, attempt)
        forget_mails(act=self.act.number)


def can_undo(act: Act, by: object, now: datetime) -> bool:
    """Return whether somebody is offered to undo an act."""
    kind = KINDS.get(act.kind)
    if kind is None or not kind.undoable or not isinstance(by, Participant):
        return False
    return undo_refusal(act, by, now) is None


def undo_refusal(act: Act, by: Participant | None, now: datetime) -> Refusal | None:
    """Return why somebody cannot undo an act."""
    kind = KINDS.get(act.kind)
    if kind is None or not kind.undoable:
        return refusals.NOT_UNDOABLE.refuse()
    if by is None or author_of(act) != by.pk:
        return refusals.NOT_YOURS.refuse()
    if now > done_at(act) + WITHIN:
        return refusals.TOO_LATE.refuse(minutes=WITHIN // timedelta(minutes=1))
    if Authorship.objects.filter(participant=by, act__number__gt=act.number).exists():
        return refusals.NOT_LAST.refuse()
    since = _acted_on(act)
    return refusals.ACTED_ON.refuse(number=since) if since else None


def _acted_on(act: Act) -> int:
    """Return a later act that refers to this one, or is about the same; 0 where there is none."""
    later = Act.objects.filter(number__gt=act.number).order_by("number")
    referring = (
        number
        for number, references in later.values_list("number", "references")
        if act.number in references
    )
    found = next(referring, 0)
    if found or act.kind in _ONLY_REFERRED_TO:
        return found
    beside = later.filter(process=act.process, item__in=_items(act))
    return beside.values_list("number", flat=True).first() or 0


def _items(act: Act) -> list[str]:
    """Return the items about which others would act: those of an issue are its parts too."""
    if not act.item.startswith("issue-"):
        return [act.item]
    parts = Chunk.objects.filter(issue=int(act.item.removeprefix("issue-")))
    return [act.item, *(one.item for one in parts)]
