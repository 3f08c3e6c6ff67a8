"""Who speaks after the others gets what is left; an order for each item changes influence without
changing any right.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.floor.policies import Scope
from isegoria.floor.tiers import Heard, Wanting, share_out

STATES, OTHERS = Wanting("states", Fraction(170)), Wanting("others", Fraction(60))


def test_the_first_tier_uses_the_time_up() -> None:
    assert share_out([STATES, OTHERS], Scope.SESSION, Fraction(175), 6)["others"] == Heard(
        Fraction(5), 1
    )
    assert share_out([STATES, OTHERS], Scope.SESSION, Fraction(170), 6)["others"] == Heard(
        Fraction(), 0
    )


def test_an_order_for_each_item_shares_the_time_of_each() -> None:
    both = [Wanting("states", Fraction(60)), Wanting("others", Fraction(60))]
    assert share_out(both, Scope.ITEM, Fraction(90), 2) == {
        "states": Heard(Fraction(60), 2),
        "others": Heard(Fraction(30), 2),
    }
    assert share_out(both, Scope.SESSION, Fraction(90), 2)["others"] == Heard(Fraction(30), 1)


def test_an_order_for_each_item_lets_the_others_speak_on_all_of_them() -> None:
    assert share_out([STATES, OTHERS], Scope.ITEM, Fraction(175), 6)["others"] == Heard(
        Fraction(5), 6
    )


def test_a_reserve_is_kept_from_those_before() -> None:
    kept = Wanting("others", Fraction(60), Fraction(60))
    assert share_out([STATES, kept], Scope.SESSION, Fraction(175), 6)["others"].minutes == 60


def test_a_reserve_is_for_the_whole_session_or_for_each_item() -> None:
    kept = Wanting("others", Fraction(60), Fraction(20))
    assert share_out([STATES, kept], Scope.SESSION, Fraction(170), 6)["others"].minutes == 20
    assert share_out([STATES, kept], Scope.ITEM, Fraction(170), 6)["others"].minutes == 60


def test_a_reserve_that_is_not_used_goes_back() -> None:
    kept = Wanting("others", Fraction(10), Fraction(60))
    assert share_out([STATES, kept], Scope.SESSION, Fraction(175), 6)["states"].minutes == 165


@pytest.mark.parametrize(("minutes", "items"), [(0, 1), (60, 0)])
def test_a_meeting_without_time_or_items_is_none(minutes: int, items: int) -> None:
    with pytest.raises(ValueError, match="at least one item"):
        share_out([STATES], Scope.SESSION, Fraction(minutes), items)


tiers = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), min_size=1, max_size=4).map(
    lambda found: [
        Wanting(str(place), Fraction(minutes), Fraction(kept))
        for place, (minutes, kept) in enumerate(found)
    ]
)


@given(tiers, st.sampled_from([Scope.ITEM, Scope.SESSION]), st.integers(1, 300), st.integers(1, 9))
def test_nobody_gets_more_than_they_want_and_all_together_no_more_than_there_is(
    wanting: list[Wanting], scope: Scope, minutes: int, items: int
) -> None:
    got = share_out(wanting, scope, Fraction(minutes), items)
    assert all(got[tier.name].minutes <= tier.minutes for tier in wanting)
    assert sum(one.minutes for one in got.values()) == min(
        Fraction(minutes), sum(tier.minutes for tier in wanting)
    ) or any(tier.reserve for tier in wanting)
    assert sum(one.minutes for one in got.values()) <= minutes
