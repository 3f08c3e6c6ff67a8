"""What the forum keeps about the reader: as pages, and as one file."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from isegoria.server.database.copies import KEPT_FOR
from isegoria.server.forum.privacy import PublishPrivacyNotice, current_notice
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.personal.forms import NoticeForm
from isegoria.server.pages.web.forms import status_of, tried
from isegoria.server.pages.web.fresh import signed_in_lately
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.server.personal.reads import rows_of, written
from isegoria.server.personal.tables import PARTS
from isegoria.terms import Refusal

__all__ = ["file", "part_of", "parts", "privacy", "publish_privacy"]

SHOWN = 100  # rows of a table on a page; the file has all


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice, whom to ask, and what the forum keeps of people."""
    kept = [(_(title), _(how_long)) for title, how_long in PARTS.values()]
    context = {
        "notice": current_notice(),
        "kept": kept,
        "moderating": Moderating(),
        "days": KEPT_FOR.days,
    }
    return render(request, "personal/privacy.html", context)


@login_required
def publish_privacy(request: HttpRequest) -> HttpResponse:
    """Publish a version of the notice; the form begins with the one that holds."""
    current, refusal = current_notice(), None
    start = {"text": current.text, "contact": current.contact} if current else {}
    form = NoticeForm(request, start)
    if form.is_valid():
        said = form.cleaned_data
        result = tried(form, PublishPrivacyNotice(said["text"], said["contact"]))
        if not isinstance(result, Refusal):
            return redirect("privacy")
        refusal = result
    context = {"form": form, "refusal": refusal, "title": _("Publish the privacy notice")}
    context["button"] = _("Publish")
    return render(request, "people/form.html", context, status=status_of(form, refusal))


@require_safe
@cache_control(no_store=True, private=True)
@signed_in_lately
def parts(request: HttpRequest) -> HttpResponse:
    """Show what is kept of the reader, and how long."""
    told = [(name, _(title), _(kept)) for name, (title, kept) in PARTS.items()]
    return render(request, "personal/parts.html", {"parts": told})


@require_safe
@cache_control(no_store=True, private=True)
@signed_in_lately
def part_of(request: HttpRequest, part: str) -> HttpResponse:
    """Show the rows of a part, so many of each table at most."""
    if part not in PARTS:
        raise Http404(
            _("This part of your data was not found. “Your data” on your profile lists all parts.")
        )
    tables = []
    for table, rows in rows_of(part, _me(request)):
        there = list(islice(rows, SHOWN + 1))
        if there:
            shown = [list(_flat(row)) for row in there[:SHOWN]]
            tables.append((table, shown, len(there) > SHOWN))
    title, kept = PARTS[part]
    context = {"title": _(title), "kept": _(kept), "tables": tables, "shown": SHOWN}
    return render(request, "personal/part.html", context)


@require_safe
@cache_control(no_store=True, private=True)
@signed_in_lately
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Give all of it as one file, which is made while it is read."""
    forum, now = forum_or_none(), timezone.now()
    about = {
        "forum": forum.name if forum else "",
        "address": request.build_absolute_uri("/"),
        "participant": _me(request).pk,
        "made_at": now,
        "format": 1,
    }
    response = StreamingHttpResponse(
        written(_me(request), about), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="your-data-{now:%Y-%m-%d}.json"'
    return response


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield names and values of a row; of a value with names of its own, each by itself."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", ", ".join(map(str, value))
        else:
            yield f"{before}{name}", value


def _me(request: HttpRequest) -> Participant:
    assert isinstance(request.user, Participant)  # noqa: S101 -- behind signed_in_lately
    return request.user
