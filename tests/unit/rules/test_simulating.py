"""The same seed gives the same people; each rule changes what one would expect it to change."""

import re
from dataclasses import replace

import pytest

from isegoria.library import library
from isegoria.rules.rehearsing.reporting import as_svg, as_table
from isegoria.rules.rehearsing.simulating import Assumptions, Simulated, simulate, traits_of
from tests.unit.rules.models import SOUND, changed, model_of

FEW = Assumptions(people=24)


def played(name: str, seed: int = 1) -> Simulated:
    return simulate(library()[name], FEW, runs=60, seed=seed)


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    assert played("equal-footing") == played("equal-footing")
    assert played("equal-footing") != played("equal-footing", seed=2)


@pytest.mark.parametrize(
    "name", ["equal-footing", "icann.gnso.pdp.rds-2016", "fsc.ga.motion", "debian.gr", "un.igf"]
)
def test_shares_are_shares_and_every_run_has_one_end(name: str) -> None:
    found = played(name)
    assert found.agreed + found.options + found.gridlock == pytest.approx(1)
    assert sum(found.floor.values()) == pytest.approx(1)
    assert all(
        0 <= share <= 1 for share in (*found.floor.values(), *found.gave_up.values(), found.settled)
    )


def test_a_fair_floor_gives_each_group_its_part_and_an_open_one_does_not() -> None:
    fair, open_ = played("equal-footing").floor, played("icann.gnso.pdp.rds-2016").floor
    assert max(fair.values()) - min(fair.values()) < 0.1
    assert open_["private_sector"] > 2 * open_["civil_society"]


def test_what_is_tied_together_wears_people_out() -> None:
    tied, free = played("icann.gnso.pdp.rds-2016"), played("icann.gnso.pdp")
    assert sum(tied.gave_up.values()) > sum(free.gave_up.values())


def test_a_guard_ends_every_run() -> None:
    assert traits_of(library()["equal-footing"]).limit_weeks == 48
    assert played("equal-footing").gridlock == 0


def test_impatient_people_end_in_gridlock_where_nothing_ends_the_loop() -> None:
    tired = replace(FEW, patience_weeks=3)
    assert simulate(library()["fsc.ga.motion"], tired, runs=60, seed=1).gridlock > 0.5


def test_traits_follow_from_the_rules() -> None:
    sound = traits_of(model_of(SOUND))
    assert (sound.threshold, sound.every_group, sound.in_chunks) == (0.5, False, False)
    assert sound.limit_weeks == pytest.approx(5)
    assert (
        traits_of(changed("stages/talk/clocks", {"talk": {"min": "4 weeks"}})).limit_weeks is None
    )


def test_two_models_stand_side_by_side_in_table_and_picture() -> None:
    results = [played("equal-footing"), played("icann.gnso.pdp")]
    table = as_table(results).splitlines()
    assert table[0].split() == ["equal-footing", "icann.gnso.pdp"]
    assert any(line.startswith("gave up: civil society") for line in table)
    picture = as_svg(results)
    assert picture.count("<rect") == 2 * 11
    assert re.search(r"<desc>equal-footing: [\d.]+ % agreed", picture)
