"""What holds for every request: refused with a page that explains, and never at the cost of what
somebody typed.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from isegoria.server.configuration import LOOPBACK
from isegoria.server.front.outbox import MailWaits
from isegoria.server.front.security_log import note
from isegoria.server.pages import refusals
from isegoria.server.pages.forum.views import bad_request, not_found
from isegoria.server.pages.web.kept import Door, given_back, signed_out
from isegoria.server.readiness import NotReady, unready

__all__ = ["Explained", "OwnHost", "Unkept", "form_expired"]

_METHODS = {"GET", "HEAD", "POST"}
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_PORTS = {"", "80", "443"}
_LARGEST = 2**63 - 1


class OwnHost:
    """Refuse a host with a port that is not the forum's: people reach an open forum by HTTPS, and
    its links have no port.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or refuse it."""
        name, port = split_domain_port(request.get_host())
        if settings.ADDRESS and port not in _PORTS and name not in LOOPBACK:
            raise DisallowedHost(f"The port of {name}:{port} is not one of this forum.")
        return self.get_response(request)


class Unkept:
    """Let nothing keep a page that was made for one reader: on a shared computer the next person
    would find it. That is each page of somebody who is signed in, or of whom a form keeps words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so in the head of the answer."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response


class Explained:
    """Answer what no page can take with one that says why: other methods, unreadable addresses, a
    form sent while signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if missing := unready(
            settings.CONFIGURATION
        ):  # whichever server loads this, it opens no forum that lacks settings
            raise NotReady(missing)
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or explain."""
        if request.method not in _METHODS:
            return _not_so(request, ", ".join(sorted(_METHODS)))
        if request.method == "POST" and request.content_type not in _FORMS:
            return _no_form(request)
        if "\0" in request.path or any(
            "\0" in text for _name, texts in request.GET.lists() for text in texts
        ):
            return bad_request(request)
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return _not_so(request, response.headers["Allow"])
        to_sign_in = response.headers.get("Location", "").startswith(
            f"{resolve_url(settings.LOGIN_URL)}?"
        )
        if request.method == "POST" and not request.user.is_authenticated and to_sign_in:
            return signed_out(request)
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _parts: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Find nothing under a number that no database could keep."""
        if any(isinstance(one, int) and one > _LARGEST for one in named.values()):
            return not_found(request, Http404(_("Nothing has so large a number.")))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that no mail can be sent now."""
        return _no_mail(request) if isinstance(exception, MailWaits) else None


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give back what was typed into a form whose proof of origin is missing or too old (CSRF).

    It is never sent on from here.
    """
    note("form.not-ours", request)
    request.is_noted = True  # type: ignore[attr-defined]  # for `Noted`
    refusal = refusals.FORM_EXPIRED.refuse()
    return given_back(
        request,
        _("This form has expired"),
        refusal,
        [Door(request.path, _("Open the page again"))],
        403,
    )


def _no_mail(request: HttpRequest) -> HttpResponse:
    refusal = refusals.MAIL_WAITS.refuse()
    title = _("The forum cannot send mail at the moment")
    return given_back(request, title, refusal, [Door(request.path, _("Open the page again"))], 503)


def _no_form(request: HttpRequest) -> HttpResponse:
    refusal = refusals.NO_FORM.refuse(kind=(request.content_type or "")[:100])
    return given_back(
        request, _("This address does not work like that"), refusal, [Door("/", _("Home"))], 415
    )


def _not_so(request: HttpRequest, allowed: str) -> HttpResponse:
    refusal = refusals.METHOD_NOT_KNOWN.refuse(method=request.method or "", allowed=allowed)
    response = given_back(
        request, _("This address does not work like that"), refusal, [Door("/", _("Home"))], 405
    )
    response.headers["Allow"] = allowed
    return response
