"""Whether acts are what they were when they were done, and what is kept of them is what they
committed to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from isegoria.ledger.leaf import leaf_hash, opens, unpacked
from isegoria.server.record.models import Act, Opening, Sealed, Withheld

__all__ = ["Altered", "altered"]

_SOME = 1000  # acts that are read at a time


class Altered(NamedTuple):
    """What was altered in one act, in a sentence."""

    number: int
    says: str


def altered(first: int) -> Iterator[Altered]:
    """Yield what was altered in the acts from number `first` on.

    What was erased is missing, which the record allows: a commitment says nothing without its salt.
    """
    acts = Act.objects.filter(number__gte=first).order_by("number")
    some: dict[int, dict[str, bytes]] = {}
    for act in acts.iterator(_SOME):
        some[act.number] = {}
        try:
            if leaf_hash(act.leaf) == bytes(act.leaf_hash):
                some[act.number] = unpacked(bytes(act.committed))
            else:
                says = f"act #{act.number} was altered: its leaf hashed to something else once"
                yield Altered(act.number, says)
        except ValueError:
            yield Altered(act.number, f"act #{act.number} was altered: no leaf can be made of it")
        if len(some) == _SOME:
            yield from _unopened(some)
            some = {}
    yield from _unopened(some)


def _unopened(acts: dict[int, dict[str, bytes]]) -> Iterator[Altered]:
    """Yield where salt and content do not open a commitment of these acts, given by number."""
    for kept in (Opening, Withheld, Sealed):
        rows = kept._default_manager.filter(act__gte=min(acts), act__lte=max(acts)) if acts else ()
        for row in rows:
            committed = acts.get(row.act_id, {}).get(row.field)
            content, salt = bytes(row.content), bytes(row.salt)
            if committed is not None and _fits(committed, row.field, salt, content):
                continue
            says = f"what act #{row.act_id} keeps as “{row.field}” is not what it committed to"
            yield Altered(row.act_id, says)


def _fits(committed: bytes, field: str, salt: bytes, content: bytes) -> bool:
    try:
        return opens(committed, field, salt, content)
    except ValueError:  # the salt was cut, or the field is no word
        return False
