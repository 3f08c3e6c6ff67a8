"""The rules of one process, as it keeps them: whatever the library or the forum calls so by now."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isegoria.server.pages.rulebooks.views import as_json, shown
from isegoria.server.process.facts import model_of
from isegoria.server.process.reads import process_or_404
from isegoria.server.rulebooks.kept import kept_text


@require_safe
def rules(request: HttpRequest, number: int) -> HttpResponse:
    """Show the rules of a process, as the page of a model shows them."""
    process = process_or_404(number)
    context = {"process": process, **shown(model_of(process), kept_text(process.rules_id))}
    return render(request, "rulebooks/process.html", context)


@require_safe
def rules_text(request: HttpRequest, number: int) -> HttpResponse:
    """Return the text of the rules, byte for byte: its SHA-256 is on the record."""
    return HttpResponse(
        kept_text(process_or_404(number).rules_id), content_type="application/yaml; charset=utf-8"
    )


@require_safe
def rules_json(request: HttpRequest, number: int) -> JsonResponse:
    """Return the rules with everything filled in, and as sentences."""
    return JsonResponse(as_json(model_of(process_or_404(number))))
