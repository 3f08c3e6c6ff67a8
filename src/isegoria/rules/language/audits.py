"""What of a model was compared with the body's own rules, and what those say that it does not."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from isegoria.rules.language.scalars import Confidence, Names, Part, Said

__all__ = ["Audit", "LeftOut", "Standing", "source_key"]


class Standing(StrEnum):
    """How far a rule can be relied on."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    NOT_AUDITED = "not audited"


class LeftOut(Part):
    """What the rules of the body say and the model does not."""

    text: str = Field(min_length=1)
    """The rule, as a sentence."""
    source: str = Field(min_length=1)
    """The clause, as `key, clause` with a key of the model's `sources`."""


class Audit(Part):
    """That the model was compared with its sources, rule by rule.

    A rule is confirmed only where it says so itself, with its own source: nobody looked up a rule
    because the model as a whole was looked up.
    """

    on: date
    """The day on which the texts were read."""
    looked_up: Names = ()
    """Keys of `sources`: the texts that were read."""
    own_rules: bool = False
    """There is no other text: these rules are their own source."""
    left_out: tuple[LeftOut, ...] = ()
    """What the texts say and the model does not."""

    @model_validator(mode="after")
    def _something_was_read(self) -> Self:
        if bool(self.looked_up) is self.own_rules:
            raise ValueError(
                "an audit names the sources that were read (looked_up), or says that the rules are"
                " their own source (own_rules: true): give one"
            )
        return self

    def standing_of(self, part: Said | None) -> Standing:
        """Return how far a rule of the model can be relied on."""
        said = part.confidence if part is not None else None
        sourced = part is not None and part.source is not None
        if said is Confidence.UNCONFIRMED:
            return Standing.UNCONFIRMED
        if self.own_rules or (said is Confidence.CONFIRMED and sourced):
            return Standing.CONFIRMED
        return Standing.UNCONFIRMED


def source_key(written: str) -> str:
    """Return the key of `key, clause`, or all of it where it has no clause."""
    return written.partition(",")[0]
