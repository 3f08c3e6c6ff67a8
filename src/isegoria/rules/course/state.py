"""What is kept of one course of a process: bounded by the model and its items, never by how many
people there are.

What grows with the people (who answered what, who signed) is kept in rows, one for each person and
thing, found by key. So one act reads and writes one state and a few rows, after ten acts and after
a million.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from pydantic import TypeAdapter

from isegoria.rules.facts.protocol import Announced
from isegoria.rules.language.durations import Duration

__all__ = [
    "OF_AN_ANSWER",
    "OF_A_BALLOT",
    "Answers",
    "Base",
    "DictRows",
    "Key",
    "Row",
    "Rows",
    "State",
    "Visit",
    "belongs_to",
    "lot_name",
    "read_state",
    "written_state",
]

Item = str
Written = dict[str, Any]
Answers = dict[str, dict[str, int]]
"""Answers by group."""


@dataclass(slots=True)
class Signatures:
    """How many pulled a trigger: people, and how many different organisations and groups they
    are.
    """

    people: int = 0
    organisations: int = 0
    first_groups: dict[str, int] = field(default_factory=dict)
    """By the first group of each."""
    groups: dict[str, int] = field(default_factory=dict)
    """By each group that somebody is in, the groups around it too."""

    def add(self, own: Sequence[str], around: Collection[str]) -> None:
        """Count a person of these groups, and in the groups around them."""
        self.people += 1
        for group in own[:1]:
            self.first_groups[group] = self.first_groups.get(group, 0) + 1
        for group in around:
            self.groups[group] = self.groups.get(group, 0) + 1


@dataclass(slots=True)
class Base:
    """Who was there at one time: how many of each group of the model, and of the forum; and which
    objections stood.
    """

    members: dict[str, int] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)
    """Who took part in the meeting, and in `present_at_start` when the stage was entered."""
    present_at_start: dict[str, int] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    """By the slug of the forum's group; empty for those who state none."""
    given: dict[str, int] = field(default_factory=dict)
    """Seats in groups of the model that others gave to those who hold them."""
    objections: dict[str, dict[Item, int]] | None = None
    """How many were in each state, on each item; None where it was not kept."""
    several: dict[str, int] = field(default_factory=dict)
    """How many belonged to several groups or offices, by these with spaces between them: each
    counts once in a ballot.
    """
    held: dict[Item, dict[str, bool]] = field(default_factory=dict)
    """Of a ballot that closed: whether what its rule asks beside the answers held then, on each
    item, by its place in the rule.
    """


