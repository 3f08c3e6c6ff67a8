"""Words that all parts share. Values only; this module imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

__all__ = ["ActNumber", "Refusal", "Refused", "gettext_noop"]

ActNumber = NewType("ActNumber", int)


def gettext_noop(message: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not allowed, in words for the person who tried.

    `rule` is stable like an API (`turn.settled`). `reason` and `instead` are English texts with
    named fields in braces, filled from `facts` after translation.
    """

    rule: str
    reason: str
    instead: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.reason} {self.instead}".format_map(dict(self.facts))


class Refused(Exception):  # noqa: N818 -- the word of the house: an act is refused, which is no error of the program
    """Raised by the one door for acts when a rule does not allow the act; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
