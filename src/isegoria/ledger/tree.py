"""The root of a Merkle tree over leaf hashes (RFC 6962, 2.1): 32 bytes that change when any leaf
does.

Leaves are only ever added. What a tree keeps is one hash for each power of two in its size, so that
a record of a million acts costs twenty.
"""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Checkpoint", "Tree"]


class Checkpoint(NamedTuple):
    """How long a record was once, and the root of the tree of its leaves then.

    Whoever keeps one can tell later whether those acts are still the same ones in the same order.
    """

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size} {b64encode(self.root).decode()}"

    @classmethod
    def read(cls, written: str) -> "Checkpoint":
        """Return what `str` has written.

        Raises:
            ValueError: it is no checkpoint.
        """
        size, _space, root = written.strip().partition(" ")
        if not (size.isascii() and size.isdecimal()):
            raise ValueError("a checkpoint begins with the number of acts")
        found = cls(int(size), b64decode(root, validate=True))
        if len(found.root) != hashlib.sha256().digest_size:
            raise ValueError("the root of a checkpoint has 32 bytes, in base64")
        return found


@dataclass(slots=True)
class Tree:
    """A tree to which leaves are added. `size` counts them."""

    size: int = 0
    _whole: list[tuple[int, bytes]] = field(default_factory=list)
    """The roots of the whole subtrees from left to right, each with its number of leaves."""

    def add(self, leaf_hash: bytes) -> None:
        """Add the next leaf by its hash."""
        self.size += 1
        leaves, node = 1, leaf_hash
        while self._whole and self._whole[-1][0] == leaves:
            leaves, node = 2 * leaves, _joined(self._whole.pop()[1], node)
        self._whole.append((leaves, node))

    def root(self) -> bytes:
        """Return the root; of no leaves the hash of nothing."""
        if not self._whole:
            return hashlib.sha256().digest()
        *others, (_leaves, node) = self._whole
        for _leaves, left in reversed(others):
            node = _joined(left, node)
        return node

    @property
    def checkpoint(self) -> Checkpoint:
        """How long the record is, and its root."""
        return Checkpoint(self.size, self.root())


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
