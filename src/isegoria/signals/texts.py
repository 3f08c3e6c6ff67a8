"""Likeness of texts by shingles: how much of what is said was said before."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

__all__ = ["repeated", "shingles"]

_WORD = re.compile(r"\w+")
_LENGTH = 4  # words of a shingle; three find set phrases, five miss a changed word


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return every run of four words, in lower case; nothing for shorter texts."""
    words = _WORD.findall(text.lower())
    return {tuple(words[place : place + _LENGTH]) for place in range(len(words) - _LENGTH + 1)}


def repeated(texts: Sequence[str]) -> Fraction:
    """Return the share of shingles of all texts but the first that stood in an earlier one; 0 with
    nothing to compare.
    """
    before: set[tuple[str, ...]] = set()
    again = total = 0
    for place, found in enumerate(_each(texts)):
        if place:
            again += len(found & before)
            total += len(found)
        before |= found
    return Fraction(again, total) if total else Fraction()


def _each(texts: Iterable[str]) -> Iterable[set[tuple[str, ...]]]:
    return (found for text in texts if (found := shingles(text)))
