"""Every name that a rule uses must be one that the model has."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import islice

from pydantic import BaseModel

from isegoria.rules.language import conditions as said
from isegoria.rules.language.ballots import ByKind
from isegoria.rules.language.elements import (
    Advice,
    AdviceKind,
    Appeal,
    Disclosure,
    Group,
    Mix,
    Notice,
    Office,
    Recusal,
)
from isegoria.rules.language.model import Ballot, Clock, Exit, InputWindow, Model, Stage, Tier
from isegoria.rules.language.scalars import ANYONE, PROPOSER

__all__ = ["EVENTS", "nearest_name", "parts_of", "stage_and_name", "unknown_names"]

Path = tuple[str | int, ...]
EVENTS = {
    "entry",
    "version",
    "acknowledged",
    "public",
    "resumed",
    "suspended",
    "substantive",
    "answered",
    "refused",
    "meeting",
    "tested",
}


def parts_of(part: BaseModel, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Yield a part and every part in it, with its path in the file."""
    yield path, part
    for name, field in type(part).model_fields.items():
        yield from _inside(getattr(part, name), (*path, field.alias or name))


def _inside(value: object, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from parts_of(value, path)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(one, (*path, key))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _inside(one, (*path, number))


def stage_and_name(written: str, here: str) -> tuple[str, str]:
    """Return stage and name of `name` or `stage/name`."""
    stage, _, name = written.rpartition("/")
    return stage or here, name


def unknown_names(model: Model) -> Iterator[tuple[Path, str]]:
    """Yield the path of each name that the model does not have, and a message."""
    people = {*model.groups, *model.offices, ANYONE}
    if model.starts not in model.stages:
        yield ("starts",), _unknown("stage", model.starts, model.stages)
    for path, part in parts_of(model):
        here = str(path[1]) if len(path) > 1 and path[0] == "stages" else ""
        for kind, look in _LOOKS.items():
            if isinstance(part, kind):
                for key, what, names, known in look(part, model, people, here):
                    yield from (
                        ((*path, *key.split("/")), _unknown(what, name, known))
                        for name in names
                        if name is not None and name not in known
                    )
        yield from _of_groups(part, model, path)
        yield from _of_a_stage(part, model, here, path)


def _of_groups(part: BaseModel, model: Model, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(part, said.Count | said.ShareOf | said.Triggered):
        for key in ("groups", "among"):
            unknown = [one for one in getattr(part, key) if one not in model.groups]
            yield from (((*path, key), _unknown("group", one, model.groups)) for one in unknown)


def nearest_name(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name that was probably meant; empty where none is near.

    Of many it looks at those alone that begin alike: models can be made to have thousands.
    """
    names = list(known)
    if len(names) > _COMPARED:
        names = list(islice((one for one in names if one[:1] == name[:1]), _COMPARED))
    return next(iter(difflib.get_close_matches(name[:_LONG], names, 1, cutoff)), "")


def _unknown(what: str, name: object, known: Mapping[str, object] | Set[str]) -> str:
    near = nearest_name(str(name), known)
    are = "is" if len(known) == 1 else "are"
    hint = (
        f"; did you mean “{near}”?"
        if near
        else (f"; there {are} {_listed(known)}" if known else "; there is none")
    )
    return f"there is no {what} “{name}”{hint}"


def _listed(known: Mapping[str, object] | Set[str]) -> str:
    return ", ".join(sorted(known)[:_LISTED]) + (" …" if len(known) > _LISTED else "")


_COMPARED, _LONG = 200, 100  # names that are compared, and letters of one
_LISTED = 40  # names; a model has fewer, unless it is made to fill the page
_Asked = Iterator[tuple[str, str, tuple[object, ...], Mapping[str, object] | Set[str]]]
_Look = Callable[..., _Asked]


def _stage(part: Stage, model: Model, people: Set[str], here: str) -> _Asked:
    yield "officer", "office or group", (part.officer,), people
    for holder in part.rights:
        yield f"rights/{holder}", "group or office", (holder,), people
    yield "calendar", "calendar", (part.calendar,), model.calendars
    yield "starts", "process", part.starts, model.processes
    for kept in ("judgements", "deliverables", "notices"):
        for name, one in getattr(part, kept).items():
            yield f"{kept}/{name}/by", "office or group", (one.by,), people
        yield from (
            (f"{kept}/{name}/opens", "clock of this stage", (one.opens,), part.clocks)
            for name, one in getattr(part, kept).items()
            if kept == "judgements"
        )
    for name, trigger in part.triggers.items():
        yield f"triggers/{name}/opens", "clock of this stage", (trigger.opens,), part.clocks
        yield f"triggers/{name}/by", "group or office", trigger.by, {*people, PROPOSER}
        yield f"triggers/{name}/never", "group or office", trigger.never, people


def _exit(part: Exit, model: Model, people: Set[str], here: str) -> _Asked:
    yield "to", "stage", (part.to,), model.stages
    yield "outcome", "outcome", (part.outcome,), model.outcomes
    yield "by", "office or group", (part.by,), {*people, PROPOSER}
    if part.guard:
        exits = model.stages[here].exits
        yield "guard/forces", "exit of this stage", (part.guard.forces,), exits
        yield "guard/resource", "resource", (part.guard.resource,), model.resources


def _clock(part: Clock, model: Model, people: Set[str], here: str) -> _Asked:
    yield "calendar", "calendar", (part.calendar,), model.calendars
    if part.timeout:
        exits = model.stages[here].exits
        yield "timeout/exit", "exit of this stage", (part.timeout.exit,), exits
    if part.extension:
        yield "extension/by", "office or group", (part.extension.by,), people
    if part.shortening:
        yield "shortening/by", "office or group", (part.shortening.by,), people
    stage = model.stages[here]
    events = EVENTS | {
        *stage.deliverables,
        *stage.triggers,
        *stage.notices,
        *stage.judgements,
        *stage.ballots,
        *stage.inputs,
        *stage.clocks,
    }
    named = (part.starts, *part.restarts_on, *part.lengths)
    anywhere = events.union(*(_events_elsewhere(model, one) for one in named if "/" in one))
    yield "starts", "event", (part.starts,), anywhere
    yield "restarts_on", "event", part.restarts_on, anywhere
    yield "lengths", "event", tuple(part.lengths), anywhere
    yield "pauses_on", "event", part.pauses_on, events


def _events_elsewhere(model: Model, written: str) -> Set[str]:
    """Return the events of the stage of `stage/event`; a way out that was taken is one too."""
    name = written.partition("/")[0]
    if name not in model.stages:
        return set(model.stages)  # what is meant is a stage
    stage = model.stages[name]
    kept = (stage.deliverables, stage.triggers, stage.notices, stage.judgements, stage.ballots)
    return {f"{name}/{one}" for one in {*EVENTS, *stage.exits, *(key for p in kept for key in p)}}


def _ballot(part: Ballot, model: Model, people: Set[str], here: str) -> _Asked:
    yield "voters", "group or office", part.voters, people
    yield "proxies_of", "group or office", part.proxies_of, people
    yield "clock", "clock of this stage", (part.clock,), model.stages[here].clocks
    yield "opens", "clock of this stage", (part.opens,), model.stages[here].clocks
    yield "reasons_for", "answer", part.reasons_for, set(part.answers)
    yield "abstentions", "answer", part.abstentions, {*part.answers, "abstain", "stand_aside"}
    if part.elects is not None:
        yield "elects", "office", (part.elects.office,), model.offices
    yield "caps", "group or office", tuple(part.caps), people
    yield "closed_by", "office or group", (part.closed_by,), people
    yield "stated_by", "office", (part.stated_by,), model.offices
    yield "tie", "finding of this stage", (part.tie,), model.stages[here].judgements
    if part.tie in model.stages[here].judgements:
        labels = model.stages[here].judgements[part.tie].scale
        yield "tie", "answer of this ballot", labels, set(part.answers)
    yield "continues", "ballot that can go on here", (part.continues,), _going_on(part, model, here)
    yield "restarts_on", "event", part.restarts_on, {"version"}
    if part.derived:
        ballots = model.stages[here].ballots
        yield "derived/groups", "group", part.derived.groups, model.groups
        yield "derived/ballot", "ballot of this stage", (part.derived.ballot,), ballots
    if part.ranked:
        yield "ranked/default", "answer", (part.ranked.default,), set(part.answers)
        yield "ranked/majority", "answer", tuple(part.ranked.majority), set(part.answers)


def _going_on(part: Ballot, model: Model, here: str) -> Set[str]:
    """Return the ballots that can go on in another one: of other stages, without a clock or a
    secret, with the same answers.
    """
    return {
        f"{stage}/{name}"
        for stage, one in model.stages.items()
        for name, ballot in one.ballots.items()
        if stage != here
        and (ballot.clock, ballot.secret, ballot.per) == (None, False, part.per)
        and ballot.answers == part.answers
    }


def _appeal(part: Appeal, model: Model, people: Set[str], here: str) -> _Asked:
    yield "by", "group or office", part.by, people
    yield "to", "office or group", (part.to,), people
    yield "back_to", "stage", (part.back_to,), model.stages
    yield "next", "appeal", (part.next,), model.appeals


_LOOKS: dict[type, _Look] = {
    Stage: _stage,
    Exit: _exit,
    Clock: _clock,
    Ballot: _ballot,
    Appeal: _appeal,
    Group: lambda part, model, people, here: iter(
        [("within", "group", (part.within,), model.groups)]
    ),
    Office: lambda part, model, people, here: iter(
        [("of", "group or office", part.of, people), ("interim", "office", (part.interim,), people)]
    ),
    Mix: lambda part, model, people, here: iter([("groups", "group", part.groups, model.groups)]),
    Recusal: lambda part, model, people, here: iter(
        [
            ("from", "office or group", part.from_, people),
            ("replaced_by", "office or group", (part.replaced_by,), people),
        ]
    ),
    Disclosure: lambda part, model, people, here: iter(
        [("of", "group or office", part.of, people)]
    ),
    Notice: lambda part, model, people, here: iter([("to", "group or office", part.to, people)]),
    Tier: lambda part, model, people, here: iter(
        [("groups", "group or office", part.groups, people)]
    ),
    InputWindow: lambda part, model, people, here: iter(
        [
            ("by", "group or office", part.by, people),
            ("clock", "clock of this stage", (part.clock,), model.stages[here].clocks),
        ]
    ),
    Advice: lambda part, model, people, here: iter(
        [
            ("by", "group or office", (part.by,), people),
            ("to", "office or group", (part.to,), people),
        ]
    ),
    AdviceKind: lambda part, model, people, here: iter(
        [
            (
                "refusal",
                "ballot",
                (part.refusal,),
                {name for stage in model.stages.values() for name in stage.ballots},
            )
        ]
    ),
    said.Relative: lambda part, model, people, here: iter(
        [("among", "group or office", part.among, people)]
    ),
    said.Advised: lambda part, model, people, here: iter(
        [("advised", "advice", (part.advised,), model.advice)]
    ),
    said.Process: lambda part, model, people, here: iter(
        [("process", "process", (part.process,), model.processes)]
    ),
    said.SameText: lambda part, model, people, here: iter(
        [("same_text", "process", part.same_text, model.processes)]
    ),
    said.Attends: lambda part, model, people, here: iter(
        [("attends", "office or group", (part.attends,), people)]
    ),
    said.Used: lambda part, model, people, here: iter(
        [("used", "resource", (part.used,), model.resources)]
    ),
    said.Rounds: lambda part, model, people, here: iter(
        [("rounds", "stage", (part.rounds,), model.stages)]
    ),
}

# What a condition asks of a stage: the key that names it, and where the stage keeps it.
_ASKED_OF_STAGES: dict[type, tuple[str, str]] = {
    said.Ended: ("ended", "clocks"),
    said.Delivered: ("delivered", "deliverables"),
    said.Judged: ("judged", "judgements"),
    said.Triggered: ("triggered", "triggers"),
    said.Result: ("result", "ballots"),
    said.Won: ("won", "ballots"),
    said.ShareOf: ("ballot", "ballots"),
    said.Count: ("ballot", "ballots"),
    said.Relative: ("ballot", "ballots"),
    ByKind: ("found", "judgements"),
}


def _of_a_stage(part: BaseModel, model: Model, here: str, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(part, said.SumOf):
        yield from _of_ballots(part, model, here, path)
    for kind, (key, kept) in _ASKED_OF_STAGES.items():
        written = getattr(part, key) if isinstance(part, kind) else None
        if written is None:
            continue
        stage, name = stage_and_name(written, here)
        if stage not in model.stages:
            yield (
                (*path, key),
                _unknown("stage", stage, model.stages)
                if stage
                else f"write “stage/{name}”: this stands in no stage",
            )
            continue
        known = getattr(model.stages[stage], kept)
        if name not in known:
            elsewhere = [one for one, other in model.stages.items() if name in getattr(other, kept)]
            told = _unknown(f"{kept.removesuffix('s')} in the stage {stage}", name, known)
            if elsewhere:
                told = told.partition(";")[0] + f"; write “{elsewhere[0]}/{name}”"
            yield (*path, key), told
        elif isinstance(part, said.Judged | ByKind):
            yield from _labels(part, known[name].scale, path)


def _of_ballots(
    part: said.SumOf, model: Model, here: str, path: Path
) -> Iterator[tuple[Path, str]]:
    for written in part.ballots:
        stage, name = stage_and_name(written, here)
        known = model.stages[stage].ballots if stage in model.stages else {}
        if name not in known:
            yield (*path, "ballots"), _unknown(f"ballot in the stage {stage}", name, known)


def _labels(
    part: said.Judged | ByKind, scale: tuple[str, ...], path: Path
) -> Iterator[tuple[Path, str]]:
    if isinstance(part, ByKind):
        key, named = "kinds", tuple(part.kinds)
    else:
        key, named = "is" if part.is_ else "at_least", (*part.is_, *filter(None, [part.at_least]))
    for label in named:
        if label not in scale:
            yield (*path, key), _unknown("label on its scale", label, set(scale))
