"""What the forum keeps about the reader: as pages, and as one file."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from isegoria.server.pages.web.fresh import signed_in_lately
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.server.personal.reads import rows_of, written
from isegoria.server.personal.tables import PARTS

__all__ = ["file", "part", "parts"]

SHOWN = 100  # rows of a table on a page; the file has all


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
def part(request: HttpRequest, name: str) -> HttpResponse:
    """Show the rows of a part, so many of each table at most."""
    if name not in PARTS:
        raise Http404(_("There is no such part of your data."))
    tables = []
    for table, rows in rows_of(name, _me(request)):
        there = list(islice(rows, SHOWN + 1))
        if there:
            shown = [list(_flat(row)) for row in there[:SHOWN]]
            tables.append((table, shown, len(there) > SHOWN))
    title, kept = PARTS[name]
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
