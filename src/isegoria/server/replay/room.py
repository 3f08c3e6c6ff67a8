"""An act as it stands on the record, who is in the room by the acts so far, and the facts of a
chunk that follow from them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from isegoria.rules.course.state import DictRows, State
from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Model
from isegoria.server.process.facts import Counted, CourseFacts, as_person, counted_seats, with_seats
from isegoria.server.process.groups import counted_as

__all__ = ["Entry", "Held", "RecordFacts", "Room"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as it stands on the record.

    `participant` is None for the operator, and where the author was erased.
    """

    number: int
    kind: str
    item: str
    at: datetime
    role: str
    references: Sequence[int]
    body: dict[str, Any]
    fields: frozenset[str]
    """The names of the erasable fields, erased ones included."""
    participant: int | None = None
    group: str = ""
    organisation: str = ""
    seated: int | None = None
    is_seated_erased: bool = False
    is_known: bool = True
    """Whether this program knows acts of this kind and version."""
    erased: bool = False
    """Whether the author was erased; what stays of them ties their acts in this process together,
    by a number drawn by lot.
    """
    version: int = 1
    """That of its kind."""
    groups: Mapping[str, Counted] = field(default_factory=dict)
    """What secret ballots came to by group, which is sealed."""


@dataclass(slots=True)
class Room:
    """Who takes part in a process, in the group they acted for last, and who sits where, by the act
    that gave the seat.
    """

    groups: dict[int, str] = field(default_factory=dict)
    seats: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    """Office or group, who, and of which item alone (empty: of the whole process)."""
    taken: set[int] = field(default_factory=set)
    """The acts by which people took a seat themselves."""
    counts_as: dict[str, str] = field(default_factory=dict)
    """In which group of the model a group of the forum counts, as the beginning of the process
    says.
    """

    def held(self, item: str) -> list[tuple[str, int]]:
        """Return who sits where as far as it counts for an item: instead of all others who sits
        there for it alone.
        """
        instead = (
            {holder for holder, _who, of in self.seats.values() if of == item} if item else set()
        )
        return [
            (holder, who)
            for holder, who, of in self.seats.values()
            if of == (item if holder in instead else "")
        ]

    def groups_of(self, model: Model, participant: int) -> tuple[str, ...]:
        """Return the groups and offices in which somebody counts, that of their capacity first."""
        own = counted_as(model, self.groups.get(participant, ""), self.counts_as)
        held = [holder for holder, who in self.held("") if who == participant]
        there = (one for one in (own, *held) if one in model.groups or one in model.offices)
        return tuple(dict.fromkeys(there))

    def person(self, model: Model, entry: Entry) -> Person:
        """Return the author of an act as the rules know them."""
        if entry.participant is None and entry.role != "operator":
            return Person(
                f"erased-{entry.number}",
                tuple(one for one in [entry.body.get("group", "")] if one in model.groups),
            )
        seats = [holder for holder, number in self.held(entry.item) if number == entry.participant]
        if entry.kind == "chunk.trigger" and entry.version == 1:
            seats.sort()  # so people signed then; answers say where they count
        person = as_person(
            model,
            entry.participant,
            group=entry.group,
            organisation=entry.organisation,
            seats=seats,
            secretariat=entry.role == "secretariat",
            counts_as=self.counts_as,
        )
        return replace(person, id=f"erased-{person.id}") if entry.erased else person


class Held(NamedTuple):
    """A position: the act that took it, for which group of the forum, and the act since which it
    counts no longer.
    """

    number: int
    answer: str
    ended_in: int | None = None
    group: str = ""


Positions = Mapping[int | str, Held]
"""Of a chunk what people hold, and groups by those who represent them."""


class RecordFacts(CourseFacts):
    """Facts of a chunk as the record tells them."""

    def __init__(
        self, model: Model, state: State, room: Room, item: str, positions: Positions
    ) -> None:
        super().__init__(model, state, DictRows())
        self._room, self._item, self._positions = room, item, positions

    def members(self, group: str) -> int:
        """Return how many of a group of the model take part, or hold an office."""
        acted = sum(
            counted_as(self.model, slug, self._room.counts_as) == group
            for slug in self._room.groups.values()
        )
        return acted + self._counted()[0][group]

    def several(self) -> Mapping[str, int]:
        """Return how many belong to several groups or offices at once."""
        return self._counted()[1]

    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        people: dict[int, tuple[str, ...]] = {}
        for holder, who in self._room.held(self._item):
            people[who] = (*people.get(who, ()), holder)
        chosen = self._room.counts_as
        seated = [
            (counted_as(self.model, self._room.groups.get(who, ""), chosen), holders, 1)
            for who, holders in people.items()
        ]
        return counted_seats(self.model, seated)

    def taking_part(self) -> Mapping[str, int]:
        """Return how many of each group of the forum take part; see `ChunkFacts`."""
        numbers = Counter(self._room.groups.values())
        for whose, held in self._positions.items():
            is_in = self._room.groups.get(whose) if isinstance(whose, int) else held.group
            if held.ended_in is None and is_in != held.group:
                numbers[held.group] += 1
                numbers[is_in or ""] -= is_in is not None
        return numbers

    def given_seats(self) -> Mapping[str, int]:
        """Return how many sit in each group of the model since others gave them the seat."""
        seats = self._room.seats.items()
        return Counter(
            holder
            for number, (holder, _who, of) in seats
            if not of and number not in self._room.taken and holder in self.model.groups
        )

    def holders(self, office: str) -> Sequence[Person]:
        """Return who sits there."""
        people = with_seats(self._room.held(self._item), office)
        return [Person(str(number), (), (office, *others)) for number, others in people.items()]

    def groups_of(self, holder: Person) -> Collection[str]:
        """Return the groups to which somebody belongs who holds an office."""
        return self._room.groups_of(self.model, int(holder.id))
