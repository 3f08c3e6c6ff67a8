"""Reviews on the pages of a room and of a participant."""

from typing import Any

from django import template
from django.utils import timezone

from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process
from isegoria.server.reviews.closing import close_what_is_over
from isegoria.server.reviews.reads import is_follow_late, reviewable, reviews

register = template.Library()
_SHOWN = 50


@register.inclusion_tag("reviews/_room.html", takes_context=True)
def reviews_of_room(context: template.Context, process: Process) -> dict[str, Any]:
    """Show when each office is reviewed next, what may be done for an earlier review, and the
    reviews there were.
    """
    now, user = timezone.now(), context["request"].user
    close_what_is_over(now)
    rows = reviewable(process, now, secretariat=getattr(user, "secretariat", False))
    there = [(one, is_follow_late(one, now)) for one in reviews().filter(process=process)[:_SHOWN]]
    return {"rows": rows, "reviews": there, "process": process, "user": user, "now": now}


@register.inclusion_tag("reviews/_of.html")
def reviews_of_participant(participant: Participant) -> dict[str, Any]:
    """Show the reviews of how somebody held their offices; nothing where there are none."""
    now = timezone.now()
    close_what_is_over(now)
    there = [
        (one, is_follow_late(one, now))
        for one in reviews().filter(seat__participant=participant)[:_SHOWN]
    ]
    return {"reviews": there, "titled": True}
