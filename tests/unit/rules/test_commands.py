"""`isegoria model` and `isegoria rehearse` as people call them."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from isegoria.cli import main
from isegoria.library import FILES, library
from isegoria.rules.language.loading import read_yaml
from tests.unit.rules.models import SOUND

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def called(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.yaml"
    path.write_text(SOUND)
    return path


def test_the_library_is_listed() -> None:
    listed = called("model", "list").output
    assert all(name in listed for name in library())


def test_a_model_is_explained_by_id_or_by_file(town: Path) -> None:
    assert "Passes when more than half" in called("model", "explain", str(town)).output.replace(
        "passes", "Passes"
    )
    assert "[unconfirmed]" in called("model", "explain", "rir.ripe.pdp").output
    assert (
        "neither a model of the library nor a file" in called("model", "explain", "nothing").output
    )


def test_a_sound_file_is_checked_with_success_and_a_faulty_one_without(town: Path) -> None:
    assert called("model", "check", str(town)).exit_code == 0
    town.write_text(SOUND.replace("starts: talk", "starts: walk"))
    faulty = called("model", "check", str(town))
    assert faulty.exit_code == 1
    assert f"{town}:12:1: there is no stage “walk”" in faulty.output
    town.write_bytes(SOUND.encode("utf-16"))
    assert f"{town}:1:1: this is not UTF-8" in called("model", "check", str(town)).output


def test_a_model_with_warnings_passes_and_fails_only_where_it_is_asked_to(town: Path) -> None:
    town.write_text(SOUND.replace(", term: 2 years}", "}", 1))
    warned = called("model", "check", str(town))
    assert warned.exit_code == 0
    assert f"{town}:10:3: warning leadership.no-review at town.plan/offices/chair" in warned.output
    assert "known failure modes" not in warned.output  # it would say every warning twice
    strict = called("model", "check", "--strict", str(town))
    assert strict.exit_code == 1
    assert "found but not listed: warning leadership.no-review" in strict.output
    lists = "failures: {late: {title: Late., finding: appeal.none}}\n"
    town.write_text(SOUND.replace(", term: 2 years}", "}", 1) + lists)
    listing = called("model", "check", str(town)).output  # who lists some is told what differs
    assert "found but not listed: warning leadership.no-review" in listing
    assert "listed but not found: appeal.none at any place" in listing
    town.write_text(SOUND)
    assert called("model", "check", "--strict", str(town)).exit_code == 0


def test_an_error_is_told_with_its_line(town: Path) -> None:
    town.write_text(SOUND.replace("share: yes", "share: yess"))
    wrong = called("model", "check", str(town))
    line = 1 + SOUND[: SOUND.index("share: yes")].count("\n")
    assert wrong.exit_code == 1
    assert f"{town}:{line}:18: error name.unknown at town.plan/vote/plan/share" in wrong.output
    assert "“yess” is not known here. Did you mean “yes”?" in wrong.output


def test_models_know_each_other_and_the_library(town: Path, tmp_path: Path) -> None:
    bridge = tmp_path / "bridge.yaml"
    beside = "starts: talk\nprocesses: {town: {title: Town, model: town.plan}, old: {title: Old, model: %s}}"
    passed = "{result: plan}}\n      again"
    written = SOUND.replace("id: town.plan", "id: town.bridge").replace("starts: talk", beside)
    waiting = written.replace(passed, passed.replace("{result: plan}", "{process: town, is: %s}"))
    bridge.write_text(waiting % ("debian.gr", "dropped"))
    assert called("model", "check", str(bridge), str(town)).exit_code == 0
    alone = called("model", "check", str(bridge))
    assert alone.exit_code == 0
    assert "warning process.unknown-model at town.bridge/processes/town/model" in alone.output
    bridge.write_text(waiting % ("debian.grr", "adopted"))
    wrong = called("model", "check", str(bridge), str(town))
    assert wrong.exit_code == 1
    assert "error process.unknown-outcome at town.bridge/vote/passed/is" in wrong.output
    assert "Did you mean “debian.gr”?" in wrong.output


def test_a_bad_file_does_not_keep_the_others_from_being_checked(town: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: [")
    found = called("model", "check", str(bad), str(tmp_path / "none"), str(tmp_path), str(town))
    assert found.exit_code == 1
    assert f"{bad}:1:" in found.output
    assert "none:1:1: this cannot be read: No such file" in found.output
    assert f"{tmp_path}:1:1: this cannot be read: Is a directory" in found.output
    assert "town.plan: " in found.output


def test_what_cannot_be_explained_is_told_with_its_place(town: Path) -> None:
    town.write_text(SOUND.replace("starts: talk", "starts: walk"))
    told = called("model", "explain", str(town))
    assert told.exit_code == 1
    assert f"{town}:12:1: there is no stage “walk”" in told.output


@pytest.mark.parametrize("command", [("model", "check"), ("model", "explain"), ("rehearse",)])
def test_help_says_what_the_exit_status_means(command: tuple[str, ...]) -> None:
    assert "Exit status: 0 " in called(*command, "--help").output


def test_every_file_of_the_library_keeps_the_published_schema() -> None:
    schema = jsonschema.Draft202012Validator(json.loads(called("model", "schema").output))
    for name, text in FILES.items():
        written = {
            key: value for key, value in read_yaml(text, name)[0].items() if key != "variants"
        }
        schema.validate(written)


def test_a_scenario_is_played_and_a_difference_is_a_failure(town: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    steps = [{"who": "ann", "does": "speak"}, {"at": "2026-04-01", "expect": {"stage": "talk"}}]
    written = {
        "title": "A word",
        "model": str(town),
        "starts": "2026-03-01",
        "people": {"ann": {"groups": ["residents"]}},
        "steps": steps,
    }
    scenario.write_text(yaml.safe_dump(written))
    played = called("rehearse", str(scenario))
    assert played.exit_code == 0
    assert "ann speak: allowed by town.plan/talk/rights/residents/speak" in played.output
    scenario.write_text(scenario.read_text().replace("stage: talk", "stage: vote"))
    differs = called("rehearse", "--quiet", str(scenario))
    assert differs.exit_code == 1
    assert "differs: step 2 (2026-04-01): it is in talk, expected vote" in differs.output
    scenario.write_text("title: x")
    assert "s.yaml:1:1: “model” is missing" in called("rehearse", str(scenario)).output


def test_a_scenario_that_cannot_be_played_does_not_keep_the_others_from_it(
    town: Path, tmp_path: Path
) -> None:
    good, lost = tmp_path / "good.yaml", tmp_path / "lost.yaml"
    text = "title: A look\nstarts: 2026-03-01\nsteps: [{expect: {stage: talk}}]\nmodel: "
    good.write_text(f"{text}{town}")
    lost.write_text(f"{text}nothing")
    played = called("rehearse", str(lost), str(tmp_path / "none"), str(good))
    assert played.exit_code == 1
    assert f"{lost}:4:1: model: “nothing” is neither a model" in played.output
    assert "A look" in played.output
    assert called("rehearse", str(good)).exit_code == 0


def test_a_model_is_played_by_scenarios_alone() -> None:
    alone = called("rehearse", "equal-footing")
    assert alone.exit_code == 1
    assert "equal-footing:1:1: this cannot be read: No such file" in alone.output
    simulated = called("rehearse", "equal-footing", "--simulate", "5")
    assert simulated.exit_code == 2
    assert "No such option" in simulated.output


def test_the_example_in_the_documents_runs(tmp_path: Path) -> None:
    text = (REFERENCE / "scenarios.md").read_text("utf-8")
    path = tmp_path / "doc.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0])
    assert called("rehearse", str(path)).output.count("differs") == 0
    assert called("rehearse", str(path)).exit_code == 0


def test_a_scenario_finds_its_model_beside_it_and_a_variant_by_its_id(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    town.write_text(SOUND + "variants:\n  town.small:\n    title: A small town\n")
    scenario = tmp_path / "s.yaml"
    vote = "title: A vote\nmodel: %s\nstarts: 2026-03-01\nsteps:\n  - expect: {stage: talk}\n"
    for name in ("town.yaml", "town.yaml#town.small"):
        scenario.write_text(vote % name)
        assert called("rehearse", str(scenario)).exit_code == 0
    scenario.write_text(vote % "town.yaml#town.big")
    wrong = called("rehearse", str(scenario))
    assert wrong.exit_code == 1
    assert f"{scenario}:2:1: model: town.yaml has no model “town.big”" in wrong.output
    assert "there are town.plan, town.small" in wrong.output
    assert "A small town" in called("model", "explain", f"{town}#town.small").output
    assert "(town.plan" not in called("model", "explain", f"{town}#town.small").output


@pytest.mark.parametrize(
    "path", sorted((REFERENCE / "examples").glob("*.scenario.yaml")), ids=lambda path: path.stem
)
def test_an_example_of_the_documentation_can_be_rehearsed(path: Path) -> None:
    played = called("rehearse", str(path))
    assert (played.exit_code, played.stderr) == (0, "")


def test_rules_that_cannot_work_are_explained_with_what_is_wrong(town: Path) -> None:
    assert "cannot work" not in called("model", "explain", str(town)).output
    town.write_text(SOUND.replace("more_than: 1/2", "at_least: 25"))
    told = called("model", "explain", str(town))
    assert told.exit_code == 0
    assert "It cannot work as it stands: error threshold.impossible at town.plan" in told.output
    assert "Is 25 % meant?" in told.output
