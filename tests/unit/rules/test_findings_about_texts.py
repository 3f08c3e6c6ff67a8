"""Names and texts that a forum cannot keep, on both sides of what it can."""

from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.language.loading import Faults, read_model_file
from tests.unit.rules.models import SOUND, changed

LONG = "a" * 60


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("id", LONG, ""),
        ("id", LONG + "a", "id"),
        (f"groups/{LONG}", {"title": "A"}, ""),
        (f"groups/{LONG}a", {"title": "A"}, f"groups/{LONG}a"),
        ("stages/vote/ballots/plan/answers", ["yes", "no", "abstain", LONG + "a"], "stages/vote/ballots/plan/answers"),
        ("stages/vote/judgements/change/scale", ["substantive", "editorial", LONG + "a"], "stages/vote/judgements/change/scale"),
        ("stages/talk/clocks/talk", {"before": LONG, "by": "1 day"}, ""),
        ("stages/talk/clocks/talk", {"before": LONG + "a", "by": "1 day"}, "stages/talk/clocks/talk/before"),
    ],
)  # fmt: skip
def test_a_name_is_no_longer_than_what_is_kept_of_it(path: str, value: Any, place: str) -> None:
    found = [one for one in check(changed(path, value)) if one.code == "name.too-long"]
    assert ["/".join(map(str, one.path)) for one in found] == ([place] if place else [])
    assert all(one.facts["number"] == 61 for one in found)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("title", "A plan\nin two lines\t", ""),
        ("title", "A \x00 plan", "title"),
        ("title", "A \x9f plan", "title"),
        ("stages/vote/rights/residents", ["attend", "decide"], ""),
        ("sources/other", "A \x1b", "sources"),
        ("stages/talk/floor", {"rotation": ["room", "re\x07mote"]}, "stages/talk/floor/rotation"),
        ("allocations/a", {"title": "A", "by": "chair", "classes": ["a\x1b"], "reserved": {"a\x1b": "1/2"}}, "allocations/a/classes"),
    ],
)  # fmt: skip
def test_a_text_has_no_character_that_cannot_be_shown(path: str, value: Any, place: str) -> None:
    found = [one for one in check(changed(path, value)) if one.code == "text.unreadable"]
    assert ["/".join(map(str, one.path)) for one in found][:1] == ([place] if place else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOUND.replace("Plan for the square", '"\\ud800"'), "2:1: this has half of a character"),
        (SOUND.replace("residents: {title", '"\\uDC00": {title'), "6:1: this has half of a char"),
        (SOUND.replace("Plan for", "Plan \x07 for"), "2:13: this is not YAML: the character U+0007"),
    ],
)  # fmt: skip
def test_half_of_a_character_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(Faults) as found:
        read_model_file(text, "t")
    assert str(found.value.faults[0]).startswith(f"t:{told}")


def test_a_character_that_is_written_by_its_number_is_read() -> None:
    text = SOUND.replace("Plan for the square", '"Pl\\u00e4ne \\U0001F600"')
    assert read_model_file(text, "t")[0][0].title == "Pläne 😀"
