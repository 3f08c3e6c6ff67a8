"""Pages on which the secretariat copies a model, edits it beside what the checker finds, rehearses
it and puts it into use.
"""

from dataclasses import dataclass, replace

import yaml
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Finding, Severity
from isegoria.rules.language.loading import (
    Fault,
    Faults,
    nearest,
    read_model_file,
    read_scenario_file,
)
from isegoria.rules.language.model import Model
from isegoria.rules.rehearsing.checked import scenario_faults
from isegoria.rules.rehearsing.play import Course, rehearse
from isegoria.server.addresses import found_or_404
from isegoria.server.pages import refusals
from isegoria.server.pages.rulebooks.forms import DraftForm
from isegoria.server.pages.web.forms import status_of, tried
from isegoria.server.people.models import Participant
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft
from isegoria.server.rulebooks.reads import beside, model_or_404, text_of
from isegoria.terms import Refusal

__all__ = ["copy", "delete", "draft", "drafts"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at a draft: faults, or a model with findings, and the course of the
    rehearsal.
    """

    faults: tuple[Fault, ...] = ()
    model: Model | None = None
    findings: tuple[Finding, ...] = ()
    lines: tuple[int, ...] = ()
    """Where each of the findings stands."""
    course: Course | None = None
    waits: bool = False
    """Whether the scenario is not played until what cannot work is mended."""


@login_required
@require_POST
def copy(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a draft with the text of a model, under an id of its own."""
    owner = _secretariat(request)
    model = model_or_404(name)
    text = _renamed(text_of(model), model)
    made = ProcessDraft.objects.create(
        owner=owner, based_on=name, text=text, changed_at=timezone.now()
    )
    return redirect("process-draft", made.pk)


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """List one's drafts."""
    mine = ProcessDraft.objects.filter(owner=_secretariat(request))
    return render(request, "rulebooks/drafts.html", {"drafts": mine})


@login_required
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Edit a draft; every look at it saves it."""
    found = _own(request, number)
    shown = {"text": found.text, "scenario": found.scenario, "saved": _saved(found)}
    form = DraftForm(request, initial=shown)
    refusal: Refusal | None = None
    elsewhere = ""
    if form.is_valid():
        if not _saves(found, form):
            found.refresh_from_db()
            refusal, elsewhere = refusals.DRAFT_SAVED_ELSEWHERE.refuse(), found.text
        elif "use" in request.POST:
            result = tried(form, PutModelIntoUse(found.text))
            if not isinstance(result, Refusal):
                model = read_model_file(found.text, "model")[0][0]
                messages.success(
                    request, _("Version %(version)d is in use.") % {"version": model.version}
                )
                return redirect("process", model.id)
            refusal = result
        # The page that comes now shows what is saved.
        form.data = {**request.POST.dict(), "saved": _saved(found)}
    context = {"draft": found, "form": form, "refusal": refusal, "looked": _look(found)}
    context["elsewhere"] = elsewhere
    return render(request, "rulebooks/draft.html", context, status=status_of(form, refusal))


def _saved(found: ProcessDraft) -> str:
    return found.changed_at.isoformat()


def _saves(found: ProcessDraft, form: DraftForm) -> bool:
    """Save the draft, unless it was saved elsewhere after the page of the form was shown."""
    if form.cleaned_data["saved"] != _saved(found):
        return False
    seen = found.changed_at
    for key in ("text", "scenario"):
        setattr(found, key, form.cleaned_data[key].replace("\r\n", "\n"))
    found.changed_at = timezone.now()
    kept = {"text": found.text, "scenario": found.scenario, "changed_at": found.changed_at}
    # Two that are sent at the same moment find the same time; the database lets one of them change.
    return bool(ProcessDraft.objects.filter(pk=found.pk, changed_at=seen).update(**kept))


@login_required
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a draft away."""
    _own(request, number).delete()
    messages.success(request, _("The draft is gone."))
    return redirect("process-drafts")


def _secretariat(request: HttpRequest) -> Participant:
    if not isinstance(request.user, Participant) or not request.user.secretariat:
        raise PermissionDenied
    return request.user


def _own(request: HttpRequest, number: int) -> ProcessDraft:
    drafts = ProcessDraft.objects.filter(owner=_secretariat(request))
    return found_or_404(drafts, _("You have no draft with this number."), pk=number)


def _renamed(text: str, model: Model) -> str:
    """Give a copy of the library an id of the forum's own and version 1, and a model of the forum
    its next version.
    """
    own = ModelInUse.objects.filter(model_id=model.id).order_by("-version").first()
    if model.variant_of is not None:
        written = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        text = yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=120)
    elif (
        "\nvariants:\n" in text
    ):  # variants have ids of the library, and stand at the end of a file
        text = text.partition("\nvariants:\n")[0]
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith(("id:", "version:", "variant_of:"))
    ]
    name, version = (model.id, own.version + 1) if own else (f"our.{model.id}", 1)
    return "\n".join([f"id: {name}", f"version: {version}", *lines, ""])


def _look(found: ProcessDraft) -> Looked:
    """Read and check a draft; a scenario is played where the rules can work."""
    try:
        model, places = read_model_file(found.text, "rules")[0]
    except Faults as faults:
        return Looked(faults.faults)
    findings = tuple(check(model, beside(model)))
    looked = Looked((), model, findings, tuple(nearest(one.path, places)[0] for one in findings))
    if not found.scenario.strip():
        return looked
    if any(one.severity is Severity.ERROR for one in findings):
        return replace(looked, waits=True)
    try:
        return replace(looked, course=_played(model, found.scenario))
    except Faults as faults:
        return replace(looked, faults=faults.faults)


def _played(model: Model, text: str) -> Course:
    scenario, places = read_scenario_file(text, "scenario")
    wrong = scenario_faults(model, scenario, beside(model))
    if told := [Fault("scenario", *nearest(path, places), message) for path, message in wrong]:
        raise Faults(told)
    return rehearse(model, scenario)
