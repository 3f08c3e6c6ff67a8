"""From answers by group to exact shares and counts: weights, derived votes, quorums.

Nobody at all has a defined result.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from isegoria.decisions.exact import Bound
from isegoria.rules.facts.electing import is_lot
from isegoria.rules.facts.protocol import Facts, Tally
from isegoria.rules.language.conditions import Count, Relative, ShareOf, Triggered
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import Right, Share

__all__ = [
    "NOT_COUNTED",
    "Measured",
    "answers",
    "asks_for_answers",
    "bound_of_trigger",
    "casting_vote",
    "entitled",
    "is_silent",
    "leading",
    "looks_at_groups",
    "measure_count",
    "measure_share",
]

NOT_COUNTED = "void"
PRESENCE = {"present", "taking_part"}


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in one group, or in all (an empty group): a number out of a base, and
    whether the bound holds.
    """

    group: str
    number: Fraction
    base: Fraction
    holds: bool
    bound: Bound
    """The limit, as a share of the base or as a number."""


def answers(
    model: Model, facts: Facts, stage: str, name: str, item: str, *, casting: bool = True
) -> Tally:
    """Return the answers to a ballot by group; those of a derived ballot follow from the answers to
    another.

    Args:
        casting: with the vote that decided a tie.
    """
    ballot = model.stages[stage].ballots[name]
    if ballot.derived is not None:
        given = _derived(model, facts, stage, ballot, item)
    else:
        given = facts.tally(stage, name, item)
    return _with_casting_vote(model, facts, (stage, name, item), given) if casting else given


def casting_vote(model: Model, facts: Facts, at: tuple[str, str, str]) -> tuple[str, str] | None:
    """Return who decided a tie of a ballot, and the answer; None while nobody did."""
    stage, name, item = at
    tie = model.stages[stage].ballots[name].tie
    if tie is None:
        return None
    judgement = model.stages[stage].judgements[tie]
    label = facts.label(stage, tie, item if judgement.per == "item" else "")
    return None if label is None else (judgement.by, label)


def _with_casting_vote(model: Model, facts: Facts, at: tuple[str, str, str], given: Tally) -> Tally:
    """Return the answers with one more: that of who decided a tie."""
    found = casting_vote(model, facts, at)
    if found is None or model.stages[at[0]].ballots[at[1]].takes_choices:
        return given
    by, label = found
    theirs = dict(given.get(by, {}))
    theirs[label] = theirs.get(label, 0) + 1
    return {**given, by: theirs}


def _derived(model: Model, facts: Facts, stage: str, ballot: Ballot, item: str) -> Tally:
    if ballot.derived is None:
        return {}
    given = facts.tally(stage, ballot.derived.ballot, item)
    first, second = model.stages[stage].ballots[ballot.derived.ballot].answers[:2]
    derived: dict[str, dict[str, Fraction]] = {}
    for group in ballot.derived.groups:
        for_, against = (
            sum(given.get(leaf, {}).get(one, 0) for leaf in model.leaves[group])
            for one in (first, second)
        )
        if for_ + against:
            answer = first if Fraction(for_, for_ + against) > ballot.derived.more_than else second
            weight = model.groups[group].weight
            derived[group] = {answer: Fraction(1) if weight is None else weight}
    return derived


def is_silent(model: Model, facts: Facts, at: tuple[str, str, str]) -> bool:
    """Return whether nobody who is counted answered for or against."""
    stage, name, item = at
    ballot = model.stages[stage].ballots[name]
    given = answers(model, facts, stage, name, item)
    if is_lot(ballot):
        return False  # nobody is asked
    if ballot.takes_choices or ballot.derived is not None:
        return not any(number for kept in given.values() for number in kept.values())
    leaves = _counted(model, at, given, "", ())
    return not any(
        given.get(leaf, {}).get(one, 0) for leaf in leaves for one in ballot.for_and_against
    )


def leading(model: Model, facts: Facts, at: tuple[str, str, str]) -> tuple[str, ...]:
    """Return the answers that weigh most, without the vote that decided a tie; none where nobody
    answered.
    """
    stage, name, item = at
    ballot = model.stages[stage].ballots[name]
    given = answers(model, facts, stage, name, item, casting=False)
    weigh = _Weights(model, facts, at, ShareOf(share=ballot.answers, more_than=Share(0)), given)
    leaves = _counted(model, at, given, "", ())
    weights = {one: weigh.all(leaves, (one,)) for one in ballot.for_and_against}
    most = max(weights.values(), default=Fraction())
    return tuple(one for one, weight in weights.items() if weight == most and most)


def measure_share(
    model: Model, facts: Facts, said: ShareOf, at: tuple[str, str, str]
) -> list[Measured]:
    """Measure a share in each of its groups, or in all of them together."""
    stage, name, item = at
    ballot = model.stages[stage].ballots[name]
    given = answers(model, facts, stage, name, item)
    found = []
    for group in said.groups or ("",):
        leaves = _counted(model, at, given, group, said.among)
        weigh = _Weights(model, facts, at, said, given)
        whole = _counted(model, at, given, "", said.among) if said.of_all else leaves
        # where all weigh alike, heads tell the same and are easier to read
        unit = weigh.common_unit(whole)
        number = weigh.all(leaves, said.share) / unit
        base = weigh.all(whole, _base(ballot, said)) / unit
        holds = said.bound.holds(Fraction(number, base)) if base else said.if_nobody
        found.append(Measured(group, number, base, holds, said.bound))
    return found


