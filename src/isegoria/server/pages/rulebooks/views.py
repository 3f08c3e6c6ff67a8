"""Pages of process models: the library, one model, models side by side."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.library import library
from isegoria.rules.checking.faults import check
from isegoria.rules.language.model import Model
from isegoria.rules.telling.comparing import compare, rights_table
from isegoria.rules.telling.explaining import Sentence, explain
from isegoria.server.pages.rulebooks.auditing import audit_of, claimed
from isegoria.server.pages.rulebooks.drawing import draw
from isegoria.server.process.phrases import OF_THE_READER
from isegoria.server.rulebooks.reads import (
    all_models,
    beside,
    is_own,
    is_there,
    model_or_404,
    own_models,
    searched,
    text_of,
    versions_of,
)

_MOST_COMPARED = 3


@require_safe
def process_list(request: HttpRequest) -> HttpResponse:
    """Show the forum's own models, then the library: what was audited by past, present and future,
    and what was not.
    """
    words = request.GET.get("q", "").strip()[:200]
    found = searched(library().values(), words)
    kinds = [
        ("future", _("For the future")),
        ("present", _("In use somewhere today")),
        ("past", _("Of the past")),
    ]
    audited = [one for one in found if one.audit is not None]
    parts = [(title, [one for one in audited if one.status == status]) for status, title in kinds]
    context = {
        "own": searched(own_models(), words),
        "parts": parts,
        "not_audited": [one for one in found if one.audit is None],
        "words": words,
        "count": len(found),
    }
    return render(request, "rulebooks/list.html", context)


@require_safe
def process(request: HttpRequest, name: str, version: int | None = None) -> HttpResponse:
    """Show a model: its drawing, who may do what, its rules as sentences, what is known to fail,
    and its text.
    """
    model = model_or_404(name, version)
    more = {
        "versions": versions_of(name),
        "others": [one for one in all_models() if one.id != name],
    }
    return render(request, "rulebooks/process.html", {**shown(model, text_of(model)), **more})


def shown(model: Model, text: str) -> dict[str, Any]:
    """Return what the page of a model shows of its rules; `base` says whether that of its base is
    there to be linked to.
    """
    own = is_own(model.id)
    told = claimed(model, own=own)
    chapters = explain(told, OF_THE_READER)
    return {
        "model": model,
        "own": own,
        "audit": audit_of(told, chapters),
        "drawing": draw(model),
        "stages": list(model.stages.values()),
        "rights": rights_table(model, OF_THE_READER),
        "chapters": chapters,
        "findings": check(model, beside(model)),
        "text": text,
        "base": model.variant_of is not None and is_there(model.variant_of),
    }


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show two or three models side by side."""
    names = list(dict.fromkeys(filter(None, request.GET.getlist("model"))))[:_MOST_COMPARED]
    models = [model_or_404(name) for name in names]
    rows = compare(models, OF_THE_READER) if len(models) > 1 else []
    return render(
        request,
        "rulebooks/compare.html",
        {"models": models, "rows": rows, "all": all_models(), "places": range(3)},
    )


@require_safe
def process_text(request: HttpRequest, name: str) -> HttpResponse:
    """Return the file that has the model."""
    return HttpResponse(text_of(model_or_404(name)), content_type="application/yaml; charset=utf-8")


@require_safe
def process_json(request: HttpRequest, name: str) -> JsonResponse:
    """Return the model with everything filled in, and its rules as sentences."""
    return JsonResponse(as_json(model_or_404(name)))


def as_json(model: Model) -> dict[str, Any]:
    """Return a model as its public JSON."""
    told = claimed(model, own=is_own(model.id))
    chapters = explain(told, OF_THE_READER)
    return {
        "model": model.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "audited": told.audit is not None,
        "sentences": [_as_row(one) for chapter in chapters for one in chapter.sentences],
    }


def _as_row(one: Sentence) -> dict[str, str | None]:
    return {
        "rule": one.rule,
        "text": one.text,
        "source": one.source,
        "standing": one.standing.value,
    }


@require_safe
def list_json(request: HttpRequest) -> JsonResponse:
    """Return the list of models."""
    rows = [_short(one, audited=False) for one in own_models()]
    rows += [_short(one, audited=one.audit is not None) for one in library().values()]
    return JsonResponse({"processes": rows})


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """Return the JSON Schema of a model file, for editors."""
    return JsonResponse(_schema_of_models())


@cache
def _schema_of_models() -> dict[str, Any]:
    return Model.model_json_schema()


def _short(model: Model, *, audited: bool) -> dict[str, Any]:
    return {
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "status": model.status,
        "summary": model.summary,
        "audited": audited,
    }
