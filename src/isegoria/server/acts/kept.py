"""What somebody typed is not lost: a page that cannot take a form gives the words back, signing in brings them into it again."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act
from isegoria.terms import Refusal, gettext_noop

__all__ = ["Door", "act_of_form", "forget_typed", "given_back", "keep_typed", "signed_out", "typed", "typed_before"]

_SESSION = "typed"
_LONGEST = 100_000  # characters kept in the session of somebody who is signed out
_NOT_TYPED = {"csrfmiddlewaretoken", "key", "capacity", "next"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where to go on, in words."""

    address: str
    words: str


def typed(request: HttpRequest) -> dict[str, str]:
    """Return what was sent by field, without passwords and what a form holds of its own."""
    sent = {name: "\n".join(request.POST.getlist(name)) for name in request.POST if name not in _NOT_TYPED}
    return {name: text for name, text in sent.items() if text.strip() and "password" not in name}


def given_back(request: HttpRequest, title: str, refusal: Refusal, doors: list[Door], status: int) -> HttpResponse:
    """Answer with the refusal, what was typed to copy it from, and where to go on."""
    context = {"title": title, "refusal": refusal, "typed": typed(request), "doors": doors}
    return render(request, "given_back.html", context, status=status)


def keep_typed(request: HttpRequest) -> bool:
    """Keep what was sent to this address until the sender is signed in; return False if it is too long for that."""
    words = typed(request)
    if sum(map(len, words.values())) > _LONGEST:
        return False
    request.session[_SESSION] = {request.path: words}  # the last form only: a session is no archive
    return True


def typed_before(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent to this address while signed out, to begin the form with."""
    found: dict[str, Any] = request.session.get(_SESSION, {}).get(request.path, {})
    return found


def forget_typed(request: HttpRequest) -> None:
    """Forget it: the act is done."""
    request.session.pop(_SESSION, None)


def act_of_form(request: HttpRequest) -> Act | None:
    """Return the act that the sender did with this very form before; a double click is no mistake."""
    if request.method != "POST" or not isinstance(request.user, Participant):
        return None
    key = request.POST.get("key", "").replace("-", "")
    if len(key) != 32 or not all(one in "0123456789abcdef" for one in key):
        return None
    return Act.objects.filter(key=key, authorship__participant=request.user).first()


def signed_out(request: HttpRequest, sign_in: str) -> HttpResponse:
    """Answer a form that came from somebody who is signed out."""
    kept = keep_typed(request)
    refusal = Refusal(
        rule="act.signed-out",
        reason=gettext_noop("You are signed out, or your session has ended; nothing was changed."),
        instead=gettext_noop("Sign in: what you typed will be in the form again.")
        if kept
        else gettext_noop("Copy what you typed, then sign in."),
    )
    return given_back(request, _("Sign in to send this"), refusal, [Door(sign_in, _("Sign in"))], 401)
