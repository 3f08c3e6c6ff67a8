"""Reviews on the pages of a process and of a participant."""

from datetime import datetime
from typing import Any

from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process
from isegoria.server.reviews.closing import close_what_is_over
from isegoria.server.reviews.models import Review
from isegoria.server.reviews.reads import is_follow_late, reviewable, reviews

__all__ = ["reviews_of_participant", "reviews_of_process"]

_SHOWN = 50


def reviews_of_process(process: Process, user: Any, now: datetime) -> dict[str, Any]:
    """Return for the page of a process when each office is reviewed next, what may be done for an
    earlier review, and the reviews there were.
    """
    close_what_is_over(now)
    return {
        "reviewable": reviewable(process, now, secretariat=getattr(user, "secretariat", False)),
        "reviews": _with_lateness(reviews().filter(process=process)[:_SHOWN], now),
        "now": now,
    }


def reviews_of_participant(participant: Participant, now: datetime) -> list[tuple[Review, bool]]:
    """Return the reviews of how somebody held their offices, and whether what follows is late."""
    close_what_is_over(now)
    return _with_lateness(reviews().filter(seat__participant=participant)[:_SHOWN], now)


def _with_lateness(found: Any, now: datetime) -> list[tuple[Review, bool]]:
    return [(one, is_follow_late(one, now)) for one in found]
