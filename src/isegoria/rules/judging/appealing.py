"""Appeals: who may contest what, on which level, until when, and who answers."""

from datetime import datetime

from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import (
    Allowed,
    address,
    holds_office,
    not_here,
    only,
    refused,
    title_of,
)
from isegoria.rules.judging.recusing import recused, sits_instead
from isegoria.rules.judging.standing import held_by
from isegoria.rules.language.elements import Appeal
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal, gettext_noop

__all__ = ["appeal", "dissent", "give_ruling", "is_waiting"]

RULINGS = ("upheld", "dismissed")


def appeal(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge an appeal."""
    level = model.appeals.get(act.name)
    if level is None:
        return not_here(model, facts, act, model.appeals)
    rule = address(model, "appeals", act.name)
    if not any(holds_office(model, act.by, holder) for holder in level.by):
        titles = ", ".join(title_of(model, one) for one in level.by)
        return refused(
            rule,
            gettext_noop("This is for {holder}."),
            gettext_noop("Ask them to do it."),
            holder=titles,
        )
    if level.of != ("any",) and act.answer and act.answer not in level.of:
        reason = gettext_noop("“{what}” cannot be appealed against here.")
        return refused(
            rule, reason, gettext_noop("What can: {of}."), what=act.answer, of=", ".join(level.of)
        )
    return (
        _undecided(model, facts, act, (rule, level))
        or _level_refused(model, facts, act, (rule, level))
        or Allowed(rule)
    )


def _undecided(model: Model, facts: Facts, act: Act, by: tuple[str, Appeal]) -> Refusal | None:
    """Refuse to contest a finding or a way out that is not there; whether a ballot is over is for
    its clock to say.
    """
    rule, level = by
    for of in (act.answer,) if act.answer in level.of else level.of:
        stage, name = stage_and_name(of, facts.stage)
        if of == "any" or name in model.stages[stage].ballots:
            return None
        if facts.event_at(stage, name) or (
            act.item and facts.event_at(stage, f"{name}:{act.item}")
        ):
            return None
    return refused(
        rule,
        gettext_noop("Nothing was decided yet that could be contested here."),
        gettext_noop("Say in the discussion what you see differently."),
    )


def _level_refused(model: Model, facts: Facts, act: Act, by: tuple[str, Appeal]) -> Refusal | None:
    rule, level = by
    before = [name for name, one in model.appeals.items() if one.next == act.name]
    if before and not any(facts.appealed_at(name, act.item) for name in before):
        reason = gettext_noop("Before this level comes “{level}”.")
        return refused(
            rule, reason, gettext_noop("Begin there."), level=model.appeals[before[0]].title
        )
    decided = _decided_at(facts, act, level)
    if level.within is not None and decided is not None and act.at > level.within.after(decided):
        reason = gettext_noop("An appeal is possible for {within} after {decided}.")
        return refused(
            rule,
            reason,
            gettext_noop("Raise the matter anew as an issue."),
            within=level.within,
            decided=decided,
        )
    if len(act.with_) < level.supporters:
        reason = gettext_noop(
            "It is dismissed: {needed} others who took part must support it, and {number} do."
        )
        return refused(
            rule,
            reason,
            gettext_noop("Find supporters in time."),
            needed=level.supporters,
            number=len(act.with_),
        )
    return None


def _decided_at(facts: Facts, act: Act, level: Appeal) -> datetime | None:
    if level.from_ == "public_knowledge":
        return facts.event_at(facts.stage, "public")
    if level.from_ == "answer":
        return facts.event_at(facts.stage, "answered")
    for of in (act.answer, *level.of):
        if of and of != "any":
            stage, name = stage_and_name(of, facts.stage)
            found = (act.item and facts.event_at(stage, f"{name}:{act.item}")) or facts.event_at(
                stage, name
            )
            if found:
                return found
    return None


def _has_a_say(model: Model, person: Person) -> bool:
    """Return whether somebody can take a position, object or decide in any stage."""
    return any(
        held_by(model, stage, right, person) is not None
        for stage in model.stages
        for right in (Right.POSITION, Right.OBJECT, Right.DECIDE)
    )


def give_ruling(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who answers an appeal."""
    level = model.appeals.get(act.name)
    if level is None:
        return not_here(model, facts, act, model.appeals)
    rule = address(model, "appeals", act.name)
    if not sits_instead(model, facts, act.by, level.to) and (
        wrong := only(model, rule, act, level.to)
    ):
        return wrong
    if not is_waiting(facts, act.name, act.item):
        return refused(
            rule,
            gettext_noop("No contest waits for an answer here."),
            gettext_noop("There is nothing to do."),
        )
    if act.answer not in RULINGS:
        reason = gettext_noop("“{answer}” is no answer here.")
        return refused(
            rule,
            reason,
            gettext_noop("Answers are: {answers}."),
            answer=act.answer,
            answers=", ".join(RULINGS),
        )
    return recused(model, facts, act, Right.DECIDE, (level.to,)) or Allowed(rule)


def is_waiting(facts: Facts, level: str, item: str) -> bool:
    """Return whether something was contested on this level and not ruled on since."""
    return facts.appealed_at(level, item) is not None and facts.ruled_at(level, item) is None


def dissent(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who files a minority statement; it travels with the outcome."""
    named = model.outcomes.get(facts.outcome)
    allowing = [named] if named else list(model.outcomes.values())
    rule = (
        address(model, "outcomes", facts.outcome) if facts.outcome else address(model, "outcomes")
    )
    spans = [one.minority_statements for one in allowing if one.minority_statements is not None]
    if not spans and not any(one.reservations for one in allowing):
        return refused(
            rule,
            gettext_noop("No dissent travels with this outcome."),
            gettext_noop("Say it in the discussion."),
        )
    ended = facts.ended_at()
    if ended is not None and spans and act.at > max(span.after(ended) for span in spans):
        reason = gettext_noop("Dissent could be filed for {span} after {ended}.")
        return refused(
            rule,
            reason,
            gettext_noop("Publish it yourself, or write to the follow-up."),
            span=spans[0],
            ended=ended,
        )
    if not act.reason:
        return refused(
            rule,
            gettext_noop("A minority statement is a text."),
            gettext_noop("Write what you hold instead, and why."),
        )
    if not facts.roles(act.by.id) and not _has_a_say(model, act.by):
        return refused(
            rule,
            gettext_noop("Only people who took part can file a minority statement."),
            gettext_noop("Report what you see on the page of the outcome."),
        )
    return Allowed(rule)
