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
        ("more_than: 1/2", "more_than: 66,7 %", "“7 %” is not a key here; write a number with a point, such as 66.7 %"),
        ("follow_up: [1 year]", "follow_up: 1 year", "follow_up: write a list, such as [1 year], not “1 year”"),
        ("length: 4 weeks", "on: 2027-02-29", "on: write a day of one year, such as 2026-06-30, or of every year, such as 06-30, not “2027-02-29”"),
        ("length: 4 weeks", "on: June", "such as 06-30, not “June”"),
        ("when: {result: plan}}", "when: {result: plan, ended: vote}}", "“result” and “ended” are two conditions; join them, such as all: [{result: …}, {ended: …}]"),
        ("when: {result: plan}}", "when: {result: talk}}", "there is no ballot in the stage vote “talk”; there is plan"),
        ("when: {ended: talk}}", "when: {ended: vote}}", "there is no clock in the stage talk “vote”; write “vote/vote”"),
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
        (
            "starts: soon",
            "starts: write a day or a time, such as 2026-03-31 or 2026-03-31 14:00, not “soon”",
        ),
        ("starts: 2026-02-30", "14:00, not “2026-02-30”"),
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


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("title: Plan for the square", "title Plan for the square", 0, "a colon is missing in this line"),
        ("    officer: chair", "\tofficer: chair", 0, "there is a tab here; indent with spaces"),
        ("title: Plan for the square", "title: Plan: the square", 0, "a text with a colon stands in quotes"),
        ("anyone: [attend]", "anyone: [attend", 1, "the “[” of line 20, column 15, is not closed by “]”"),
        ("residents: {title: Residents, affected: true}", "residents: {title: Residents, affected: true", 1, "the “{” of line 7, column 14, is not closed by “}”"),
        ("title: Plan for the square", "title: 'Plan", 0, "the quotation mark that begins here is not closed"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_where_it_went_wrong(
    old: str, new: str, line: int, told: str
) -> None:
    with pytest.raises(Faults) as found:
        read_model_file(SOUND.replace(old, new, 1), "town.yaml")
    [fault] = found.value.faults
    assert told in fault.message
    assert fault.line == 1 + SOUND[: SOUND.index(old)].count("\n") + line


def test_a_model_and_a_scenario_are_told_from_each_other() -> None:
    scenario = "title: A\nmodel: m\nstarts: 2026-03-01\nsteps: [{expect: {stage: a}}]\n"
    with pytest.raises(Faults, match=r"^s:4:1: this is a scenario.* `isegoria rehearse`$"):
        read_model_file(scenario, "s")
    with pytest.raises(Faults, match=r"^m:13:1: this is a model.* `isegoria model check`$"):
        read_scenario(SOUND, "m")


def test_what_stands_twice_is_told_once_for_all_that_is_inside() -> None:
    twice = SOUND.replace("      dropped: {outcome", "      passed: {outcome", 1)
    with pytest.raises(Faults) as found:
        read_model_file(twice, "town.yaml")
    assert [one.message for one in found.value.faults] == ["“passed” is given twice; keep one"]
