"""How pages show what somebody said: the words, or why they are not there; and what may be done about them."""

from typing import Any

from django import template
from django.utils import timezone

from isegoria.server.conduct.measures import in_force
from isegoria.server.conduct.reads import Notice, concerning, notices
from isegoria.server.people.models import Participant

register = template.Library()

_KEPT = "_notices"  # on the request: asked once a page, and only where words are not there


@register.inclusion_tag("conduct/_words.html", takes_context=True)
def words(context: template.Context, number: int, text: str, short: int = 0, plain: bool = False) -> dict[str, Any]:
    """Show the words of act `number`, cut after `short` of them; or why they are not there."""
    notice = None if text else _notice(context, number)
    return {"text": text, "notice": notice, "short": short, "plain": plain, "number": number}


@register.inclusion_tag("conduct/_notice.html", takes_context=True)
def notice_of(context: template.Context, number: int) -> dict[str, Any]:
    """Show why the words of an act are not there, or nothing."""
    return {"notice": _notice(context, number)}


@register.inclusion_tag("conduct/_moderation.html", takes_context=True)
def moderation(context: template.Context, number: int, author: int | None = None, process: int | None = None) -> dict[str, Any]:
    """Show the links to hide, erase and restrict, to those who may."""
    user = context.get("user")
    known = user if isinstance(user, Participant) else None
    return {
        "number": number,
        "own": known is not None and known.pk == author,
        "secretariat": known is not None and known.secretariat,
        "author": author,
        "process": process,
    }


@register.inclusion_tag("conduct/_concerning.html")
def measures_about(participant: Participant) -> dict[str, Any]:
    """Show the measures about somebody, with the way to appeal."""
    now = timezone.now()
    return {"rows": [(one, in_force(one, now)) for one in concerning(participant)]}


def _notice(context: template.Context, number: int) -> Notice | None:
    request = context.get("request")
    kept: dict[int, Notice] | None = getattr(request, _KEPT, None)
    if kept is None:
        chunk = context.get("chunk")
        process = getattr(chunk, "process_id", None) or getattr(context.get("issue"), "process_id", None)
        kept = notices(process)
        if request is not None:
            setattr(request, _KEPT, kept)
    return kept.get(number)
