"""The facts of a chunk from the database: one state, a few rows by key, members and seats of its process."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from django.db.models import Count

from isegoria.rules.clocks import deadline
from isegoria.rules.facts import Person
from isegoria.rules.keeping import KeptFacts
from isegoria.rules.language import Model
from isegoria.rules.state import Key, Row, State, read_state, written_state
from isegoria.server.courses.models import Chunk, ChunkRow, Process, Seat
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.processes.reads import model_or_404

__all__ = ["ChunkFacts", "begin_course", "facts_of", "group_of", "model_of", "person_of"]

_KEY = ("chunk", "what", "stage", "name", "item", "who")


def model_of(process: Process) -> Model:
    """Return the model in the version that the process began with."""
    model = model_or_404(process.model_id)
    return model if model.version == process.model_version else model_or_404(process.model_id, process.model_version)


def group_of(model: Model, capacity: Affiliation | None) -> str:
    """Return the group of a capacity as the model names it; empty where the model has no such group."""
    name = capacity.group.slug.replace("-", "_") if capacity and capacity.group else ""
    return name if name in model.groups else ""


def person_of(model: Model, process: Process, participant: Participant | None, capacity: Affiliation | None) -> Person:
    """Return a participant as the rules know them: group of the capacity, seats in this process, what they disclosed."""
    if participant is None:
        return Person("operator", offices=tuple(model.offices), disclosed=tuple(model.disclosures))
    seats = list(Seat.objects.filter(process=process, participant=participant, until_at=None).values_list("holder", flat=True))
    if participant.secretariat and "secretariat" in model.offices:
        seats.append("secretariat")
    own = group_of(model, capacity)
    groups = dict.fromkeys([*([own] if own else []), *(name for name in seats if name in model.groups)])
    return Person(
        str(participant.pk),
        tuple(groups),
        tuple(dict.fromkeys(name for name in seats if name in model.offices)),
        capacity.organisation if capacity else "",
        # An affiliation declares interests; who acts for themself under a name has declared that.
        disclosed=tuple(model.disclosures) if capacity or participant.name else (),
    )


def facts_of(chunk: Chunk) -> "ChunkFacts":
    """Return the facts of a chunk as the database has them."""
    return ChunkFacts(model_of(chunk.process), chunk, read_state(chunk.state))


def begin_course(chunk: Chunk, model: Model, began_at: datetime) -> "ChunkFacts":
    """Return the facts of a chunk that goes into the first stage."""
    facts = ChunkFacts(model, chunk, State(began_at, began_at))
    facts.enter(model.starts, began_at)
    return facts


class _TableRows:
    """Rows in the table; what is written waits for `write`, so that an act makes one statement of it."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._read: dict[Key, Row | None] = {}
        self._fresh: dict[Key, Row] = {}
        self._forgotten: list[str] = []

    def get(self, key: Key) -> Row | None:
        """Return the row, or None."""
        if key not in self._read:
            self._read[key] = None if key.stage and key.stage in self._forgotten else self._look_up(key)
        return self._read[key]

    def put(self, key: Key, row: Row) -> None:
        """Write the row, instead of an earlier one."""
        self._read[key] = self._fresh[key] = row

    def forget(self, stage: str) -> None:
        """Drop what belongs to a stage that is entered anew."""
        self._forgotten.append(stage)
        for kept in (self._read, self._fresh):
            for key in [key for key in kept if key.stage == stage]:
                del kept[key]

    def write(self) -> None:
        """Bring the table up to date."""
        if self._forgotten:
            ChunkRow.objects.filter(chunk=self._chunk, stage__in=self._forgotten).delete()
        rows = [ChunkRow(chunk=self._chunk, **key._asdict(), **row._asdict()) for key, row in self._fresh.items()]
        ChunkRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=list(_KEY), update_fields=["value", "group", "number"]
        )
        self._fresh, self._forgotten = {}, []

    def _look_up(self, key: Key) -> Row | None:
        found = ChunkRow.objects.filter(chunk=self._chunk, **key._asdict()).values_list("value", "group", "number").first()
        return Row(*found) if found else None


class ChunkFacts(KeptFacts):
    """See `Facts`. `write` brings the database up to date, within the transaction of an act."""

    def __init__(self, model: Model, chunk: Chunk, state: State) -> None:
        self._table = _TableRows(chunk)
        super().__init__(model, state, self._table)
        self.chunk = chunk

    @cached_property
    def _members(self) -> Mapping[str, int]:
        """How many take part, by group of the model: those who acted for it, and those who have a seat in it."""
        process = self.chunk.process_id
        counts: dict[str, int] = {}
        joined = self.chunk.process.members.exclude(group=None).values_list("group__slug").annotate(number=Count("pk"))
        seated = Seat.objects.filter(process=process, until_at=None).values_list("holder").annotate(number=Count("pk"))
        for name, number in (*((slug.replace("-", "_"), number) for slug, number in joined), *seated):
            if name in self.model.groups:
                counts[name] = counts.get(name, 0) + number
        return counts

    def members(self, group: str) -> int:
        return self._members.get(group, 0)

    def present(self, group: str, *, at_start: bool = False) -> int:
        if at_start:
            return self.state.present_at_start[group]
        return self.members(group) + self.state.present[group]  # the state holds who stood aside

    def attends(self, holder: str) -> bool:
        return bool(self.holders(holder)) or any(self.members(leaf) for leaf in self.model.leaves.get(holder, ()))

    def holders(self, office: str) -> Sequence[Person]:
        seats = Seat.objects.filter(process=self.chunk.process_id, holder=office, until_at=None)
        return [Person(str(pk), (), (office,)) for pk in seats.values_list("participant_id", flat=True)]

    def enter(self, stage: str, at: datetime) -> None:
        """Go into a stage, and note who is there."""
        super().enter(stage, at)
        self.state.present_at_start.update({group: self.members(group) for group in self.model.groups})

    def write(self) -> None:
        """Write state and rows."""
        chunk = self.chunk
        chunk.stage, chunk.outcome, chunk.ended_at = self.stage, self.outcome, self.ended_at()
        chunk.look_at, chunk.state = self.next_look(self.changed_at()), written_state(self.state)
        chunk.save()
        self._table.write()

    def next_look(self, after: datetime) -> datetime | None:
        """Return the next time at which a clock or a guard of the stage ends."""
        if self.outcome or self.is_frozen(""):
            return None
        stage = self.model.stages[self.stage]
        ends = [
            deadline(self.model, self, self.stage, name, longest=longest) for name in stage.clocks for longest in (False, True)
        ]
        ends += [way.guard.until.after(self.began_at()) for way in stage.exits.values() if way.guard and way.guard.until]
        return min((at for at in ends if at is not None and at > after), default=None)
