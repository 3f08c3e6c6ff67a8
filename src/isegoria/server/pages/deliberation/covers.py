"""The page of what was split: its parts with where each stands, and what concerns all of them."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from isegoria.server.conflicts.reads import cases
from isegoria.server.deliberation.reads import latest_comments, since_last_visit
from isegoria.server.deliberation.visits import remembered, visit
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.conflicts.views import cases_beside
from isegoria.server.pages.deliberation.choices import Choice
from isegoria.server.pages.deliberation.decided import decided_on
from isegoria.server.pages.process.drawing import draw
from isegoria.server.pages.process.voices import voices_of
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.parts import is_over, parts_of, under
from isegoria.server.process.reads import panels_of

__all__ = ["cover"]

_PARTS = 60  # on a page


def cover(
    request: HttpRequest, facts: ChunkFacts, choices: Sequence[Choice], now: datetime
) -> HttpResponse:
    """Show what was split: whether all of it is over, each part, what one can do on all of them."""
    chunk, model = facts.chunk, facts.model
    below = under(chunk)
    parts = parts_of(below[:_PARTS], model, now)
    context = {
        "chunk": chunk,
        "model": model,
        "over": is_over(chunk),
        "number": len(below),
        "picture": draw(parts, mirrored=get_language_bidi()),
        "moderating": Moderating(chunk.process_id),
        "voices": voices_of(chunk.issue, chunk.process, request.user, now),
        "cases": cases_beside(cases().filter(chunk=chunk), now),
        "may": [one for one in choices if one.refusal is None],
        "may_not": [one for one in choices if one.refusal is not None],
        "decided": decided_on(chunk, model),
        "panels": panels_of(facts),
        "latest": latest_comments(chunk, 3),
        "fresh": since_last_visit(chunk, visit(request, chunk, now).number, request.user),
    }
    return remembered(request, render(request, "deliberation/cover.html", context))
