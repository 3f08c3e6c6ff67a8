"""What is new since the last visit, as a page, and every act on a chunk as a feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isegoria.server.deliberation.visits import mark_read, remembered, visit
from isegoria.server.pages.deliberation.news import (
    MOST,
    first_counted,
    news_of,
    since_days,
    threads_since,
)
from isegoria.server.pages.record.views import PAGE, ActFeed
from isegoria.server.process.models import Chunk
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.record.door import KINDS
from isegoria.server.record.models import Act
from isegoria.server.record.reads import Filter, matching, whole

__all__ = ["ChunkFeed", "news", "read"]


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


class ChunkFeed(ActFeed):
    """The newest acts on a chunk as Atom."""

    def get_object(self, request: HttpRequest, number: int) -> Chunk:  # type: ignore[override]
        """Return the chunk."""
        return chunk_or_404(number)

    def title(self, chunk: Chunk) -> str:  # type: ignore[override]
        """Return the name of the feed."""
        return chunk.title

    def link(self, chunk: Chunk) -> str:  # type: ignore[override]
        """Return the address of the chunk."""
        return reverse("chunk", args=[chunk.number])

    def items(self, chunk: Chunk) -> list[Act]:  # type: ignore[override]
        """Return the newest acts."""
        return list(matching(Filter(process=chunk.process.place, item=chunk.item))[:PAGE])

    def item_title(self, item: Act) -> str:
        """Return number and kind in words."""
        return _("#%(number)d: %(what)s") % {
            "number": item.number,
            "what": _(KINDS[item.kind].says) if item.kind in KINDS else item.kind,
        }
