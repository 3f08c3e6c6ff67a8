"""What the fields of an act say of themselves: where on the record each of them goes.

An act is a frozen dataclass. A field that says nothing stays off the record, and only the act's own
methods use it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from enum import Enum
from functools import reduce, singledispatch
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from django.db.models import Model

from isegoria.rules.language.durations import Duration
from isegoria.server.people.models import Participant, StakeholderGroup

__all__ = [
    "ALWAYS",
    "STRIPPED",
    "About",
    "Declared",
    "Erasable",
    "Named",
    "Part",
    "Public",
    "Refers",
    "RefersOnly",
    "Sealed",
    "Where",
    "Within",
    "declared",
    "declared_in",
    "fields_in",
    "names_in",
    "place_of",
    "published_type",
    "references_of",
]

T = TypeVar("T")


class Where(Enum):
    """The parts of what an act puts on the record."""

    PLACE = "place"
    REFERENCES = "references"
    BODY = "body"
    ERASABLE = "erasable"
    SEALED = "sealed"


class How(Enum):
    """What else a field says."""

    ALWAYS = "always"
    STRIPPED = "stripped"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Named:
    """The record calls the field something else."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """The field is one of several that are committed to, and erased, together."""

    of: str


About = Annotated[T, Where.PLACE, Where.REFERENCES]
"""What the act is about: it gives the act its place, and is referred to."""
Within = Annotated[T, Where.PLACE]
"""What the act takes place in, without being referred to."""
Refers = Annotated[T, Where.REFERENCES]
"""An earlier act, or what one made; None and 0 are no reference."""
RefersOnly = Annotated[T, Where.REFERENCES, How.ALONE]
"""The earlier act that it refers to instead of what it is about: a comment stands for its chunk."""
Public = Annotated[T, Where.BODY]
"""Stays on the record for ever. It is about the item, never about a person."""
Erasable = Annotated[T, Where.ERASABLE]
"""Can be erased, by itself or with the others of its `Part`."""
Sealed = Annotated[T, Where.SEALED]
"""Stands on the record as a commitment only; the body says so."""

ALWAYS = How.ALWAYS
"""Written also where it is just the default; others are left out then."""
STRIPPED = How.STRIPPED
"""Written without the white space at both ends."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of an act, as it declares itself."""

    field: str
    name: str
    part: str
    where: frozenset[Where]
    type: Any
    default: Any
    """What the record would say of the default; `MISSING` where there is none."""
    can_be_left_out: bool
    """Whether the record says nothing where the field holds its default."""
    stripped: bool
    alone: bool

    def said_by(self, work: Any) -> Any:
        """Return what the record says of the field of an act."""
        value = published(getattr(work, self.field))
        return value.strip() if self.stripped and isinstance(value, str) else value


_DECLARED: dict[type, tuple[Declared, ...]] = {}
"""Read from each kind once."""


def declared(kind: type) -> tuple[Declared, ...]:
    """Return the fields of a kind of act that say something, in order.

    Raises:
        TypeError: a field says how it is written and not where, or cannot be read.
    """
    if kind not in _DECLARED:
        said = (_declared(one) for one in fields(kind) if _says_something(one))
        _DECLARED[kind] = tuple(said)
    return _DECLARED[kind]


def _says_something(one: "Field[Any]") -> bool:
    if isinstance(one.type, str):
        raise TypeError(f"the type of {one.name} is written as text")
    return get_origin(one.type) is Annotated


def _declared(one: "Field[Any]") -> Declared:
    wanted, *marks = get_args(one.type)
    where = frozenset(mark for mark in marks if isinstance(mark, Where))
    if not where:
        raise TypeError(f"{one.name} does not say where on the record it goes")
    default = one.default if one.default_factory is MISSING else one.default_factory()
    return Declared(
        one.name,
        next((mark.name for mark in marks if isinstance(mark, Named)), one.name),
        next((mark.of for mark in marks if isinstance(mark, Part)), ""),
        where,
        wanted,
        MISSING if default is MISSING else published(default),
        can_be_left_out=default is not MISSING and ALWAYS not in marks,
        stripped=STRIPPED in marks,
        alone=How.ALONE in marks,
    )


_IN: dict[tuple[type, str], tuple[Declared, ...]] = {}
"""Sorted once: every act asks for all its parts."""


