"""Which group of the forum counts as which group of a model: the one of its name, unless the
process says else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isegoria.rules.language.elements import Group
from isegoria.rules.language.model import Model
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process import refusals
from isegoria.terms import Refusal

__all__ = ["GroupMap", "counted_as", "group_map", "unknown_group"]


@dataclass(frozen=True, slots=True)
class GroupMap:
    """The forum's groups beside those of a model, and what finds no counterpart on either side."""

    matched: tuple[tuple[StakeholderGroup, Group], ...]
    uncounted: tuple[StakeholderGroup, ...]
    """Their people have the rights that anyone has, and count in no group."""
    empty: tuple[tuple[str, Group], ...]
    """Nobody counts here but who is given a seat in it."""


def counted_as(model: Model, slug: str, chosen: Mapping[str, str] | None = None) -> str:
    """Return the group of the model in which people of a group of the forum count; empty where in
    none.
    """
    same_name = slug.replace("-", "_")
    name = chosen.get(slug, same_name) if chosen else same_name
    return name if name in model.groups else ""


def group_map(
    model: Model, groups: Iterable[StakeholderGroup], chosen: Mapping[str, str] | None = None
) -> GroupMap:
    """Return which group counts as which."""
    found = [(group, counted_as(model, group.slug, chosen)) for group in groups]
    taken = {one for _group, name in found if name for one in model.chain[name]}
    return GroupMap(
        tuple((group, model.groups[name]) for group, name in found if name),
        tuple(group for group, name in found if not name),
        tuple((name, group) for name, group in model.groups.items() if name not in taken),
    )


def unknown_group(model: Model, chosen: Mapping[str, str]) -> Refusal | None:
    """Refuse to count people in a group that the model does not have."""
    unknown = [name for name in chosen.values() if name and name not in model.groups]
    if not unknown:
        return None
    return refusals.GROUP_NOT_KNOWN.refuse(
        group=unknown[0], model=model.title, there=", ".join(model.groups)
    )
