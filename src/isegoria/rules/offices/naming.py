"""Which names deceive nobody: they can be seen, and are not taken for a role or for somebody else.

Two people who really have one name tell themselves apart, by a place or a further name.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from isegoria.rules.facts.confusables import are_alike, letters_of, skeleton
from isegoria.rules.facts.organisations import is_unseen
from isegoria.rules.offices import refusals
from isegoria.terms import Refusal

__all__ = ["Reserved", "name_taken", "name_wrong"]

_MARKS = 4  # one over the other; more are no letter of any script (UTS 39, 5.4)
_JOINERS = "\u200c\u200d"  # Persian and scripts of India write words with them
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_.,;:()/|+&]+")
_NUMBER = re.compile(r"#\s*\d")


@dataclass(frozen=True, slots=True)
class Reserved:
    """Words that nobody takes for a name, in every language of the forum.

    `roles` are those of the forum; `offices` those of any process. `numbered` is what people are
    called who have not named themselves, such as “participant”, before their number.
    """

    roles: Sequence[str] = ()
    offices: Sequence[str] = ()
    numbered: Sequence[str] = ()
    forum: str = ""


def name_wrong(name: str) -> Refusal | None:
    """Refuse a name that nobody can see, or that spills over what stands beside it."""
    for place, letter in enumerate(name):
        if _is_wrong(name, place):
            return refusals.NAME_CHARACTER.refuse(code=f"U+{ord(letter):04X}", place=place + 1)
    if not any(unicodedata.category(one)[0] in "LN" and not is_unseen(one) for one in name):
        return refusals.NAME_UNSEEN.refuse()
    apart = unicodedata.normalize("NFD", name)
    stacks = re.findall(r"\x01+", "".join("\x01" if _is_mark(one) else " " for one in apart))
    twice = any(one == other and _is_mark(one) for one, other in pairwise(apart))
    if twice or any(len(one) > _MARKS for one in stacks):
        return refusals.NAME_MARKS.refuse(most=_MARKS)
    return None


def name_taken(name: str, others: Iterable[str], reserved: Reserved) -> Refusal | None:
    """Refuse a name that looks like a role, like somebody who has no name here, or like one of the
    names of others.
    """
    if _is_role(name, reserved) or _NUMBER.search(unicodedata.normalize("NFKC", name)):
        return refusals.NAME_OF_A_ROLE.refuse(name=name)
    if other := next((one for one in others if are_alike(name, one)), None):
        return refusals.NAME_ALIKE.refuse(other=other)
    return None


def _is_wrong(name: str, place: int) -> bool:
    letter = name[place]
    if letter in _JOINERS:
        around = name[max(place - 1, 0)], name[min(place + 1, len(name) - 1)]
        return not all(unicodedata.category(one)[0] in "LM" for one in around)
    if letter == " ":
        return False
    return unicodedata.category(letter)[0] in "CZ" or is_unseen(letter)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me"}


def _is_role(name: str, reserved: Reserved) -> bool:
    roles, offices = (
        {letters_of(one) for one in words} for words in (reserved.roles, reserved.offices)
    )
    forum = {letters_of(one) for one in _BETWEEN.split(reserved.forum)}
    whole, words = letters_of(name), {letters_of(one) for one in _BETWEEN.split(name)} - {""}
    said = words & (roles | offices)
    return bool(
        words & roles
        or whole in roles | offices | {letters_of(reserved.forum)} - {""}
        or (said and words <= offices | forum)
        or any(_is_number(whole, letters_of(one)) for one in reserved.numbered)
    )


def _is_number(whole: str, before: str) -> bool:
    """Return whether a name is “participant 12”, also with letters that look like figures."""
    figures = {skeleton(one) for one in "0123456789"}
    return bool(before) and whole.startswith(before) and set(whole[len(before) :]) <= figures
