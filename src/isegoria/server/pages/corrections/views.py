"""Pages to correct what was said, and to cancel or archive what was begun: one shape for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isegoria.server.addresses import found_or_404
from isegoria.server.corrections.acts import (
    CorrectDate,
    CorrectIssue,
    CorrectOutcome,
    CorrectPart,
    CorrectProcess,
    CorrectSession,
)
from isegoria.server.corrections.cancelling import CancelIssue, CancelProcess, CancelSession
from isegoria.server.corrections.reads import errata_of, history_of
from isegoria.server.corrections.undoing import Undo
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.reads import decided_text
from isegoria.server.pages.corrections.forms import (
    MeetingForm,
    PlannedForm,
    ReasonedForm,
    TextForm,
    TitleForm,
)
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.said import say_published
from isegoria.server.process.dates import planned
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.sessions.models import Session
from isegoria.terms import Refusal

__all__ = ["cancel", "correct", "undo"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What can be corrected or cancelled: where its rows are, its form, its act and its page."""

    table: Any
    title: Any
    act: Callable[..., Any]
    back: Callable[[Any], str]
    form: type[ReasonedForm] = ReasonedForm
    fields: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    door: Callable[..., Act] = perform


def _page(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk])


_CORRECTED = {
    "process": _Kind(
        Process,
        gettext_lazy("Correct the title of the process"),
        CorrectProcess,
        _page("room"),
        TitleForm,
        ("title",),
    ),
    "issue": _Kind(
        Issue,
        gettext_lazy("Correct the title of the issue"),
        CorrectIssue,
        _page("issue"),
        TitleForm,
        ("title",),
        ("process",),
    ),
    "part": _Kind(
        Chunk,
        gettext_lazy("Correct the title of the part"),
        CorrectPart,
        _page("chunk"),
        TitleForm,
        ("title",),
        ("process", "issue"),
    ),
    "meeting": _Kind(
        Session,
        gettext_lazy("Correct the meeting"),
        CorrectSession,
        _page("session"),
        MeetingForm,
        ("title", "held_on", "venue"),
    ),
    "date": _Kind(
        PlannedDate,
        gettext_lazy("Correct the date"),
        CorrectDate,
        lambda row: reverse("calendar", args=[row.process_id]),
        PlannedForm,
        ("on", "title", "where"),
        ("process",),
        planned,
    ),
    "outcome": _Kind(
        Chunk,
        gettext_lazy("Publish an erratum"),
        CorrectOutcome,
        _page("outcome"),
        TextForm,
        ("text",),
        ("process", "issue"),
    ),
}
_CANCELLED = {
    "process": _Kind(
        Process, gettext_lazy("Cancel or archive the process"), CancelProcess, _page("room")
    ),
    "issue": _Kind(
        Issue,
        gettext_lazy("Cancel or archive the issue"),
        CancelIssue,
        _page("issue"),
        related=("process",),
    ),
    "meeting": _Kind(
        Session,
        gettext_lazy("Take the meeting off the lists"),
        CancelSession,
        lambda row: reverse("session", args=[row.pk]),
    ),
}


@login_required
def correct(request: HttpRequest, what: str, number: int, date: int | None = None) -> HttpResponse:
    """Say what is right, and why; of a date `number` is its process."""
    kind = _CORRECTED[what]
    row = _row(kind, number if date is None else date)
    now = {name: _value(row, name) for name in kind.fields}
    form = kind.form(request, now)
    shown = {"history": history_of(row), "errata": errata_of(row) if what == "outcome" else []}
    return _answer(request, kind, row, form, {**shown, "button": _("Correct")})


@login_required
def cancel(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Cancel or archive, and say why."""
    kind = _CANCELLED[what]
    row = _row(kind, number)
    going_on = row.chunks.filter(outcome="", cancelled_in=None) if hasattr(row, "chunks") else None
    shown = {"stops": going_on, "button": kind.title}
    return _answer(request, kind, row, ReasonedForm(request), shown)


def _answer(
    request: HttpRequest, kind: _Kind, row: Any, form: ReasonedForm, shown: dict[str, Any]
) -> HttpResponse:
    refusal = None
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in kind.fields}
        work = kind.act(row, **said, reason=form.cleaned_data["reason"])
        result = tried(form, work, kind.door)
        if not isinstance(result, Refusal):
            say_published(request, result)
            return redirect(kind.back(row))
        refusal = result
    context = {"form": form, "refusal": refusal, "row": row, "back": kind.back(row), **shown}
    page = {**context, "title": kind.title}
    return render(request, "corrections/form.html", page, status=status_of(form, refusal))


@login_required
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo what one did last."""
    act = found_or_404(Act.objects, _("There is no act with this number."), pk=number)
    form, refusal = ActForm(request), None
    if form.is_valid():
        result = tried(form, Undo(act))
        if not isinstance(result, Refusal):
            messages.success(request, _("It is undone. Both acts stay on the record."))
            return redirect("act", number)
        refusal = result
    context = {"form": form, "refusal": refusal, "act": act}
    return render(request, "corrections/undo.html", context, status=status_of(form, refusal))


def _row(kind: _Kind, number: int) -> Any:
    found = kind.table._default_manager.select_related(*kind.related)
    return found_or_404(found, _("There is nothing with this number to correct."), pk=number)


def _value(row: Any, name: str) -> Any:
    """Return what a row says now: of an outcome its text as it was corrected last."""
    if name != "text":
        return getattr(row, name)
    latest = row.errata.first() or decided_text(row)
    return latest.text if latest else ""
