"""Slips that people make who write rules: each kind takes a model of the library and spoils one
place of its text. What the checker should say, and where, follows from the place.

A slip is found where a fault or a new finding stands on its line. A bracket that is not closed is
told on the line after it too, since only that line shows it. What means the same as before is none.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from random import Random  # noqa: TID251  # seeded

from isegoria.library import FILES, library
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.loading import Faults, nearest, read_model_file, read_yaml
from tests.slips.kinds import FAMILIES as FIRST
from tests.slips.later import LATER
from tests.slips.places import text_of

__all__ = ["FAMILIES", "KINDS", "Slip", "is_found", "slips_of", "told"]


FAMILIES = {**FIRST, "written after the checker": LATER}
KINDS = {kind: spoil for kinds in FAMILIES.values() for kind, spoil in kinds.items()}


@dataclass(frozen=True, slots=True)
class Slip:
    """A spoiled text, and the lines on which that should be told."""

    kind: str
    file: str
    text: str
    lines: frozenset[int]


def slips_of(kind: str, chance: Random, number: int) -> Iterator[Slip]:
    """Yield slips of a kind in models that have a place for it; fewer where few have."""
    seen = set()
    for file in chance.sample(sorted(FILES), len(FILES)):
        spoiled = KINDS[kind](text_of(file), chance)
        if spoiled is not None and spoiled[0] not in seen and _means_another(spoiled[0], file):
            seen.add(spoiled[0])
            yield Slip(kind, file, spoiled[0], frozenset(spoiled[1]))
        if len(seen) == number:
            return


def _means_another(text: str, file: str) -> bool:
    """Return whether a text says something else than that of the file, or nothing that is YAML."""
    with suppress(Faults):
        return read_yaml(text, file)[0] != _sound(file)
    return True


@cache
def _sound(file: str) -> object:
    return read_yaml(FILES[file], file)[0]


def is_found(slip: Slip) -> bool:
    """Return whether a fault, or a finding that was not there before, stands on a line of it."""
    return bool(told(slip) & slip.lines)


def told(slip: Slip) -> set[int]:
    """Return the lines of everything that is told of a spoiled text and not of the sound one."""
    try:
        read = read_model_file(slip.text, slip.file)
    except Faults as faults:
        return {one.line for one in faults.faults}
    known = _known(slip.file)
    return {
        nearest(one.path, places)[0]
        for model, places in read
        for one in check(model, library())
        if one.severity is not Severity.NOTE and (one.code, one.rule) not in known
    }


@cache
def _known(file: str) -> frozenset[tuple[str, str]]:
    read = read_model_file(FILES[file], file)
    return frozenset((one.code, one.rule) for model, _ in read for one in check(model, library()))
