"""A process model: groups, offices, stages with their rights, clocks, ballots and ways out. Read
from YAML, never changed.

Every rule has an address, `model/stage/name`; `address` of a part is its place in the file without
the words for lists (`fsc.ga.motion/vote/pass` is the exit `pass` of the stage `vote`).
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from isegoria.floor.policies import Channels, Policy, Scope, SecondTurn
from isegoria.rules.language.audits import Audit, Standing, source_key
from isegoria.rules.language.ballots import Ballot, Derived, Elects, Judgement, Ranked
from isegoria.rules.language.clocks import Clock, Extension, Shortening, Timeout
from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.durations import Days
from isegoria.rules.language.elements import (
    Advice,
    Allocation,
    Appeal,
    Disclosure,
    Emergency,
    Failure,
    Group,
    Joining,
    Notice,
    Office,
    OtherProcess,
    Outcome,
    Recurrence,
    Recusal,
    Resource,
    Texts,
)
from isegoria.rules.language.scalars import (
    ANYONE,
    Confidence,
    Name,
    Names,
    Right,
    Said,
    Span,
)
from isegoria.signals.values import Thresholds
from isegoria.terms import gettext_noop

__all__ = [
    "Ballot",
    "Calendar",
    "Clock",
    "Deliverable",
    "Derived",
    "Elects",
    "Exit",
    "Extension",
    "Floor",
    "Granted",
    "Guard",
    "InputWindow",
    "Judgement",
    "Model",
    "Ranked",
    "Shortening",
    "Stage",
    "Tier",
    "Timeout",
    "Trigger",
]

ModelId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$")]


_OUTSIDE = ("proposer", "appellant", "took_part", "voted", "decided_before", "same_organisation")
"""With which part in a case nobody judges it from outside."""


def _granted(written: object) -> object:
    return {"right": written} if isinstance(written, str) else written


class Calendar(Said):
    """Whose days are counted."""

    zone: str = "UTC"
    """The time zone, such as `Europe/Paris`."""
    holidays: str = ""
    """The country whose public holidays do not count, as ISO 3166."""

    @property
    def days(self) -> Days:
        """The days as a value."""
        return Days(self.zone, self.holidays)


class Granted(Said):
    """A right, with what limits it."""

    right: Right
    """What one may do: see “Rights”."""
    when: Condition | None = None
    """Only while this holds."""
    limit: str | None = None
    """The limit in words, where nothing here computes it."""
    cap: Annotated[int, Field(ge=1)] | None = None
    """How often a person may use it in a stage."""
    cap_keeps: Literal["first", "last"] = "first"
    """Beyond the cap the act is refused, or the earliest one no longer counts."""
    reasons: bool = False
    """Each use needs a reason."""
    seconders: Annotated[int, Field(ge=0)] = 0
    """How many others must support it."""
    backed_by: Names = ()
    """Groups that proposer and seconders together must cover."""
    backed_by_at_least: Annotated[int, Field(ge=1)] | None = None
    """How many of them, where not all."""


Grant = Annotated[Granted, BeforeValidator(_granted, json_schema_input_type=Right | Granted)]


class Trigger(Said):
    """Something that those with the right may set off, alone or by petition."""

    title: str
    """What people read."""
    by: Names
    """Who may set it off."""
    never: Names = ()
    """Groups or offices whose signature does not count."""
    clock: Name | None = None
    """Only while this clock runs."""
    opens: Name | None = None
    """Only once this clock has run out."""


class Deliverable(Said):
    """A document that the stage owes, where it is published, and by when. One named `text` is the
    text of the part: to publish it is to publish its newest version.
    """

    title: str
    """What people read."""
    by: Name
    """The office or group that owes it."""
    where: str | None = None
    """Where it is published."""
    within: Span | None = None
    """How soon."""
    blocks: bool = True
    """The stage is not left without it, by any way out that waits."""


class InputWindow(Said):
    """Input from outside: who, in what form, how often, and whether each is answered."""

    title: str
    """What people read."""
    by: Names = (ANYONE,)
    """Who may send something."""
    clock: Name | None = None
    """Open while this clock runs."""
    form: str | None = None
    """The form in words."""
    reasons: bool = False
    """Each needs reasons."""
    cap: Annotated[int, Field(ge=1)] | None = None
    """How many one person may send."""
    overwrites: bool = False
    """A later one replaces an earlier one of the same person."""
    answer_each: bool = False
    """Each one gets an answer."""
    merged: bool = False
    """Alike ones are merged, their senders stay linked; nothing is rejected."""


class Tier(Said):
    """Who may speak in which part of the time."""

    groups: Names
    """The groups or offices."""
    at: Literal[
        "first",
        "opening",
        "after_the_others",
        "end_of_item",
        "end_of_session",
        "last_hour",
        "before_start",
        "all_along",
    ] = "all_along"
    """When they speak."""
    reserve: Span | None = None
    """Time that is theirs; without it they have what the others leave."""
    turn: Span | None = None
    """How long one speaks."""
    chosen_by_group: bool = False
    """The groups choose who speaks."""
    leaves_after: bool = False
    """Who has spoken leaves the room."""
    not_on: tuple[str, ...] = ()
    """Items on which they do not speak."""


class Floor(Said):
    """Who speaks next and for how long; `floor/` executes it."""

    scope: Scope = Scope.ITEM
    """Over what turns are shared: each item, the session, the day."""
    policy: tuple[Policy, ...] = (Policy.FIFO,)
    """Who is next, the first rule first."""
    turn: Span | None = None
    """How long a turn is."""
    turns: Annotated[int, Field(ge=1)] | None = None
    """How many turns one has."""
    second_turn: SecondTurn = SecondTurn.IN_ORDER
    """Where a second turn stands in the queue."""
    channels: Channels = Channels.ONE_QUEUE
    """How the room and remote people share the queue."""
    rotation: tuple[str, ...] = ()
    """Microphones or channels in the order of a round."""
    tiers: tuple[Tier, ...] = ()
    """Groups with a part of the time."""
    microphones: Annotated[int, Field(ge=1)] | None = None
    """Places from which one may speak, where they are fewer than the seats."""


class Guard(Said):
    """What ends a loop: a count, a date, a cost; then the choice `forces` is due."""

    rounds: Annotated[int, Field(ge=1)] | None = None
    """How often the way may be taken."""
    until: Span | None = None
    """So long after the process began."""
    resource: Name | None = None
    """Something whose `ceiling` ends the loop."""
    forces: Name
    """The way out that is then the only one."""

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.rounds is None and self.until is None and self.resource is None:
            raise ValueError("a guard counts rounds, a time (until) or a resource")
        return self


class Exit(Said):
    """A way out of a stage: to another stage, or to an outcome."""

    title: str | None = None
    """What people read."""
    to: Name | None = None
    """The next stage."""
    outcome: Name | None = None
    """The outcome with which it ends."""
    when: Condition | None = None
    """The test; without one the office decides."""
    by: Name | None = None
    """The office that takes it; it is taken by itself where empty."""
    needs_reason: bool = False
    """Who takes it gives a reason."""
    waits: bool = True
    """It waits for the documents that the stage owes; a way to give up need not."""
    guard: Guard | None = None
    """What ends a loop."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.to is None) is (self.outcome is None):
            raise ValueError("an exit leads `to` a stage or to an `outcome`: give one")
        return self


