"""Whether acts are what they were when they were done, and what is kept of them is what they
committed to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from isegoria.ledger.leaf import leaf_hash, opens, unpacked
from isegoria.server.record.models import Act, Opening, Sealed, Withheld

__all__ = ["Altered", "altered"]

_SOME = 1000  # acts that are read at a time
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
"""What comes of a column that holds something of another type, as SQLite lets it."""


class Altered(NamedTuple):
    """What was altered in one act, in a sentence."""

    number: int
    says: str


def altered(first: int) -> Iterator[Altered]:
    """Yield what was altered in the acts from number `first` on.

    What was erased is missing, which the record allows: a commitment says nothing without its salt.
    Of an act that was altered nothing more is said.
    """
    numbers = list(
        Act.objects.filter(number__gte=first).order_by("number").values_list("number", flat=True)
    )
    for start in range(0, len(numbers), _SOME):
        some = numbers[start : start + _SOME]
        good: dict[int, Act] = {}
        for number, act in _read(some):
            if act is None:
                yield Altered(number, f"act #{number} was altered: it cannot be read")
            elif wrong := _wrong_with(act):
                yield Altered(number, f"act #{number} was altered: {wrong}")
            else:
                good[number] = act
        yield from _unopened(some, good)


def _read(numbers: list[int]) -> list[tuple[int, Act | None]]:
    """Return acts by number; None for one that cannot be read, which hides none of the others."""
    asked = Act.objects.filter(number__range=(numbers[0], numbers[-1])).order_by("number")
    try:
        return [(act.number, act) for act in asked]
    except _UNREADABLE:
        return [(number, _read_one(number)) for number in numbers]


def _read_one(number: int) -> Act | None:
    try:
        return Act.objects.get(pk=number)
    except _UNREADABLE:
        return None


def _wrong_with(act: Act) -> str:
    """Return what is wrong with an act's columns, and nothing where all is well."""
    try:
        if leaf_hash(act.leaf) != bytes(act.leaf_hash):
            return "its leaf hashed to something else once"
        # what a leaf leaves out: the kind of an empty value, and seconds
        if not isinstance(act.body, dict) or not isinstance(act.references, list):
            return "its leaf was made of other values"
        if act.minute.second or act.minute.microsecond:
            return "its minute has seconds"
    except _UNREADABLE:
        return "no leaf can be made of it"
    return ""


def _unopened(numbers: list[int], good: dict[int, Act]) -> Iterator[Altered]:
    """Yield where salt and content do not open a commitment of acts that were not altered."""
    digests = {number: unpacked(bytes(act.committed)) for number, act in good.items()}
    for kept in (Opening, Withheld, Sealed):
        for row in kept._default_manager.filter(act__gte=numbers[0], act__lte=numbers[-1]):
            if row.act_id in digests and not _fits(digests[row.act_id].get(row.field), row):
                says = f"what act #{row.act_id} keeps as “{row.field}” is not what it committed to"
                yield Altered(row.act_id, says)


def _fits(committed: bytes | None, row: Opening | Withheld | Sealed) -> bool:
    try:
        return committed is not None and opens(
            committed, row.field, bytes(row.salt), bytes(row.content)
        )
    except _UNREADABLE:  # the salt was cut, or the field is no word
        return False
