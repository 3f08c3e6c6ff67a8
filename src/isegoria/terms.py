"""Words that all parts share. Values only; this module imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter
from typing import NewType

__all__ = ["ActNumber", "Moment", "Refusal", "Refused", "WhyNot", "gettext_noop"]

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


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One entry of a catalogue of refusals: why something is not allowed, and what to do instead.

    Every folder has its entries in `refusals.py`. `rule` is a name (`turn.settled`), or a shape
    that the caller fills: of an address in the rules of a process (`{model}/{stage}/{ballot}`), or
    of names of one refusal in several places (`{act}.no-participant`).
    """

    rule: str
    reason: str
    instead: str

    @property
    def named(self) -> frozenset[str]:
        """Return the names of the facts that the texts ask for."""
        return _fields(self.reason) | _fields(self.instead)

    def refuse(self, address: str = "", /, **facts: object) -> Refusal:
        """Return the refusal with these facts; times are written to the minute, in UTC.

        Args:
            address: the rule of the process that refuses, where the entry has the shape of one.
        Raises:
            TypeError: a fact is missing or unknown, or the address is.
        """
        if bool(address) != bool(_fields(self.rule)):
            raise TypeError(f"{self.rule}: the address of the rule is missing or unknown")
        if facts.keys() != self.named:
            missing, unknown = sorted(self.named - facts.keys()), sorted(facts.keys() - self.named)
            raise TypeError(f"{address or self.rule}: missing {missing}, unknown {unknown}")
        written = {name: _written(value) for name, value in facts.items()}
        return Refusal(address or self.rule, self.reason, self.instead, written)


def _fields(text: str) -> frozenset[str]:
    return frozenset(name for _before, name, _format, _as in Formatter().parse(text) if name)


class Moment(str):
    """A day, or a minute in UTC, as refusals write it; a page writes `when` as its readers do."""

    when: date

    def __new__(cls, when: date) -> "Moment":
        """Write it."""
        by_hour = isinstance(when, datetime)
        written = super().__new__(
            cls, f"{when:%Y-%m-%d %H:%M UTC}" if by_hour else f"{when:%Y-%m-%d}"
        )
        written.when = when
        return written


def _written(value: object) -> object:
    return Moment(value) if isinstance(value, date) else value


class Refused(Exception):  # noqa: N818 -- the word of the house: an act is refused, which is no error of the program
    """Raised by the one door for acts when a rule does not allow the act; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
