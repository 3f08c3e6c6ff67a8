"""One organisation, however people write its name."""

import pytest

from isegoria.rules.facts.organisations import folded, folded_all

SAME = "Acme Cables"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("ACME cables", id="case"),
        pytest.param(" Acme  Cables ", id="spaces"),
        pytest.param("Acme\u00a0Cables", id="a space that does not break"),
        pytest.param("Acme\u2003Cables\n", id="a wide space"),
        pytest.param("Acme Cables\u200b", id="a space without width"),
        pytest.param("Ac\u00adme Cables\ufe0f", id="signs that nobody sees"),
        pytest.param("Acme\u3164 Cables", id="a letter that nobody sees"),
        pytest.param("\u0410cme Cables", id="a Cyrillic A"),
        pytest.param("\u0410\u0441m\u0435 \u0421abl\u0435\u0455", id="Cyrillic letters"),
        pytest.param("Acm\u03b5 Cables".replace("\u03b5", "\u0395"), id="a Greek E"),
        pytest.param("\uff21cme Cables", id="a wide A"),
        pytest.param("\U0001d400cme Cables", id="a mathematical A"),
    ],
)
def test_the_same_name_is_known_again(other: str) -> None:
    assert folded(other) == folded(SAME)


@pytest.mark.parametrize(
    "other",
    ["Acme", "Acme Cables Ltd", "Acme-Cables", "Acmé Cables", "Acme Cable", "AcmeCables", "Акме"],
)
def test_what_nobody_can_know_stays_apart(other: str) -> None:
    assert folded(other) != folded(SAME)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u3164"])
def test_a_name_that_says_nothing_is_none(name: str) -> None:
    assert folded(name) == ""
    assert folded_all([name, SAME]) == {"acme cables"}


@pytest.mark.parametrize(
    "name", ["Министерство связи", "वित्त मंत्रालय", "وزارة الاتصالات", "交通部", "ΔΕΗ"]
)
def test_names_in_every_script_stay_names(name: str) -> None:
    assert folded(name)
    assert folded(folded(name)) == folded(name)
