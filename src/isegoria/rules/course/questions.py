"""Whether two questions are the same: by the stems of the words in their titles, in any language
that writes words apart.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from isegoria.rules.language.elements import Recurrence

__all__ = ["ALIKE", "alike", "barred_until", "same", "stems"]

_WORD = re.compile(r"[^\W_]+")
_STEM = 6  # letters: enough to tell words apart, short enough to leave most endings out
_SHORTEST = 4
_COMMON = {
    "what",
    "which",
    "when",
    "where",
    "should",
    "shall",
    "there",
    "their",
    "with",
    "from",
    "this",
    "that",
    "have",
    "does",
}
ALIKE = Fraction(1, 2)
"""From this share of common words on, an earlier question is offered as the same one."""


def stems(title: str) -> frozenset[str]:
    """Return the stems of the words that say what a title is about, without accents."""
    plain = "".join(
        part
        for letter in title.casefold()  # as a whole, a run of marks would be sorted by insertion
        for part in unicodedata.normalize("NFKD", letter)
        if not unicodedata.combining(part)
    )
    words = _WORD.findall(plain)
    telling = [one for one in words if len(one) >= _SHORTEST and one not in _COMMON]
    return frozenset(one.removesuffix("s")[:_STEM] for one in (telling or words))


def alike(one: Iterable[str], other: Iterable[str]) -> Fraction:
    """Return the share of common stems among those of the shorter title."""
    mine, theirs = frozenset(one), frozenset(other)
    shorter = min(len(mine), len(theirs))
    return Fraction(len(mine & theirs), shorter) if shorter else Fraction()


def same(one: str, other: str) -> bool:
    """Return whether two titles consist of the same stems: the same question, whoever asks it."""
    return bool(stems(one)) and stems(one) == stems(other)


def barred_until(recurrence: Recurrence | None, ended_at: datetime) -> datetime | None:
    """Return until when a question that was settled at `ended_at` cannot be asked again; None where
    it can.
    """
    if recurrence is None or recurrence.repeat != "barred" or recurrence.barred_for is None:
        return None
    return recurrence.barred_for.after(ended_at)
