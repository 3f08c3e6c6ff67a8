"""Weights that an office states for a ballot: how they are written, and whose they are."""

from isegoria.rules.facts.voters import organisation_key

__all__ = ["MOST", "read_weights"]

MOST = 1_000_000_000  # as much as any number of the rules
_LINES = 2000  # more voters belong into groups
_DIGITS = len(str(MOST))


def read_weights(written: str) -> dict[str, int]:
    """Read `Ash: 64; Birch: 32`, with a semicolon or a new line between two organisations.

    Raises:
        ValueError: a line has no number from 1 on, a name stands twice, or nothing is written.
    """
    found: dict[str, int] = {}
    lines = [one for one in written.replace("\n", ";").split(";") if one.strip()]
    if not 0 < len(lines) <= _LINES:
        raise ValueError(f"write between 1 and {_LINES} names, not {len(lines)}")
    for line in lines:
        name, _, number = (one.strip() for one in line.rpartition(":"))
        voter = organisation_key(name) if name else ""
        if not voter or voter in found:
            raise ValueError(f"name each organisation once, not {name[:40]!r}")
        found[voter] = _weight(number)
    return found


def _weight(number: str) -> int:
    is_whole = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if not is_whole or not 1 <= int(number) <= MOST:
        raise ValueError(f"a weight is a whole number from 1 to {MOST}, not {number[:40]!r}")
    return int(number)
