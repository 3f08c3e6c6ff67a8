"""The early warnings of all issues that go on."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.issues.models import Issue
from isegoria.server.warnings.reads import signals_of

__all__ = ["warning_list", "warnings_json"]

PAGE = 20


@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """Show what fires, issue by issue."""
    going_on = Issue.objects.filter(merged_into=None, chunks__outcome="").select_related("process").distinct().order_by("-number")
    page = Paginator(going_on, PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(one, signals_of(one, now)) for one in page.object_list]
    return render(request, "warnings/list.html", {"rows": rows, "page": page})


@require_safe
def warnings_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the early warnings of an issue with their figures."""
    issue = Issue.objects.get(pk=number)
    found = [
        {
            "kind": one.kind.value,
            "about": one.about,
            "figures": {name: str(value) for name, value in one.figures.items()},
            "says": _(one.says).format_map(dict(one.figures)),
            "instead": _(one.instead),
        }
        for one in signals_of(issue, timezone.now())
    ]
    return JsonResponse({"issue": number, "signals": found})
