"""What keeps the house small: modules that can be read in one sitting."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "isegoria"
PLACES = (SOURCE, SOURCE / "server", SOURCE / "rules", PROJECT / "docs", PROJECT)
OF_A_HOME = {"backups/", "faults/", "model/stage/name"}  # in a forum's folder, or of a rule


def test_no_module_is_longer_than_five_hundred_and_fifty_lines() -> None:
    long = {
        path.name: lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 550
    }
    assert long == {}


def test_no_line_of_a_template_is_longer_than_a_hundred_characters() -> None:
    long = {
        (path.name, number): len(line)
        for path in SOURCE.rglob("*.html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > 100
    }
    assert long == {}


def test_every_path_that_the_docs_name_is_there() -> None:
    gone = {
        (page.name, path)
        for page in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
        for path in re.findall(r"`([a-z_]+(?:/[a-z_.]+)+/?)`", page.read_text("utf-8"))
        if path not in OF_A_HOME and not any((place / path).exists() for place in PLACES)
    }
    assert gone == set()
