"""All cases by state, and one case with what its reader may see; the same as JSON, CSV and Atom,
without the private part.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.offices.cases import Stage
from isegoria.rules.offices.facilitating import facilitating_office
from isegoria.server.conflicts.models import Case, CaseNote
from isegoria.server.conflicts.reads import (
    case_or_404,
    cases,
    days_open,
    independence,
    office_held,
    parties_of,
    private_part,
    sides_of,
    turn_of,
    turn_said,
)
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of

__all__ = ["case", "case_json", "case_list", "cases_beside", "cases_in"]

PAGE = 50
BESIDE = 20  # on the page of what they are about


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Show all cases, or those in one state."""
    now, state = timezone.now(), request.GET.get("state", "")
    page = page_asked(request, _in_state(state), PAGE)
    rows = [
        (one, turn_said(one), days_open(one, now), is_late(one, now)) for one in page.object_list
    ]
    query = f"state={state}" if state else ""
    context = {
        "rows": rows,
        "page": page,
        "state": state,
        "states": Case.State.choices,
        "query": query,
    }
    return render(request, "conflicts/list.html", context)


@require_safe
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show a case: parties, facilitator, who could be one and who not, steps, result, and the
    private part to whom it is for.
    """
    found, now = case_or_404(number), timezone.now()
    model, people, office = model_of(found.process), independence(found, now), office_held(found)
    me = request.user if isinstance(request.user, Participant) else None
    context = {
        "case": found,
        "moderating": Moderating(),
        "model": model,
        "turn": turn_said(found),
        "late": is_late(found, now),
        "days": days_open(found, now),
        "people": people,
        "named": next((one for one in people if one.participant.pk == found.facilitator_id), None),
        "office": office,
        "between_parties": found.stage is Stage.RUNNING
        and found.chunk_id is not None
        and facilitating_office(model) != ""
        and not office,
        "organisations": sorted({one for one in sides_of(found).organisations if one}),
        "steps": found.steps.all(),
        "private": private_part(found, me),
        "mine": parties_of(found, model, me) if me else [],
        "left": any(
            one.answered_in == found.closed_in for one in found.parties.all() if found.closed_in
        ),
        "facilitates": me is not None and me.pk == found.facilitator_id,
    }
    return render(request, "conflicts/case.html", context)


@require_safe
def cases_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give all cases, or those in one state, as JSON, CSV or Atom."""
    found = _in_state(request.GET.get("state", ""))
    return CASES.answer(request, form, found, title=_("Conflicts"), page=reverse("cases"))


@require_safe
def case_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give one case with its steps, and the numbers of its private notes."""
    found = case_or_404(number)
    steps = [
        {
            "number": one.number,
            "step": one.kind,
            "on": one.on,
            "text": one.text,
            "next_by": one.next_by,
        }
        for one in found.steps.all()
    ]
    notes = [{"number": one.number, "published": _published(one)} for one in found.notes.all()]
    return JsonResponse({**_as_json(found, timezone.now()), "steps": steps, "notes": notes})


def cases_beside(found: QuerySet[Case], now: datetime) -> list[tuple[Case, str, bool]]:
    """Return cases for the page of what they are about: who acts next, and whether it is late."""
    return [(one, turn_said(one), is_late(one, now)) for one in found[:BESIDE]]


def is_late(found: Case, now: datetime) -> bool:
    """Return whether whoever has the turn should have acted by now."""
    return found.due_at is not None and found.due_at < now


def _in_state(state: str) -> QuerySet[Case]:
    return cases().filter(state=state) if state in Case.State.values else cases()


def _published(note: CaseNote) -> str | None:
    return reverse("opening", args=[note.number, "text"]) if note.published_in else None


def _as_json(found: Case, now: datetime) -> dict[str, Any]:
    """Return what is public of a case."""
    parties = [
        {
            "group": one.holder,
            "participant": one.participant_id,
            "title": str(one),
            "answer": one.answer,
        }
        for one in found.parties.all()
    ]
    return {
        "number": found.number,
        "process": found.process_id,
        "issue": found.issue_id,
        "chunk": found.chunk_id,
        "text": found.text,
        "state": found.state,
        "step": found.step,
        "parties": parties,
        "facilitator": found.facilitator_id,
        "asked_at": found.asked_at,
        "days_open": days_open(found, now),
        "turn": turn_of(found).value,
        "due_at": found.due_at,
        "late": is_late(found, now),
        "result": found.result,
        "result_text": found.result_text,
        "closed_at": found.closed_at,
    }


def _rows(cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    now = timezone.now()
    return (_as_json(one, now) for one in cases)


def _news(cases: Sequence[Case]) -> Iterator[News]:
    for one in cases:
        parties = ", ".join(str(party) for party in one.parties.all())
        title = f"#{one.number} {parties}: {one.get_state_display()}"
        page = reverse("case", args=[one.number])
        yield News(title, page, one.text, one.closed_at or one.asked_at)


CASES = Listing(
    "cases",
    (
        "number",
        "process",
        "chunk",
        "state",
        "result",
        "asked_at",
        "days_open",
        "turn",
        "due_at",
        "late",
    ),
    _rows,
    news=_news,
    order="-number",
)
