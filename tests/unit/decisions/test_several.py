"""Several winners: published counts, ties that are said, and laws of proportionality."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.decisions.several import (
    count_approval,
    count_score,
    count_stv,
    droop,
    read_approval,
    read_order,
    read_scores,
)

ABC = ("a", "b", "c")


@pytest.mark.parametrize(
    ("votes", "seats", "quota"),
    [(20, 3, 6), (99, 1, 50), (100, 1, 51), (23, 3, 6), (24, 3, 7), (0, 2, 1)],
)
def test_no_more_can_reach_the_quota_than_there_are_seats(
    votes: int, seats: int, quota: int
) -> None:
    assert droop(votes, seats) == quota
    assert quota * (seats + 1) > votes


def test_the_example_of_the_textbooks() -> None:
    """Twenty people choose three sweets: the surplus of chocolate brings strawberries in."""
    cast = {
        "orange": 4,
        "pear > orange": 2,
        "chocolate > strawberry": 8,
        "chocolate > candy": 4,
        "strawberry": 1,
        "candy": 1,
    }
    found = count_stv(cast, ("orange", "pear", "chocolate", "strawberry", "candy"), 3)
    assert found.quota == 6
    assert found.winners == ("chocolate", "orange", "strawberry")
    assert found.rounds[1]["strawberry"] == 5
    assert found.rounds[1]["candy"] == 3


def test_a_surplus_goes_on_in_exact_parts() -> None:
    cast = {"a > b": 6, "a > c": 3, "b": 2, "c": 4}
    found = count_stv(cast, ABC, 2)  # quota 6, surplus 3 of 9 votes
    assert found.rounds[1] == {"b": Fraction(4), "c": Fraction(5)}
    assert found.winners == ("a", "c")


@pytest.mark.parametrize(
    ("cast", "seats", "winners", "level"),
    [
        ({"a": 3, "b": 1, "c": 1}, 1, ("a",), ()),
        ({"a": 2, "b": 1, "c": 1}, 1, (), ("b", "c")),
        ({"a": 2, "b": 2}, 1, (), ("a", "b")),
        ({"a": 5, "b": 3, "c": 3}, 2, ("a",), ("b", "c")),
        ({"a": 5}, 2, ("a",), ()),  # nobody named the others
        ({}, 2, (), ()),
        # last together: b had fewer votes in the round before
        ({"a": 5, "b": 2, "c": 3, "d > b": 1}, 2, ("a", "c"), ()),
    ],
)
def test_a_tie_is_said_and_not_guessed(
    cast: dict[str, int], seats: int, winners: tuple[str, ...], level: tuple[str, ...]
) -> None:
    found = count_stv(cast, (*ABC, "d"), seats)
    assert (found.winners, found.level) == (winners, level)


@pytest.mark.parametrize("preferred", ["a", "b"])
def test_a_decided_tie_goes_on(preferred: str) -> None:
    assert count_stv({"a": 2, "b": 2}, ABC, 1, preferred).winners == (preferred,)
    assert count_approval({"a": 2, "b": 2}, ABC, 1, preferred).winners == (preferred,)


@pytest.mark.parametrize(
    ("cast", "seats", "winners", "level"),
    [
        ({"a, b": 3, "c": 2}, 2, ("a", "b"), ()),
        ({"a, b": 3, "b, c": 3, "a": 1}, 2, ("b", "a"), ()),
        ({"a": 3, "b": 2, "c": 2}, 2, ("a",), ("b", "c")),
        ({"a": 3, "b": 2, "c": 2}, 3, ("a", "b", "c"), ()),
        ({"a": 1}, 3, ("a",), ()),
        ({}, 3, (), ()),
    ],
)
def test_approvals(
    cast: dict[str, int], seats: int, winners: tuple[str, ...], level: tuple[str, ...]
) -> None:
    found = count_approval(cast, ABC, seats)
    assert (found.winners, found.level) == (winners, level)


def test_scores_add_up() -> None:
    found = count_score({"a: 5, b: 4": 1, "b: 2": 1, "c: 5": 1}, ABC, 1, 5)
    assert found.winners == ("b",)
    assert count_score({"a: 5": 1, "c: 5": 1}, ABC, 1, 5).level == ("a", "c")
    assert count_score({"a: 0": 9}, ABC, 1, 5).winners == ()


@pytest.mark.parametrize("written", ["", "d", "a, a", "a b", "a;b", "a,"])
def test_a_choice_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError, match="name some"):
        read_approval(written, ABC)


@pytest.mark.parametrize(
    "written", ["", "a", "a: -1", "a: 6", "a: 5.0", "a: ٣", "a: 55", "d: 1", "a: 1, a: 2"]
)
def test_a_score_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError, match=r"score|name some"):
        read_scores(written, ABC, 5)


@pytest.mark.parametrize("written", ["", "a > ", "a > a", "a = b", "d"])
def test_an_order_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError, match="name some"):
        read_order(written, ABC)


def test_at_most_so_many_are_approved() -> None:
    assert read_approval("c, a", ABC, 2) == ["a", "c"]
    with pytest.raises(ValueError, match="at most 1"):
        read_approval("c, a", ABC, 1)


OPTIONS = ("a", "b", "c", "d", "e")
orders = st.lists(st.permutations(OPTIONS), min_size=1, max_size=40)


@given(orders, st.integers(1, 4))
def test_who_wins_is_named_once_and_ties_leave_places(cast: list[list[str]], seats: int) -> None:
    found = count_stv(Counter(" > ".join(one) for one in cast), OPTIONS, seats)
    assert len(set(found.winners)) == len(found.winners) <= seats
    assert not set(found.winners) & set(found.level)
    assert bool(found.level) is (len(found.winners) < seats)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(1, 3))
def test_a_bloc_with_so_many_quotas_wins_so_many_seats(ours: int, theirs: int, seats: int) -> None:
    """Those who rank a, b, c above d and e get what their number is worth (Droop)."""
    cast = {"a > b > c > d > e": ours, "e > d > c > b > a": theirs}
    found = count_stv(cast, OPTIONS, seats)
    due = min(ours // droop(ours + theirs, seats), 3)
    if not found.level:
        assert len({"a", "b", "c"} & set(found.winners)) >= due


@given(orders)
def test_one_seat_goes_to_whom_more_than_half_put_first(cast: list[list[str]]) -> None:
    found = count_stv(Counter(" > ".join(one) for one in cast), OPTIONS, 1)
    first = Counter(one[0] for one in cast).most_common(1)[0]
    if 2 * first[1] > len(cast):
        assert found.winners == (first[0],)
