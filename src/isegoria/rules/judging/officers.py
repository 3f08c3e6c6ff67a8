"""Acts of offices and triggers: judgements, deliverables, notices, longer clocks, closed ballots,
settled objections.
"""

from collections.abc import Sequence

from isegoria.rules.course.panels import finds_instead
from isegoria.rules.course.versions import held_text, without_a_reason
from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.clocks import extended_too_far, has_ended, shortens
from isegoria.rules.facts.electing import is_lot
from isegoria.rules.facts.holding import held_open, holds, result, tied
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import (
    Allowed,
    Check,
    acts_as,
    address,
    holds_office,
    not_here,
    only,
    title_of,
)
from isegoria.rules.facts.situation import Situation, is_closed, is_known, is_secret, is_shut
from isegoria.rules.facts.tallies import casting_vote
from isegoria.rules.facts.weighing import WeightsError, read_weights
from isegoria.rules.judging import refusals
from isegoria.rules.judging.lots import drawn_by, label_refused, lots_of, not_announced
from isegoria.rules.judging.recusing import recused
from isegoria.rules.judging.standing import not_open_yet
from isegoria.rules.judging.voting import objects_in
from isegoria.rules.language.model import Ballot, Extension, Model, Shortening, Stage, Trigger
from isegoria.rules.language.scalars import PROPOSER, Right
from isegoria.terms import Refusal

__all__ = [
    "advise",
    "announce",
    "answer_amendment",
    "by_its_officer",
    "close",
    "elect",
    "extend",
    "merge",
    "settle",
    "shorten",
    "trigger",
    "weigh",
    "write",
]

WEIGHTS = "Ash: 64; Birch: 32"  # as people write them
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
            _not_its_office(model, facts, act, part.by, rule)
            or not_open_yet(model, facts, act, getattr(part, "opens", None))
            or recused(model, facts, act, right, (part.by,))
            or _label_refused(rule, act, part)
            or (kept == "deliverables" and _published_again(model, facts, act))
            or (kept == "judgements" and _lot_or_tie_refused(model, facts, act, stage))
            or Allowed(rule)
        )

    return check


