"""What keeps the house small: modules that can be read in one sitting."""

import ast
import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "isegoria"
PLACES = (SOURCE, SOURCE / "server", SOURCE / "rules", PROJECT / "docs", PROJECT)
OF_A_HOME = {"backups/", "faults/", "model/stage/name"}  # in a forum's folder, or of a rule

OURS = "isegoria.server."
WORDS_FOR_TAGS = {
    "outcomes.reads.STATES",
    "people.mail.address_of",
    "process.acts_in_words.FIELD_WORDS",
    "process.acts_in_words.about_words",
    "process.acts_in_words.answered_words",
    "process.phrases.OF_THE_READER",
    "process.phrases.answer_words",
    "process.phrases.stage_words",
    "record.door.KINDS",
    "record.reads.sealed_fields",  # of the act's own body
    "texts.markdown.beginning",
    "texts.markdown.rendered",
    "warnings.archived.EVERYBODY",
}
VALUES_FOR_TAGS = {
    "deliberation.models.Comment",
    "pages.process.voices.Voices",
    "people.models.Participant",
    "process.models.Chunk",
    "record.models.Act",
}

MISLEADING = {
    *("courses", "processes", "rooms", "homes", "calls", "desk", "named", "others", "limits"),
    *("Scene", "Rule", "Judge"),
}
"""Names that said something else than what was behind them; see “Words” in docs/developer.md."""


def test_the_environment_of_one_machine_is_no_part_of_the_project() -> None:
    """A link that is kept would take the place of the environment of whoever fetches it."""
    asked = ["git", "ls-files", "--", ".venv", "var"]
    listed = subprocess.run(asked, check=False, cwd=PROJECT, capture_output=True, text=True)
    assert listed.stdout.split() == []


def test_no_module_class_or_import_has_a_name_that_misleads() -> None:
    found = {f"{path.relative_to(SOURCE)}" for path in SOURCE.rglob("*") if path.stem in MISLEADING}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = {node.name}
            elif isinstance(node, ast.ImportFrom | ast.Import):
                names = {one.asname for one in node.names if one.asname}
            else:
                continue
            found |= {f"{path.relative_to(SOURCE)}: {name}" for name in names & MISLEADING}
    assert found == set()


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


def test_no_tag_asks_the_database() -> None:
    """The view gives all that a page shows: a tag writes it, so that a page's queries stand in one
    place.
    """
    used, called = set(), set()
    for path in (SOURCE / "server" / "pages" / "tags").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OURS):
                found = {f"{node.module}.{one.name}".removeprefix(OURS) for one in node.names}
                used |= {one for one in found if not one.startswith("pages.tags.")}  # held alike
            elif isinstance(node, ast.Attribute) and ast.unparse(node) != "register.filter":
                called.add(node.attr)
    assert used <= WORDS_FOR_TAGS | VALUES_FOR_TAGS
    assert called & {"objects", "all", "filter", "exclude", "exists", "count", "first"} == set()


def test_every_path_that_the_docs_name_is_there() -> None:
    gone = {
        (page.name, path)
        for page in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
        for path in re.findall(r"`([a-z_]+(?:/[a-z_.]+)+/?)`", page.read_text("utf-8"))
        if not path.startswith("stage/")  # how rules name what stands in a stage
        if path not in OF_A_HOME and not any((place / path).exists() for place in PLACES)
    }
    assert gone == set()


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
