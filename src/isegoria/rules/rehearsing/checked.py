"""What is wrong with a scenario before it is played: names that its model does not have, numbers
that cannot be, time that runs backwards, and steps after which nothing is expected.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from isegoria.rules.checking.beside import Models
from isegoria.rules.checking.faults import BESIDE, CODES
from isegoria.rules.checking.naming import CHANNELS, STATES
from isegoria.rules.judging.appealing import RULINGS
from isegoria.rules.judging.judge import ACTS
from isegoria.rules.judging.lots import lots_of
from isegoria.rules.language.ballots import Ballot
from isegoria.rules.language.dates import EARLIEST, LATEST, counts_with
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import EVENTS, parts_of, stage_and_name
from isegoria.rules.language.scenario import Expected, FloorTime, Poll, Scenario, Step
from isegoria.rules.rehearsing.choosing import answer_faults, unknown_name

__all__ = ["scenario_faults"]

Path = tuple[str | int, ...]
Told = Iterator[tuple[Path, str]]
_ROLES = (
    "proposer",
    "appellant",
    "decided_before",
    "took_part",
    "voted",
    "same_organisation",
    "declared_interest",
    "accused",
)
_IN_STAGES = {  # what an act names, and where a stage keeps it
    "vote": "ballots",
    "close": "ballots",
    "judge": "judgements",
    "deliver": "deliverables",
    "trigger": "triggers",
    "notify": "notices",
    "extend": "clocks",
    "weigh": "ballots",
    "shorten": "clocks",
    "leave": "exits",
}
_BESIDE = {"appeal": "appeals", "rule": "appeals", "advise": "advice"}
_RULES = ("rights", "text", "texts", "proxies", "joining", "groups", "offices", "disclosures")
_RULES_BESIDE = ("appeals", "advice", "outcomes", "recusals", "emergencies", "allocations")


def scenario_faults(model: Model, scenario: Scenario, others: Models | None = None) -> Told:
    """Yield the path and a message of everything that is wrong with a scenario.

    `others` are the models by which other processes run. Without them their ends are not looked up.
    """
    names = _Names(model, scenario)
    yield from _beginning(model, scenario, names)
    beyond = list(_beyond_the_calendar(scenario))
    yield from beyond
    now = scenario.instant(scenario.starts) if _is_zone(scenario.zone) and not beyond else None
    for number, step in enumerate(scenario.steps):
        at = ("steps", number)
        if now is not None and step.at is not None:
            then = scenario.instant(step.at)
            if then < now:
                told = f"this is before {now:%Y-%m-%d %H:%M}, the time of the step before"
                yield (*at, "at"), told
            now = max(now, then)
        yield from _step(step, at, names)
        yield from _ends((*at, "process"), step, model, others or {})
    if not any(step.expect is not None or step.refused for step in scenario.steps):
        yield ("steps",), "nothing is expected; write under “expect” what must be so at a step"


def _ends(at: Path, step: Step, model: Model, others: Models) -> Told:
    """Yield ends of other processes that their models do not have; `outcome, text` is one."""
    for name, written in step.process.items():
        there = model.processes.get(name)
        other = others.get(there.model or "") if there is not None else None
        if other is not None:
            end = written.partition(",")[0].strip()
            yield from _unknown((*at, name), f"outcome of {other.id}", end, other.outcomes)


def _beyond_the_calendar(scenario: Scenario) -> Told:
    named: list[tuple[Path, datetime | None]] = [(("starts",), scenario.starts)]
    named += [(("meetings", name), at) for name, at in scenario.meetings.items()]
    for number, step in enumerate(scenario.steps):
        named.append((("steps", number, "at"), step.at))
        named += [(("steps", number, "meet", name), at) for name, at in step.meet.items()]
    for path, at in named:
        if at is not None and not counts_with(at.date()):
            yield path, f"write a day between {EARLIEST.year} and {LATEST.year}"


class _Names:
    """The names that a scenario can use."""

    def __init__(self, model: Model, scenario: Scenario) -> None:
        self.model = model
        self.people = scenario.people
        self.stages = model.stages
        self.members = {**scenario.members}
        self.present = {**scenario.present}
        clocks = [one for stage in model.stages.values() for one in stage.clocks.values()]
        self.meetings = {one.before for one in clocks if one.before is not None}
        self.items = {""}
        self.stand: dict[str, None] = {}
        """Those who stood so far, in the order in which they did."""
        self._kept: dict[str, set[str]] = {}

    def kept(self, what: str) -> set[str]:
        """Return the names of parts of all stages, also with the stage before them."""
        if what not in self._kept:
            names = [
                (stage, one) for stage, part in self.stages.items() for one in getattr(part, what)
            ]
            self._kept[what] = {one for _, one in names} | {"/".join(pair) for pair in names}
        return self._kept[what]

    def parts(self, what: str, written: str) -> list[Any]:
        """Return the parts that a name can mean, of one stage or of all."""
        stage, name = stage_and_name(written, "")
        stages = [self.stages[stage]] if stage in self.stages else self.stages.values()
        found = [getattr(one, what) for one in stages]
        return [kept[name] for kept in found if name in kept]


def _unknown(path: Path, what: str, name: str, known: Collection[str]) -> Told:
    for told in unknown_name(what, name, known):
        yield path, told


def _all(path: Path, what: str, names: Collection[str], known: Collection[str]) -> Told:
    for name in names:
        yield from _unknown(
            (*path, name) if isinstance(names, Mapping) else path, what, name, known
        )


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def _beginning(model: Model, scenario: Scenario, names: _Names) -> Told:
    if not _is_zone(scenario.zone):
        yield ("zone",), f"there is no zone “{scenario.zone}”; write one such as Europe/Paris"
    if scenario.stage is not None:
        yield from _unknown(("stage",), "stage", scenario.stage, model.stages)
    yield from _all(("meetings",), "meeting", scenario.meetings, names.meetings)
    for name, cast in scenario.people.items():
        at = ("people", name)
        yield from _all((*at, "groups"), "group", cast.groups, model.groups)
        yield from _all((*at, "offices"), "office", cast.offices, model.offices)
        yield from _all((*at, "disclosed"), "disclosure", cast.disclosed, model.disclosures)
        yield from _all((*at, "roles"), "role", cast.roles, _ROLES)
        if cast.stands_in_for:
            yield from _unknown((*at, "stands_in_for"), "person", cast.stands_in_for, names.people)
    yield from _counted(("members",), scenario.members, model)
    yield from _counted(("present",), scenario.present, model)
    for group, number in scenario.present.items():
        yield from _too_many(("present", group), number, names.members.get(group))


def _counted(path: Path, counts: Mapping[str, int], model: Model) -> Told:
    known = {*model.groups, *model.offices}
    for group, number in counts.items():
        yield from _unknown((*path, group), "group", group, known)
        if number < 0:
            yield (*path, group), f"{number} is no number of people"


def _too_many(path: Path, number: int, members: int | None) -> Told:
    if members is not None and number > members:
        yield path, f"these are {number} of {members} members"


def _step(step: Step, at: Path, names: _Names) -> Told:
    model = names.model
    yield from _counted((*at, "members"), step.members, model)
    yield from _counted((*at, "present"), step.present, model)
    names.members |= step.members
    names.present |= step.present
    yield from _all((*at, "meet"), "meeting", step.meet, names.meetings)
    yield from _all((*at, "use"), "resource", step.use, model.resources)
    yield from _all((*at, "process"), "process", step.process, model.processes)
    yield from _who_changes(step, at, names)
    if step.event is not None:
        yield from _unknown((*at, "event"), "event", step.event, _events(names))
    if step.poll is not None:
        yield from _poll(step.poll, (*at, "poll"), names)
    for resource, amount in step.use.items():
        if amount < 0:
            yield (*at, "use", resource), f"{amount} cannot be used; write 0 or more"
    if step.floor is not None:
        yield from _floor(step.floor, (*at, "floor"), names)
    yield from _act(step, at, names)
    if step.expect is not None:
        yield from _expected(step.expect, (*at, "expect"), names)


def _who_changes(step: Step, at: Path, names: _Names) -> Told:
    """Yield what is wrong with who comes and goes, and what people become."""
    for key in ("arrives", "leaves", "roles", "moves", "groups"):
        yield from _all((*at, key), "person", getattr(step, key), names.people)
    for name, groups in step.groups.items():
        yield from _all((*at, "groups", name), "group", groups, names.model.groups)
    for name, organisation in step.moves.items():
        if organisation in names.model.groups:
            told = f"“{organisation}” is a group; write groups: {{{name}: [{organisation}]}}"
            yield (*at, "moves", name), told
    for name, role in step.roles.items():
        yield from _unknown((*at, "roles", name), "role", role, _ROLES)


def _floor(floor: FloorTime, at: Path, names: _Names) -> Told:
    yield from _unknown((*at, "stage"), "stage", floor.stage, names.model.stages)
    yield from _all((*at, "wants"), "group", floor.wants, names.model.groups)
    for key, number in (("minutes", floor.minutes), ("items", floor.items)):
        if number < 1:
            yield (*at, key), f"{key}: write 1 or more, not {number}"
    for group, minutes in floor.wants.items():
        if minutes < 0:
            yield (*at, "wants", group), f"{minutes} is no number of minutes"


def _events(names: _Names) -> set[str]:
    kept = ("deliverables", "triggers", "notices", "judgements", "ballots", "inputs", "clocks")
    return EVENTS.union(*(names.kept(one) for one in kept))


def _poll(poll: Poll, at: Path, names: _Names) -> Told:
    yield from _unknown((*at, "ballot"), "ballot", poll.ballot, names.kept("ballots"))
    ballots = names.parts("ballots", poll.ballot)
    if not names.present and any(map(_counts_who_is_there, ballots)):
        yield (
            (*at, "ballot"),
            "its quorum counts who is there; say how many are, such as present: {members: 40}",
        )
    names.items.add(poll.item)
    groups = {*names.model.groups, *names.model.offices, "anyone"}
    for group, answers in poll.answers.items():
        path = (*at, "answers", group)
        yield from _unknown(path, "group", group, groups)
        for answer, number in answers.items():
            for told in answer_faults(answer, ballots, names.stand, tally=True):
                yield (*path, answer), told
            if number < 0:
                yield (*path, answer), f"{number} is no number of votes"
        yield from _too_many(path, sum(answers.values()), names.members.get(group))


def _counts_who_is_there(ballot: Ballot) -> bool:
    parts = parts_of(ballot.quorum) if ballot.quorum is not None else ()
    return any(
        "present" in (getattr(one, "count", ()) or ())
        or "present" in (getattr(one, "share", ()) or ())
        or getattr(one, "of", "") == "present"
        for _path, one in parts
    )


def _act(step: Step, at: Path, names: _Names) -> Told:
    if step.who is None or step.does is None:
        return
    yield from _unknown((*at, "who"), "person", step.who, names.people)
    yield from _unknown((*at, "does"), "act", step.does, ACTS)
    yield from _all((*at, "with"), "person", step.with_, names.people)
    yield from _counted((*at, "others"), step.others, model=names.model)
    for group, number in step.others.items():
        yield from _too_many((*at, "others", group), number, names.members.get(group))
    names.items |= {step.item, step.name}
    if step.does == "propose" and step.item and step.refused is None:
        names.stand[step.item] = None
    if step.channel and step.refused is None:
        yield from _unknown((*at, "channel"), "channel", step.channel, (*CHANNELS, "call"))
    if step.refused is not None:
        yield from _refused(step.refused, (*at, "refused"), names)
    else:  # a name that is not there may be what is refused
        yield from _named(step, at, names)


def _refused(rule: str, at: Path, names: _Names) -> Told:
    own = names.model.id
    first = rule.removeprefix(f"{own}/").split("/")[0]
    yield from _unknown(at, "rule", first, {*names.stages, *_RULES, *_RULES_BESIDE, own})


_INSTEAD = {"exits": "leave", "ballots": "vote", "judgements": "judge", "triggers": "trigger"}


def _meant(step: Step, at: Path, names: _Names) -> Told:
    """Yield the act that does something with the part that is named, where this one does not."""
    if step.does not in {"decide", "take_part", "comment"} or not step.name:
        return
    for what, does in _INSTEAD.items():
        if step.name in names.kept(what):
            yield (*at, "does"), f"“{step.name}” is one of the {what}; write does: {does}"


def _named(step: Step, at: Path, names: _Names) -> Told:
    yield from _meant(step, at, names)
    kept, beside = _IN_STAGES.get(step.does or ""), _BESIDE.get(step.does or "")
    if kept is not None:
        yield from _unknown((*at, "name"), f"{kept[:-1]}", step.name, names.kept(kept))
    elif beside is not None:
        yield from _unknown((*at, "name"), beside, step.name, getattr(names.model, beside))
    if step.does == "announce":
        lots = {name for one in names.stages.values() for name in lots_of(one)}
        yield from _unknown((*at, "name"), "lot", step.name, lots)
    if step.does == "vote":
        ballots = names.parts("ballots", step.name)
        for told in answer_faults(step.answer, ballots, names.stand):
            yield (*at, "answer"), told
    if answers := _answers(step, names):
        yield from _unknown((*at, "answer"), "answer", step.answer, answers)


def _answers(step: Step, names: _Names) -> set[str]:
    """Return the answers that an act can give; none where they are not known."""
    if step.does == "judge":
        return {label for one in names.parts("judgements", step.name) for label in one.scale}
    return {"rule": {*RULINGS}, "settle": {*STATES}}.get(step.does or "", set())


_Keyed = Mapping[str, str]
_OF_STAGES: _Keyed = {
    "result": "ballots",
    "rung": "ballots",
    "won": "ballots",
    "label": "judgements",
}
_EXITS = ("open", "closed", "missing")


def _expected(expected: Expected, at: Path, names: _Names) -> Told:
    model = names.model
    if not expected.model_fields_set:
        yield at, "nothing is expected here; name what must be so, or leave “expect” out"
    if expected.stage is not None:
        yield from _unknown((*at, "stage"), "stage", expected.stage, model.stages)
    if expected.outcome:
        yield from _unknown((*at, "outcome"), "outcome", expected.outcome, model.outcomes)
    for key, kept in _OF_STAGES.items():
        yield from _with_items(getattr(expected, key), (*at, key), names, kept)
    for key in _EXITS:
        yield from _all((*at, key), "exit", getattr(expected, key) or (), names.kept("exits"))
    yield from _all((*at, "ends"), "clock", expected.ends, names.kept("clocks"))
    yield from _all((*at, "advice"), "advice", expected.advice, model.advice)
    yield from _all((*at, "standing"), "person", expected.standing, names.people)
    yield from _all((*at, "held"), "office", expected.held, model.offices)
    yield from _all((*at, "bench"), "recusal", expected.bench, model.recusals)
    yield from _all((*at, "findings"), "finding", expected.findings, {*CODES, *BESIDE})
    yield from _all((*at, "frozen"), "item", expected.frozen or (), names.items)
    yield from _all((*at, "counts"), "person", expected.counts, names.people)
    for people in expected.proposers.values():
        yield from _all((*at, "proposers"), "person", people, names.people)
    for place, event in enumerate(expected.events or ()):
        yield from _refused(event.rule, (*at, "events", place, "rule"), names)


def _with_items(written: Mapping[str, Any], at: Path, names: _Names, kept: str) -> Told:
    for key in written:
        name, _, item = key.partition(":")
        yield from _unknown((*at, key), kept[:-1], name, names.kept(kept))
        yield from _unknown((*at, key), "item", item, names.items)
    if at[-1] == "rung":
        for key, rung in written.items():
            known = {one for ballot in names.parts(kept, key) for one in ballot.rungs} | {""}
            yield from _unknown((*at, key), "rung", rung, known)
