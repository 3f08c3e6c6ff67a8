"""Cutting an issue into parts that are worked on by themselves, and tying those that are settled
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.course.state import read_state
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import holds_office
from isegoria.server.process.clocks import moved
from isegoria.server.process.facts import ChunkFacts, gathered_facts
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import merged
from isegoria.server.record.door import Scene, Work
from isegoria.terms import Refusal, gettext_noop

__all__ = ["OnChunk", "SplitIssue", "TieChunks", "leads"]


class SplitBody(TypedDict):
    """Of which chunk it is a part."""

    part_of: int


class TieBody(TypedDict):
    """To which chunk it is tied, or no longer."""

    to: int
    tied: bool


@dataclass(frozen=True, slots=True)
class OnChunk(Work):
    """What the officer of the stage does with a chunk."""

    chunk: Chunk

    def place(self, scene: Scene) -> tuple[str, str]:
        """Return the process and the chunk."""
        return self.chunk.process.place, self.chunk.item

    def references(self) -> tuple[int, ...]:
        """Return the beginning of the chunk."""
        return (self.chunk.number,)

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse anyone but the officer of the stage and the secretariat, and a chunk that has come
        to its end.
        """
        facts = gathered_facts(self.chunk, scene)
        if facts.outcome:
            return Refusal(
                rule="chunk.ended",
                reason=gettext_noop("“{title}” has come to its end."),
                instead=gettext_noop("Propose the question anew as an issue."),
                facts={"title": self.chunk.title},
            )
        if refusal := moved(facts, scene.now):
            return refusal
        if scene.by is None or leads(
            facts, scene.gathered["person"], secretariat=scene.by.secretariat
        ):
            return merged(facts.chunk)
        return Refusal(
            rule="chunk.not-its-officer",
            reason=gettext_noop(
                "Only the secretariat and the officer of the stage split and tie chunks."
            ),
            instead=gettext_noop("Say in the discussion what should be settled by itself."),
        )


@dataclass(frozen=True, slots=True)
class SplitIssue(OnChunk):
    """Cut a part off a chunk; it stands in the same stage, with clocks of its own that begin
    now.
    """

    title: str
    kind: ClassVar[str] = "issue.split"
    says: ClassVar[str] = gettext_noop("Split an issue")
    Body: ClassVar[type] = SplitBody
    opens: ClassVar[tuple[str, ...]] = ("title",)

    def body(self) -> Mapping[str, Any]:
        """Return what it was cut off."""
        return {"part_of": self.chunk.number}

    def erasable(self) -> Mapping[str, Any]:
        """Return the title."""
        return {"title": self.title}

    def apply(self, scene: Scene) -> None:
        """Write the chunk; what was found and how often loops were taken before holds for the part
        too.
        """
        whole: ChunkFacts = scene.gathered["facts"]
        part = Chunk(
            number=scene.number,
            process=self.chunk.process,
            issue=self.chunk.issue,
            title=self.title.strip(),
        )
        part.part_of = whole.chunk
        facts = ChunkFacts(whole.model, part, read_state(whole.chunk.state))
        facts.begin_part(scene.now)
        facts.write()


@dataclass(frozen=True, slots=True)
class TieChunks(OnChunk):
    """Tie a chunk to another of the same issue, or untie them."""

    to: Chunk
    tied: bool = True
    kind: ClassVar[str] = "issue.tie"
    says: ClassVar[str] = gettext_noop("Tied or untied chunks")
    Body: ClassVar[type] = TieBody

    def body(self) -> Mapping[str, Any]:
        """Return to which."""
        return {"to": self.to.number, "tied": self.tied}

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse others than the officer, a chunk of another issue or one that ended, and what is
        so already.
        """
        other = Chunk.objects.get(pk=self.to.pk)
        if other.issue_id != self.chunk.issue_id or other.pk == self.chunk.pk:
            return Refusal(
                rule="chunk.cannot-tie",
                reason=gettext_noop("A chunk is tied to another one of the same issue."),
                instead=gettext_noop("Choose another chunk."),
            )
        if refusal := super(TieChunks, self).refusal(scene):
            return refusal
        if self.tied and other.outcome:
            return Refusal(
                rule="chunk.ended",
                reason=gettext_noop("“{title}” has come to its end."),
                instead=gettext_noop("Propose the question anew as an issue."),
                facts={"title": other.title},
            )
        if self.tied == self.chunk.tied_to.filter(pk=other.pk).exists():
            return Refusal(
                rule="chunk.tied-already" if self.tied else "chunk.not-tied",
                reason=gettext_noop("They are tied already.")
                if self.tied
                else gettext_noop("They are not tied."),
                instead=gettext_noop("There is nothing to do."),
            )
        return None

    def apply(self, scene: Scene) -> None:
        """Write the tie."""
        if self.tied:
            self.chunk.tied_to.add(self.to)
        else:
            self.chunk.tied_to.remove(self.to)


def leads(facts: ChunkFacts, person: Person, *, secretariat: bool) -> bool:
    """Return whether somebody splits and ties chunks: the officer of the stage, or the
    secretariat.
    """
    officer = facts.model.stages[facts.stage].officer
    return secretariat or bool(officer and holds_office(facts.model, person, officer))
