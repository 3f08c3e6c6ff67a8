"""Words that are known nowhere: answers, kinds, states, zones, and names that nothing looks up.

A name that loading refuses is not told here again (`rules/language/references.py`). What stands
here was once accepted, so processes that run by such a text go on, and only new rules are refused.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.places import Path, path_of
from isegoria.rules.checking.walking import walked
from isegoria.rules.language import conditions as said
from isegoria.rules.language.audits import Audit, LeftOut, source_key
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
from isegoria.rules.language.references import nearest_name, stage_and_name
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
IN_COUNTS = (
    "replies",
    "cast",
    "taking_part",
    "for_and_against",
    "members",
    "present",
    "void",
)
RESERVED = {*IN_SHARES, *IN_COUNTS}
"""Words that rules count with, so that no answer can be called so."""
_MEANT = {"cast": "taking_part", "replies": "taking_part", "for_and_against": "taking_part"}
"""What people mean who write a word of a count in a share."""
CHANNELS = ("room", "online", "mail", "list")
_CLOSE = 0.8  # a word of free text that is so near to a name is probably meant as it
_NAME = re.compile(r"[a-z][a-z0-9_]*")

Asked = Iterator[tuple[str, str | None, Collection[str]]]
"""The key, the name that is written there, and the names that are known."""


def unknown_words(model: Model) -> Found:
    """Yield names that the model does not have, and words that can never count."""
    names = _Known(model)
    for path, part in walked(model):
        for kind, look in _LOOKS.items():
            if isinstance(part, kind):
                for key, name, known in look(names, part, path):
                    if name is not None and name not in known:
                        yield (*path, *key.split("/")), *unknown(name, known)


def unknown(name: str, known: Collection[str]) -> tuple[str, dict[str, object]]:
    """Return a message about a name that is not known, with what is known instead."""
    meant = _MEANT.get(name)
    near = meant if meant in known else nearest_name(name, known)
    if near:
        message = gettext_noop("“{name}” is not known here. Did you mean “{near}”?")
        return message, {"name": name, "near": near}
    if not known:
        return gettext_noop("“{name}” is not known here. There is nothing to name."), {"name": name}
    message = gettext_noop("“{name}” is not known here. Write one of: {known}.")
    return message, {"name": name, "known": _listed(known)}


_LISTED = 20  # names


def _listed(known: Collection[str]) -> str:
    names = sorted(known) if isinstance(known, set) else list(known)
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")


class _Known:
    """A model, with the names that are asked for again and again."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.people = {*model.groups, *model.offices, ANYONE}
        self.contestable = {"any", *_contestable(model)}


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


def _share(names: _Known, part: said.ShareOf, path: Path) -> Asked:
    found = asked_of(names.model, part, path)
    if found is not None:
        known = (*found[1].answers, *_given(names.model, *found), *IN_SHARES)
        yield from (("share", one, known) for one in part.share)


def _given(model: Model, stage: str, ballot: Ballot) -> tuple[str, ...]:
    """Return the answers that a derived ballot gets: the first two of the one it follows from."""
    if ballot.derived is None or ballot.derived.ballot not in model.stages[stage].ballots:
        return ()
    return model.stages[stage].ballots[ballot.derived.ballot].answers[:2]


def _count(names: _Known, part: said.Count, path: Path) -> Asked:
    found = asked_of(names.model, part, path)
    if found is not None:
        known = (*found[1].answers, *_given(names.model, *found), *IN_COUNTS)
        yield from (("count", one, known) for one in part.count)
    limit = part.relative
    if limit is None:
        return
    other = _ballot_in(names.model, limit.ballot, path) if limit.ballot else found and found[1]
    if other:
        known = (*other.answers, *IN_COUNTS)
        yield from ((f"{part.limit_key}/count", one, known) for one in limit.count)


def _sum(names: _Known, part: said.SumOf, path: Path) -> Asked:
    for written in part.ballots:
        stage, name = stage_and_name(written, stage_of(path))
        ballots = names.model.stages[stage].ballots if stage in names.model.stages else {}
        if name in ballots:
            known = (*ballots[name].answers, *IN_SHARES)
            yield from (("sum", one, known) for one in part.sum)


def _ballot_in(model: Model, written: str, path: Path) -> Ballot | None:
    stage, name = stage_and_name(written, stage_of(path))
    return model.stages[stage].ballots.get(name) if stage in model.stages else None


def _won(names: _Known, part: said.Won, path: Path) -> Asked:
    if (ballot := _ballot_in(names.model, part.won, path)) is not None:
        yield from (("is", one, ballot.answers) for one in part.is_)


def _result(names: _Known, part: said.Result, path: Path) -> Asked:
    if (ballot := _ballot_in(names.model, part.result, path)) is not None:
        yield "rung", part.rung, ballot.rungs


