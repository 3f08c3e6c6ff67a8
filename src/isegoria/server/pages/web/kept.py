"""What somebody typed is not lost: a page that cannot take a form gives the words back, signing in
brings them into it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from isegoria.server.pages import refusals
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act
from isegoria.server.record.reads import author_of
from isegoria.terms import Refusal

__all__ = [
    "Door",
    "act_of_form",
    "bring_back",
    "forget_typed",
    "given_back",
    "signed_in_to_send",
    "signed_out",
    "typed",
]

_SESSION = "typed"
_LONGEST = 100_000  # characters kept in the session of somebody who is signed out
_NOT_KEPT = {"csrfmiddlewaretoken", "key", "next"}
_NOT_TYPED = {*_NOT_KEPT, "capacity"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where to go on, in words."""

    address: str
    words: str


def typed(request: HttpRequest) -> dict[str, str]:
    """Return what was sent by field, without passwords and what a form holds of its own; or what
    was kept of it for this page.
    """
    sent = dict(request.POST.lists()) if request.method == "POST" else _kept_for(request)
    lines = {name: "\n".join(texts) for name, texts in sent.items() if name not in _NOT_TYPED}
    return {name: text for name, text in lines.items() if text.strip() and "password" not in name}


def given_back(
    request: HttpRequest, title: str, refusal: Refusal, doors: list[Door], status: int
) -> HttpResponse:
    """Answer with the refusal, what was typed to copy it from, and where to go on."""
    context = {"title": title, "refusal": refusal, "typed": typed(request), "doors": doors}
    return render(request, "given_back.html", context, status=status)


def bring_back(form: forms.Form, request: HttpRequest) -> bool:
    """Begin a form with what was sent from its page while signed out; return whether there was
    something.

    Of several forms on a page it is the one that has every field that was sent.
    """
    kept = _kept_for(request)
    if not kept or (
        request.session[_SESSION]["to"] != request.path and not kept.keys() <= form.fields.keys()
    ):
        return False
    form.initial.update({name: texts[-1] for name, texts in kept.items()})
    for name, field in form.fields.items():
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            form.initial[name] = kept.get(name, [])
        elif isinstance(field, forms.BooleanField):  # one that is hidden belongs to a button
            form.initial[name] = name in kept and not field.widget.is_hidden
    return True


def forget_typed(request: HttpRequest) -> None:
    """Forget it: the act is done."""
    request.session.pop(_SESSION, None)


def signed_in_to_send(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let everyone read a page, and ask to sign in whoever sends its form."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **named)

    return asked


def act_of_form(request: HttpRequest) -> Act | None:
    """Return the act that the sender did with this very form before; a double click is no
    mistake.
    """
    if request.method != "POST" or not isinstance(request.user, Participant):
        return None
    key = request.POST.get("key", "").replace("-", "")
    if len(key) != 32 or not all(one in "0123456789abcdef" for one in key):
        return None
    found = Act.objects.filter(key=key).first()
    return found if found is not None and author_of(found) == request.user.pk else None


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer a form that came from somebody who is signed out."""
    page = _page_of_form(request)
    kept = _keep(request, urlsplit(page).path)
    refusal = (refusals.SIGNED_OUT if kept else refusals.SIGNED_OUT_NOT_KEPT).refuse()
    doors = [Door(redirect_to_login(page).url, _("Sign in"))]
    return given_back(request, _("Sign in to send this"), refusal, doors, 401)


def _keep(request: HttpRequest, page: str) -> bool:
    """Keep what was sent from a page until the sender is signed in; return False if it is too long
    for that.
    """
    sent = {
        name: texts
        for name, texts in request.POST.lists()
        if name not in _NOT_KEPT and "password" not in name
    }
    if sum(len(text) for texts in sent.values() for text in texts) > _LONGEST:
        return False
    request.session[_SESSION] = {
        "page": page,
        "to": request.path,
        "sent": sent,
    }  # the last form only: a session is no archive
    return True


def _kept_for(request: HttpRequest) -> dict[str, list[str]]:
    """Return what was kept by field for a page, or was sent to its address."""
    kept: dict[str, Any] = request.session.get(_SESSION, {})
    return kept["sent"] if request.path in {kept.get("page"), kept.get("to")} else {}


def _page_of_form(request: HttpRequest) -> str:
    """Return the page on which a form stood, with its query: some are sent to an address that shows
    no page.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    page = urlunsplit(("", "", came_from.path, came_from.query, ""))
    own = came_from.netloc == request.get_host() and url_has_allowed_host_and_scheme(
        page, allowed_hosts=None
    )
    return page if own else request.get_full_path()
