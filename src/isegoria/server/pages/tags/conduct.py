"""How pages show what somebody said: the words, or why they are not there; and what may be done
about them.

The view gives `moderating`, which knows both.
"""

from typing import Any

from django import template

from isegoria.server.people.models import Participant

register = template.Library()


@register.inclusion_tag("conduct/_words.html", takes_context=True)
def words(
    context: template.Context, number: int, text: str, short: int = 0, plain: bool = False
) -> dict[str, Any]:
    """Show the words of act `number`, cut after `short` of them; or why they are not there."""
    notice = None if text else context["moderating"].notices.get(number)
    return {"text": text, "notice": notice, "short": short, "plain": plain, "number": number}


@register.inclusion_tag("conduct/_notice.html", takes_context=True)
def notice_of(context: template.Context, number: int) -> dict[str, Any]:
    """Show why the words of an act are not there, or nothing."""
    return {"notice": context["moderating"].notices.get(number)}


@register.inclusion_tag("conduct/_moderation.html", takes_context=True)
def moderation(
    context: template.Context,
    number: int,
    author: int | None = None,
    process: int | None = None,
    relied: bool = False,
) -> dict[str, Any]:
    """Show the links to hide, erase and restrict, to those who may. With `relied`, only what is
    left while others decide on the act.
    """
    user = context.get("user")
    known = user if isinstance(user, Participant) else None
    secretariat, own = (
        known is not None and known.secretariat,
        known is not None and known.pk == author,
    )
    if relied and own:
        return {}
    return {
        "number": number,
        "own": own,
        "secretariat": secretariat,
        "coded": secretariat and context["moderating"].has_code,
        "relied": relied,
        "author": author,
        "process": process,
    }
