"""A draw that anybody can check: RFC 3797.

The list is published first, the seeds afterwards, by somebody else.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Drawn", "draw", "key_of"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One step of the draw: the hash in hexadecimal, how many were left, and the place on the list
    that came out (from 1).
    """

    digest: str
    left: int
    place: int


def key_of(sources: Sequence[Sequence[int | Decimal]]) -> str:
    """Return the seeds as they are hashed (RFC 3797, 4.1): sorted, each with a full stop, a stroke
    behind each source.

    Raises:
        ValueError: there is no source, or one is empty or negative.
    """
    if not sources or not all(sources):
        raise ValueError(
            "a draw needs at least one source of chance, each with at least one number"
        )
    if any(number < 0 for source in sources for number in source):
        raise ValueError("sources of chance are numbers that are not negative")
    return "".join(
        "".join(f"{_written(number)}" for number in sorted(source)) + "/" for source in sources
    )


def draw(pool: int, wanted: int, sources: Sequence[Sequence[int | Decimal]]) -> list[Drawn]:
    """Draw `wanted` places out of a list of `pool`, in order; who cannot serve is passed over and
    the next one serves.

    Raises:
        ValueError: more are wanted than there are, or the list is longer than the two bytes of the
        index allow.
    """
    if not 0 < wanted <= pool < 2**16:
        raise ValueError(f"draw between 1 and {pool} of a list of at most 65,535; not {wanted}")
    key = key_of(sources).encode("ascii")
    left = list(range(1, pool + 1))
    drawn = []
    for number in range(wanted):
        index = number.to_bytes(2, "big")
        digest = hashlib.md5(index + key + index, usedforsecurity=False).hexdigest().upper()
        place = left.pop(int(digest, 16) % len(left))
        drawn.append(Drawn(digest, len(left) + 1, place))
    return drawn


def _written(number: int | Decimal) -> str:
    """Write a number as the RFC does: no leading zeros, a real without trailing zeros, a full stop
    behind either.
    """
    if isinstance(number, int):
        return f"{number}."
    whole, _, rest = f"{number:f}".partition(".")
    return f"{int(whole)}.{rest.rstrip('0')}"
