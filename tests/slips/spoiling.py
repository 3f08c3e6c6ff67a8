"""How one place of a text is spoiled: a word misspelt, a key left out, a number that cannot be.

Each way is a function that makes one of a pattern of places; a pattern has `*` for one step of a
path and `**` for any number of them, and several are joined by `|`.
"""

from collections.abc import Callable
from random import Random  # noqa: TID251  # seeded

from tests.slips.places import Place, Text

Spoil = Callable[[Text, Random], "tuple[str, set[int]] | None"]
"""Spoils a text; returns the new one and the lines on which that should be told, or nothing where
the text has no such place.
"""


# how words are spoiled


def misspelt(word: str, chance: Random) -> str:
    """Return a word as somebody types it in haste."""
    at = chance.randrange(max(1, len(word) - 1))
    ways = [
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        f"{word}s",
        f"{word}_",
    ]
    return next(
        (one for one in chance.sample(ways, len(ways)) if one not in {word, ""}), f"{word}x"
    )


def _chosen(text: Text, chance: Random, pattern: str, fits: Callable[[str], bool]) -> Place | None:
    there = [one for one in text.matching(pattern) if fits(text.written(one))]
    return chance.choice(there) if there else None


def _is_word(written: str) -> bool:
    return written[:1] not in "[{\"'" and "\n" not in written and len(written) > 2


def names(pattern: str) -> Spoil:
    """Misspell a value, or one of a list of values."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        listed = "|".join(f"{one}/*" for one in pattern.split("|"))
        place = _chosen(text, chance, f"{pattern}|{listed}", _is_word)
        if place is None:
            return None
        new = misspelt(text.written(place), chance)
        return text.with_(*place.value, new), {text.line_at(place.value[0])}

    return spoil


def keys(pattern: str) -> Spoil:
    """Misspell a key."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        place = _chosen(text, chance, pattern, lambda written: True)
        if place is None:
            return None
        word = text.text[place.key[0] : place.key[1]]
        return text.with_(*place.key, misspelt(word, chance)), {place.line}

    return spoil


def written(pattern: str, new: str | Callable[[str], str | None]) -> Spoil:
    """Write something else as a value; `{}` stands for what was there."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        change = new if callable(new) else lambda old: new.replace("{}", old)
        place = _chosen(text, chance, pattern, lambda old: change(old) not in {None, old})
        if place is None:
            return None
        told = {text.line_at(place.value[0]), place.line}
        return text.with_(*place.value, change(text.written(place)) or ""), told

    return spoil


def dropped(pattern: str, fits: Callable[[Text, Place], bool] = lambda text, place: True) -> Spoil:
    """Leave out a key; it should be told where the part stands that lacks it."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [one for one in text.matching(pattern) if fits(text, one)]
        if not there:
            return None
        place = chance.choice(there)
        parent = text.places[place.parent].line if place.parent else 1
        return text.without(place), {parent}

    return spoil


def added(pattern: str, more: str | Callable[[Text, Place], str | None]) -> Spoil:
    """Write one more key into a mapping between braces."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [
            (one, found)
            for one in text.matching(pattern)
            if text.written(one).startswith("{")
            and (found := more(text, one) if callable(more) else more)
        ]
        if not there:
            return None
        place, new = chance.choice(there)
        end = place.value[1] - 1
        return text.with_(end, end, f", {new}"), {place.line, text.line_at(end)}

    return spoil


def edited(change: Callable[[list[str], int, Random], bool], *, after: int = 1) -> Spoil:
    """Change a line of the text itself."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        lines = text.text.split("\n")
        for number in chance.sample(range(1, len(lines) - 2), min(40, len(lines) - 3)):
            if not lines[number].lstrip().startswith("#") and change(lines, number, chance):
                return "\n".join(lines), {*range(number + 1, number + 2 + after)}
        return None

    return spoil


# lines


def line_indented(lines: list[str], at: int, chance: Random) -> bool:
    if not lines[at].startswith("  ") or lines[at].lstrip().startswith("-"):
        return False
    lines[at] = f" {lines[at]}"
    return True


