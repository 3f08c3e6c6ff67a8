"""Who asks, as pages see them: without the roles for which they lack a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from isegoria.server.people.factors import able
from isegoria.server.people.models import Participant

__all__ = ["RolesInForce"]


class RolesInForce:
    """Gives every page somebody with the roles in which they can act.

    The pages of accounts get the whole row, since they also write it; they ask for no role.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; nothing is asked of the database before a page asks who it is."""
        if not request.path.startswith("/accounts/"):
            request.user = SimpleLazyObject(lambda: _in_force(request))  # type: ignore[assignment]
        return self.get_response(request)


def _in_force(request: HttpRequest) -> Any:
    who = get_user(request)
    return able(who, getattr(request, "forum", None)) if isinstance(who, Participant) else who
