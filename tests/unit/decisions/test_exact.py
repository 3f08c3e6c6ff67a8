"""Shares and bounds are exact: sixty per cent of sixteen is ten, and a tie is no majority."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.decisions.exact import Bound, as_percent, fraction


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2/3", Fraction(2, 3)),
        ("60 %", Fraction(3, 5)),
        ("60%", Fraction(3, 5)),
        ("0.1", Fraction(1, 10)),
        (4, Fraction(4)),
        ("55.5 %", Fraction(111, 200)),
    ],
)
def test_a_share_is_read_exactly(written: object, value: Fraction) -> None:
    assert fraction(written) == value


@pytest.mark.parametrize("written", ["two thirds", "1/0", "", 0.1, None, True, "-1/2"])
def test_what_is_no_share_says_what_would_be(written: object) -> None:
    with pytest.raises(ValueError, match="write a share such as 2/3"):
        fraction(written)


@pytest.mark.parametrize(
    ("bound", "base", "yes", "holds", "lacks"),
    [
        pytest.param(Bound(Fraction(3, 5)), 16, 9, False, 1, id="at least 60 % of 16 is 10"),
        pytest.param(Bound(Fraction(3, 5)), 16, 10, True, 0, id="and 10 is enough"),
        pytest.param(
            Bound(Fraction(2, 3), strict=True),
            15,
            10,
            False,
            1,
            id="more than two thirds is not two thirds",
        ),
        pytest.param(Bound(Fraction(2, 3)), 15, 10, True, 0, id="at least two thirds is"),
        pytest.param(
            Bound(Fraction(1, 2), strict=True), 10, 5, False, 1, id="a tie is no majority"
        ),
        pytest.param(Bound(Fraction(1, 4), upper=True), 10, 3, False, 1, id="at most a quarter"),
        pytest.param(Bound(Fraction(1, 4), upper=True), 8, 2, True, 0, id="exactly a quarter"),
        pytest.param(
            Bound(Fraction(1), strict=True, upper=True), 1, 1, False, 1, id="fewer than one"
        ),
        pytest.param(
            Bound(Fraction(1, 2), strict=True, upper=True), 10, 4, True, 0, id="fewer than half"
        ),
        pytest.param(
            Bound(Fraction(1, 2), strict=True, upper=True), 10, 5, False, 1, id="not half"
        ),
        pytest.param(
            Bound(Fraction(1, 2), strict=True, upper=True), 10, 8, False, 4, id="far above half"
        ),
        pytest.param(
            Bound(Fraction(1, 2), strict=True, upper=True), 5, 3, False, 1, id="half of five"
        ),
    ],
)
def test_a_bound_tells_strict_from_not(
    bound: Bound, base: int, yes: int, holds: bool, lacks: int
) -> None:
    assert bound.holds(Fraction(yes, base)) is holds
    assert bound.lacks(base, yes) == lacks


@given(st.fractions(0, 1), st.booleans(), st.integers(1, 60), st.data())
def test_so_many_more_are_enough_and_one_fewer_is_not(
    value: Fraction, strict: bool, base: int, data: st.DataObject
) -> None:
    bound, yes = Bound(value, strict=strict), data.draw(st.integers(0, base))
    lacks = bound.lacks(base, yes)
    assert bound.holds(Fraction(yes + lacks, base))
    assert lacks == 0 or not bound.holds(Fraction(yes + lacks - 1, base))


@given(st.fractions(0, 1), st.integers(1, 60), st.data())
def test_so_many_fewer_are_few_enough(value: Fraction, base: int, data: st.DataObject) -> None:
    bound, no = Bound(value, upper=True), data.draw(st.integers(0, base))
    lacks = bound.lacks(base, no)
    assert bound.holds(Fraction(no - lacks, base))
    assert lacks == 0 or not bound.holds(Fraction(no - lacks + 1, base))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(3, 5), "60 %"),
        (Fraction(2, 3), "2/3"),
        (Fraction(7, 19), "7/19"),
        (Fraction(1, 20), "5 %"),
        (Fraction(4, 21), "19.0 %"),
        (Fraction(123, 457), "26.9 %"),
    ],
)
def test_a_share_for_people(value: Fraction, words: str) -> None:
    assert as_percent(value) == words
