"""Conditions as data: shares, counts, clocks, deliverables, objections, judgements, other
processes, joined by all, any, not.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from isegoria.decisions.exact import Bound
from isegoria.rules.language.scalars import Name, Names, Part, Said, Share

__all__ = [
    "Advised",
    "All",
    "Any_",
    "Attends",
    "Bounded",
    "Condition",
    "Count",
    "Delivered",
    "Ended",
    "Judged",
    "Not",
    "Objections",
    "Process",
    "Result",
    "Rounds",
    "SameText",
    "ShareOf",
    "SumOf",
    "Triggered",
    "Used",
    "Won",
]

Base = Literal["for_and_against", "cast", "replies", "present", "members"]


class Bounded(Said):
    """Something measured against one bound, in all or in each of some groups."""

    more_than: Share | None = None
    at_least: Share | None = None
    fewer_than: Share | None = None
    at_most: Share | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (
            sum(
                one is not None
                for one in (self.more_than, self.at_least, self.fewer_than, self.at_most)
            )
            != 1
        ):
            raise ValueError("give exactly one of more_than, at_least, fewer_than, at_most")
        return self

    @property
    def bound(self) -> Bound:
        """The limit as a value."""
        if self.more_than is not None:
            return Bound(self.more_than, strict=True)
        if self.at_least is not None:
            return Bound(self.at_least)
        if self.fewer_than is not None:
            return Bound(self.fewer_than, strict=True, upper=True)
        return Bound(self.at_most if self.at_most is not None else Share(0), upper=True)


class Grouped(Bounded):
    """Measured in every one of the groups by itself, in any, or in at least so many of them."""

    groups: Names = ()
    held_in: Literal["each", "any"] | Annotated[int, Field(ge=1)] = "each"
    among: Names = ()
    """Count only these groups, together."""
    ballot: str | None = None
    """`ballot`, or `stage/ballot` of another stage; the one that the rule stands in, where
    empty.
    """


class ShareOf(Grouped):
    """A share of answers, such as more than half of those for and against; `present` and
    `taking_part` make a quorum.
    """

    share: Names
    of: Base = "for_and_against"
    heads: bool = False
    """Count heads where the ballot has weights."""
    if_nobody: bool = False
    """What holds where nobody is in the base (0 of 0)."""


class Count(Grouped):
    """A number of answers; `distinct` counts organisations or groups, not people."""

    count: Names
    distinct: Literal["person", "organisation", "group"] = "person"


class SumOf(Bounded):
    """The shares of an answer in several ballots, added up: 1 is as much as all of one ballot."""

    sum: Names
    ballots: tuple[str, ...] = Field(min_length=1)


class Won(Said):
    """An option of a ranked ballot is the one that wins."""

    won: str
    is_: Names = Field(alias="is")


class Result(Said):
    """What became of a ballot; `rung` names the rule that it passed by."""

    result: str
    is_: Literal["passed", "failed", "inquorate"] = Field(default="passed", alias="is")
    rung: Name | None = None


class Ended(Said):
    """A clock of the stage (or `stage/clock`) has run out."""

    ended: str


class Delivered(Said):
    """A deliverable is there and published."""

    delivered: str


class Objections(Bounded):
    """The number of objections in these states."""

    objections: Names


class Judged(Said):
    """An office has judged so. `at_least` is a place on the scale, the strongest label first."""

    judged: str
    is_: Names = Field(default=(), alias="is")
    at_least: Name | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if bool(self.is_) == (self.at_least is not None):
            raise ValueError(
                "give `is` with the labels that count, or `at_least` with the weakest of them"
            )
        return self


class Triggered(Grouped):
    """A trigger was pulled, by so many; a petition counts people, organisations or groups."""

    triggered: str
    at_least: Share | None = Share(1)
    distinct: Literal["person", "organisation", "group"] = "person"


class Advised(Said):
    """Advice of this kind is there and was not taken back."""

    advised: Name
    is_: Names = Field(default=(), alias="is")


class Process(Said):
    """Another process has ended so; `ended` for any end, `running` while it has none."""

    process: Name
    is_: Names = Field(default=("ended",), alias="is")


class SameText(Said):
    """All these processes ended with one and the same text."""

    same_text: Names


class Attends(Said):
    """Somebody of an office or a group is present."""

    attends: Name


class Used(Bounded):
    """So much of a resource (calls, hours, cost) was used."""

    used: Name


class Rounds(Bounded):
    """So many times a stage was entered."""

    rounds: Name


class All(Part):
    """All of these hold."""

    all: tuple["Condition", ...] = Field(min_length=1)


class Any_(Part):  # noqa: N801 -- the word of the language
    """Any of these holds, or at least so many."""

    any: tuple["Condition", ...] = Field(min_length=1)
    at_least: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _not_more_than_there_are(self) -> Self:
        if self.at_least > len(self.any):
            raise ValueError(f"at least {self.at_least} of {len(self.any)} can never hold")
        return self


class Not(Part):
    """This does not hold."""

    not_: "Condition" = Field(alias="not")


_KINDS: dict[str, type] = {
    "share": ShareOf,
    "count": Count,
    "sum": SumOf,
    "won": Won,
    "result": Result,
    "ended": Ended,
    "delivered": Delivered,
    "objections": Objections,
    "judged": Judged,
    "triggered": Triggered,
    "advised": Advised,
    "process": Process,
    "same_text": SameText,
    "attends": Attends,
    "used": Used,
    "rounds": Rounds,
    "all": All,
    "any": Any_,
    "not": Not,
}


def _kind(written: Any) -> str | None:
    """Return the kind by its key; the language has one key a kind, so that a mistake is told of
    that kind alone.
    """
    keys = (
        written
        if isinstance(written, dict)
        else {key for key, kind in _KINDS.items() if isinstance(written, kind)}
    )
    return next((key for key in _KINDS if key in keys), None)


def _mapping(written: Any) -> Any:
    if isinstance(written, dict) and _kind(written) is None:
        raise ValueError(
            f"a condition has one of the keys {', '.join(_KINDS)}; this one has"
            f" {', '.join(written) or 'none'}"
        )
    if isinstance(written, str | list | int | bool):
        raise ValueError(f"a condition is a mapping such as “ended: review”, not {written!r}")
    return written


Condition = Annotated[
    Annotated[ShareOf, Tag("share")]
    | Annotated[Count, Tag("count")]
    | Annotated[SumOf, Tag("sum")]
    | Annotated[Won, Tag("won")]
    | Annotated[Result, Tag("result")]
    | Annotated[Ended, Tag("ended")]
    | Annotated[Delivered, Tag("delivered")]
    | Annotated[Objections, Tag("objections")]
    | Annotated[Judged, Tag("judged")]
    | Annotated[Triggered, Tag("triggered")]
    | Annotated[Advised, Tag("advised")]
    | Annotated[Process, Tag("process")]
    | Annotated[SameText, Tag("same_text")]
    | Annotated[Attends, Tag("attends")]
    | Annotated[Used, Tag("used")]
    | Annotated[Rounds, Tag("rounds")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
    BeforeValidator(_mapping),
]
