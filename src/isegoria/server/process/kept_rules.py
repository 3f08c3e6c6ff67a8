"""Whether every process can be judged by the rules that it keeps; a forum in which one cannot does
not open.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from isegoria.server.process.models import Process
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.kept import Models, UnreadableRulesError, kept_text, read_rules

__all__ = ["Unreadable", "refuse_unreadable", "unreadable_rules"]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A process whose rules cannot be read, and why."""

    number: int
    title: str
    model: str
    version: int
    reason: str

    def __str__(self) -> str:
        named = f"process #{self.number} “{self.title}” (“{self.model}”, version {self.version})"
        return f"The rules of {named} cannot be read: {self.reason}."


def refuse_unreadable() -> None:
    """Say which processes have rules that cannot be read, and what to do, and end the program with
    status 2.
    """
    if found := list(unreadable_rules()):
        _end(found)


def unreadable_rules() -> Iterator[Unreadable]:
    """Yield each process whose text of rules is missing, was changed, or is not understood; every
    text is read once.
    """
    said = dict(Act.objects.filter(kind="process.begin").values_list("number", "body__sha256"))
    texts: dict[str, Models | str] = {}
    for one in Process.objects.order_by("number"):
        if one.rules_id not in texts:
            texts[one.rules_id] = _read(one.rules_id)
        if reason := _wrong(one, texts[one.rules_id], said.get(one.number)):
            yield Unreadable(one.number, one.title, one.model_id, one.model_version, reason)


def _read(digest: str) -> Models | str:
    """Return what a text says, or why it cannot be read."""
    try:
        return read_rules(kept_text(digest))
    except UnreadableRulesError as unreadable:
        return str(unreadable)


def _wrong(process: Process, rules: Models | str, said: str | None) -> str:
    """Return what is wrong, or nothing.

    `said` is the SHA-256 that the act names, if that is not older than such texts.
    """
    if isinstance(rules, str):
        return rules
    if said not in {None, process.rules_id}:
        return (
            f"the act that began it names the SHA-256 {said}, and the process has"
            f" {process.rules_id}"
        )
    model = rules.get(process.model_id)
    if model is None or model.version != process.model_version:
        return "the text has no model with this id and version"
    return ""


def _end(found: list[Unreadable]) -> NoReturn:
    cure = (
        "Nothing was started. Restore the database from a backup. If a text is complete and this"
        " version of Isegoria cannot read"
        " it, start the version that could."
    )
    sys.stderr.write("\n".join([*map(str, found), cure, ""]))
    sys.exit(2)