@dataclass(slots=True)
class Visit:
    """What happened in a stage since it was last entered; entering it again begins a new one."""

    at: datetime | None = None
    """When it was entered; None while it was not."""
    events: dict[str, datetime] = field(default_factory=dict)
    extensions: dict[str, list[Duration]] = field(default_factory=dict)
    shortened: dict[str, Duration] = field(default_factory=dict)
    """How long clocks are, from their beginning, that were made shorter."""
    delivered: dict[str, datetime] = field(default_factory=dict)
    labels: dict[str, dict[Item, str]] = field(default_factory=dict)
    tallies: dict[str, dict[Item, Answers]] = field(default_factory=dict)
    signatures: dict[str, Signatures] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    closed: dict[str, datetime] = field(default_factory=dict)
    """Ballots whose clock has run out or that their officer closed, by when that was: no act opens
    them again.
    """
    stood: dict[str, dict[Item, str]] = field(default_factory=dict)
    """Who stood in each election when its list was closed, by what they proposed."""
    weights: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """What all voters of a ballot with stated weights weigh together, and since when."""
    sitting: dict[str, dict[str, int]] = field(default_factory=dict)
    """How many held the office that an election fills when it closed, by the empty name, and how
    many of each group.
    """
    seeds: dict[str, str] = field(default_factory=dict)
    """The published numbers by which ballots and findings were drawn; those of an item as
    `name:item`.
    """
    announced: dict[str, dict[Item, Announced]] = field(default_factory=dict)
    """The lots of ballots and findings that were announced."""
    elected: list[str] = field(default_factory=list)
    """Ballots whose winners took their seats."""
    set_aside: list[str] = field(default_factory=list)
    """Elections that an appeal set aside: nobody takes a seat by them."""
    bases: dict[str, Base] = field(default_factory=dict)
    """Who was there when each ballot closed: who comes and goes later changes no result."""
    stayed: dict[str, dict[Item, dict[str, int]]] = field(default_factory=dict)
    """How many more or fewer of each group each ballot counts on than there are, since people left
    whose answers count.
    """
    over: dict[str, Base] = field(default_factory=dict)
    """Who was there when a clock ran out, by that time, if somebody came or went since."""
    restarted_at: datetime | None = None
    """When a version of the text last began a ballot or a consensus call of the stage anew."""
    restarts: int = 0
    """How often a version did, where people had answered or a clock began again."""

    def begin_anew(
        self,
        ballots: Iterable[str],
        judgements: Iterable[str],
        clocks: Collection[str],
        at: datetime | None,
    ) -> None:
        """Drop the answers to these ballots, these findings, and that the ends of these clocks, by
        rule, were told.

        `at` is when something that people answer began anew; None where nothing did.
        """
        self.restarted_at = at or self.restarted_at
        for name in ballots:
            for kept in (self.tallies, self.closed, self.bases, self.stayed):
                kept.pop(name, None)
        for name in judgements:
            self.labels.pop(name, None)
        self.told = [rule for rule in self.told if rule not in clocks]


@dataclass(slots=True)
class State:
    """Where a course is, and every number that a rule may ask for."""

    began_at: datetime
    changed_at: datetime
    """The last time that anything was taken in: nothing comes about by itself before it."""
    stage: str = ""
    outcome: str = ""
    ended_at: datetime | None = None
    visits: dict[str, Visit] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    """How often each way out was taken, by `stage/exit`."""
    pauses: dict[str, list[tuple[str, datetime, datetime | None]]] = field(default_factory=dict)
    meetings: dict[str, datetime] = field(default_factory=dict)
    members: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    present_at_start: Counter[str] = field(default_factory=Counter)
    objections: dict[str, dict[Item, int]] = field(default_factory=dict)
    """How many are in each state, on each item; the empty item counts all."""
    advised: list[str] = field(default_factory=list)
    processes: dict[str, tuple[str, str]] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    appeals: dict[str, dict[Item, datetime]] = field(default_factory=dict)
    ruled: dict[str, dict[Item, datetime]] = field(default_factory=dict)
    """When each level was answered; dropped when it is appealed to anew."""
    standing: dict[str, dict[Item, str]] = field(default_factory=dict)
    """By stage who stands in its next election: people, by what they proposed, in its order."""
    proposed: dict[Item, str] = field(default_factory=dict)
    """Who proposed something when all proposers stood in every election; nobody is added."""
    decided_in: str = ""
    """The stage that decided on the text as it stands; empty while the text can change."""
    parties: list[str] = field(default_factory=list)
    """Organisations of those who raised it; up to version 8 those of all proposers and
    appellants.
    """
    items: list[Item] = field(default_factory=list)
    """What was proposed to be answered or found one by one, and was not merged into another."""
    belongs: dict[Item, list[str]] = field(default_factory=dict)
    """The groups of those who stand, by what they proposed, with the groups around them."""
    proposed_for: dict[Item, str] = field(default_factory=dict)
    """For which organisation somebody proposed each item."""
    contested_for: dict[str, dict[Item, str]] = field(default_factory=dict)
    """For which organisation somebody made the appeal on each level; not those who joined it."""
    accused: dict[str, dict[Item, int]] = field(default_factory=dict)
    """The seat of the person whom the appeal on each level is about."""
    overdue: dict[str, dict[Item, datetime]] = field(default_factory=dict)
    """The appeals, by when they were made, of which it is noted that nobody decided in time."""
    stops: list[tuple[Item, str, datetime, datetime | None]] = field(default_factory=list)
    """Items that were frozen, with the level of the appeal, since when and until when: as long the
    clocks of ballots stood still.
    """
    void: list[tuple[str, str, Item]] = field(default_factory=list)
    """Stage, judgement and item of what an appeal set aside, until it is found anew."""
    written: bool = False
    """Whether the text has a version."""
    split_at: datetime | None = None
    """When it was split. Since then it is a cover for its parts, and goes no further itself."""
    there: Base | None = None
    """Who was there when the text was decided on, or the course ended; None while it is open."""