def measure_count(
    model: Model, facts: Facts, said: Count, at: tuple[str, str, str]
) -> list[Measured]:
    """Count answers in each of the groups, or in all of them together."""
    stage, name, item = at
    given = answers(model, facts, stage, name, item)
    found = []
    for group in said.groups or ("",):
        leaves = _counted(model, at, given, group, said.among)
        if said.distinct == "group":
            number = Fraction(
                sum(any(given.get(leaf, {}).get(one, 0) for one in said.count) for leaf in leaves)
            )
        else:
            number = _numbered(model, facts, at, said.count, leaves)
        bound, compared = _limited(model, facts, said, at, (group, leaves))
        holds = bound.holds(number) and (compared is None or bool(number or compared))
        found.append(Measured(group, number, Fraction(len(leaves)), holds, bound))
    return found


def bound_of_trigger(
    model: Model, facts: Facts, said: Triggered, at: tuple[str, str], group: str
) -> Bound:
    """Return how many have to pull a trigger: a number, or a part of those who may."""
    relative = said.relative
    if relative is None:
        return said.bound
    if relative.ballot is not None:
        return said.bound_at(relative.of(_counted_elsewhere(model, facts, relative, at[0])))
    tops = relative.among or ([group] if group else model.stages[at[0]].triggers[at[1]].by)
    leaves = list(dict.fromkeys(leaf for top in tops for leaf in model.leaves.get(top, (top,))))
    number = sum(
        facts.members(leaf) if one == "members" else facts.present(leaf)
        for one in relative.count
        for leaf in leaves
    )
    for names, people in facts.several().items():
        more = len(set(leaves).intersection(names.split())) - 1
        number -= max(more, 0) * people * len(relative.count)
    return said.bound_at(max(Fraction(1), relative.of(Fraction(number))))  # nobody asks for nothing


def _limited(
    model: Model, facts: Facts, said: Count, at: tuple[str, str, str], of: tuple[str, list[str]]
) -> tuple[Bound, Fraction | None]:
    """Return the limit of a count, and what it follows from; None where it is a number."""
    relative = said.relative
    if relative is None:
        return said.bound, None
    if relative.ballot is not None:
        number = _counted_elsewhere(model, facts, relative, at[0])
    else:
        stage, name, item = at
        given = answers(model, facts, stage, name, item)
        leaves = _counted(model, at, given, "", relative.among) if relative.among else of[1]
        number = _numbered(model, facts, at, relative.count, leaves)
    return said.bound_at(relative.of(number)), number


def _counted_elsewhere(model: Model, facts: Facts, relative: Relative, here: str) -> Fraction:
    at = (*stage_and_name(relative.ballot or "", here), "")
    leaves = _counted(model, at, answers(model, facts, *at), "", relative.among)
    return _numbered(model, facts, at, relative.count, leaves)


def _numbered(
    model: Model,
    facts: Facts,
    at: tuple[str, str, str],
    wanted: Collection[str],
    leaves: Collection[str],
) -> Fraction:
    """Return how many gave one of these answers, or were there when the ballot closed."""
    ballot, given = model.stages[at[0]].ballots[at[1]], answers(model, facts, *at)
    named = {"for_and_against": ballot.for_and_against} | dict.fromkeys(
        ("cast", "replies", "taking_part"), ballot.answers
    )
    number = Fraction()
    for one in wanted:
        if one in {"members", "present"} and one not in ballot.answers:
            number += sum(facts.base(leaf, at, one) for leaf in leaves)
            continue
        if one in named and ballot.takes_choices:
            number += sum((_choices(given.get(leaf, {})) for leaf in leaves), Fraction())
            continue
        asked = (one,) if one in ballot.answers else named.get(one, (one,))
        number += sum(given.get(leaf, {}).get(answer, 0) for leaf in leaves for answer in asked)
    return number


def _choices(given: Mapping[str, int | Fraction]) -> Fraction:
    """Return how many chose among the options, whatever they chose."""
    return sum((Fraction(n) for one, n in given.items() if one != NOT_COUNTED), Fraction())


def entitled(model: Model, facts: Facts, at: tuple[str, str, str]) -> int:
    """Return how many belong to those whose answers count in a ballot."""
    return sum(facts.base(leaf, at) for leaf in _counted(model, at, {}, "", ()))


def asks_for_answers(said: ShareOf | Count, ballot: Ballot) -> bool:
    """Return whether a measure depends on who answered; else it asks who is there."""
    asked = {*said.share, said.of} if isinstance(said, ShareOf) else {*said.count}
    if (relative := said.relative) is not None and relative.ballot is None:
        asked.update(relative.count)
    return not asked <= {"members", "present"} - {*ballot.answers}


