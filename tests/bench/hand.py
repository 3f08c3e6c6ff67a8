"""Acts on one chunk, judged, taken into its state and put on the record as the door does it, a
hundred thousand within one transaction.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from isegoria.rules.course.state import DictRows, Key, Row, read_state
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.server.deliberation.acts import Object
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process.facts import ChunkFacts, CourseFacts, as_person, model_of
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.steps import Vote
from isegoria.server.record.append import Entry, Place, append
from isegoria.server.record.models import Head

__all__ = ["Hand"]


class _InMemory(CourseFacts):
    """Facts of a chunk while many act in one stage: nobody joins or takes a seat."""

    def __init__(self, facts: ChunkFacts) -> None:
        super().__init__(facts.model, facts.state, DictRows())
        self._facts = facts
        for key, row in _rows_of(facts.chunk):
            self.rows.put(key, row)

    def members(self, group: str) -> int:
        return self._facts.members(group)

    def holders(self, office: str) -> Any:
        return self._facts.holders(office)

    def write(self) -> None:
        """Write state and rows as the forum keeps them."""
        self._facts.write()
        kept: dict[Key, Row] = self.rows._rows  # type: ignore[attr-defined]
        ChunkRow.objects.filter(chunk=self._facts.chunk).delete()
        rows = (
            ChunkRow(chunk=self._facts.chunk, **key._asdict(), **row._asdict())
            for key, row in kept.items()
        )
        ChunkRow.objects.bulk_create(rows, batch_size=2000)


class Hand:
    """Puts acts on the record of one chunk, one after the other, within one transaction."""

    def __init__(self, chunk: Chunk, at: datetime, last: datetime, acts: int) -> None:
        self.chunk = Chunk.objects.select_related("process").get(pk=chunk.pk)
        self.model = model_of(self.chunk.process)
        self.facts = _InMemory(ChunkFacts(self.model, self.chunk, read_state(self.chunk.state)))
        self.number = Head.objects.get().size
        self.at, self._step = at, (last - at) / max(acts, 1)
        self._given: dict[tuple[str, str, str], int] = {}

    def put(self, work: Any, who: tuple[Participant, Affiliation], **done: Any) -> int:
        """Judge a step, take it in, append it; return its number."""
        participant, capacity = who
        self.number += 1
        self.at += self._step
        group, name = capacity.group, done.pop("name", work.name)
        person = as_person(
            self.model,
            participant.pk,
            group=group.slug if group else "",
            organisation=capacity.organisation,
            disclosed=True,
        )
        if work.kind == Object.kind:
            name = f"{person.id}:{self.number}"
        act = Done(
            work.does,
            person,
            self.at,
            name=name,
            answer=work.answer,
            item=work.item,
            reason=done.pop("reason", "…"),
        )
        if work.does not in {
            "write",
            "settle",
        }:  # the editor and the chairs are seated people; here anybody stands for them
            found = judge(self.model, self.facts, act)
            assert isinstance(found, Allowed), found
        self.facts.record(act)
        self._append(work, who, person)
        return self.number

    def _append(self, work: Any, who: tuple[Participant, Affiliation], person: Person) -> None:
        body, references = dict(work.body()), [*work.references()]
        if work.kind == Vote.kind:
            key = (person.id, work.name, work.item)
            references += [self._given[key]] if key in self._given else []
            self._given[key] = self.number
            body |= {"group": person.groups[0], "answer": work.answer}
            self.facts.rows.put(
                Key("given_in", self.facts.stage, work.name, work.item, person.id),
                Row(number=self.number),
            )
        participant, capacity = who
        group = capacity.group
        erasable = {
            **work.erasable(),
            "who": {
                "name": str(participant),
                "participant": participant.pk,
                "organisation": capacity.organisation,
                "group": group.slug if group else None,
            },
        }
        entry = Entry(
            work.kind,
            work.version,
            self.chunk.process.place,
            self.chunk.item,
            "participant",
            references,
            body,
            erasable,
            uuid4(),
        )
        append(Place(self.number, self.at, used=False), entry, participant, capacity)

    def close(self) -> None:
        """Write the state, and give the record its head."""
        self.facts.write()
        Head.objects.filter(pk=1).update(size=self.number, last_at=self.at)


def _rows_of(chunk: Chunk) -> Iterator[tuple[Key, Row]]:
    kept = ChunkRow.objects.filter(chunk=chunk).values_list(
        "what", "stage", "name", "item", "who", "value", "group", "number"
    )
    for row in kept:
        yield Key(*row[:5]), Row(*row[5:])
