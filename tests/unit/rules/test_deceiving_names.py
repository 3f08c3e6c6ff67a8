"""Which names look alike, and which can be seen."""

import pytest

from isegoria.rules.facts.confusables import are_alike, letters_of, likeness
from isegoria.rules.offices.naming import name_wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Chen", "\u0421hen", id="Cyrillic"),
        pytest.param("Ann Lee", "\u0391nn Lee", id="Greek"),
        pytest.param("Bill", "BiII", id="capitals that look like small letters"),
        pytest.param("Bill", "Bi11", id="figures"),
        pytest.param("modern", "modem", id="two letters for one"),
        pytest.param("Chen", "\uff23\uff48\uff45\uff4e", id="wide letters"),
        pytest.param("Ann Lee", " ANN\u00a0 lee", id="capitals and blanks"),
        pytest.param(
            "\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u0640\u0640\u062f", id="Arabic"
        ),
        pytest.param("Jos\u00e9", "Jose\u0301", id="marks apart"),
    ],
)
def test_names_that_look_alike_are_found_by_one_likeness(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ali", "All"), ("Jos\u00e9", "Jose"), ("Ann Lee", "Anne Lee"), ("\u674e", "\u5b50")],
)
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert not are_alike(one, other)


def test_letters_have_no_signs_between_them() -> None:
    assert letters_of("S-e c.r\u00e9\u200bt") == "secret"


def test_no_likeness_is_longer_than_an_index_takes() -> None:
    longest = likeness("\ufdfa" * 120)
    assert len(longest) <= 400


@pytest.mark.parametrize(
    "name",
    [
        "\u0926\u094d\u200d\u092f",  # Devanagari with a joiner
        "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",  # Hebrew with vowels
        "\u0e01\u0e34\u0e48",  # Thai
        "D'Arcy-Smith, Jr. (2)",
        "\u1ea8",
        "\U0001f642 Ann",
    ],
)
def test_names_of_all_scripts_are_right(name: str) -> None:
    assert name_wrong(name) is None


@pytest.mark.parametrize(
    "name", ["A\u200dB\u200d", "\u3164", "\u115f", "\ufffd", "\u00ad", "\ue000"]
)
def test_what_cannot_be_seen_is_no_name(name: str) -> None:
    assert name_wrong(name) is not None
