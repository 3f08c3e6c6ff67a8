"""The public record as pages, JSON, CSV and Atom."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import whole
from isegoria.server.corrections.undoing import can_undo
from isegoria.server.pages.conduct.moderating import Moderating, may_erase, may_hide
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.people.reads import group_names
from isegoria.server.process.acts_in_words import FIELD_WORDS, LISTS, about_words, answered_words
from isegoria.server.process.clocks import ClockRuns
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Process
from isegoria.server.record.checkpoints import latest_checkpoint
from isegoria.server.record.door import KINDS
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

PAGE = 50


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
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Give the checkpoint of the record, for whoever keeps it as a witness."""
    answer = HttpResponse(f"{latest_checkpoint()}\n", content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


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
def acts_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the acts that match as JSON, CSV or Atom."""
    return ACTS.answer(
        request, form, matching(_filter(request)), title=_("Public record"), page=reverse("record")
    )


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
        "told": _told(found),
        "openings": [one for one in openings if one["field"] in FIELD_WORDS],
        "others": [one for one in openings if one["field"] not in FIELD_WORDS],
        "sealed": sealed,
        "leaf_text": leaf,
        "moderating": Moderating(),
        "erasable": erasable,
        "undoable": can_undo(found, request.user, now),
        "hidable": erasable and may_hide(found, request.user, now),
    }
    return render(request, "record/act.html", context)


def _told(act: Act) -> list[tuple[str, str]]:
    """Return what an act on a part says, in the words of the rules of its process."""
    if act.kind not in LISTS and act.kind != ClockRuns.kind:
        return []
    process = Process.objects.filter(pk=whole(act.process.partition("-")[2])).first()
    if process is None:
        return []
    model = model_of(process)
    found = [
        (_("Step"), about_words(model, act.kind, act.body)),
        (_("Answer"), answered_words(model, act.kind, act.body)),
    ]
    return [(name, value) for name, value in found if value]


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


def _cells(rows: Sequence[Act]) -> Iterator[Mapping[str, Any]]:
    for act in rows:
        who = openings_of(act).get("who") or {}
        yield {
            "number": act.number,
            "minute": act.minute,
            "kind": act.kind,
            "process": act.process,
            "item": act.item,
            "role": act.role,
            "name": who.get("name", ""),
            "group": who.get("group", ""),
            "organisation": who.get("organisation", ""),
            "confirmed": who.get("confirmed"),
        }


def _news(rows: Sequence[Act]) -> Iterator[News]:
    for act in rows:
        what = _(KINDS[act.kind].says) if act.kind in KINDS else act.kind
        title = f"#{act.number} {what}"
        yield News(title, reverse("act", args=[act.number]), said_by(act), act.minute)


def said_by(act: Act) -> str:
    """Return who did an act, for a line in a feed."""
    if "who" in sealed_fields(act):
        return _("This was done by somebody whose name is kept secret.")
    who = openings_of(act).get("who")
    return str(who["name"]) if who else _("The name was erased.")


ACTS = Listing(
    "acts",
    (
        "number",
        "minute",
        "kind",
        "process",
        "item",
        "role",
        "name",
        "group",
        "organisation",
        "confirmed",
    ),
    lambda acts: map(as_json, acts),
    _cells,
    _news,
    order="-number",
    most=PAGE,
)
