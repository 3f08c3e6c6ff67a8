"""When a version of the text can be written: an answer is given to the text as it stands, so that
text does not change under it.

    nothing is decided on the text       a version is written
    a ballot or a consensus call is open
        the model restarts it on a version   written, with a reason; the answers so far no
                                             longer count, its clock begins again; refused
                                             once that was done as often as `texts` say
        its words were erased                written; the stage that decides on it begins
                                             again, whatever the model says
        otherwise                            refused
    it has ended                         refused: what was decided is the text as it stands,
                                         in the stages behind it too, until one works on the
                                         text or the course goes back

No stage that decides on a text begins while its words, or those of the question, were erased or are
hidden.

A stage with the right to amend works on the text: a consensus call is no question of its own there,
and a finding about an earlier version is gone with the next one. A ballot holds the text in every
stage.
"""

from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.course import refusals
from isegoria.rules.facts.clocks import days_of, started_at
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import address
from isegoria.rules.facts.situation import Situation, is_closed, is_shut
from isegoria.rules.language import conditions as said
from isegoria.rules.language.ballots import Judgement
from isegoria.rules.language.elements import Texts
from isegoria.rules.language.model import Ballot, Exit, Model, Stage
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = [
    "TEXT",
    "VERSION",
    "Decision",
    "adopts_gone_text",
    "all_in",
    "answers_gone_words",
    "ballots_on_text",
    "decided_again",
    "decides_on_text",
    "decisions_on_text",
    "gone_with_a_version",
    "held_text",
    "is_a_restart",
    "is_consensus_call",
    "is_new_round",
    "restarted_by_version",
    "still_decided_in",
    "without_a_reason",
]

TEXT = "text"
"""The document that is the text itself: to publish it is to publish its newest version."""
VERSION = "version"
"""The event of a clock, and what a ballot restarts on."""
_ANSWERED = {Right.OBJECT, Right.POSITION}
"""The rights with which people answer a consensus call."""
_SAY_OF_ITEMS = {"vote", "judge"}
"""The acts that answer an item, or find something about it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A ballot, or the consensus call, that decides on the text in the stage that a course is
    in.
    """

    title: str
    is_open: bool
    restarts: bool
    ballot: str = ""
    """Empty for the consensus call."""


def decisions_on_text(model: Model, facts: Facts, now: datetime) -> list[Decision]:
    """Return what decides on the text now, or has decided on it since the stage was entered."""
    if facts.outcome or facts.is_split():
        return []
    stage = model.stages[facts.stage]
    found = [
        _ballot(model, facts, now, name)
        for name in stage.ballots
        if _has_begun(model, facts, now, name)
    ]
    if is_consensus_call(stage):
        found.append(_call(facts, stage))
    return found


def held_text(model: Model, facts: Facts, now: datetime) -> Refusal | None:
    """Refuse a version while something is decided on the text that a version does not restart."""
    if facts.words_are_gone():  # what nobody can read is not decided on: see `decided_again`
        return None
    holding = [
        one for one in decisions_on_text(model, facts, now) if not (one.is_open and one.restarts)
    ]
    if not holding and facts.decided_in() and not facts.outcome:
        holding = [Decision(model.stages[facts.decided_in()].title, is_open=False, restarts=False)]
    if not holding:
        return _restarted_enough(model, facts, now)
    one = next((found for found in holding if found.is_open), holding[0])
    rule = address(model, facts.stage, "text", "held")
    why = refusals.TEXT_HELD_WHILE_OPEN if one.is_open else refusals.TEXT_DECIDED
    return why.refuse(rule, title=one.title)


def _restarted_enough(model: Model, facts: Facts, now: datetime) -> Refusal | None:
    """Refuse another version where people began anew as often as the rules allow: by commas whoever
    writes the text would keep them from deciding for ever.
    """
    most = (model.texts or Texts()).restarts
    restarted = restarted_by_version(model, facts, now)
    if not is_a_restart(model, facts, now) or facts.restarts(facts.stage) < most:
        return None
    rule = address(model, facts.stage, "text", "held")
    return refusals.TEXT_RESTARTED_ENOUGH.refuse(rule, title=restarted[0].title, most=most)


