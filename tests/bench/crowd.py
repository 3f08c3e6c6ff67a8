"""One issue with 100,000 acts and 10,000 participants, made by the same rules and the same record
as in a forum.

Each act is judged, taken into the state and appended to the record as the door does it; what is
left out is one transaction for each, and reading the state from the database again. `recompute`
finds nothing that differs.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from isegoria.rules.course.state import DictRows, Key, Row, read_state
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.server.deliberation.acts import Object, ProposeItem, Say, Settle, TakePosition
from isegoria.server.deliberation.models import (
    Amendment,
    Comment,
    Item,
    Objection,
    Position,
    Version,
)
from isegoria.server.deliberation.texts import Amend, Write
from isegoria.server.deliberation.threads import path_below
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.process.facts import ChunkFacts, CourseFacts, as_person, model_of
from isegoria.server.process.members import count_anew
from isegoria.server.process.models import Chunk, ChunkRow, Member
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.append import Entry, Place, append
from isegoria.server.record.models import Head
from tests import play as played

__all__ = ["Crowd", "gather"]

ACTS, PEOPLE, COMMENTS, REPLIES, ITEMS, OBJECTIONS, VERSIONS, AMENDMENTS = (
    100_000,
    10_000,
    10_000,
    3_000,
    40,
    300,
    80,
    120,
)
SENTENCES = (
    "The cable was cut twice last winter, and nobody could say which of the three states had to"
    " send a ship.",
    "Whoever lays a cable should *also* keep the spare parts near it; that is what we do on our"
    " coast.",
    "I do not see how a small operator would carry that, and I would like to see figures before"
    " we go on.",
    "There is a treaty of 1884 that says who pays for an anchor that was given up to save a cable.",
    "Fishers were not asked, although they know better than anybody where the sea floor moves.",
)
PARAGRAPHS = [
    f"{number}. {SENTENCES[number % 5]} {SENTENCES[(number + 2) % 5]}" for number in range(1, 25)
]


@dataclass(frozen=True)
class Crowd:
    """What was made: the play, the chunk, its thread of many replies, an item, the people each with
    a capacity.
    """

    play: played.Play
    chunk: Chunk
    thread: int
    item: int
    people: list[tuple[Participant, Affiliation]]


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


class _Hand:
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


def gather(now: datetime) -> Crowd:
    """Make the issue; `now` is in its consensus call."""
    played.START = now - timedelta(days=150)
    with transaction.atomic():
        play = played.seated()
        chunk = play.raised()
        for title in ("Who pays?", "Which ships?", "Spare parts", "Licences", "Reporting"):
            play.do_plain(SplitIssue(chunk, title))
        play.do(Deliver(chunk, "clusters"))
        play.later(chunk, 42)
        for name, who in {"chunks": "governments1", "voices": None}.items():
            play.do(Deliver(chunk, name), who)
        play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
        play.later(chunk, 42)
        people = _people(play)
        item = _statements(play, chunk, people)
        play.later(chunk, 28)
        thread = _deliberation(play, chunk, people)
        play.day += 24
        play.do(Deliver(chunk, "text"), "technical-community1")
        play.do(Deliver(chunk, "technical"), "technical-community2")
        play.do(Deliver(chunk, "domestic"), "governments2")
        play.do(Leave(chunk, "call_consensus"), "governments1")
        _call(play, chunk, people, ACTS - Head.objects.get().size)
    return Crowd(
        play, Chunk.objects.select_related("process").get(pk=chunk.pk), thread, item, people
    )


def _people(play: played.Play) -> list[tuple[Participant, Affiliation]]:
    groups = list(StakeholderGroup.objects.filter(slug__in=played.GROUPS))
    made = Participant.objects.bulk_create(
        (
            Participant(email=f"p{number}@example.org", name=f"Person {number}", password="!")
            for number in range(PEOPLE)
        ),
        batch_size=2000,
    )
    capacities = Affiliation.objects.bulk_create(
        (
            Affiliation(
                participant=one,
                organisation=f"Office {place % 900}",
                group=groups[place % len(groups)],
                declared_in=1,
                from_on=play.now.date(),
            )
            for place, one in enumerate(made)
        ),
        batch_size=2000,
    )
    Member.objects.bulk_create(
        (
            Member(
                process=play.process,
                participant=one,
                capacity=capacity,
                group=capacity.group,
                joined_at=play.now,
                last_at=play.now,
            )
            for one, capacity in zip(made, capacities, strict=True)
        ),
        batch_size=2000,
    )
    count_anew(play.process)
    return list(zip(made, capacities, strict=True))


def _texts() -> Iterator[str]:
    for number in itertools.count():
        yield (
            f"{SENTENCES[number % 5]} {SENTENCES[number * 7 % 4]} Case {number}:"
            f" {SENTENCES[number * 3 % 5]}"
        )


def _row(hand: _Hand, number: int, who: tuple[Participant, Affiliation]) -> dict[str, Any]:
    return {
        "number": number,
        "chunk": hand.chunk,
        "participant": who[0],
        "group": who[1].group,
        "at": hand.at,
    }


def _statements(
    play: played.Play, chunk: Chunk, people: list[tuple[Participant, Affiliation]]
) -> int:
    """Let people propose statements and each answer three of them."""
    hand, items = _Hand(chunk, play.now, play.now + timedelta(days=27), 3 * PEOPLE + ITEMS), []
    for place, text in zip(range(ITEMS), _texts(), strict=False):
        who = people[place * 7]
        number = hand.put(ProposeItem(chunk, text=text), who)
        items.append(Item(**_row(hand, number, who), text=text))
    Item.objects.bulk_create(items)
    for place, who in enumerate(people):
        for offset in range(3):
            item = items[(place + offset * 11) % ITEMS]
            hand.put(
                Vote(
                    chunk,
                    "statement",
                    ("agree", "disagree", "pass")[(place * 3 + offset) % 3],
                    item=item.key,
                ),
                who,
            )
    hand.close()
    return items[0].number


def _deliberation(
    play: played.Play, chunk: Chunk, people: list[tuple[Participant, Affiliation]]
) -> int:
    """Let people discuss, write, object, take positions and change them; return the thread with
    many replies.
    """
    hand = _Hand(
        chunk,
        play.now,
        play.now + timedelta(days=23),
        COMMENTS + PEOPLE * 14 // 10 + OBJECTIONS * 2 + VERSIONS + AMENDMENTS,
    )
    thread = _comments(hand, people)
    positions: dict[int, Position] = {}
    for place in range(PEOPLE * 14 // 10):
        who, value = people[place * 3 % PEOPLE], Position.Value.values[place * 5 % 7 % 4]
        number = hand.put(TakePosition(chunk, answer=value, text="It stands."), who)
        positions[who[0].pk] = Position(**_row(hand, number, who), value=value)
    Position.objects.bulk_create(positions.values(), batch_size=2000)
    _objections(hand, people)
    _versions(hand, people)
    hand.close()
    return thread


def _comments(hand: _Hand, people: list[tuple[Participant, Affiliation]]) -> int:
    made: list[Comment] = []
    for place, text in zip(range(COMMENTS), _texts(), strict=False):
        parent = made[0] if 0 < place <= REPLIES else made[place * 2 // 3] if place % 3 else None
        who = people[place * 13 % PEOPLE]
        form, asked = ("question", "chairs") if place % 100 == 99 else ("comment", "")
        says = ("", "supports", "objects")[place % 3] if parent else ""
        number = hand.put(
            Say(hand.chunk, text=text, parent=parent, form=form, asked=asked, says_what=says), who
        )
        made.append(
            Comment(
                **_row(hand, number, who),
                text=text,
                words=len(text.split()),
                parent=parent,
                form=form,
                asked=asked,
                says=says,
                path=path_below(parent, number),
            )
        )
    Comment.objects.bulk_create(made, batch_size=1000)
    return made[0].number


def _objections(hand: _Hand, people: list[tuple[Participant, Affiliation]]) -> None:
    made = []
    for place, text in zip(range(OBJECTIONS), _texts(), strict=False):
        who = people[place * 31]
        number = hand.put(Object(hand.chunk, text=text), who)
        made.append(Objection(**_row(hand, number, who), text=text))
    for place, one in enumerate(made):
        if place % 3:
            state = ("addressed", "out_of_scope")[place % 2]
            work = Settle(
                hand.chunk, text="It was answered in the text.", answer=state, objection=one
            )
            one.settled_in = hand.put(work, people[0], name=one.name)
            one.state, one.answer, one.settled_at = state, work.text, hand.at
    Objection.objects.bulk_create(made)


def _versions(hand: _Hand, people: list[tuple[Participant, Affiliation]]) -> None:
    """Let the text change paragraph by paragraph, with amendments to the last version."""
    paragraphs, written = list(PARAGRAPHS), []
    for place in range(VERSIONS):
        paragraphs[place % len(paragraphs)] += f" ({place})"
        text = "\n\n".join(paragraphs)
        number = hand.put(Write(hand.chunk, text=text, note=f"step {place}"), people[0])
        written.append(Version(**_row(hand, number, people[0]), text=text, note=f"step {place}"))
    Version.objects.bulk_create(written)
    made = []
    for place, why in zip(range(AMENDMENTS), _texts(), strict=False):
        who, at = people[place * 17], 1 + place % len(paragraphs)
        work = Amend(
            hand.chunk,
            text=why,
            written=written[-1],
            paragraph=at,
            new_text=f"{paragraphs[at - 1]} And so on.",
        )
        made.append(
            Amendment(
                **_row(hand, hand.put(work, who), who),
                version=written[-1],
                paragraph=at,
                text=work.new_text,
                why=why,
            )
        )
    Amendment.objects.bulk_create(made)


def _call(
    play: played.Play, chunk: Chunk, people: list[tuple[Participant, Affiliation]], left: int
) -> None:
    """Let everybody answer the call, and many change their answer, until there are enough acts."""
    hand = _Hand(chunk, play.now, play.now + timedelta(days=10), left)
    answers = ("support", "support", "can_live_with", "support", "stand_aside", "object", "abstain")
    for place in range(left):
        hand.put(
            Vote(chunk, "support", answers[place * 3 % 7], reason="It costs too much."),
            people[place % PEOPLE],
        )
    hand.close()


def _rows_of(chunk: Chunk) -> Iterator[tuple[Key, Row]]:
    kept = ChunkRow.objects.filter(chunk=chunk).values_list(
        "what", "stage", "name", "item", "who", "value", "group", "number"
    )
    for row in kept:
        yield Key(*row[:5]), Row(*row[5:])
