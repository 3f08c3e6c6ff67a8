"""Where somebody is signed in, and how to show that it is you without a password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from isegoria.server.addresses import whole
from isegoria.server.forum.signed_in import end_session, end_sessions, sessions_of
from isegoria.server.people.models import Participant

__all__ = ["again", "sessions", "set_password"]

set_password = reauthentication_required(app="isegoria.server.forum")(password_set)

# The first that is found counts: a browser names also those that it is like.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as its owner sees it."""

    number: int
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def device_of(user_agent: str) -> str:
    """Return browser and system in a few words, as far as the browser says them."""

    def first(known: dict[str, str]) -> str:
        return next((name for sign, name in known.items() if sign in user_agent), "")

    browser, system = first(_BROWSERS), first(_SYSTEMS)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("unknown device")


@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where somebody is signed in, and let them end one of the sessions, or all others."""
    me = request.user
    assert isinstance(me, Participant)  # noqa: S101 -- behind login_required
    if request.method == "POST":
        if request.POST.get("end") == "others":
            end_sessions(me, but=request)
            messages.success(request, _("All other sessions ended."))
        elif end_session(me, whole(request.POST.get("end", "")) or 0):
            messages.success(request, _("The session ended."))
        return redirect("usersessions_list")
    this = request.session.session_key
    shown = [
        Shown(
            one.pk,
            device_of(one.user_agent),
            one.ip,
            one.created_at,
            one.last_seen_at,
            one.session_key == this,
        )
        for one in sessions_of(me)
    ]
    context: dict[str, Any] = {"sessions": shown}
    return render(request, "accounts/sessions.html", context)


@never_cache
@login_required
@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """Ask somebody without a password to sign in again."""
    return render(request, "accounts/again.html")
