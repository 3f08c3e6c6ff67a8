"""Writes what docs/reference/ says from the code; a test compares. `make fix` runs it."""

import json
from importlib import import_module
from pathlib import Path

import django

django.setup()  # before anything that knows a table

from isegoria.server.configuration import Configuration
from isegoria.server.record.kinds import kinds_json
from tests.model_keys import models
from tests.refusals import catalogue
from tests.sample_acts import add_missing

__all__ = ["PAGES"]

HERE = Path(__file__).parents[1] / "docs" / "reference"


def acts() -> str:
    """Return the kinds of act with their schemas."""
    return json.dumps(kinds_json(), indent=1, ensure_ascii=False) + "\n"


def settings() -> str:
    """Return a table of the settings."""
    lines = ["# Settings", "", "Environment variables, read once at the start.", ""]
    lines += ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Configuration.model_fields.items():
        variable = field.validation_alias or f"ISEGORIA_{name.upper()}"
        default = "" if field.default_factory else field.default
        lines.append(f"| `{variable}` | `{default!s}` | {field.description} |")
    return "\n".join(lines) + "\n"


def refusals() -> str:
    """Return a table of the refusals of each folder that has a catalogue."""
    lines = ["# Refusals", "", "Why something is not allowed, and what to do instead. The rule is"]
    lines += [
        "stable: a name, or the address of a rule of the process. With braces it is the shape of one."
    ]
    folder = ""
    for name, entry in catalogue().items():
        if name.rpartition("/")[0] != folder:
            folder = name.rpartition("/")[0]
            lines += ["", f"## {folder}", "", "| rule | reason | instead |", "| --- | --- | --- |"]
        lines.append(f"| `{entry.rule}` | {entry.reason} | {entry.instead} |")
    return "\n".join(lines) + "\n"


PAGES = {
    HERE / "acts.json": acts,
    HERE / "models.md": models,
    HERE / "refusals.md": refusals,
    HERE / "settings.md": settings,
}

if __name__ == "__main__":
    import_module("isegoria.server.urls")  # knows every act
    for path, write in PAGES.items():
        path.write_text(write())
    add_missing()