def looks_at_groups(model: Model, said: ShareOf | Count, at: tuple[str, str, str]) -> bool:
    """Return whether a measure needs to know in which groups the answers were given."""
    ballot = model.stages[at[0]].ballots[at[1]]
    if said.groups or said.among or (said.relative is not None and said.relative.among):
        return True
    if isinstance(said, Count):
        weighted = said.distinct == "group"
    else:
        weighted = ballot.weights != "heads" and not said.heads
    tops = ballot.voters or _deciding(model, at[0])
    leaves = (leaf for top in tops for leaf in model.leaves.get(top, (top,)))
    left_out = any(leaf in model.groups and not model.groups[leaf].counted for leaf in leaves)
    return weighted or left_out or ballot.derived is not None


def _base(ballot: Ballot, said: ShareOf) -> tuple[str, ...]:
    if ballot.takes_choices and said.of in {"for_and_against", "cast", "replies"}:
        return ("taking_part",)
    if said.of == "for_and_against":
        return ballot.for_and_against
    if said.of in {"cast", "replies"}:
        return _all_answers(ballot)
    return (said.of,)


def _all_answers(ballot: Ballot) -> tuple[str, ...]:
    return ballot.answers


def _counted(
    model: Model, at: tuple[str, str, str], given: Tally, group: str, among: Collection[str]
) -> list[str]:
    """Return the groups without sub-groups whose answers count for `group`, or for the whole ballot
    where it is empty.
    """
    ballot = model.stages[at[0]].ballots[at[1]]
    if ballot.derived is not None:
        wanted: Iterable[str] = [group] if group else ballot.derived.groups
        found = [one for one in wanted if one in given]
    else:
        tops = [group] if group else (among or ballot.voters or _deciding(model, at[0]))
        ends = dict.fromkeys(leaf for top in tops for leaf in (*model.leaves.get(top, (top,)), top))
        found = [leaf for leaf in ends if leaf not in model.groups or model.groups[leaf].counted]
    if ballot.tie is None or group or among:
        return found
    casting = model.stages[at[0]].judgements[ballot.tie].by  # who decides a tie may be no voter
    return found if casting in found or casting not in given else [*found, casting]


def _deciding(model: Model, stage: str) -> Collection[str]:
    """Return who answers where a ballot names nobody: those with the right to decide in the
    stage.
    """
    return tuple(model.grants.get((stage, Right.DECIDE), ())) or tuple(model.groups)


class _Weights:
    """What one answer weighs in each group without sub-groups."""

    def __init__(
        self, model: Model, facts: Facts, at: tuple[str, str, str], said: ShareOf, given: Tally
    ) -> None:
        ballot = model.stages[at[0]].ballots[at[1]]
        self._model, self._facts, self._ballot, self._given = model, facts, ballot, given
        self._at = at
        by_group = ballot.weights not in {"heads", "stated"}  # stated ones are in the tally
        self._weighted = by_group and not said.heads and ballot.derived is None
        presence = said.of in {"present", "members"} or PRESENCE.intersection(said.share)
        self._among = (
            ("members",) if presence or ballot.counted == "members" else _base(ballot, said)
        )
        if ballot.counted == "present" and not presence:
            self._among = ("present",)
        self._at_start = ballot.quorum_at == "start" and said is ballot.quorum

    def all(self, leaves: Collection[str], wanted: Collection[str]) -> Fraction:
        return sum((self._unit(leaf) * self._heads(leaf, wanted) for leaf in leaves), Fraction())

    def common_unit(self, leaves: Collection[str]) -> Fraction:
        units = {unit for leaf in leaves if (unit := self._unit(leaf))}
        return units.pop() if len(units) == 1 else Fraction(1)

    def _heads(self, leaf: str, wanted: Collection[str]) -> Fraction:
        given: Mapping[str, int | Fraction] = self._given.get(leaf, {})
        number = Fraction()
        for answer in wanted:
            if answer == "members":
                number += self._facts.base(leaf, self._at)
            elif answer == "present":
                which = "present_at_start" if self._at_start else "present"
                number += self._facts.base(leaf, self._at, which)
            elif answer == "taking_part":
                number += self._taking_part(given)
            else:
                number += given.get(answer, 0)
        return number

    def _taking_part(self, given: Mapping[str, int | Fraction]) -> Fraction:
        if self._ballot.takes_choices:
            return _choices(given)
        return sum((Fraction(given.get(one, 0)) for one in self._ballot.answers), Fraction())

    def _unit(self, leaf: str) -> Fraction:
        if not self._weighted or leaf not in self._model.groups:
            return Fraction(1)
        if self._ballot.weights == "seats":
            weight = self._model.groups[leaf].weight
            return Fraction(1) if weight is None else weight
        among = self._heads(leaf, self._among)
        if not among:  # an empty group has no vote that could weigh anything
            return Fraction()
        return self._share(leaf) / among

    def _share(self, leaf: str) -> Fraction:
        share = Fraction(1)
        for group in self._model.chain[leaf]:
            weight = self._model.groups[group].weight
            if self._ballot.weights == "shares" and weight is not None:
                share *= weight
        return share
