"""Pages of the call for issues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isegoria.rules.judging.backing import others_needed
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import explain
from isegoria.server.addresses import found_or_404
from isegoria.server.issues.acts import (
    BeginProcess,
    MergeIssue,
    ProposeIssue,
    SupportIssue,
    WithdrawSupport,
)
from isegoria.server.issues.again import AskAgain
from isegoria.server.issues.call_for_issues import call_ends
from isegoria.server.issues.closing import call_closed
from isegoria.server.issues.models import Issue, IssueProposer
from isegoria.server.issues.parts import merge_refusal
from isegoria.server.issues.reads import (
    OF_A_PROCESS,
    first_issues,
    is_decided,
    issues_of,
    no_longer_counts,
    support_by_group,
    there_when_decided,
)
from isegoria.server.outcomes.timeline import chain_of
from isegoria.server.pages import refusals
from isegoria.server.pages.conduct.moderating import Moderating, changes_offer
from isegoria.server.pages.corrections.shown import corrections_of
from isegoria.server.pages.issues.forms import (
    AgainForm,
    BeginForm,
    IssueForm,
    MergeForm,
    OnIssueForm,
)
from isegoria.server.pages.issues.mails import tell_of_merge
from isegoria.server.pages.process.call import CallShown
from isegoria.server.pages.process.drawing import draw
from isegoria.server.pages.process.voices import voices_of
from isegoria.server.pages.web.forms import ActForm, fresh, status_of, tried, unread
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups, last_capacity
from isegoria.server.process.facts import model_of, models_of, person_of
from isegoria.server.process.groups import group_map
from isegoria.server.process.models import Process
from isegoria.server.process.parts import chunks_to_show, parts_of
from isegoria.server.process.phrases import OF_THE_READER
from isegoria.server.process.reads import process_or_404
from isegoria.server.record.door import Work
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.reads import model_named, named_with_text, of_library, to_begin_with
from isegoria.server.warnings.looking import looked_at
from isegoria.terms import Refusal

START_WITH = "equal-footing"
PROCESSES, ISSUES, NAMED, PARTS = 20, 100, 20, 60  # on a page


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    """Show the processes, each with its issues."""
    page = page_asked(request, Process.objects.filter(archive=None), PROCESSES)
    processes = list(page.object_list)
    models, issues = models_of(processes), first_issues(processes)
    parts = [
        (
            one,
            models[one.pk],
            (there := issues.get(one.pk, []))[:OF_A_PROCESS],
            len(there) > OF_A_PROCESS,
            *_call_of(one, models[one.pk], empty=not there),
        )
        for one in processes
    ]
    return render(request, "issues/list.html", {"parts": parts, "page": page})


@require_safe
def of_process(request: HttpRequest, number: int) -> HttpResponse:
    """Show all issues of one process."""
    process = process_or_404(number)
    page = page_asked(request, issues_of(process), ISSUES)
    model, there = model_of(process), list(page.object_list)
    parts = [(process, model, there, False, *_call_of(process, model, empty=not there))]
    return render(request, "issues/list.html", {"parts": parts, "page": page})


def _call_of(
    process: Process, model: Model, *, empty: bool
) -> tuple[Refusal | None, CallShown | None]:
    """Return why nobody can propose there any more, and when the call ends; without a query."""
    now, ends = timezone.now(), call_ends(process, model)
    shown = CallShown(ends, ends < now, empty, may_extend=False) if ends is not None else None
    return call_closed(process, model, now), shown


@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """Show an issue: what it is, whom it touches, who stands behind it, who supports it."""
    return _issue_page(request, _issue(number))


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Let the secretariat begin a process: rules, what they need, which group counts as which,
    meetings.

    What begins are the rules that the page showed. Where others are chosen, or their text is
    another one by now, the page shows those, keeps what was typed, and is asked again.
    """
    model = model_named(request.POST.get("model") or request.GET.get("model") or START_WITH)
    refusal = (
        _not_shown(request, model)
        if request.method == "POST" and "show" not in request.POST
        else None
    )
    if refusal or "show" in request.POST:
        form = BeginForm(
            fresh(request), model, {name: str(value) for name, value in request.POST.items()}
        )
    else:
        form = BeginForm(request, model)
    if form.is_bound and form.is_valid():
        result = tried(
            form, BeginProcess(form.cleaned_data["title"], model, form.counts_as(), form.fixed())
        )
        if not isinstance(result, Refusal):
            return redirect("room", result.number)
        refusal = result
    context = {
        "form": form,
        "refusal": refusal,
        "model": model,
        "models": to_begin_with(model),
        "map": group_map(model, groups(), form.chosen()),
        "own": of_library(model.id) is None,
    }
    return render(request, "issues/begin.html", context, status=status_of(form, refusal))


