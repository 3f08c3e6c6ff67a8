"""Counting ranked ballots: known answers, ties, and laws that hold for any ballots."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.decisions.ranked import count_ranked, quorum_of_root, read_ranking


def test_a_circle_is_broken_at_its_weakest_defeat() -> None:
    count = count_ranked({"a > b > c": 5, "b > c > a": 4, "c > a > b": 3}, ["a", "b", "c"])
    assert count.winners == ("a",)
    assert count.dropped_defeats == (("c", "a"),)


def test_an_exact_tie_leaves_both_to_the_casting_vote() -> None:
    assert count_ranked({"a > b": 3, "b > a": 3}, ["a", "b"]).winners == ("a", "b")


def test_nobody_votes() -> None:
    assert count_ranked({}, ["a", "b", "none"], default="none", quorum=1).winners == ("none",)


def test_an_option_without_its_majority_falls_although_it_beats_all_others() -> None:
    count = count_ranked(
        {"a > none > b": 5, "b > none > a": 2},
        ["a", "b", "none"],
        default="none",
        majority={"a": Fraction(3)},
    )
    assert count.without_majority == ("a", "b")
    assert count.winners == ("none",)


@pytest.mark.parametrize(
    ("for_it", "against", "quorum", "ratio", "few", "weak"),
    [
        pytest.param(3, 0, 3, None, False, False, id="as many as the quorum asks for"),
        pytest.param(2, 0, 3, None, True, False, id="one fewer"),
        pytest.param(4, 4, 3, None, False, True, id="as many against"),
        pytest.param(5, 4, 3, None, False, False, id="one more than against"),
        pytest.param(6, 2, 3, 3, False, True, id="three to one, where more is asked for"),
        pytest.param(7, 2, 3, 3, False, False, id="more than three to one"),
        pytest.param(2, 5, 3, None, True, False, id="too few are not also too weak"),
    ],
)
def test_an_option_needs_its_quorum_and_its_majority_over_the_default(
    for_it: int, against: int, quorum: int, ratio: int | None, few: bool, weak: bool
) -> None:
    count = count_ranked(
        {"a > none": for_it, "none > a": against},
        ["a", "none"],
        default="none",
        quorum=quorum,
        majority={"a": Fraction(ratio)} if ratio else None,
    )
    assert ("a" in count.without_quorum, "a" in count.without_majority) == (few, weak)
    assert count.winners == (("none",) if few or weak else ("a",))


def test_a_tie_within_a_circle_is_no_defeat() -> None:
    cast = {"a > b > c": 2, "b > c > a": 2, "c > a > b": 2, "a > c > b": 1, "b > a > c": 1}
    count = count_ranked(cast, ["a", "b", "c"])
    assert count.beats == {
        ("a", "b"): 5,
        ("a", "c"): 4,
        ("b", "a"): 3,
        ("b", "c"): 5,
        ("c", "a"): 4,
        ("c", "b"): 3,
    }
    assert (count.dropped_defeats, count.winners) == ((), ("a",))


def test_rankings_can_be_counted_one_by_one() -> None:
    count = count_ranked([[["a"], ["b", "c"]], [["c"]]], ["a", "b", "c"])
    assert count.beats == {
        ("a", "b"): 1,
        ("a", "c"): 1,
        ("b", "a"): 0,
        ("b", "c"): 0,
        ("c", "a"): 1,
        ("c", "b"): 1,
    }


def test_who_is_not_ranked_comes_last() -> None:
    assert count_ranked({"b": 1}, ["a", "b", "c"]).beats["b", "a"] == 1


@pytest.mark.parametrize(
    ("over", "under", "ratio", "reached", "weak"),
    [
        (299, 100, 3, True, True),
        (300, 100, 3, True, False),
        (300, 100, 3, False, True),
        (301, 100, 3, False, False),
        (5, 5, 1, True, True),
        (6, 5, 1, True, False),
        (0, 0, 3, True, True),
    ],
)
def test_just_so_many_to_one_is_enough_where_it_says_so(
    over: int, under: int, ratio: int, reached: bool, weak: bool
) -> None:
    count = count_ranked(
        {"a > none": over, "none > a": under},
        ["a", "none"],
        default="none",
        majority={"a": Fraction(ratio)},
        reached=reached,
    )
    assert ("a" in count.without_majority) is weak


@pytest.mark.parametrize(("developers", "votes"), [(0, 0), (1, 2), (4, 3), (1000, 48), (1018, 48)])
def test_the_quorum_is_one_and_a_half_square_roots(developers: int, votes: int) -> None:
    assert quorum_of_root(Fraction(3, 2), developers) == votes
    assert 4 * votes * votes >= 9 * developers > 4 * (votes - 1) ** 2 or votes == 0


@pytest.mark.parametrize("written", ["a > d", "a > a", ""])
def test_a_ranking_that_cannot_be_read_says_what_would_be_right(written: str) -> None:
    with pytest.raises(ValueError, match="rank each of a, b, c once"):
        read_ranking(written, ["a", "b", "c"])


def test_a_circle_is_left_whole_and_what_it_beats_is_not() -> None:
    cast = {"a > b > c > d": 3, "b > c > a > d": 3, "c > a > b > d": 3}
    assert set(count_ranked(cast, ["d", "a", "b", "c"]).winners) == {"a", "b", "c"}


ballots = st.dictionaries(
    st.permutations(["a", "b", "c", "d"]).map(" > ".join), st.integers(1, 9), max_size=8
)


@given(ballots)
def test_who_beats_everybody_wins_alone(cast: dict[str, int]) -> None:
    names = ["a", "b", "c", "d"]
    count = count_ranked(cast, names)
    for one in names:
        if all(
            count.beats[one, other] > count.beats[other, one] for other in names if other != one
        ):
            assert count.winners == (one,)


@given(ballots, st.permutations(["a", "b", "c", "d"]))
def test_the_order_in_which_options_are_listed_changes_nothing(
    cast: dict[str, int], order: list[str]
) -> None:
    assert set(count_ranked(cast, order).winners) == set(
        count_ranked(cast, ["a", "b", "c", "d"]).winners
    )