def _published_again(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse to publish again what began the time of an open ballot: its end would move."""
    title = held_open(Situation(model, facts, act.at, facts.stage), act.name)
    if not title or facts.delivered_at(facts.stage, act.name) is None:
        return None
    return refusals.BEGAN_A_BALLOT.refuse(address(model, facts.stage, act.name), title=title)


def _not_its_office(model: Model, facts: Facts, act: Act, holder: str, rule: str) -> Refusal | None:
    wrong = only(model, rule, act, holder, facts)
    if wrong is None or act.kind not in {"judge", "announce"}:
        return wrong
    instead = finds_instead(model, facts, act.name, act.item, act.by.id)
    if instead is None:
        return wrong
    if act.at < instead.from_at:
        return refusals.OFFICE_FINDS_FIRST.refuse(
            rule, holder=title_of(model, holder), from_at=instead.from_at
        )
    return None


def _label_refused(rule: str, act: Act, part: object) -> Refusal | None:
    scale = getattr(part, "scale", None)
    if scale is None:
        return None
    if act.answer not in scale:
        return refusals.NOT_ON_THE_SCALE.refuse(rule, answer=act.answer, labels=", ".join(scale))
    if not act.reason:
        return refusals.JUDGEMENT_UNREASONED.refuse(rule)
    return None


def _lot_or_tie_refused(model: Model, facts: Facts, act: Act, stage: Stage) -> Refusal | None:
    """Refuse what is no casting vote: there is no tie, or another answer leads; and a lot that the
    published numbers do not draw.
    """
    drawn = stage.judgements[act.name].drawn
    labels = stage.judgements[act.name].scale
    wrong, level = _tie_refused(model, facts, act, stage)
    if wrong is not None or act.kind == "announce":
        return wrong
    if level and act.answer not in level:
        rule = address(model, facts.stage, act.name)
        return refusals.NOT_LEVEL.refuse(rule, answers=", ".join(level))
    return label_refused(model, facts, act, level or labels) if drawn else None


def _tie_refused(
    model: Model, facts: Facts, act: Act, stage: Stage
) -> tuple[Refusal | None, Sequence[str]]:
    """Return why nothing is to be decided by a casting vote, and the answers that are level."""
    rule = address(model, facts.stage, act.name)
    labels: Sequence[str] = ()
    for name, ballot in stage.ballots.items():
        if ballot.tie == act.name:
            situation = Situation(model, facts, act.at, facts.stage, act.item)
            if not is_closed(situation, facts.stage, name):
                return refusals.TIE_TOO_EARLY.refuse(rule), ()
            level = tied(situation, facts.stage, name)
            if not level:
                return refusals.NO_TIE.refuse(rule), ()
            if casting_vote(model, facts, (facts.stage, name, act.item)) is not None:
                return refusals.TIE_DECIDED.refuse(rule), level
            labels = level
    return None, labels


def trigger(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who pulls a trigger or signs a petition."""
    trigger = stage.triggers.get(act.name)
    if trigger is None:
        return not_here(model, facts, act, stage.triggers)
    rule = address(model, facts.stage, act.name)
    titles = ", ".join(title_of(model, one) for one in trigger.by)
    for person in (act.by, *act.with_):  # each of them signs
        if (never := _never_signs(model, person, trigger)) is not None:
            return refusals.NEVER_SIGNS.refuse(rule, holder=title_of(model, never), holders=titles)
        if not any(acts_as(model, facts, person, holder) for holder in trigger.by):
            return shared.FOR_OTHERS.refuse(rule, holder=titles)
        if facts.has_signed(facts.stage, act.name, person.id):
            return refusals.SIGNED_ALREADY.refuse(rule)
    if trigger.clock and has_ended(model, facts, facts.stage, trigger.clock, act.at):
        return refusals.TRIGGER_LATE.refuse(rule)
    return not_open_yet(model, facts, act, trigger.opens) or Allowed(rule)


def _never_signs(model: Model, person: Person, trigger: Trigger) -> str | None:
    return next((one for one in trigger.never if holds_office(model, person, one)), None)


def extend(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge a longer clock."""
    clock = stage.clocks.get(act.name)
    if clock is None:
        return not_here(model, facts, act, stage.clocks)
    rule, extension = address(model, facts.stage, "clocks", act.name), clock.extension
    if extension is None:
        return refusals.CLOCK_FIXED.refuse(rule)
    if wrong := only(model, rule, act, extension.by, facts):
        return wrong
    if facts.shortened(facts.stage, act.name) is not None:
        return refusals.CLOCK_WAS_SHORTENED.refuse(rule)
    if has_ended(model, facts, facts.stage, act.name, act.at):
        return refusals.CLOCK_OVER.refuse(rule)
    return _span_refused(model, facts, act, extension) or Allowed(rule)


def _span_refused(model: Model, facts: Facts, act: Act, extension: Extension) -> Refusal | None:
    rule = address(model, facts.stage, "clocks", act.name)
    if act.span is None or act.span.count < 1:
        return refusals.NO_LENGTH.refuse(rule)
    done = len(facts.extensions(facts.stage, act.name))
    if done >= extension.times:
        return refusals.EXTENDED_ENOUGH.refuse(rule, done=done, times=extension.times)
    most = extension.by_at_most
    longer = most is not None and act.span.after(act.at) > most.after(act.at)
    if longer or extended_too_far(model, facts, facts.stage, act.name, act.span):
        return refusals.EXTENSION_TOO_LONG.refuse(rule, most=most or extension.until)
    return None


def shorten(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge a shorter clock; `span` is its whole length from then on."""
    clock = stage.clocks.get(act.name)
    if clock is None:
        return not_here(model, facts, act, stage.clocks)
    rule = address(model, facts.stage, "clocks", act.name)
    if clock.shortening is None:
        return refusals.CLOCK_NOT_SHORTENED.refuse(rule)
    return (
        only(model, rule, act, clock.shortening.by, facts)
        or _not_shorter(model, facts, act, clock.shortening)
        or Allowed(rule)
    )


def _not_shorter(model: Model, facts: Facts, act: Act, shortening: Shortening) -> Refusal | None:
    rule = address(model, facts.stage, "clocks", act.name)
    if has_ended(model, facts, facts.stage, act.name, act.at):
        return refusals.CLOCK_OVER.refuse(rule)
    situation = Situation(model, facts, act.at, facts.stage)
    if shortening.when is not None and not holds(shortening.when, situation):
        return refusals.NOT_SHORTENED_YET.refuse(rule)
    if act.span is None or act.span.after(act.at) < shortening.least.after(act.at):
        return refusals.SHORTENED_TOO_FAR.refuse(rule, least=shortening.least)
    if not shortens(model, facts, act):
        return refusals.NOT_SHORTER.refuse(rule, span=act.span)
    return None


def close(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge the closing of a ballot."""
    if act.name not in stage.ballots:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    ballot = stage.ballots[act.name]
    if ballot.clock is not None and ballot.closed_by is None:
        return refusals.CLOSES_BY_ITSELF.refuse(rule)
    holder = ballot.closed_by or stage.officer
    if holder is None:
        return refusals.NOBODY_CLOSES.refuse(rule)
    return (
        only(model, rule, act, holder, facts)
        or not_open_yet(model, facts, act, ballot.opens)
        or _is_over(model, facts, act)
        or (drawn_by(model, facts, act, act.answer) if is_lot(ballot) else None)
        or _panel_still_answers(model, facts, act, holder)
        or Allowed(rule)
    )


def _panel_still_answers(model: Model, facts: Facts, act: Act, holder: str) -> Refusal | None:
    """Refuse one of a panel to close its ballot while the answers that are missing could decide
    it.
    """
    office = model.offices.get(holder)
    ballot = model.stages[facts.stage].ballots[act.name]
    if office is None or office.seats == 1 or holder not in ballot.voters:
        return None
    if is_secret(model, facts.stage, act.name):
        return _closes_by_clock_alone(address(model, facts.stage, act.name), ballot)
    given = facts.tally(facts.stage, act.name, "").get(holder, {})
    number, seats = sum(given.values()), len(facts.holders(holder)) or office.seats
    if number >= seats or 2 * max(given.values(), default=0) > seats:
        return None
    rule = address(model, facts.stage, act.name)
    return refusals.PANEL_STILL_ANSWERS.refuse(
        rule, office=office.title, number=int(number), seats=seats
    )


def announce(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who announces the sources of a lot: who closes the ballot, or finds what is drawn."""
    if act.name not in lots_of(stage):
        return not_here(model, facts, act, lots_of(stage))
    rule = address(model, facts.stage, act.name)
    if act.name in stage.ballots:
        holder = stage.ballots[act.name].closed_by or stage.officer
        wrong = (
            refusals.NOBODY_CLOSES.refuse(rule)
            if holder is None
            else only(model, rule, act, holder, facts)
        )
        wrong = wrong or _ballot_is_over(model, facts, act)
    else:
        office = stage.judgements[act.name].by
        wrong = (
            _not_its_office(model, facts, act, office, rule)
            or recused(model, facts, act, Right.DECIDE, (office,))
            or _lot_or_tie_refused(model, facts, act, stage)
        )
    return wrong or not_announced(model, facts, act) or Allowed(rule)


def _closes_by_clock_alone(rule: str, ballot: Ballot) -> Refusal | None:
    """Refuse one of a panel to end its secret ballot early: who answered is not told, so nobody
    could say that the answers are all there.
    """
    return refusals.CLOSES_BY_ITSELF.refuse(rule) if ballot.clock is not None else None


def _ballot_is_over(model: Model, facts: Facts, act: Act) -> Refusal | None:
    if not is_closed(Situation(model, facts, act.at, facts.stage), facts.stage, act.name):
        return None
    return refusals.BALLOT_CLOSED.refuse(address(model, facts.stage, act.name))


def _is_over(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse to close what its clock has ended."""
    clock = model.stages[facts.stage].ballots[act.name].clock
    if clock is None or not has_ended(model, facts, facts.stage, clock, act.at):
        return None
    return refusals.BALLOT_CLOSED.refuse(address(model, facts.stage, act.name))


def elect(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who lets the winners of a ballot take their seats: who may close it, once, when there
    is a result.
    """
    ballot = stage.ballots.get(act.name)
    if ballot is None:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    if ballot.elects is None or ballot.elects.office is None:
        return refusals.FILLS_NO_SEAT.refuse(rule)
    holder = ballot.closed_by or stage.officer
    if holder is not None and (wrong := only(model, rule, act, holder, facts)):
        return wrong
    if facts.was_elected(facts.stage, act.name):
        return refusals.ELECTED_ALREADY.refuse(rule)
    situation = Situation(model, facts, act.at, facts.stage)
    closed = is_known(situation, facts.stage, act.name)
    found = result(situation, facts.stage, act.name) if closed else "open"
    if found in {"open", "tied", "inquorate"}:
        return refusals.NOT_ELECTED_YET.refuse(rule, result=found)
    return Allowed(rule) if found == "passed" else refusals.NOBODY_ELECTED.refuse(rule)


def weigh(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who states what each voter of a ballot weighs: before it opens, or once where nothing
    was stated, since nobody can have answered then.
    """
    ballot = stage.ballots.get(act.name)
    if ballot is None:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    if ballot.stated_by is None:
        return shared.NOT_WEIGHED.refuse(rule)
    return (
        only(model, rule, act, ballot.stated_by, facts)
        or _weights_refused(model, facts, act, ballot)
        or Allowed(rule)
    )


def _weights_refused(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    rule, here = address(model, facts.stage, act.name), facts.stage
    situation = Situation(model, facts, act.at, here)
    if is_closed(situation, here, act.name):
        return refusals.BALLOT_CLOSED.refuse(rule)
    if facts.weight_of_all(here, act.name) and not is_shut(situation, here, ballot.opens):
        return shared.WEIGHTS_FIXED.refuse(rule)
    try:
        read_weights(act.answer)
    except WeightsError as wrong:
        return wrong.refusal(rule, WEIGHTS)
    return None


def advise(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who gives advice."""
    advice = model.advice.get(act.name)
    if advice is None:
        return not_here(model, facts, act, model.advice)
    rule = address(model, "advice", act.name)
    return only(model, rule, act, advice.by, facts) or Allowed(rule)


def settle(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Addressed, sustained or out of scope is said by the stage's officer; withdrawn by whoever
    objected.
    """
    rule = address(model, facts.stage, "objections")
    if act.answer == "withdrawn" and act.name.partition(":")[0] == act.by.id:
        return objects_in(model, facts, act, stage) or Allowed(rule)
    if act.answer not in {"addressed", "sustained", "out_of_scope"}:
        return refusals.NO_STATE_OF_AN_OBJECTION.refuse(rule, answer=act.answer)
    if stage.officer is None:
        return refusals.OBJECTION_OF_NO_OFFICE.refuse(rule)
    if wrong := only(model, rule, act, stage.officer, facts):
        return wrong
    if not act.reason:
        return refusals.OBJECTION_UNREASONED.refuse(rule)
    return Allowed(rule)


def merge(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who merges a proposal (`item`) into another (`name`); those who sent it stay with
    it.
    """
    rule = address(model, facts.stage, "merge")
    if wrong := only(model, rule, act, stage.officer or act.by.id, facts):
        return wrong
    if not act.name or not act.item:
        return refusals.MERGE_UNNAMED.refuse(rule)
    return Allowed(rule)


def write(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who writes a version of the text, and when: not while it is being decided on."""
    found = answer_amendment(model, facts, act, stage)
    if isinstance(found, Refusal):
        return found
    return held_text(model, facts, act.at) or without_a_reason(model, facts, act) or found


def answer_amendment(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge who answers an amendment: who writes the text, so the editor, or else the stage's
    officer or whoever proposed it.
    """
    rule = address(model, facts.stage, "text")
    if EDITOR not in model.offices and PROPOSER in facts.roles(act.by.id):
        return Allowed(rule)
    holder = EDITOR if EDITOR in model.offices else stage.officer
    if holder is None:
        return refusals.TEXT_OF_ITS_PROPOSER.refuse(rule)
    return only(model, rule, act, holder, facts) or Allowed(rule)
