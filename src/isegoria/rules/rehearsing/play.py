"""Plays a scenario through a model and says what happened, and where that differs from what was
expected.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from isegoria.decisions.ranked import MOST_RANKED
from isegoria.floor.policies import Scope
from isegoria.floor.tiers import Heard, Wanting, share_out
from isegoria.rules.checking.faults import check
from isegoria.rules.course.automatic import Event, due, gates
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import advice_kind, result, rung_reached, winners
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.lots import sources_in
from isegoria.rules.judging.recusing import bench
from isegoria.rules.judging.standing import moved, standing
from isegoria.rules.judging.voting import OBJECT, as_position
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scenario import Cast, Expected, FloorTime, Happened, Scenario, Step
from isegoria.rules.telling.explaining import say_missing
from isegoria.terms import Refusal

__all__ = ["Course", "rehearse"]


@dataclass(slots=True)
class Course:
    """What happened, line by line, and what was expected otherwise."""

    lines: list[tuple[datetime, str]] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def rehearse(model: Model, scenario: Scenario) -> Course:
    """Play the scenario. A wrong name in it is a difference, not a crash."""
    run = _Run(model, scenario)
    for stage, ballot, number in _too_many_ranked(model):
        run.differ(1, f"{stage}/{ballot} ranks {number} options; there are at most {MOST_RANKED}")
        return run.course
    for number, step in enumerate(scenario.steps, 1):
        try:
            run.take(number, step)
        except (KeyError, ValueError) as fault:
            run.differ(number, f"the scenario names something that is not there: {fault}")
    return run.course


def _too_many_ranked(model: Model) -> Iterator[tuple[str, str, int]]:
    for stage, rules in model.stages.items():
        for name, ballot in rules.ballots.items():
            if ballot.ranked is not None and len(ballot.answers) > MOST_RANKED:
                yield stage, name, len(ballot.answers)


class _Run:
    def __init__(self, model: Model, scenario: Scenario) -> None:
        self.model, self.scenario, self.course = model, scenario, Course()
        self.now = scenario.instant(scenario.starts)
        self.facts = MemoryFacts(model, self.now, stage=scenario.stage)
        self.people = {name: _person(name, cast) for name, cast in scenario.people.items()}
        for name, cast in scenario.people.items():
            self.facts.seat(self.people[name], present=not cast.absent)
            for role in cast.roles:
                self.facts.take_part(name, role, cast.organisation)
        self.facts.count(members=scenario.members, present=scenario.present)
        for meeting, at in scenario.meetings.items():
            self.facts.meet(meeting, scenario.instant(at))
        if scenario.stage is not None:
            self._begin_meetings(scenario.stage)
        self.heard: dict[str, Heard] = {}
        self._looked_at = self._unnamed = 0

    def _begin_meetings(self, stage: str) -> None:
        """Let the meetings begin that open something in the stage in which the case begins, unless
        it fixes them.
        """
        rules = self.model.stages[stage]
        opens = {
            *(one.opens for one in rules.ballots.values()),
            *(one.opens for one in rules.triggers.values()),
            *(one.opens for one in rules.judgements.values()),
        }
        for clock in opens - {None}:
            meeting = rules.clocks[str(clock)].before
            if meeting is not None and self.facts.meeting_at(meeting) is None:
                self.facts.meet(meeting, self.now)

    def take(self, number: int, step: Step) -> None:
        if step.at is not None:
            self.now = self.scenario.instant(step.at)
        self.bring_about()
        self.happen(step)
        if step.who is not None and step.does is not None:
            self.act(number, step)
        self.bring_about()
        if step.expect is not None:
            for difference in self.compare(step.expect):
                self.differ(number, difference)

    def differ(self, number: int, what: str) -> None:
        self.course.differences.append(f"step {number} ({self.now:%Y-%m-%d}): {what}")

    def log(self, at: datetime, what: str) -> None:
        self.course.lines.append((at, what))

    def bring_about(self) -> None:
        """Take in what the clocks bring about until nothing more does; a model that turns in
        circles is stopped.
        """
        for _ in range(100):
            fresh = due(self.model, self.facts, self.now)
            for event in fresh:
                self.course.events.append(event)
                self.log(event.at, f"{event.rule}: {event.meaning}")
                if event.exit:
                    self.facts.leave(event.exit, event.at)
                    self.log(event.at, f"→ {self.facts.outcome or self.facts.stage}")
                elif event.appeal:
                    self.facts.run_out(event.appeal, event.item, event.at)
                else:
                    self.facts.tell(event.rule, event.at)
            if not fresh:
                return
        raise ValueError(
            "a hundred things came about at one time: the model turns in a circle without a clock"
        )

    def happen(self, step: Step) -> None:
        if step.poll is not None:
            stage, name = stage_and_name(step.poll.ballot, self.facts.stage)
            self.facts.poll(stage, name, step.poll.item, step.poll.answers)
            self.log(self.now, f"answers to {step.poll.ballot}: {step.poll.answers}")
        if step.event is not None:
            self.facts.event(step.event, self.now)
            self.log(self.now, f"event: {step.event}")
        for meeting, at in step.meet.items():
            self.facts.close_ended(self.now)
            self.facts.meet(meeting, self.scenario.instant(at))
        self._people_happen(step)
        for resource, amount in step.use.items():
            self.facts.use(resource, amount)
        for process, end in step.process.items():
            outcome, _, text = end.partition(",")
            self.facts.end_process(process, outcome, text.strip())
            self.log(self.now, f"{process} ended: {end}")
        self.facts.touch(self.now)

    def _people_happen(self, step: Step) -> None:
        self.facts.count(members=step.members, present=step.present)
        for name, role in step.roles.items():
            self.facts.take_part(name, role, self.people[name].organisation)
        for name, organisation in step.moves.items():
            self.people[name] = moved(self.model, self.people[name], organisation)
        for name, groups in step.groups.items():
            self.people[name] = self.facts.change_groups(self.people[name], groups, self.now)
        if step.floor is not None:
            self.heard = _shared_out(self.model, step.floor)
        for name in step.arrives:
            self.facts.come(self.people[name])
        for name in step.leaves:
            self.facts.go(self.people[name])

    def act(self, number: int, step: Step) -> None:
        objection = f"{step.who}:{step.item}"
        objects = step.does == "position" and step.answer == OBJECT
        act = Act(
            kind=step.does or "",
            by=self.people[step.who or ""],
            at=self.now,
            name=step.name,
            answer=step.answer,
            item=step.item,
            reason=step.reason,
            channel=step.channel,
            with_=(*(self.people[name] for name in step.with_), *self._others(step)),
            span=step.span,
            sources=len(sources_in(step.reason)),
            known_at=self.scenario.instant(step.known_at) if step.known_at else None,
            objection=objection if objects else "",
            withdraws=() if objects or step.does != "position" else (objection,),
        )
        stands = () if step.answer == OBJECT else (objection,)
        act = as_position(self.model, self.facts, act, stands, objection)
        found = judge(self.model, self.facts, act)
        what = " ".join(
            filter(
                None, (step.who, step.does, step.name, step.answer, step.item and f"({step.item})")
            )
        )
        if isinstance(found, Refusal):
            self.log(self.now, f"{what}: refused by {found.rule}. {found}")
            self._compare_refusal(number, step, found)
            return
        self.log(self.now, f"{what}: allowed by {found.rule}")
        self.facts.record(act)
        if act.kind == "elect":  # those who were elected act in their office from now on
            self.people |= {
                name: replace(one, offices=self.facts.people[name].offices)
                for name, one in self.people.items()
                if name in self.facts.people
            }
        if step.refused is not None:
            self.differ(
                number,
                f"{what}: expected a refusal by {step.refused}, but it was allowed by {found.rule}",
            )

    def _others(self, step: Step) -> Iterator[Person]:
        """Yield people who are not named, other ones at each step."""
        for group, number in step.others.items():
            for _ in range(number):
                self._unnamed += 1
                yield Person(f"{group} {self._unnamed}", (group,))

    def _compare_refusal(self, number: int, step: Step, found: Refusal) -> None:
        if step.refused is None:
            lacks = self._lacks(step.name) if step.does == "leave" else ""
            told = f"{step.who} {step.does} was refused by {found.rule}: {found}"
            self.differ(number, told + (f" Missing: {lacks}." if lacks else ""))
        elif found.rule not in {step.refused, f"{self.model.id}/{step.refused}"}:
            self.differ(
                number, f"expected a refusal by {step.refused}, but {found.rule} refused: {found}"
            )
        elif step.says is not None and step.says not in str(found):
            self.differ(number, f"the refusal should say “{step.says}”, but says: {found}")

    def _lacks(self, way: str) -> str:
        """Return what a way out still needs, in words."""
        found = {gate.name: gate for gate in gates(self.model, self.facts, self.now)}
        missing = found[way].missing if way in found else ()
        return "; ".join(say_missing(self.model, one) for one in missing)

    def compare(self, expected: Expected) -> Iterator[str]:
        for name in Expected.model_fields:
            wanted = getattr(expected, name)
            if name in _COMPARED and wanted is not None and (wanted or name in {"open", "outcome"}):
                yield from _COMPARED[name](self, wanted)
        if expected.events is not None:
            yield from self._events(expected.events)

    def situation(self, item: str = "") -> Situation:
        return Situation(self.model, self.facts, self.now, self.facts.stage, item)

    def _events(self, wanted: tuple[Happened, ...]) -> Iterator[str]:
        fresh, self._looked_at = self.course.events[self._looked_at :], len(self.course.events)
        short = [event.rule.removeprefix(f"{self.model.id}/") for event in fresh]
        if [one.rule.removeprefix(f"{self.model.id}/") for one in wanted] != short:
            yield (
                f"came about: {', '.join(short) or 'nothing'}; expected"
                f" {', '.join(one.rule for one in wanted) or 'nothing'}"
            )
            return
        for one, event in zip(wanted, fresh, strict=True):
            if one.on is not None and self.scenario.instant(one.on).date() != event.at.date():
                yield f"{one.rule} came about on {event.at:%Y-%m-%d}, expected {one.on:%Y-%m-%d}"
            if one.meaning is not None and one.meaning != event.meaning:
                yield f"{one.rule} meant {event.meaning}, expected {one.meaning}"

    def _in_stage(self, wanted: str) -> Iterator[str]:
        if self.facts.stage != wanted or self.facts.outcome:
            yield f"it is in {self.facts.outcome or self.facts.stage}, expected {wanted}"

    def _ended(self, wanted: str) -> Iterator[str]:
        if self.facts.outcome != wanted:
            found = self.facts.outcome or f"not there yet (stage {self.facts.stage})"
            here, stage = replace(self.situation(), unsealed=True), self.facts.stage
            ballots = self.model.stages[stage].ballots
            why = ", ".join(f"{name}: {result(here, stage, name)}" for name in ballots)
            told = f"the outcome is {found}, expected {wanted or 'no end'}"
            yield f"{told} ({why})" if why else told

    def _results(self, wanted: dict[str, str]) -> Iterator[str]:
        for key, end in wanted.items():
            name, item = _with_item(key)
            stage, ballot = stage_and_name(name, self.facts.stage)
            if (
                found := result(replace(self.situation(item), unsealed=True), stage, ballot)
            ) != end:
                yield f"{key} has {found}, expected {end}"

    def _rungs(self, wanted: dict[str, str]) -> Iterator[str]:
        for key, end in wanted.items():
            stage, name = stage_and_name(key, self.facts.stage)
            ballot = self.model.stages[stage].ballots[name]
            found = rung_reached(
                Situation(self.model, self.facts, self.now, stage, ballot=name), ballot
            )
            if found != end:
                yield f"{key} reached {found}, expected {end}"

    def _open(self, wanted: tuple[str, ...]) -> Iterator[str]:
        found = {gate.name for gate in gates(self.model, self.facts, self.now) if gate.is_open}
        if found != set(wanted):
            yield (
                f"open ways out: {', '.join(sorted(found)) or 'none'}; expected"
                f" {', '.join(sorted(wanted)) or 'none'}"
            )

    def _closed(self, wanted: tuple[str, ...]) -> Iterator[str]:
        found = {gate.name for gate in gates(self.model, self.facts, self.now) if gate.is_open}
        yield from (f"{name} can be taken, expected closed" for name in wanted if name in found)

    def _missing(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for name, words in wanted.items():
            lacks = self._lacks(name)
            yield from (
                f"{name} lacks: {lacks or 'nothing'}; expected “{one}”"
                for one in words
                if one not in lacks
            )

    def _advice(self, wanted: dict[str, str | None]) -> Iterator[str]:
        for name, kind in wanted.items():
            if (found := advice_kind(self.situation(), name)) != kind:
                yield f"the advice {name} is {found}, expected {kind}"

    def _standing(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for name, rights in wanted.items():
            found = {
                held.right.value
                for held in standing(self.model, self.facts.stage, self.people[name])
            }
            if found != {str(right) for right in rights}:
                yield (
                    f"{name} may {', '.join(sorted(found)) or 'nothing'}, expected"
                    f" {', '.join(rights)}"
                )

    def _bench(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for name, people in wanted.items():
            found = [one.id for one in bench(self.model, self.facts, name)[0]]
            if sorted(found) != sorted(people):
                yield f"left to judge: {', '.join(found) or 'nobody'}; expected {', '.join(people)}"

    def _held(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for office, people in wanted.items():
            found = [one.id for one in self.facts.holders(office)]
            if sorted(found) != sorted(people):
                yield (
                    f"{office} is held by {', '.join(found) or 'nobody'}; expected"
                    f" {', '.join(people) or 'nobody'}"
                )

    def _won(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for key, options in wanted.items():
            found = winners(self.situation(), *stage_and_name(key, self.facts.stage))
            if found != options:
                written = ", ".join(options) or "nothing"
                yield f"{key} is won by {', '.join(found) or 'nothing'}; expected {written}"

    def _labels(self, wanted: dict[str, str | None]) -> Iterator[str]:
        for key, label in wanted.items():
            name, item = _with_item(key)
            found = self.facts.label(*stage_and_name(name, self.facts.stage), item)
            if found != label:
                yield f"{key} is {found}, expected {label}"

    def _counts(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for name, proposals in wanted.items():
            if self.facts.proposals[name] != list(proposals):
                yield (
                    f"of {name} count: {', '.join(self.facts.proposals[name])}; expected"
                    f" {', '.join(proposals)}"
                )

    def _proposers(self, wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for name, people in wanted.items():
            if sorted(self.facts.proposers[name]) != sorted(people):
                yield (
                    f"behind {name} stand {', '.join(self.facts.proposers[name])}; expected"
                    f" {', '.join(people)}"
                )

    def _findings(self, wanted: tuple[str, ...]) -> Iterator[str]:
        found = {one.code for one in check(self.model)}
        yield from (f"the checker does not find {code}" for code in wanted if code not in found)

    def _minutes(self, wanted: dict[str, int]) -> Iterator[str]:
        for name, minutes in wanted.items():
            if self.heard[name].minutes != minutes:
                yield f"{name} got {self.heard[name].minutes} minutes, expected {minutes}"

    def _items_heard(self, wanted: dict[str, int]) -> Iterator[str]:
        for name, items in wanted.items():
            if self.heard[name].items != items:
                yield f"{name} was heard on {self.heard[name].items} items, expected {items}"

    def _frozen(self, wanted: tuple[str, ...]) -> Iterator[str]:
        yield from (f"{item} is not frozen" for item in wanted if not self.facts.is_frozen(item))

    def _ends(self, wanted: dict[str, datetime | None]) -> Iterator[str]:
        for name, at in wanted.items():
            found = deadline(self.model, self.facts, self.facts.stage, name, longest=True)
            day = self.scenario.instant(at).date() if at else None
            if (found.date() if found else None) != day:
                yield (
                    f"{name} runs out on {found:%Y-%m-%d}, expected {day}"
                    if found
                    else f"{name} does not run, expected {day}"
                )


_COMPARED: dict[str, Callable[[_Run, Any], Iterator[str]]] = {
    "stage": _Run._in_stage,
    "outcome": _Run._ended,
    "result": _Run._results,
    "rung": _Run._rungs,
    "open": _Run._open,
    "closed": _Run._closed,
    "missing": _Run._missing,
    "advice": _Run._advice,
    "standing": _Run._standing,
    "bench": _Run._bench,
    "held": _Run._held,
    "won": _Run._won,
    "counts": _Run._counts,
    "proposers": _Run._proposers,
    "findings": _Run._findings,
    "minutes": _Run._minutes,
    "heard": _Run._items_heard,
    "label": _Run._labels,
    "frozen": _Run._frozen,
    "ends": _Run._ends,
}


def _shared_out(model: Model, meeting: FloorTime) -> dict[str, Heard]:
    """Share out the time of a meeting by the stage's floor; a reserve counts for each part that the
    floor's scope makes.
    """
    floor = model.stages[meeting.stage].floor
    tiers = []
    for tier in floor.tiers if floor else ():
        reserve = tier.reserve.minutes if tier.reserve else 0
        wants = sum(meeting.wants.get(group, 0) for group in tier.groups)
        tiers.append(Wanting(tier.groups[0], Fraction(wants), Fraction(reserve)))
    return share_out(
        tiers, floor.scope if floor else Scope.SESSION, Fraction(meeting.minutes), meeting.items
    )


def _with_item(key: str) -> tuple[str, str]:
    name, _, item = key.partition(":")
    return name, item


def _person(name: str, cast: Cast) -> Person:
    return Person(
        name,
        cast.groups,
        cast.offices,
        cast.organisation,
        cast.stands_in_for,
        observer=cast.observer,
        disclosed=cast.disclosed,
    )
