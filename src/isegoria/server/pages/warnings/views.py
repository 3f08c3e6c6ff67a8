"""The early warnings of all issues that go on."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.issues.models import Issue
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.record.reads import whole
from isegoria.server.warnings.looking import Looked, looked_at

__all__ = ["all_json", "warning_list", "warnings_json"]

PAGE = 20


@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """Show what fires, issue by issue."""
    page = page_asked(request, _going_on(), PAGE)
    rows = looked_at(list(page.object_list), timezone.now())
    return render(request, "warnings/list.html", {"rows": rows, "page": page})


@require_safe
def all_json(request: HttpRequest) -> JsonResponse:
    """Give what fires on the issues that go on, the newest first, with the address of those that
    follow.
    """
    before = whole(request.GET.get("before", ""))
    issues = list((_going_on().filter(number__lt=before) if before else _going_on())[: PAGE + 1])
    following = (
        f"{request.build_absolute_uri(request.path)}?before={issues[PAGE - 1].number}"
        if len(issues) > PAGE
        else None
    )
    looked = looked_at(issues[:PAGE], timezone.now())
    return JsonResponse({"issues": [_as_json(one) for one in looked], "next": following})


@require_safe
def warnings_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the early warnings of an issue with their figures."""
    issue = Issue.objects.filter(pk=number).first()
    if issue is None:
        raise Http404(_("There is no issue with this number."))
    return JsonResponse(_as_json(looked_at([issue], timezone.now())[0]))


def _going_on() -> QuerySet[Issue]:
    there = Issue.objects.filter(merged_into=None, chunks__outcome="")
    return there.select_related("process").distinct().order_by("-number")


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
