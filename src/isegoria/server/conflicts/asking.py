"""Where the rules of the process know facilitation, asking is a step of theirs, and who is accepted
holds their office.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from isegoria.rules.offices.cases import Stage
from isegoria.rules.offices.facilitating import facilitating_office, facilitation_trigger
from isegoria.server.conflicts.acts import AskFacilitator, CaseWork
from isegoria.server.conflicts.models import Case
from isegoria.server.conflicts.reads import case_or_404, holds_the_office
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Trigger, step
from isegoria.server.record.door import perform, together
from isegoria.server.record.models import Act
from isegoria.terms import Refused

__all__ = ["act_in_case", "ask"]


def ask(work: AskFacilitator, *, by: Participant | None, now: datetime, **how: Any) -> Act:
    """Ask for a facilitator; both acts or none. Where the rules refuse the step, the case runs
    beside the process.

    Raises:
        Refused: the case itself is refused; nothing was written.
    """
    with together():
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
        done: Act = step(
            Trigger(work.chunk, trigger, reason=work.text), by=by, now=now, capacity=capacity
        )
    except Refused:  # somebody asked already, or the stage moved on: the case needs no step then
        return None
    return done


def act_in_case(work: CaseWork, *, by: Participant | None, now: datetime, **how: Any) -> Act:
    """Perform an act of a case; the office of the model that facilitates follows it, in the chunk
    that the case is about.

    Raises:
        Refused: nothing was done.
    """
    with together():
        before = case_or_404(work.case.pk)
        act = perform(work, by=by, now=now, **how)
        case = case_or_404(work.case.pk)
        office = facilitating_office(model_of(case.process))
        if office and case.chunk is not None and case.stage is not Stage.CLOSED:
            left = before.facilitator_id if before.stage is Stage.RUNNING else None
            _seat(case, case.chunk, office, left if left != case.facilitator_id else None, now)
        return act


def _seat(case: Case, chunk: Chunk, office: str, left: int | None, now: datetime) -> None:
    """Let the facilitator sit in the office for this chunk, instead of who holds it and is not
    independent here, if somebody beside the parties wanted that (`holds_the_office`).

    That comes about by itself. Once the case is closed they keep the seat, to say what came of it,
    until another is accepted. `left` is who stepped down.
    """
    facilitator = case.facilitator if holds_the_office(case, office) else None
    mine = facilitator.pk if facilitator else None
    for seat in Seat.objects.filter(chunk=chunk, holder=office, until_at=None):
        if seat.participant_id == left or mine not in {None, seat.participant_id}:
            perform(EndSeat(seat), by=None, now=now)
    sitting = set(
        Seat.objects.held(case.process, chunk)
        .filter(holder=office)
        .values_list("participant", flat=True)
    )
    if facilitator is not None and sitting != {mine}:
        perform(GiveSeat(case.process, office, facilitator, chunk), by=None, now=now)
