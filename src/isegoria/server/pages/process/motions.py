"""Pages of motions, and of the proxies of a process."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isegoria.rules.judging.backing import others_needed
from isegoria.server.addresses import found_or_404, whole
from isegoria.server.deliberation.motions import (
    KINDS_OF,
    Back,
    EndProxy,
    GiveProxy,
    MakeMotion,
    WithdrawBacking,
    work_of,
)
from isegoria.server.pages.issues.forms import IssueForm
from isegoria.server.pages.process.motion_forms import (
    ContestForm,
    ItemForm,
    OnMotionForm,
    ProxyForm,
)
from isegoria.server.pages.web.forms import ActForm, fresh, status_of, tried, unread
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of, person_of
from isegoria.server.process.models import Motion, Process, Proxy
from isegoria.server.process.reads import chunk_or_404, process_or_404
from isegoria.server.process.steps import step
from isegoria.server.record.door import Work, foreseen
from isegoria.terms import Refusal

__all__ = ["change", "end_proxy", "make", "motion", "motion_list", "proxies"]


@require_safe
def motion_list(request: HttpRequest, number: int) -> HttpResponse:
    """Show the motions of a process, the newest first."""
    process = process_or_404(number)
    found = process.motions.select_related("participant", "chunk").prefetch_related("backers")
    return render(request, "motions/list.html", {"process": process, "motions": found[:200]})


@login_required
def make(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Write what needs others, and look for them."""
    process = process_or_404(number)
    if what not in Motion.What.values:
        raise Http404(_("There is no such motion."))
    asked = whole(request.GET.get("chunk", ""))
    chunk = chunk_or_404(asked) if asked else None
    if (chunk is None) is not (what == Motion.What.ISSUE) or (chunk and chunk.process_id != number):
        raise Http404(_("There is no such motion."))
    level = model_of(process).appeals.get(request.GET.get("name", ""))
    if what == Motion.What.APPEAL and level is None:
        raise Http404(_("There is no such motion."))
    form = _form_of(request, what, level)
    refusal = None
    if form.is_valid():
        title = level.title if level else form.cleaned_data["title"]
        work = MakeMotion(
            process,
            what,
            title,
            form.cleaned_data.get("text", ""),
            chunk,
            _details(request, what, form),
        )
        result = tried(form, work)
        if not isinstance(result, Refusal):
            return redirect("motion", result.number)
        refusal = result
    context = {
        "process": process,
        "chunk": chunk,
        "form": form,
        "refusal": refusal,
        "title": Motion.What(what).label,
    }
    return render(request, "motions/make.html", context, status=status_of(form, refusal))


@require_safe
def motion(request: HttpRequest, number: int) -> HttpResponse:
    """Show a motion, who backs it, how many it needs, and what one may do."""
    found = _motion_or_404(number)
    return _shown(request, found)


@login_required
@require_POST
def change(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Back a motion, take that back, or do what it is about."""
    found = _motion_or_404(number)
    form = OnMotionForm(request)
    works: dict[str, Work] = {"back": Back(found), "withdraw": WithdrawBacking(found)}
    work: Any = work_of(found) if what == "do" else works[what]
    if not form.is_valid():
        return _shown(request, found, status=400)
    if what == "do" and found.participant != request.user:
        return redirect("motion", number)
    in_a_chunk = what == "do" and found.chunk_id is not None
    result = tried(form, work, step) if in_a_chunk else tried(form, work)
    if isinstance(result, Refusal):
        return _shown(request, found, result, status=409)
    if what != "do":
        return redirect("motion", number)
    return redirect("chunk", found.chunk_id) if found.chunk_id else redirect("issue", result.number)


@login_required
def proxies(request: HttpRequest, number: int) -> HttpResponse:
    """Show the proxies that one gave and holds, and let one give one."""
    process = process_or_404(number)
    form = ProxyForm(request, process)
    refusal = None
    if form.is_valid():
        result = tried(form, GiveProxy(process, form.cleaned_data["holder"]))
        if not isinstance(result, Refusal):
            return redirect("proxies", number)
        refusal = result
    return _proxies(request, process, form, refusal)


def _proxies(
    request: HttpRequest, process: Process, form: ProxyForm, refusal: Refusal | None
) -> HttpResponse:
    running = process.proxies.filter(until_at=None).select_related("principal", "holder")
    context = {
        "process": process,
        "given": running.filter(principal=request.user.pk),
        "held": running.filter(holder=request.user.pk),
        "total": running.count(),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "motions/proxies.html", context, status=status_of(form, refusal))


@login_required
@require_POST
def end_proxy(request: HttpRequest, number: int, proxy: int) -> HttpResponse:
    """Take a proxy back, or give it up."""
    proxies = Proxy.objects.select_related("process", "principal", "holder")
    found = found_or_404(proxies, _("There is no such proxy."), process=number, pk=proxy)
    form = OnMotionForm(request)
    result = tried(form, EndProxy(found)) if form.is_valid() else unread(form)
    if not isinstance(result, Refusal):
        return redirect("proxies", number)
    return _proxies(request, found.process, ProxyForm(fresh(request), found.process), result)


def _form_of(request: HttpRequest, what: str, level: Any) -> ActForm:
    if what == Motion.What.ISSUE:
        return IssueForm(request)
    if what == Motion.What.ITEM:
        return ItemForm(request)
    return ContestForm(request, level.of if level.of != ("any",) else ())


def _details(request: HttpRequest, what: str, form: ActForm) -> dict[str, Any]:
    stated = form.cleaned_data
    if what == Motion.What.ISSUE:
        kept = {name: stated[name] for name in ("jurisdictions", "technologies")}
        return {"affected": [group.slug for group in stated["affected"]], **kept}
    if what == Motion.What.APPEAL:
        return {"name": request.GET.get("name", ""), "answer": stated.get("answer", "")}
    return {}


def _motion_or_404(number: int) -> Motion:
    motions = Motion.objects.select_related(
        "process", "chunk__process", "participant", "capacity__group"
    )
    return found_or_404(motions, _("There is no such motion."), pk=number)


def _shown(
    request: HttpRequest, found: Motion, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    model, now = model_of(found.process), timezone.now()
    stage = found.chunk.stage if found.chunk else model.starts
    person = person_of(model, found.process, found.participant, found.capacity)
    work: Work = work_of(found)
    still = foreseen(work, by=found.participant, now=now, capacity=found.capacity)
    backers = list(found.backers.select_related("participant", "capacity__group"))
    user = request.user if isinstance(request.user, Participant) else None
    context = {
        "motion": found,
        "needed": others_needed(
            model,
            stage,
            person,
            KINDS_OF[Motion.What(found.what)],
            str(found.details.get("name", "")),
        ),
        "backers": backers,
        "still": still,
        "mine": found.participant == user,
        "backed": any(one.participant == user for one in backers),
        "form": OnMotionForm(request) if user else None,
        "refusal": refusal,
    }
    return render(request, "motions/motion.html", context, status=status)
