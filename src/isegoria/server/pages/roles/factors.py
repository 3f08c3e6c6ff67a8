"""Which roles need a second factor, and taking one off that is lost; for the secretariat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404
from isegoria.server.pages.roles.forms import FactorForm, TakeOffForm
from isegoria.server.pages.roles.mails import tell_of_factor
from isegoria.server.pages.web.forms import status_of, tried
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.server.roles.factors import RequireFactor, TakeOffFactors
from isegoria.terms import Refusal

__all__ = ["require", "take_off"]


@login_required
def require(request: HttpRequest) -> HttpResponse:
    """Let the secretariat say which roles need a second factor."""
    _only_secretariat(request)
    forum = forum_or_none()
    form = FactorForm(request, initial={"roles": forum.second_factor if forum else []})
    refusal = None
    if form.is_valid():
        result = tried(form, RequireFactor(form.cleaned_data["roles"]))
        if not isinstance(result, Refusal):
            messages.success(request, _("Published as #%(number)d.") % {"number": result.number})
            return redirect("roles")
        refusal = result
    context = {"form": form, "refusal": refusal}
    return render(request, "roles/require_factor.html", context, status=status_of(form, refusal))


@login_required
def take_off(request: HttpRequest, number: int) -> HttpResponse:
    """Let the secretariat take the second factor off an account whose owner lost it."""
    _only_secretariat(request)
    people = Participant.objects.filter(is_active=True)
    holder = found_or_404(people, _("There is no participant with this number."), pk=number)
    form, refusal = TakeOffForm(request), None
    if form.is_valid():
        result = tried(form, TakeOffFactors(holder, form.cleaned_data["reason"]))
        if not isinstance(result, Refusal):
            tell_of_factor(request, holder, result)
            messages.success(request, _("Published as #%(number)d.") % {"number": result.number})
            return redirect("participant", number)
        refusal = result
    context = {"form": form, "refusal": refusal, "holder": holder}
    return render(request, "roles/take_off.html", context, status=status_of(form, refusal))


def _only_secretariat(request: HttpRequest) -> None:
    if not getattr(request.user, "secretariat", False):
        raise PermissionDenied
