"""Saying what became of an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.server.acts.door import Scene, Work
from isegoria.server.conduct.reads import restricted
from isegoria.server.courses.models import Chunk
from isegoria.server.deliberation.acts import too_long
from isegoria.server.outcomes.models import FollowUp
from isegoria.terms import Refusal, gettext_noop

__all__ = ["Follow"]


class FollowBody(TypedDict):
    """How it is rated."""

    rating: str


@dataclass(frozen=True, slots=True)
class Follow(Work):
    """Say what became of an outcome."""

    chunk: Chunk
    rating: str
    text: str
    evidence: str = ""
    kind: ClassVar[str] = "outcome.follow-up"
    says: ClassVar[str] = gettext_noop("Said what became of an outcome")
    Body: ClassVar[type] = FollowBody
    opens: ClassVar[tuple[str, ...]] = ("evidence", "text")

    def place(self, scene: Scene) -> tuple[str, str]:
        """Return the process and the chunk."""
        return self.chunk.process.place, self.chunk.item

    def body(self) -> Mapping[str, Any]:
        """Return the rating."""
        return {"rating": self.rating}

    def erasable(self) -> Mapping[str, Any]:
        """Return text and evidence."""
        return {"text": self.text} | ({"evidence": self.evidence} if self.evidence else {})

    def references(self) -> tuple[int, ...]:
        """Return the chunk."""
        return (self.chunk.number,)

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse while there is no outcome, and without a text. Anyone with an account may say what they saw."""
        if scene.by is None or not Chunk.objects.filter(pk=self.chunk.pk).exclude(outcome="").exists():
            return Refusal(
                rule="outcome.none-yet",
                reason=gettext_noop("There is no outcome yet that could be followed up."),
                instead=gettext_noop("Take part in the discussion."),
            )
        return too_long(self.text) or restricted(self.chunk.process, scene)

    def apply(self, scene: Scene) -> None:
        """Write it."""
        group = scene.capacity.group if scene.capacity else None
        FollowUp.objects.create(
            number=scene.number, chunk=self.chunk, participant=scene.author, group=group, at=scene.now, rating=self.rating,
            text=self.text.strip(), evidence=self.evidence,
        )  # fmt: skip
