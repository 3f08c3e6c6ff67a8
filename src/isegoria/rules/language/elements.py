"""What a model is made of besides its stages: who there is, what they hold, where they may
complain, what comes out.
"""

from typing import Annotated, Literal

from pydantic import Field

from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.scalars import Name, Names, Part, Said, Share, Span

__all__ = [
    "Advice",
    "AdviceKind",
    "Allocation",
    "Appeal",
    "Disclosure",
    "Emergency",
    "Failure",
    "Group",
    "Joining",
    "Notice",
    "Office",
    "OtherProcess",
    "Outcome",
    "Recurrence",
    "Recusal",
    "Resource",
    "Texts",
]


class Group(Said):
    """A stakeholder group, a house, a body: who is in it and what it weighs."""

    title: str
    members: Literal[
        "open",
        "accredited",
        "appointed",
        "elected",
        "states",
        "organisations",
        "drawn",
        "named_by_group",
    ] = "open"
    within: Name | None = None
    """The group it is a part of; its members are members there too."""
    weight: Share | None = None
    """Its share of the group it is within, or of the whole; in a ballot by heads it has no
    effect.
    """
    seats: Annotated[int, Field(ge=0)] | None = None
    affected: bool = False
    """The outcome binds or touches it, whether or not it has a right."""
    capacity: Literal["personal", "representative", "delegate"] = "personal"
    alternates: bool = False
    """An alternate acts while the principal is absent, never beside them."""
    decides_by: Name | None = None
    """The process by which the group finds its one voice."""
    counted: bool = True
    """Its answers count in ballots; a participant beside members may speak and be polled without
    being counted.
    """


class Office(Said):
    """Somebody with a duty: how chosen, for how long, reviewed when, recalled how."""

    title: str
    chosen: Literal["elected", "appointed", "drawn", "volunteers", "by_interest", "by_right"] = (
        "appointed"
    )
    by: str | None = None
    """Who chooses: a group, an office or words for somebody outside."""
    of: Names = ()
    """The groups it is chosen from."""
    seats: Annotated[int, Field(ge=1)] = 1
    term: Span | None = None
    terms: Annotated[int, Field(ge=1)] | None = None
    """The most terms in a row."""
    review: Span | None = None
    """How often those it serves review it."""
    recall: str | None = None
    interim: Name | None = None
    """The office that acts while this one is empty; with it an office can stay without holders."""
    neutral: bool = False
    """Takes no part in the substance."""
    outside: bool = False
    """Took no part in the case and belongs to none of its parties."""


class Outcome(Said):
    """What may come out, and its force."""

    title: str
    force: Literal[
        "binding",
        "contract",
        "treaty",
        "law",
        "recommendation",
        "message",
        "report",
        "options",
        "allocation",
        "advice",
        "standard",
        "input",
        "none",
    ]
    binds: Names = ()
    ratified_by: str | None = None
    """What must still happen before it has that force."""
    minority_statements: Span | None = None
    """How long dissent may be filed after the decision; it travels with the outcome."""
    reservations: bool = False
    follow_up: tuple[Span, ...] = ()


class Appeal(Said):
    """One level of a ladder: who may contest what, where, until when, and with what effect."""

    title: str
    of: tuple[str, ...]
    """The judgements, ballots or exits that may be contested, as `stage/name`; `any` for all."""
    by: Names
    to: Name
    """The office or group that decides."""
    supporters: Annotated[int, Field(ge=0)] = 0
    """People beside the appellant without whom it is dismissed."""
    within: Span | None = None
    from_: Literal["decision", "public_knowledge", "answer"] = Field(
        default="decision", alias="from"
    )
    answer: Span | None = None
    grounds: str | None = None
    effect: Literal["annul", "remand", "substitute", "advise"]
    back_to: Name | None = None
    next: Name | None = None
    """The next level."""
    freezes: Literal["item", "stage", "nothing"] = "item"

    def enters(self, stage: str, item: str) -> str:
        """Return the stage that a ruling enters which upholds a contest about an item in a stage;
        empty where the course stays.
        """
        if self.effect == "advise":
            return ""
        if self.back_to is not None:
            return self.back_to
        return stage if self.effect in {"annul", "remand"} and not item else ""


