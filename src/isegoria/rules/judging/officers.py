"""Acts of offices and triggers: judgements, deliverables, notices, longer clocks, closed ballots,
settled objections.
"""

from isegoria.rules.course.versions import held_text
from isegoria.rules.facts.clocks import extended_too_far, has_ended
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import (
    Allowed,
    Check,
    address,
    holds_office,
    not_here,
    only,
    refused,
    title_of,
)
from isegoria.rules.judging.recusing import recused
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "advise",
    "answer_amendment",
    "by_its_officer",
    "close",
    "extend",
    "merge",
    "settle",
    "trigger",
    "write",
]

EDITOR = "editor"  # the office that writes, where a model has one


def by_its_officer(kept: str) -> Check:
    """Return the check of an act that only the office in charge does; who may not judge may still
    publish what they owe.
    """
    right = Right.DECIDE if kept == "judgements" else Right.READ

    def check(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
        part = getattr(stage, kept).get(act.name)
        if part is None:
            return not_here(model, facts, act, getattr(stage, kept))
        rule = address(model, facts.stage, act.name)
        return (
            only(model, rule, act, part.by)
            or recused(model, facts, act, right, (part.by,))
            or _label_refused(rule, act, part)
            or Allowed(rule)
        )

    return check


def _label_refused(rule: str, act: Act, part: object) -> Refusal | None:
    scale = getattr(part, "scale", None)
    if scale is None:
        return None
    if act.answer not in scale:
        reason = gettext_noop("“{answer}” is not on the scale.")
        return refused(
            rule,
            reason,
            gettext_noop("Labels are: {labels}."),
            answer=act.answer,
            labels=", ".join(scale),
        )
    if not act.reason:
        return refused(
            rule,
            gettext_noop("A judgement needs a reason."),
            gettext_noop("Say in a sentence on what it rests."),
        )
    return None


def trigger(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who pulls a trigger or signs a petition."""
    trigger = stage.triggers.get(act.name)
    if trigger is None:
        return not_here(model, facts, act, stage.triggers)
    rule = address(model, facts.stage, act.name)
    for holder in trigger.never:
        if holds_office(model, act.by, holder):
            reason = gettext_noop("{holder} cannot sign this.")
            return refused(
                rule, reason, gettext_noop("Others may."), holder=title_of(model, holder)
            )
    if not any(holds_office(model, act.by, holder) for holder in trigger.by):
        titles = ", ".join(title_of(model, one) for one in trigger.by)
        return refused(
            rule,
            gettext_noop("This is for {holder}."),
            gettext_noop("Ask them to do it."),
            holder=titles,
        )
    if facts.has_signed(facts.stage, act.name, act.by.id):
        return refused(
            rule, gettext_noop("You have done this already."), gettext_noop("Once is enough.")
        )
    if trigger.clock and has_ended(model, facts, facts.stage, trigger.clock, act.at):
        return refused(
            rule,
            gettext_noop("The time for this is over."),
            gettext_noop("It may be started again where the rules say so."),
        )
    return Allowed(rule)


def extend(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge a longer clock."""
    clock = stage.clocks.get(act.name)
    if clock is None:
        return not_here(model, facts, act, stage.clocks)
    rule, extension = address(model, facts.stage, "clocks", act.name), clock.extension
    if extension is None or act.span is None:
        return refused(
            rule,
            gettext_noop("This clock cannot be made longer."),
            gettext_noop("A new version begins a new one where the rules say so."),
        )
    if wrong := only(model, rule, act, extension.by):
        return wrong
    done = len(facts.extensions(facts.stage, act.name))
    if done >= extension.times:
        reason = gettext_noop("It was made longer {done} times already, and {times} are allowed.")
        return refused(
            rule,
            reason,
            gettext_noop("Decide with what there is."),
            done=done,
            times=extension.times,
        )
    longer = extension.by_at_most is not None and act.span.after(
        act.at
    ) > extension.by_at_most.after(act.at)
    if longer or extended_too_far(model, facts, facts.stage, act.name, act.span):
        most = extension.by_at_most or extension.until
        return refused(
            rule,
            gettext_noop("It may not become longer than by {most}."),
            gettext_noop("Ask for less."),
            most=most,
        )
    return Allowed(rule)


def close(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge the closing of a ballot."""
    if act.name not in stage.ballots:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    return (stage.officer and only(model, rule, act, stage.officer)) or Allowed(rule)


def advise(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who gives advice."""
    advice = model.advice.get(act.name)
    if advice is None:
        return not_here(model, facts, act, model.advice)
    rule = address(model, "advice", act.name)
    return only(model, rule, act, advice.by) or Allowed(rule)


def settle(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Addressed, sustained or out of scope is said by the stage's officer; withdrawn by whoever
    objected.
    """
    rule = address(model, facts.stage, "objections")
    if act.answer == "withdrawn" and act.name.partition(":")[0] == act.by.id:
        return Allowed(rule)
    if act.answer not in {"addressed", "sustained", "out_of_scope"}:
        reason = gettext_noop(
            "An objection becomes addressed, sustained or out_of_scope, or its author withdraws it."
        )
        return refused(rule, reason, gettext_noop("Choose one of these."))
    if stage.officer and (wrong := only(model, rule, act, stage.officer)):
        return wrong
    if not act.reason:
        reason = gettext_noop("Why the objection is closed is a part of the record.")
        return refused(rule, reason, gettext_noop("Say by what it is answered."))
    return Allowed(rule)


def merge(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who merges a proposal (`item`) into another (`name`); those who sent it stay with
    it.
    """
    rule = address(model, facts.stage, "merge")
    if wrong := only(model, rule, act, stage.officer or act.by.id):
        return wrong
    if not act.name or not act.item:
        return refused(
            rule,
            gettext_noop("It must be said what is merged into what."),
            gettext_noop("Name both."),
        )
    return Allowed(rule)


def write(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who writes a version of the text, and when: not while it is being decided on."""
    found = answer_amendment(model, facts, act, stage)
    return found if isinstance(found, Refusal) else held_text(model, facts, act.at) or found


def answer_amendment(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who answers an amendment: who writes the text, so the editor, or else the stage's
    officer or whoever proposed it.
    """
    rule = address(model, facts.stage, "text")
    if EDITOR not in model.offices and "proposer" in facts.roles(act.by.id):
        return Allowed(rule)
    holder = EDITOR if EDITOR in model.offices else stage.officer
    return (only(model, rule, act, holder) if holder else None) or Allowed(rule)
