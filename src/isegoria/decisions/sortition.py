"""A draw that anybody can check: RFC 3797.

The list is published first, the seeds afterwards, by somebody else.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Drawn", "draw", "key_of", "lot", "read_sources"]


_NUMBER = re.compile(r"[0-9]{1,40}(\.[0-9]{1,40})?")


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


def read_sources(written: str) -> list[list[int | Decimal]]:
    """Read the seeds as people write them: numbers of a source between spaces, a stroke between two
    sources (`2 5 12 / 9319`).

    Raises:
        ValueError: something is no number, or a source is empty.
    """
    sources = [one.split() for one in written.strip().removesuffix("/").split("/")]
    if not all(sources):
        raise ValueError("each source of chance has at least one number")
    return [[_number(one.removesuffix(".")) for one in source] for source in sources]


def lot(labels: Sequence[str], seeds: str) -> str:
    """Return which label is drawn by published numbers, written as `read_sources` reads them.

    Raises:
        ValueError: there are no numbers, or no labels.
    """
    return labels[draw(len(labels), 1, read_sources(seeds))[0].place - 1]


def _number(written: str) -> int | Decimal:
    if not _NUMBER.fullmatch(written):
        raise ValueError(f"{written!r} is no number")
    return Decimal(written) if "." in written else int(written)


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
