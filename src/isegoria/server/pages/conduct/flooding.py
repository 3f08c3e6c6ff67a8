"""The page on which the secretariat says how much people can contribute."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isegoria.rules.offices.flooding import MOST, Limits
from isegoria.server.conduct.flooding import SetLimits, limits_of
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.people.reads import forum_or_none
from isegoria.terms import Refusal

__all__ = ["limits"]


def _number(label: Any, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST)


class LimitsForm(ActForm):
    """How many contributions a minute and a day."""

    new_minute = _number(gettext_lazy("New people: contributions a minute"))
    new_day = _number(gettext_lazy("New people: contributions in 24 hours"))
    known_minute = _number(gettext_lazy("Others: contributions a minute"))
    known_day = _number(gettext_lazy("Others: contributions in 24 hours"))
    days = _number(gettext_lazy("Days until somebody is no longer new"), 0)
    contributions = _number(gettext_lazy("Contributions until somebody is no longer new"), 0)
    field_order = (
        "new_minute",
        "new_day",
        "known_minute",
        "known_day",
        "days",
        "contributions",
        "capacity",
    )


@login_required
def limits(request: HttpRequest) -> HttpResponse:
    """Let the secretariat say how much people can contribute."""
    form = LimitsForm(request, asdict(limits_of(forum_or_none()) or Limits()))
    refusal = None
    if form.is_valid():
        said = {one.name: form.cleaned_data[one.name] for one in fields(SetLimits)}
        result = tried(form, SetLimits(**said))
        if not isinstance(result, Refusal):
            return redirect("set-up")
        refusal = result
    context = {"form": form, "refusal": refusal, "title": _("How much people can contribute")}
    return render(request, "conduct/flooding.html", context, status=status_of(form, refusal))
