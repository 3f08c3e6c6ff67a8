"""The small types of the model language: names, shares, times, and what stands behind a number."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from isegoria.decisions.exact import fraction
from isegoria.rules.language.durations import Duration, duration

__all__ = [
    "ANYONE",
    "PROPOSER",
    "Confidence",
    "Event",
    "Events",
    "Name",
    "Names",
    "Part",
    "Right",
    "Said",
    "Share",
    "Span",
]

ANYONE = "anyone"  # the group of every person, which no model declares
PROPOSER = "proposer"
PROPOSER_OF_ITEM = "proposer_of_item"
"""The person who proposed what is decided on; an office of this name where a model has one."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[
    Fraction,
    BeforeValidator(fraction),
    PlainSerializer(str),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "examples": ["2/3", "60 %"]}, {"type": "integer"}]}
    ),
]
Span = Annotated[
    Duration,
    BeforeValidator(duration),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "examples": ["45 days", "7 working days", "3 months", "2 min"]}
    ),
]


def _listed(written: object) -> object:
    return (written,) if isinstance(written, str) else written


Names = Annotated[
    tuple[Name, ...], BeforeValidator(_listed), WithJsonSchema({"type": ["string", "array"]})
]


Event = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?$")]
Events = Annotated[
    tuple[Event, ...], BeforeValidator(_listed), WithJsonSchema({"type": ["string", "array"]})
]


class Confidence(StrEnum):
    """How sure a number is."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Right(StrEnum):
    """What standing may consist of."""

    ATTEND = "attend"
    SPEAK = "speak"
    READ = "read"
    PROPOSE = "propose"
    AMEND = "amend"
    COMMENT = "comment"
    POSITION = "position"
    OBJECT = "object"
    ADVISE = "advise"
    DECIDE = "decide"
    TRIGGER = "trigger"
    APPEAL = "appeal"


class Part(BaseModel):
    """Any part of a model: frozen, with no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Said(Part):
    """A rule, with what stands behind it. What is empty is as the model says for all of it."""

    source: str | None = None
    """Where it is written: a key of the model's `sources`, or a citation."""
    edition: str | None = None
    """Which edition of the source."""
    as_of: date | None = None
    """The day on which it was looked up."""
    confidence: Confidence | None = Field(default=None)
    """Whether the rule is confirmed by its source."""
    note: str | None = None
    """A sentence for people who read the rule."""