def without_a_reason(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse a version that lets people answer again and does not say why."""
    if act.reason.strip() or not is_a_restart(model, facts, act.at):
        return None
    title = restarted_by_version(model, facts, act.at)[0].title
    return refusals.RESTART_UNREASONED.refuse(
        address(model, facts.stage, "text", "held"), title=title
    )


def is_a_restart(model: Model, facts: Facts, now: datetime) -> bool:
    """Return whether a version written now takes answers or time from people: somebody answered, or
    it is another text than the one that they were reading.
    """
    if facts.words_are_gone():
        return False
    stage = model.stages[facts.stage]
    return any(
        (one.ballot and facts.was_answered(facts.stage, one.ballot))
        or (facts.was_written() and (not one.ballot or stage.ballots[one.ballot].clock is not None))
        for one in restarted_by_version(model, facts, now)
    )


def still_decided_in(model: Model, decided_in: str, stage: str) -> str:
    """Return in which stage the text was decided, as a course enters another one; empty where it is
    open to change again.

    A stage with the right to amend works on the text anew, and so does a course that goes back
    behind the decision.
    """
    order = list(model.stages)
    if (
        not decided_in
        or (stage, Right.AMEND) in model.grants
        or order.index(stage) < order.index(decided_in)
    ):
        return ""
    return decided_in


def is_new_round(model: Model, facts: Facts, stage: str, at: datetime) -> bool:
    """Return whether a course that enters a stage decides on the text anew, or works on it again
    after people decided: what they held until then was about an earlier round.
    """
    here, order = facts.stage, list(model.stages)
    if not here:
        return False
    decided_in = facts.decided_in() or (here if decisions_on_text(model, facts, at) else "")
    if decided_in:
        again = facts.rounds(stage) > 0 and decides_on_text(model.stages[stage])
        return again or not still_decided_in(model, decided_in, stage)
    # its ballots had not begun
    return decides_on_text(model.stages[here]) and order.index(stage) <= order.index(here)


def restarted_by_version(model: Model, facts: Facts, now: datetime) -> list[Decision]:
    """Return what a version written now restarts."""
    return [one for one in decisions_on_text(model, facts, now) if one.is_open and one.restarts]


def decided_again(model: Model, facts: Facts, now: datetime) -> tuple[str, list[Decision]]:
    """Return the stage that begins again, and what is decided anew in it, if a version is written
    now.

    The stage is empty unless something is or was decided on a text whose words are gone.
    """
    if facts.outcome or not facts.words_are_gone():
        return "", []
    here = decisions_on_text(model, facts, now)
    stage = facts.decided_in() or (facts.stage if here else "")
    if not stage or stage == facts.stage:
        return stage, here
    there = model.stages[stage]
    found = [
        Decision(one.title or name, is_open=True, restarts=True, ballot=name)
        for name, one in ballots_on_text(there)
    ]
    return stage, found or [Decision(there.title, is_open=True, restarts=True)]


def all_in(stage: Stage) -> list[Decision]:
    """Return what people answer in a stage that decides on the text: every ballot, and the
    consensus call where it is one.
    """
    found = [
        Decision(one.title or name.replace("_", " "), is_open=True, restarts=True, ballot=name)
        for name, one in stage.ballots.items()
        if one.derived is None
    ]
    if is_consensus_call(stage):
        found.append(Decision(stage.title, is_open=True, restarts=True))
    return found


def answers_gone_words(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse an answer to words that nobody can read, and a way out that adopts them or leads where
    people decide on them.
    """
    if act.item and act.kind in _SAY_OF_ITEMS and facts.words_are_gone(act.item):
        return refusals.ITEM_ERASED.refuse()
    if act.item and act.kind == "vote" and (late := _is_shown_late(model, facts, act)):
        return late
    if _rules_on_hidden_words(model, facts, act):
        return refusals.TEXT_HIDDEN.refuse()
    if not _is_about_text(model, facts, act):
        return None
    if facts.question_is_gone():
        return refusals.QUESTION_ERASED.refuse()
    return refusals.TEXT_ERASED.refuse() if facts.words_are_gone() else None


def _rules_on_hidden_words(model: Model, facts: Facts, act: Act) -> bool:
    """Return whether a ruling would let people decide on a hidden text.

    It could be shown on the last day, and silence would adopt it. What was erased has to be written
    anew.
    """
    level = model.appeals[act.name] if act.kind == "rule" else None
    if level is None or act.answer != "upheld":
        return False
    entered = level.enters(facts.stage, act.item)
    return bool(entered) and facts.words_are_hidden() and decides_on_text(model.stages[entered])


def _is_shown_late(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse an answer that decides on an item which people could not read all the time."""
    ballot = model.stages[facts.stage].ballots[act.name]
    begun = _begins_at(model, facts, ballot)
    if not ballot.binding or begun is None or not facts.shown_after(begun, act.item):
        return None
    return refusals.ITEM_SHOWN_LATE.refuse(title=ballot.title or act.name.replace("_", " "))


def adopts_gone_text(model: Model, facts: Facts, name: str, now: datetime) -> bool:
    """Return whether a way out of the stage would adopt a text or a question that nobody can read,
    carry it on as decided, or ask people to decide on it.
    """
    way = model.stages[facts.stage].exits.get(name)
    if way is None or not _needs_words(model, facts, way, now):
        return False
    return facts.question_is_gone() or facts.words_are_gone()


def _is_about_text(model: Model, facts: Facts, act: Act) -> bool:
    stage = model.stages[facts.stage]
    if act.kind == "leave":
        way = stage.exits.get(act.name)
        return way is not None and _needs_words(model, facts, way, act.at)
    asked: Ballot | Judgement | None = None
    if act.kind == "vote":
        asked = stage.ballots.get(act.name)
    elif act.kind == "judge":
        asked = stage.judgements.get(act.name)
    return act.kind == "position" or (asked is not None and asked.about == "text" and not act.item)


def _needs_words(model: Model, facts: Facts, way: Exit, now: datetime) -> bool:
    """Return whether a way out adopts the text, or leads where people decide on it."""
    if way.to is not None and decides_on_text(model.stages[way.to]):
        return True  # else the text could be shown on the last day, and silence would adopt it
    return _adopts(model, facts, way, now)


def _adopts(model: Model, facts: Facts, way: Exit, now: datetime) -> bool:
    if way.to is None:
        return way.outcome is not None and model.outcomes[way.outcome].force != "none"
    decided_in = facts.stage if decisions_on_text(model, facts, now) else facts.decided_in()
    return bool(still_decided_in(model, decided_in, way.to))


def decides_on_text(stage: Stage) -> bool:
    """Return whether people decide on the text in a stage, by a ballot or a consensus call."""
    return bool(ballots_on_text(stage)) or is_consensus_call(stage)


def is_consensus_call(stage: Stage) -> bool:
    """Return whether a stage tests agreement on a text that nobody works on there."""
    rights = {grant.right for granted in stage.rights.values() for grant in granted}
    if Right.AMEND in rights:
        return False
    if any(
        one.timeout is not None and one.timeout.silence == "adopts" and one.timeout.exit
        for one in stage.clocks.values()
    ):
        return True  # who says nothing agrees
    if not rights & _ANSWERED:
        return False
    judged = any(one.about == "text" for one in stage.judgements.values())
    window = any(_ANSWERED.intersection(clock.window_for) for clock in stage.clocks.values())
    return judged or window or any(_tests_objections(way.when) for way in stage.exits.values())


def gone_with_a_version(model: Model, stage: str) -> tuple[list[str], set[str]]:
    """Return the findings of a stage that are about the text, and the clocks, by their rules, that
    a version begins anew.
    """
    here = model.stages[stage]
    clocks = {
        address(model, stage, "clocks", name)
        for name, one in here.clocks.items()
        if VERSION in one.restarts_on
    }
    return [name for name, one in here.judgements.items() if one.about == "text"], clocks


def _call(facts: Facts, stage: Stage) -> Decision:
    judged = [
        (one, facts.label(facts.stage, name, ""))
        for name, one in stage.judgements.items()
        if one.about == "text"
    ]
    restarts = any(VERSION in clock.restarts_on for clock in stage.clocks.values())
    return Decision(
        stage.title, is_open=all(label is None for _one, label in judged), restarts=restarts
    )


def _ballot(model: Model, facts: Facts, now: datetime, name: str) -> Decision:
    stage = model.stages[facts.stage]
    ballot = stage.ballots[name]
    listed = stage.clocks[ballot.clock].restarts_on if ballot.clock else ballot.restarts_on
    open_now = not is_closed(Situation(model, facts, now, facts.stage), facts.stage, name)
    return Decision(ballot.title or name.replace("_", " "), open_now, VERSION in listed, name)


def _has_begun(model: Model, facts: Facts, now: datetime, name: str) -> bool:
    """Return whether a ballot decides on the text and can be answered, or could be since the stage
    was entered.
    """
    stage = model.stages[facts.stage]
    ballot: Ballot = stage.ballots[name]
    if name not in dict(ballots_on_text(stage)):
        return False
    if facts.tally(facts.stage, name, ""):
        return True  # whoever answered did so on this text
    if is_shut(Situation(model, facts, now, facts.stage), facts.stage, ballot.opens):
        return False
    if ballot.clock is None:
        return True
    begun = _begins_at(model, facts, ballot)
    return begun is not None and begun <= now


def _begins_at(model: Model, facts: Facts, ballot: Ballot) -> datetime | None:
    """Return when a ballot of the stage begins; None while that is open."""
    if ballot.clock is None:
        return facts.entered_at(facts.stage)
    clock = model.stages[facts.stage].clocks[ballot.clock]
    return started_at(facts, facts.stage, clock, days_of(model, facts.stage, clock))


def ballots_on_text(stage: Stage) -> list[tuple[str, Ballot]]:
    """Return the ballots of a stage that decide on the text, by name."""
    ballots = stage.ballots.items()
    return [
        (name, one)
        for name, one in ballots
        if one.binding and one.about == "text" and one.derived is None and one.elects is None
    ]


def _tests_objections(condition: said.Condition | None) -> bool:
    if isinstance(condition, said.All):
        return any(map(_tests_objections, condition.all))
    if isinstance(condition, said.Any_):
        return any(map(_tests_objections, condition.any))
    if isinstance(condition, said.Not):
        return _tests_objections(condition.not_)
    return isinstance(condition, said.Objections)
