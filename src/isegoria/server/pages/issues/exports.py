"""All issues as JSON, CSV and Atom."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.issues.models import Issue
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.record.models import Act

__all__ = ["issues_in"]


@require_safe
def issues_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the issues of all processes, merged ones too, as JSON or CSV, or the newest as Atom."""
    there = Issue.objects.prefetch_related("affected")
    return ISSUES.answer(request, form, there, title=_("Issues"), page=reverse("issues"))


def _as_json(one: Issue) -> dict[str, Any]:
    return {
        "number": one.number,
        "process": one.process_id,
        "title": one.title,
        "text": one.text,
        "affected": [group.slug for group in one.affected.all()],
        "jurisdictions": one.jurisdictions,
        "technologies": one.technologies,
        "merged_into": one.merged_into_id,
        "counted": one.counted,
        "asks_again": one.asks_again_id,
    }


def _in_a_file(rows: Sequence[Issue]) -> Iterator[dict[str, Any]]:
    return ({**one, "affected": " ".join(one["affected"])} for one in map(_as_json, rows))


def _news(rows: Sequence[Issue]) -> Iterator[News]:
    acts = Act.objects.in_bulk([one.number for one in rows])
    for one in rows:
        yield News(
            one.title, reverse("issue", args=[one.number]), one.text, acts[one.number].minute
        )


ISSUES = Listing(
    "issues",
    (
        "number",
        "process",
        "title",
        "text",
        "affected",
        "jurisdictions",
        "technologies",
        "merged_into",
        "counted",
        "asks_again",
    ),
    lambda issues: map(_as_json, issues),
    _in_a_file,
    _news,
    most=100,
)
