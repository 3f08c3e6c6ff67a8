"""Every key of the language of process models is described, and has an example that runs."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.loading import read_model_file, read_scenario
from isegoria.rules.rehearsing.checked import scenario_faults
from isegoria.rules.rehearsing.play import rehearse
from isegoria.signals.values import Thresholds
from tests.model_keys import EXAMPLES, examples, keys_of, kinds

TUTORIAL = EXAMPLES.parents[1] / "rules.md"
FILE = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
MODELS = sorted(path for path in EXAMPLES.glob("*.yaml") if not path.stem.endswith(".scenario"))
SCENARIOS = sorted(EXAMPLES.glob("*.scenario.yaml"))


def test_every_key_has_an_example() -> None:
    shown = examples()
    wanted = [(kind, key) for kind in kinds() for key in keys_of(kind)]
    wanted += [(Thresholds, one.name) for one in fields(Thresholds)]
    assert [f"{kind.__name__}.{key}" for kind, key in wanted if (kind, key) not in shown] == []


def test_every_key_is_described() -> None:
    silent = [
        f"{kind.__name__}.{key}"
        for kind in kinds()
        for key, field in keys_of(kind).items()
        if not field.description
    ]
    assert silent == []
    assert [kind.__name__ for kind in kinds() if not inspect.getdoc(kind)] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_an_example_is_sound(path: Path) -> None:
    [(model, _places)] = read_model_file(path.read_text("utf-8"), path.name)
    assert [str(one) for one in check(model) if one.severity is Severity.ERROR] == []
    assert path.with_suffix(".scenario.yaml") in SCENARIOS  # and is played


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_an_example_goes_as_expected(path: Path) -> None:
    played = read_scenario(path.read_text("utf-8"), path.name)
    text = (EXAMPLES / played.model).read_text("utf-8")
    [(model, _places)] = read_model_file(text, played.model)
    assert list(scenario_faults(model, played)) == []
    assert rehearse(model, played).differences == []
    assert any(step.expect is not None for step in played.steps)


def test_the_rules_of_the_tutorial_are_sound_and_its_cases_come_out() -> None:
    written = dict(FILE.findall(TUTORIAL.read_text("utf-8")))
    cases = {name: text for name, text in written.items() if name.endswith(".scenario.yaml")}
    models = {
        name: read_model_file(text, name)[0][0]
        for name, text in written.items()
        if name not in cases
    }
    assert (sorted(models), len(cases)) == (["committee.yaml", "orchard.yaml"], 4)
    for model in models.values():
        assert [one for one in check(model) if one.severity is not Severity.NOTE] == []
    for name, text in cases.items():
        case = read_scenario(text, name)
        assert list(scenario_faults(models[case.model], case)) == []
        assert rehearse(models[case.model], case).differences == []
