"""How often the time of what people decide begins again by something else than a version of the
text: an event outside, a document, a finding, a change of substance.

A version takes answers away (see `versions.py`); an event takes time only. Both are counted
together against `restarts` of `texts`: otherwise whoever notes events keeps a ballot open until it
goes their way.
"""

from datetime import datetime

from isegoria.rules.course import refusals
from isegoria.rules.course.versions import VERSION, decisions_on_text, is_consensus_call
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import address
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.language.elements import Texts
from isegoria.rules.language.model import Model
from isegoria.terms import Refusal

__all__ = ["begun_again_by", "event_of", "restarted_enough"]


def begun_again_by(model: Model, facts: Facts, event: str, now: datetime) -> str:
    """Return the title of the ballot or consensus call whose time begins again by an event; empty
    where there is none.
    """
    if facts.outcome or facts.is_split() or not facts.stage or event == VERSION:
        return ""
    stage = model.stages[facts.stage]
    names = {event, f"{facts.stage}/{event}"}
    moved = {
        name
        for name, clock in stage.clocks.items()
        if names.intersection(clock.restarts_on)
        and deadline(model, facts, facts.stage, name, resumed=now) is not None
    }
    situation = Situation(model, facts, now, facts.stage)
    for name, ballot in stage.ballots.items():
        if ballot.clock in moved and not is_closed(situation, facts.stage, name):
            return ballot.title or name.replace("_", " ")
    if not moved or not is_consensus_call(stage):
        return ""
    calls = [one for one in decisions_on_text(model, facts, now) if not one.ballot and one.is_open]
    return calls[0].title if calls else ""


def restarted_enough(model: Model, facts: Facts, event: str, now: datetime) -> Refusal | None:
    """Refuse what would begin it again more often than the rules allow."""
    title = begun_again_by(model, facts, event, now)
    most = (model.texts or Texts()).restarts
    if not title or facts.restarts(facts.stage) < most:
        return None
    rule = address(model, facts.stage, event)
    return refusals.BEGUN_AGAIN_ENOUGH.refuse(rule, title=title, most=most)


def event_of(act: Act) -> str:
    """Return the event that an act brings about; empty for none that a clock waits for."""
    match act.kind:
        case "deliver" | "judge" | "trigger":
            return act.name
        case "notify":
            return act.name or act.answer
        case "advise":
            return "advised"
    return ""
