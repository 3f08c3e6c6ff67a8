"""Slips of people who write rules: how many the checker tells at the right place, by kind."""

from random import Random  # noqa: TID251  # seeded

from tests.bench.measure import held, say
from tests.slips import FAMILIES, is_found, slips_of

__all__ = ["run"]

_EACH = 6  # slips of a kind, in as many models
_LEAST = 0.95


def run() -> None:
    """Print the share of slips that are found, by family, and each kind of which one is not."""
    found: dict[str, tuple[int, int]] = {}
    for family, kinds in FAMILIES.items():
        for kind in kinds:
            slips = list(slips_of(kind, Random(f"bench {kind}"), _EACH))
            found[kind] = sum(map(is_found, slips)), len(slips)
        _told(family, [found[kind] for kind in kinds])
    _told(f"all {len(found)} kinds of slips", list(found.values()))
    for kind, (told, number) in found.items():
        if told < number:
            say(f"  {kind}", f"{told} of {number}", "found at the right line")


def _told(what: str, counts: list[tuple[int, int]]) -> None:
    told, number = (sum(one[place] for one in counts) for place in (0, 1))
    limit = held(told >= _LEAST * number, f"of {number} slips; at least {_LEAST:.0%}")
    say(what, f"{told / number:.1%}", limit)
