"""Exact shares and bounds: `2/3`, `60 %`, `more than`, `at least`.

No float ever decides anything.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Bound", "as_percent", "fraction"]

_WRITTEN = re.compile(r"\s*(?P<top>\d+(?:\.\d+)?)\s*(?:/\s*(?P<bottom>\d+)|(?P<percent>%))?\s*")


def fraction(written: object) -> Fraction:
    """Return the exact value of `2/3`, `60 %`, `0.5` or a whole number.

    Raises:
        ValueError: it is none of these, or a float, which is not exact.
    """
    if isinstance(written, Fraction | int) and not isinstance(written, bool):
        return Fraction(written)
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None or found["bottom"] == "0":
        raise ValueError(f"write a share such as 2/3, 60 % or a whole number, not {written!r}")
    value = Fraction(found["top"])
    if found["percent"]:
        return value / 100
    return value / int(found["bottom"]) if found["bottom"] else value


def as_percent(value: Fraction) -> str:
    """Return a share for people: `60 %`, `2/3`, with one decimal where neither is exact."""
    hundredths = value * 100
    if hundredths.denominator == 1:
        return f"{hundredths} %"
    if value.denominator <= 20:
        return str(value)
    return f"{float(hundredths):.1f} %"


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on a count or a share.

    `strict` tells “more than 2/3” from “at least 2/3”; `upper` “at most” from “at least”.
    """

    value: Fraction
    strict: bool = False
    upper: bool = False

    def holds(self, measured: Fraction | int) -> bool:
        """Return whether what was measured keeps within the limit."""
        if measured == self.value:
            return not self.strict
        return (measured < self.value) is self.upper

    def lacks(self, base: Fraction | int, measured: Fraction | int) -> int:
        """Return how many whole units more (fewer, for an upper limit) are needed when the limit is
        a share of `base`.
        """
        limit = self.value * base
        if self.upper:
            least = -(-limit // 1) - 1 if self.strict else limit // 1
            return max(0, -int((least - measured) // 1))
        least = limit // 1 + 1 if self.strict else -(-limit // 1)
        return max(0, int(-((measured - least) // 1)))