class Key(NamedTuple):
    """Which row: `what` is kept, in which stage, of which ballot or trigger, about which item, of
    whom.
    """

    what: str
    stage: str = ""
    name: str = ""
    item: str = ""
    who: str = ""


def lot_name(name: str, item: str) -> str:
    """Return under which name the numbers of a lot are kept."""
    return f"{name}:{item}" if item else name


OF_AN_ANSWER = (
    "answer",
    "given_in",
    "giver",
    "organisation",
    "proxied",
    "proxy",
    "stayed",
    "voter",
)
"""What is kept of the answers to a ballot."""
OF_A_BALLOT = (*OF_AN_ANSWER, "counted")
"""What is gone when a ballot begins anew: also that a secret one was counted."""


def belongs_to(key: Key, stage: str, ballot: str) -> bool:
    """Return whether a row is of a stage, or of a ballot of it."""
    return key.stage == stage and (not ballot or (key.name == ballot and key.what in OF_A_BALLOT))


class Row(NamedTuple):
    """What is kept of one person or thing."""

    value: str = ""
    group: str = ""
    number: int = 0


class Rows(Protocol):
    """Rows by key: a dictionary in a rehearsal, a table in a forum."""

    def get(self, key: Key) -> Row | None:
        """Return the row, or None."""
        ...

    def put(self, key: Key, row: Row) -> None:
        """Write the row, instead of an earlier one."""
        ...

    def drop(self, key: Key) -> None:
        """Drop the row, if there is one."""
        ...

    def answers_of(self, stage: str, ballot: str, person: str) -> Collection[Key]:
        """Return where it is kept what somebody answered to a ballot, for each item."""
        ...

    def forget(self, stage: str, ballot: str = "") -> None:
        """Drop what belongs to a stage that is entered anew, or the answers to a ballot of it that
        begins anew.
        """
        ...

    def forget_uses(self, stage: str, kind: str) -> None:
        """Drop how often each person did something in a stage."""
        ...

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Let the answers to a ballot, as stage and name, be those to another one."""
        ...


class DictRows:
    """Rows in memory."""

    def __init__(self) -> None:
        self._rows: dict[Key, Row] = {}

    def items(self) -> Collection[tuple[Key, Row]]:
        """Return every row with its key."""
        return self._rows.items()

    def get(self, key: Key) -> Row | None:
        """Return the row, or None."""
        return self._rows.get(key)

    def put(self, key: Key, row: Row) -> None:
        """Write the row."""
        self._rows[key] = row

    def drop(self, key: Key) -> None:
        """Drop the row, if there is one."""
        self._rows.pop(key, None)

    def answers_of(self, stage: str, ballot: str, person: str) -> Collection[Key]:
        """Return where it is kept what somebody answered to a ballot, for each item."""
        wanted = ("answer", stage, ballot, person)
        return [key for key in self._rows if (*key[:3], key.who) == wanted]

    def forget(self, stage: str, ballot: str = "") -> None:
        """Drop what belongs to the stage, or the answers to the ballot."""
        for key in [key for key in self._rows if belongs_to(key, stage, ballot)]:
            del self._rows[key]

    def forget_uses(self, stage: str, kind: str) -> None:
        """Drop how often each person did it."""
        for key in [key for key in self._rows if key[:3] == ("use", stage, kind)]:
            del self._rows[key]

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Let the answers to a ballot be those to another one."""
        for key in [key for key in self._rows if belongs_to(key, *old)]:
            self._rows[key._replace(stage=new[0], name=new[1])] = self._rows.pop(key)


