"""Ways out of a stage: what each still needs, and the guards that end a loop."""

from collections.abc import Iterator

from isegoria.rules.course import refusals
from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.lacking import Missing, missing
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import Allowed, address, not_here, only_as
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.conditions import Judged
from isegoria.rules.language.model import Deliverable, Exit, Model, Stage
from isegoria.terms import Refusal

__all__ = ["guard_fired", "is_a_last_way", "leave", "missing_for_exit"]


def leave(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who takes a way out."""
    way = stage.exits.get(act.name)
    if way is None:
        return not_here(model, facts, act, stage.exits)
    rule = address(model, facts.stage, act.name)
    if wrong := _taken_by_another(model, facts, act, (stage, rule)):
        return wrong
    situation = Situation(model, facts, act.at, facts.stage, act.item)
    if way.guard is not None and guard_fired(situation, act.name):
        return refusals.LOOP_ENDED.refuse(f"{rule}/guard", forced=way.guard.forces)
    lacking = list(missing_for_exit(situation, act.name))
    if lacking:
        return refusals.CONDITIONS_NOT_MET.refuse(rule, number=len(lacking))
    if way.needs_reason and not act.reason:
        return shared.REASON_MISSING.refuse(rule)
    return Allowed(rule)


def _taken_by_another(
    model: Model, facts: Facts, act: Act, at: tuple[Stage, str]
) -> Refusal | None:
    stage, rule = at
    way = stage.exits[act.name]
    if way.by is None and (is_a_last_way(stage, act.name) or (way.when and not stage.officer)):
        return refusals.TAKEN_BY_ITSELF.refuse(rule)
    holder = way.by or stage.officer
    if holder is None:
        return refusals.STEP_OF_NO_OFFICE.refuse(rule)
    return only_as(model, facts, act, (rule, holder))


def is_a_last_way(stage: Stage, name: str) -> bool:
    """Return whether a way out without a test is what a clock or a guard leads to. It is not the
    officer's to take at any time.
    """
    if stage.exits[name].when is not None:
        return False
    timeouts = {one.timeout.exit for one in stage.clocks.values() if one.timeout is not None}
    guards = {one.guard.forces for one in stage.exits.values() if one.guard is not None}
    return name in timeouts | guards


def missing_for_exit(situation: Situation, name: str) -> Iterator[Missing | Deliverable]:
    """Yield what is missing for a way out: its test, deliverables that block, the entry test of the
    next stage.
    """
    stage = situation.model.stages[situation.stage]
    way = stage.exits[name]
    yield from missing(way.when, situation)
    if _leads_on(situation, way):
        yield from _set_aside(situation)
    if way.waits and way.to != situation.stage:
        for one, deliverable in stage.deliverables.items():
            if deliverable.blocks and situation.facts.delivered_at(situation.stage, one) is None:
                yield deliverable
    if way.to is not None:
        yield from missing(situation.model.stages[way.to].enters_when, situation)


def _leads_on(situation: Situation, way: Exit) -> bool:
    """Return whether a way out ends in an outcome or goes on towards one, and not back."""
    order = list(situation.model.stages)
    return way.to is None or order.index(way.to) > order.index(situation.stage)


def _set_aside(situation: Situation) -> Iterator[Missing]:
    """Yield the judgements of the stage that an appeal set aside: nothing comes of it before there
    are new ones.
    """
    gone = situation.facts.void(situation.stage)
    for name, one in situation.model.stages[situation.stage].judgements.items():
        if name in gone:
            yield Missing(
                Judged.model_validate({"judged": f"{situation.stage}/{name}", "is": one.scale})
            )


def guard_fired(situation: Situation, name: str) -> bool:
    """Return whether the loop through this way out has come to its end."""
    guard = situation.model.stages[situation.stage].exits[name].guard
    if guard is None:
        return False
    facts = situation.facts
    if guard.rounds is not None and facts.taken(situation.stage, name) >= guard.rounds:
        return True
    if guard.until is not None and guard.until.after(facts.began_at()) <= situation.now:
        return True
    if guard.resource is None:
        return False
    ceiling = situation.model.resources[guard.resource].ceiling
    return ceiling is not None and facts.used(guard.resource) >= ceiling
