"""The checker finds what people do wrong: of slips of all kinds at least 95 % at the right place."""

from functools import cache
from random import Random  # noqa: TID251  # seeded

import pytest

from isegoria.library import FILES
from tests.slips import FAMILIES, KINDS, Slip, is_found, slips_of

LEAST = 0.95
SEED = "fixed"


def slips(kind: str) -> list[Slip]:
    return list(slips_of(kind, Random(f"{SEED} {kind}"), 1))


@cache
def sample() -> dict[str, list[Slip]]:
    return {kind: slips(kind) for kind in KINDS}


def test_nearly_every_slip_is_told_where_it_is() -> None:
    all_of_them = [slip for of_a_kind in sample().values() for slip in of_a_kind]
    missed = [f"{slip.kind} ({slip.file})" for slip in all_of_them if not is_found(slip)]
    assert 1 - len(missed) / len(all_of_them) >= LEAST, missed


def test_there_are_more_than_a_hundred_kinds_of_slips_and_nearly_all_have_a_place() -> None:
    assert len(KINDS) == sum(len(kinds) for kinds in FAMILIES.values()) > 100
    without = [kind for kind, found in sample().items() if not found]
    assert len(without) <= 3, without


@pytest.mark.parametrize("kind", ["stage that an exit leads to", "a title is missing", "a tab"])
def test_a_slip_is_the_same_again_and_another_text_with_another_seed(kind: str) -> None:
    assert slips(kind) == slips(kind)
    assert slips(kind) != list(slips_of(kind, Random("another"), 1))


def test_what_is_sound_is_no_slip_and_a_slip_elsewhere_is_not_found() -> None:
    file = "gavi.board"
    assert not is_found(Slip("none", file, FILES[file], frozenset({1, 2, 3})))
    spoiled = FILES[file].replace("share: yes", "share: yess")
    line = 1 + spoiled[: spoiled.index("share: yess")].count("\n")
    assert is_found(Slip("one", file, spoiled, frozenset({line})))
    assert not is_found(Slip("one", file, spoiled, frozenset({line + 1})))
