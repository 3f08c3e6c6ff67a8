"""What stands on many pages: an act by its number, a person, a group, a moment, a refusal."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import date as written
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from isegoria.server.pages.tags.isegoria import said
from isegoria.server.people.models import Participant
from isegoria.terms import Refusal

register = template.Library()


@register.simple_tag
def act_link(number: int) -> str:
    """Return the number of an act as a link to its page."""
    return format_html('<a href="{}">#{}</a>', reverse("act", args=[number]), number)


@register.simple_tag
def person_link(participant: Participant) -> str:
    """Return the name of a person as a link to their page."""
    address = reverse("participant", args=[participant.pk])
    return format_html('<a href="{}">{}</a>', address, participant)


@register.simple_tag
def version_link(chunk: int, number: int) -> str:
    """Return the number of a version of a text as a link to its clean copy."""
    address = reverse("clean-copy", args=[chunk, number])
    return format_html('<a href="{}">{} #{}</a>', address, _("version"), number)


@register.simple_tag
def comment_address(chunk: int, number: int) -> str:
    """Return the address of a comment, on whichever page of the discussion it stands."""
    return f"{_discussion(chunk, get_script_prefix())}?to={number}#c{number}"


@lru_cache(maxsize=256)
def _discussion(chunk: int, _prefix: str) -> str:
    """Return the address of a discussion; a page of it needs the same one a hundred times."""
    return reverse("discussion", args=[chunk])


@register.filter
def group_name(group: Any) -> str:
    """Return the name of a stakeholder group, or that none was stated."""
    return (group and group.name) or _("group unstated")


@register.filter
def author(work: Any) -> str:
    """Return who did something, and for which group."""
    return f"{work.participant} ({group_name(work.group)})"


@register.filter
def written_for(comment: Any) -> str:
    """Return the group that somebody wrote for, or that it was written elsewhere."""
    archived = comment.participant.from_archive
    return _("from an archive") if archived else group_name(comment.group)


@register.filter
def heard(part: Any) -> str:
    """Return a part of a turn: what was said as it is, what was read out for somebody as a
    quotation, what else happened as an event.
    """
    if part.kind == "said":
        return conditional_escape(part.text)
    shape = (
        '<q class="relayed">{}</q>' if part.kind == "relayed" else '<span class="event">{}</span>'
    )
    return format_html(shape, part.text)


@register.filter
def in_days(number: int) -> str:
    """Return a number of days in words."""
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


@register.filter
def contributions(number: int) -> str:
    """Return a number of contributions in words."""
    words = ngettext("%(number)s contribution", "%(number)s contributions", number)
    return words % {"number": number}


@register.simple_tag
def comma(last: object = False) -> str:
    """Return what stands between the things of a list, and nothing after the last: Arabic has a
    comma of its own.
    """
    return "" if last else _(", ")


@register.filter
def listed(things: Iterable[object]) -> str:
    """Return things one after the other, with the commas of the reader's language."""
    return _(", ").join(map(str, things))


@register.simple_tag
def day(when: date | None) -> str:
    """Return a day as machines and readers read it; one that is near by its name."""
    return _time(when, "DATE_FORMAT")


@register.simple_tag
def moment(when: datetime | None) -> str:
    """Return a day and its hour as machines and readers read them; a day that is near by its
    name.
    """
    return _time(when, "DATETIME_FORMAT")


@register.simple_tag
def refused(refusal: Refusal) -> str:
    """Return why something is refused, and the rule that says so; a rule of a process has no words
    in its address, and the reason tells it.
    """
    if "/" in refusal.rule:
        return format_html('<span data-rule="{}">{}</span>', refusal.rule, said(refusal))
    return format_html("{} <small>({})</small>", said(refusal), refusal.rule)


def _time(when: date | None, layout: str) -> str:
    if when is None:
        return ""
    when = localtime(when) if isinstance(when, datetime) else when
    by_hour = isinstance(when, datetime) and layout == "DATETIME_FORMAT"
    exact = written(when, layout) + (" UTC" if by_hour else "")
    on = when.date() if isinstance(when, datetime) else when
    name = _NEAR.get((on - localdate()).days)
    if name is None:
        return format_html('<time datetime="{}">{}</time>', when.isoformat(), exact)
    near = _(name)
    if by_hour:
        near = _("%(day)s, %(time)s UTC") % {"day": near, "time": written(when, "TIME_FORMAT")}
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), exact, near)


_NEAR = {-1: gettext_noop("yesterday"), 0: gettext_noop("today"), 1: gettext_noop("tomorrow")}
