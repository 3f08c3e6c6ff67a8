"""The languages of the forum: pages are in one of those that the secretariat chose, and readers are
offered no other.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from isegoria.server.people.models import Forum
from isegoria.server.people.reads import forum_or_none

__all__ = ["ForumLanguages", "languages_of"]


def languages_of(forum: Forum | None) -> list[str]:
    """Return the codes of the languages that a forum offers, in its order: all before it was set
    up.
    """
    there = [code for code, _name in settings.LANGUAGES]
    return [one for one in forum.languages if one in there] or there if forum else there


class ForumLanguages:
    """Takes another language than that of the browser or of an old choice, where the forum does not
    offer it any more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in a language of the forum; keep the forum, which every page shows."""
        forum = forum_or_none()
        request.forum = forum  # type: ignore[attr-defined]
        offered = languages_of(forum)
        if translation.get_language() not in offered:
            wished = (code.partition("-")[0] for code, _weight in _accepted(request))
            translation.activate(next((one for one in wished if one in offered), offered[0]))
            request.LANGUAGE_CODE = translation.get_language()
        return self._get_response(request)


def _accepted(request: HttpRequest) -> tuple[tuple[str, float], ...]:
    return parse_accept_lang_header(request.headers.get("Accept-Language", ""))
