"""What pages show of a ballot: the answers, by group where they are public, and how the count went.

A secret ballot shows nothing before it is counted, not even how many answered: a number that grows
tells when somebody did. Then it shows the answers without their groups. Where its rule looks at
groups, it says for each whether the rule is met.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.electing import mix_of, places_of
from isegoria.rules.facts.holding import (
    elected,
    needs_groups,
    ranked_count,
    result,
    tests_by_group,
    winners,
)
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.facts.situation import Situation, is_closed, is_sealed, is_secret, is_shut
from isegoria.rules.facts.tallies import answers
from isegoria.rules.language.model import Ballot
from isegoria.rules.telling.clauses import condition
from isegoria.rules.telling.phrases import Words
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.phrases import OF_THE_READER

__all__ = ["Count_", "Duel", "HowCounted", "Tally", "TestByGroup", "tallies_of", "tally_of_item"]


@dataclass(frozen=True, slots=True)
class Count_:  # noqa: N801 -- Count is Django's
    """How many of a group gave each answer, in the order of the answers; `members` take part, or
    did when the ballot closed.
    """

    group: str
    numbers: tuple[int, ...]
    members: int

    @property
    def total(self) -> int:
        """How many of the group answered."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Duel:
    """How many ranked one option above another, and the other way round."""

    one: str
    other: str
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class HowCounted:
    """How options were counted: the votes of each in each round, or each against each other."""

    options: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...] = ()
    """In the order of the options, as exact numbers; empty where an option was out by then."""
    quota: int = 0
    """The votes with which an option wins; 0 where the most votes win."""
    duels: tuple[Duel, ...] = ()
    without_quorum: tuple[str, ...] = ()
    without_majority: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    """The weakest defeats, winner first, that were left out since they go round in a circle."""

    @property
    def by_option(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each option with its votes in each round."""
        votes = zip(*self.rounds, strict=True)
        return list(zip(self.options, votes, strict=True)) if self.rounds else []


@dataclass(frozen=True, slots=True)
class TestByGroup:
    """What the rule of a ballot asks of groups, and whether it is met in each."""

    words: str
    groups: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to a ballot.

    `result` is what it would give now; a secret one has no counts before it is counted.
    """

    stage: str
    name: str
    title: str
    item: str
    answers: tuple[str, ...]
    open: bool
    secret: bool
    hidden: bool
    """Whether nothing is told, since the ballot is secret and not counted."""
    by_proxy: bool
    result: str
    counts: tuple[Count_, ...] = ()
    """By group; none of a secret ballot."""
    heads: tuple[int, ...] = ()
    won: tuple[str, ...] = ()
    """Who or what wins, as far as it is decided."""
    level: tuple[str, ...] = ()
    """Who or what is level, so that who wins is still to be decided."""
    how: HowCounted | None = None
    set_aside: bool = False
    """Whether an appeal set it aside, so that nobody is elected by it."""
    by_group: tuple[TestByGroup, ...] = ()
    """Of a secret ballot: what its rule asks of groups."""
    about: str = ""
    """What the item says, where there is one."""
    places: int = 0
    """How many are elected, where several are."""
    left_out: tuple[str, ...] = ()
    """Who would have been elected, and was passed over by the limits of composition."""
    lacking: tuple[str, ...] = ()
    """Of which groups somebody is still missing by these limits."""
    votes_of_all: int = 0
    """What all organisations weigh together, where weights are stated: numbers are of these."""
    shut: bool = False
    """Whether it is not open yet."""
    opens_at: datetime | None = None
    """When it opens, where it is shut; None where nobody knows yet."""
    of_groups: bool = field(default=False, kw_only=True)
    """Whether the result of a secret ballot needs the numbers of groups, which are not public."""

    @property
    def answered(self) -> int:
        """How many answers were given, as far as that is told."""
        return sum(self.heads)

    @property
    def columns(self) -> tuple[str, ...]:
        """The answers of which a table says how often each was given; orders are too many."""
        return () if self.how else self.answers

    @property
    def by_silence(self) -> bool:
        """Whether it passes although nobody answered, since the rules take silence for consent."""
        return self.result == "passed" and not any(self.heads) and not self.won

    def as_json(self) -> dict[str, object]:
        """Return it as its public JSON."""
        told: dict[str, object] = {
            "ballot": f"{self.stage}/{self.name}",
            "item": self.item,
            "answers": self.answers,
            "open": self.open,
            "shut": self.shut,
            "opens_at": self.opens_at,
            "secret": self.secret,
            "result": self.result,
            "by_silence": self.by_silence,
        }
        if self.hidden:
            return told
        told |= {"answered": self.answered, "heads": self.heads}
        told |= {"groups": {one.group: one.numbers for one in self.counts}} if self.counts else {}
        told |= {"set_aside": True} if self.set_aside else {}
        told |= {"won": self.won} if self.won else {}
        told |= {"level": self.level} if self.level else {}
        told |= {"places": self.places} if self.places else {}
        told |= {"left_out": self.left_out} if self.left_out else {}
        told |= {"lacking": self.lacking} if self.lacking else {}
        told |= {"votes_of_all": self.votes_of_all} if self.votes_of_all else {}
        told |= {"count": asdict(self.how)} if self.how else {}
        if self.secret:
            told["by_group"] = [asdict(one) for one in self.by_group]
            told["recomputable"] = not self.of_groups
        return told


def tallies_of(
    facts: ChunkFacts, now: datetime, *, stage: str | None = None, most: int | None = None
) -> list[Tally]:
    """Return the ballots of the stage; a ballot on items once for each that was answered, or for
    the first `most` of them.
    """
    stage = stage or facts.stage
    found: list[Tally] = []
    if _goes_no_further(facts):
        return found
    for name, ballot in facts.model.stages[stage].ballots.items():
        visit = facts.state.visits.get(stage)
        sealed = is_sealed(Situation(facts.model, facts, now, stage), stage, name)
        items = list(visit.tallies.get(name, {}))[:most] if visit and not sealed else []
        found += [_tally(facts, now, (stage, name, item), ballot) for item in items or [""]]
    return found


def tally_of_item(facts: ChunkFacts, now: datetime, item: str) -> list[Tally]:
    """Return the answers to one item, in every stage that asked about it."""
    return [
        _tally(facts, now, (stage, name, item), facts.model.stages[stage].ballots[name])
        for stage, visit in facts.state.visits.items()
        for name, kept in visit.tallies.items()
        if item in kept and not _goes_no_further(facts)
    ]


def _goes_no_further(facts: ChunkFacts) -> bool:
    """Return whether nothing comes of the ballots of a chunk, since its issue was merged before it
    came to an end.
    """
    return not facts.outcome and facts.chunk.issue.merged_into_id is not None


def _tally(facts: ChunkFacts, now: datetime, at: tuple[str, str, str], ballot: Ballot) -> Tally:
    stage, name, item = at
    situation = Situation(facts.model, facts, now, stage, item)
    hidden, secret = is_sealed(situation, stage, name), is_secret(facts.model, stage, name)
    is_over = is_closed(situation, stage, name)
    shut = not is_over and is_shut(situation, stage, ballot.opens)
    visit = facts.state.visits.get(stage)
    set_aside = visit is not None and name in visit.set_aside
    given = {} if hidden else answers(facts.model, facts, stage, name, item)
    shown = tuple(
        dict.fromkeys([*ballot.answers, *(one for kept in given.values() for one in kept)])
    )
    heads = tuple(
        sum(int(kept.get(one, 0)) for kept in given.values()) if not hidden else 0 for one in shown
    )
    # a poll neither passes nor fails
    no_rule = not (ballot.passes or ballot.rungs or ballot.elects)
    found = "" if hidden or set_aside or no_rule else result(situation, stage, name)
    tests = () if hidden or not secret else _tests(facts, situation, stage, name)
    won, level, how = ((), (), None) if hidden else _choice(situation, stage, name, ballot)
    return Tally(
        stage,
        name,
        ballot.title or name.replace("_", " "),
        item,
        shown,
        open=not is_over and not shut,
        secret=secret,
        hidden=hidden,
        by_proxy=ballot.by_proxy,
        result=found,
        counts=_counts(facts, at, ballot, given, shown)
        if not secret or ballot.derived is not None
        else (),
        heads=heads,
        won=() if set_aside else won,
        level=() if set_aside else level,
        how=how,
        set_aside=set_aside,
        by_group=tests,
        places=places_of(facts.model, facts, stage, name),
        left_out=() if hidden or set_aside else _left_out(situation, stage, name, ballot),
        lacking=() if hidden or set_aside else _lacking(situation, stage, name, ballot),
        votes_of_all=facts.weight_of_all(stage, name),
        shut=shut,
        opens_at=deadline(facts.model, facts, stage, ballot.opens or "") if shut else None,
        of_groups=secret and needs_groups(situation, stage, name),
    )


def _counts(
    facts: ChunkFacts,
    at: tuple[str, str, str],
    ballot: Ballot,
    given: Mapping[str, Mapping[str, int | Fraction]],
    shown: Collection[str],
) -> tuple[Count_, ...]:
    voters = ballot.voters or tuple(facts.model.groups)
    leaves = (leaf for one in voters for leaf in facts.model.leaves.get(one, (one,)))
    return tuple(
        Count_(
            _titled(facts, group),
            tuple(int(given.get(group, {}).get(one, 0)) for one in shown),
            facts.base(group, at),
        )
        for group in dict.fromkeys([*leaves, *given])
        if group in given or group in facts.model.groups
    )


def _tests(
    facts: ChunkFacts, situation: Situation, stage: str, name: str
) -> tuple[TestByGroup, ...]:
    """Return what the rule of a secret ballot asks of groups, and whether each meets it."""
    words = Words(facts.model, OF_THE_READER, stage)
    return tuple(
        TestByGroup(condition(one, words), tuple((_titled(facts, of), met) for of, met in groups))
        for one, groups in tests_by_group(situation, stage, name)
    )


def _choice(
    situation: Situation, stage: str, name: str, ballot: Ballot
) -> tuple[tuple[str, ...], tuple[str, ...], HowCounted | None]:
    """Return who or what wins, who is level, and how that was counted; people by their names."""
    if not ballot.takes_choices:
        return (), (), None
    spelt = _Named(situation, stage, name)
    won = winners(situation, stage, name)
    if ballot.elects is None:
        how = _against_each_other(situation, stage, name, spelt)
        tie = len(won) > 1
        return (() if tie else spelt.all(won)), (spelt.all(won) if tie else ()), how
    found = elected(situation, stage, name)
    options = tuple(dict.fromkeys(one for votes in found.rounds for one in votes))
    rounds = tuple(
        tuple(str(votes[one]) if one in votes else "" for one in options) for votes in found.rounds
    )
    how = HowCounted(spelt.all(options), rounds, found.quota) if rounds else None
    return spelt.all(won), spelt.all(found.level), how


def _against_each_other(
    situation: Situation, stage: str, name: str, spelt: "_Named"
) -> HowCounted | None:
    found = ranked_count(situation, stage, name)
    if found is None:
        return None
    options = tuple(situation.model.stages[stage].ballots[name].answers)
    return HowCounted(
        spelt.all(options),
        duels=tuple(
            Duel(spelt.one(a), spelt.one(b), found.beats[a, b], found.beats[b, a])
            for place, a in enumerate(options)
            for b in options[place + 1 :]
        ),
        without_quorum=spelt.all(found.without_quorum),
        without_majority=spelt.all(found.without_majority),
        dropped=tuple((spelt.one(a), spelt.one(b)) for a, b in found.dropped_defeats),
    )


def _left_out(situation: Situation, stage: str, name: str, ballot: Ballot) -> tuple[str, ...]:
    if ballot.elects is None:
        return ()
    return _Named(situation, stage, name).all(elected(situation, stage, name).left_out)


def _lacking(situation: Situation, stage: str, name: str, ballot: Ballot) -> tuple[str, ...]:
    if ballot.elects is None:
        return ()
    mix = mix_of(situation.model, situation.facts, stage, name)
    lacking = mix.lacking(elected(situation, stage, name).winners)
    return tuple(title_of(situation.model, one) for one in lacking)


class _Named:
    """Options as people read them: candidates by their names."""

    def __init__(self, situation: Situation, stage: str, name: str) -> None:
        self._stood = situation.facts.candidates(stage, name)
        numbers = [int(who) for who in self._stood.values() if who.isdecimal()]
        people = Participant.objects.in_bulk(numbers) if numbers else {}
        self._people = {str(pk): str(one) for pk, one in people.items()}

    def one(self, option: str) -> str:
        """Return an option; what stands for somebody whose name an erasure took."""
        who = self._stood.get(option, "")
        return self._people.get(who) or (_("erased participant") if who else option)

    def all(self, options: Collection[str]) -> tuple[str, ...]:
        """Return each of these options."""
        return tuple(self.one(option) for option in options)


def _titled(facts: ChunkFacts, group: str) -> str:
    for kept in (facts.model.groups, facts.model.offices):
        if group in kept:
            return kept[group].title
    return _("group unstated") if group == "anyone" else group
