"""Outcomes as CSV, Atom, JSON; one of them as Markdown to hand on, with its support by group and
its dissent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, get_args

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from isegoria.rules.language.elements import Outcome
from isegoria.rules.telling.explaining import force_name
from isegoria.server.corrections.reads import errata_of
from isegoria.server.outcomes.reads import (
    STATES,
    Filter,
    Result,
    Standing,
    decided_text,
    results_at,
    tallies_at_the_end,
)
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.tallies import Tally

__all__ = ["OUTCOMES", "filter_of", "markdown_of"]

FORCES = get_args(Outcome.model_fields["force"].annotation)


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


def _rows(standings: Sequence[Standing]) -> Iterator[dict[str, Any]]:
    return map(as_json, results_at(standings, timezone.now()))


def _cells(standings: Sequence[Standing]) -> Iterator[dict[str, Any]]:
    for one in results_at(standings, timezone.now()):
        chunk = one.chunk
        ahead = next((due.at.date().isoformat() for due in one.due if not due.reports), "")
        yield {
            "number": chunk.number,
            "cited": chunk.cited,
            "process": chunk.process.title,
            "issue": chunk.issue_id,
            "title": chunk.title,
            "outcome": chunk.outcome,
            "force": one.outcome.force,
            "ended_at": chunk.ended_at,
            "state": one.state.value,
            "responsible": "; ".join(str(who) for who in one.responsible),
            "next_due": ahead,
            "version": chunk.text_version,
        }


def _news(standings: Sequence[Standing]) -> Iterator[News]:
    for one in results_at(standings, timezone.now()):
        chunk = one.chunk
        at = one.latest.at if one.latest else chunk.ended_at
        assert at is not None  # noqa: S101 -- only what has ended has an outcome
        said = f"{one.outcome.title} · {STATES[one.state]}"
        yield News(
            f"{chunk.cited} {chunk.title}", reverse("outcome", args=[chunk.number]), said, at
        )


OUTCOMES = Listing(
    "outcomes",
    (
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
    ),
    _rows,
    _cells,
    _news,
    order="",
    most=200,
)


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
        for one in errata_of(chunk)[:1]:
            yield from (
                f"## {_('Erratum')}",
                "",
                _("Spelling corrected in #%(number)d: %(reason)s")
                % {"number": one.erratum.pk, "reason": one.erratum.reason},
                "",
                one.erratum.text,
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
            f"## {_('Who should act')}",
            "",
            *(f"- {one}" for one in result.responsible),
            "",
        )
    reports = [
        (one, f"{one.get_rating_display()}: {one.text} {one.evidence}".strip())
        for one in _people(chunk.follow_ups)
    ]
    yield from _said(_("Progress"), reports)


def _tally(tally: Tally) -> Iterator[str]:
    yield from (f"## {tally.title}", "")
    if tally.hidden:
        yield from (_("The answers have not been counted."), "")
        return
    yield "| " + " | ".join([_("Group"), *(answer_words(one) for one in tally.answers)]) + " |"
    yield "| --- |" + " ---: |" * len(tally.answers)
    for count in tally.counts:
        yield "| " + " | ".join([count.group, *(str(one) for one in count.numbers)]) + " |"
    yield from ("| " + " | ".join([_("People"), *(str(one) for one in tally.heads)]) + " |", "")
    if tally.set_aside:
        yield from (f"**{_('set aside by an appeal')}**", "")
    wins = _("Winner:") if tally.how and tally.how.duels else _("Elected:")
    for words, names in ((wins, tally.won), (_("Tie between:"), tally.level)):
        if names:
            yield from (f"{words} {', '.join(answer_words(one) for one in names)}", "")
    for test in tally.by_group:
        yield from (f"{test.words}:", "")
        yield from (f"- {group}: {_('met') if met else _('not met')}" for group, met in test.groups)
        yield ""
    if tally.result:
        silent = _("No person answered. These rules take silence for consent.")
        result = f"**{answer_words(tally.result)}**"
        yield from (f"{result}. {silent}" if tally.by_silence else result, "")


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
