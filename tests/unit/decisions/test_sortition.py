"""The public draw: its form of the seeds, its laws, and what it refuses."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.decisions.sortition import Drawn, draw, key_of


def test_seeds_are_sorted_and_written_in_one_form() -> None:
    assert (
        key_of([[9319], [2, 5, 12, 8, 10], [Decimal("9.50"), Decimal("4")]])
        == "9319./2.5.8.10.12./4.9.5/"
    )


def test_the_example_of_the_standard_is_drawn_as_it_says() -> None:
    # RFC 3797, 6
    seeds = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]
    assert key_of(seeds) == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert draw(25, 4, seeds) == [
        Drawn("990DD0A5692A029A98B5E01AA28F3459", 25, 17),
        Drawn("3691E55CB63FCC37914430B2F70B5EC6", 24, 7),
        Drawn("FE814EDF564C190AC1D25753979990FA", 23, 2),
        Drawn("1863CCACEB568C31D7DDBDF1D4E91387", 22, 16),
    ]


@pytest.mark.parametrize("sources", [[], [[]], [[1], [-2]]])
def test_no_chance_no_draw(sources: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="of chance"):
        key_of(sources)


@pytest.mark.parametrize(("pool", "wanted"), [(5, 6), (5, 0), (65_536, 1)])
def test_more_cannot_be_drawn_than_there_are(pool: int, wanted: int) -> None:
    with pytest.raises(ValueError, match="draw between 1 and"):
        draw(pool, wanted, [[1]])


@given(
    st.integers(1, 60), st.lists(st.lists(st.integers(0, 99), min_size=1), min_size=1, max_size=3)
)
def test_everybody_is_drawn_once(pool: int, sources: list[list[int]]) -> None:
    assert sorted(one.place for one in draw(pool, pool, sources)) == list(range(1, pool + 1))


@given(st.lists(st.integers(0, 99), min_size=2, unique=True))
def test_the_order_in_which_seeds_are_read_out_changes_nothing(seeds: list[int]) -> None:
    assert draw(20, 5, [seeds]) == draw(20, 5, [seeds[::-1]])
