"""How pages show what somebody said: the words, or why they are not there; and what may be done
about them.
"""

from typing import Any

from django import template
from django.utils import timezone

from isegoria.server.conduct.appeals import waiting_for
from isegoria.server.conduct.decided import hides_decided_text, is_relied_on
from isegoria.server.conduct.erasing import erase_refusal
from isegoria.server.conduct.measures import in_force, moderated_refusal
from isegoria.server.conduct.reads import Notice, concerning, current_code, notices
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act

register = template.Library()

_KEPT = "_notices"  # on the request: asked once a page, and only where words are not there


@register.inclusion_tag("conduct/_words.html", takes_context=True)
def words(
    context: template.Context, number: int, text: str, short: int = 0, plain: bool = False
) -> dict[str, Any]:
    """Show the words of act `number`, cut after `short` of them; or why they are not there."""
    notice = None if text else _notice(context, number)
    return {"text": text, "notice": notice, "short": short, "plain": plain, "number": number}


@register.inclusion_tag("conduct/_notice.html", takes_context=True)
def notice_of(context: template.Context, number: int) -> dict[str, Any]:
    """Show why the words of an act are not there, or nothing."""
    return {"notice": _notice(context, number)}


@register.inclusion_tag("conduct/_moderation.html", takes_context=True)
def moderation(
    context: template.Context,
    number: int,
    author: int | None = None,
    process: int | None = None,
    kind: str = "",
) -> dict[str, Any]:
    """Show the links to hide, erase and restrict, to those who may. With the `kind` of an act that
    others can decide on, only what is left while they do.
    """
    user = context.get("user")
    known = user if isinstance(user, Participant) else None
    secretariat, own = (
        known is not None and known.secretariat,
        known is not None and known.pk == author,
    )
    act, now = Act(number=number, kind=kind), timezone.now()
    if kind and own and is_relied_on(act, now):
        return {}
    relied = bool(kind and secretariat) and hides_decided_text(act, now) is not None
    return {
        "number": number,
        "own": own,
        "secretariat": secretariat,
        "coded": secretariat and _has_code(context),
        "relied": relied,
        "author": author,
        "process": process,
    }


@register.inclusion_tag("conduct/_moderation.html", takes_context=True)
def moderation_of(context: template.Context, act: Act) -> dict[str, Any]:
    """Show the links to hide and erase on the page of an act, as far as there is something to hide
    or erase.
    """
    user = context.get("user")
    if not isinstance(user, Participant):
        return {}
    author = getattr(act, "authorship", None)
    own = author is not None and author.participant_id == user.pk
    erasable = (
        (own or user.secretariat)
        and erase_refusal(act) is None
        and not (own and is_relied_on(act, timezone.now()))
    )
    hidable = user.secretariat and erasable and moderated_refusal(act) is None
    hidable = hidable and hides_decided_text(act, timezone.now()) is None
    return {
        "number": act.number,
        "own": erasable,
        "secretariat": False,
        "coded": hidable and _has_code(context),
    }


@register.inclusion_tag("conduct/_waiting.html")
def appeals_waiting(participant: Any) -> dict[str, Any]:
    """Show the appeals that somebody may decide."""
    known = isinstance(participant, Participant)
    return {"appeals": waiting_for(participant) if known else []}


@register.inclusion_tag("conduct/_concerning.html")
def measures_about(participant: Participant) -> dict[str, Any]:
    """Show the measures about somebody, with the way to appeal."""
    now = timezone.now()
    return {"rows": [(one, in_force(one, now)) for one in concerning(participant)]}


def _has_code(context: template.Context) -> bool:
    """Return whether anything can be moderated; asked once a page."""
    request = context.get("request")
    kept: bool | None = getattr(request, "_has_code", None)
    if kept is None:
        kept = current_code() is not None
        if request is not None:
            request._has_code = kept
    return kept


def _notice(context: template.Context, number: int) -> Notice | None:
    request = context.get("request")
    kept: dict[int, Notice] | None = getattr(request, _KEPT, None)
    if kept is None:
        chunk = context.get("chunk")
        process = getattr(chunk, "process_id", None) or getattr(
            context.get("issue"), "process_id", None
        )
        kept = notices(process)
        if request is not None:
            setattr(request, _KEPT, kept)
    return kept.get(number)
