"""What whoever looks at a page may do: every step is tried on the engine, every other act on its
own rule.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.judging.judge import judge
from isegoria.rules.telling.moves import Move, move_named, moves
from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reads import restriction_of, stopped_by
from isegoria.server.deliberation.acts import WITHDRAW, unanswered
from isegoria.server.deliberation.counting import open_polls
from isegoria.server.deliberation.models import Item, Objection, Position
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.reads import latest_version
from isegoria.server.deliberation.refusals import NO_TEXT_YET
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import last_capacity
from isegoria.server.process.clocks import tied
from isegoria.server.process.electorate import not_yet_here
from isegoria.server.process.facts import ChunkFacts, person_of
from isegoria.server.process.phrases import move_words
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.stepping import merged
from isegoria.server.process.steps import unwritten
from isegoria.server.record.door import Work, foreseen
from isegoria.terms import Refusal

__all__ = [
    "Choice",
    "Looker",
    "appeals_to",
    "choices_of",
    "looker_for",
    "move_for",
    "positions_open",
    "settles",
    "settlings",
]

_ITEMS = 10  # with their steps on the page of a chunk; all are on a page of their own
_WITH_WORDS = {"comment", "propose", "amend", "object", "write", "dissent"}
"""The steps that a restriction under the code of conduct takes away."""
_DISSENT = {"object", "dissent"}
"""Those of them that the code may leave to whoever is restricted."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Whoever looks at a page: the participant, in the capacity chosen last, and as the rules know
    them. A visitor is nobody.
    """

    participant: Participant | None
    capacity: Affiliation | None
    person: Person
    restriction: Measure | None = None
    """Under which they may only read for now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something one could do: the kind of step or act, in words, where, and by which rule;
    `refusal` says why not.
    """

    kind: str
    words: str
    address: str
    rule: str = ""
    refusal: Refusal | None = None
    item: Item | None = None
    name: str = ""
    """Of what in the stage, such as the ballot."""


def looker_for(facts: ChunkFacts, user: Any, now: datetime, last: int | None) -> Looker:
    """Return whoever looks at a page about a chunk."""
    if not isinstance(user, Participant):
        return Looker(None, None, Person(""))
    process, capacity = facts.chunk.process, last_capacity(user, last, now.date())
    person = person_of(facts.model, process, user, capacity, facts.chunk)
    return Looker(user, capacity, person, restriction_of(process, user, now))


def choices_of(
    facts: ChunkFacts, looker: Looker, now: datetime, of: Sequence[Item] | None = None
) -> list[Choice]:
    """Return every step of the stage and what the desk does, the allowed ones first; of what was
    split only what concerns all parts.

    A step per item comes once for each of the items `of`, or of the first few that were proposed in
    the stage.
    """
    if looker.participant is None:
        return []
    since = (
        facts.entered_at(facts.stage) or facts.began_at()
    )  # where none was proposed here, the chunk itself is answered
    items = (
        list(Item.objects.filter(chunk=facts.chunk, at__gte=since).order_by("number")[:_ITEMS])
        if of is None
        else of
    )
    found = [
        Choice(
            move.kind,
            _words(move),
            _address(facts, move, item),
            move.rule,
            move.refusal,
            item,
            move.name,
        )
        for move in _here(facts, looker, now, moves(facts.model, facts, looker.person, now))
        for item in (items if move.per_item and items else [None])
    ]
    if merged(facts.chunk):  # what can still be done is to decide a complaint that waited then
        return [one for one in found if one.kind == "rule" and one.refusal is None]
    found += [*_polls(facts, looker, now), *_of_the_desk(facts, looker, now)]
    if facts.is_split():
        found = [one for one in found if one.refusal is None or one.refusal.rule != "chunk.split"]
    return sorted(found, key=lambda one: one.refusal is not None)


def move_for(
    facts: ChunkFacts, looker: Looker, now: datetime, kind: str, name: str = ""
) -> Move | None:
    """Return one step that any stage knows, as it is allowed or refused here and now; None if no
    stage knows it.
    """
    found = move_named(facts.model, facts, looker.person, now, (kind, name))
    return next(_here(facts, looker, now, [found] if found else []), None)


def appeals_to(
    facts: ChunkFacts, looker: Looker, now: datetime
) -> tuple[list[Choice], Refusal | None]:
    """Return the appeals that they can make against what was decided; where there are none, why.

    A complaint that names no decision, such as one about a chair, is none of them.
    """
    if looker.participant is None:
        return [], None
    found, why = [], None
    for name, level in facts.model.appeals.items():
        move = move_for(facts, looker, now, "appeal", name) if level.of != ("any",) else None
        if move is None:
            continue
        if move.refusal is None:
            address = _address(facts, move, None)
            found.append(Choice(move.kind, _words(move), address, move.rule, name=name))
        why = why or move.refusal
    return found, None if found else why


def settles(
    facts: ChunkFacts, looker: Looker, objections: Sequence[Objection], now: datetime
) -> set[int]:
    """Return which of these objections they may answer, or withdraw as their own."""
    return {one.pk for one in objections if any(settlings(facts, looker, one, now))}


def settlings(
    facts: ChunkFacts, looker: Looker, objection: Objection, now: datetime
) -> Iterator[str]:
    """Yield what they may say of an objection: each answer is tried on the engine."""
    still = {Objection.State.OPEN, Objection.State.SUSTAINED}
    if objection.state not in still or looker.participant is None or merged(facts.chunk):
        return
    mine = objection.participant_id == looker.participant.pk
    if stopped_by(looker.restriction, objects=mine):
        return
    for answer in Objection.State.values:
        act = Done("settle", looker.person, now, name=objection.name, answer=answer, reason="…")
        if answer not in {Objection.State.OPEN, objection.state} and not isinstance(
            judge(facts.model, facts, act), Refusal
        ):
            yield answer


def positions_open(facts: ChunkFacts, looker: Looker, now: datetime) -> list[str]:
    """Return which positions they can take, and whether they can take theirs back."""
    if looker.participant is None:
        return []
    mine = Position.objects.filter(chunk=facts.chunk, participant=looker.participant, for_group="")
    acts = (
        Done("position", looker.person, now, answer=answer, reason="…")
        for answer in (*Position.Value.values, *([WITHDRAW] if mine.exists() else []))
    )
    return [one.answer for one in acts if not isinstance(judge(facts.model, facts, one), Refusal)]


def _here(
    facts: ChunkFacts, looker: Looker, now: datetime, tried: Iterable[Move]
) -> Iterator[Move]:
    """Yield steps as the engine judged them, with what the forum refuses beyond it."""
    barred = [stopped_by(looker.restriction, objects=objects) for objects in (False, True)]
    whole = merged(facts.chunk)
    for move in tried:
        refusal = (
            (barred[move.kind in _DISSENT] if move.kind in _WITH_WORDS else None)
            or (whole if move.kind != "rule" else None)
            or move.refusal
        )
        if refusal is None and move.kind == "leave":
            refusal = tied(facts, move.name)
        if (
            refusal is None
            and move.kind == "vote"
            and facts.model.stages[facts.stage].ballots[move.name].secret
        ):
            refusal = not_yet_here(
                facts, move.name, looker.person, looker.participant, looker.capacity
            )
        if refusal is None and move.kind == "amend" and latest_version(facts.chunk) is None:
            refusal = NO_TEXT_YET.refuse()
        if refusal is None and move.kind == "deliver":
            refusal = unwritten(facts, move.name)
        if refusal is None and move.kind == "propose":
            refusal = unanswered(facts, now)
        yield replace(move, refusal=refusal, rule=refusal.rule if refusal else move.rule)


def _polls(facts: ChunkFacts, looker: Looker, now: datetime) -> Iterator[Choice]:
    """Yield the straw polls that can be answered, by whoever may contribute."""
    polls = [] if facts.outcome else open_polls(facts.chunk, now)
    if polls and (move := move_for(facts, looker, now, "comment")) is not None:
        for poll in polls:
            words = _("Answer the straw poll “{question}”").format(question=poll.text)
            address = reverse("answer-poll", args=[facts.chunk.number, poll.number])
            yield Choice(
                AnswerPoll.kind, words, address, move.rule, move.refusal, name=str(poll.number)
            )


def _of_the_desk(facts: ChunkFacts, looker: Looker, now: datetime) -> Iterator[Choice]:
    if facts.outcome or looker.participant is None:
        return
    chunk = facts.chunk
    desk: list[tuple[str, str, Work]] = [
        (_("Split off a part"), "split", SplitIssue(chunk, "…")),
        (
            _("Open a straw poll"),
            "open-poll",
            OpenPoll(chunk, "…", ("1", "2"), now + timedelta(days=1)),
        ),
        (_("Record an outside decision"), "note", NoteEvent(chunk, "event", "…")),
    ]
    for words, name, work in desk:
        known = {"facts": facts, "person": looker.person}
        refusal = foreseen(
            work, by=looker.participant, capacity=looker.capacity, now=now, gathered=known
        )
        yield Choice(work.kind, words, reverse(name, args=[chunk.number]), work.kind, refusal)


def _words(move: Move) -> str:
    if not move.others:
        return move_words(move)
    more = ngettext(
        "{what} (needs support from %(number)d other person)",
        "{what} (needs support from %(number)d other people)",
        move.others,
    )
    return (more % {"number": move.others}).format(what=move_words(move))


def _address(facts: ChunkFacts, move: Move, item: Item | None) -> str:
    number = facts.chunk.number
    if move.kind == "comment":
        return reverse("comment", args=[number])
    if move.kind == "amend":
        return reverse("text", args=[number])
    if move.others:
        asked = {"propose": "item"}.get(move.kind, move.kind)
        return (
            reverse("make-motion", args=[facts.chunk.process_id, asked])
            + "?"
            + urlencode({"chunk": number, "name": move.name})
        )
    named = (
        reverse("do-named", args=[number, move.kind, move.name])
        if move.name
        else reverse("do", args=[number, move.kind])
    )
    return f"{named}?item={item.number}" if item else named
