"""The call for issues on the pages of its process, and the form that makes it longer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isegoria.rules.language.model import Model
from isegoria.server.issues.call_for_issues import ExtendCall, call_ends
from isegoria.server.pages.web.forms import ActForm, DayField, status_of, tried
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Process
from isegoria.server.process.reads import process_or_404
from isegoria.server.record.door import foreseen
from isegoria.terms import Refusal

__all__ = ["CallShown", "ExtendCallForm", "call_shown", "extend_call"]


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call for issues: when it ends, whether it is over, and whether nobody proposed an issue."""

    ends: datetime
    over: bool
    empty: bool
    may_extend: bool


def call_shown(
    process: Process, model: Model, now: datetime, user: Any, *, has_issues: bool = False
) -> CallShown | None:
    """Return how the call of a process stands; None where it has no end. With `has_issues` the
    caller has seen some.
    """
    ends = call_ends(process, model)
    if ends is None:
        return None
    empty = not has_issues and not process.issues.exists()
    return CallShown(ends, ends < now, empty, empty and _may_extend(process, user, now))


def _may_extend(process: Process, user: Any, now: datetime) -> bool:
    """Return whether somebody can make the call longer, whatever day they choose."""
    if not isinstance(user, Participant):
        return False
    refusal = foreseen(ExtendCall(process, now.date(), "…"), by=user, now=now)
    return refusal is None or refusal.rule == "call.not-longer"


class ExtendCallForm(ActForm):
    """Until when a call goes on, and why."""

    until = DayField(label=gettext_lazy("New last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 3}))
    field_order = ("until", "reason", "capacity")


@login_required
def extend_call(request: HttpRequest, number: int) -> HttpResponse:
    """Make the call of a process longer, or open it again."""
    process = process_or_404(number)
    form = ExtendCallForm(request)
    refusal = None
    if form.is_valid():
        said = form.cleaned_data
        result = tried(form, ExtendCall(process, said["until"], said["reason"]))
        if not isinstance(result, Refusal):
            return redirect("room", number)
        refusal = result
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("Extend the call for issues"),
        "button": _("Extend it"),
        "process": process,
        "call": call_shown(process, model_of(process), timezone.now(), request.user),
    }
    return render(request, "issues/form.html", context, status=status_of(form, refusal))
