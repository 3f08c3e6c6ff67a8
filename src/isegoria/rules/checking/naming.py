"""Words that are known nowhere: answers, kinds, states, zones, and names that nothing looks up.

A name that loading refuses is not told here again (`rules/language/references.py`). What stands
here was once accepted, so processes that run by such a text go on, and only new rules are refused.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.places import Path, path_of
from isegoria.rules.language import conditions as said
from isegoria.rules.language.elements import (
    Allocation,
    Appeal,
    Emergency,
    Failure,
    Group,
    Office,
    Outcome,
    Recusal,
    Texts,
)
from isegoria.rules.language.model import (
    Ballot,
    Calendar,
    Clock,
    Granted,
    Judgement,
    Model,
    Trigger,
)
from isegoria.rules.language.references import parts_of, stage_and_name
from isegoria.rules.language.scalars import ANYONE, Said
from isegoria.terms import gettext_noop

__all__ = [
    "RESERVED",
    "STATES",
    "asked_of",
    "doubtful_names",
    "name_faults",
    "unknown",
    "unknown_words",
]

STATES = ("open", "addressed", "sustained", "out_of_scope", "withdrawn")
"""What becomes of an objection."""
IN_SHARES = ("taking_part", "present", "members", "void")
IN_COUNTS = ("replies", "void")
RESERVED = {*IN_SHARES, *IN_COUNTS, "cast", "for_and_against"}
"""Words that rules count with, so that no answer can be called so."""
_MEANT = {"taking_part": "replies", "cast": "replies", "replies": "taking_part"}
"""What people mean who write a word of the one place in the other."""
CHANNELS = ("room", "online", "mail", "list")
_CLOSE = 0.8  # a word of free text that is so near to a name is probably meant as it
_NAME = re.compile(r"[a-z][a-z0-9_]*")

Asked = Iterator[tuple[str, str | None, Collection[str]]]
"""The key, the name that is written there, and the names that are known."""


def unknown_words(model: Model) -> Found:
    """Yield names that the model does not have, and words that can never count."""
    for path, part in parts_of(model):
        for kind, look in _LOOKS.items():
            if isinstance(part, kind):
                for key, name, known in look(model, part, path):
                    if name is not None and name not in known:
                        yield (*path, key), *unknown(name, known)


def unknown(name: str, known: Collection[str]) -> tuple[str, dict[str, object]]:
    """Return a message about a name that is not known, with what is known instead."""
    meant = _MEANT.get(name)
    near = [meant] if meant in known else difflib.get_close_matches(name, known, 1)
    if near:
        message = gettext_noop("“{name}” is not known here. Did you mean “{near}”?")
        return message, {"name": name, "near": near[0]}
    if not known:
        return gettext_noop("“{name}” is not known here. There is nothing to name."), {"name": name}
    message = gettext_noop("“{name}” is not known here. Write one of: {known}.")
    return message, {"name": name, "known": _listed(known)}


_LISTED = 20


def _listed(known: Collection[str]) -> str:
    names = sorted(known) if isinstance(known, set) else list(known)
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")


def _people(model: Model) -> set[str]:
    return {*model.groups, *model.offices, ANYONE}


def asked_of(model: Model, part: Any, path: Path) -> tuple[str, Ballot] | None:
    """Return which ballot a share or a number is about, with its stage; None where there is none.

    It is the one that is named, or the one that the rule stands in, or the first of the stage.
    """
    here = stage_of(path)
    if part.ballot is not None:
        stage, name = stage_and_name(part.ballot, here)
    elif path[2:3] == ("ballots",):
        stage, name = here, str(path[3])
    else:
        stage, name = here, next(iter(model.stages[here].ballots), "") if here else ""
    ballots = model.stages[stage].ballots if stage in model.stages else {}
    return (stage, ballots[name]) if name in ballots else None


def _share(model: Model, part: said.ShareOf, path: Path) -> Asked:
    found = asked_of(model, part, path)
    if found is not None:
        known = (*found[1].answers, *_given(model, *found), *IN_SHARES)
        yield from (("share", one, known) for one in part.share)


def _given(model: Model, stage: str, ballot: Ballot) -> tuple[str, ...]:
    """Return the answers that a derived ballot gets: the first two of the one it follows from."""
    if ballot.derived is None or ballot.derived.ballot not in model.stages[stage].ballots:
        return ()
    return model.stages[stage].ballots[ballot.derived.ballot].answers[:2]


def _count(model: Model, part: said.Count, path: Path) -> Asked:
    found = asked_of(model, part, path)
    if found is not None:
        known = (*found[1].answers, *_given(model, *found), *IN_COUNTS)
        if len(part.count) > 1:  # all who replied, or some of the answers
            known = tuple(one for one in known if one != "replies")
        yield from (("count", one, known) for one in part.count)


def _sum(model: Model, part: said.SumOf, path: Path) -> Asked:
    for written in part.ballots:
        stage, name = stage_and_name(written, stage_of(path))
        ballots = model.stages[stage].ballots if stage in model.stages else {}
        if name in ballots:
            known = (*ballots[name].answers, *IN_SHARES)
            yield from (("sum", one, known) for one in part.sum)


def _ballot_in(model: Model, written: str, path: Path) -> Ballot | None:
    stage, name = stage_and_name(written, stage_of(path))
    return model.stages[stage].ballots.get(name) if stage in model.stages else None


def _won(model: Model, part: said.Won, path: Path) -> Asked:
    if (ballot := _ballot_in(model, part.won, path)) is not None:
        yield from (("is", one, ballot.answers) for one in part.is_)


def _result(model: Model, part: said.Result, path: Path) -> Asked:
    if (ballot := _ballot_in(model, part.result, path)) is not None:
        yield "rung", part.rung, ballot.rungs


def _advised(model: Model, part: said.Advised, path: Path) -> Asked:
    if part.advised in model.advice:
        yield from (("is", one, model.advice[part.advised].kinds) for one in part.is_)


def _appeal(model: Model, part: Appeal, path: Path) -> Asked:
    known = {"any", *_contestable(model)}
    yield from (("of", one, known) for one in part.of)


def _contestable(model: Model) -> Iterator[str]:
    for stage, one in model.stages.items():
        for kept in (one.judgements, one.ballots, one.exits, one.deliverables, one.triggers):
            yield from (f"{stage}/{name}" for name in kept)


def _trigger(model: Model, part: Trigger, path: Path) -> Asked:
    yield "clock", part.clock, model.stages[stage_of(path)].clocks


def _ballot(model: Model, part: Ballot, path: Path) -> Asked:
    yield from (("excluded", one, _people(model)) for one in part.excluded)


def _allocation(model: Model, part: Allocation, path: Path) -> Asked:
    yield "by", part.by, _people(model)
    yield from (("reserved", one, part.classes) for one in part.reserved)


def _emergency(model: Model, part: Emergency, path: Path) -> Asked:
    yield "by", part.by, _people(model)
    yield "ratified_by", part.ratified_by, model.stages


def _failure(model: Model, part: Failure, path: Path) -> Asked:
    if part.at is not None and not _is_there(model, path_of(model, part.at)):
        yield "at", part.at, _addresses(model)


def _is_there(model: Model, path: Path) -> bool:
    """Return whether something stands at a path, or a finding says that nothing does."""
    found: Any = model
    for step in path:
        found = found.get(step) if isinstance(found, dict) else getattr(found, str(step), None)
        if found is None:
            return False
    return True


def _addresses(model: Model) -> set[str]:
    beside = ("groups", "offices", "appeals", "outcomes", "recusals", "emergencies")
    parts = {f"{kept}/{name}" for kept in beside for name in getattr(model, kept)}
    return {*model.stages, *_contestable(model), *parts}


def _calendar(model: Model, part: Calendar, path: Path) -> Asked:
    if not _is_zone(part.zone):
        yield "zone", part.zone, ("UTC", "Europe/Paris", "Asia/Dubai", "America/New_York")
    if part.holidays:
        yield "holidays", part.holidays, _countries()


@cache
def _countries() -> Collection[str]:
    return {*holidays.list_supported_countries()}


@cache
def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or a folder
        return False


def _names(key: str, of: Callable[[Model], Collection[str]]) -> Callable[..., Asked]:
    """Return a look at one key, whose names have to be among those."""

    def look(model: Model, part: Any, path: Path) -> Asked:
        written = getattr(part, key)
        names = (written,) if written is None or isinstance(written, str) else written
        yield from ((key, one, of(model)) for one in names)

    return look


def _source(model: Model, part: Said, path: Path) -> Asked:
    """A citation has more than one word; a single small word is one of the model's sources."""
    if part.source is not None and _NAME.fullmatch(part.source):
        yield "source", part.source, model.sources


