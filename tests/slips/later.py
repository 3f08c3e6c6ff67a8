"""Kinds of slips that were written after the checker was done, to see what it finds of slips that
it was not made for.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from random import Random  # noqa: TID251  # seeded

from tests.slips.places import Text
from tests.slips.spoiling import (
    BALLOT,
    CLOCK,
    EXIT,
    STAGE,
    Spoil,
    conditions,
    edited,
    names,
    other_key,
    written,
)

__all__ = ["LATER"]


def renamed(pattern: str, *, gone: bool = False) -> Spoil:
    """Rename a part, or take it away, and leave what refers to it: each of those lines is right."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [(one, lines) for one in text.matching(pattern) if (lines := _used(text, one.path))]
        if not there:
            return None
        place, lines = chance.choice(there)
        if not gone:
            return text.with_(place.key[1], place.key[1], "_new"), lines
        new = text.without(place)
        fewer = text.text.count("\n") - new.count("\n")
        return new, {line - fewer if line > place.line else line for line in lines}

    return spoil


def _used(text: Text, path: str) -> set[int]:
    """Return the lines on which a name stands as a value or as a key of rights."""
    name = path.rpartition("/")[2]
    word = re.compile(rf"(?:\w+/)?{re.escape(name)}(?:/\w+)?")
    return {
        text.line_at(one.value[0])
        for other, one in text.places.items()
        if other != path
        and not other.startswith(f"{path}/")
        and (word.fullmatch(text.written(one)) or re.search(rf"/rights/{name}$", other))
    }


def titled(pattern: str, kept: str) -> Spoil:
    """Write the title of a part where its name belongs."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = []
        for one in text.matching(pattern):
            stage, _, name = text.written(one).rpartition("/")
            here = one.path.split("/")[1]
            title = text.places.get(f"stages/{stage or here}/{kept}/{name}/title")
            if title is not None and text.written(title).lower() != name:
                there.append((one, text.written(title)))
        if not there:
            return None
        place, title = chance.choice(there)
        return text.with_(*place.value, title), {place.line}

    return spoil


def from_elsewhere(pattern: str, kept: str) -> Spoil:
    """Write a name that the model has, of another kind."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there, others = text.matching(pattern), text.matching(kept)
        if not there or not others:
            return None
        place, other = chance.choice(there), chance.choice(others)
        return text.with_(*place.value, other.path.rpartition("/")[2]), {place.line}

    return spoil


def same_test(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    """Copy the test of an exit to the one after it, so that this one is never taken."""
    exits = [one for one in text.matching(f"{EXIT}/when") if f"{one.parent}/by" not in text.places]
    there = [
        (one, other)
        for one, other in pairwise(exits)
        if one.path.split("/")[1] == other.path.split("/")[1]
        and text.written(one) != text.written(other)
    ]
    if not there:
        return None
    first, second = chance.choice(there)
    return text.with_(*second.value, text.written(first)), {
        second.line,
        text.places[second.parent].line,
    }


def flat(old: str) -> str | None:
    return f'"{old[1:-1]}"' if old.startswith("[") and "," in old else None


def commented(lines: list[str], at: int, chance: Random) -> bool:
    if not re.match(r"\s{2,}\w+:$", lines[at]):
        return False
    lines[at] = f"# {lines[at]}"
    return True


LATER: Mapping[str, Spoil] = {
    "at most for at least": other_key(conditions("at_least"), "at_most"),
    "a sign for a bound": other_key(conditions("more_than"), '">"'),
    "the title of a ballot": titled(conditions("result"), "ballots"),
    "the title of a document": titled(conditions("delivered"), "deliverables"),
    "the same test twice": same_test,
    "a group with another name": renamed("groups/*"),
    "a stage with another name": renamed(STAGE),
    "an answer with another name": names(f"{BALLOT}/answers"),
    "an office that is gone": renamed("offices/*", gone=True),
    "a clock that is gone": renamed(CLOCK, gone=True),
    "an outcome that is gone": renamed("outcomes/*", gone=True),
    "a line in a comment": edited(commented, after=2),
    "rights in a row": written(f"{STAGE}/rights/*", flat),
    "answers in a row": written(f"{BALLOT}/answers", flat),
    "an office for a group": from_elsewhere(conditions("groups") + "|groups/*/within", "offices/*"),
    "two officers": written(f"{STAGE}/officer|{EXIT}/by", "[{}, chair]"),
    "an outcome for a stage": from_elsewhere(f"{EXIT}/to", "outcomes/*"),
    "a time in short": written(f"{CLOCK}/length", lambda old: f"{old.split()[0]}d"),
    "a timeout in a word": written(f"{CLOCK}/timeout", "adopts"),
    "a guard in a number": written(f"{EXIT}/guard", "2"),
}
