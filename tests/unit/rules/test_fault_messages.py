"""What is wrong with a value is told with its line, its key, and what would be right."""

import pytest

from isegoria.rules.language.loading import Faults, read_model_file, read_scenario
from tests.unit.rules.models import SOUND

LONG = "x" * 60


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Plan for the square", "title: [Plan]", "title: write a text"),
        ("title: Plan for the square", "title: {a: b}", "title: write a text"),
        ("status: present", "status: presents", "status: write “past”, “present” or “future”; did you mean “present”?"),
        ("status: present", "status: x", "status: write “past”, “present” or “future”"),
        ("id: town.plan", "id: Town plan", "id: a name has small letters, digits and _, and begins with a letter, such as wg_chairs, not “Town plan”"),
        ("residents: {title: Residents,", "residents: {", "“title” is missing in “residents”"),
        ("affected: true", "affected: maybe", "affected: write true or false, not “maybe”"),
        ("affected: true", "affected: [yes]", "affected: write true or false"),
        ("seats: 5", "seats: five", "seats: write a whole number, not “five”"),
        ("seats: 5", "seats: 2.5", "seats: write a whole number, not “2.5”"),
        ("seats: 5", "seats: 0", "seats: write 1 or more, not “0”"),
        ("seats: 5", f"seats: {LONG}", f"seats: write a whole number, not “{LONG[:40]}”"),
        ("chair: {title: Chair, chosen", "chair: Chair\n  other: {title: Chair, chosen", "chair: write keys with their values, such as {title: Chair}, not “Chair”"),
        ("sources: {statute: \"Town statute, 4\"}", "sources: [statute]", "sources: write names with what they mean, such as {chair: {title: Chair}}"),
        ("starts: talk", "starts: talk\nas_of: 2021-13-01", "as_of: write a day such as 2026-03-31, not “2021-13-01”"),
        ("effect: remand", "effect: remnd", "effect: write “annul”, “remand”, “substitute” or “advise”; did you mean “remand”?"),
        ("of: [vote/change, vote/passed]", "of: {a: b}", "of: write a list, such as [one, two]"),
        ("when: {result: plan}}", "when: {reslt: plan}}", "did you mean “result”?"),
        ("when: {result: plan}}", "when: {7: plan}}", "this one has 7"),
        ("more_than: 1/2", "more_then: 1/2", "“more_then” is not a key here; did you mean “more_than”?"),
        ("length: 4 weeks", "length: 4", "length: write a time such as 45 days, 7 working days, 6 weeks, 3 months or 2 min, not 4"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_the_words_of_the_language(old: str, new: str, told: str) -> None:
    text = SOUND.replace(old, new, 1)
    assert text != SOUND
    with pytest.raises(Faults) as found:
        read_model_file(text, "town.yaml")
    first = found.value.faults[0]
    assert first.message.endswith(told)
    assert first.line in {1 + SOUND[: SOUND.index(old)].count("\n") + more for more in (0, 1)}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("starts: soon", "starts: "),
        ("steps: []", "steps: name at least one"),
        ("people: {ann: {groups: [A b]}}", "a name has small letters"),
        ("members: {all: many}", "all: write a whole number, not “many”"),
        ("steps: [{who: ann}]", "an act says `who` and what they do (`does`)"),
    ],
)
def test_a_wrong_value_of_a_scenario_is_told_too(line: str, told: str) -> None:
    rest = {"title": "T", "model": "m", "starts": "2026-03-01", "steps": "[{expect: {stage: a}}]"}
    rest.pop(line.partition(":")[0], None)
    text = "\n".join([line, *(f"{key}: {value}" for key, value in rest.items())])
    with pytest.raises(Faults) as found:
        read_scenario(text, "s.yaml")
    assert told in str(found.value.faults[0])
    assert found.value.faults[0].line == 1
