"""When two names are those of one organisation: people write them, each as they like.

The same name is known again whatever its letters, spaces and signs that nobody sees, and where a
letter of another script looks like one of ours. Nobody can know that two words mean one
organisation: a short form, a translation, a branch, or an accent that was left out.
"""

import unicodedata
from collections.abc import Iterable

__all__ = ["folded", "folded_all", "is_unseen"]

_LOOKS_LIKE = str.maketrans(
    {
        letter: ours
        for theirs, alike in (
            # Cyrillic, Greek, Latin and signs, from the table of Unicode (UTS 39, confusables);
            # each in both cases, since “Н” looks like “H” and is written “н” here
            ("авеһнкморстухѕіјӏԁԛԝѵ", "abehhkmopctyxsijldqwv"),
            ("αβεζηικμνορτυχϳ", "abezhikmnoptyxj"),
            ("ıɑɡ", "iag"),
            ("‐‑‒–—−’‘ʼ`´", "------'''''"),
        )
        for letter, ours in zip(theirs, alike, strict=True)
    }
)
_UNSEEN = {"Cf", "Cc", "Co", "Cs"}
_BLANK = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
_SELECTORS = range(0xFE00, 0xFE10)


def folded(name: str) -> str:
    """Return a name in the one form that all ways to write it have; empty for none."""
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(one for one in letters if one.isspace() or not is_unseen(one))
    return " ".join(seen.translate(_LOOKS_LIKE).split())


def folded_all(names: Iterable[str]) -> set[str]:
    """Return several names so, without empty ones."""
    return {one for one in map(folded, names) if one}


def is_unseen(letter: str) -> bool:
    """Return whether nobody sees a character: a sign for machines, or a blank that is no space."""
    return unicodedata.category(letter) in _UNSEEN or letter in _BLANK or ord(letter) in _SELECTORS
