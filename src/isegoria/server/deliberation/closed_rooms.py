"""The closed room of an office on a part: notes of which the record says who wrote them, when and
who was there, and what was decided. The words of a note are sealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from isegoria.rules.judging.closed_rooms import in_the_room, not_in_the_room
from isegoria.server.deliberation.refusals import NO_PARTICIPANT
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, gathered_facts
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import About, Erasable, Public, Sealed, published
from isegoria.server.record.models import Act
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = ["SayWhatWasDecided", "WriteInClosedRoom", "acts_in_room", "people_in_room"]


def people_in_room(facts: ChunkFacts, office: str) -> Sequence[Participant]:
    """Return who is in the closed room of an office on a part now."""
    facts.read_roles()
    inside = [int(one.id) for one in in_the_room(facts.model, facts, office)]
    return list(Participant.objects.filter(pk__in=inside).order_by("pk"))


def acts_in_room(chunk: Chunk, office: str) -> QuerySet[Act]:
    """Return what was written and decided in a closed room, the latest first."""
    kinds = (WriteInClosedRoom.kind, SayWhatWasDecided.kind)
    about = Act.objects.filter(process=chunk.process.place, item=chunk.item, kind__in=kinds)
    return about.filter(body__office=office).order_by("-number")


@dataclass(frozen=True, slots=True)
class InClosedRoom(Work):
    """What somebody does in the closed room of an office. It is no part in the case: a member of a
    panel who writes there still judges.
    """

    chunk: About[Chunk]
    office: Public[str]
    finds: ClassVar[tuple[str, ...]] = ("present",)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse whoever is not in the room now."""
        if attempt.by is None:
            return NO_PARTICIPANT.refuse("closed-room.no-participant")
        facts = gathered_facts(self.chunk, attempt)
        facts.read_roles()
        return not_in_the_room(facts.model, facts, self.office, str(attempt.by.pk))

    def apply(self, attempt: Attempt) -> None:
        """Say who is in the room: it is public, and can be erased."""
        inside = people_in_room(gathered_facts(self.chunk, attempt), self.office)
        attempt.found["present"] = [published(one) for one in inside]


@dataclass(frozen=True, slots=True)
class WriteInClosedRoom(InClosedRoom):
    """Write a note in the closed room of an office. Only those who are in the room read it."""

    text: Sealed[str]
    kind: ClassVar[str] = "closed-room.note"
    says: ClassVar[str] = gettext_noop("Wrote in a closed room")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and an empty note."""
        return super(WriteInClosedRoom, self).refusal(attempt) or too_long(self.text)


@dataclass(frozen=True, slots=True)
class SayWhatWasDecided(InClosedRoom):
    """Say in public what was decided in the closed room of an office, and why."""

    text: Erasable[str]
    kind: ClassVar[str] = "closed-room.decided"
    says: ClassVar[str] = gettext_noop("Said what was decided in a closed room")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and an empty text."""
        return super(SayWhatWasDecided, self).refusal(attempt) or too_long(self.text)
