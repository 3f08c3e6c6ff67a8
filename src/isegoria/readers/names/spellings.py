"""Spellings of one person in the labels of a session: accents, doubled letters, letters heard
wrongly, the first name alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from isegoria.readers.names.labels import untitled

__all__ = ["MOST_NAMES", "one_name", "spellings"]

MOST_NAMES = 300
"""Names of one session that are compared with each other; more are no names of people who met."""

# letters from which one may be wrong; in shorter names it makes another name (Adam and Ada, Mark
# and Mary)
_HEARD_WRONGLY = 6
_TWO_WRONG = 9
_A_NAME = (
    60  # letters of a word; longer ones take time by the square of their length, and are no names
)


def spellings(labels: Iterable[str | None]) -> Mapping[str, Sequence[str]]:
    """Return for each label all labels of the same person, the best form first: the most frequent
    of the full names.

    `labels` are the names of the session's turns in order, None where there is none. Two labels
    that follow each other are two people, however alike they look: a captioner has no reason to
    open a turn where the speaker stays.
    """
    order = list(labels)
    often = Counter(label for label in order if label is not None)
    apart = {frozenset(pair) for pair in pairwise(order) if None not in pair}
    keys = {label: untitled(re.sub(r"\([^()]*+\)|\[[^\[\]]*+\]", " ", label)) for label in often}
    ranked = sorted(
        often, key=lambda label: (-len(keys[label].split()), -often[label], -len(label))
    )
    groups: list[list[str]] = []
    for label in ranked[:MOST_NAMES]:
        fitting = [
            group
            for group in groups
            if one_name(keys[label], keys[group[0]])
            and not any(frozenset((label, other)) in apart for other in group)
        ]
        if len(fitting) == 1:
            fitting[0].append(label)
        else:
            groups.append([label])
    groups += [[label] for label in ranked[MOST_NAMES:]]
    best = [
        sorted(group, key=lambda label: (" " not in keys[label], -often[label], -len(label)))
        for group in groups
    ]
    return {label: group for group in best for label in group}


def one_name(one: str, other: str) -> bool:
    """Return whether two names in `plain` form are spellings of one, or one is the first name of
    the other.
    """
    first, second = sorted((one.split(), other.split()), key=len)
    if not first:
        return False
    if len(first) == 1 and len(second) > 1:
        return _one_word(first[0], second[0])
    if sorted(first) == sorted(second):
        return True
    if len(first) < len(second):  # a name in the middle is left out
        return len(first) > 1 and first[0] == second[0] and first[-1] == second[-1]
    given = _one_word(first[0], second[0])
    return given and all(
        _one_word(a, b, surname=True) for a, b in zip(first[1:], second[1:], strict=True)
    )


def _one_word(one: str, other: str, surname: bool = False) -> bool:
    if _undoubled(one) == _undoubled(other):
        return True
    # Other beginnings make other names (Hansen, Jansen), and so do other ends of a first name
    # (Fernando, Fernanda).
    shorter = min(len(one), len(other))
    if (
        not _HEARD_WRONGLY <= shorter <= _A_NAME
        or one[0] != other[0]
        or (one[-2:] != other[-2:] and not surname)
    ):
        return False
    wrong = 2 if shorter >= _TWO_WRONG else 1
    return abs(len(one) - len(other)) <= wrong and DamerauLevenshtein.distance(one, other) <= wrong


@lru_cache(maxsize=4096)  # each name is compared with each other
def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)
