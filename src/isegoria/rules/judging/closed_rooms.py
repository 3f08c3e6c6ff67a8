"""Closed rooms: who is in the room of an office on a part, and so writes and reads there.

Who was there and what was decided is public. What was said is sealed.
"""

from collections.abc import Mapping, Sequence

from isegoria.rules.course.panels import ALL, judges
from isegoria.rules.facts.protocol import Facts, Person
from isegoria.rules.facts.refusing import address
from isegoria.rules.judging import refusals
from isegoria.rules.language.elements import Office
from isegoria.rules.language.model import Model
from isegoria.terms import Refusal

__all__ = ["closed_rooms", "in_the_room", "not_in_the_room"]


def closed_rooms(model: Model) -> Mapping[str, Office]:
    """Return the offices that have a closed room on each part, by name."""
    return {name: one for name, one in model.offices.items() if one.room == "closed"}


def in_the_room(model: Model, facts: Facts, office: str) -> Sequence[Person]:
    """Return who is in the closed room of an office on a part: those who sit there now, and of the
    reserve as many as judge this case.

    Whoever has to stay out of any case on the part is not, whatever they have to stay out of.
    """
    return judges(model, facts, office, ALL) if office in closed_rooms(model) else ()


def not_in_the_room(model: Model, facts: Facts, office: str, person: str) -> Refusal | None:
    """Refuse whoever is not in the closed room of an office, and an office that has none.

    Args:
        person: the id of whoever wants to write there.
    """
    held = closed_rooms(model).get(office)
    if held is None:
        return refusals.NO_CLOSED_ROOM.refuse(address(model, "offices"), office=office)
    if any(one.id == person for one in in_the_room(model, facts, office)):
        return None
    return refusals.OUTSIDE_THE_CLOSED_ROOM.refuse(
        address(model, "offices", office), office=held.title
    )
