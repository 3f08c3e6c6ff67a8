"""Whether the time of a call is over, so that nobody writes an issue that the rules then refuse."""

from datetime import datetime
from typing import Any

from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import last_capacity
from isegoria.server.process.models import Process
from isegoria.server.record.door import foreseen
from isegoria.terms import Refusal

__all__ = ["call_closed"]


def call_closed(process: Process, user: Any, now: datetime, last: int | None) -> Refusal | None:
    """Return why an issue can no longer be proposed: a clock ran out.

    None where it can, or something else is in the way.
    """
    if not isinstance(user, Participant):
        return None
    capacity = last_capacity(user, last, now.date())
    refusal = foreseen(ProposeIssue(process, "…"), by=user, now=now, capacity=capacity)
    return refusal if refusal is not None and "/clocks/" in refusal.rule else None
