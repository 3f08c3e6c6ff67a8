"""Weights that an office states for a ballot: how they are written, and whose they are."""

from isegoria.rules.facts import refusals
from isegoria.rules.facts.voters import organisation_key
from isegoria.terms import Refusal, WhyNot

__all__ = ["MOST", "WeightsError", "read_weights"]

MOST = 1_000_000_000  # as much as any number of the rules
_LINES = 2000  # more voters belong into groups
_DIGITS = len(str(MOST))


class WeightsError(ValueError):
    """What was written states no weights."""

    def __init__(self, why: WhyNot, **facts: object) -> None:
        super().__init__(why.reason.format_map(facts))
        self._why, self._facts = why, facts

    def refusal(self, rule: str, example: str) -> Refusal:
        """Return the refusal, in words that can be translated."""
        return self._why.refuse(rule, **self._facts, example=example)


def read_weights(written: str) -> dict[str, int]:
    """Read `Ash: 64; Birch: 32`, with a semicolon or a new line between two organisations.

    Raises:
        WeightsError: a line has no number from 1 on, a name stands twice, or nothing is written.
    """
    found: dict[str, int] = {}
    lines = [one for one in written.replace("\n", ";").split(";") if one.strip()]
    if not 0 < len(lines) <= _LINES:
        raise WeightsError(refusals.TOO_MANY_WEIGHTS, said=len(lines), most=_LINES)
    for line in lines:
        name, _, number = (one.strip() for one in line.rpartition(":"))
        voter = organisation_key(name) if name else ""
        if not voter or voter in found:
            raise WeightsError(refusals.WEIGHED_TWICE, said=name[:40])
        found[voter] = _weight(number)
    return found


def _weight(number: str) -> int:
    is_whole = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if not is_whole or not 1 <= int(number) <= MOST:
        raise WeightsError(refusals.NO_WEIGHTS, said=number[:40], most=MOST)
    return int(number)