def _advised(names: _Known, part: said.Advised, path: Path) -> Asked:
    if part.advised in names.model.advice:
        yield from (("is", one, names.model.advice[part.advised].kinds) for one in part.is_)


def _appeal(names: _Known, part: Appeal, path: Path) -> Asked:
    yield from (("of", one, names.contestable) for one in part.of)


def _contestable(model: Model) -> Iterator[str]:
    for stage, one in model.stages.items():
        for kept in (one.judgements, one.ballots, one.exits, one.deliverables, one.triggers):
            yield from (f"{stage}/{name}" for name in kept)


def _trigger(names: _Known, part: Trigger, path: Path) -> Asked:
    yield "clock", part.clock, names.model.stages[stage_of(path)].clocks


def _ballot(names: _Known, part: Ballot, path: Path) -> Asked:
    yield from (("excluded", one, names.people) for one in part.excluded)


def _allocation(names: _Known, part: Allocation, path: Path) -> Asked:
    yield "by", part.by, names.people
    yield from (("reserved", one, part.classes) for one in part.reserved)


def _emergency(names: _Known, part: Emergency, path: Path) -> Asked:
    yield "by", part.by, names.people
    yield "ratified_by", part.ratified_by, names.model.stages


def _failure(names: _Known, part: Failure, path: Path) -> Asked:
    if part.at is not None and not _is_there(names.model, path_of(names.model, part.at)):
        yield "at", part.at, _addresses(names.model)


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


def _calendar(names: _Known, part: Calendar, path: Path) -> Asked:
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


def _names(key: str, of: Callable[[_Known], Collection[str]]) -> Callable[..., Asked]:
    """Return a look at one key, whose names have to be among those."""

    def look(names: _Known, part: Any, path: Path) -> Asked:
        written = getattr(part, key)
        several = (written,) if written is None or isinstance(written, str) else written
        yield from ((key, one, of(names)) for one in several)

    return look


def _source(names: _Known, part: Said, path: Path) -> Asked:
    """A single small word, alone or before a comma, is one of the model's sources; a citation in
    full has more than one.
    """
    yield from _cited(names, part.source)


def _cited(names: _Known, written: str | None) -> Asked:
    key = source_key(written) if written is not None else ""
    if _NAME.fullmatch(key):
        yield "source", key, names.model.sources


def _audit(names: _Known, part: Audit, path: Path) -> Asked:
    yield from (("looked_up", one, names.model.sources) for one in part.looked_up)


_LOOKS: dict[type, Callable[..., Asked]] = {
    said.ShareOf: _share,
    said.Count: _count,
    said.SumOf: _sum,
    said.Won: _won,
    said.Result: _result,
    said.Advised: _advised,
    said.Objections: _names("objections", lambda names: STATES),
    Appeal: _appeal,
    Trigger: _trigger,
    Ballot: _ballot,
    Allocation: _allocation,
    Emergency: _emergency,
    Calendar: _calendar,
    Failure: _failure,
    Judgement: _names("confirmed_on", lambda names: CHANNELS),
    Group: _names("decides_by", lambda names: names.model.processes),
    Outcome: _names("binds", lambda names: names.people),
    Texts: _names("substantive", lambda names: names.people),
    Recusal: _names("offices", lambda names: names.people),
    Granted: _names("backed_by", lambda names: names.model.groups),
    Said: _source,
    Audit: _audit,
    LeftOut: lambda names, part, path: _cited(names, part.source),
}


def name_faults(model: Model) -> Found:
    """Yield names that mean two things: reserved words, doubles, a group that is called like an
    office.
    """
    for path, part in walked(model):
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
    compared: dict[tuple[str, int], str] = {}
    for path, written, known in _free_text(model):
        key = written, id(known)
        if key not in compared and written not in known and len(compared) < _COMPARED:
            compared[key] = nearest_name(written, known, _CLOSE)
        near = compared.get(key, "")
        if near and near[0] == written[0]:
            message = gettext_noop("“{name}” is nearly “{near}”. Is that what you mean?")
            yield path, message, {"name": written, "near": near}


def _free_text(model: Model) -> Iterator[tuple[Path, str, Collection[str]]]:
    people, meetings = _Known(model).people, dict[str, list[Path]]()
    ends = ("ended", "running")
    for path, part in walked(model):
        if isinstance(part, Office) and part.by:
            yield (*path, "by"), part.by, people
        if isinstance(part, said.Process):
            yield from (((*path, "is"), one, ends) for one in part.is_)
        if isinstance(part, Clock) and part.before:
            meetings.setdefault(part.before, []).append((*path, "before"))
    often = {name for name, places in meetings.items() if len(places) > 1}
    rare = sorted(meetings.keys() - often)[:_MEETINGS]
    others = {name: often or {*rare} - {name} for name in rare}
    yield from ((meetings[name][0], name, others[name]) for name in rare)


_COMPARED = 200  # texts that are compared with names
_MEETINGS = 50  # that are compared with each other; a model has a handful