_LOOKS: dict[type, Callable[..., Asked]] = {
    said.ShareOf: _share,
    said.Count: _count,
    said.SumOf: _sum,
    said.Won: _won,
    said.Result: _result,
    said.Advised: _advised,
    said.Objections: _names("objections", lambda model: STATES),
    Appeal: _appeal,
    Trigger: _trigger,
    Ballot: _ballot,
    Allocation: _allocation,
    Emergency: _emergency,
    Calendar: _calendar,
    Failure: _failure,
    Judgement: _names("confirmed_on", lambda model: CHANNELS),
    Group: _names("decides_by", lambda model: model.processes),
    Outcome: _names("binds", _people),
    Texts: _names("substantive", _people),
    Recusal: _names("offices", _people),
    Granted: _names("backed_by", lambda model: model.groups),
    Said: _source,
}


def name_faults(model: Model) -> Found:
    """Yield names that mean two things: reserved words, doubles, a group that is called like an
    office.
    """
    for path, part in parts_of(model):
        if isinstance(part, Ballot | Judgement):
            key = "answers" if isinstance(part, Ballot) else "scale"
            yield from _of_answers((*path, key), getattr(part, key))
    for name in model.groups:
        if name in model.offices:
            message = gettext_noop("“{name}” is a group and an office. Call one of them otherwise.")
            yield ("offices", name), message, {"name": name}
    for kept in ("groups", "offices"):
        if ANYONE in getattr(model, kept):
            message = gettext_noop("“{name}” means every person. Choose another name.")
            yield (kept, ANYONE), message, {"name": ANYONE}


