"""What a finding is, and how it compares with the failures that a model admits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from isegoria.rules.checking.places import Path
from isegoria.rules.language.model import Model

__all__ = ["Finding", "Severity", "unlisted"]


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `rule` is where, and `path` the same in the file; `message` has named fields filled from `facts`
    after translation.
    """

    code: str
    severity: Severity
    rule: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: Path = ()

    def __str__(self) -> str:
        return (
            f"{self.severity} {self.code} at {self.rule}:"
            f" {self.message.format_map(dict(self.facts))}"
        )


def unlisted(model: Model, findings: list[Finding]) -> list[str]:
    """Return where warnings and the known failure modes of a model differ, in both directions."""
    hard = [one for one in findings if one.severity is Severity.WARNING]
    listed = [(mode.finding, mode.at) for mode in model.failures.values() if mode.finding]
    said_ = [
        f"found but not listed: {one}"
        for one in hard
        if not any(
            code == one.code and (at is None or f"{model.id}/{at}" == one.rule)
            for code, at in listed
        )
    ]
    return said_ + [
        f"listed but not found: {code} at {at or 'any place'}"
        for code, at in listed
        if not any(
            code == one.code and (at is None or f"{model.id}/{at}" == one.rule) for one in findings
        )
    ]
