"""What the checker finds about the way through a model: stages, loops, clocks, ways out."""

from collections.abc import Iterator, Mapping

from isegoria.rules.checking.circling import circles
from isegoria.rules.checking.places import Where
from isegoria.rules.checking.walking import walked
from isegoria.rules.checking.ways import backwards, loops, reached, ways_of
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.references import stage_and_name
from isegoria.terms import gettext_noop

__all__ = [
    "Found",
    "guard_too_high",
    "guard_without_ceiling",
    "hidden_exit",
    "loop_by_itself",
    "loop_without_guard",
    "no_clock",
    "no_exit",
    "outcome_unreachable",
    "silence_undefined",
    "stage_of",
    "unreachable",
]

Found = Iterator[tuple[Where, str, Mapping[str, object]]]
"""Where, what in words with named fields, and the fields."""

MOST_ROUNDS = 100
"""More rounds than this are as good as no end."""


def unreachable(model: Model) -> Found:
    """Yield stages to which no way leads."""
    starts = reached(ways_of(model), [model.starts])
    backs = {level.back_to for level in model.appeals.values()} | {
        one.ratified_by for one in model.emergencies.values()
    }
    for name, stage in model.stages.items():
        if name not in starts | backs:
            yield name, gettext_noop("No way leads to “{stage}”."), {"stage": stage.title}


def no_exit(model: Model) -> Found:
    """Yield stages from which nothing comes out."""
    ending = [
        name
        for name, stage in model.stages.items()
        if any(way.outcome for way in stage.exits.values())
    ]
    ends = reached(backwards(ways_of(model)), ending)
    for name, stage in model.stages.items():
        if name not in ends:
            yield (
                name,
                gettext_noop("From “{stage}” no outcome can be reached."),
                {"stage": stage.title},
            )


def loop_without_guard(model: Model) -> Found:
    """Yield ways back of loops that nothing ends. A guard on any way of a loop ends it."""
    order = {name: at for at, name in enumerate(model.stages)}
    loop = loops(ways_of(model, guarded=False))
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            if way.to is None or way.guard is not None or order[way.to] > order[name]:
                continue
            if loop[way.to] == loop[name]:
                message = gettext_noop(
                    "The loop back to “{stage}” has no end: no count, no date, no cost."
                )
                yield f"{name}/{key}", message, {"stage": model.stages[way.to].title}


def loop_by_itself(model: Model) -> Found:
    """Yield ways that close a circle which would turn in one moment, without a clock and without
    anybody.
    """
    for stage, key in circles(model):
        message = gettext_noop(
            "The way back to “{stage}” closes a loop that runs by itself. Put a clock or an"
            " office into this loop."
        )
        way = model.stages[stage].exits[key]
        yield f"{stage}/{key}", message, {"stage": model.stages[way.to or stage].title}


def no_clock(model: Model) -> Found:
    """Yield stages without a clock."""
    for name, stage in model.stages.items():
        if not stage.clocks:
            yield (
                name,
                gettext_noop("The stage “{stage}” has no time limit."),
                {"stage": stage.title},
            )


def silence_undefined(model: Model) -> Found:
    """Yield clocks whose end means nothing."""
    asked = {
        stage_and_name(one.ended, stage_of(path))
        for path, one in walked(model)
        if isinstance(one, said.Ended)
    }
    for name, stage in model.stages.items():
        used = {ballot.clock for ballot in stage.ballots.values()} | {
            one.clock for one in stage.inputs.values()
        }
        parts = (stage.ballots, stage.triggers, stage.judgements)
        used |= {one.opens for kept in parts for one in kept.values()}  # its end opens something
        for key, clock in stage.clocks.items():
            meant = (
                clock.timeout is not None or clock.window_for or (name, key) in asked or key in used
            )
            if not meant:
                yield (
                    f"{name}/clocks/{key}",
                    gettext_noop("It is not said what happens when nobody acts before it ends."),
                    {},
                )


def stage_of(path: tuple[str | int, ...]) -> str:
    """Return the stage in which a part stands; empty outside of stages."""
    return str(path[1]) if len(path) > 1 and path[0] == "stages" else ""


def hidden_exit(model: Model) -> Found:
    """Yield ways out that have the test of one before them, which is taken instead."""
    for name, stage in model.stages.items():
        for key, first in _same_tests(stage):
            yield (
                f"{name}/{key}",
                gettext_noop(
                    "“{other}” has the same test and comes first, so this is never taken."
                ),
                {"other": first},
            )


def _same_tests(stage: Stage) -> Iterator[tuple[str, str]]:
    """Yield the exits that are taken by themselves on the test of an earlier one, with that."""
    seen: dict[str, str] = {}
    for key, way in stage.exits.items():
        if way.by is None and way.when is not None and way.guard is None:
            first = seen.setdefault(repr(way.when), key)
            if first != key and stage.exits[first].waits <= way.waits:
                yield key, first


def outcome_unreachable(model: Model) -> Found:
    """Yield outcomes that no way out gives."""
    given = {way.outcome for stage in model.stages.values() for way in stage.exits.values()}
    for name, outcome in model.outcomes.items():
        if name not in given:
            yield (
                f"outcomes/{name}",
                gettext_noop("No way out leads to “{outcome}”."),
                {"outcome": outcome.title},
            )


def guard_without_ceiling(model: Model) -> Found:
    """Yield guards on a resource without a ceiling."""
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            resource = way.guard.resource if way.guard is not None else None
            if resource is not None and model.resources[resource].ceiling is None:
                yield (
                    f"{name}/{key}/guard",
                    gettext_noop("“{resource}” has no ceiling, so the guard never ends the loop."),
                    {"resource": resource},
                )


def guard_too_high(model: Model) -> Found:
    """Yield guards that count more rounds than anybody lives through."""
    for name, stage in model.stages.items():
        for key, way in stage.exits.items():
            rounds = way.guard.rounds if way.guard is not None else None
            if rounds is not None and rounds > MOST_ROUNDS:
                message = gettext_noop(
                    "The guard allows {rounds} rounds. Nobody lives through more than {most}."
                )
                yield f"{name}/{key}/guard", message, {"rounds": rounds, "most": MOST_ROUNDS}
