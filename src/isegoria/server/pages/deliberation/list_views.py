"""The lists of a chunk in full, a page at a time: objections, minority statements, what is answered
one by one.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404, whole
from isegoria.server.deliberation.models import Version
from isegoria.server.deliberation.reads import amendments_of
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.choices import looker_for, move_for, settles
from isegoria.server.pages.deliberation.lists import (
    ROWS,
    answered_items,
    items_of,
    objection_counts,
    objections_of,
    page_of_objection,
    statements_of,
)
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.facts import facts_of
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.texts.markdown import paragraphs_of

__all__ = ["amendments", "items", "objections", "statements"]


@require_safe
def objections(request: HttpRequest, number: int) -> HttpResponse:
    """Show the objections, all or in one state, and what became of each."""
    chunk, now = chunk_or_404(number), timezone.now()
    facts, state, to = (
        facts_of(chunk),
        request.GET.get("state", ""),
        whole(request.GET.get("to", "")),
    )
    number_of = page_of_objection(chunk, to) if to else None
    page = page_asked(request, objections_of(chunk, state), ROWS, number=number_of)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "page": page,
        "state": state,
        "counts": objection_counts(chunk),
        "may_answer": settles(facts, looker, list(page.object_list), now),
    }
    return render(request, "deliberation/objections.html", context)


@require_safe
def statements(request: HttpRequest, number: int) -> HttpResponse:
    """Show the minority statements."""
    chunk = chunk_or_404(number)
    page = page_asked(request, statements_of(chunk), ROWS)
    context = {"chunk": chunk, "moderating": Moderating(chunk.process_id), "page": page}
    return render(request, "deliberation/statements.html", context)


@require_safe
def amendments(request: HttpRequest, number: int, version: int, paragraph: int) -> HttpResponse:
    """Show all amendments to one paragraph of a version."""
    chunk = chunk_or_404(number)
    written = found_or_404(
        Version.objects, _("There is no such version of the text."), chunk=chunk, pk=version
    )
    parts = paragraphs_of(written.text)
    if not 1 <= paragraph <= len(parts):
        raise Http404(_("The text has no such paragraph."))
    facts, now = facts_of(chunk), timezone.now()
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    write = move_for(facts, looker, now, "write")
    page = page_asked(request, amendments_of(written, paragraph), ROWS)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "version": written,
        "paragraph": paragraph,
        "text": parts[paragraph - 1],
        "page": page,
        "may_write": bool(write and write.allowed),
    }
    return render(request, "deliberation/amendments.html", context)


@require_safe
def items(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is answered one by one, with the answers to each and what one may do about it."""
    chunk, now = chunk_or_404(number), timezone.now()
    facts = facts_of(chunk)
    page = page_asked(request, items_of(chunk), ROWS)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    rows = answered_items(facts, looker, list(page.object_list), now)
    return render(request, "deliberation/items.html", {"chunk": chunk, "page": page, "rows": rows})
