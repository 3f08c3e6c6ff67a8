"""What is missing while a condition does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import bound_of, holds, measured, number_of, rung_reached
from isegoria.rules.facts.situation import (
    Situation,
    asked_at,
    is_closed,
    is_sealed,
    is_secret,
    waits_for_secret,
)
from isegoria.rules.facts.tallies import looks_at_groups
from isegoria.rules.language import conditions as said
from isegoria.rules.language.references import stage_and_name

__all__ = ["Missing", "missing"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a way out still needs.

    `condition` says which; the numbers are those of one group, or of all.
    """

    condition: Any
    group: str = ""
    number: Fraction | None = None
    base: Fraction | None = None
    needed: int | None = None
    """How many more (fewer) would do, where counting heads tells."""
    until: datetime | None = None


def missing(condition: Any, situation: Situation) -> Iterator[Missing]:
    """Yield what is missing; nothing where the condition holds."""
    if condition is None or holds(condition, situation):
        return
    if isinstance(condition, said.All):
        for one in condition.all:
            yield from missing(one, situation)
    elif waits_for_secret(condition, situation):
        yield Missing(condition, until=_closes_at(condition, situation))
    else:
        yield from _lacking(condition, situation)


def _lacking(condition: Any, situation: Situation) -> Iterator[Missing]:
    if isinstance(condition, said.ShareOf | said.Count):
        yield from _in_numbers(condition, situation)
    elif isinstance(condition, said.Result) and condition.is_ == "passed":
        yield from _of_a_ballot(condition, situation)
    elif isinstance(condition, said.Ended):
        stage, name = stage_and_name(condition.ended, situation.stage)
        yield Missing(condition, until=deadline(situation.model, situation.facts, stage, name))
    elif isinstance(condition, said.Bounded) and not isinstance(condition, said.SumOf):
        number = number_of(condition, situation)
        bound = bound_of(condition, situation)
        yield Missing(condition, number=Fraction(number), needed=bound.lacks(1, number))
    else:
        yield Missing(condition)


def _closes_at(condition: Any, situation: Situation) -> datetime | None:
    """Return when the secret ballot ends that a share or a count waits for; None where its officer
    closes it.
    """
    if not isinstance(condition, said.ShareOf | said.Count):
        return None
    stage, name, _item = asked_at(condition, situation)
    return _end_of(situation, stage, name)


def _end_of(situation: Situation, stage: str, name: str) -> datetime | None:
    ballot = situation.model.stages[stage].ballots[name]
    if ballot.derived is not None:
        return _end_of(situation, stage, ballot.derived.ballot)
    return deadline(situation.model, situation.facts, stage, ballot.clock) if ballot.clock else None


def _in_numbers(condition: said.ShareOf | said.Count, situation: Situation) -> Iterator[Missing]:
    at = asked_at(condition, situation)
    if is_secret(situation.model, *at[:2]) and looks_at_groups(situation.model, condition, at):
        yield Missing(condition)  # the numbers of a small group would tell who answered what
        return
    for one in measured(condition, situation):
        if not one.holds:
            base = one.base if isinstance(condition, said.ShareOf) else 1
            whole = one.number.denominator == 1 and Fraction(base).denominator == 1
            yield Missing(
                condition,
                one.group,
                one.number,
                one.base,
                one.bound.lacks(base, one.number) if whole else None,
            )


def _of_a_ballot(condition: said.Result, situation: Situation) -> Iterator[Missing]:
    stage, name = stage_and_name(condition.result, situation.stage)
    ballot = situation.model.stages[stage].ballots[name]
    here = replace(
        situation, stage=stage, ballot=name, item=situation.item if ballot.per == "item" else ""
    )
    if is_sealed(situation, stage, name):
        yield Missing(condition, until=_end_of(situation, stage, name))
        return
    lacking = [*missing(ballot.quorum, here), *missing(ballot.passes, here)]
    if ballot.rungs and rung_reached(here, ballot) is None:
        lacking += missing(list(ballot.rungs.values())[-1], here)
    yield from lacking
    if not lacking or not is_closed(situation, stage, name):
        until = (
            deadline(situation.model, situation.facts, stage, ballot.clock)
            if ballot.clock
            else None
        )
        yield Missing(condition, until=until)
