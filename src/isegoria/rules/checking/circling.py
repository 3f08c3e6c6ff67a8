"""Circles of stages that nobody has to turn: every way out is taken by itself, and no clock and no
act lies between.

A stage that is entered is as if nothing had happened in it: no answer, no document, no finding, and
its clocks have just begun. So what a way out asks of a stage of its own circle holds at once only
where it asks for nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from isegoria.rules.checking.ways import loops
from isegoria.rules.facts.tallies import PRESENCE
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Exit, Model, Stage
from isegoria.rules.language.references import stage_and_name

__all__ = ["circles"]

_TRIED = 5000  # ways that are followed at most; a large model has a few dozen


@dataclass(frozen=True, slots=True)
class _Way:
    """A way out that is taken by itself, and what has to hold for it."""

    stage: str
    name: str
    to: str
    asks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _At:
    """A stage that was entered this moment, and the stages of the circle, which were all entered
    this moment.
    """

    model: Model
    stage: str
    fresh: Set[str]

    def is_fresh(self, written: str | None) -> bool:
        return written is None or stage_and_name(written, self.stage)[0] in self.fresh


def circles(model: Model) -> Iterator[tuple[str, str]]:
    """Yield each way out that closes a circle, as stage and name.

    A circle begins at its first stage in the model.
    """
    told: set[tuple[str, str]] = set()
    ways = _in_loops({name: list(_ways(model, name)) for name in model.stages})
    order = {name: place for place, name in enumerate(model.stages)}
    budget = iter(range(_TRIED))
    for start in model.stages:
        for circle in _from(start, ways, order, budget):
            closes = circle[-1].stage, circle[-1].name
            if closes not in told and _turns(model, circle):
                told.add(closes)
                yield closes


def _in_loops(ways: Mapping[str, Sequence[_Way]]) -> Mapping[str, Sequence[_Way]]:
    """Return the ways that are part of any loop: few of a model, and all others lead nowhere."""
    number = loops({name: [way.to for way in found] for name, found in ways.items()})
    return {
        name: [way for way in found if number[way.to] == number[name]]
        for name, found in ways.items()
    }


def _ways(model: Model, name: str) -> Iterator[_Way]:
    stage = model.stages[name]
    forced = {way.guard.forces for way in stage.exits.values() if way.guard is not None}
    ended = {
        clock.timeout.exit
        for clock in stage.clocks.values()
        if clock.timeout and _can_be_over(clock)
    }
    for key, way in stage.exits.items():
        by_itself = (way.by is None and way.when is not None) or key in forced | ended
        if way.to is not None and by_itself and not _waits_for_documents(stage, name, way):
            yield _Way(
                name,
                key,
                way.to,
                tuple(
                    one for one in (way.when, model.stages[way.to].enters_when) if one is not None
                ),
            )


def _waits_for_documents(stage: Stage, name: str, way: Exit) -> bool:
    return way.waits and way.to != name and any(one.blocks for one in stage.deliverables.values())


def _from(
    start: str,
    ways: Mapping[str, Sequence[_Way]],
    order: Mapping[str, int],
    budget: Iterator[int],
) -> Iterator[tuple[_Way, ...]]:
    """Yield the circles that come back to the start, pass no stage twice and none before it."""
    ahead: list[tuple[tuple[_Way, ...], frozenset[str]]] = [((), frozenset())]
    while ahead:
        taken, passed = ahead.pop()
        for way in ways[taken[-1].to if taken else start]:
            if next(budget, None) is None:
                return
            if order[way.to] < order[start]:
                continue
            if way.to == start:
                yield (*taken, way)
            elif way.to not in passed:
                ahead.append(((*taken, way), passed | {way.to}))


def _turns(model: Model, circle: Sequence[_Way]) -> bool:
    """Return whether everything that the ways of a circle ask for can hold at one moment."""
    fresh = {way.stage for way in circle}
    asked: list[Any] = []
    for way in circle:
        at = _At(model, way.stage, fresh)
        if not all(_can_hold(one, at) for one in way.asks):
            return False
        asked += [_placed(part, way.stage) for one in way.asks for part in _all_of(one)]
    return not _contradict(asked)


def _can_hold(condition: Any, at: _At) -> bool:
    test = _CAN_HOLD.get(type(condition))
    return test is None or test(condition, at)


def _holds_always(condition: Any, at: _At) -> bool:
    """Return whether a condition holds at once, whatever happened before."""
    if isinstance(condition, said.Not):
        return not _can_hold(condition.not_, at)
    if isinstance(condition, said.All):
        return all(_holds_always(one, at) for one in condition.all)
    if isinstance(condition, said.Any_):
        return sum(_holds_always(one, at) for one in condition.any) >= condition.at_least
    return (
        isinstance(condition, said.Triggered)
        and at.is_fresh(condition.triggered)
        and condition.relative is None
        and condition.bound.holds(0)
    )


def _is_over(condition: said.Ended, at: _At) -> bool:
    stage, name = stage_and_name(condition.ended, at.stage)
    return stage not in at.fresh or _can_be_over(at.model.stages[stage].clocks[name])


def _can_be_over(clock: Any) -> bool:
    """Return whether a clock can be over when its stage is entered: a date of one year or a meeting
    may be past.
    """
    return clock.before is not None or (clock.on is not None and not isinstance(clock.on, str))


def _has_result(condition: said.Result | said.Won, at: _At) -> bool:
    """Return whether a ballot can be closed: that of a stage just left is, and it failed; that of
    this stage has begun.
    """
    stage, name = stage_and_name(
        condition.result if isinstance(condition, said.Result) else condition.won, at.stage
    )
    ballot = at.model.stages[stage].ballots[name]
    over = ballot.clock is not None and _can_be_over(at.model.stages[stage].clocks[ballot.clock])
    return stage != at.stage or over or ballot.derived is not None


def _is_counted(condition: said.ShareOf | said.Count, at: _At) -> bool:
    """Return whether a share or a number can hold although nobody answered."""
    answers = condition.share if isinstance(condition, said.ShareOf) else condition.count
    nobody = isinstance(condition, said.ShareOf) and condition.if_nobody
    return (
        not at.is_fresh(condition.ballot)
        or nobody
        or bool(PRESENCE & {*answers})
        or _holds_for_nobody(condition)
    )


def _holds_for_nobody(condition: said.Bounded) -> bool:
    """Return whether a bound can hold at zero; one that follows from another count does only where
    it is an upper one.
    """
    return condition.bound.holds(0) if condition.relative is None else condition.bound.upper


def _is_signed(condition: said.Triggered, at: _At) -> bool:
    return not at.is_fresh(condition.triggered) or _holds_for_nobody(condition)


_CAN_HOLD: dict[type, Callable[[Any, _At], bool]] = {
    said.Ended: _is_over,
    said.Delivered: lambda condition, at: not at.is_fresh(condition.delivered),
    said.Judged: lambda condition, at: not at.is_fresh(condition.judged),
    said.Result: _has_result,
    said.Won: _has_result,
    said.ShareOf: _is_counted,
    said.Count: _is_counted,
    said.Triggered: _is_signed,
    said.All: lambda condition, at: all(_can_hold(one, at) for one in condition.all),
    said.Any_: lambda condition, at: (
        sum(_can_hold(one, at) for one in condition.any) >= condition.at_least
    ),
    said.Not: lambda condition, at: not _holds_always(condition.not_, at),
}


def _all_of(condition: Any) -> Iterator[Any]:
    if isinstance(condition, said.All):
        for one in condition.all:
            yield from _all_of(one)
    else:
        yield condition


def _placed(condition: Any, stage: str) -> tuple[str, Any, bool]:
    """Return a condition with the stage that its names belong to, and whether it has to hold or not
    to hold.
    """
    wanted = True
    while isinstance(condition, said.Not):
        condition, wanted = condition.not_, not wanted
    known = isinstance(
        condition,
        said.Objections | said.Used | said.Rounds | said.Attends | said.Advised | said.Process,
    )
    return "" if known or isinstance(condition, said.SameText) else stage, condition, wanted


def _contradict(asked: Sequence[tuple[str, Any, bool]]) -> bool:
    """Return whether two of these can never hold together: one is the other’s opposite, or no
    number is within all bounds.
    """
    if any((stage, one, not wanted) in asked for stage, one, wanted in asked):
        return True
    measured = [
        (one, wanted)
        for _stage, one, wanted in asked
        if isinstance(one, said.Objections | said.Used | said.Rounds)
    ]
    return any(
        not _some_number([other for other in measured if _measures(other[0]) == _measures(one)])
        for one, _ in measured
    )


def _measures(condition: said.Bounded) -> str:
    bounds = set(said.Bounded.model_fields)
    return f"{type(condition).__name__} {condition.model_dump(exclude=bounds)}"


def _some_number(asked: Sequence[tuple[Any, bool]]) -> bool:
    edges = sorted(
        {0, *(int(one.bound.value) + step for one, _wanted in asked for step in (-1, 0, 1, 2))}
    )
    return any(
        all(one.bound.holds(number) is wanted for one, wanted in asked)
        for number in edges
        if number >= 0
    )
