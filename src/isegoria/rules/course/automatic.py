"""What the clocks bring about, and what each way out of the stage still needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.course.leaving import guard_fired, missing_for_exit
from isegoria.rules.facts.clocks import deadlines
from isegoria.rules.facts.holding import passes_by_silence
from isegoria.rules.facts.lacking import Missing
from isegoria.rules.facts.protocol import Facts
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.model import Deliverable, Exit, Model

__all__ = ["Event", "Gate", "appeals_due", "due", "gates", "most_at_once"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that comes about by itself.

    `exit` is the way out that is taken, empty where the stage goes on.
    """

    at: datetime
    rule: str
    meaning: str
    exit: str = ""
    appeal: str = ""
    """The level of the appeal that nobody decided in time, about the item."""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A way out of the stage and what is missing for it; `forced` when a guard makes it the only
    one.
    """

    name: str
    exit: Exit
    missing: tuple[Missing | Deliverable, ...]
    guarded: bool = False
    forced: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can be taken now."""
        return not self.missing and not self.guarded


def gates(model: Model, facts: Facts, now: datetime, item: str = "") -> list[Gate]:
    """Return each way out of the stage the process is in, with what is missing."""
    if facts.outcome or facts.is_split():
        return []
    situation = Situation(model, facts, now, facts.stage, item)
    exits = model.stages[facts.stage].exits
    fired = {name for name in exits if guard_fired(situation, name)}
    forced = {guard.forces for name in fired if (guard := exits[name].guard) is not None}
    return [
        Gate(
            name,
            way,
            tuple(missing_for_exit(situation, name)),
            guarded=name in fired,
            forced=name in forced,
        )
        for name, way in exits.items()
    ]


def due(model: Model, facts: Facts, now: datetime) -> list[Event]:
    """Return what has come about by `now`, the earliest first, up to the first event that leaves
    the stage.

    Whoever asks takes in what is returned and asks again: a new stage has clocks of its own.
    """
    found: list[Event] = []
    if late := _undecided(model, facts, now):
        return late
    if facts.outcome or facts.is_split():
        return found
    if facts.is_frozen(""):  # what is frozen as a whole waits for the answer to the appeal
        return found
    for at, clock in _moments(model, facts, now):
        for event in _at(model, facts, at, clock):
            found.append(event)
            if event.exit:
                return found
    return found


def appeals_due(model: Model, facts: Facts) -> list[tuple[datetime, str, str]]:
    """Return until when each appeal that waits has to be decided, where no delay is noted."""
    return sorted(
        (span.after(asked), level, item)
        for level, item, asked in facts.waiting_appeals()
        if (span := model.appeals[level].answer) is not None and not facts.is_overdue(level, item)
    )


def _undecided(model: Model, facts: Facts, now: datetime) -> list[Event]:
    """Return the first appeal of which the time is over without a decision."""
    late = [one for one in appeals_due(model, facts) if one[0] <= now][:1]
    return [
        Event(
            max(at, facts.changed_at()),
            f"{model.id}/appeals/{level}",
            model.appeals[level].silence,
            appeal=level,
            item=item,
        )
        for at, level, item in late
    ]


def most_at_once(model: Model) -> int:
    """Return how much can come about by itself at one moment; where more does, the rules turn in a
    circle.
    """
    return min(
        100, 2 * len(model.stages) + sum(len(stage.clocks) for stage in model.stages.values())
    )


def _moments(model: Model, facts: Facts, now: datetime) -> list[tuple[datetime, str]]:
    """Return the times up to now at which something may have changed: a clock, a guard, and now."""
    earliest = facts.changed_at()
    stage = model.stages[facts.stage]
    found: list[tuple[datetime, str]] = []
    for name in stage.clocks:
        ends, latest = deadlines(model, facts, facts.stage, name)
        if ends is not None and ends <= now:
            found.append((max(ends, earliest), ""))
        if latest is not None and latest <= now:
            found.append((max(latest, earliest), name))
    for way in stage.exits.values():
        if way.guard is not None and way.guard.until is not None:
            ends = way.guard.until.after(facts.began_at())
            if ends <= now:
                found.append((max(ends, earliest), ""))
    return [*sorted(found), (now, "")]


def _at(model: Model, facts: Facts, at: datetime, clock: str) -> Iterator[Event]:
    situation = Situation(model, facts, at, facts.stage)
    exits = model.stages[facts.stage].exits
    fired = [
        way.guard.forces
        for name, way in exits.items()
        if way.guard is not None and guard_fired(situation, name)
    ]
    for name, way in exits.items():
        if name in fired and not any(missing_for_exit(situation, name)):
            yield Event(at, f"{model.id}/{facts.stage}/{name}", "forced", name)
            return
        if (
            way.by is None
            and way.when is not None
            and not guard_fired(situation, name)
            and not any(missing_for_exit(situation, name))
        ):
            meaning = "silence_consents" if passes_by_silence(way.when, situation) else "taken"
            yield Event(at, f"{model.id}/{facts.stage}/{name}", meaning, name)
            return
    if clock:
        yield from _timeout(model, facts, at, clock)


_MOVES_ON = {"adopts", "rejects", "advances", "lapses", "escalates"}
"""What silence cannot mean unless a way out is taken: an objection may be open, or a document
missing.
"""


def _timeout(model: Model, facts: Facts, at: datetime, name: str) -> Iterator[Event]:
    timeout = model.stages[facts.stage].clocks[name].timeout
    rule = f"{model.id}/{facts.stage}/clocks/{name}"
    if timeout is None or facts.was_told(rule):
        return
    way = timeout.exit or ""
    if way and any(missing_for_exit(Situation(model, facts, at, facts.stage), way)):
        way = ""
    if way or timeout.silence not in _MOVES_ON:
        yield Event(at, rule, timeout.silence, way)