class Recusal(Said):
    """Who stays out of a case, out of what, and who sits instead."""

    title: str
    from_: Names = Field(alias="from")
    """The offices or groups that judge."""
    offices: Names = ()
    """Whose holders stay out whatever they did: the chairs of a group whose decision is judged."""
    who: tuple[
        Literal[
            "proposer",
            "appellant",
            "decided_before",
            "took_part",
            "voted",
            "same_organisation",
            "declared_interest",
            "accused",
        ],
        ...,
    ] = Field(min_length=1)
    scope: Literal["vote", "talk", "room", "papers"] = "vote"
    least: Annotated[int, Field(ge=1)] = 1
    """How many must be left to judge."""
    replaced_by: Name | None = None


class Disclosure(Said):
    """What people declare about themselves."""

    title: str
    of: Names
    refreshed: Literal["once", "every_meeting", "every_year", "on_change"] = "on_change"
    public: bool = True
    condition: bool = False
    """Without it there is no right but to attend and read."""


class AdviceKind(Part):
    """A kind of advice: when it is of this kind, and what it obliges to."""

    when: Condition | None = None
    duty: Literal["none", "consider", "answer", "negotiate"]
    refusal: Name | None = None
    """The ballot that a refusal of this advice needs."""


class Advice(Said):
    """Advice with force, of one kind or several; the first kind whose test holds is meant."""

    title: str
    by: Name
    to: Name
    kinds: dict[Name, AdviceKind] = Field(min_length=1)


class Emergency(Said):
    """A way round the stages: who may take it, on what ground, until when, and who looks at it
    afterwards.
    """

    title: str
    by: Name
    ground: str
    sunset: Span | None = None
    extended: Annotated[int, Field(ge=0)] = 0
    ratified_by: Name | None = None
    """The stage in which it is ratified or falls."""


class Allocation(Said):
    """Ranked classes that share something scarce."""

    title: str
    by: Name
    classes: tuple[str, ...] = Field(min_length=1)
    reserved: dict[str, Share] = {}
    """Shares of the pool that a class has for itself."""
    tie: Literal["lot", "first_come", "officer"] = "officer"
    forfeited: str | None = None


class Resource(Said):
    """Something that is used up and looked at: calls, hours, cost."""

    title: str
    alarm: Annotated[int, Field(ge=1)] | None = None
    ceiling: Annotated[int, Field(ge=1)] | None = None


class Recurrence(Said):
    """When it comes round again."""

    every: Span | None = None
    repeat: Literal["allowed", "barred"] = "allowed"
    barred_for: Span | None = None
    carries_over: bool = False
    """What was not reached goes on in the next round; otherwise it lapses."""


class Texts(Said):
    """Versions of what is being agreed."""

    substantive: Name | None = None
    """The office that says whether a change is substantive."""
    appended: bool = False
    """Concerns that remain are noted on the text itself."""


class Joining(Said):
    """Terms of taking part."""

    after_start: Literal["allowed", "skills", "closed"] = "allowed"
    reopens: bool = False
    """Who joins late may reopen what is closed."""
    attendance: str | None = None
    sanction: str | None = None


class OtherProcess(Said):
    """A process beside this one, or one that this one waits for or starts."""

    title: str
    model: str | None = None


class Notice(Said):
    """Who must be told, how soon, and whether they must answer."""

    title: str
    by: Name
    to: Names
    within: Span | None = None
    answer: Span | None = None
    silence: Literal["consent", "refusal", "nothing"] | None = None


class Failure(Part):
    """A known way in which it fails.

    `finding` says which finding of the checker shows it, and where.
    """

    title: str
    finding: str | None = None
    at: str | None = None
    source: str | None = None
