"""What comes about although nobody does anything, and who could do it alone: ballots that pass
without an answer, ways out that are free, clocks whose end changes nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.secrecy import ballots_of
from isegoria.rules.checking.walking import walked
from isegoria.rules.facts.electing import is_lot
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Ballot, Exit, Model, Stage
from isegoria.rules.language.references import stage_and_name
from isegoria.terms import gettext_noop

__all__ = [
    "never_closes",
    "never_drawn",
    "nobody_takes",
    "passes_with_nobody",
    "silence_changes_nothing",
    "silence_decides",
    "taken_at_will",
]

_MOVES_ON = {"adopts", "rejects", "advances", "lapses", "escalates"}
_DECIDES = {
    "binding",
    "contract",
    "treaty",
    "law",
    "recommendation",
    "message",
    "allocation",
    "advice",
    "standard",
}
"""The force of outcomes that decide something; a report, an input or options do not."""


def passes_with_nobody(model: Model) -> Found:
    """Yield ballots whose rule holds without an answer, and which do not say that silence
    consents.
    """
    for stage, name, ballot in ballots_of(model):
        if ballot.silence is not None or ballot.derived is not None or not ballot.binding:
            continue
        for key, rule in _rules(ballot):
            if _holds_unasked(rule, model, stage):
                message = gettext_noop(
                    "This holds although nobody answers. Ask for an answer, or say"
                    " `silence: consents`."
                )
                yield ("stages", stage, "ballots", name, *key), message, {}


def _rules(ballot: Ballot) -> Iterator[tuple[Path, Any]]:
    if ballot.rungs:
        found = [(("rungs", rung), rule) for rung, rule in ballot.rungs.items()]
        yield from (one for one in found if ballot.passes is None)
    elif ballot.passes is not None:
        yield ("passes",), ballot.passes


def silence_decides(model: Model) -> Found:
    """Yield ways to an outcome with force that open by themselves when time is over and nobody did
    anything, where no clock says what silence means.
    """
    for stage_name, stage in model.stages.items():
        said_so = {
            clock.timeout.exit
            for clock in stage.clocks.values()
            if clock.timeout is not None and clock.timeout.silence != "nothing"
        }
        for name, way in stage.exits.items():
            if way.by is not None or way.when is None or name in said_so:
                continue
            if _has_force(model, way) and _holds_unasked(way.when, model, stage_name):
                message = gettext_noop(
                    "This comes about although nobody does anything. Say so at its clock"
                    " (`timeout`), or ask for an answer."
                )
                yield ("stages", stage_name, "exits", name, "when"), message, {}


def _has_force(model: Model, way: Exit) -> bool:
    return way.outcome is not None and model.outcomes[way.outcome].force in _DECIDES


def _holds_unasked(condition: Any, model: Model, stage: str) -> bool:
    """Return whether a condition holds when all clocks are over and nobody did anything."""
    test = _UNASKED.get(type(condition))
    return test is not None and test(condition, model, stage)


def _share_unasked(condition: said.ShareOf, model: Model, stage: str) -> bool:
    if condition.of in {"members", "present"}:
        return condition.bound.holds(0)
    return condition.if_nobody


def _result_unasked(condition: said.Result, model: Model, stage: str) -> bool:
    at, name = stage_and_name(condition.result, stage)
    ballot = model.stages[at].ballots[name]
    consents = ballot.silence is not None and condition.is_ == "passed"
    return consents and all(_holds_unasked(rule, model, at) for _key, rule in _rules(ballot))


_UNASKED: dict[type, Callable[[Any, Model, str], bool]] = {
    said.Ended: lambda condition, model, stage: True,
    said.Objections: lambda condition, model, stage: condition.bound.holds(0),
    said.ShareOf: _share_unasked,
    said.Count: lambda condition, model, stage: (
        condition.relative is None and condition.bound.holds(0)
    ),
    said.Triggered: lambda condition, model, stage: (
        condition.relative is None and condition.bound.holds(0)
    ),
    said.Result: _result_unasked,
    said.All: lambda condition, model, stage: all(
        _holds_unasked(one, model, stage) for one in condition.all
    ),
    said.Any_: lambda condition, model, stage: (
        sum(_holds_unasked(one, model, stage) for one in condition.any) >= condition.at_least
    ),
    said.Not: lambda condition, model, stage: _never_unasked(condition.not_, model, stage),
}


def _never_unasked(condition: Any, model: Model, stage: str) -> bool:
    """Return whether a condition surely does not hold when nobody did anything."""
    if isinstance(condition, said.Delivered | said.Judged | said.Won):
        return True
    known = isinstance(condition, said.Ended | said.Objections | said.Count | said.Triggered)
    return (known or isinstance(condition, said.ShareOf)) and not _holds_unasked(
        condition, model, stage
    )


def nobody_takes(model: Model) -> Found:
    """Yield ways out that no clock, no test and no office takes."""
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            if stage.officer is None and _is_free(stage, key, way):
                message = gettext_noop(
                    "Nothing opens this way out, and no office takes it. Write `when`, or `by`."
                )
                yield ("stages", name, "exits", key), message, {}


def taken_at_will(model: Model) -> Found:
    """Yield ways out that one office can take at any time, to an outcome that has force."""
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            holder = way.by or stage.officer
            free = way.when is None and not _is_last(stage, key) and not _waits(stage, way)
            if holder is None or not free or not _has_force(model, way):
                continue
            message = gettext_noop(
                "“{office}” can decide this alone, at any time. Write what has to hold before"
                " (`when`)."
            )
            yield ("stages", name, "exits", key), message, {"office": holder}


def _is_free(stage: Stage, key: str, way: Exit) -> bool:
    return way.by is None and way.when is None and not _is_last(stage, key)


def _is_last(stage: Stage, key: str) -> bool:
    """Return whether a clock or a guard leads this way."""
    timeouts = {one.timeout.exit for one in stage.clocks.values() if one.timeout is not None}
    guards = {one.guard.forces for one in stage.exits.values() if one.guard is not None}
    return key in timeouts | guards


def _waits(stage: Stage, way: Exit) -> bool:
    return way.waits and any(one.blocks for one in stage.deliverables.values())


def never_closes(model: Model) -> Found:
    """Yield ballots whose result is waited for in their own stage, and which nobody closes."""
    asked = {
        stage_and_name(one.result if isinstance(one, said.Result) else one.won, str(path[1]))
        for path, one in walked(model)
        if isinstance(one, said.Result | said.Won) and path[2:3] == ("exits",)
    }
    for stage, name, ballot in ballots_of(model):
        closes = ballot.clock or ballot.closed_by or model.stages[stage].officer or ballot.derived
        if not closes and (stage, name) in asked:
            message = gettext_noop(
                "Nobody closes this ballot, so it never has a result. Write `clock`, or"
                " `closed_by`."
            )
            yield ("stages", stage, "ballots", name), message, {}


def never_drawn(model: Model) -> Found:
    """Yield lots that nobody can draw: whoever closes the ballot draws it, and a clock closes it
    without a draw.
    """
    for stage, name, ballot in ballots_of(model):
        if not is_lot(ballot):
            continue
        if ballot.clock is not None:
            message = gettext_noop(
                "The person who closes the ballot draws this lot, and the clock closes it without a"
                " draw. Leave out `clock`."
            )
            yield ("stages", stage, "ballots", name, "clock"), message, {}
        elif not ballot.closed_by and not model.stages[stage].officer:
            message = gettext_noop("Nobody draws this lot. Write `closed_by`.")
            yield ("stages", stage, "ballots", name), message, {}


def silence_changes_nothing(model: Model) -> Found:
    """Yield clocks that say what silence does, where neither a way out nor a ballot follows."""
    asked = {
        stage_and_name(one.ended, stage_of(path))
        for path, one in walked(model)
        if isinstance(one, said.Ended)
    }
    for name, stage in model.stages.items():
        used = {ballot.clock for ballot in stage.ballots.values()}
        for key, clock in stage.clocks.items():
            timeout = clock.timeout
            if timeout is None or timeout.exit is not None or timeout.silence not in _MOVES_ON:
                continue
            if key not in used and (name, key) not in asked:
                message = gettext_noop(
                    "Silence {meaning} here, but no way out follows. Write the `exit` that it"
                    " takes."
                )
                facts = {"meaning": timeout.silence}
                yield ("stages", name, "clocks", key, "timeout"), message, facts
