import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.floor.balance import Spoken, balance
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
