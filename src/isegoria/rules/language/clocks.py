"""Time limits as a model says them: when they begin and end, who changes them, and what silence
means.
"""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.scalars import Event, Events, Name, Names, Right, Said, Span

__all__ = ["Clock", "Extension", "Shortening", "Timeout"]

MonthDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]


def _day(written: object) -> object:
    """Read a day of one year; one of every year stays as it is written."""
    if not isinstance(written, str) or re.fullmatch(r"\d\d-\d\d", written):
        return written
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(
            "write a day of one year, such as 2026-06-30, or of every year, such as 06-30, not"
            f" “{written[:40]}”"
        ) from None


class Extension(Said):
    """By whom, how often and by how much a clock may be made longer."""

    by: Name
    """The office or group that makes it longer."""
    times: Annotated[int, Field(ge=1)] = 1
    """How often."""
    by_at_most: Span | None = None
    """By how much at once."""
    until: Span | None = None
    """The longest length of the clock with all extensions."""
    with_agreement: bool = False
    """The others have to agree."""


class Shortening(Said):
    """By whom and how far a clock may be made shorter. What was made shorter is not made longer."""

    by: Name
    """The office or group that makes it shorter."""
    least: Span
    """The least that it can become, from its beginning."""
    when: Condition | None = None
    """Only while this holds, such as that all who are asked agree."""


class Timeout(Said):
    """What happens when nobody did anything: the clock's meaning of silence."""

    silence: Literal[
        "adopts",
        "rejects",
        "advances",
        "lapses",
        "abstains",
        "escalates",
        "forfeits",
        "nothing",
        "records_breach",
    ]
    """What silence means."""
    exit: Name | None = None
    """The way out that is taken."""


class Clock(Said):
    """A time limit.

    Exactly one of a length (min, max, length), a fixed day, or a time before a meeting.
    """

    title: str | None = None
    """What people read."""
    starts: str = "entry"
    """`entry` of the stage, or an event: `version`, `acknowledged`, `public`, a deliverable, a
    trigger, a notice; `stage/event` for one of another stage, such as a way out that was taken.
    """
    length: Span | None = None
    """One length."""
    lengths: dict[Event, Span] = {}
    """Another length after an event, the last one that happened: so a way out that a ballot opens
    sets the time.
    """
    min: Span | None = None
    """It ends at the earliest after this."""
    max: Span | None = None
    """It ends at the latest after this."""
    on: Annotated[MonthDay | date | None, BeforeValidator(_day)] = None
    """A day of one year (`2026-06-30`) or of every year (`06-30`)."""
    before: str | None = None
    """The meeting before which it ends …"""
    by: Span | None = None
    """… by so much."""
    at_the_latest: Span | None = None
    """After so long it starts although its event never came."""
    extension: Extension | None = None
    """Who can make it longer."""
    shortening: Shortening | None = None
    """Who can make it shorter, and how far."""
    restarts_on: Events = ()
    """Events that begin it anew, such as `version`, or `stage/event` of another stage."""
    pauses_on: Names = ()
    """Events that stop it until `resumed`."""
    calendar: Name | None = None
    """Whose days are counted; those of the stage where empty."""
    window_for: tuple[Right, ...] = ()
    """Rights that hold only while it runs."""
    late: Literal["refused", "discussed_only"] = "refused"
    """What comes after it: refused, or talked about but not decided."""
    timeout: Timeout | None = None
    """What follows when it ends and nobody did anything."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        spans = any((self.length, self.min, self.max))
        if sum((spans, self.on is not None, self.before is not None)) != 1:
            raise ValueError(
                "a clock has a length (length, min or max), or a day (on), or a meeting (before …"
                " by …)"
            )
        if self.lengths and self.length is None:
            raise ValueError("`length` says how long it is where none of the `lengths` applies")
        if self.shortening is not None and not spans:
            raise ValueError(
                "only a clock with a length gets shorter; one that ends on a day or before a"
                " meeting does not"
            )
        if (self.before is None) is not (self.by is None):
            raise ValueError("`before` names the meeting, `by` how long before it: give both")
        return self
