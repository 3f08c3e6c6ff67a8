"""What a model is made of besides its stages: who there is, what they hold, where they may
complain, what comes out.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    "Mix",
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
    """What people read."""
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
    """How one gets in."""
    within: Name | None = None
    """The group it is a part of; its members are members there too."""
    weight: Share | None = None
    """Its share of the group it is within, or of the whole; in a ballot by heads it has no
    effect.
    """
    seats: Annotated[int, Field(ge=0)] | None = None
    """How many there are; open where empty."""
    affected: bool = False
    """The outcome binds or touches it, whether or not it has a right."""
    capacity: Literal["personal", "representative", "delegate"] = "personal"
    """Whether members speak for themselves, for others, or as these instruct them."""
    alternates: bool = False
    """An alternate acts while the principal is absent, never beside them."""
    decides_by: Name | None = None
    """The process by which the group finds its one voice."""
    counted: bool = True
    """Its answers count in ballots; a participant beside members may speak and be polled without
    being counted.
    """


class Mix(Said):
    """A limit on how those who hold an office are made up; it holds when somebody is seated,
    elected or drawn.
    """

    groups: Names = ()
    """Counted in each of these groups …"""
    of_one: Literal["organisation"] | None = None
    """… or in each organisation for which people stand."""
    at_most: Share | None = None
    """So many of each at most: a number, or below 1 a share of all seats."""
    at_least: Annotated[int, Field(ge=1)] | None = None
    """So many of each at least, once all seats are taken."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if bool(self.groups) is (self.of_one is not None):
            raise ValueError("say which `groups` are counted, or `of_one: organisation`: give one")
        if self.at_most is None and self.at_least is None:
            raise ValueError("say how many there are of each: `at_most`, `at_least` or both")
        if self.of_one is not None and self.at_least is not None:
            raise ValueError("nobody can say that each organisation sits there; leave `at_least`")
        return self

    def most(self, seats: int) -> int | None:
        """Return how many of each there can be in so many seats."""
        if self.at_most is None:
            return None
        return int(self.at_most * seats) if self.at_most < 1 else int(self.at_most)


class Office(Said):
    """Somebody with a duty: how chosen, for how long, reviewed when, recalled how."""

    title: str
    """What people read."""
    chosen: Literal["elected", "appointed", "drawn", "volunteers", "by_interest", "by_right"] = (
        "appointed"
    )
    """How it is filled."""
    by: str | None = None
    """Who chooses: a group, an office or words for somebody outside."""
    of: Names = ()
    """The groups it is chosen from."""
    seats: Annotated[int, Field(ge=1)] = 1
    """How many hold it."""
    composition: dict[Name, Mix] = {}
    """How those who hold it are made up."""
    term: Span | None = None
    """For how long."""
    terms: Annotated[int, Field(ge=1)] | None = None
    """The most terms in a row."""
    review: Span | None = None
    """How often those it serves review it."""
    recall: str | None = None
    """How it is recalled, in words."""
    interim: Name | None = None
    """The office that acts while this one is empty; with it an office can stay without holders."""
    neutral: bool = False
    """Takes no part in the substance. This is told to people; nobody is refused for it."""
    outside: bool = False
    """Took no part in the case and belongs to none of its parties. Who did, or works for a party,
    does not judge for this office.
    """
    room: Literal["open", "closed"] = "open"
    """`closed`: on each part those who hold it have a room of their own, and only they read what is
    said there. Who was there, when, and what they decided is public. Who has to stay out of a case
    is not in its room.
    """


class Outcome(Said):
    """What may come out, and its force."""

    title: str
    """What people read."""
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
    """What it is worth."""
    binds: Names = ()
    """The groups that have to follow it."""
    ratified_by: str | None = None
    """What must still happen before it has that force."""
    minority_statements: Span | None = None
    """How long dissent may be filed after the decision; it travels with the outcome."""
    reservations: bool = False
    """Reservations are noted with it."""
    follow_up: tuple[Span, ...] = ()
    """When people ask what became of it, after the end."""


class Appeal(Said):
    """One level of a ladder: who may contest what, where, until when, and with what effect."""

    title: str
    """What people read."""
    of: tuple[str, ...]
    """The judgements, ballots or exits that may be contested, as `stage/name`; `any` for all."""
    by: Names
    """Who may appeal."""
    to: Name
    """The office or group that decides."""
    supporters: Annotated[int, Field(ge=0)] = 0
    """People beside the appellant without whom it is dismissed."""
    within: Span | None = None
    """How long after the decision."""
    from_: Literal["decision", "public_knowledge", "answer"] = Field(
        default="decision", alias="from"
    )
    """From when that counts."""
    answer: Span | None = None
    """How long the panel has."""
    grounds: str | None = None
    """The grounds in words."""
    effect: Literal["annul", "remand", "substitute", "advise"]
    """What follows when it is upheld."""
    back_to: Name | None = None
    """The stage that begins again."""
    next: Name | None = None
    """The next level."""
    decides: Literal["majority", "unanimous", "one"] = "majority"
    """How many of those who sit there and do not stay out have to decide the same: more than half,
    all, or any one. Where it is not said: more than half.
    """
    silence: Literal["dismissed", "upheld", "records_breach"] = "records_breach"
    """What follows when `answer` is over without a decision."""
    freezes: Literal["item", "stage", "nothing"] = "item"
    """What waits for the answer. Where people could not answer a ballot so long, the clocks of its
    stage stand still.
    """

    @property
    def moves_nothing(self) -> bool:
        """Whether it stops nothing while it waits, and the course goes on as it was when it is
        upheld: a complaint that contests no decision by its name.
        """
        stays = self.back_to is None and self.effect in {"substitute", "advise"}
        return self.of == ("any",) and self.freezes == "nothing" and stays

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
    """What people read."""
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
    """Who stays out: what they did, or whom they belong to."""
    scope: Literal["vote", "talk", "room", "papers"] = "vote"
    """Out of what: the vote, the talk, the room, the papers."""
    least: Annotated[int, Field(ge=1)] = 1
    """How many must be left to judge."""
    replaced_by: Name | None = None
    """The office or group that sits instead."""


