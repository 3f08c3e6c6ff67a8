"""What the engine asks about a process, and the values of an act.

In memory in a rehearsal, from the database in a forum.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from isegoria.rules.language.durations import Duration

__all__ = ["ANYWHERE", "ERASED", "Act", "Announced", "Facts", "Person", "Tally"]

ERASED = "\N{SYMBOL FOR SUBSTITUTE}"
"""Stands among the organisations of somebody for one whose name they erased."""

ANYWHERE = "*"
"""No stage has this name."""
Tally = Mapping[str, Mapping[str, int | Fraction]]
"""Answers by group: for each group without sub-groups, how many gave which answer."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A lot that was announced: when, how many sources give its numbers, and from when on their
    values are known.
    """

    at: datetime
    known_at: datetime
    sources: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a capacity.

    `groups` are those they act for this time; `stands_in_for` makes them an alternate.
    """

    id: str
    groups: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    organisation: str = ""
    stands_in_for: str = ""
    observer: bool = False
    disclosed: tuple[str, ...] = ()
    works_for: tuple[str, ...] = ()
    """Other organisations of theirs, which they do not act for this time."""
    unconfirmed: bool = False
    """Their organisation says who speaks for it, and did not name them."""
    as_written: bool = False
    """Their organisation is another one wherever its name is written otherwise, as it was up to
    version 1 of the acts by which people answer and sign.
    """


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to do.

    `name` is the ballot, judgement, trigger, deliverable, exit … that it is about.
    """

    kind: str
    by: Person
    at: datetime
    name: str = ""
    answer: str = ""
    item: str = ""
    reason: str = ""
    channel: str = ""
    with_: tuple[Person, ...] = ()
    """Seconders, supporters; for a vote those whose proxy is used."""
    span: Duration | None = None
    against: int = 0
    """Of an appeal: the seat of the person that it is about; 0 where it is about nobody."""
    sources: int = 0
    """Of the announcement of a lot: how many sources give its numbers."""
    known_at: datetime | None = None
    """Of the announcement of a lot: when the values of its sources are known."""
    objection: str = ""
    """The name of the objection that a position files."""
    withdraws: tuple[str, ...] = ()
    """The names of the objections that a position withdraws."""
    decides: str | None = None
    """Of a ruling, or a finding of a panel, on the record: what it decided, empty for one vote of a
    panel; None where that is to be found out.
    """
    stands: str | None = None
    """Of a proposal on the record: the stage in whose election its author stands, empty for none,
    `ANYWHERE` where the rules of then let them stand in all; None where that is to be found out.
    """
    instead: str | None = None
    """Of a finding on the record: the level of the appeal whose panel gave it in place of the
    office, empty for one of the office; None where that is to be found out.
    """
    moves: bool = False
    """Of a signature on the record: it moved the clocks that its trigger starts, as each did once.
    """
    alone: bool = False
    """Of a ruling: it was given when one member decided alone, and nothing was kept of votes."""
    stops: bool = True
    """Of an appeal: it stops the clocks of what it freezes; one of before did not."""
    one_stop: bool = False
    """Of an appeal or its answer on the record: an item had one stop, whatever the levels, which
    the first answer ended.
    """
    once: bool = True
    """Of a signature: it counts in one group; one of before did in each group of who signed."""


class Facts(Protocol):
    """Questions about one process.

    Each is answered without going through the acts: tallies are kept, not counted.
    """

    @property
    def stage(self) -> str:
        """The stage it is in, or was in when it ended."""
        ...

    @property
    def outcome(self) -> str:
        """The outcome it ended with; empty while it goes on."""
        ...

    def ended_at(self) -> datetime | None:
        """Return when it ended."""
        ...

    def began_at(self) -> datetime:
        """Return when the process began."""
        ...

    def decided_in(self) -> str:
        """Return the stage that decided on the text as it stands; empty while the text can
        change.
        """
        ...

    def changed_at(self) -> datetime:
        """Return when anything was taken in last; nothing comes about by itself before it."""
        ...

    def entered_at(self, stage: str) -> datetime | None:
        """Return when the stage was last entered."""
        ...

    def rounds(self, stage: str) -> int:
        """Return how many times it was entered."""
        ...

    def taken(self, stage: str, name: str) -> int:
        """Return how many times this way out was taken."""
        ...

    def event_at(self, stage: str, event: str) -> datetime | None:
        """Return when the event last happened since the stage was entered."""
        ...

    def meeting_at(self, meeting: str) -> datetime | None:
        """Return when a meeting is, as far as it is fixed."""
        ...

    def extensions(self, stage: str, clock: str) -> Sequence[Duration]:
        """Return by how much the clock was made longer."""
        ...

    def shortened(self, stage: str, clock: str) -> Duration | None:
        """Return how long the clock is since it was made shorter; None where it was not."""
        ...

    def pauses(
        self, stage: str, events: Collection[str]
    ) -> Sequence[tuple[datetime, datetime | None]]:
        """Return when such events stopped the clocks and when they went on."""
        ...

    def stops(self) -> Sequence[tuple[str, datetime, datetime | None]]:
        """Return when appeals stopped the clocks of ballots and when they went on, with the item
        that was frozen; empty where all was, and `ANYWHERE` while the part was cancelled.
        """
        ...

    def was_told(self, rule: str) -> bool:
        """Return whether what this clock brings about without leaving the stage is on the record
        already.
        """
        ...

    def restarts(self, stage: str) -> int:
        """Return how often versions let people answer again since the stage was entered."""
        ...

    def was_written(self) -> bool:
        """Return whether the text has a version."""
        ...

    def was_answered(self, stage: str, ballot: str) -> bool:
        """Return whether anybody answered a ballot since it began."""
        ...

    def tally(self, stage: str, ballot: str, item: str) -> Tally:
        """Return the answers as they stand."""
        ...

    def answer_of(self, stage: str, ballot: str, item: str, voter: str) -> str | None:
        """Return what a voter (person, organisation or group, as the ballot counts) answered."""
        ...

    def rankings(self, stage: str, ballot: str, item: str) -> Mapping[str, int]:
        """Return the answers to a ranked ballot as they were written, with how often each was
        given.
        """
        ...

    def weight_of(self, stage: str, ballot: str, voter: str) -> int:
        """Return what an answer of this voter weighs in a ballot with stated weights; 0 where
        nothing is stated.
        """
        ...

    def weight_of_all(self, stage: str, ballot: str) -> int:
        """Return what all voters weigh together for whom something is stated; 0 before."""
        ...

    def sitting(self, stage: str, ballot: str) -> Mapping[str, int]:
        """Return how many hold the office that a ballot fills, by the empty name, and how many of
        them belong to each group: as things stood when it closed, or stand while it is open.
        """
        ...

    def belongs(self, item: str) -> Collection[str]:
        """Return the groups of who stands by a proposal, and the groups around them, as of when
        they stood.
        """
        ...

    def stands_for(self, item: str) -> str:
        """Return under which name the organisation counts for which somebody stands; empty for
        none.
        """
        ...

    def items(self, stage: str, judgement: str) -> Collection[str]:
        """Return what is proposed and found one by one: what people proposed as items and can
        read, and what something was found about.
        """
        ...

    def candidates(self, stage: str, ballot: str) -> Mapping[str, str]:
        """Return who stands in a ballot, or stood when it closed: people by the names of what they
        proposed, in the order of proposing.
        """
        ...

    def seeds(self, stage: str, ballot: str) -> str:
        """Return the published numbers that drew the winners of a ballot, or a finding; empty
        before.
        """
        ...

    def announced(self, stage: str, name: str, item: str = "") -> Announced | None:
        """Return how the lot of a ballot, or of a finding, was announced; None while it was not."""
        ...

    def was_elected(self, stage: str, ballot: str) -> bool:
        """Return whether the winners of a ballot took their seats."""
        ...

    def words_are_gone(self, item: str = "") -> bool:
        """Return whether nobody can read the text, or an item: its words were erased or hidden."""
        ...

    def shown_after(self, at: datetime, item: str = "") -> bool:
        """Return whether an item was shown again after this time, or without one the text or the
        question, and so was hidden until then.
        """
        ...

    def question_is_gone(self) -> bool:
        """Return whether nobody can read the question: its words were erased or hidden."""
        ...

    def words_are_hidden(self) -> bool:
        """Return whether the text or the question is hidden, so that it may be shown again."""
        ...

    def members(self, group: str) -> int:
        """Return how many belong to a group without sub-groups, or hold an office."""
        ...

    def several(self) -> Mapping[str, int]:
        """Return how many belong to several groups or offices at once, by these, in the order in
        which they count, with spaces between them.
        """
        ...

    def present(self, group: str, *, at_start: bool = False) -> int:
        """Return how many of it take part in the meeting now, or did when the stage was entered."""
        ...

    def base(self, group: str, ballot: tuple[str, str, str], which: str = "members") -> int:
        """Return on how many of a group without sub-groups a ballot counts, by its stage, name and
        item: as things stood when it closed, or stand while it is open.

        `which` is `members`, `present` or `present_at_start`. Whose answer counts is among them
        until the close.
        """
        ...

    def attends(self, holder: str) -> bool:
        """Return whether somebody of an office or a group is present."""
        ...

    def is_present(self, person: str) -> bool:
        """Return whether this person is present."""
        ...

    def uses(self, person: str, stage: str, right: str) -> int:
        """Return how often the person used a right in this stage."""
        ...

    def proxies(self, stage: str, ballot: str, item: str, person: str) -> int:
        """Return how many proxies the person has used."""
        ...

    def was_closed(self, stage: str, ballot: str) -> bool:
        """Return whether the clock of a ballot had run out when something happened in the stage."""
        ...

    def was_counted(self, stage: str, ballot: str) -> bool:
        """Return whether the answers to a secret ballot that is over were counted, so that its
        numbers are known; also where nobody will count them.
        """
        ...

    def voter(self, stage: str, ballot: str, item: str, person: str) -> tuple[str, str]:
        """Return under which name a person answered (organisation or group, as the ballot counts)
        and for which organisation; both empty where that is not kept.
        """
        ...

    def giver(self, stage: str, ballot: str, item: str, group: str) -> str:
        """Return who gave the answer of a group; empty where nobody did, or they left it."""
        ...

    def counts_under(self, ballot: str, item: str, person: Person) -> str:
        """Return under which name the answer of somebody to a ballot of the stage counts once."""
        ...

    def proxied_by(self, stage: str, ballot: str, item: str, giver: str) -> str:
        """Return who answered with the proxy of a person; empty for nobody."""
        ...

    def of_organisation(self, stage: str, ballot: str, item: str, organisation: str) -> int:
        """Return how many of an organisation have answered."""
        ...

    def objections(self, state: str, item: str, ballot: tuple[str, str] | None = None) -> int:
        """Return how many objections are in a state; on all items where `item` is empty.

        With a ballot, by stage and name: as things stood when it closed, if it did.
        """
        ...

    def held_then(self, stage: str, ballot: str, item: str, place: int) -> bool | None:
        """Return whether something that the rule of a ballot asks beside its answers, by its place
        in `moving_parts`, held when the ballot closed; None where it is open, or that was not kept.
        """
        ...

    def label(self, stage: str, judgement: str, item: str) -> str | None:
        """Return what the office found last; None also while it waits to be confirmed."""
        ...

    def delivered_at(self, stage: str, name: str) -> datetime | None:
        """Return when the deliverable was published."""
        ...

    def signed(self, stage: str, trigger: str, distinct: str) -> int:
        """Return how many people, organisations or groups pulled a trigger."""
        ...

    def signed_in(self, stage: str, trigger: str, group: str) -> int:
        """Return how many of a group pulled it."""
        ...

    def has_signed(self, stage: str, trigger: str, person: str) -> bool:
        """Return whether the person did."""
        ...

    def advised(self, name: str) -> bool:
        """Return whether such advice is there."""
        ...

    def process(self, name: str) -> tuple[str, str] | None:
        """Return outcome and fingerprint of the text of another process; None while it has no
        end.
        """
        ...

    def used(self, resource: str) -> int:
        """Return how much of a resource was used."""
        ...

    def is_split(self) -> bool:
        """Return whether it was split, and only covers its parts since."""
        ...

    def is_frozen(self, item: str) -> bool:
        """Return whether an appeal keeps the item from moving."""
        ...

    def appealed_at(self, level: str, item: str) -> datetime | None:
        """Return when this level was appealed to about the item."""
        ...

    def contested_at(self, level: str, item: str, subject: str) -> datetime | None:
        """Return when a decision, as `stage/name`, was last contested on this level; with an empty
        one, when somebody last contested no decision that had been made.
        """
        ...

    def ruled_at(self, level: str, item: str) -> datetime | None:
        """Return when the appeal on this level was answered; None while it waits."""
        ...

    def ruling_of(self, level: str, item: str, person: str) -> str:
        """Return how somebody voted on an appeal, since it was made last; empty where they did
        not.
        """
        ...

    def waiting_appeals(self) -> Sequence[tuple[str, str, datetime]]:
        """Return the level, the item and the time of each appeal that waits for its answer."""
        ...

    def is_overdue(self, level: str, item: str) -> bool:
        """Return whether it was noted that the appeal was not answered in time."""
        ...

    def void(self, stage: str) -> Collection[str]:
        """Return the judgements of a stage that an appeal set aside, until there are new ones."""
        ...

    def roles(self, person: str) -> Collection[str]:
        """Return the parts the person has in the case: proposer, appellant, took_part, …"""
        ...

    def accused_in(self, level: str, item: str) -> Sequence[int]:
        """Return the seats of those whom an appeal on this level is about."""
        ...

    def is_accused(self, level: str, item: str, person: str) -> bool:
        """Return whether the appeal on this level is about a person; any that was made, where the
        level is `ANYWHERE`.
        """
        ...

    def party_organisations(self, level: str = "", item: str = "") -> Collection[str]:
        """Return the organisations of who raised the whole, who proposed the item, and who made
        the appeal on this level.

        Not of those who joined an appeal that was there: anyone can, and say where they work. Of
        all appeals and their items where the level is `ANYWHERE`.
        """
        ...

    def sat_at(self, holders: Sequence[str], at: datetime) -> Collection[str] | None:
        """Return who held any of these offices or sat in these groups at a time; None where that is
        not known.
        """
        ...

    def found_instead(self, judgement: str, item: str, level: str) -> Callable[[str], str]:
        """Return what tells how a member of a panel found something of the stage in place of the
        office, since the appeal on this level was answered; empty where they did not.
        """
        ...

    def holders(self, office: str) -> Sequence[Person]:
        """Return who holds an office or sits in a group that judges."""
        ...
