"""A fault in a model file is told with line, column and what would be right; nothing of the file is
used then.
"""

from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.rules.language.loading import Faults, _Careful, _composed, _places, read_model_file
from tests.unit.rules.models import SOUND, model_of


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as found:
        read_model_file(text, "town.yaml")
    return [str(one) for one in found.value.faults]


def test_the_sound_model_is_read() -> None:
    model = model_of(SOUND)
    assert list(model.stages) == ["talk", "vote"]
    assert model.stages["vote"].ballots["plan"].answers == ("yes", "no", "abstain")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param(
            "more_than: 1/2",
            "more_then: 1/2",
            "did you mean “more_than”",
            id="a key that is not known",
        ),
        pytest.param(
            "length: 4 weeks",
            "length: a month",
            "write a time such as 45 days",
            id="a time in words",
        ),
        pytest.param(
            "more_than: 1/2", "more_than: half", "write a share such as 2/3", id="a share in words"
        ),
        pytest.param(
            "more_than: 1/2", "more_than: 1/2, at_least: 1/2", "exactly one of", id="two bounds"
        ),
        pytest.param(
            "residents, traders]}", "resident]}", "mean “residents”", id="a group that is not there"
        ),
        pytest.param(
            "ended: talk", "ended: tlak", "did you mean “talk”", id="a clock that is not there"
        ),
        pytest.param(
            "to: vote,", "to: votes,", "did you mean “vote”", id="a stage that is not there"
        ),
        pytest.param(
            "starts: talk",
            "starts: walk",
            "did you mean “talk”",
            id="a first stage that is not there",
        ),
        pytest.param(
            "status: present",
            "status: now",
            "“past”, “present” or “future”",
            id="a status that is not meant",
        ),
        pytest.param(
            "outcome: plan, when",
            "outcome: plan, to: talk, when",
            "give one",
            id="two ways at once",
        ),
        pytest.param(
            "is: failed}, guard", "is: fell}, guard", "write “passed”, “failed”", id="not meant"
        ),
        pytest.param(
            "{result: plan}",
            "{outcom: plan}",
            "a condition has one of the keys",
            id="a condition that is none",
        ),
        pytest.param(
            "{ended: talk}", "ended talk", "a condition is a mapping", id="a condition in words"
        ),
        pytest.param(
            "forces: dropped",
            "forces: drop",
            "did you mean “dropped”",
            id="a forced choice that is not there",
        ),
    ],
)
def test_a_fault_says_where_and_what_would_be_right(old: str, new: str, words: str) -> None:
    text = SOUND.replace(old, new, 1)
    assert text != SOUND
    line = text[: text.index(new)].count("\n") + 1
    assert any(words in one and one.startswith(f"town.yaml:{line}:") for one in faults(text)), (
        faults(text)
    )


def test_a_missing_key_is_named() -> None:
    assert "town.yaml:1:1: “id” is missing" in faults(SOUND.replace("id: town.plan\n", ""))


def test_a_key_given_twice_is_told_at_the_second_one() -> None:
    text = SOUND.replace("title: Vote", "title: Vote\n    title: Ballot", 1)
    assert faults(text) == [
        f"town.yaml:{text[: text.index('title: Ballot')].count(chr(10)) + 1}:5: “title” is given"
        f" twice; keep one"
    ]


def test_a_bracket_that_is_not_closed_is_told() -> None:
    assert any(
        "not YAML" in one for one in faults(SOUND.replace("back_to: talk}", "back_to: talk"))
    )


@pytest.mark.parametrize(
    "text", ["", "  \n", "# only a note\n", "- a\n- list\n", "just words", "\x00", "id: [1"]
)
def test_what_is_no_model_at_all_is_told_in_a_sentence(text: str) -> None:
    assert faults(text)[0].startswith("town.yaml:1:")


def test_a_variant_has_the_changes_and_its_faults_their_own_place() -> None:
    text = (
        SOUND
        + "variants:\n  town.plan.short:\n    title: Short plan\n    stages: {talk: {clocks: {talk: {length: 1 week}}}}\n"
    )
    model, variant = (one for one, _ in read_model_file(text, "town.yaml"))
    assert variant.variant_of == model.id
    assert str(variant.stages["talk"].clocks["talk"].length) == "1 week"
    assert variant.stages["vote"] == model.stages["vote"]
    (fault,) = faults(text.replace("length: 1 week", "length: soon"))
    line = len(SOUND.splitlines()) + 4
    assert fault.startswith(f"town.yaml:{line}:")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("!0", "could not determine a constructor", id="a tag"),
        pytest.param("a: &x [*x]", "more than 100 levels deep", id="an alias of itself"),
        pytest.param(
            "\n".join(
                [
                    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" if n else "a0: &a0 [x]"
                    for n in range(9)
                ]
            ),
            "more than",
            id="aliases of aliases",
        ),
        pytest.param("? [a]\n: b", "not YAML", id="a list for a key"),
        pytest.param(SOUND + "variants: [a]\n", "variants are a mapping", id="variants in a list"),
        pytest.param(
            SOUND + "variants: {town.short: x}\n", "variants are a mapping", id="a variant in words"
        ),
    ],
)
def test_hostile_or_odd_yaml_is_a_fault_and_no_crash(text: str, words: str) -> None:
    assert words in faults(text)[0]


@given(st.text(max_size=300))
def test_any_text_is_a_model_or_a_fault(text: str) -> None:
    with suppress(Faults):
        read_model_file(text, "any.yaml")


@given(st.integers(0, len(SOUND) - 1), st.characters())
def test_any_slip_of_a_finger_is_a_model_or_a_fault(place: int, typed: str) -> None:
    with suppress(Faults):
        read_model_file(SOUND[:place] + typed + SOUND[place + 1 :], "town.yaml")


@pytest.mark.parametrize(
    "opens", ["a: " + "[" * 200_000, "a: " + "{b: " * 200_000, "- " * 200_000, "? " * 200_000]
)
def test_what_is_nested_beyond_reason_is_told_and_stops_nothing(opens: str) -> None:
    """libyaml would end the process where it composed this."""
    (told,) = faults(opens)
    assert told.startswith("town.yaml:1:")
    assert told.endswith("this is nested more than 100 levels deep; write it flatter")


def test_both_readers_find_the_same_in_the_library() -> None:
    for path in sorted(Path(str(files("isegoria.library"))).glob("*.yaml")):
        text = path.read_text()
        fast, node = _composed(text, path.name)
        careful = _Careful(text)
        beside = careful.get_single_node()
        assert type(fast) is not type(careful)
        assert _places(node, path.name) == _places(beside, path.name)
        assert fast.construct_document(node) == careful.construct_document(beside)