def line_outdented(lines: list[str], at: int, chance: Random) -> bool:
    if not lines[at].startswith("    ") or lines[at].lstrip().startswith("-"):
        return False
    lines[at] = lines[at][1:]
    return True


def line_with_a_tab(lines: list[str], at: int, chance: Random) -> bool:
    if not lines[at].startswith("    "):
        return False
    lines[at] = f"\t{lines[at].lstrip()}"
    return True


def line_changed(old: str, new: str) -> Callable[[list[str], int, Random], bool]:
    def change(lines: list[str], at: int, chance: Random) -> bool:
        if old not in lines[at]:
            return False
        lines[at] = lines[at].replace(old, new, 1)
        return True

    return change


def line_cut(mark: str) -> Callable[[list[str], int, Random], bool]:
    def change(lines: list[str], at: int, chance: Random) -> bool:
        if not lines[at].rstrip().endswith(mark):
            return False
        lines[at] = lines[at].rstrip()[: -len(mark)]
        return True

    return change


def line_doubled(lines: list[str], at: int, chance: Random) -> bool:
    if (
        not lines[at].startswith("  ")
        or ": " not in lines[at]
        or lines[at].lstrip().startswith("-")
    ):
        return False
    if lines[at].count("{") != lines[at].count("}") or lines[at].count("[") != lines[at].count("]"):
        return False
    lines.insert(at + 1, lines[at])
    return True


# where parts of a model stand

STAGE = "stages/*"
EXIT, CLOCK, BALLOT = f"{STAGE}/exits/*", f"{STAGE}/clocks/*", f"{STAGE}/ballots/*"


ROOTS = (f"{EXIT}/when", f"{BALLOT}/passes", f"{BALLOT}/quorum", f"{BALLOT}/rungs/*")
CONDITIONS = "|".join(f"{root}{way}" for root in ROOTS for way in ("", "/**"))


def conditions(*keys: str) -> str:
    """Return where these keys can stand in conditions."""
    return "|".join(f"{root}{way}/{key}" for root in ROOTS for way in ("", "/**") for key in keys)


def beside(kind: str, key: str) -> Spoil:
    """Misspell a key's value in conditions that have another key too."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [
            one
            for each in (*text.matching(conditions(key)), *text.matching(conditions(f"{key}/*")))
            for one in (each,)
            if _is_word(text.written(one)) and _has(text, one, kind)
        ]
        if not there:
            return None
        place = chance.choice(there)
        new = misspelt(text.written(place), chance)
        return text.with_(*place.value, new), {text.line_at(place.value[0])}

    return spoil


def _has(text: Text, place: Place, kind: str) -> bool:
    above = place.parent.rpartition("/")[0]
    return f"{place.parent}/{kind}" in text.places or f"{above}/{kind}" in text.places


def shares(new: Callable[[str], str | None]) -> Spoil:
    """Change a bound of a share."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [
            one
            for one in text.matching(conditions("more_than", "at_least"))
            if f"{one.parent}/share" in text.places and new(text.written(one)) is not None
        ]
        if not there:
            return None
        place = chance.choice(there)
        return text.with_(*place.value, new(text.written(place)) or ""), {place.line}

    return spoil


def counts(new: str, *kinds: str) -> Spoil:
    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [
            one
            for one in text.matching(conditions("more_than", "at_least", "at_most"))
            if any(f"{one.parent}/{kind}" in text.places for kind in kinds)
        ]
        if not there:
            return None
        place = chance.choice(there)
        return text.with_(*place.value, new), {place.line}

    return spoil


