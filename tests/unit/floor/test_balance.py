import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.floor.balance import Questions, Spoken, balance
from tests.real_data import real

turns = st.lists(
    st.builds(
        lambda person, role, group, words, relayed: Spoken(
            person, role, "room", group, words + relayed, relayed
        ),
        st.sampled_from([None, "Ada", "Bo"]),
        st.sampled_from(["panellist", "floor"]),
        st.sampled_from([None, "governments", "civil society"]),
        st.integers(0, 900),
        st.integers(0, 90),
    ),
    max_size=12,
)


def test_a_session_without_turns_has_a_balance() -> None:
    found = balance([], ["governments"])
    assert (found.turns, found.words, found.longest_turn, found.of_words.by_group) == (0, 0, 0, {})
    assert found.silent_groups == ("governments",)


def test_relayed_words_are_the_remote_voices() -> None:
    found = balance(
        [Spoken("Ada", "moderator", "remote_relayed", "civil society", 100, 75)],
        ["civil society", "governments"],
    )
    assert found.of_words.by_channel == {"remote_relayed": Fraction(3, 4), "room": Fraction(1, 4)}
    assert found.of_words.by_person == {"unknown": Fraction(3, 4), "Ada": Fraction(1, 4)}
    assert found.silent_groups == ("governments",)


def said(
    person: str | None = "Ada",
    role: str = "floor",
    words: int = 20,
    *,
    group: str | None = None,
    channel: str = "room",
    relayed: int = 0,
    seconds: int | None = None,
    asks: bool = False,
) -> Spoken:
    timed = None if seconds is None else Fraction(seconds)
    return Spoken(person, role, channel, group, words, relayed, timed, asks)


def test_shares_are_by_person_role_channel_and_group() -> None:
    found = balance(
        [
            said("Ada", "moderator", 60, group="governments"),
            said("Bo", "floor", 25),
            said(None, "floor", 10, channel="remote"),
            said("Ada", "moderator", 5, group="governments"),
        ],
        ["governments", "academia"],
    )
    shares = found.of_words
    assert (found.turns, found.words, found.longest_turn) == (4, 100, 60)
    assert shares.by_person == {
        "Ada": Fraction(65, 100),
        "Bo": Fraction(25, 100),
        "unknown": Fraction(10, 100),
    }
    assert list(shares.by_person) == ["Ada", "Bo", "unknown"]
    assert shares.by_role == {"moderator": Fraction(65, 100), "floor": Fraction(35, 100)}
    assert shares.by_channel == {"room": Fraction(9, 10), "remote": Fraction(1, 10)}
    assert shares.by_group == {
        "governments": Fraction(65, 100),
        "unstated": Fraction(25, 100),
        "unknown": Fraction(10, 100),
    }
    assert found.turns_of == {"Ada": 2, "Bo": 1, "unknown": 1}
    assert found.silent_groups == ("academia",)


def test_time_is_shared_where_every_turn_has_one() -> None:
    spoken = [said("Ada", words=30, seconds=60), said("Bo", words=90, relayed=30, seconds=180)]
    found = balance(spoken, []).of_seconds
    assert found is not None
    assert found.by_person == {
        "Ada": Fraction(1, 4),
        "Bo": Fraction(2, 4),
        "unknown": Fraction(1, 4),
    }
    assert found.by_role == {"floor": Fraction(3, 4), "remote": Fraction(1, 4)}
    assert found.by_channel == {"room": Fraction(3, 4), "remote_relayed": Fraction(1, 4)}
    assert balance([*spoken, said("Cy")], []).of_seconds is None
    assert balance([], []).of_seconds is None
    silent = balance([said("Ada", seconds=0), said("Bo", seconds=9)], []).of_seconds
    assert silent is not None
    assert silent.by_person == {"Bo": Fraction(1)}


QUESTION, ANSWER = said("Bo", asks=True), said("Ada", "panellist", 15)


@pytest.mark.parametrize(
    ("spoken", "questions"),
    [
        ([QUESTION, ANSWER], Questions(1, 1, 0, 0)),
        ([QUESTION, said("Mo", "moderator", 15)], Questions(1, 1, 0, 0)),
        ([QUESTION, said("Ada", "panellist", 14)], Questions(1, 0, 0, 0)),
        ([QUESTION, said("Cy", "floor", 99)], Questions(1, 0, 0, 0)),
        ([QUESTION, said("Cy", "floor"), ANSWER], Questions(1, 1, 0, 0)),
        ([QUESTION, QUESTION, ANSWER], Questions(2, 1, 0, 0)),
        ([ANSWER, QUESTION], Questions(1, 0, 0, 0)),
        ([said("Bo"), ANSWER], Questions(0, 0, 0, 0)),
        ([said("Ada", "panellist", asks=True), ANSWER], Questions(0, 0, 0, 0)),
        ([said("Bo", "remote", asks=True), ANSWER], Questions(1, 1, 0, 0)),
        ([said("Bo", asks=True, channel="remote"), ANSWER], Questions(0, 0, 1, 1)),
        ([said("Bo", asks=True, channel="remote_relayed")], Questions(0, 0, 1, 0)),
        ([said("Mo", "moderator", asks=True, relayed=9), ANSWER], Questions(0, 0, 1, 1)),
        (
            [QUESTION, said("Bo", asks=True, channel="remote"), ANSWER, QUESTION, ANSWER],
            Questions(2, 1, 1, 1),
        ),
    ],
)
def test_a_question_is_answered_at_length_before_the_next(
    spoken: list[Spoken], questions: Questions
) -> None:
    assert balance(spoken, []).questions == questions


@given(turns, st.randoms())
def test_shares_sum_to_one_and_order_does_not_matter(spoken: list[Spoken], random) -> None:  # type: ignore[no-untyped-def]
    found = balance(spoken, [])
    for shares in (
        found.of_words.by_person,
        found.of_words.by_role,
        found.of_words.by_channel,
        found.of_words.by_group,
    ):
        assert sum(shares.values()) == (1 if found.words else 0)
    shuffled = list(spoken)
    random.shuffle(shuffled)
    assert balance(shuffled, []) == found


@pytest.mark.real_data
def test_the_published_figures_of_a_whole_session() -> None:
    rows = list(
        csv.DictReader(real("transcripts/igf-2018-ws224.turns.csv").read_text().splitlines())
    )
    groups = ["government", "private_sector", "civil_society", "technical_community"]
    spoken = [
        Spoken(
            person=row["speaker"] or None,
            role=row["role"],
            channel=row["channel"],
            group=row["stakeholder_group"]
            if row["stakeholder_group"] not in {"unstated", "unknown"}
            else None,
            words=int(row["words"]),
            relayed_words=int(row["relayed_words"]),
        )
        for row in rows
    ]
    found = balance(spoken, groups)
    percent = {
        name: float(100 * share)
        for shares in (found.of_words.by_role, found.of_words.by_group, found.of_words.by_person)
        for name, share in shares.items()
    }
    expected = {
        "moderator": 15.2,
        "panellist": 71.0,
        "floor": 12.7,
        "Kuo-Wei Wu": 21.8,
        "Markus Kummer": 20.6,
        "Ayden Férdeline": 16.1,
        "Sandra Hoferichter": 12.5,
        "civil_society": 44.7,
        "technical_community": 25.9,
        "unstated": 20.6,
        "academia_self_declared": 7.5,
    }
    assert {name: pytest.approx(percent[name], abs=1) for name in expected} == expected
    assert float(100 * found.of_words.by_channel["remote_relayed"]) == pytest.approx(0.9, abs=0.1)
    assert found.silent_groups == ("government", "private_sector")
