"""Who does what for the forum, since when; given and ended by the secretariat."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404, whole
from isegoria.server.pages.roles.forms import EndRoleForm, GiveRoleForm
from isegoria.server.pages.roles.mails import tell_of_role
from isegoria.server.pages.web.forms import status_of, tried
from isegoria.server.pages.web.kept import signed_in_to_send
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process
from isegoria.server.roles.acts import EndRole, GiveRole, Role
from isegoria.terms import Refusal

__all__ = ["end_role", "roles"]

_SHOWN = 500  # people with a role


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds: in which process, if in one, and by which act."""

    holder: Participant
    role: str
    process: Process | None = None
    given_in: int = 0

    @property
    def title(self) -> str:
        """The role in words, with its process."""
        return _title(self.role, self.process)

    @property
    def query(self) -> str:
        """What the address of the page to end it says of it."""
        return "?" + urlencode({"role": self.role, "process": _number(self)})


def _title(role: str, process: Process | None) -> str:
    words = str(Role(role).label)
    return f"{words}: {process.title}" if process else words


@signed_in_to_send
def roles(request: HttpRequest) -> HttpResponse:
    """Show who holds which role; let the secretariat give one."""
    secretariat = getattr(request.user, "secretariat", False)
    form = GiveRoleForm(request) if secretariat or request.method == "POST" else None
    refusal = None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        result = tried(form, GiveRole(said["role"], said["holder"], said["process"]))
        if not isinstance(result, Refusal):
            tell_of_role(request, said["holder"], _title(said["role"], said["process"]), result)
            messages.success(request, _("Published as #%(number)d.") % {"number": result.number})
            return redirect("roles")
        refusal = result
    context = {"held": _held(), "form": form, "refusal": refusal}
    return render(request, "roles/roles.html", context, status=status_of(form, refusal))


@login_required
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """End a role that somebody holds; they may do so themself."""
    people = Participant.objects.filter(is_active=True)
    holder = found_or_404(people, _("There is no participant with this number."), pk=number)
    role, asked = request.GET.get("role", ""), request.GET.get("process", "")
    if not role:
        return redirect("roles")  # where each role has its link
    theirs = [one for one in _held([holder]) if one.role == role]
    found = next((one for one in theirs if _number(one) == (whole(asked) or 0)), None)
    if found is None:
        raise Http404(_("This person does not hold this role."))
    form, refusal = EndRoleForm(request), None
    if form.is_valid():
        work = EndRole(role, holder, found.process, form.cleaned_data["reason"])
        result = tried(form, work)
        if not isinstance(result, Refusal):
            tell_of_role(request, holder, found.title, result, ended=True)
            return redirect("roles")
        refusal = result
    context = {"held": found, "form": form, "refusal": refusal}
    return render(request, "roles/end.html", context, status=status_of(form, refusal))


def _number(held: Held) -> int:
    return held.process.pk if held.process else 0


def _held(people: Any = None) -> list[Held]:
    """Return the roles that people hold, those of the secretariat first."""
    there = Participant.objects.filter(is_active=True).exclude(roles=[], secretariat=False)
    if people is not None:
        there = there.filter(pk__in=[one.pk for one in people])
    shown = list(there.order_by("-secretariat", "name", "pk")[:_SHOWN])
    numbers = {one["process"] for who in shown for one in who.roles}
    processes = Process.objects.in_bulk(numbers)
    found = [Held(who, Role.SECRETARIAT.value) for who in shown if who.secretariat]
    found += [
        Held(who, one["role"], processes.get(one["process"]), one["given_in"])
        for who in shown
        for one in who.roles
    ]
    return found
