"""All outcomes by state; one outcome with its text, support, dissent, follow-ups and how it came about."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.explaining import force_name
from isegoria.rules.phrases import Words
from isegoria.server.courses.models import Chunk
from isegoria.server.courses.reads import chunk_or_404
from isegoria.server.deliberation.lists import FEW, ROWS, first_objections, items_of, objection_counts, statements_of
from isegoria.server.deliberation.views import answered
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.acts import Follow
from isegoria.server.outcomes.forms import FollowForm
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.outcomes.reads import Result, latest_text, outcomes, results_of, tallies_at_the_end

__all__ = ["follow", "outcome", "outcome_list", "outcomes_json", "over_the_years"]

PAGE = 50


@require_safe
def outcome_list(request: HttpRequest) -> HttpResponse:
    """Show all outcomes, or those in one state of follow-up."""
    now, state = timezone.now(), request.GET.get("state", "")
    page = Paginator(outcomes(state), PAGE).get_page(request.GET.get("page"))
    context = {
        "results": results_of(list(page.object_list), now),
        "page": page,
        "state": state,
        "states": [*FollowUp.Rating.choices, ("none", _("no report yet"))],
    }
    return render(request, "outcomes/list.html", context)


@require_safe
def outcomes_json(request: HttpRequest) -> JsonResponse:
    """Give a page of outcomes with their latest follow-up, and the address of the next page."""
    page = Paginator(outcomes(), PAGE).get_page(request.GET.get("page"))
    found = [_as_json(one) for one in results_of(list(page.object_list), timezone.now())]
    address = request.build_absolute_uri(request.path)
    return JsonResponse({"outcomes": found, "next": f"{address}?page={page.next_page_number()}" if page.has_next() else None})


@require_safe
def outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Show one outcome."""
    chunk, now = chunk_or_404(number), timezone.now()
    if not chunk.outcome:
        raise Http404(_("This chunk has no outcome yet."))
    facts, tallies = tallies_at_the_end(chunk, now, FEW)
    result = results_of([chunk], now)[0]
    page = Paginator(chunk.follow_ups.select_related("participant", "group"), ROWS).get_page(request.GET.get("page"))
    again = Issue.objects.filter(title__iexact=chunk.issue.title).exclude(pk=chunk.issue_id)
    context = {
        "chunk": chunk,
        "result": result,
        "force": force_name(result.outcome.force, Words(facts.model, _)),
        "model": facts.model,
        "tallies": tallies,
        "text": latest_text(chunk),
        "statements": list(statements_of(chunk)[:FEW]),
        "objections": first_objections(chunk),
        "objection_counts": objection_counts(chunk),
        "items": items_of(chunk).count(),
        "page": page,
        "reports": page.object_list,
        "asked_before": list(again.order_by("-number")[:FEW]),
    }
    return render(request, "outcomes/outcome.html", context)


@login_required
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of an outcome."""
    chunk = chunk_or_404(number)
    form = FollowForm(request)

    def work() -> Follow:
        said = form.cleaned_data
        return Follow(chunk, said["rating"], said["text"], said["evidence"])

    return answered(request, chunk, form, work, {"title": _("What became of it"), "about": chunk.title}, back="outcome")


@require_safe
def over_the_years(request: HttpRequest) -> HttpResponse:
    """Show the same question over the years: every issue with these words, when it was asked and what came of it."""
    words = request.GET.get("words", "").split()
    last = FollowUp.objects.filter(chunk=OuterRef("pk")).order_by("-number").values("rating")[:1]
    parts = Prefetch("chunks", Chunk.objects.defer("state").annotate(last_rating=Subquery(last)))
    found = Issue.objects.select_related("process").prefetch_related(parts).order_by("number")
    for word in words:
        found = found.filter(title__icontains=word)
    page = Paginator(found if words else found.none(), PAGE).get_page(request.GET.get("page"))
    context = {"words": " ".join(words), "page": page, "issues": page.object_list}
    return render(request, "outcomes/over_the_years.html", context)


def _as_json(result: Result) -> dict[str, Any]:
    chunk = result.chunk
    return {
        "number": chunk.number,
        "title": chunk.title,
        "issue": chunk.issue_id,
        "outcome": chunk.outcome,
        "force": result.outcome.force,
        "ended_at": chunk.ended_at,
        "rating": result.state,
        "due": [{"at": one.at, "overdue": one.overdue, "reports": [by.number for by in one.reports]} for one in result.due],
    }
