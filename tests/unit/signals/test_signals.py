"""Each early warning on histories made for it: one in which it must fire, and one close to it in
which it must not.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.signals.signals import gini, signals
from isegoria.signals.texts import repeated, shingles
from isegoria.signals.values import (
    NAMES,
    Call,
    Contribution,
    Due,
    History,
    Joining,
    Kind,
    Objection,
    Position,
    Signal,
    Thresholds,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG = (
    "the cost of the second option falls on those who have no seat in this room and nobody has"
    " answered that yet"
)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def said(
    person: str,
    words: int,
    days: float = 5,
    text: str = "",
    group: str = "",
    organisation: str = "",
) -> Contribution:
    return Contribution(person, ago(days), words, text, group, organisation)


def fired(history: History, kind: Kind, thresholds: Thresholds | None = None) -> list[Signal]:
    found = [one for one in signals(history, NOW, thresholds) if one.kind is kind]
    assert all("{" not in str(one) for one in found)
    return found


def test_every_early_warning_has_a_name() -> None:
    assert set(NAMES) == set(Kind)


def test_nothing_known_is_nothing_wrong() -> None:
    assert signals(History(), NOW) == []


def test_a_group_that_is_affected_and_absent_is_missing() -> None:
    history = History(
        affected=["farmers", "cities"],
        participants={"ann": "cities"},
        contributions=[said("ann", 9, group="cities")],
    )
    assert [one.about for one in fired(history, Kind.MISSING_VOICES)] == ["farmers"]
    spoken = [*history.contributions, said("bo", 3, group="farmers")]
    both = replace(history, participants={"ann": "cities", "bo": "farmers"}, contributions=spoken)
    assert fired(both, Kind.MISSING_VOICES) == []


def test_a_group_that_is_there_and_silent_is_missing_too() -> None:
    (one,) = fired(
        History(affected=["farmers"], participants={"bo": "farmers"}), Kind.MISSING_VOICES
    )
    assert "none of them contributed" in str(one)


def test_a_group_with_more_than_half_of_the_words_dominates_and_one_with_half_does_not() -> None:
    even = [said("ann", 50, group="a"), said("bo", 50, group="b")]
    assert fired(History(contributions=even), Kind.DOMINANCE) == []
    (one,) = fired(History(contributions=[*even, said("ann", 1, group="a")]), Kind.DOMINANCE)
    assert (one.about, one.figures["share"]) == ("a", "50.5 %")


def test_what_is_long_ago_or_of_an_unstated_group_does_not_dominate() -> None:
    old = [
        said("ann", 900, days=120, group="a"),
        said("bo", 50, group="b"),
        said("cy", 50, group="a"),
    ]
    assert fired(History(contributions=old), Kind.DOMINANCE) == []
    assert (
        fired(History(contributions=[said("ann", 900), said("bo", 1, group="b")]), Kind.DOMINANCE)
        == []
    )


def test_a_person_dominates_only_where_there_are_enough_people() -> None:
    few = [said("loud", 30), *(said(f"p{number}", 10) for number in range(5))]
    assert fired(History(contributions=few), Kind.DOMINANCE) == []
    many = [said("loud", 40), *(said(f"p{number}", 10) for number in range(10))]
    assert [one.about for one in fired(History(contributions=many), Kind.DOMINANCE)] == ["loud"]


def test_an_organisation_dominates_and_says_with_which_share_and_how_unequal_all_are() -> None:
    three = [
        said("ann", 60, organisation="Acme"),
        said("bo", 25, organisation="Brix"),
        said("cy", 15, organisation="Cold"),
    ]
    (one,) = fired(History(contributions=three), Kind.DOMINANCE)
    assert (one.about, dict(one.figures)) == (
        "Acme",
        {"who": "Acme", "share": "60.0 %", "limit": "50.0 %", "gini": "0.30"},
    )
    alone = [said("ann", 60, organisation="Acme"), said("bo", 15)]
    assert fired(History(contributions=alone), Kind.DOMINANCE) == []


def test_contributions_without_words_are_nobodys_dominance() -> None:
    empty = [said(f"p{number}", 0, group=f"g{number % 2}") for number in range(12)]
    assert signals(History(contributions=empty), NOW) == []


def test_who_objected_and_fell_silent_is_exhausted_and_who_still_speaks_is_not() -> None:
    objection = Objection("ann", ago(100))
    assert [one.about for one in fired(History(objections=[objection]), Kind.EXHAUSTION)] == ["ann"]
    speaks = History(objections=[objection], contributions=[said("ann", 5, days=20)])
    assert fired(speaks, Kind.EXHAUSTION) == []
    assert fired(History(objections=[replace(objection, closed_at=ago(50))]), Kind.EXHAUSTION) == []
    assert fired(History(objections=[Objection("ann", ago(59))]), Kind.EXHAUSTION) == []


def test_a_group_that_gives_up_shows_in_its_decay() -> None:
    busy = [said(f"p{number}", 5, days=100 + number, group="a") for number in range(12)]
    (one,) = fired(History(contributions=[*busy, said("p1", 5, group="a")]), Kind.EXHAUSTION)
    assert (one.figures["now"], one.figures["best"]) == (1, 12)
    still = [said(f"p{number}", 5, group="a") for number in range(4)]
    assert fired(History(contributions=[*busy, *still]), Kind.EXHAUSTION) == []


def test_a_group_that_is_as_quiet_every_year_at_this_time_does_not_give_up() -> None:
    meeting = [said(f"p{number}", 5, days=200, group="a") for number in range(12)]
    (one,) = fired(History(contributions=meeting), Kind.EXHAUSTION)
    assert one.figures["now"] == 0
    yearly = [
        replace(said, at=said.at - timedelta(days=365 * years))
        for said in meeting
        for years in (0, 1)
    ]
    assert fired(History(contributions=yearly), Kind.EXHAUSTION) == []
    busy_a_year_ago = [said(f"p{number}", 5, days=400, group="a") for number in range(10)]
    assert fired(History(contributions=[*yearly, *busy_a_year_ago]), Kind.EXHAUSTION)


def test_a_group_that_never_said_much_has_nothing_to_lose() -> None:
    few = [said(f"p{number}", 5, days=100, group="a") for number in range(9)]
    assert fired(History(contributions=few), Kind.EXHAUSTION) == []


def test_a_call_that_passes_because_objectors_left_is_told() -> None:
    positions = [Position(f"s{number}", 1, "support") for number in range(4)] + [
        Position("n", 1, "object")
    ]
    history = History(
        calls=[Call(1, ago(1))],
        positions=positions,
        objections=[Objection("x", ago(90)), Objection("y", ago(90))],
    )
    assert any(
        "who objected and no longer answer" in str(one) for one in fired(history, Kind.EXHAUSTION)
    )
    answering = replace(
        history, positions=[*positions, Position("x", 1, "object"), Position("y", 1, "object")]
    )
    assert not any("no longer answer" in str(one) for one in fired(answering, Kind.EXHAUSTION))


def calls(*values: str) -> History:
    """Return three calls in which ann supports and bo holds these."""
    positions = [Position("ann", number, "support") for number in (1, 2, 3)]
    positions += [Position("bo", number, value) for number, value in enumerate(values, 1)]
    return History(
        calls=[Call(number, ago(40 - 10 * number)) for number in (1, 2, 3)], positions=positions
    )


def test_positions_that_do_not_move_over_three_calls_are_gridlock() -> None:
    assert fired(calls("object", "object", "object"), Kind.GRIDLOCK)
    assert fired(calls("object", "object", "can_live_with"), Kind.GRIDLOCK) == []
    assert fired(calls("support", "support", "support"), Kind.GRIDLOCK) == []
    two = calls("object", "object", "object")
    assert fired(replace(two, calls=two.calls[:2]), Kind.GRIDLOCK) == []


def test_an_objection_that_is_raised_again_and_never_closed_is_gridlock() -> None:
    again = Objection("ann", ago(50), again=(ago(30), ago(10)))
    assert [one.figures["times"] for one in fired(History(objections=[again]), Kind.GRIDLOCK)] == [
        3
    ]
    assert fired(History(objections=[replace(again, closed_at=ago(5))]), Kind.GRIDLOCK) == []
    assert fired(History(objections=[replace(again, again=(ago(30),))]), Kind.GRIDLOCK) == []


def crowd(texts: list[str]) -> History:
    others = [
        said(f"p{number}", 20, text=f"{number} is what I hold about part {number} of it")
        for number in range(15)
    ]
    return History(
        contributions=[
            *others,
            *(said("loud", 40, days=20 - place, text=text) for place, text in enumerate(texts)),
        ]
    )


def test_who_says_much_and_says_it_again_holds_up_the_room() -> None:
    (one,) = fired(crowd([LONG] * 4), Kind.FILIBUSTER)
    assert (one.about, one.figures["times"]) == ("loud", 4)


def test_who_says_much_that_is_new_or_repeats_a_little_does_not() -> None:
    new = [" ".join(f"word{place}{number}" for number in range(40)) for place in range(4)]
    assert fired(crowd(new), Kind.FILIBUSTER) == []
    assert fired(crowd([LONG]), Kind.FILIBUSTER) == []


def test_among_a_handful_nobody_keeps_the_floor_from_others() -> None:
    few = [said(f"p{number}", 3, text=f"what I hold about {number}") for number in range(3)]
    reminders = [said("officer", 90, days=20 - place, text=LONG) for place in range(3)]
    assert fired(History(contributions=[*few, *reminders]), Kind.FILIBUSTER) == []
    assert fired(History(contributions=[*few, said("p4", 3), *reminders]), Kind.FILIBUSTER)


def joined(late: dict[str, str], early: int) -> History:
    people = [Joining(f"e{number}", ago(200), f"o{number}") for number in range(early)]
    return History(
        calls=[Call(1, ago(1))],
        joined=[*people, *(Joining(who, ago(10), of) for who, of in late.items())],
    )


def test_many_who_join_from_one_house_before_a_call_capture_it() -> None:
    (one,) = fired(
        joined({"a": "Acme", "b": "Acme", "c": "Acme", "d": "Brix"}, early=6), Kind.LATE_CAPTURE
    )
    assert (one.about, one.figures["number"], one.figures["all"]) == ("Acme", 3, 10)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(
            joined({"a": "Acme", "b": "Brix", "c": "Cold", "d": "Dot"}, early=6),
            id="from many houses",
        ),
        pytest.param(joined({"a": "Acme", "b": "Acme"}, early=10), id="too few"),
        pytest.param(
            joined({"a": "Acme", "b": "Acme", "c": "Acme"}, early=0), id="everybody is new"
        ),
        pytest.param(
            joined({"a": "", "b": "", "c": "", "d": ""}, early=6), id="no organisation is stated"
        ),
    ],
)
def test_newcomers_are_welcome(history: History) -> None:
    assert fired(history, Kind.LATE_CAPTURE) == []


@pytest.mark.parametrize(
    ("kind", "field", "grace"),
    [
        (Kind.CLOCK_OVERRUN, "clocks", 0),
        (Kind.UNANSWERED_QUESTIONS, "questions", 30),
        (Kind.REVIEW_DUE, "reviews", 0),
        (Kind.UNPUBLISHED_RECORDS, "records", 14),
    ],
)
def test_what_is_overdue_is_told_after_its_grace_and_not_when_it_is_done(
    kind: Kind, field: str, grace: int
) -> None:
    late = Due("the thing", ago(grace + 3))
    (one,) = fired(replace(History(), **{field: [late]}), kind)
    assert one.figures["days"] == 3
    assert fired(replace(History(), **{field: [replace(late, done_at=ago(1))]}), kind) == []
    assert fired(replace(History(), **{field: [Due("the thing", ago(grace - 1))]}), kind) == []


FEW = History(
    affected=["farmers"],
    participants={"bo": "farmers"},
    contributions=[said("bo", 5, group="farmers")],
)
UNEVEN = History(
    contributions=[
        said("ann", 60, group="a", organisation="x"),
        said("bo", 50, group="b", organisation="y"),
    ]
)
A_THIRD = History(
    contributions=[said("loud", 22), *(said(f"p{number}", 10) for number in range(10))]
)
HALF_AS_BUSY = History(
    contributions=[
        *(said(f"p{number}", 5, days=100 + number, group="a") for number in range(12)),
        *(said(f"p{number}", 5, days=60, group="a") for number in range(5)),
    ]
)


@pytest.mark.parametrize(
    ("kind", "history", "set_", "fires"),
    [
        pytest.param(
            Kind.MISSING_VOICES, FEW, Thresholds(voices=2), True, id="how many are a voice"
        ),
        pytest.param(
            Kind.DOMINANCE,
            UNEVEN,
            Thresholds(dominant_share=Fraction(2, 3)),
            False,
            id="the share of a group",
        ),
        pytest.param(
            Kind.DOMINANCE,
            A_THIRD,
            Thresholds(dominant_person=Fraction(1, 6)),
            True,
            id="the share of a person",
        ),
        pytest.param(
            Kind.EXHAUSTION,
            History(objections=[Objection("ann", ago(20))]),
            Thresholds(silent_days=14),
            True,
            id="silence",
        ),
        pytest.param(
            Kind.EXHAUSTION, HALF_AS_BUSY, Thresholds(decay=Fraction(1, 2)), True, id="decay"
        ),
        pytest.param(
            Kind.EXHAUSTION, HALF_AS_BUSY, Thresholds(window_days=45), True, id="the window"
        ),
        pytest.param(
            Kind.GRIDLOCK,
            calls("object", "object", "object"),
            Thresholds(rounds=4),
            False,
            id="rounds of calls",
        ),
        pytest.param(
            Kind.GRIDLOCK,
            History(objections=[Objection("ann", ago(9), again=(ago(5),))]),
            Thresholds(rounds=2),
            True,
            id="rounds of an objection",
        ),
        pytest.param(
            Kind.FILIBUSTER,
            crowd([LONG] * 4),
            Thresholds(filibuster_share=Fraction(1, 2)),
            False,
            id="share of words",
        ),
        pytest.param(
            Kind.FILIBUSTER,
            crowd([LONG] * 4),
            Thresholds(repetition=Fraction(11, 10)),
            False,
            id="repetition",
        ),
        pytest.param(
            Kind.LATE_CAPTURE,
            joined({"a": "Acme", "b": "Acme"}, early=6),
            Thresholds(capture_share=Fraction(1, 5)),
            True,
            id="share of newcomers",
        ),
        pytest.param(
            Kind.LATE_CAPTURE,
            joined({"a": "Acme", "b": "Acme", "c": "Acme"}, early=6),
            Thresholds(capture_days=7),
            False,
            id="how late",
        ),
        pytest.param(
            Kind.UNANSWERED_QUESTIONS,
            History(questions=[Due("q", ago(20))]),
            Thresholds(answer_days=10),
            True,
            id="answers",
        ),
        pytest.param(
            Kind.UNPUBLISHED_RECORDS,
            History(records=[Due("m", ago(20))]),
            Thresholds(record_days=30),
            False,
            id="records",
        ),
    ],
)
def test_a_model_sets_its_own_thresholds(
    kind: Kind, history: History, set_: Thresholds, fires: bool
) -> None:
    assert bool(fired(history, kind)) is not fires
    assert bool(fired(history, kind, set_)) is fires


@pytest.mark.parametrize(
    ("amounts", "value"),
    [
        ([], 0),
        ([0, 0], 0),
        ([5, 5, 5], 0),
        ([0, 0, 0, 8], Fraction(3, 4)),
        ([1, 3], Fraction(1, 4)),
    ],
)
def test_the_gini_of_known_amounts(amounts: list[int], value: Fraction) -> None:
    assert gini(amounts) == value


@given(st.lists(st.integers(0, 1000), max_size=20))
def test_the_gini_is_between_none_and_one_and_knows_no_order(amounts: list[int]) -> None:
    assert 0 <= gini(amounts) < 1
    assert gini(amounts) == gini(amounts[::-1])


def test_shingles_are_runs_of_four_words() -> None:
    assert len(shingles("One, two; three FOUR five")) == 2
    assert shingles("too short") == set()
    assert repeated(["a b c d", "A b, c d!"]) == 1
    assert repeated(["a b c d e", "x y z w v"]) == 0
    assert repeated(["a b c d"]) == repeated([]) == 0


@given(st.lists(st.text(alphabet="ab ", max_size=30), max_size=6))
def test_what_is_said_twice_is_said_again(texts: list[str]) -> None:
    assert 0 <= repeated(texts) <= 1
    longest = max(texts, key=lambda text: len(shingles(text)), default="")
    if shingles(longest):
        assert repeated([longest, longest]) == 1
