"""One issue with many acts and a tenth as many participants, made by the same rules and the same
record as in a forum.

Each act is judged, taken into the state and appended to the record as the door does it; what is
left out is one transaction for each, and reading the state from the database again. `recompute`
finds nothing that differs.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

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
from isegoria.server.process.members import count_anew
from isegoria.server.process.models import Chunk, Member
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.models import Head
from tests import play as played
from tests.bench.hand import Hand

__all__ = ["LARGE", "SMALL", "Crowd", "Size", "gather"]

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


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what are made; the acts that are left answer the call."""

    acts: int
    people: int
    comments: int
    replies: int
    objections: int
    versions: int
    amendments: int
    items: int = 40


LARGE = Size(100_000, 10_000, 10_000, 3_000, 300, 80, 120)
# A tenth, and of each list so much still that a page of it is full.
SMALL = Size(10_000, 1_000, 1_000, 300, 150, 80, 120)


@dataclass(frozen=True)
class Crowd:
    """What was made: the play, the chunk, its thread of many replies, an item, the people each with
    a capacity.
    """

    size: Size
    play: played.Play
    chunk: Chunk
    thread: int
    item: int
    people: list[tuple[Participant, Affiliation]]


def gather(now: datetime, size: Size = LARGE) -> Crowd:
    """Make the issue; `now` is in its consensus call."""
    played.START = now - timedelta(days=150)
    with transaction.atomic():
        play = played.seated()
        chunk = play.raised()
        whole = chunk
        for title in ("Who pays?", "Which ships?", "Spare parts", "Licences", "Reporting"):
            number = play.do_plain(SplitIssue(whole, title)).number
        chunk = Chunk.objects.get(pk=number)
        play.do(Deliver(chunk, "clusters"))
        play.later(chunk, 42)
        for name, who in {"chunks": "governments1", "voices": None}.items():
            play.do(Deliver(chunk, name), who)
        play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
        play.later(chunk, 42)
        people = _people(play, size.people)
        item = _statements(play, chunk, people, size)
        play.later(chunk, 28)
        thread = _deliberation(play, chunk, people, size)
        play.day += 24
        play.do(Deliver(chunk, "text"), "technical-community1")
        play.do(Deliver(chunk, "technical"), "technical-community2")
        play.do(Deliver(chunk, "domestic"), "governments2")
        play.do(Leave(chunk, "call_consensus"), "governments1")
        _call(play, chunk, people, size.acts - Head.objects.get().size)
    made = Chunk.objects.select_related("process").get(pk=chunk.pk)
    return Crowd(size, play, made, thread, item, people)


def _people(play: played.Play, count: int) -> list[tuple[Participant, Affiliation]]:
    groups = list(StakeholderGroup.objects.filter(slug__in=played.GROUPS))
    made = Participant.objects.bulk_create(
        (
            Participant(email=f"p{number}@example.org", name=f"Person {number}", password="!")
            for number in range(count)
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


def _row(hand: Hand, number: int, who: tuple[Participant, Affiliation]) -> dict[str, Any]:
    return {
        "number": number,
        "chunk": hand.chunk,
        "participant": who[0],
        "group": who[1].group,
        "at": hand.at,
    }


def _statements(
    play: played.Play,
    chunk: Chunk,
    people: list[tuple[Participant, Affiliation]],
    size: Size,
) -> int:
    """Let people propose statements and each answer three of them."""
    last, items = play.now + timedelta(days=27), []
    hand = Hand(chunk, play.now, last, 3 * size.people + size.items)
    for place, text in zip(range(size.items), _texts(), strict=False):
        who = people[place * 7 % len(people)]
        number = hand.put(ProposeItem(chunk, text=text), who)
        items.append(Item(**_row(hand, number, who), text=text))
    Item.objects.bulk_create(items)
    for place, who in enumerate(people):
        for offset in range(3):
            item = items[(place + offset * 11) % size.items]
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
    play: played.Play,
    chunk: Chunk,
    people: list[tuple[Participant, Affiliation]],
    size: Size,
) -> int:
    """Let people discuss, write, object, take positions and change them; return the thread with
    many replies.
    """
    positions = size.people * 14 // 10
    hand = Hand(
        chunk,
        play.now,
        play.now + timedelta(days=23),
        size.comments + positions + size.objections * 2 + size.versions + size.amendments,
    )
    thread = _comments(hand, people, size)
    held: dict[int, Position] = {}
    for place in range(positions):
        who, value = people[place * 3 % size.people], Position.Value.values[place * 5 % 7 % 4]
        number = hand.put(TakePosition(chunk, answer=value, text="It stands."), who)
        held[who[0].pk] = Position(**_row(hand, number, who), value=value)
    Position.objects.bulk_create(held.values(), batch_size=2000)
    _objections(hand, people, size.objections)
    _versions(hand, people, size)
    hand.close()
    return thread


def _comments(hand: Hand, people: list[tuple[Participant, Affiliation]], size: Size) -> int:
    made: list[Comment] = []
    for place, text in zip(range(size.comments), _texts(), strict=False):
        parent = (
            made[0] if 0 < place <= size.replies else made[place * 2 // 3] if place % 3 else None
        )
        who = people[place * 13 % size.people]
        form, asked = ("question", "chairs") if place % 16 == 15 else ("comment", "")
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


def _objections(hand: Hand, people: list[tuple[Participant, Affiliation]], count: int) -> None:
    made = []
    for place, text in zip(range(count), _texts(), strict=False):
        who = people[place * 31 % len(people)]
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


def _versions(hand: Hand, people: list[tuple[Participant, Affiliation]], size: Size) -> None:
    """Let the text change paragraph by paragraph, with amendments to the last version."""
    paragraphs, written = list(PARAGRAPHS), []
    for place in range(size.versions):
        paragraphs[place % len(paragraphs)] += f" ({place})"
        text = "\n\n".join(paragraphs)
        number = hand.put(Write(hand.chunk, text=text, note=f"step {place}"), people[0])
        written.append(Version(**_row(hand, number, people[0]), text=text, note=f"step {place}"))
    Version.objects.bulk_create(written)
    hand.chunk.text_version = written[-1].number
    made = []
    for place, why in zip(range(size.amendments), _texts(), strict=False):
        who, at = people[place * 17 % len(people)], 1 + place % len(paragraphs)
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
    hand = Hand(chunk, play.now, play.now + timedelta(days=10), left)
    answers = ("support", "support", "can_live_with", "support", "stand_aside", "object", "abstain")
    for place in range(left):
        hand.put(
            Vote(chunk, "support", answers[place * 3 % 7], reason="It costs too much."),
            people[place % len(people)],
        )
    hand.close()
