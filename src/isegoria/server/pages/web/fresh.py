"""Pages that ask to sign in again: somebody else may have found the browser open."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from isegoria.server.people.models import Participant

__all__ = ["FRESH", "signed_in_lately"]

FRESH = timedelta(minutes=10)
_SESSION = "signed_in_at"


def _signed_in(request: HttpRequest, **_more: Any) -> None:
    """Note when somebody signed in, in whichever way."""
    request.session[_SESSION] = timezone.now().timestamp()


def _gave_proof(request: HttpRequest, user: Any = None, **_more: Any) -> None:
    """Note when somebody who is signed in gave the password again."""
    if user is not None and getattr(request, "user", None) == user:
        _signed_in(request)


user_logged_in.connect(_signed_in)
authentication_step_completed.connect(_gave_proof)


def signed_in_lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the password, or to sign in again, where that was more than ten minutes ago."""

    @wraps(view)
    @login_required
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        since = timezone.now().timestamp() - request.session.get(_SESSION, 0)
        if 0 <= since <= FRESH.total_seconds():
            return view(request, *args, **named)
        assert isinstance(request.user, Participant)  # noqa: S101 -- behind login_required
        if request.user.has_usable_password():
            again = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{again}")
        next_page = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        return render(request, "personal/sign_in_again.html", {"next": next_page}, status=403)

    return asked
