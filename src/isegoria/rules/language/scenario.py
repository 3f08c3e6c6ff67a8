"""A scenario: a model, people, dated acts, and what is expected of them;
docs/reference/scenarios.md describes the format.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from isegoria.rules.language.scalars import Name, Names, Part, Right, Span

__all__ = ["Cast", "Expected", "FloorTime", "Happened", "Poll", "Scenario", "Step"]


def _instant(written: object) -> object:
    """Read a day or a minute; a day is its noon, so that nothing hangs on a zone."""
    if not isinstance(written, str):
        return written
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(
            f"write a day or a time, such as 2026-03-31 or 2026-03-31 14:00, not “{written[:40]}”"
        ) from None
    return at + timedelta(hours=12) if len(written) == len("2016-01-31") else at


def _listed(written: object) -> object:
    return written if isinstance(written, list | tuple) else (written,)


Instant = Annotated[datetime, BeforeValidator(_instant)]
Person = Annotated[str, Field(min_length=1)]


class Cast(Part):
    """A person of the scenario."""

    groups: Names = ()
    offices: Names = ()
    organisation: str = ""
    stands_in_for: str = ""
    absent: bool = False
    observer: bool = False
    disclosed: Names = ()
    roles: tuple[str, ...] = ()


class Poll(Part):
    """Answers by group, as a published tally gives them."""

    ballot: str
    item: str = ""
    answers: dict[str, dict[str, int]]


class Happened(Part):
    """Something that came about by itself."""

    rule: str
    on: Instant | None = None
    meaning: str | None = None


class FloorTime(Part):
    """Minutes of a meeting, its items, and the minutes that groups want; who gets them follows from
    the stage's floor.
    """

    stage: Name
    minutes: int
    items: int = 1
    wants: dict[Name, int]


class Expected(Part):
    """What must be so at this time. What is not named is not looked at."""

    stage: Name | None = None
    outcome: str | None = None
    """Empty where the process must go on."""
    result: dict[str, Literal["passed", "failed", "inquorate", "tied"]] = {}
    rung: dict[str, str] = {}
    events: tuple[Happened, ...] | None = None
    """All that came about since the last time events were looked at."""
    open: Names | None = None
    """The ways out that could be taken."""
    closed: Names = ()
    missing: dict[str, Annotated[tuple[str, ...], BeforeValidator(_listed)]] = {}
    """Words that must stand in what a way out still needs."""
    advice: dict[str, str | None] = {}
    standing: dict[str, tuple[Right, ...]] = {}
    bench: dict[str, tuple[str, ...]] = {}
    held: dict[str, tuple[str, ...]] = {}
    """Who holds an office."""
    won: dict[str, Annotated[tuple[str, ...], BeforeValidator(_listed)]] = {}
    """The winners of a ranked ballot, or of one that elects several, in their order."""
    label: dict[str, str | None] = {}
    frozen: tuple[str, ...] | None = None
    counts: dict[str, tuple[str, ...]] = {}
    """The proposals of a person that count."""
    proposers: dict[str, tuple[str, ...]] = {}
    """Who stands behind a proposal, also behind those that were merged into it."""
    findings: tuple[str, ...] = ()
    """Codes of what the checker finds in the model."""
    minutes: dict[str, int] = {}
    """What each tier of the floor got of the meeting that the step tells of."""
    heard: dict[str, int] = {}
    """Before the end of how many items somebody of it had spoken."""
    ends: dict[str, Instant | None] = {}
    """When clocks of the stage run out."""


class Step(Part):
    """An act, or something that happens, or only a look at how things stand."""

    at: Instant | None = None
    """As before where empty."""
    who: Person | None = None
    does: str | None = None
    name: str = ""
    answer: str = ""
    item: str = ""
    reason: str = ""
    channel: str = ""
    with_: tuple[str, ...] = Field(default=(), alias="with")
    others: dict[str, int] = {}
    """How many of each group, who are not named, do it too: they second, sign or support it."""
    span: Span | None = None
    known_at: Instant | None = None
    """Of the announcement of a lot: when the values of its sources are known; `reason` names these,
    one a line.
    """
    refused: str | None = None
    """The rule that refuses it, with or without the model's id before it; allowed where empty."""
    says: str | None = None
    """Words of the refusal."""
    poll: Poll | None = None
    event: str | None = None
    meet: dict[str, Instant] = {}
    use: dict[str, int] = {}
    process: dict[str, str] = {}
    """Ends of other processes: name to outcome, or to `outcome, text`."""
    members: dict[str, int] = {}
    present: dict[str, int] = {}
    arrives: Names = ()
    leaves: Names = ()
    roles: dict[str, str] = {}
    moves: dict[str, str] = {}
    """People who change their organisation."""
    groups: dict[str, Names] = {}
    """People who belong to these groups from now on."""
    floor: FloorTime | None = None
    expect: Expected | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _an_act_has_a_person(self) -> Self:
        if (self.who is None) is not (self.does is None):
            raise ValueError("an act says `who` and what they do (`does`)")
        return self


class Scenario(Part):
    """What is played through a model."""

    title: str
    case: Annotated[tuple[int, ...], BeforeValidator(_listed)] = ()
    """Numbers of the tricky cases that it shows."""
    source: str | None = None
    model: str
    zone: str = "UTC"
    starts: Instant
    stage: Name | None = None
    people: dict[str, Cast] = {}
    members: dict[str, int] = {}
    present: dict[str, int] = {}
    meetings: dict[str, Instant] = {}
    steps: tuple[Step, ...] = Field(min_length=1)

    def instant(self, at: datetime) -> datetime:
        """Return a time of the scenario with its zone."""
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.zone))
