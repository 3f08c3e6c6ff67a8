"""What was said before a correction, why it was corrected, and why something was cancelled: read
from the record, which keeps every version.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from isegoria.rules.course.spelling import is_spelling
from isegoria.server.corrections.models import Erratum
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.reads import decided_text
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.record.models import Act, Opening
from isegoria.server.sessions.models import Session
from isegoria.server.texts.redlining import redlined

__all__ = [
    "CalledOff",
    "Corrected",
    "Redlined",
    "called_off",
    "errata_of",
    "history_of",
    "said_before",
    "spelt_before",
]

_KINDS: dict[type, str] = {
    Process: "process.correct",
    Issue: "issue.correct",
    Chunk: "chunk.correct",
    Session: "session.correct",
    PlannedDate: "process.correct-date",
}
_SAYS = ("title", "issue", "session", "date", "reason")
"""The openings that say what a row said, and why it says something else now."""
_SHOWN = ("title", "on", "held_on", "venue", "where")


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction: what was said before and is said since, and why; empty where it was erased or
    hidden.
    """

    number: int
    at: datetime
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class CalledOff:
    """By which act something was cancelled or archived, when and why."""

    number: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Redlined:
    """An erratum beside the text that was decided."""

    erratum: Erratum
    html: str


def history_of(row: Any) -> list[Corrected]:
    """Return the corrections of a process, an issue, a part, a meeting or a date, the first one
    first; nothing is asked of the record where there is none.
    """
    if row.corrected_in is None:
        return []
    kind, first = _kind_of(row), getattr(row, "planned_in", row.pk)
    later = Act.objects.filter(
        process=_place(row), kind=kind, number__gt=first, number__lte=row.corrected_in
    )
    gone = _undone(_place(row))
    acts = [
        one
        for one in later.order_by("number")
        if one.number not in gone and _is_about(one, row, first)
    ]
    said = _said([first, *(one.number for one in acts)])
    told = [said.get(first, {}), *(said.get(one.number, {}) | _days(one) for one in acts)]
    return [
        Corrected(act.number, act.minute, _words(before), _words(after), after.get("reason", ""))
        for act, before, after in zip(acts, told, told[1:], strict=False)
    ]


def said_before(row: Any, number: int) -> tuple[dict[str, str], int | None]:
    """Return what a row said before a correction, and the correction before that one, if any."""
    kind, first = _kind_of(row), getattr(row, "planned_in", row.pk)
    gone = _undone(_place(row))
    earlier = Act.objects.filter(process=_place(row), kind=kind, number__lt=number)
    acts = [
        one
        for one in earlier.order_by("-number")
        if one.number not in gone and _is_about(one, row, first)
    ]
    last = acts[0].number if acts else None
    said = _said([last or first]).get(last or first, {})
    return said | (_days(acts[0]) if acts else {}), last


def _undone(place: str) -> set[int]:
    undone = Act.objects.filter(process=place, kind="act.undo")
    return {number for found in undone.values_list("references", flat=True) for number in found}


def spelt_before(row: Any) -> str:
    """Return the title of which the present one is only another spelling: many small steps lead
    nowhere.
    """
    title: str = row.title
    for one in reversed(history_of(row)):
        if not is_spelling(one.before, one.after):
            break
        title = one.before
    return title


def _kind_of(row: Any) -> str:
    """Return the kind of the acts that corrected a row; the first part of an issue is called as the
    issue is.
    """
    is_first = isinstance(row, Chunk) and row.pk == row.issue_id
    return _KINDS[Issue] if is_first else _KINDS[type(row)]


def _is_about(act: Act, row: Any, first: int) -> bool:
    same = act.body.get("name", "") == row.name if isinstance(row, PlannedDate) else True
    return first in act.references and same


def _place(row: Any) -> str:
    place: str = row.process.place if hasattr(row, "process") else row.place
    return place


def _said(numbers: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return what acts say in words, by their numbers."""
    found: dict[int, dict[str, str]] = {}
    rows = Opening.objects.filter(act__in=list(numbers), field__in=_SAYS)
    for number, name, content in rows.values_list("act_id", "field", "content"):
        text = bytes(content).decode()
        of_act = found.setdefault(number, {})
        if name in {"title", "reason"}:
            of_act[name] = text
        else:
            values = json.loads(text)
            of_act.update({key: str(values[key]) for key in _SHOWN if values.get(key)})
    return found


def _days(act: Act) -> dict[str, str]:
    return {"on": act.body["on"]} if "on" in act.body else {}


def _words(said: dict[str, str]) -> str:
    return " · ".join(said[name] for name in _SHOWN if said.get(name))


def called_off(row: Any) -> CalledOff | None:
    """Return by which act a process, an issue, a part or a meeting was cancelled, and why."""
    if row.cancelled_in is None:
        return None
    act = Act.objects.get(pk=row.cancelled_in)
    reason = _said([act.number]).get(act.number, {}).get("reason", "")
    return CalledOff(act.number, act.minute, reason)


def errata_of(chunk: Chunk) -> list[Redlined]:
    """Return the errata to a text that was decided, the newest first, each as a redline against
    it.
    """
    errata = list(chunk.errata.all())
    decided = decided_text(chunk) if errata else None
    if decided is None:
        return []
    return [Redlined(one, redlined(decided.text, one.text)) for one in errata if one.text]
