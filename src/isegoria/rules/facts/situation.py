"""Where a question is asked of the rules; which ballots are over, secret and counted; and of what
a condition consists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from isegoria.rules.facts.clocks import has_ended
from isegoria.rules.facts.protocol import Facts
from isegoria.rules.facts.tallies import asks_for_answers
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.references import stage_and_name

__all__ = [
    "Situation",
    "asked_at",
    "is_closed",
    "is_known",
    "is_sealed",
    "is_secret",
    "is_shut",
    "leaves_of",
    "moving_parts",
    "parts_of",
    "waits_for_secret",
]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a question is asked: the process, the stage, the item and the ballot at hand, the
    time.
    """

    model: Model
    facts: Facts
    now: datetime
    stage: str
    item: str = ""
    ballot: str = ""
    unsealed: bool = False
    """Whether secret answers are told before the close: only to a rehearsal, which made them up."""


def is_closed(situation: Situation, stage: str, name: str) -> bool:
    """Return whether nobody can answer any more: its clock has run out, its officer closed it, or
    the stage is over. What was closed once in a stage stays so.
    """
    ballot = situation.model.stages[stage].ballots[name]
    facts = situation.facts
    if facts.stage != stage or facts.outcome or facts.is_split():
        return True
    if situation.facts.was_closed(stage, name):
        return True
    if ballot.derived is not None:
        return is_closed(situation, stage, ballot.derived.ballot)
    return ballot.clock is not None and has_ended(
        situation.model, situation.facts, stage, ballot.clock, situation.now
    )


def is_shut(situation: Situation, stage: str, opens: str | None) -> bool:
    """Return whether something waits for a clock of its stage to run out before it opens."""
    facts = situation.facts
    return opens is not None and not has_ended(situation.model, facts, stage, opens, situation.now)


def is_secret(model: Model, stage: str, name: str) -> bool:
    """Return whether the answers to a ballot are secret; what is derived from secret answers would
    tell them.
    """
    ballot = model.stages[stage].ballots[name]
    return ballot.secret or (
        ballot.derived is not None and is_secret(model, stage, ballot.derived.ballot)
    )


def is_sealed(situation: Situation, stage: str, name: str) -> bool:
    """Return whether nobody may learn anything from the answers yet: they are secret, and more may
    come, or nobody counted them.
    """
    if situation.unsealed or not is_secret(situation.model, stage, name):
        return False
    return not is_closed(situation, stage, name) or not situation.facts.was_counted(
        stage, _answered(situation.model, stage, name)
    )


def _answered(model: Model, stage: str, name: str) -> str:
    """Return the ballot that people answer, from which another one may be derived."""
    derived = model.stages[stage].ballots[name].derived
    return name if derived is None else _answered(model, stage, derived.ballot)


def is_known(situation: Situation, stage: str, name: str) -> bool:
    """Return whether a ballot is over, and its answers may be looked at."""
    return is_closed(situation, stage, name) and not is_sealed(situation, stage, name)


def asked_at(condition: said.ShareOf | said.Count, situation: Situation) -> tuple[str, str, str]:
    """Return the ballot that is measured: stage, name and item."""
    if condition.ballot is None and not situation.ballot:
        stage, name = situation.stage, next(iter(situation.model.stages[situation.stage].ballots))
    else:
        stage, name = stage_and_name(condition.ballot or situation.ballot, situation.stage)
    per_item = situation.model.stages[stage].ballots[name].per == "item"
    return stage, name, situation.item if per_item else ""


def waits_for_secret(condition: Any, situation: Situation) -> bool:
    """Return whether any part of a condition measures secret answers that are not counted yet, or
    how many there are: a number that grows by one tells when somebody answered.
    """
    if _compares_with_secret(condition, situation):
        return True
    if isinstance(condition, said.ShareOf | said.Count):
        stage, name, _item = asked_at(condition, situation)
        return is_sealed(situation, stage, name) and asks_for_answers(
            condition, situation.model.stages[stage].ballots[name]
        )
    if isinstance(condition, said.SumOf):
        return any(
            is_sealed(situation, *stage_and_name(one, situation.stage)) for one in condition.ballots
        )
    return any(waits_for_secret(one, situation) for one in parts_of(condition))


def _compares_with_secret(condition: Any, situation: Situation) -> bool:
    """Return whether a bound follows from the answers to another ballot that are secret still."""
    relative = condition.relative if isinstance(condition, said.Bounded) else None
    if relative is None or relative.ballot is None:
        return False
    return is_sealed(situation, *stage_and_name(relative.ballot, situation.stage))


def parts_of(condition: Any) -> Sequence[Any]:
    """Return the conditions that one combines; none for one that asks something itself."""
    if isinstance(condition, said.Not):
        return (condition.not_,)
    if isinstance(condition, said.All):
        return condition.all
    return condition.any if isinstance(condition, said.Any_) else ()


def leaves_of(condition: Any) -> Iterator[Any]:
    """Yield the conditions of which one is made."""
    parts = parts_of(condition)
    if not parts and condition is not None:
        yield condition
    for one in parts:
        yield from leaves_of(one)


_MOVING = (
    said.Triggered,
    said.Judged,
    said.Attends,
    said.Delivered,
    said.Advised,
    said.Used,
    said.Rounds,
    said.Process,
    said.SameText,
)


def moving_parts(ballot: Ballot) -> list[Any]:
    """Return what the rule of a ballot asks that can change after its close: neither its answers,
    nor objections, which are kept with the members, nor the result of another ballot, which has a
    close of its own.
    """
    rules = (ballot.quorum, ballot.passes, *ballot.rungs.values())
    return [one for rule in rules for one in leaves_of(rule) if isinstance(one, _MOVING)]
