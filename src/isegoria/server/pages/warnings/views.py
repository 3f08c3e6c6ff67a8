"""The early warnings of all issues that go on."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import going_on
from isegoria.server.pages.web.listing import Listing
from isegoria.server.pages.web.paging import page_asked, process_asked
from isegoria.server.warnings.looking import Looked, looked_at

__all__ = ["all_json", "warning_list", "warnings_json"]

PAGE = 20


@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """Show what fires, issue by issue: in all processes, or in one."""
    process = process_asked(request)
    page = page_asked(request, going_on(process.pk if process else 0), PAGE)
    rows = looked_at(list(page.object_list), timezone.now())
    context = {"rows": rows, "page": page, "process": process}
    return render(request, "warnings/list.html", context)


@require_safe
def all_json(request: HttpRequest) -> JsonResponse:
    """Give what fires on the issues that go on."""
    return WARNINGS.as_json(request, going_on())


@require_safe
def warnings_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the early warnings of an issue with their figures."""
    issue = found_or_404(Issue.objects, _("There is no issue with this number."), pk=number)
    return JsonResponse(_as_json(looked_at([issue], timezone.now())[0]))


def _as_json(looked: Looked) -> dict[str, Any]:
    found = [
        {
            "kind": one.kind.value,
            "about": one.about,
            "figures": {name: str(value) for name, value in one.figures.items()},
            "says": _(one.says).format_map(dict(one.figures)),
            "instead": _(one.instead),
        }
        for one in looked.signals
    ]
    return {
        "issue": looked.issue.number,
        "looked_at": looked.at,
        "current": looked.current,
        "signals": found,
    }


WARNINGS = Listing(
    "issues",
    (),
    lambda issues: map(_as_json, looked_at(list(issues), timezone.now())),
    order="-number",
    most=PAGE,
)
