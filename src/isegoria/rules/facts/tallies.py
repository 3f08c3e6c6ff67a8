"""From answers by group to exact shares and counts: weights, derived votes, quorums.

Nobody at all has a defined result.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from isegoria.rules.facts.protocol import Facts, Tally
from isegoria.rules.language.conditions import Count, ShareOf
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.scalars import Right

__all__ = ["NOT_COUNTED", "Measured", "answers", "is_turnout", "measure_count", "measure_share"]

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


def answers(model: Model, facts: Facts, stage: str, name: str, item: str) -> Tally:
    """Return the answers to a ballot by group; those of a derived ballot follow from the answers to
    another.
    """
    ballot = model.stages[stage].ballots[name]
    if ballot.derived is None:
        return facts.tally(stage, name, item)
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
        weigh = _Weights(model, facts, ballot, said, given)
        unit = weigh.common_unit(
            leaves
        )  # where all weigh alike, heads tell the same and are easier to read
        number = weigh.all(leaves, said.share) / unit
        base = weigh.all(leaves, _base(ballot, said)) / unit
        holds = said.bound.holds(Fraction(number, base)) if base else said.if_nobody
        found.append(Measured(group, number, base, holds))
    return found


def measure_count(
    model: Model, facts: Facts, said: Count, at: tuple[str, str, str]
) -> list[Measured]:
    """Count answers in each of the groups, or in all of them together."""
    stage, name, item = at
    ballot = model.stages[stage].ballots[name]
    given = answers(model, facts, stage, name, item)
    found = []
    for group in said.groups or ("",):
        leaves = _counted(model, at, given, group, said.among)
        if said.distinct == "group":
            number = Fraction(
                sum(any(given.get(leaf, {}).get(one, 0) for one in said.count) for leaf in leaves)
            )
        else:
            wanted = _all_answers(ballot) if said.count == ("replies",) else said.count
            number = sum(
                (Fraction(given.get(leaf, {}).get(one, 0)) for leaf in leaves for one in wanted),
                Fraction(),
            )
        found.append(Measured(group, number, Fraction(len(leaves)), said.bound.holds(number)))
    return found


def is_turnout(said: ShareOf | Count, ballot: Ballot) -> bool:
    """Return whether a measure is the same whatever was answered: it asks who is there and how many
    answered.
    """
    if ballot.void_without_reason or ballot.derived is not None or ballot.weights != "heads":
        return False  # what is void counts nowhere, and a weight may be divided among answers
    asked = [said.share, (said.of,)] if isinstance(said, ShareOf) else [said.count]
    return all(_tells_nothing(one, ballot) for one in asked)


def _tells_nothing(wanted: Collection[str], ballot: Ballot) -> bool:
    everyone = {*PRESENCE, "members", "replies"}
    if set(wanted) == {"cast"} or everyone.issuperset(wanted):
        return True
    return everyone.union(ballot.answers).issuperset(wanted) and set(ballot.answers).issubset(
        wanted
    )


def _base(ballot: Ballot, said: ShareOf) -> tuple[str, ...]:
    if said.of == "for_and_against":
        return tuple(answer for answer in ballot.answers if answer != "abstain")
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
        return [one for one in wanted if one in given]
    tops = [group] if group else (among or ballot.voters or _deciding(model, at[0]))
    ends = dict.fromkeys(leaf for top in tops for leaf in (*model.leaves.get(top, (top,)), top))
    return [leaf for leaf in ends if leaf not in model.groups or model.groups[leaf].counted]


def _deciding(model: Model, stage: str) -> Collection[str]:
    """Return who answers where a ballot names nobody: those with the right to decide in the
    stage.
    """
    return tuple(model.grants.get((stage, Right.DECIDE), ())) or tuple(model.groups)


class _Weights:
    """What one answer weighs in each group without sub-groups."""

    def __init__(
        self, model: Model, facts: Facts, ballot: Ballot, said: ShareOf, given: Tally
    ) -> None:
        self._model, self._facts, self._ballot, self._given = model, facts, ballot, given
        self._weighted = ballot.weights != "heads" and not said.heads and ballot.derived is None
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
                number += self._facts.members(leaf)
            elif answer == "present":
                number += self._facts.present(leaf, at_start=self._at_start)
            elif answer == "taking_part":
                number += sum(given.get(one, 0) for one in self._ballot.answers)
            else:
                number += given.get(answer, 0)
        return number

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