class Disclosure(Said):
    """What people declare about themselves."""

    title: str
    """What people read."""
    of: Names
    """Who declares it."""
    refreshed: Literal["once", "every_meeting", "every_year", "on_change"] = "on_change"
    """How often."""
    public: bool = True
    """Everybody can read it."""
    condition: bool = False
    """Without it there is no right but to attend and read."""


class AdviceKind(Part):
    """A kind of advice: when it is of this kind, and what it obliges to."""

    when: Condition | None = None
    """The test of this kind."""
    duty: Literal["none", "consider", "answer", "negotiate"]
    """What those who get it have to do."""
    refusal: Name | None = None
    """The ballot that a refusal of this advice needs."""


class Advice(Said):
    """Advice with force, of one kind or several; the first kind whose test holds is meant."""

    title: str
    """What people read."""
    by: Name
    """Who gives it."""
    to: Name
    """Who gets it."""
    kinds: dict[Name, AdviceKind] = Field(min_length=1)
    """The kinds, the first whose test holds is meant."""


class Emergency(Said):
    """A way round the stages: who may take it, on what ground, until when, and who looks at it
    afterwards.
    """

    title: str
    """What people read."""
    by: Name
    """The office or group that may take it."""
    ground: str
    """The ground in words."""
    sunset: Span | None = None
    """How long it lasts."""
    extended: Annotated[int, Field(ge=0)] = 0
    """How often it may be extended."""
    ratified_by: Name | None = None
    """The stage in which it is ratified or falls."""


class Allocation(Said):
    """Ranked classes that share something scarce."""

    title: str
    """What people read."""
    by: Name
    """The office that shares it out."""
    classes: tuple[str, ...] = Field(min_length=1)
    """The classes, the first in rank first."""
    reserved: dict[str, Share] = {}
    """Shares of the pool that a class has for itself."""
    tie: Literal["lot", "first_come", "officer"] = "officer"
    """What decides between equals."""
    forfeited: str | None = None
    """When a share is lost, in words."""


class Resource(Said):
    """Something that is used up and looked at: calls, hours, cost."""

    title: str
    """What people read."""
    alarm: Annotated[int, Field(ge=1)] | None = None
    """From here on people are warned."""
    ceiling: Annotated[int, Field(ge=1)] | None = None
    """The most that may be used."""


class Recurrence(Said):
    """When it comes round again."""

    every: Span | None = None
    """How often."""
    repeat: Literal["allowed", "barred"] = "allowed"
    """Whether the same question may come back."""
    barred_for: Span | None = None
    """For how long it may not."""
    carries_over: bool = False
    """What was not reached goes on in the next round; otherwise it lapses."""


class Texts(Said):
    """Versions of what is being agreed."""

    substantive: Name | None = None
    """The office that says whether a change is substantive."""
    restarts: Annotated[int, Field(ge=0)] = 2
    """How often in a stage versions may let people answer again, or other events give them the
    time again, where `restarts_on` says that they do.
    """
    appended: bool = False
    """Concerns that remain are noted on the text itself."""


class Joining(Said):
    """Terms of taking part."""

    after_start: Literal["allowed", "skills", "closed"] = "allowed"
    """Whether one may join late."""
    reopens: bool = False
    """Who joins late may reopen what is closed."""
    attendance: str | None = None
    """What is asked of members, in words."""
    sanction: str | None = None
    """What follows, in words."""


class OtherProcess(Said):
    """A process beside this one, or one that this one waits for or starts."""

    title: str
    """What people read."""
    model: str | None = None
    """Its model, of the library or the forum's own. Left out where it is not written as one."""


class Notice(Said):
    """Who must be told, how soon, and whether they must answer."""

    title: str
    """What people read."""
    by: Name
    """Who tells."""
    to: Names
    """Who is told."""
    within: Span | None = None
    """How soon."""
    answer: Span | None = None
    """How long they have to answer."""
    silence: Literal["consent", "refusal", "nothing"] | None = None
    """What no answer means."""


class Failure(Part):
    """A known way in which it fails.

    `finding` says which finding of the checker shows it, and where.
    """

    title: str
    """How it fails, in a sentence."""
    finding: str | None = None
    """The code of a finding of the checker that shows it."""
    at: str | None = None
    """Where the finding stands."""
    source: str | None = None
    """Who said so."""