_STATE: TypeAdapter[State] = TypeAdapter(State)


def _before_versions(written: Written) -> Written:
    """What is not there has its default: until now fields were only added."""
    return written


def _before_closing(written: Written) -> Written:
    """No ballot was noted as closed; each is at the next act."""
    return written


def _before_closed_by_officers(written: Written) -> Written:
    """A ballot was closed where an event had its name. Others could bring about an event of that
    name too; so only what people answered is taken for a ballot.
    """
    visits = {
        stage: visit | {"closed": _events_of_ballots(visit) | visit.get("closed", {})}
        for stage, visit in written.get("visits", {}).items()
    }
    return written | {"visits": visits}


def _before_covers(written: Written) -> Written:
    """What was split went on beside its parts, and still does."""
    return written


def _before_bases(written: Written) -> Written:
    """Who was there when a ballot closed was counted anew whenever it was asked. Until the record
    is read again (`isegoria up` does) it is counted as things stand.
    """
    return written


def _before_panels(written: Written) -> Written:
    """One member decided alone, nothing was void after that, and no delay was noted."""
    return written


def _before_stops(written: Written) -> Written:
    """A clock ran on while an appeal kept people from answering, and still does."""
    return written


def _before_standing(written: Written) -> Written:
    """Whoever proposed anything stood in every election (`proposed`), and still does in those that
    were open.
    """
    return written


def _before_contests(written: Written) -> Written:
    """Everyone who joined an appeal, or proposed an item, was a party to every appeal."""
    return written


def _before_items(written: Written) -> Written:
    """No clock was made shorter, no rule asked what was found about each item, and none to which
    groups those belong who stand.
    """
    return written


def _before_levels(written: Written) -> Written:
    """What waits for an appeal was kept beside the appeals, for one level of each item. It follows
    from the appeals that wait.
    """
    return {name: kept for name, kept in written.items() if name != "frozen"}


def _before_lots(written: Written) -> Written:
    """A lot was drawn without an announcement, and what it drew stands."""
    return written


def _before_frozen_rules(written: Written) -> Written:
    """What the rule of a closed ballot asks beside its answers was asked anew each time. Until the
    record is read again it still is.
    """
    return written


def _before_restarts(written: Written) -> Written:
    """Versions began anew what people answer as often as somebody wrote one, and nobody counted.
    No appeal said whom it is about.
    """
    return written


def _events_of_ballots(visit: Written) -> Written:
    return {name: at for name, at in visit["events"].items() if name in visit["tallies"]}


_UPCASTS: tuple[Callable[[Written], Written], ...] = (
    _before_versions,
    _before_closing,
    _before_closed_by_officers,
    _before_covers,
    _before_bases,
    _before_panels,
    _before_stops,
    _before_standing,
    _before_contests,
    _before_items,
    _before_levels,
    _before_lots,
    _before_frozen_rules,
    _before_restarts,
)
"""What brings a written state of each version to the next. Where the shape changes, a function is
added here, and the states of all earlier versions are read for ever.
"""


def written_state(state: State) -> Written:
    """Return the state as JSON values, with the version of their shape."""
    return {"version": len(_UPCASTS), **_STATE.dump_python(state, mode="json")}


def read_state(written: Written) -> State:
    """Return the state that was written, by this version or an earlier one.

    Raises:
        ValueError: a newer version wrote it, or it is no state.
    """
    version = written.get("version", 0)
    if version > len(_UPCASTS):
        raise ValueError(f"state of version {version}; this program reads up to {len(_UPCASTS)}")
    for upcast in _UPCASTS[version:]:
        written = upcast(written)
    return _STATE.validate_python(written)
