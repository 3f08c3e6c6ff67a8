"""Parts that lead back to themselves by their names: an appeal that goes on to itself, a group
within itself, a ballot that passes when it has passed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.places import Path
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.references import parts_of, stage_and_name
from isegoria.terms import gettext_noop

__all__ = ["name_circles"]

Ways = Mapping[Path, Iterable[Path]]
"""Parts by their paths, each with the parts that it needs first."""


def name_circles(model: Model) -> Found:
    """Yield the last part of each circle of names, and parts that name themselves."""
    for ways in _graphs(model):
        for circle in _circles(ways):
            message = gettext_noop("This leads back to itself: {circle}.")
            yield circle[-1], message, {"circle": " → ".join(str(one[-1]) for one in circle)}
    yield from _themselves(model)


def _circles(ways: Ways) -> Iterator[list[Path]]:
    """Yield circles of a graph, each once, in time that grows with its ways."""
    done: set[Path] = set()
    for start in ways:
        taken: dict[Path, Iterator[Path]] = {}
        at: Path | None = start
        while at is not None or taken:
            if at is not None and at in taken:
                steps = list(taken)
                yield steps[steps.index(at) :]
            elif at is not None and at not in done:
                done.add(at)
                taken[at] = iter(ways.get(at, ()))
            last = next(reversed(taken), None)
            at = next(taken[last], None) if last is not None else None
            if at is None and last is not None:
                del taken[last]


def _graphs(model: Model) -> Iterator[Ways]:
    yield _named(model.groups, "groups", "within")
    yield _named(model.offices, "offices", "interim")
    yield _named(model.appeals, "appeals", "next")
    yield {
        ("advice", name): [
            ("advice", one.advised)
            for kind in advice.kinds.values()
            for one in _asked(kind.when, said.Advised)
        ]
        for name, advice in model.advice.items()
    }
    yield _ballots(model)
    for stage, part in model.stages.items():
        yield {
            ("stages", stage, "clocks", name): [
                ("stages", stage, "clocks", event)
                for event in (clock.starts, *clock.restarts_on, *clock.pauses_on)
                if event in part.clocks and (event != clock.starts or clock.at_the_latest is None)
            ]
            for name, clock in part.clocks.items()
        }


def _named(parts: Mapping[str, Any], kept: str, key: str) -> Ways:
    return {
        (kept, name): [(kept, other)] if (other := getattr(part, key)) is not None else []
        for name, part in parts.items()
    }


def _asked(condition: Any, kind: type) -> Iterator[Any]:
    if condition is not None:
        yield from (one for _path, one in parts_of(condition) if isinstance(one, kind))


def _ballots(model: Model) -> Ways:
    """Each ballot with those whose results its own rules ask for, and the one it follows from."""
    ways: dict[Path, list[Path]] = {}
    for stage, part in model.stages.items():
        for name, ballot in part.ballots.items():
            rules = (ballot.quorum, ballot.passes, *ballot.rungs.values())
            asked = [
                stage_and_name(one.result, stage)
                for rule in (*rules, *ballot.excluded.values())
                for one in _asked(rule, said.Result)
            ]
            if ballot.derived is not None:
                asked.append((stage, ballot.derived.ballot))
            if ballot.continues is not None:
                asked.append(stage_and_name(ballot.continues, stage))
            ways[_ballot(stage, name)] = [_ballot(*one) for one in asked]
    return ways


def _ballot(stage: str, name: str) -> Path:
    return "stages", stage, "ballots", name


def _themselves(model: Model) -> Found:
    for name, office in model.offices.items():
        if name in office.of:
            message = gettext_noop("“{name}” is chosen from itself. Name the group it comes from.")
            yield ("offices", name, "of"), message, {"name": name}
    for name, rule in model.recusals.items():
        if rule.replaced_by in rule.from_:
            message = gettext_noop("“{name}” would replace itself. Name somebody else.")
            yield ("recusals", name, "replaced_by"), message, {"name": rule.replaced_by}
    for stage, part in model.stages.items():
        yield from _in_a_stage(stage, part)
    yield from _own_model(model)


def _in_a_stage(stage: str, part: Stage) -> Found:
    for name, way in part.exits.items():
        if way.guard is not None and way.guard.forces == name:
            message = gettext_noop("“{name}” would force itself. Name the way out of the loop.")
            yield ("stages", stage, "exits", name, "guard", "forces"), message, {"name": name}
    for name, ballot in part.ballots.items():
        of = ballot.derived.ballot if ballot.derived is not None else ""
        if of in part.ballots and part.ballots[of].derived is not None:
            message = gettext_noop(
                "“{name}” follows from another ballot itself. Name a ballot that people answer."
            )
            yield (*_ballot(stage, name), "derived", "ballot"), message, {"name": of}


def _own_model(model: Model) -> Found:
    own = {name for name, one in model.processes.items() if one.model == model.id}
    message = gettext_noop("“{name}” runs by these very rules, so it would begin without end.")
    for name, group in model.groups.items():
        if group.decides_by in own:
            yield ("groups", name, "decides_by"), message, {"name": group.decides_by}
    for name, stage in model.stages.items():
        for one in own.intersection(stage.starts):
            yield ("stages", name, "starts"), message, {"name": one}
