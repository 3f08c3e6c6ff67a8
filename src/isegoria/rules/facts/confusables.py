"""Which names look alike, although they are written with other characters (Unicode, UTS 39).

The table is Unicode's own, `confusables.txt` beside this module. A name is compared by its
skeleton, which nobody is shown.
"""

import unicodedata
from functools import cache
from importlib.resources import files

from isegoria.rules.facts.organisations import is_unseen

__all__ = ["are_alike", "letters_of", "likeness", "skeleton"]

_LONGEST = 400  # letters; PostgreSQL has no index for more than 2,700 bytes
_TATWEEL = "\u0640"  # makes a word of Arabic longer, and is no letter


def are_alike(one: str, other: str) -> bool:
    """Return whether two names look alike, in the letters that they are written with or in small
    ones: “I” looks like “l”, and is an “i”.
    """
    return skeleton(one) == skeleton(other) or _as_written(one) == _as_written(other)


def likeness(name: str) -> str:
    """Return the same for all names of which some look alike: what a table is looked up by."""
    return skeleton(name).replace("i", "l")[:_LONGEST]


def skeleton(name: str) -> str:
    """Return what all names have in common that look like this one in small letters."""
    return _mapped(unicodedata.normalize("NFKC", name).casefold())


def letters_of(name: str) -> str:
    """Return only letters and digits of a skeleton: no accents, spaces or signs in between."""
    return "".join(one for one in skeleton(name) if unicodedata.category(one)[0] in "LN")


def _as_written(name: str) -> str:
    return _mapped(unicodedata.normalize("NFKC", name))


def _mapped(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).replace(_TATWEEL, "")
    seen = "".join(one for one in plain if one.isspace() or not is_unseen(one))
    alike = unicodedata.normalize("NFD", seen).translate(_prototypes())
    return " ".join(unicodedata.normalize("NFD", alike).casefold().split())


@cache
def _prototypes() -> dict[int, str]:
    """Read the table: 6,565 lines, in some milliseconds."""
    text = (files(__package__) / "confusables.txt").read_text(encoding="utf-8")
    pairs = (line.split(";") for line in text.splitlines() if line[0] != "#")
    return {
        int(one, 16): "".join(chr(int(code, 16)) for code in alike.split()) for one, alike in pairs
    }
