"""Names in labels compared with a roster, spelt by ear as they are."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from isegoria.readers.names.offices import plain
from isegoria.readers.values import Person

__all__ = ["ALIKE", "best_match", "looks_like", "matches", "untitled"]

_HEARD_BADLY = 70.0  # of 100
_APART = 5.0  # nearer to each other than this, two people may both be meant
ALIKE = 84.0  # of 100; two spellings of one name score above, two names below
_TITLES = re.compile(
    "mr|mrs|ms|dr|prof|professor|amb|ambassador|he|hon|honourable|honorable|sir|minister"
)


def best_match(name: str, people: Sequence[Person]) -> tuple[Person | None, float]:
    """Return who of the people is meant by `name`, and how alike in [0, 100]; None if nobody, or
    two alike, could be meant.
    """
    found, alike = matches(name, people)
    return (found[0] if len(found) == 1 else None), alike


def matches(name: str, people: Sequence[Person]) -> tuple[list[Person], float]:
    """Return all who may be meant by `name`, best first, and how alike the best is in [0, 100]."""
    wanted = untitled(name)
    scores = sorted(
        ((_alike(wanted, person), index) for index, person in enumerate(people)), reverse=True
    )
    best = scores[0][0] if scores else 0.0
    return [people[index] for score, index in scores if score >= max(best - _APART, ALIKE)], best


def looks_like(one: str, other: str) -> bool:
    """Return whether two names may be one, heard badly: whole, or the first name of either."""
    first, second = plain(one).split(), plain(other).split()
    whole = fuzz.ratio(" ".join(first), " ".join(second))
    return bool(first and second) and max(whole, fuzz.ratio(first[0], second[0])) >= _HEARD_BADLY


def untitled(name: str) -> str:
    """Return the name in `plain` form without Dr, Ms, Ambassador and the like before it."""
    words = plain(name).split()
    while len(words) > 1 and _TITLES.fullmatch(words[0]):
        del words[0]
    return " ".join(words)


def _alike(name: str, person: Person) -> float:
    return max(_alike_names(name, known) for known in _forms(person))


@lru_cache(maxsize=4096)  # a roster of hundreds is compared with each label
def _forms(person: Person) -> tuple[str, ...]:
    return tuple(plain(known) for known in (person.name, *person.aliases))


def _alike_names(name: str, known: str) -> float:
    """Compare two names; one word alone is compared with the first name, which is what captioners
    shorten to, or is the last.
    """
    if " " not in name and " " in known:
        words = known.split()
        return 97.0 if name == words[-1] else fuzz.ratio(name, words[0]) - 3
    return fuzz.ratio(name, known)
