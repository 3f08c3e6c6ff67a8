"""Ways out of a stage: what each still needs, and the guards that end a loop."""

from collections.abc import Iterator

from isegoria.rules.facts.holding import Missing, Scene, missing
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import Allowed, address, not_here, only, refused
from isegoria.rules.language.model import Deliverable, Model, Stage
from isegoria.terms import Refusal, gettext_noop

__all__ = ["guard_fired", "leave", "missing_for_exit"]


def leave(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who takes a way out."""
    way = stage.exits.get(act.name)
    if way is None:
        return not_here(model, facts, act, stage.exits)
    rule = address(model, facts.stage, act.name)
    holder = way.by or stage.officer
    if holder is not None and (wrong := only(model, rule, act, holder)):
        return wrong
    scene = Scene(model, facts, act.at, facts.stage, act.item)
    if way.guard is not None and guard_fired(scene, act.name):
        reason = gettext_noop(
            "This loop was taken as often, as long or at such cost as the rules allow."
        )
        return refused(
            f"{rule}/guard", reason, gettext_noop("Now “{forced}” is due."), forced=way.guard.forces
        )
    lacking = list(missing_for_exit(scene, act.name))
    if lacking:
        reason = gettext_noop("What is missing before the stage may be left this way: {number}.")
        return refused(
            rule, reason, gettext_noop("See what is missing for each way out."), number=len(lacking)
        )
    if way.needs_reason and not act.reason:
        return refused(
            rule, gettext_noop("This needs a reason."), gettext_noop("Say in a sentence why.")
        )
    return Allowed(rule)


def missing_for_exit(scene: Scene, name: str) -> Iterator[Missing | Deliverable]:
    """Yield what is missing for a way out: its test, deliverables that block, the entry test of the
    next stage.
    """
    stage = scene.model.stages[scene.stage]
    way = stage.exits[name]
    yield from missing(way.when, scene)
    if way.to is not None:
        for one, deliverable in stage.deliverables.items():
            if (
                deliverable.blocks
                and way.to != scene.stage
                and scene.facts.delivered_at(scene.stage, one) is None
            ):
                yield deliverable
        yield from missing(scene.model.stages[way.to].enters_when, scene)


def guard_fired(scene: Scene, name: str) -> bool:
    """Return whether the loop through this way out has come to its end."""
    guard = scene.model.stages[scene.stage].exits[name].guard
    if guard is None:
        return False
    facts = scene.facts
    if guard.rounds is not None and facts.taken(scene.stage, name) >= guard.rounds:
        return True
    if guard.until is not None and guard.until.after(facts.began_at()) <= scene.now:
        return True
    if guard.resource is None:
        return False
    ceiling = scene.model.resources[guard.resource].ceiling
    return ceiling is not None and facts.used(guard.resource) >= ceiling
