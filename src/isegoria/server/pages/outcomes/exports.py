"""Outcomes as CSV, Atom, JSON; one of them as Markdown to hand on, with its support by group and
its dissent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, get_args

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from isegoria.rules.language.elements import Outcome
from isegoria.rules.telling.explaining import force_name
from isegoria.server.outcomes.reads import (
    STATES,
    Filter,
    Result,
    decided_text,
    matching,
    results_at,
    tallies_at_the_end,
)
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.reads import Tally

__all__ = ["COLUMNS", "OutcomeFeed", "as_json", "csv_rows", "filter_of", "markdown_of"]

FORCES = get_args(Outcome.model_fields["force"].annotation)
_NEWEST, _AT_A_TIME = 50, 100
COLUMNS = [
    "number",
    "cited",
    "process",
    "issue",
    "title",
    "outcome",
    "force",
    "ended_at",
    "state",
    "responsible",
    "next_due",
    "version",
]


def filter_of(request: HttpRequest) -> Filter:
    """Return which outcomes are asked for in an address."""
    asked = request.GET
    year = _whole(asked.get("year"))
    if year is not None and not 1 <= year <= 9999:
        year = None
    force = asked.get("force", "")
    return Filter(
        _whole(asked.get("process")), force if force in FORCES else "", asked.get("state", ""), year
    )


def csv_rows(which: Filter, now: datetime) -> Iterator[Iterator[list[object]]]:
    """Yield the rows of the outcomes; some are read at a time."""
    standings = matching(which, now)
    for begin in range(0, len(standings), _AT_A_TIME):
        yield _cells(results_at(standings[begin : begin + _AT_A_TIME], now))


def _cells(results: Sequence[Result]) -> Iterator[list[object]]:
    for one in results:
        chunk = one.chunk
        ahead = next((due.at.date().isoformat() for due in one.due if not due.reports), "")
        asked = "; ".join(str(who) for who in one.responsible)
        yield [
            chunk.number,
            chunk.cited,
            chunk.process.title,
            chunk.issue_id,
            chunk.title,
            chunk.outcome,
            one.outcome.force,
            chunk.ended_at,
            one.state.value,
            asked,
            ahead,
            chunk.text_version,
        ]


def as_json(result: Result) -> dict[str, Any]:
    """Return an outcome as its public JSON."""
    chunk = result.chunk
    return {
        "number": chunk.number,
        "cited": chunk.cited,
        "process": chunk.process_id,
        "title": chunk.title,
        "issue": chunk.issue_id,
        "outcome": chunk.outcome,
        "force": result.outcome.force,
        "ended_at": chunk.ended_at,
        "version": chunk.text_version,
        "state": result.state.value,
        "responsible": [
            {"kind": one.kind, "name": str(one), "named_in": one.named_in}
            for one in result.responsible
        ],
        "follow_ups": [
            {
                "number": one.number,
                "rating": one.rating,
                "at": one.at,
                "text": one.text,
                "evidence": one.evidence,
            }
            for one in chunk.follow_ups.all()
        ],
        "due": [{"at": one.at, "overdue": one.overdue} for one in result.due],
        "reminders": [
            {"number": one.number, "due_at": one.due_at, "moment": one.moment}
            for one in result.reminders
        ],
    }


class OutcomeFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs only
    """The newest outcomes as Atom."""

    feed_type = Atom1Feed
    link = "/outcomes/"

    def title(self) -> str:
        """Return the name of the feed."""
        return _("Outcomes")

    def get_object(self, request: HttpRequest) -> Filter:
        """Return which outcomes are asked for, by the same words as on the page."""
        return filter_of(request)

    def items(self, which: Filter) -> list[Result]:
        """Return the newest outcomes that match."""
        now = timezone.now()
        return results_at(matching(which, now)[:_NEWEST], now)

    def item_title(self, item: Result) -> str:
        """Return number and title."""
        return f"{item.chunk.cited} {item.chunk.title}"

    def item_description(self, item: Result) -> str:
        """Return what it is and what became of it."""
        return f"{item.outcome.title} · {STATES[item.state]}"

    def item_link(self, item: Result) -> str:
        """Return the outcome's address."""
        return reverse("outcome", args=[item.chunk.number])

    def item_updateddate(self, item: Result) -> datetime | None:
        """Return when something was last said of it."""
        return item.latest.at if item.latest else item.chunk.ended_at


def markdown_of(result: Result, now: datetime, address: str) -> str:
    """Return an outcome as Markdown: text, force, support by group, objections, minority
    statements, what became of it.
    """
    return "\n".join(_lines(result, now, address)) + "\n"


def _lines(result: Result, now: datetime, address: str) -> Iterator[str]:
    chunk = result.chunk
    facts, tallies = tallies_at_the_end(chunk, now)
    force = force_name(result.outcome.force, _)
    ended = f"{chunk.ended_at:%Y-%m-%d}" if chunk.ended_at else ""
    yield from (
        f"# {chunk.title}",
        "",
        f"**{result.outcome.title}** ({force}) {chunk.cited} · #{chunk.number} · {ended}",
        "",
    )
    yield from (f"{chunk.process.title} · {facts.model.title} · <{address}>", "")
    text = decided_text(chunk)
    if text is not None and not text.text:
        yield from (
            f"## {_('Text')}",
            "",
            _(
                "The words of this text are not there any more. The page of the outcome says who"
                " took them away, and why."
            ),
            "",
        )
    if text is not None and text.text:
        yield from (
            f"## {_('Text')}",
            "",
            _("Version #%(number)d, as it was decided") % {"number": text.pk},
            "",
            text.text,
            "",
        )
    for tally in tallies:
        yield from _tally(tally)
    yield from _said(
        _("Objections"),
        [(one, f"{one.get_state_display()}: {one.text}") for one in _people(chunk.objection_set)],
    )
    yield from _said(
        _("Minority statements"), [(one, one.text) for one in _people(chunk.minoritystatement_set)]
    )
    if result.responsible:
        yield from (
            f"## {_('Asked to act on it')}",
            "",
            *(f"- {one}" for one in result.responsible),
            "",
        )
    reports = [
        (one, f"{one.get_rating_display()}: {one.text} {one.evidence}".strip())
        for one in _people(chunk.follow_ups)
    ]
    yield from _said(_("What became of it"), reports)


def _tally(tally: Tally) -> Iterator[str]:
    yield from (
        f"## {tally.title}",
        "",
        "| " + " | ".join([_("Group"), *(answer_words(one) for one in tally.answers)]) + " |",
    )
    yield "| --- |" + " ---: |" * len(tally.answers)
    for count in tally.counts:
        yield "| " + " | ".join([count.group, *(str(one) for one in count.numbers)]) + " |"
    yield from ("| " + " | ".join([_("People"), *(str(one) for one in tally.heads)]) + " |", "")


def _said(heading: str, rows: Sequence[tuple[Any, str]]) -> Iterator[str]:
    if rows:
        yield from (f"## {heading}", "")
        for one, text in rows:
            group = one.group.name if one.group else _("group unstated")
            yield from (
                f"- {one.participant} ({group}), #{one.number}: {' '.join(text.split())}",
                "",
            )


def _people(kept: Any) -> Any:
    return kept.select_related("participant", "group")


def _whole(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 19 else None
