"""All outcomes by state; one outcome with its text, support, dissent, follow-ups and how it came
about.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.telling.explaining import force_name
from isegoria.server.addresses import found_or_404
from isegoria.server.corrections.reads import errata_of, history_of
from isegoria.server.issues.parts import leads
from isegoria.server.outcomes.acts import Follow, NameResponsible
from isegoria.server.outcomes.reads import (
    STATES,
    Result,
    counts_of,
    decided_text,
    matching,
    outcomes,
    results_at,
    results_of,
    tallies_at_the_end,
    way_taken,
)
from isegoria.server.outcomes.reminding import remind
from isegoria.server.outcomes.timeline import asked_with, chain_of
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.choices import Looker, appeals_to, looker_for
from isegoria.server.pages.deliberation.decided import contested_on
from isegoria.server.pages.deliberation.lists import (
    FEW,
    ROWS,
    first_objections,
    items_of,
    objection_counts,
    statements_of,
)
from isegoria.server.pages.deliberation.views import answered
from isegoria.server.pages.outcomes.exports import OUTCOMES, filter_of, markdown_of
from isegoria.server.pages.outcomes.forms import FollowForm, ResponsibleForm
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.facts import ChunkFacts, facts_of, model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.reads import chunk_or_404

__all__ = [
    "by_number",
    "follow",
    "name_responsible",
    "outcome",
    "outcome_list",
    "outcome_markdown",
    "outcomes_in",
    "over_the_years",
]

PAGE = 50


@require_safe
def outcome_list(request: HttpRequest) -> HttpResponse:
    """Show all outcomes, or some of them, and how many are in each state."""
    now, which = timezone.now(), filter_of(request)
    found = matching(which, now)
    page = page_asked(request, found, PAGE)
    results = results_at(list(page.object_list), now)
    if remind(results, now):
        return redirect(request.get_full_path())
    everything = outcomes()
    context = {
        "results": results,
        "page": page,
        "which": which,
        "counts": counts_of(found),
        "total": len(found),
        "states": [(state.value, words) for state, words in STATES.items()],
        "processes": Process.objects.filter(pk__in=everything.order_by().values("process")),
        "years": everything.dates("ended_at", "year", order="DESC"),
        "forces": sorted({one.force for one in found} | ({which.force} if which.force else set())),
        "query": request.GET.urlencode(),
    }
    return render(request, "outcomes/list.html", context)


@require_safe
def outcomes_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the outcomes that match as JSON with their follow-ups, as CSV, or the newest as Atom."""
    found = matching(filter_of(request), timezone.now())
    return OUTCOMES.answer(request, form, found, title=_("Outcomes"), page=reverse("outcomes"))


@require_safe
def outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Show one outcome."""
    chunk, now = chunk_or_404(number), timezone.now()
    if chunk.cited and not chunk.outcome:
        return _set_aside(request, chunk)
    if facts_of(chunk).decides_nothing():
        return _nothing(request, chunk)
    result = _result(chunk)
    if remind([result], now):
        result = _result(chunk)
    facts, tallies = tallies_at_the_end(chunk, now, FEW)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    appeals, no_appeal = appeals_to(facts, looker, now)
    page = page_asked(request, chunk.follow_ups.select_related("participant", "group"), ROWS)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "issue": chunk.issue,
        "result": result,
        "state": STATES[result.state],
        "force": force_name(result.outcome.force, _),
        "model": facts.model,
        "way": way_taken(facts),
        "tallies": tallies,
        "text": decided_text(chunk),
        "errata": errata_of(chunk),
        "history": history_of(chunk),
        "statements": list(statements_of(chunk)[:FEW]),
        "objections": first_objections(chunk),
        "objection_counts": objection_counts(chunk),
        "items": items_of(chunk).count(),
        "page": page,
        "reports": page.object_list,
        "chain": chain_of(chunk.issue),
        "decided": contested_on(chunk, facts.model),
        "may_name": _may_name(looker, facts),
        "appeals": appeals,
        "no_appeal": no_appeal,
    }
    return render(request, "outcomes/outcome.html", context)


def _may_name(looker: Looker, facts: ChunkFacts) -> bool:
    """Return whether who looks can name who is asked to act on it."""
    who = looker.participant
    return who is not None and leads(facts, looker.person, secretariat=who.secretariat)


def _nothing(request: HttpRequest, chunk: Chunk) -> HttpResponse:
    """Show that a part ended and decided nothing; one of an earlier version can have a number."""
    context = {"chunk": chunk, "way": way_taken(facts_of(chunk)), "chain": chain_of(chunk.issue)}
    return render(request, "outcomes/nothing.html", context)


def _set_aside(request: HttpRequest, chunk: Chunk) -> HttpResponse:
    """Show that an outcome was set aside, and why: people cite its number."""
    model = model_of(chunk.process)
    context = {
        "chunk": chunk,
        "model": model,
        "moderating": Moderating(chunk.process_id),
        "decided": contested_on(chunk, model),
    }
    return render(request, "outcomes/set_aside.html", context)


@require_safe
def outcome_markdown(request: HttpRequest, number: int) -> HttpResponse:
    """Give one outcome as Markdown, to hand on."""
    found = _result(chunk_or_404(number))
    address = request.build_absolute_uri(reverse("outcome", args=[number]))
    response = HttpResponse(
        markdown_of(found, timezone.now(), address), content_type="text/markdown; charset=utf-8"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="outcome-{found.chunk.cited or number}.md"'
    )
    return response


@require_safe
def by_number(_request: HttpRequest, process: int, cited: str) -> HttpResponse:
    """Lead from the number by which people cite an outcome to its page."""
    chunks, wrong = Chunk.objects, _("This process has no outcome of this number.")
    found = found_or_404(chunks, wrong, process=process, cited=cited)
    return redirect("outcome", found.number)


@login_required
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of an outcome."""
    chunk = chunk_or_404(number)
    form = FollowForm(request)

    def work() -> Follow:
        said = form.cleaned_data
        return Follow(chunk, said["rating"], said["text"], said["evidence"])

    return answered(
        request,
        chunk,
        form,
        work,
        lambda: {"title": _("Progress"), "about": chunk.title},
        back="outcome",
    )


@login_required
def name_responsible(request: HttpRequest, number: int) -> HttpResponse:
    """Name who is asked to act on an outcome."""
    chunk = chunk_or_404(number)
    form = ResponsibleForm(request, chunk)

    def work() -> NameResponsible:
        said = form.cleaned_data
        return NameResponsible(
            chunk,
            tuple(said["groups"]),
            tuple(said["offices"]),
            tuple(said["organisations"]),
            tuple(said["participants"]),
        )

    page = {"title": _("Add who should act"), "about": chunk.title}
    return answered(request, chunk, form, work, lambda: page, back="outcome")


@require_safe
def over_the_years(request: HttpRequest) -> HttpResponse:
    """Show the same question over the years: every issue with these words, when it was asked and
    what came of it.
    """
    words = request.GET.get("words", "").strip()
    return render(
        request, "outcomes/over_the_years.html", {"words": words, "questions": asked_with(words)}
    )


def _result(chunk: Chunk) -> Result:
    found = results_of(
        Chunk.objects.select_related("process", "issue").filter(pk=chunk.pk), timezone.now()
    )
    if not found:
        raise Http404(_("This part does not have an outcome yet."))
    return found[0]