def swapped(one: str, other: str, pattern: str) -> Spoil:
    """Exchange the values of two keys of a part."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [
            (first, second)
            for first in text.matching(f"{pattern}/{one}")
            if (second := text.places.get(f"{first.parent}/{other}")) is not None
            and text.written(first) != text.written(second)
        ]
        if not there:
            return None
        first, second = sorted(chance.choice(there), key=lambda place: place.value)
        a, b = text.written(first), text.written(second)
        new = text.with_(*second.value, a)
        return new[: first.value[0]] + b + new[first.value[1] :], {first.line, second.line}

    return spoil


def unit(pattern: str, new: str) -> Spoil:
    def change(old: str) -> str | None:
        number = old.split(" ", maxsplit=1)[0]
        return f"{number} {new}" if number.isdecimal() and int(number) else None

    return written(pattern, change)


def itself(pattern: str, key: str) -> Spoil:
    """Let a part name itself under a key."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [one for one in text.matching(pattern) if text.written(one).startswith("{")]
        if not there:
            return None
        place = chance.choice(there)
        name, existing = place.path.rpartition("/")[2], text.places.get(f"{place.path}/{key}")
        if existing is not None:
            return text.with_(*existing.value, name), {existing.line, place.line}
        end = place.value[1] - 1
        return text.with_(end, end, f", {key}: {name}"), {place.line, text.line_at(end)}

    return spoil


def with_a_comma(old: str) -> str | None:
    return old.replace("/", ",") if "/" in old else None


def other_way_up(old: str) -> str | None:
    top, _, bottom = old.partition("/")
    return f"{bottom}/{top}" if bottom and top != bottom else None


def answers_with(word: str) -> Spoil:
    def change(old: str) -> str | None:
        return f"{old[:-1]}, {word}]" if old.startswith("[") else None

    return written(f"{BALLOT}/answers", change)


def doubled_answer(old: str) -> str | None:
    first = old[1:-1].split(",", maxsplit=1)[0].strip()
    return f"{old[:-1]}, {first}]" if old.startswith("[") and first else None


def other_key(pattern: str, new: str) -> Spoil:
    """Write another key."""

    def spoil(text: Text, chance: Random) -> tuple[str, set[int]] | None:
        there = [one for one in text.matching(pattern) if not one.path[-1].isdecimal()]
        if not there:
            return None
        place = chance.choice(there)
        above = text.places[place.parent].line
        return text.with_(*place.key, new), {place.line, text.line_at(place.value[0]), above}

    return spoil


def leads_back(text: Text, place: Place) -> bool:
    stages = [one.path for one in text.matching(STAGE)]
    to, here = text.places.get(f"{place.parent}/to"), "/".join(place.path.split("/")[:2])
    if to is None or f"stages/{text.written(to)}" not in stages:
        return False
    return stages.index(f"stages/{text.written(to)}") <= stages.index(here)


def without_rights(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    """Leave out the rights of a stage; the ballots there are answered by nobody then."""
    there = [
        (one, found)
        for one in text.matching(f"{STAGE}/rights")
        if (found := list(text.matching(f"{one.parent}/ballots/*")))
        and not any(f"{ballot.path}/voters" in text.places for ballot in found)
    ]
    if not there:
        return None
    place, ballots = chance.choice(there)
    new = text.without(place)
    fewer = text.text.count("\n") - new.count("\n")
    return new, {one.line - fewer * (one.line > place.line) for one in ballots}


def rule_outside(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    """Write what passes a ballot beside the keys of the ballot."""
    there = [one for one in text.matching(f"{BALLOT}/passes") if text.written(one)[:1] == "{"]
    if not there:
        return None
    place = chance.choice(there)
    lines = {place.line, text.places[place.parent].line}
    return text.with_(place.key[0], place.value[1], text.written(place)[1:-1]), lines


def wrong_base(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    """Ask for a share of those who are there, of those for and against."""
    there = [
        one
        for one in text.matching(conditions("of"))
        if text.written(text.places[f"{one.parent}/share"]) in {"taking_part", "present"}
    ]
    if not there:
        return None
    place = chance.choice(there)
    return text.with_(*place.value, "for_and_against"), {place.line}


def own_exit(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    there = text.matching(f"{EXIT}/guard/forces")
    if not there:
        return None
    place = chance.choice(there)
    return text.with_(*place.value, place.path.split("/")[3]), {place.line}


def own_result(text: Text, chance: Random) -> tuple[str, set[int]] | None:
    there = [one for one in text.matching(f"{BALLOT}/passes") if text.written(one).startswith("{")]
    if not there:
        return None
    place = chance.choice(there)
    ballot = text.places[place.parent]
    return text.with_(*place.value, f"{{result: {ballot.path.split('/')[3]}}}"), {
        place.line,
        ballot.line,
    }
