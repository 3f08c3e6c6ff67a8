"""The public record as pages, JSON, CSV and Atom."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.pages.conduct.moderating import Moderating, may_erase, may_hide
from isegoria.server.pages.web.listing import csv_file
from isegoria.server.people.reads import group_names
from isegoria.server.record.models import Act
from isegoria.server.record.reads import (
    Filter,
    act_with_openings,
    as_json,
    is_withheld,
    matching,
    opening_of,
    openings_of,
    sealed_fields,
)

PAGE, AT_A_TIME = 50, 100  # acts of a page; of a stretch of the file
COLUMNS = ["number", "minute", "kind", "process", "item", "role", "name", "group"]


def _filter(request: HttpRequest) -> Filter:
    return Filter(
        kind=request.GET.get("kind", "").strip(),
        process=request.GET.get("process", "").strip(),
        participant=_number(request.GET.get("participant", "")),
        before=_number(request.GET.get("before", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _page(request: HttpRequest) -> tuple[list[Act], str]:
    """Return one page of acts, and the query of the next page or nothing."""
    found = list(matching(_filter(request))[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    query = request.GET.copy()
    query["before"] = str(found[PAGE - 1].number)
    return found[:PAGE], "?" + query.urlencode()


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """List the acts, the newest first."""
    page, next_url = _page(request)
    kinds = matching(Filter()).order_by("kind").values_list("kind", flat=True).distinct()
    context = {
        "acts": _with_authors(page),
        "next_url": next_url,
        "kinds": list(kinds),
        "filter": _filter(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "record/acts.html", context)


def _with_authors(page: Sequence[Act]) -> list[dict[str, Any]]:
    """Return acts with who did them, and the name of the group in which that was."""
    names = group_names()
    rows = [(act, openings_of(act).get("who") or {}) for act in page]
    return [
        {
            "act": act,
            "who": who,
            "group": names.get(who.get("group"), who.get("group")),
            "secret": "who" in sealed_fields(act),
        }
        for act, who in rows
    ]


@require_safe
def acts_json(request: HttpRequest) -> HttpResponse:
    """Give a page of acts as JSON, with the address of the next one."""
    page, next_url = _page(request)
    following = request.build_absolute_uri(reverse("record-json") + next_url) if next_url else None
    return JsonResponse({"acts": [as_json(act) for act in page], "next": following})


@require_safe
def acts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give all acts that match as CSV, streamed."""
    return csv_file("acts", COLUMNS, _rows(_filter(request)))


def _rows(which: Filter) -> Iterator[list[list[object]]]:
    found = list(matching(which)[:AT_A_TIME])
    while found:
        yield [_cells(act) for act in found]
        found = list(matching(replace(which, before=found[-1].number))[:AT_A_TIME])


def _cells(act: Act) -> list[object]:
    who = openings_of(act).get("who") or {}
    return [
        act.number,
        act.minute,
        act.kind,
        act.process,
        act.item,
        act.role,
        who.get("name", ""),
        who.get("group", ""),
    ]


@require_safe
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Show one act with what is open of it."""
    found = act_with_openings(number)
    if found is None:
        raise Http404(_("There is no act with this number on the record."))
    there = openings_of(found)
    openings = [
        {"field": field, "text": text, "erased": text is None, "long": isinstance(text, dict)}
        for field, text in there.items()
        if field != "who"
    ]
    leaf = bytes(found.leaf).decode()
    body = [
        (field, value if isinstance(value, list) else [value])
        for field, value in found.body.items()
    ]
    sealed = [field for field in sealed_fields(found) if field not in there]
    [author] = _with_authors([found])
    now = timezone.now()
    erasable = may_erase(found, request.user, now)
    context = {
        **author,
        "body": body,
        "openings": openings,
        "sealed": sealed,
        "leaf_text": leaf,
        "moderating": Moderating(),
        "erasable": erasable,
        "hidable": erasable and may_hide(found, request.user, now),
    }
    return render(request, "record/act.html", context)


@require_safe
def opening(request: HttpRequest, number: int, field: str) -> HttpResponse:
    """Give what opens one commitment: field, salt and content, in base64.

    Erased or hidden is gone (410); sealed is 404.
    """
    act, found = act_with_openings(number), opening_of(number, field)
    if act is None or field not in act.commitments:
        raise Http404(_("There is no act with this number and field on the record."))
    if found is None and field in sealed_fields(act):
        raise Http404(_("This field is sealed: only those whom it is for can read it."))
    if found is None:
        gone = "hidden" if is_withheld(number, field) else "erased"
        return JsonResponse({"number": number, "field": field, gone: True}, status=410)
    salt, content = (b64encode(bytes(part)).decode() for part in (found.salt, found.content))
    return JsonResponse(
        {
            "number": number,
            "field": field,
            "salt": salt,
            "content": content,
            "commitment": act.commitments[field],
        }
    )


class ActFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs only
    """The newest acts as Atom."""

    feed_type = Atom1Feed
    link = "/record/"

    def title(self) -> str:
        """Return the name of the feed."""
        return _("Public record")

    def get_object(self, request: HttpRequest) -> Filter:
        """Return which acts are asked for, by the same words as on the page."""
        return _filter(request)

    def items(self, which: Filter) -> list[Act]:
        """Return the newest acts that match."""
        return list(matching(which)[:PAGE])

    def item_title(self, item: Act) -> str:
        """Return number and kind."""
        return str(item)

    def item_description(self, item: Act) -> str:
        """Return who acted."""
        if "who" in sealed_fields(item):
            return _("This was done by somebody whose name is kept secret.")
        who = openings_of(item).get("who")
        return str(who["name"]) if who else _("The name was erased.")

    def item_link(self, item: Act) -> str:
        """Return the act's address."""
        return reverse("act", args=[item.number])
