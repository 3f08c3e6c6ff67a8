"""All outcomes by state; one outcome with its text, support, dissent, follow-ups and how it came about."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.explaining import force_name
from isegoria.rules.phrases import Words
from isegoria.server.courses.models import Chunk
from isegoria.server.courses.reads import chunk_or_404
from isegoria.server.deliberation.views import answered
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.acts import Follow
from isegoria.server.outcomes.forms import FollowForm
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.outcomes.reads import latest_text, outcomes, result_of, tallies_at_the_end, way_taken

__all__ = ["follow", "outcome", "outcome_list", "outcomes_json", "over_the_years"]

PAGE = 50


@require_safe
def outcome_list(request: HttpRequest) -> HttpResponse:
    """Show all outcomes, or those in one state of follow-up."""
    now, state = timezone.now(), request.GET.get("state", "")
    page = Paginator(_in_state(state), PAGE).get_page(request.GET.get("page"))
    context = {
        "results": [result_of(one, now) for one in page.object_list],
        "page": page,
        "state": state,
        "states": [*FollowUp.Rating.choices, ("none", _("no report yet"))],
    }
    return render(request, "outcomes/list.html", context)


@require_safe
def outcomes_json(_request: HttpRequest) -> JsonResponse:
    """Give all outcomes with their follow-ups."""
    now = timezone.now()
    return JsonResponse({"outcomes": [_as_json(one, now) for one in outcomes()]})


@require_safe
def outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Show one outcome."""
    chunk, now = chunk_or_404(number), timezone.now()
    if not chunk.outcome:
        raise Http404(_("This chunk has no outcome yet."))
    facts, tallies = tallies_at_the_end(chunk, now)
    result = result_of(chunk, now)
    context = {
        "chunk": chunk,
        "result": result,
        "force": force_name(result.outcome.force, Words(facts.model, _)),
        "model": facts.model,
        "way": way_taken(facts),
        "tallies": tallies,
        "text": latest_text(chunk),
        "statements": chunk.minoritystatement_set.select_related("participant", "group"),
        "objections": chunk.objection_set.select_related("participant", "group"),
        "reports": chunk.follow_ups.select_related("participant", "group"),
        "asked_before": Issue.objects.filter(title__iexact=chunk.issue.title).exclude(pk=chunk.issue_id),
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
    found = Issue.objects.select_related("process").prefetch_related("chunks__follow_ups").order_by("number")
    for word in words:
        found = found.filter(title__icontains=word)
    context = {"words": " ".join(words), "issues": found[:PAGE] if words else []}
    return render(request, "outcomes/over_the_years.html", context)


def _in_state(state: str) -> Any:
    found = outcomes()
    if state == "none":
        return found.filter(follow_ups=None)
    if state in FollowUp.Rating.values:
        latest = [one.pk for one in found if (reports := list(one.follow_ups.all())) and reports[0].rating == state]
        return found.filter(pk__in=latest)
    return found


def _as_json(chunk: Chunk, now: Any) -> dict[str, Any]:
    result = result_of(chunk, now)
    return {
        "number": chunk.number,
        "title": chunk.title,
        "issue": chunk.issue_id,
        "outcome": chunk.outcome,
        "force": result.outcome.force,
        "ended_at": chunk.ended_at,
        "follow_ups": [
            {"number": one.number, "rating": one.rating, "at": one.at, "text": one.text} for one in chunk.follow_ups.all()
        ],
        "due": [{"at": one.at, "overdue": one.overdue} for one in result.due],
    }