class Stage(Said):
    """A step of the process."""

    title: str
    """What people read."""
    officer: Name | None = None
    """The office that leads it."""
    rights: dict[Name, tuple[Grant, ...]] = {}
    """What each group or office may do here."""
    calendar: Name | None = None
    """Whose days its clocks count."""
    clocks: dict[Name, Clock] = {}
    """Time limits."""
    floor: Floor | None = None
    """Who speaks when."""
    inputs: dict[Name, InputWindow] = {}
    """What others may send in."""
    ballots: dict[Name, Ballot] = {}
    """Votes."""
    judgements: dict[Name, Judgement] = {}
    """What offices find."""
    triggers: dict[Name, Trigger] = {}
    """What people may set off."""
    deliverables: dict[Name, Deliverable] = {}
    """Documents that it owes."""
    notices: dict[Name, Notice] = {}
    """Whom one tells."""
    starts: Names = ()
    """Other processes that begin with this stage and run beside it."""
    enters_when: Condition | None = None
    """It begins only while this holds."""
    tied: bool = False
    """Nothing is closed here until everything is."""
    exits: dict[Name, Exit] = {}
    """Ways out, tried in this order."""


class Model(Said):
    """The rules of one way of deciding."""

    id: ModelId
    """Its address, such as `club.meeting`."""
    version: Annotated[int, Field(ge=1)] = 1
    """One more with every change."""
    title: str
    """What people read."""
    status: Literal["past", "present", "future"]
    """Whether a body decides so still, now, or in a proposal."""
    summary: str
    """One sentence for those who choose among rules."""
    variant_of: ModelId | None = None
    """The model that it is a variant of. It is told to people, and changes nothing by itself."""
    sources: dict[Name, str] = {}
    """Where rules are written, by a short name."""
    confidence: Confidence | None = Confidence.CONFIRMED
    """How sure its numbers are, where a rule says nothing else."""
    audit: Audit | None = None
    """Absent: not audited. A variant has its own."""
    groups: dict[Name, Group] = Field(min_length=1)
    """Who there is."""
    offices: dict[Name, Office] = {}
    """Who has a duty."""
    disclosures: dict[Name, Disclosure] = {}
    """What people declare."""
    joining: Joining | None = None
    """Terms of taking part."""
    calendars: dict[Name, Calendar] = {}
    """Whose days clocks count."""
    texts: Texts | None = None
    """What holds for versions of the text."""
    processes: dict[Name, OtherProcess] = {}
    """Other processes that rules name."""
    resources: dict[Name, Resource] = {}
    """What is used up."""
    starts: Name
    """The first stage."""
    stages: dict[Name, Stage] = Field(min_length=1)
    """The steps."""
    advice: dict[Name, Advice] = {}
    """Advice with force."""
    appeals: dict[Name, Appeal] = {}
    """Levels of appeal."""
    recusals: dict[Name, Recusal] = {}
    """Who stays out of a case."""
    emergencies: dict[Name, Emergency] = {}
    """Ways round the stages."""
    allocations: dict[Name, Allocation] = {}
    """How something scarce is shared."""
    recurrence: Recurrence | None = None
    """When it comes round again."""
    outcomes: dict[Name, Outcome] = Field(min_length=1)
    """What may come out."""
    signals: Thresholds = Thresholds()
    """From where on early warnings fire, where this process wants it otherwise."""
    failures: dict[Name, Failure] = {}
    """Known ways in which it fails."""

    @cached_property
    def chain(self) -> Mapping[str, tuple[str, ...]]:
        """Each group with the groups it is within, itself first."""
        return {name: tuple(self._upwards(name)) for name in self.groups}

    @cached_property
    def leaves(self) -> Mapping[str, tuple[str, ...]]:
        """Each group with the groups inside it that have none inside; itself where it has none."""
        parents = {group.within for group in self.groups.values()}
        found: dict[str, list[str]] = {name: [] for name in self.groups}
        for end in self.groups:
            for name in self.chain[end] if end not in parents else ():
                found[name].append(end)
        return {name: tuple(ends) for name, ends in found.items()}

    @cached_property
    def grants(self) -> Mapping[tuple[str, Right], Mapping[str, Granted]]:
        """For a stage and a right, the groups and offices that hold it, with what limits it."""
        table: dict[tuple[str, Right], dict[str, Granted]] = {}
        for stage, part in self.stages.items():
            for holder, granted in part.rights.items():
                for grant in granted:
                    table.setdefault((stage, grant.right), {})[holder] = grant
        return table

    @cached_property
    def keeps_out(self) -> Mapping[str, Recusal]:
        """Who stays out of a case: by the rules of recusal, and in an office from outside whoever
        took part or works for a party; that by the name of the office.
        """
        from_outside = {
            f"{name}/outside": Recusal.model_validate(
                {
                    "title": gettext_noop("who judges from outside took no part, for no party"),
                    "from": name,
                    "who": _OUTSIDE,
                }
            )
            for name, office in self.offices.items()
            if office.outside
        }
        return {**self.recusals, **from_outside}

    def standing_of(self, part: Said | None) -> Standing:
        """Return how far a rule can be relied on."""
        if self.audit is not None:
            return self.audit.standing_of(part)
        unsure = part is not None and part.confidence is Confidence.UNCONFIRMED
        return Standing.UNCONFIRMED if unsure else Standing.NOT_AUDITED

    def cited(self, written: str | None) -> str | None:
        """Return a source in words: a key of `sources` is told as what it stands for."""
        if written is None:
            return None
        key = source_key(written)
        return self.sources.get(key, key) + written.removeprefix(key)

    @cached_property
    def fills_seats(self) -> bool:
        """Whether a ballot elects people who then hold an office."""
        ballots = (one.elects for stage in self.stages.values() for one in stage.ballots.values())
        return any(one is not None and one.office is not None for one in ballots)

    def _upwards(self, name: str) -> list[str]:
        chain = {name: None}
        parent = self.groups[name].within
        while parent is not None and parent not in chain:
            chain[parent] = None
            parent = self.groups[parent].within
        return list(chain)