def _not_shown(request: HttpRequest, model: Model) -> Refusal | None:
    """Refuse to begin rules that the page did not show."""
    shown, now = request.POST.get("shown", ""), named_with_text(model)
    if shown == now:
        return None
    if not shown:
        return refusals.RULES_NOT_SHOWN.refuse()
    if shown.partition(" ")[0] == now.partition(" ")[0]:
        return refusals.RULES_CHANGED.refuse()
    return refusals.OTHER_RULES_CHOSEN.refuse(chosen=model.title)


@login_required
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Let a participant propose an issue; the rules of its call stand beside the form."""
    process = process_or_404(number)
    if _needs_others(request, process):
        return redirect("make-motion", number, "issue")
    form = IssueForm(request)
    refusal = None
    if form.is_valid() and not form.is_asked:
        stated = form.cleaned_data
        work = ProposeIssue(
            process,
            stated["title"],
            stated["text"],
            tuple(stated["affected"]),
            stated["jurisdictions"],
            stated["technologies"],
            again=stated.get("again"),
        )
        result = tried(form, work)
        if not isinstance(result, Refusal):
            messages.success(
                request,
                _("Your issue is on the record as #%(number)d.") % {"number": result.number},
            )
            for one in result.body.get("no_longer_counts", ()):
                messages.warning(request, no_longer_counts(process, one))
            return redirect("issue", result.number)
        refusal = result
    model = model_of(process)
    chapters = explain(model, OF_THE_READER)
    rules = next(one for one in chapters if one.rule == f"{model.id}/{model.starts}")
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("Propose an issue"),
        "button": _("Propose"),
        "rules": rules,
        "earlier": form.earlier,
        "process": process,
        "closed": None if form.is_bound else call_closed(process, model, timezone.now()),
    }
    return render(request, "issues/form.html", context, status=status_of(form, refusal))


@login_required
@require_POST
def support(request: HttpRequest, number: int) -> HttpResponse:
    """Support an issue."""
    found = _issue(number)
    return _after(request, found, OnIssueForm(request), SupportIssue(found))


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take support back."""
    found = _issue(number)
    return _after(request, found, OnIssueForm(request), WithdrawSupport(found))