def _of_answers(path: Path, answers: tuple[str, ...]) -> Found:
    if path[-1] == "answers":
        for one in answers:
            if one in RESERVED:
                message = gettext_noop(
                    "An answer cannot be called “{name}”. This word has its own meaning in rules."
                )
                yield path, message, {"name": one}
    for one in sorted({one for one in answers if answers.count(one) > 1}):
        yield path, gettext_noop("“{name}” stands here twice. Keep one."), {"name": one}


def doubtful_names(model: Model) -> Found:
    """Yield free text that is nearly a name of the model, so probably a slip."""
    for path, written, known in _free_text(model):
        others = sorted(one for one in known if one != written and one[0] == written[0])
        near = difflib.get_close_matches(written, others, 1, _CLOSE)
        if written not in known and near:
            message = gettext_noop("“{name}” is nearly “{near}”. Is that what you mean?")
            yield path, message, {"name": written, "near": near[0]}


def _free_text(model: Model) -> Iterator[tuple[Path, str, Collection[str]]]:
    meetings: dict[str, list[Path]] = {}
    for path, part in parts_of(model):
        if isinstance(part, Office) and part.by:
            yield (*path, "by"), part.by, _people(model)
        if isinstance(part, said.Process):
            yield from (((*path, "is"), one, ("ended", "running")) for one in part.is_)
        if isinstance(part, Clock) and part.before:
            meetings.setdefault(part.before, []).append((*path, "before"))
    often = {name for name, places in meetings.items() if len(places) > 1}
    for name in meetings.keys() - often:
        yield meetings[name][0], name, often or meetings.keys() - {name}
