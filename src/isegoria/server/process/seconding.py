"""Others with whom or for whom an act is done: seconders, supporters, those whose proxy is used."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Model
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import is_current
from isegoria.server.process import refusals
from isegoria.server.process.facts import person_of
from isegoria.server.process.models import Backer, Motion, Process, Proxy
from isegoria.terms import Refusal

__all__ = ["Other", "backers_of", "done_before", "mark_done", "proxies_held"]


class Other(NamedTuple):
    """Somebody else, as the rules know them, and the act by which they said so."""

    person: Person
    number: int
    name: str = ""


def backers_of(model: Model, motion: Motion) -> list[Other]:
    """Return who backs a motion."""
    backers = motion.backers.select_related("participant", "capacity__group")
    return [_other(model, motion.process, one, one.participant) for one in backers]


def proxies_held(
    model: Model, process: Process, holder: Participant | None, today: date
) -> list[Other]:
    """Return those whose proxies somebody holds now.

    One that was given for an organisation or a group ends with that affiliation, and one of
    somebody who takes no part counts for nothing: its giver could not answer for them either, and
    stands in no count of members.
    """
    if holder is None:
        return []
    there = Q(capacity=None) | Q(capacity__in=Affiliation.objects.filter(is_current(today)))
    there &= Q(principal__in=process.members.values("participant"), principal__is_active=True)
    held = Proxy.objects.filter(
        there, process=process, holder=holder, until_at=None
    ).select_related("principal", "capacity__group")
    return [_other(model, process, one, one.principal) for one in held]


def done_before(others: Iterable[Other]) -> Refusal | None:
    """Refuse a motion that was done already."""
    number = _motions(others).exclude(done_in=None).values_list("done_in", flat=True).first()
    if number is None:
        return None
    return refusals.MOTION_DONE.refuse(number=number)


def mark_done(others: Sequence[Other], number: int) -> None:
    """Note which act a motion became."""
    if others:
        _motions(others).update(done_in=number)


def _motions(others: Iterable[Other]) -> QuerySet[Motion]:
    return Motion.objects.filter(backers__in=[one.number for one in others])


def _other(model: Model, process: Process, said: Backer | Proxy, who: Participant) -> Other:
    return Other(person_of(model, process, who, said.capacity), said.number, str(who))
