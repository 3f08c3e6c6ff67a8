"""Moderation under the forum's published code: hide with a public reason, restrict with an end, erase what is personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.server.acts.door import Scene, Work
from isegoria.server.courses.models import Process
from isegoria.server.deliberation.models import Comment, CommentVersion, Restriction
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Opening
from isegoria.terms import Refusal, gettext_noop

__all__ = ["EraseComment", "HideComment", "Restrict", "ShowComment"]


class RestrictBody(TypedDict):
    """Until when."""

    until: str


@dataclass(frozen=True, slots=True)
class _OnComment(Work):
    comment: Comment
    reason: str = ""
    opens: ClassVar[tuple[str, ...]] = ("reason",)

    def place(self, scene: Scene) -> tuple[str, str]:
        """Return the process and the chunk."""
        return self.comment.chunk.process.place, self.comment.chunk.item

    def erasable(self) -> Mapping[str, Any]:
        """Return the reason."""
        return {"reason": self.reason} if self.reason else {}

    def references(self) -> tuple[int, ...]:
        """Return the comment."""
        return (self.comment.number,)

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse others than the secretariat, a missing reason, and what was erased."""
        return _not_secretariat(scene) or _no_reason(self.reason) or _erased(self.comment)


@dataclass(frozen=True, slots=True)
class HideComment(_OnComment):
    """Hide a contribution. The reason is public; whoever wrote it can appeal."""

    kind: ClassVar[str] = "comment.hide"
    says: ClassVar[str] = gettext_noop("Hid a contribution")

    def apply(self, scene: Scene) -> None:
        """Hide it."""
        Comment.objects.filter(pk=self.comment.pk).update(hidden_in=scene.number, hidden_because=self.reason.strip()[:400])


@dataclass(frozen=True, slots=True)
class ShowComment(_OnComment):
    """Show again what was hidden, such as after an appeal."""

    kind: ClassVar[str] = "comment.show"
    says: ClassVar[str] = gettext_noop("Showed a contribution again")

    def apply(self, scene: Scene) -> None:
        """Show it."""
        Comment.objects.filter(pk=self.comment.pk).update(hidden_in=None, hidden_because="")


@dataclass(frozen=True, slots=True)
class EraseComment(_OnComment):
    """Erase what a contribution said; the act stays. Its author may, and the secretariat."""

    kind: ClassVar[str] = "comment.erase"
    says: ClassVar[str] = gettext_noop("Erased what a contribution said")

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse others, and what was erased already."""
        if self.comment.participant != scene.by and (refusal := _not_secretariat(scene) or _no_reason(self.reason)):
            return refusal
        return _erased(self.comment)

    def apply(self, scene: Scene) -> None:
        """Delete the text here and the opening on the record, of the comment and of its edits."""
        edits = list(CommentVersion.objects.filter(comment=self.comment).values_list("number", flat=True))
        Opening.objects.filter(act_id__in=[self.comment.number, *edits], field="text").delete()
        CommentVersion.objects.filter(comment=self.comment).update(text="")
        Comment.objects.filter(pk=self.comment.pk).update(text="", words=0, erased_in=scene.number)


@dataclass(frozen=True, slots=True)
class Restrict(Work):
    """Let somebody only read for a while."""

    process: Process
    participant: Participant
    until: datetime
    reason: str
    kind: ClassVar[str] = "process.restrict"
    says: ClassVar[str] = gettext_noop("Restricted somebody to reading for a while")
    Body: ClassVar[type] = RestrictBody
    opens: ClassVar[tuple[str, ...]] = ("reason", "restricted")

    def place(self, scene: Scene) -> tuple[str, str]:
        """Return the process."""
        return self.process.place, ""

    def body(self) -> Mapping[str, Any]:
        """Return until when."""
        return {"until": self.until.isoformat()}

    def erasable(self) -> Mapping[str, Any]:
        """Return whom, and why."""
        return {"reason": self.reason, "restricted": {"name": str(self.participant), "participant": self.participant.pk}}

    def references(self) -> tuple[int, ...]:
        """Return the beginning of the process."""
        return (self.process.number,)

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse others than the secretariat, a missing reason, and an end that is past."""
        if refusal := _not_secretariat(scene) or _no_reason(self.reason):
            return refusal
        if self.until > scene.now:
            return None
        return Refusal(
            rule="conduct.no-end",
            reason=gettext_noop("A restriction has an end that is still to come."),
            instead=gettext_noop("Choose a later day."),
        )

    def apply(self, scene: Scene) -> None:
        """Write it."""
        Restriction.objects.create(
            number=scene.number,
            process=self.process,
            participant=self.participant,
            reason=self.reason.strip()[:400],
            until_at=self.until,
        )


def _not_secretariat(scene: Scene) -> Refusal | None:
    if scene.by is None or scene.by.secretariat:
        return None
    return Refusal(
        rule="conduct.not-secretariat",
        reason=gettext_noop("Only the secretariat moderates."),
        instead=gettext_noop("Tell the secretariat what breaks the code of conduct."),
    )


def _no_reason(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal(
        rule="conduct.no-reason",
        reason=gettext_noop("Moderation has a public reason."),
        instead=gettext_noop("Say in a sentence which rule of the code was broken, and how."),
    )


def _erased(comment: Comment) -> Refusal | None:
    if not Comment.objects.filter(pk=comment.pk).exclude(erased_in=None).exists():
        return None
    return Refusal(
        rule="comment.erased", reason=gettext_noop("What it said was erased."), instead=gettext_noop("There is nothing to do.")
    )
