"""Which pages take more than a form: files, from somebody who is signed in."""

from collections.abc import Callable, MutableMapping
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, parse_cookie
from django.urls import resolve

__all__ = ["largest_body", "takes_upload"]

View = TypeVar("View", bound=Callable[..., Any])
_LARGEST = "largest_body"


def takes_upload(most: int) -> Callable[[View], View]:
    """Let a page take a request of so many bytes; write it above all other decorators."""

    def declared(view: View) -> View:
        setattr(view, _LARGEST, most)
        return view

    return declared


def largest_body(scope: MutableMapping[str, Any]) -> int:
    """Return how many bytes a request may carry; of an upload only if its sender is signed in.

    This asks the database.
    """
    form: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        declared: int = getattr(resolve(scope["path"]).func, _LARGEST, form)
    except Http404:
        return form
    return declared if declared > form and _is_signed_in(scope) else form


def _is_signed_in(scope: MutableMapping[str, Any]) -> bool:
    cookies = "; ".join(
        value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"
    )
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    return bool(key) and SESSION_KEY in SessionStore(key)
