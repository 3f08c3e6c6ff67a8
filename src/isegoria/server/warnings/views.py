"""The early warnings of all issues that go on."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.acts.paging import page_asked
from isegoria.server.issues.models import Issue
from isegoria.server.warnings.looking import looked_at

__all__ = ["warning_list", "warnings_json"]

PAGE = 20


@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """Show what fires, issue by issue."""
    going_on = Issue.objects.filter(merged_into=None, chunks__outcome="").select_related("process").distinct().order_by("-number")
    page = page_asked(request, going_on, PAGE)
    rows = looked_at(list(page.object_list), timezone.now())
    return render(request, "warnings/list.html", {"rows": rows, "page": page})


@require_safe
def warnings_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the early warnings of an issue with their figures."""
    issue = Issue.objects.filter(pk=number).first()
    if issue is None:
        raise Http404(_("There is no issue with this number."))
    looked = looked_at([issue], timezone.now())[0]
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
    return JsonResponse({"issue": number, "looked_at": looked.at, "current": looked.current, "signals": found})