def declared_in(kind: type, where: Where) -> tuple[Declared, ...]:
    """Return the fields of a kind that go into one part of the record."""
    key = kind, where._value_  # an enumeration is slow to hash
    if key not in _IN:
        _IN[key] = tuple(one for one in declared(kind) if where in one.where)
    return _IN[key]


def names_in(kind: type, where: Where) -> tuple[str, ...]:
    """Return under which names the fields of a kind stand in a part of the record."""
    return tuple(dict.fromkeys(one.part or one.name for one in declared_in(kind, where)))


def fields_in(where: Where, work: Any) -> dict[str, Any]:
    """Return what an act puts into a part of the record, by name.

    What holds just its default is left out; fields of one `Part` are left out together.
    """
    said: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for one in declared_in(type(work), where):
        value = one.said_by(work)
        if one.part:
            parts.setdefault(one.part, {})[one.name] = value
        if not one.can_be_left_out or value != one.default:
            said[one.part or one.name] = parts[one.part] if one.part else value
    return said


def references_of(work: Any) -> tuple[int, ...]:
    """Return the numbers of the acts that the fields of an act refer to."""
    referring = declared_in(type(work), Where.REFERENCES)
    alone = [one for one in referring if one.alone]
    values = (getattr(work, one.field) for one in alone or referring)
    return tuple(number for value in values for number in _numbers(value))


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, int):
        yield from [value] if value else []
    elif value is not None and hasattr(value, "number"):
        yield value.number
    else:
        for one in value or ():
            yield from _numbers(one)


def place_of(work: Any, number: int) -> tuple[str, str]:
    """Return process and item of an act: of what it is about, or of what it makes, which gets the
    number of the act.

    The last field that gives a place is the nearest one.
    """
    giving = declared_in(type(work), Where.PLACE)
    rows = [row for one in giving if (row := getattr(work, one.field)) is not None]
    process, item = _on_record(rows[-1]) if rows else (work.under, "")
    if not work.makes:
        return process, item
    made = f"{work.makes}-{number}"
    return (process, made) if process else (made, "")


def _on_record(row: Any) -> tuple[str, str]:
    """Return where a row stands: as its table says, or by its process and its own name in it."""
    if (there := getattr(row, "on_record", None)) is not None:
        process, item = there
        return process, item
    return row.process.place, getattr(row, "item", "")


@singledispatch
def published(value: Any) -> Any:
    """Return a value as the record says it.

    Raises:
        TypeError: the record has no words for it.
    """
    raise TypeError(f"the record has no words for {type(value).__name__}")


@published.register
def _as_it_is(value: int | float | bytes | None) -> Any:
    return value


@published.register
def _in_words(value: str | Duration) -> str:
    return str(value)  # of an enumeration its value


@published.register
def _to_the_second(value: date) -> str:
    return value.isoformat()


@published.register
def _by_name(value: Participant) -> dict[str, Any]:
    return {"name": str(value), "participant": value.pk}


@published.register
def _by_slug(value: StakeholderGroup) -> str:
    return value.slug


@published.register
def _by_number(value: Model) -> int:
    number: int = value.pk  # its key is the number of the act that made it
    return number


@published.register
def _each_by_key(value: Mapping) -> dict[str, Any]:  # type: ignore[type-arg]
    return {str(name): published(one) for name, one in value.items()}


@published.register
def _each(value: Sequence) -> list[Any]:  # type: ignore[type-arg]
    return [published(one) for one in value]


_TYPES: dict[type, Any] = {
    Participant: dict[str, Any],
    StakeholderGroup: str,
    Model: int,
    bool: bool,
    int: int,
    float: float,
}


def published_type(wanted: Any) -> Any:
    """Return the type of what `published` makes of a value: what the JSON Schema of a body says."""
    origin = get_origin(wanted)
    if origin is Literal:
        return wanted
    inside = [published_type(one) for one in get_args(wanted) if one is not type(None)]
    if origin in {Union, UnionType}:
        return reduce(or_, inside)
    if origin in {Mapping, dict}:
        return dict[str, inside[1]]  # type: ignore[valid-type]
    if origin is not None:
        return list[inside[0]]  # type: ignore[valid-type]
    return next((said for kind, said in _TYPES.items() if issubclass(wanted, kind)), str)
