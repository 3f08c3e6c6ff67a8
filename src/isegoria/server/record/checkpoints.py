"""Checkpoints of the record: how many acts it has, and the root of the tree of their leaves.

Whoever keeps one elsewhere is a witness. Somebody who can write to the database can make a record
that fits in itself, but none that continues a checkpoint that they cannot change.
"""

from collections.abc import Iterator
from threading import Lock

from isegoria.ledger.tree import Checkpoint, Tree
from isegoria.server.record.models import Act

__all__ = ["checkpoint", "latest_checkpoint", "leaf_hashes"]


def leaf_hashes(after: int = 0) -> Iterator[bytes]:
    """Yield the hash of each act's leaf in the order of the record, behind a number."""
    rows = Act.objects.filter(number__gt=after).order_by("number")
    for kept in rows.values_list("leaf_hash", flat=True).iterator(10_000):
        yield bytes(kept)


def checkpoint() -> Checkpoint:
    """Compute the checkpoint of the whole record."""
    tree = Tree()
    for kept in leaf_hashes():
        tree.add(kept)
    return tree.checkpoint


class _Latest:
    """The tree of the record as this process read it, to which new leaves are added."""

    def __init__(self) -> None:
        self._lock, self._tree, self._last = Lock(), Tree(), b""

    def checkpoint(self) -> Checkpoint:
        with self._lock:
            if not self._goes_on():
                self._tree, self._last = Tree(), b""
            for kept in leaf_hashes(self._tree.size):
                self._tree.add(kept)
                self._last = kept
            return self._tree.checkpoint

    def _goes_on(self) -> bool:
        """Return whether the act that was read last is there still: a restored backup may have
        taken the place of the database.
        """
        rows = Act.objects.filter(number=self._tree.size).values_list("leaf_hash", flat=True)
        there = rows.first()
        return self._tree.size == 0 or (there is not None and bytes(there) == self._last)


_latest = _Latest()


def latest_checkpoint() -> Checkpoint:
    """Return the checkpoint of the record now; only what is new since the last time is read."""
    return _latest.checkpoint()
