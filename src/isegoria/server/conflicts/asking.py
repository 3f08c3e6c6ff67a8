"""Asking for a facilitator: where the rules of the process know that, it is a step of theirs at the same time."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from isegoria.rules.facilitating import facilitating_office, facilitation_trigger
from isegoria.server.acts.door import perform
from isegoria.server.conflicts.acts import AskFacilitator, NameFacilitator
from isegoria.server.conflicts.models import Case
from isegoria.server.courses.acts import GiveSeat
from isegoria.server.courses.facts import facts_of, model_of
from isegoria.server.courses.models import Chunk
from isegoria.server.courses.steps import Trigger, step
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act
from isegoria.terms import Refused

__all__ = ["ask", "name"]


def ask(work: AskFacilitator, *, by: Participant | None, now: datetime, **how: Any) -> Act:
    """Ask for a facilitator; both acts or none. Where the rules refuse the step, the case runs beside the process.

    Raises:
        Refused: the case itself is refused; nothing was written.
    """
    with transaction.atomic():
        done = _step(work, by, now, how.get("capacity"))
        return perform(replace(work, step=done.number if done else None), by=by, now=now, **how)


def _step(work: AskFacilitator, by: Participant | None, now: datetime, capacity: Any) -> Act | None:
    if work.chunk is None:
        return None
    facts = facts_of(Chunk.objects.select_related("process").get(pk=work.chunk.pk))
    trigger = "" if facts.outcome else facilitation_trigger(facts.model, facts.stage)
    if not trigger:
        return None
    try:
        done: Act = step(Trigger(work.chunk, trigger, reason=work.text), by=by, now=now, capacity=capacity)
    except Refused:  # somebody asked already, or the stage moved on: the case needs no step then
        return None
    return done


def name(work: NameFacilitator, *, by: Participant | None, now: datetime, **how: Any) -> Act:
    """Name a facilitator; where an office of the model facilitates and has a free seat, it comes with the name.

    Raises:
        Refused: nobody was named.
    """
    act = perform(work, by=by, now=now, **how)
    office = facilitating_office(model_of(work.case.process))
    if office and Case.objects.filter(pk=work.case.pk, facilitator=work.participant).exists():
        giver = by if by is not None and by.secretariat else None  # what the parties agree on comes about by itself
        try:
            perform(GiveSeat(work.case.process, office, work.participant), by=giver, now=now)
        except Refused:  # who was named sits there already, or all seats are taken by people who are not independent here
            return act
    return act
