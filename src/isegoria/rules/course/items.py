"""Whether anybody can answer what is proposed now as one thing."""

from collections import deque
from datetime import datetime

from isegoria.rules.facts.electing import elects_candidates, has_candidates
from isegoria.rules.facts.protocol import Facts
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.language.model import Ballot, Model, Stage

__all__ = ["can_be_answered", "stages_ahead", "stands_in"]


def can_be_answered(model: Model, facts: Facts, now: datetime) -> bool:
    """Return whether people answer items one by one or choose among them, or an office finds
    something about each: in this stage, in a ballot that is open, or in one that can follow.
    """
    here = facts.stage
    ahead = stages_ahead(model, here)
    situation = Situation(model, facts, now, here)
    return (
        bool(_open_here(situation))
        or any(one.per == "item" for one in model.stages[here].judgements.values())
        or any(_asks_about_items(model.stages[name]) for name in ahead)
    )


def stands_in(model: Model, facts: Facts, now: datetime) -> str:
    """Return the stage in whose election somebody stands who proposes themself now.

    It is the first stage from here on in which people answer what is proposed. Empty where they
    answer something else there, such as statements one by one.
    """
    here = facts.stage
    situation = Situation(model, facts, now, here)
    open_here = _open_here(situation)
    if open_here:
        return here if any(map(has_candidates, open_here)) else ""
    if any(one.per == "item" for one in model.stages[here].judgements.values()):
        return ""
    ahead = (name for name in stages_ahead(model, here) if _asks_about_items(model.stages[name]))
    first = next(ahead, "")
    return first if first and elects_candidates(model.stages[first]) else ""


def stages_ahead(model: Model, stage: str) -> list[str]:
    """Return the stages to which ways lead from a stage, the nearest first, itself among them if
    one leads back.
    """
    found: list[str] = []
    waiting = deque([stage])
    while waiting:
        for way in model.stages[waiting.popleft()].exits.values():
            if way.to is not None and way.to not in found:
                found.append(way.to)
                waiting.append(way.to)
    return found


def _takes_items(ballot: Ballot) -> bool:
    """Return whether a ballot asks about each item, or chooses among those who propose
    themselves.
    """
    return ballot.per == "item" or has_candidates(ballot)


def _open_here(situation: Situation) -> list[Ballot]:
    """Return the ballots of the stage that take more items; the list of a lot that was announced is
    closed.
    """
    here, facts = situation.stage, situation.facts
    return [
        one
        for name, one in situation.model.stages[here].ballots.items()
        if _takes_items(one)
        and not is_closed(situation, here, name)
        and facts.announced(here, name) is None
    ]


def _asks_about_items(stage: Stage) -> bool:
    return any(map(_takes_items, stage.ballots.values())) or any(
        one.per == "item" for one in stage.judgements.values()
    )
