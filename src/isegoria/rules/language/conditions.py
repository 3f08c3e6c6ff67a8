"""Conditions as data: shares, counts, clocks, deliverables, objections, judgements, other
processes, joined by all, any, not.
"""

from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self

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
    "Relative",
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


class Relative(Part):
    """A number that follows from another count: “more yes than no”, “half of the members plus
    one”.
    """

    count: Names
    """Answers, or one of `members`, `present`, `cast`, `replies`, `for_and_against`."""
    ballot: str | None = None
    """`ballot`, or `stage/ballot`; the one that is measured, where empty."""
    among: Names = ()
    """Count only these groups, together; those that are measured, where empty."""
    times: Share = Share(1)
    """So many times the count, such as `1/2`."""
    rounded: Literal["up", "down"] | None = None
    """To a whole number; exact where empty."""
    plus: int = 0
    """Added at last."""

    def of(self, counted: Fraction) -> Fraction:
        """Return the number that follows from a count."""
        value = counted * self.times
        if self.rounded is not None:
            value = Fraction(value // 1 if self.rounded == "down" else -(-value // 1))
        return value + self.plus


def _limit_kind(written: Any) -> str:
    return "relative" if isinstance(written, dict | Relative) else "number"


Limit = Annotated[
    Annotated[Share, Tag("number")] | Annotated[Relative, Tag("relative")],
    Discriminator(_limit_kind),
]
"""A number or a share; or one that follows from another count."""


class Bounded(Said):
    """Something measured against one bound, in all or in each of some groups."""

    follows: ClassVar[bool] = False
    """Whether its bound can follow from another count."""

    more_than: Limit | None = None
    """More than this, such as `1/2` or `60 %`."""
    at_least: Limit | None = None
    """As much as this, or more."""
    fewer_than: Limit | None = None
    """Less than this."""
    at_most: Limit | None = None
    """As much as this, or less."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        given = [getattr(self, one) for one in _LIMITS if getattr(self, one) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of more_than, at_least, fewer_than, at_most")
        if isinstance(given[0], Relative) and not self.follows:
            raise ValueError(
                "give a number here; a bound that follows from another count stands at `count` or"
                " `triggered`"
            )
        return self

    @property
    def relative(self) -> Relative | None:
        """The count that the limit follows from; None where it is a number."""
        limit = self._limit[1]
        return limit if isinstance(limit, Relative) else None

    @property
    def limit_key(self) -> str:
        """The key under which the limit stands."""
        return self._limit[0]

    @property
    def bound(self) -> Bound:
        """The limit as a value; it begins at 0 where it follows from another count."""
        limit = self._limit[1]
        return self.bound_at(Fraction() if isinstance(limit, Relative) else limit)

    def bound_at(self, value: Fraction) -> Bound:
        """Return the limit with this value."""
        name = self._limit[0]
        return Bound(value, name in {"more_than", "fewer_than"}, name in {"fewer_than", "at_most"})

    @property
    def _limit(self) -> tuple[str, Share | Relative]:
        return next(
            (name, getattr(self, name)) for name in _LIMITS if getattr(self, name) is not None
        )


_LIMITS = ("more_than", "at_least", "fewer_than", "at_most")


class Grouped(Bounded):
    """Measured in every one of the groups by itself, in any, or in at least so many of them."""

    groups: Names = ()
    """Measured in each of these."""
    held_in: Literal["each", "any"] | Annotated[int, Field(ge=1)] = "each"
    """In each of them, in any, or in at least so many."""
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
    """The answers; or `present`, `taking_part`."""
    of: Base = "for_and_against"
    """The base: what the share is a share of."""
    of_all: bool = False
    """The base is that of all groups together: so “no group has more than a third of the answers”
    is measured.
    """
    heads: bool = False
    """Count heads where the ballot has weights."""
    if_nobody: bool = False
    """What holds where nobody is in the base (0 of 0)."""


class Count(Grouped):
    """A number of answers; `distinct` counts organisations or groups, not people."""

    follows: ClassVar[bool] = True

    count: Names
    """The answers; or `replies`, `cast`, `members`, `present`."""
    distinct: Literal["person", "organisation", "group"] = "person"
    """What is counted."""


class SumOf(Bounded):
    """The shares of an answer in several ballots, added up: 1 is as much as all of one ballot."""

    sum: Names
    """The answers."""
    ballots: tuple[str, ...] = Field(min_length=1)
    """The ballots."""


class Won(Said):
    """An option of a ranked ballot is the one that wins."""

    won: str
    """The ballot."""
    is_: Names = Field(alias="is")
    """The options of which one wins."""


class Result(Said):
    """What became of a ballot; `rung` names the rule that it passed by. `tied` is the result while
    the ballot says who decides a tie, and that is still open.
    """

    result: str
    """The ballot."""
    is_: Literal["passed", "failed", "inquorate", "tied"] = Field(default="passed", alias="is")
    """What became of it."""
    rung: Name | None = None
    """The rule of its ladder that it passed by."""


class Ended(Said):
    """A clock of the stage (or `stage/clock`) has run out."""

    ended: str
    """The clock, as `clock` or `stage/clock`."""


class Delivered(Said):
    """A deliverable is there and published."""

    delivered: str
    """The deliverable."""


class Objections(Bounded):
    """The number of objections in these states."""

    objections: Names
    """Their states: open, addressed, withdrawn, sustained, out_of_scope."""


class Judged(Said):
    """An office has judged so. `at_least` is a place on the scale, the strongest label first."""

    judged: str
    """The finding."""
    is_: Names = Field(default=(), alias="is")
    """The labels that count."""
    at_least: Name | None = None
    """The weakest label that counts."""
    items: Literal["each", "any"] | Annotated[int, Field(ge=1)] | None = None
    """Of a finding on each item: found so on each of them, on any, or on at least so many. Where
    nothing is proposed it does not hold. Left out, the finding about the whole is meant.
    """

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if bool(self.is_) == (self.at_least is not None):
            raise ValueError(
                "give `is` with the labels that count, or `at_least` with the weakest of them"
            )
        return self


class Triggered(Grouped):
    """A trigger was pulled, by so many; a petition counts people, organisations or groups."""

    follows: ClassVar[bool] = True

    triggered: str
    """The trigger."""
    at_least: Limit | None = Share(1)
    """So many, or more."""
    distinct: Literal["person", "organisation", "group"] = "person"
    """What is counted."""


class Advised(Said):
    """Advice of this kind is there and was not taken back."""

    advised: Name
    """The advice."""
    is_: Names = Field(default=(), alias="is")
    """The kinds that count."""


class Process(Said):
    """Another process has ended so; `ended` for any end, `running` while it has none."""

    process: Name
    """The process."""
    is_: Names = Field(default=("ended",), alias="is")
    """Its outcomes that count; `ended` or `running`."""


class SameText(Said):
    """All these processes ended with one and the same text."""

    same_text: Names
    """The processes."""


class Attends(Said):
    """Somebody of an office or a group is present."""

    attends: Name
    """The office or group."""


class Used(Bounded):
    """So much of a resource (calls, hours, cost) was used."""

    used: Name
    """The resource."""


class Rounds(Bounded):
    """So many times a stage was entered."""

    rounds: Name
    """The stage."""


class All(Part):
    """All of these hold."""

    all: tuple["Condition", ...] = Field(min_length=1)
    """The conditions."""


class Any_(Part):  # noqa: N801 -- the word of the language
    """Any of these holds, or at least so many."""

    any: tuple["Condition", ...] = Field(min_length=1)
    """The conditions."""
    at_least: Annotated[int, Field(ge=1)] = 1
    """How many of them."""

    @model_validator(mode="after")
    def _not_more_than_there_are(self) -> Self:
        if self.at_least > len(self.any):
            raise ValueError(f"at least {self.at_least} of {len(self.any)} can never hold")
        return self


class Not(Part):
    """This does not hold."""

    not_: "Condition" = Field(alias="not")
    """The condition."""


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
        near = [found[0] for key in written if (found := get_close_matches(str(key), _KINDS, 1))]
        raise ValueError(
            f"a condition has one of the keys {', '.join(_KINDS)}; this one has"
            f" {', '.join(map(str, written)) or 'none'}"
            + (f"; did you mean “{near[0]}”?" if near else "")
        )
    if isinstance(written, dict) and len(two := [key for key in _KINDS if key in written]) > 1:
        one, other, *_ = two
        raise ValueError(
            f"“{one}” and “{other}” are two conditions; join them, such as"
            f" all: [{{{one}: …}}, {{{other}: …}}]"
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
