"""Rules that people wrote from the documentation alone can work, and their cases come out."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from isegoria.cli import main

FILES = sorted((Path(__file__).parents[2] / "newcomers").glob("*.yaml"))
CASES = [path for path in FILES if path.stem.endswith(".scenario")]
MODELS = [path for path in FILES if path not in CASES]


def test_there_are_bodies_of_three_kinds() -> None:
    assert [path.stem for path in MODELS] == ["assembly", "dispute", "foundation"]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_rules_from_the_documentation_can_work(path: Path) -> None:
    found = CliRunner().invoke(main, ["model", "check", str(path)])
    assert (found.exit_code, " error " in found.output) == (0, False)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_their_cases_come_out(path: Path) -> None:
    played = CliRunner().invoke(main, ["rehearse", str(path)])
    assert (played.exit_code, played.stderr) == (0, "")
