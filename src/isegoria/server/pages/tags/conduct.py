"""How pages show what somebody said: the words, or why they are not there; and what may be done
about them.

The view gives `moderating`, which knows both.
"""

from typing import Any

from django import template
from django.template.defaultfilters import truncatewords
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isegoria.server.pages.tags.isegoria import markdown, opening
from isegoria.server.people.models import Participant

register = template.Library()


@register.simple_tag(takes_context=True)
def words(
    context: template.Context, number: int, text: str, short: int = 0, plain: bool = False
) -> SafeString:
    """Show the words of act `number`, cut after `short` of them; or why they are not there."""
    notice = None if text else context["moderating"].notices.get(number)
    if notice:
        return format_html(
            "<p>{}</p>", render_to_string("conduct/_notice.html", {"notice": notice})
        )
    if plain:
        return format_html("{}", truncatewords(text, short) if short else text)
    shown = opening(text, short) if short else markdown(text)
    return format_html('<div class="said" dir="auto">{}</div>', shown)


@register.inclusion_tag("conduct/_notice.html", takes_context=True)
def notice_of(context: template.Context, number: int) -> dict[str, Any]:
    """Show why the words of an act are not there, or nothing."""
    return {"notice": context["moderating"].notices.get(number)}


@register.simple_tag(takes_context=True)
def moderation(
    context: template.Context,
    number: int,
    author: int | None = None,
    process: int | None = None,
    relied: bool = False,
) -> SafeString:
    """Show the links to hide, erase and restrict, to those who may, and to all others the one to
    report it. With `relied`, only what is left while others decide on the act.
    """
    user = context.get("user")
    known = user if isinstance(user, Participant) else None
    secretariat, own = (
        known is not None and known.secretariat,
        known is not None and known.pk == author,
    )
    moderator = known is not None and context["moderating"].moderates(known, process)
    if not (own or moderator):
        return _report_link(number)
    if relied and own:
        return SafeString()
    told = {
        "number": number,
        "own": own,
        "secretariat": secretariat,
        "moderator": moderator,
        "coded": moderator and context["moderating"].has_code,
        "relied": relied,
        "author": author,
        "process": process,
    }
    return render_to_string("conduct/_moderation.html", told)


def _report_link(number: int) -> SafeString:
    return format_html(
        '<a class="about noprint" href="{}">{}<span class="hidden"> #{}</span></a>',
        reverse("report-act", args=[number]),
        _("Report"),
        number,
    )
