"""Whom an act on a part concerns: who answered there, who can answer now, who holds a role, who is
in a closed room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.facts.refusing import holds_office
from isegoria.rules.judging.standing import held_by
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.server.deliberation.acts import Object, TakePosition
from isegoria.server.deliberation.closed_rooms import people_in_room
from isegoria.server.process.facts import ChunkFacts, as_person
from isegoria.server.process.models import Proxy, Seat
from isegoria.server.process.steps import Appeal, Vote
from isegoria.server.record.models import Act
from isegoria.server.record.reads import author_of, named_by

__all__ = ["Find", "Happened", "can_answer", "hold_a_role", "in_that_room", "who_answered"]

_ANSWERS = (Vote.kind, TakePosition.kind, Object.kind, Appeal.kind)


@dataclass(frozen=True, slots=True)
class Happened:
    """An act that is on the record, and the part as it stands since."""

    act: Act
    facts: ChunkFacts
    at: datetime


Find = Callable[[Happened], set[int]]
"""Finds people, by number."""


def who_answered(one: Happened) -> set[int]:
    """Return who answered, took a position, objected or appealed on the part, and for whom that was
    done by proxy. Who answered in secret is told too, and shown to nobody.
    """
    place, item = one.facts.chunk.process.place, one.facts.chunk.item
    about = Act.objects.filter(process=place, item=item, kind__in=_ANSWERS)
    acts = list(about.select_related("authorship"))
    by_proxy = Proxy.objects.filter(process=one.facts.chunk.process_id, pk__in=named_by(acts))
    found = {author_of(act) for act in acts} - {None}
    return {int(who) for who in found if who} | set(by_proxy.values_list("principal", flat=True))


def hold_a_role(one: Happened) -> set[int]:
    """Return who holds an office in the process, or on the part."""
    chunk, offices = one.facts.chunk, list(one.facts.model.offices)
    held = Seat.objects.held(chunk.process, chunk).filter(holder__in=offices)
    return set(held.values_list("participant", flat=True))


def can_answer(one: Happened) -> set[int]:
    """Return who can answer in the stage: of those who take part, and of those who hold a seat."""
    chunk, model, stage = one.facts.chunk, one.facts.model, one.facts.stage
    slugs = set(chunk.process.members.values_list("group__slug", flat=True))
    counted = chunk.process.counts_as
    asked = [slug for slug in slugs if _is_asked(model, stage, slug or "", counted)]
    members = chunk.process.members.filter(group__slug__in=[one for one in asked if one])
    found = set(members.values_list("participant", flat=True))
    if None in asked:
        unstated = chunk.process.members.filter(group=None)
        found |= set(unstated.values_list("participant", flat=True))
    for who, holder in Seat.objects.held(chunk.process, chunk).values_list("participant", "holder"):
        if who not in found and _is_asked(model, stage, "", None, (holder,)):
            found.add(who)
    return found


def _is_asked(
    model: Model,
    stage: str,
    slug: str,
    counts_as: dict[str, str] | None,
    seats: tuple[str, ...] = (),
) -> bool:
    """Return whether somebody of a group of the forum, or with a seat, can answer in a stage."""
    person = as_person(model, 0, group=slug, seats=seats, counts_as=counts_as)
    if any(held_by(model, stage, right, person) for right in (Right.DECIDE, Right.POSITION)):
        return True
    ballots = model.stages[stage].ballots.values()
    voters = {one for ballot in ballots for one in ballot.voters}
    return ANYONE in voters or any(holds_office(model, person, one) for one in voters)


def in_that_room(one: Happened) -> set[int]:
    """Return who is in the closed room that the act is about."""
    return {who.pk for who in people_in_room(one.facts, one.act.body["office"])}
