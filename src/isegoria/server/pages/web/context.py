"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from isegoria.server.pages.web.languages import languages_of
from isegoria.server.people.reads import forum_or_none


def forum(request: HttpRequest) -> dict[str, object]:
    """Return the forum, the languages that it offers, and the direction of the reader's."""
    # a mail, and a page about a fault, can be rendered for a request that came no further
    kept = request.forum if hasattr(request, "forum") else forum_or_none()
    return {
        "forum": kept,
        "languages": languages_of(kept),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "development": settings.DEVELOPMENT,
        "oidc": settings.CONFIGURATION.oidc_server,
    }