@login_required
@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Merge an issue into another."""
    found = _issue(number)
    form = MergeForm(request, found.process, found)
    if not form.is_valid():
        return _issue_page(request, found, unread(form), status=400)
    into = form.cleaned_data["into"]
    result = tried(form, MergeIssue(found, into))
    if isinstance(result, Refusal):
        return _issue_page(request, into, result, status=409)
    tell_of_merge(request, found, into, result.number)
    return redirect("issue", into.number)


def _needs_others(request: HttpRequest, process: Process) -> bool:
    """Return whether the rules ask for seconders of whoever proposes; then it begins with a
    motion.
    """
    model, user = model_of(process), request.user
    if not isinstance(user, Participant):
        return False
    person = person_of(
        model,
        process,
        user,
        last_capacity(user, request.session.get("capacity"), timezone.now().date()),
    )
    return others_needed(model, model.starts, person, "propose") > 0


@login_required
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """Say that an issue asks an earlier question again."""
    found = _issue(number)
    form = AgainForm(request, found)
    refusal = None
    if form.is_valid():
        refusal = _refused(form, AskAgain(found, form.cleaned_data["earlier"]))
        if refusal is None:
            return redirect("issue", number)
    title = _("Link to the earlier question")
    context = {
        "form": form,
        "refusal": refusal,
        "title": title,
        "button": _("Link"),
        "issue": found,
        "process": found.process,
    }
    return render(request, "issues/form.html", context, status=status_of(form, refusal))


def _after(request: HttpRequest, shown: Issue, form: ActForm, work: Work) -> HttpResponse:
    if not form.is_valid():
        return _issue_page(request, shown, unread(form), status=400)
    refusal = _refused(form, work)
    return (
        redirect("issue", shown.number)
        if refusal is None
        else _issue_page(request, shown, refusal, status=409)
    )


def _refused(form: ActForm, work: Work) -> Refusal | None:
    result = tried(form, work)
    return result if isinstance(result, Refusal) else None


def _issue_page(
    request: HttpRequest, found: Issue, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    decided = is_decided(found)
    counts = support_by_group(found, decided=decided)
    affected = list(found.affected.all())
    proposers = list(found.proposers.select_related("participant", "group")[:NAMED])
    mine = request.user.is_authenticated and found.support.filter(participant=request.user).exists()
    blank = fresh(request)
    secretariat = getattr(request.user, "secretariat", False)
    held = (
        merge_refusal(found, timezone.now())
        if secretariat and found.merged_into_id is None
        else None
    )
    parts = parts_of(
        chunks_to_show(found.chunks.all())[:PARTS], model_of(found.process), timezone.now()
    )
    context = {
        "issue": found,
        "process": found.process,
        "affected": affected,
        "picture": draw(parts, mirrored=get_language_bidi()),
        "proposers": proposers,
        "behind": found.proposers.count(),
        "counts": counts,
        "supporters": sum(one.number for one in counts),
        "mine": mine,
        "decided": decided,
        "form": OnIssueForm(blank),
        "merge_form": MergeForm(blank, found.process, found)
        if secretariat and held is None
        else None,
        "held": held,
        "may_link": found.asks_again_id is None and foreseen_link(found, request.user),
        "merged": list(
            found.merged.prefetch_related("proposers__participant").order_by("-number")[:NAMED]
        ),
        "moderating": Moderating(found.process_id),
        **_told_of(found, proposers, request.user, timezone.now(), decided=decided),
        "cap": None if found.counted else no_longer_counts(found.process, found.number),
        "refusal": refusal,
        **corrections_of(found),
    }
    return render(request, "issues/issue.html", context, status=status)


def _told_of(
    found: Issue,
    proposers: Sequence[IssueProposer],
    user: Any,
    now: datetime,
    *,
    decided: bool,
) -> dict[str, Any]:
    """Return what the page tells of an issue that goes on, and of one that was raised here."""
    told: dict[str, Any] = {}
    if found.merged_into_id is None:
        there = there_when_decided(found) if decided else None
        told["voices"] = voices_of(found, found.process, user, now, there)
        told["looked"] = looked_at([found], now)[0]
    if not hasattr(found, "archived"):
        told["chain"] = chain_of(found)
        author = next((one for one in proposers if one.proposed_in == found.number), None)
        proposal = Act(number=found.number, kind=ProposeIssue.kind)
        told["relied"] = author is not None and changes_offer(
            proposal, author.participant_id, user, now
        )
    return told


def foreseen_link(found: Issue, user: Any) -> bool:
    """Return whether somebody may say which earlier question an issue asks again."""
    return user.is_authenticated and (
        user.secretariat or found.proposers.filter(participant=user).exists()
    )


def _issue(number: int) -> Issue:
    issues = Issue.objects.select_related("process", "merged_into")
    return found_or_404(issues, _("There is no issue with this number."), pk=number)
