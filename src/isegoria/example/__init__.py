"""A worked example: three captioned sessions and a working group of an invented forum, in which
roles stand in place of names.

Everything here was written for this project; no person, place or organisation in it exists. The
captions have the defects of real ones (turns without a label, labels misspelt or of somebody else,
words nobody could hear), so that settling can be shown.
"""

from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import yaml

__all__ = ["FORUM", "GROUPS", "LANGUAGES", "SESSIONS", "ExampleSession", "working_group"]

FORUM = "Forum on Public Networks (example)"
LANGUAGES = ("en", "fr", "ar")
# In the rosters a group is written in lower case with underscores: private_sector.
GROUPS = (
    "Governments",
    "Private sector",
    "Civil society",
    "Technical community",
    "Intergovernmental organisations",
)


@dataclass(frozen=True, slots=True)
class ExampleSession:
    """One session: its captions and its roster are files beside this module, read when they are
    asked for.
    """

    title: str
    held_on: date
    captions_file: str
    roster_file: str

    def captions(self) -> bytes:
        """Return the captions as they were typed: plain text, or WebVTT if the file's name ends in
        .vtt.
        """
        return _file(self.captions_file)

    def roster(self) -> bytes:
        """Return who was announced for the session, as CSV: name, role, group, organisation,
        aliases.
        """
        return _file(self.roster_file)


def working_group() -> dict[str, Any]:
    """Return the story of the working group: its people, seats and steps."""
    told: dict[str, Any] = yaml.safe_load(_file("working-group.yaml"))
    return told


def _file(name: str) -> bytes:
    return (resources.files("isegoria.example") / name).read_bytes()


SESSIONS = (
    ExampleSession(
        "Who may switch it off?",
        date(2025, 3, 18),
        "session-1-march.txt",
        "session-1-march.roster.csv",
    ),
    ExampleSession(
        "By whose order, and for how long?",
        date(2025, 6, 12),
        "session-2-june.txt",
        "session-2-june.roster.csv",
    ),
    ExampleSession(
        "What we learnt when it was used",
        date(2025, 10, 9),
        "session-3-october.vtt",
        "session-3-october.roster.csv",
    ),
)
