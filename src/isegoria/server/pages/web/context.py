"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from isegoria.server.people.models import Forum


def forum(_request: HttpRequest) -> dict[str, object]:
    """Return the forum and the direction of the reader's language."""
    return {
        "forum": Forum.objects.first(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "development": settings.DEVELOPMENT,
        "oidc": settings.CONFIGURATION.oidc_server,
    }
