"""Which passwords are refused: short ones, and those that are guessed first.

After NIST SP 800-63B-4: at least 15 characters, since a password can be the only thing that
somebody signs in with. Every character is allowed, and no kind of character is asked for. Nobody
has to change a password from time to time. docs/decisions/0052.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from isegoria.server.people.models import as_kept
from isegoria.server.people.reads import forum_or_none

__all__ = ["LONGEST", "SHORTEST", "Guessed", "Length"]

SHORTEST, LONGEST = 15, 1000  # characters
_LEFT = 8  # characters that have to be left of it without what is guessed first
_WORD = 4  # characters; a shorter part of a name or an address is found in any password
_COMMON = 6
_ROWS = ("1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")


class Length:
    """Refuses a password that is too short to be the only factor, and one that is no password."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for another length; a character counts once, whatever its bytes."""
        letters = len(as_kept(password))
        if letters < SHORTEST:
            said = _(
                "This password has %(letters)d characters. It needs at least %(shortest)d. Three or"
                " four words are easy to remember."
            )
            raise ValidationError(
                said % {"letters": letters, "shortest": SHORTEST}, code="password_too_short"
            )
        if letters > LONGEST:
            said = _("This password is too long. Use at most %(longest)d characters.")
            raise ValidationError(said % {"longest": LONGEST}, code="password_too_long")

    def get_help_text(self) -> str:
        """Say how long it has to be."""
        return _(
            "At least %(shortest)d characters. All letters, signs and spaces are allowed. Three or"
            " four words are easy to remember."
        ) % {"shortest": SHORTEST}


class Guessed:
    """Refuses what is guessed first: common passwords, names that belong to the forum or to the
    account, and one thing again and again.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password of which too little is left without these."""
        left = _without_words(as_kept(password).casefold(), _words_of(user))
        left = _once(_without_rows(_without_runs(left)))
        if left in _common() or _too_little(_without_common(left)):
            raise ValidationError(
                _(
                    "This password is easy to guess. It repeats something, or it is made of the"
                    " name of the forum, of your name or address, or of a password that many"
                    " people use."
                ),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """Say what not to take."""
        return _("Do not use the name of the forum, your name or your address.")


def _too_little(left: str) -> bool:
    return len(left) < _LEFT or left in _common()


@cache
def _common() -> frozenset[str]:
    """Return the 20,000 passwords that are found most often where passwords were stolen."""
    return frozenset(CommonPasswordValidator().passwords)


def _words_of(user: Any) -> Iterator[str]:
    """Return what anybody knows of the forum and of somebody's account."""
    forum = forum_or_none()
    known = ["isegoria", *settings.ALLOWED_HOSTS, forum.name if forum else ""]
    if user is not None:
        known += [user.email, user.name]
    for text in known:
        folded = as_kept(text).casefold()
        yield "".join(folded.split())
        yield from re.split(r"[\W_]+", folded)


def _without_words(password: str, words: Iterator[str]) -> str:
    left = "".join(password.split())
    for word in sorted(set(words), key=len, reverse=True):
        if len(word) >= _WORD:
            left = left.replace(word, "")
    return left


def _without_runs(left: str) -> str:
    """Return it with one character for each “aaaa”, “1234” or “dcba”."""
    kept, step = left[:1], None
    for before, after in pairwise(left):
        last, step = step, ord(after) - ord(before)
        if step not in {-1, 0, 1} or step != last:
            kept += after
    return kept


def _without_rows(left: str) -> str:
    """Return it without what stands side by side on a keyboard."""
    for row in _ROWS:
        for length in range(len(row), _WORD - 1, -1):
            for begin in range(len(row) - length + 1):
                left = left.replace(row[begin : begin + length], "")
    return left


def _once(left: str) -> str:
    """Return what is repeated, once."""
    for length in range(1, len(left) // 2 + 1):
        if (left[:length] * (len(left) // length + 1)).startswith(left):
            return left[:length]
    return left


def _without_common(left: str) -> str:
    """Return it without the common password with which it begins; other words may follow."""
    for end in range(min(len(left), 30), _COMMON - 1, -1):
        if left[:end] in _common():
            return left[end:]
    return left
