"""All decisions under the code as JSON, CSV and Atom."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reads import bias, by_rule, measures
from isegoria.server.pages.web.listing import csv_file, in_stretches

__all__ = ["DecisionFeed", "decisions_csv", "decisions_json"]

_NEWEST = 50
_COLUMNS = [
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
]


@require_safe
def decisions_json(_request: HttpRequest) -> JsonResponse:
    """Give every measure, and the counts by rule and by stakeholder group."""
    groups = [
        {
            "group": one.group.slug if one.group else None,
            "hidden": one.hidden,
            "restricted": one.restricted,
            "upheld": one.upheld,
            "acts": one.acts,
        }
        for one in bias()
    ]
    rules = [
        {
            "version": one.code,
            "rule": one.rule,
            "hidden": one.hidden,
            "restricted": one.restricted,
            "upheld": one.upheld,
        }
        for one in by_rule()
    ]
    return JsonResponse(
        {"measures": [_as_json(one) for one in measures()], "rules": rules, "groups": groups}
    )


@require_safe
def decisions_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Give every measure as CSV; of an appeal its result, or `open`."""
    return csv_file(
        "decisions", _COLUMNS, ([_cells(one) for one in some] for some in in_stretches(measures()))
    )


def _cells(one: Measure) -> list[object]:
    row = _as_json(one)
    appealed = row["appeal"]
    cells = {**row, "appeal": (appealed["result"] or "open") if appealed else ""}
    return [cells[name] for name in _COLUMNS]


class DecisionFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs only
    """The newest decisions under the code as Atom."""

    feed_type = Atom1Feed
    link = "/code/decisions/"

    def title(self) -> str:
        """Return the name of the feed."""
        return _("Decisions under the code")

    def items(self) -> list[Measure]:
        """Return the newest measures."""
        return list(measures()[:_NEWEST])

    def item_title(self, item: Measure) -> str:
        """Return number, kind and rule."""
        return f"#{item.number} {item.get_kind_display()} – {item.broken}"

    def item_description(self, item: Measure) -> str:
        """Return the public reason."""
        return item.reason

    def item_link(self, item: Measure) -> str:
        """Return the page of the measure."""
        return reverse("measure", args=[item.number])

    def item_updateddate(self, item: Measure) -> datetime:
        """Return when it was taken or ended."""
        return item.ended_at or item.at


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
