"""All decisions under the code as JSON, CSV and Atom."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reads import bias, by_rule, measures
from isegoria.server.pages.web.listing import Listing, News

__all__ = ["decisions_in"]


@require_safe
def decisions_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give every measure as JSON, with the counts by rule and by stakeholder group, as CSV, or the
    newest as Atom.
    """
    if form == "json":
        return DECISIONS.as_json(request, measures(), rules=_by_rule(), groups=_by_group())
    title, page = _("Decisions under the code"), reverse("decisions")
    return DECISIONS.answer(request, form, measures(), title=title, page=page)


def _by_group() -> list[dict[str, Any]]:
    return [
        {
            "group": one.group.slug if one.group else None,
            "hidden": one.hidden,
            "restricted": one.restricted,
            "upheld": one.upheld,
            "acts": one.acts,
        }
        for one in bias()
    ]


def _by_rule() -> list[dict[str, Any]]:
    return [
        {
            "version": one.code,
            "rule": one.rule,
            "hidden": one.hidden,
            "restricted": one.restricted,
            "upheld": one.upheld,
        }
        for one in by_rule()
    ]


def _cells(rows: Sequence[Measure]) -> Iterator[dict[str, Any]]:
    """Yield measures as a file has them: of an appeal its result, or `open`."""
    for row in map(_as_json, rows):
        appealed = row["appeal"]
        yield {**row, "appeal": (appealed["result"] or "open") if appealed else ""}


def _news(rows: Sequence[Measure]) -> Iterator[News]:
    for one in rows:
        title = f"#{one.number} {one.get_kind_display()} – {one.broken}"
        page = reverse("measure", args=[one.number])
        yield News(title, page, one.reason, one.ended_at or one.at)


def _as_json(one: Measure) -> dict[str, Any]:
    appealed = getattr(one, "appeal", None)
    return {
        "number": one.number,
        "kind": one.kind,
        "process": one.process_id,
        "of": one.of,
        "of_kind": one.of_kind,
        "code": one.code_id,
        "rule": one.rule,
        "reason": one.reason,
        "group": one.group.slug if one.group else None,
        "by": str(one.moderator) if one.moderator else "operator",
        "at": one.at,
        "until": one.until_at,
        "ended_at": one.ended_at,
        "ended_in": one.ended_in,
        "appeal": appealed
        and {
            "number": appealed.number,
            "grounds": appealed.grounds,
            "at": appealed.at,
            "answer_by": appealed.answer_by,
            "result": appealed.result,
            "reason": appealed.reason,
            "decided_at": appealed.decided_at,
        },
    }


DECISIONS = Listing(
    "measures",
    (
        "number",
        "kind",
        "process",
        "of",
        "of_kind",
        "code",
        "rule",
        "reason",
        "group",
        "by",
        "at",
        "until",
        "ended_at",
        "appeal",
    ),
    lambda measures: map(_as_json, measures),
    _cells,
    _news,
    file="decisions",
    order="-number",
)
