"""Winners within limits: who is passed over, who is needed, and that no limit is ever broken."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from isegoria.decisions.composition import ANY_MIX, Composition, Limit
from isegoria.decisions.several import choose, count_approval, count_score, count_stv

OPTIONS = ("n1", "n2", "n3", "s1", "s2")
OF = {one: {"north" if one[0] == "n" else "south"} for one in OPTIONS}


def mix(least: int = 0, most: int | None = None, **there: int) -> Composition:
    return Composition((Limit(("north", "south"), least, most),), OF, there)


@pytest.mark.parametrize(
    ("limits", "winners", "left_out"),
    [
        (ANY_MIX, ("n1", "n2", "n3"), ()),
        (mix(most=3), ("n1", "n2", "n3"), ()),
        (mix(most=2), ("n1", "n2", "s1"), ("n3",)),
        (mix(most=1), ("n1", "s1"), ("n2", "n3", "s2")),
        (mix(least=1), ("n1", "n2", "s1"), ("n3",)),
        (mix(least=1, south=1), ("n1", "n2", "n3"), ()),
        (mix(most=2, north=1), ("n1", "s1", "s2"), ("n2", "n3")),
        (mix(most=2, north=2), ("s1", "s2"), ("n1", "n2", "n3")),
    ],
)
def test_who_would_break_a_limit_makes_room_for_the_next(
    limits: Composition, winners: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    cast = {"n1, n2, n3, s1, s2": 1, "n1, n2, n3, s1": 1, "n1, n2, n3": 1, "n1, n2": 1, "n1": 1}
    found = count_approval(cast, OPTIONS, 3, mix=limits)
    assert (found.winners, found.left_out, found.level) == (winners, left_out, ())
    scores = {"n1: 5, n2: 4, n3: 3, s1: 2, s2: 1": 1}
    assert count_score(scores, OPTIONS, 3, 5, mix=limits).winners == winners


def test_level_options_that_do_not_fit_together_are_a_tie() -> None:
    cast = {"n1": 3, "n2": 2, "n3": 2}
    found = count_approval(cast, OPTIONS, 3, mix=mix(most=2))
    assert (found.winners, found.level) == (("n1",), ("n2", "n3"))
    decided = count_approval(cast, OPTIONS, 3, "n3", mix=mix(most=2))
    assert decided.winners == ("n1", "n3")


@pytest.mark.parametrize("seats", [0, 1])
def test_no_place_is_filled_where_none_is_free(seats: int) -> None:
    cast = {"n1": 2, "s1": 1}
    assert count_approval(cast, OPTIONS, seats).winners == ("n1",)[:seats]
    assert count_stv(cast, OPTIONS, seats).winners == ("n1",)[:seats]


def test_a_draw_goes_on_past_who_has_no_place() -> None:
    found = choose([["n3"], ["n1"], ["n2"], ["s2"], ["s1"]], 3, None, mix(most=2))
    assert (found.winners, found.left_out) == (("n3", "n1", "s2"), ("n2",))


def test_a_transferable_vote_goes_on_from_who_has_no_place() -> None:
    cast = {"n1 > n2": 4, "n2 > n1": 3, "n3 > s1": 2, "s1": 1, "s2": 1}
    found = count_stv(cast, OPTIONS, 2, mix=mix(most=1))
    assert found.winners == ("n1", "s1")
    assert set(found.left_out) >= {"n2"}


def test_who_is_needed_does_not_fall() -> None:
    cast = {"n1": 5, "n2": 4, "n3": 3, "s1": 1}
    assert count_stv(cast, OPTIONS, 2).winners == ("n1", "n2")
    assert count_stv(cast, OPTIONS, 2, mix=mix(least=1)).winners == ("n1", "s1")


def test_what_is_missing_is_told() -> None:
    assert mix(least=1).lacking(["n1"]) == {"south": 1}
    assert mix(least=2, south=1).lacking(["n1", "n2"]) == {"south": 1}
    assert mix(least=1).lacking(["n1", "s1"]) == {}


@given(
    st.dictionaries(
        st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(tuple),
        st.integers(1, 9),
        min_size=1,
    ),
    st.integers(1, 4),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(1, 3)),
)
def test_no_limit_is_ever_broken(
    cast: dict[tuple[str, ...], int], seats: int, least: int, most: int | None
) -> None:
    assume(2 * least <= seats and (most is None or most >= least))  # else the checker tells
    limits = mix(least, most)
    orders = {" > ".join(order): number for order, number in cast.items()}
    approvals = {", ".join(order): number for order, number in cast.items()}
    for found in (
        count_approval(approvals, OPTIONS, seats, mix=limits),
        count_stv(orders, OPTIONS, seats, mix=limits),
    ):
        assert len(set(found.winners)) == len(found.winners) <= seats
        assert limits.fits(found.winners, seats - len(found.winners))


@given(
    st.dictionaries(
        st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(tuple),
        st.integers(1, 9),
        min_size=1,
    ),
    st.integers(1, 4),
)
def test_limits_that_bind_nobody_change_nothing(cast: dict[Any, int], seats: int) -> None:
    wide = mix(0, 5)
    orders = {" > ".join(order): number for order, number in cast.items()}
    assert count_stv(orders, OPTIONS, seats, mix=wide) == count_stv(orders, OPTIONS, seats)
