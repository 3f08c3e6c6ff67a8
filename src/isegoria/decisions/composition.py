"""How those who are chosen together are made up: at most so many of a category, or at least so
many.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["ANY_MIX", "Composition", "Limit"]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of each of these categories at least, and at most; None for no limit."""

    categories: tuple[str, ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """Limits, to which category each option belongs, and how many of each are there already."""

    limits: tuple[Limit, ...] = ()
    of: Mapping[str, Collection[str]] = field(default_factory=dict)
    there: Mapping[str, int] = field(default_factory=dict)

    def fits(self, chosen: Collection[str], left: int) -> bool:
        """Return whether these can be chosen together, with so many places left after them."""
        return not any(self._over(chosen)) and all(
            sum(lacks for _one, lacks in self._below(limit, chosen)) <= left
            for limit in self.limits
        )

    def lacking(self, chosen: Collection[str]) -> dict[str, int]:
        """Return how many more of which category are needed beside these."""
        return {
            one: lacks
            for limit in self.limits
            for one, lacks in self._below(limit, chosen)
            if lacks
        }

    def needs(
        self, options: Collection[str], chosen: Collection[str], standing: Collection[str]
    ) -> bool:
        """Return whether too few of a category would be left without these options."""
        for category, lacks in self.lacking(chosen).items():
            there = [one for one in standing if category in self.of.get(one, ())]
            fall = sum(one in options for one in there)
            if fall and len(there) - fall < lacks:
                return True
        return False

    def _number(self, category: str, chosen: Collection[str]) -> int:
        return self.there.get(category, 0) + sum(category in self.of.get(one, ()) for one in chosen)

    def _over(self, chosen: Collection[str]) -> Iterator[bool]:
        for limit in self.limits:
            if limit.most is not None:
                yield from (self._number(one, chosen) > limit.most for one in limit.categories)

    def _below(self, limit: Limit, chosen: Collection[str]) -> Iterator[tuple[str, int]]:
        for one in limit.categories if limit.least else ():
            yield one, max(limit.least - self._number(one, chosen), 0)


ANY_MIX = Composition()
"""No limits."""
