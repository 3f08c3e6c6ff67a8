"""The reference of scenarios names every act, every key of a step and every expectation, each with
an example that can be read.
"""

import re
from pathlib import Path

import pytest
import yaml

from isegoria.rules.judging.judge import ACTS
from isegoria.rules.language.loading import read_yaml
from isegoria.rules.language.scenario import Cast, Expected, Scenario, Step

TEXT = (Path(__file__).parents[3] / "docs" / "reference" / "scenarios.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| --- ")
]


def table(heading: str) -> list[list[str]]:
    at = next(place for place, row in enumerate(ROWS) if row[0] == heading)
    rows = []
    for row in ROWS[at + 1 :]:
        if row[-1] == "example":
            break
        rows.append(row)
    return rows


def example(row: list[str]) -> str:
    [written] = re.findall("`([^`]+)`", row[-1])
    return written


HAPPENS, DOES, EXPECTS = table("what happens"), table("act"), table("key")


def test_every_act_has_a_row() -> None:
    assert sorted(one.strip() for row in DOES for one in row[0].split(",")) == sorted(ACTS)


def test_every_expectation_has_a_row() -> None:
    named = [one for row in EXPECTS for one in re.findall("`([a-z]+)`", row[0])]
    assert sorted(named) == sorted(Expected.model_fields)


def test_every_key_of_a_step_is_told() -> None:
    keys = {field.alias or name for name, field in Step.model_fields.items()}
    assert [key for key in keys if f"`{key}`" not in TEXT] == []
    keys = {*Scenario.model_fields, *Cast.model_fields} - {"case", "source", "observer"}
    assert [key for key in keys if f"{key}:" not in TEXT and f"`{key}`" not in TEXT] == []


def read(written: str) -> Step:
    return Step.model_validate(read_yaml(written, "step.yaml")[0])


@pytest.mark.parametrize("row", HAPPENS, ids=lambda row: row[1])
def test_an_example_of_what_happens_can_be_read(row: list[str]) -> None:
    given = read(example(row)).model_fields_set
    assert given <= {*re.findall("`([a-z]+)`", row[1])}


@pytest.mark.parametrize("row", DOES, ids=lambda row: row[0])
def test_an_example_of_an_act_can_be_read(row: list[str]) -> None:
    step = read(example(row))
    assert step.does in {one.strip() for one in row[0].split(",")}


@pytest.mark.parametrize("row", EXPECTS, ids=lambda row: row[0])
def test_an_example_of_an_expectation_can_be_read(row: list[str]) -> None:
    step = read(f"expect: {example(row)}")
    assert step.expect is not None
    assert step.expect.model_fields_set <= {*re.findall("`([a-z]+)`", row[0])}
    assert yaml.safe_load(example(row))
