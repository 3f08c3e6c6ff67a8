"""What is new since the last visit, as a page, and every act on a chunk as a feed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isegoria.server.addresses import whole
from isegoria.server.deliberation.visits import mark_read, remembered, visit
from isegoria.server.pages.deliberation.news import (
    MOST,
    first_counted,
    news_of,
    since_days,
    threads_since,
)
from isegoria.server.pages.record.views import ACTS, said_by
from isegoria.server.pages.web.listing import News
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.record.door import KINDS
from isegoria.server.record.models import Act
from isegoria.server.record.reads import Filter, matching

__all__ = ["acts_of_chunk", "news", "read"]


@require_safe
def news(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is new on a chunk since the last visit, or since an act or a number of days that
    the address names.
    """
    chunk, now = chunk_or_404(number), timezone.now()
    seen, oldest = visit(request, chunk, now), first_counted(chunk)
    days, named = min(whole(request.GET.get("days", "")), 3650), request.GET.get("since", "")
    since = since_days(chunk, days, now) if days else whole(named) if named else seen.number
    page, threads = threads_since(request, chunk, max(since, oldest))
    context = {
        "chunk": chunk,
        "since": since,
        "days": days,
        "own": not days and not named,
        "cut": MOST if since < oldest else 0,
        "news": news_of(chunk, max(since, oldest)),
        "page": page,
        "threads": threads,
        "latest": seen.latest,
    }
    return remembered(request, render(request, "deliberation/news.html", context))


@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that everything the page showed is known."""
    chunk = chunk_or_404(number)
    mark_read(request, chunk, whole(request.POST.get("latest", "")), timezone.now())
    return remembered(request, redirect("news", number))


@require_safe
def acts_of_chunk(request: HttpRequest, number: int) -> HttpResponse:
    """Give the newest acts on a chunk as a feed."""
    chunk = chunk_or_404(number)
    acts = matching(Filter(process=chunk.process.place, item=chunk.item))
    page = reverse("chunk", args=[chunk.number])
    return replace(ACTS, news=_news).as_atom(request, acts, chunk.title, page)


def _news(acts: Sequence[Act]) -> Iterator[News]:
    for act in acts:
        what = _(KINDS[act.kind].says) if act.kind in KINDS else act.kind
        title = _("#%(number)d: %(what)s") % {"number": act.number, "what": what}
        yield News(title, reverse("act", args=[act.number]), said_by(act), act.minute)
