"""Appeals: who may contest what, on which level, until when, and who answers."""

from datetime import datetime

from isegoria.rules.course.panels import DECLARED, judges, subject_of
from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import (
    Allowed,
    address,
    holds_office,
    not_here,
    only,
    title_of,
)
from isegoria.rules.judging import refusals
from isegoria.rules.judging.recusing import recused, sits_instead
from isegoria.rules.judging.standing import held_by
from isegoria.rules.language.elements import Appeal
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = ["appeal", "declare_interest", "dissent", "give_ruling", "is_waiting"]

RULINGS = ("upheld", "dismissed")


def appeal(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge an appeal."""
    level = model.appeals.get(act.name)
    if level is None:
        return not_here(model, facts, act, model.appeals)
    rule = address(model, "appeals", act.name)
    if not any(holds_office(model, act.by, holder) for holder in level.by):
        titles = ", ".join(title_of(model, one) for one in level.by)
        return shared.FOR_OTHERS.refuse(rule, holder=titles)
    if act.answer and not _can_be_contested(model, facts, level, act.answer):
        return refusals.NOT_APPEALABLE.refuse(rule, what=act.answer, of=", ".join(level.of))
    return (
        _undecided(model, facts, act, (rule, level))
        or _level_refused(model, facts, act, (rule, level))
        or _answered_already(model, facts, act, (rule, level))
        or _about_another(facts, act, rule)
        or Allowed(rule)
    )


def _can_be_contested(model: Model, facts: Facts, level: Appeal, what: str) -> bool:
    """Return whether a level is about something. One about anything is not about an event that is
    no decision, such as the answer to an appeal: each answer would be new, and contested again.
    """
    if level.of != ("any",):
        return what in level.of
    stage, name = stage_and_name(what, facts.stage)
    here = model.stages.get(stage)
    decided = {*here.judgements, *here.exits, *here.ballots} if here else set()
    return name in decided or facts.event_at(stage, name) is None


def _undecided(model: Model, facts: Facts, act: Act, by: tuple[str, Appeal]) -> Refusal | None:
    """Refuse to contest a finding or a way out that is not there; whether a ballot is over is for
    its clock to say. An item is contested only where something is decided item by item: each would
    else be a further way to stop the part.
    """
    rule, level = by
    for of in (act.answer,) if act.answer in level.of else level.of:
        stage, name = stage_and_name(of, facts.stage)
        here = model.stages[facts.stage if of == "any" else stage]
        if act.item and not _by_item(here):
            continue
        if of == "any" or name in here.ballots:
            return None
        judged = here.judgements.get(name)
        whole = not act.item or judged is None or judged.per != "item"
        if facts.event_at(stage, name if whole else f"{name}:{act.item}"):
            return None
    return refusals.NOTHING_DECIDED.refuse(rule)


def _by_item(stage: Stage) -> bool:
    """Return whether anything of a stage is decided item by item."""
    ballots = any(one.per == "item" for one in stage.ballots.values())
    return ballots or any(one.per == "item" for one in stage.judgements.values())


def _level_refused(model: Model, facts: Facts, act: Act, by: tuple[str, Appeal]) -> Refusal | None:
    rule, level = by
    before = [name for name, one in model.appeals.items() if one.next == act.name]
    if before and not any(facts.appealed_at(name, act.item) for name in before):
        return refusals.EARLIER_LEVEL.refuse(rule, level=model.appeals[before[0]].title)
    if before and all(_has_to_answer(model, facts, act, level, name) for name in before):
        return refusals.EARLIER_LEVEL_WAITS.refuse(rule, level=model.appeals[before[0]].title)
    decided = _decided_at(facts, act, level)
    if level.within is not None and decided is not None and act.at > level.within.after(decided):
        return refusals.APPEAL_LATE.refuse(rule, within=level.within, decided=decided)
    if len(act.with_) < level.supporters:
        return refusals.APPEAL_UNSUPPORTED.refuse(
            rule, needed=level.supporters, number=len(act.with_)
        )
    return None


def _has_to_answer(model: Model, facts: Facts, act: Act, level: Appeal, before: str) -> bool:
    """Return whether the level below was not appealed to, or still has time to answer; a level
    without a time stops nobody, unless the next one contests its answer.
    """
    asked = facts.appealed_at(before, act.item)
    if asked is None:
        return True
    if not is_waiting(facts, before, act.item):
        return False
    within = model.appeals[before].answer
    if within is None:
        return level.from_ == "answer"
    return act.at <= within.after(asked)


def _decided_at(facts: Facts, act: Act, level: Appeal) -> datetime | None:
    if level.from_ == "public_knowledge":
        return facts.event_at(facts.stage, "public")
    if level.from_ == "answer":
        return facts.event_at(facts.stage, "answered")
    return subject_of(facts, level, act)[1] or facts.ended_at()


def _answered_already(
    model: Model, facts: Facts, act: Act, by: tuple[str, Appeal]
) -> Refusal | None:
    """Refuse to stop a part again by contesting what a panel answered, before anything new was
    decided: without a decision, before the part went into another stage.
    """
    rule, level = by
    if level.freezes == "nothing" or facts.ruled_at(act.name, act.item) is None:
        return None
    subject, decided = subject_of(facts, level, act)
    contested = facts.contested_at(act.name, act.item, subject)
    new = decided if subject else facts.entered_at(facts.stage)
    if contested is None or (new is not None and new > contested):
        return None
    return refusals.ANSWERED_ALREADY.refuse(rule, contested=contested)


def _about_another(facts: Facts, act: Act, rule: str) -> Refusal | None:
    """Refuse to say of an appeal that waits that it is about somebody else: who joins it would put
    off its judges.
    """
    waits = is_waiting(facts, act.name, act.item)
    if not act.against or not waits or act.against in facts.accused_in(act.name, act.item):
        return None
    return refusals.ABOUT_ANOTHER.refuse(rule)


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
    if not sits_instead(model, facts, act, level.to) and (
        wrong := only(model, rule, act, level.to)
    ):
        return wrong
    if not is_waiting(facts, act.name, act.item) and not _is_left_to_say(model, facts, act):
        return refusals.NO_APPEAL_WAITS.refuse(rule)
    if act.answer not in RULINGS:
        return refusals.NO_SUCH_RULING.refuse(rule, answer=act.answer, answers=", ".join(RULINGS))
    return (
        recused(model, facts, act, Right.DECIDE, (level.to,))
        or _not_on_the_panel(model, facts, act, rule)
        or Allowed(rule)
    )


def _not_on_the_panel(model: Model, facts: Facts, act: Act, rule: str) -> Refusal | None:
    """Refuse whoever does not sit on the panel in this case."""
    level = model.appeals[act.name]
    sit = judges(model, facts, level.to, (act.name, act.item))
    if not sit and level.to in model.offices:  # no seat of the process, such as the secretariat
        return None
    if all(one.id != act.by.id for one in sit):
        return refusals.NOT_ON_THE_PANEL.refuse(rule, panel=title_of(model, level.to))
    return None


def _is_left_to_say(model: Model, facts: Facts, act: Act) -> bool:
    """Return whether a member of the panel can still say how they see it: the others decided, and
    the time of the appeal is not over.
    """
    level, asked = model.appeals[act.name], facts.appealed_at(act.name, act.item)
    ruled = facts.ruled_at(act.name, act.item)
    if asked is None or ruled is None or facts.ruling_of(act.name, act.item, act.by.id):
        return False
    in_time = level.answer is None or act.at <= level.answer.after(asked)
    sit = judges(model, facts, level.to, (act.name, act.item))
    return in_time and len(sit) > 1 and level.decides != "one"


def is_waiting(facts: Facts, level: str, item: str) -> bool:
    """Return whether something was contested on this level and not ruled on since."""
    return facts.appealed_at(level, item) is not None and facts.ruled_at(level, item) is None


def declare_interest(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who declares an interest in the case, and so stays out of it: those who may judge."""
    rule = address(model, "recusals")
    judging = {
        *(level.to for level in model.appeals.values()),
        *(one for rule in model.keeps_out.values() for one in rule.from_),
        *(rule.replaced_by for rule in model.keeps_out.values() if rule.replaced_by),
    }
    if not any(holds_office(model, act.by, one) for one in judging):
        return refusals.NO_JUDGE.refuse(rule)
    if DECLARED in facts.roles(act.by.id):
        return refusals.DECLARED_ALREADY.refuse(rule)
    return Allowed(rule) if act.reason.strip() else refusals.INTEREST_UNNAMED.refuse(rule)


def dissent(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who files a minority statement; it travels with the outcome."""
    named = model.outcomes.get(facts.outcome)
    allowing = [named] if named else list(model.outcomes.values())
    rule = (
        address(model, "outcomes", facts.outcome) if facts.outcome else address(model, "outcomes")
    )
    spans = [one.minority_statements for one in allowing if one.minority_statements is not None]
    if not spans and not any(one.reservations for one in allowing):
        return refusals.NO_DISSENT.refuse(rule)
    ended = facts.ended_at()
    if ended is not None and spans and act.at > max(span.after(ended) for span in spans):
        return refusals.DISSENT_LATE.refuse(rule, span=spans[0], ended=ended)
    if not act.reason:
        return refusals.DISSENT_EMPTY.refuse(rule)
    if not facts.roles(act.by.id) and not _has_a_say(model, act.by):
        return refusals.DISSENT_OF_OTHERS.refuse(rule)
    return Allowed(rule)
