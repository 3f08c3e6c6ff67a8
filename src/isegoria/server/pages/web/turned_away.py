"""The pages of requests that are turned away before Django is asked: too long, too slow, or at a
bad moment.
"""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from django.http import HttpRequest, parse_cookie
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, get_language_from_request, override

__all__ = ["turned_away"]


def turned_away(scope: MutableMapping[str, Any], status: int, limit: int) -> bytes:
    """Return the page for 408, 413 or 503, in the language of the reader.

    It asks neither the database nor the session.
    """
    return _page(status, limit, _language(scope))


@cache
def _page(status: int, limit: int, language: str) -> bytes:
    with override(language):
        context = {"status": status, "most": filesizeformat(limit), "seconds": limit}
        direction = "rtl" if get_language_bidi() else "ltr"
        return render_to_string("turned_away.html", {**context, "direction": direction}).encode()


def _language(scope: MutableMapping[str, Any]) -> str:
    sent = {name: value.decode("latin1") for name, value in scope["headers"]}
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = sent.get(b"accept-language", "")
    request.COOKIES = parse_cookie(sent.get(b"cookie", ""))
    return get_language_from_request(request)
