"""Wrong passwords slow down those who type them, and keep nobody from their account.

After some wrong passwords for an address the next one has to wait, longer each time. A stranger
could so keep its owner waiting for ever. Therefore each browser from which somebody came in before
is counted by itself, and a mailed link always works. All processes count together
(docs/decisions/0048, 0052).
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from allauth.core.internal.ratelimit import cache_lock
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from isegoria.server.front.security_log import note
from isegoria.server.people.models import Participant

__all__ = ["FREE", "begin_attempt", "end_attempts", "remember_browser", "wait_after"]

FREE = 5  # wrong passwords before the first wait
_FIRST, _LONGEST = 15, 3600  # seconds
_FORGOTTEN = timedelta(days=1)
_SALT, _BROWSER = "came_in", timedelta(days=400)  # browsers keep none for longer
_ACCOUNTS = 5  # that one browser remembers


def wait_after(wrong: int) -> int:
    """Return how many seconds have to pass after so many wrong passwords in a row."""
    return 0 if wrong < FREE else min(_FIRST * 2 ** min(wrong - FREE, 20), _LONGEST)


def begin_attempt(request: HttpRequest, email: str) -> None:
    """Count an attempt as a wrong one before the password is looked at, so that many at once are no
    way round.

    Raises:
        ValidationError: it is too early.
    """
    key, now = _key(request, email), timezone.now().timestamp()
    with cache_lock(key) as locked:
        wrong, last = cache.get(key, (0, 0.0))
        early = last + wait_after(wrong) - now
        if locked and early <= 0:
            cache.set(key, (wrong + 1, now), _FORGOTTEN.total_seconds())
            return
    note("password.too-early", request, account=email)
    request.is_noted = True  # type: ignore[attr-defined]  # for `Noted`
    raise ValidationError(_too_early(max(1, ceil(early))), code="too_many_login_attempts")


def end_attempts(request: HttpRequest, email: str) -> None:
    """Forget the wrong passwords of an address, since the right one came."""
    cache.delete(_key(request, email))


def remember_browser(request: HttpRequest, response: HttpResponse, who: Participant) -> None:
    """Let this browser be counted by itself from now on: somebody came in from it."""
    known = _known(request)
    number = str(who.pk)
    known = {number: known.pop(number, secrets.token_urlsafe(16)), **known}
    response.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        ".".join(f"{one}:{known[one]}" for one in list(known)[:_ACCOUNTS]),
        salt=_SALT,
        max_age=_BROWSER,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        kept = request.get_signed_cookie(
            settings.KNOWN_BROWSER_COOKIE_NAME, salt=_SALT, max_age=_BROWSER
        )
    except (BadSignature, KeyError):
        return {}
    pairs = [one.partition(":") for one in str(kept).split(".")]
    return {number: name for number, _colon, name in pairs}


def _key(request: HttpRequest, email: str) -> str:
    """Return under what an attempt is counted: this browser, where the account knows it; else the
    address, whether or not it has an account.
    """
    known: Any = _known(request)
    theirs = (
        Participant.objects.filter(pk__in=known, email__iexact=email).first() if known else None
    )
    counted = f"browser:{known[str(theirs.pk)]}" if theirs else f"address:{email.lower()}"
    return f"isegoria:attempts:{sha256(counted.encode()).hexdigest()}"


def _too_early(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if seconds < 100:
        said = ngettext(
            "There were too many wrong passwords. You can try again in %(count)d second, or sign in"
            " by a mail at once.",
            "There were too many wrong passwords. You can try again in %(count)d seconds, or sign"
            " in by a mail at once.",
            seconds,
        )
        return said % {"count": seconds}
    said = ngettext(
        "There were too many wrong passwords. You can try again in %(count)d minute, or sign in by"
        " a mail at once.",
        "There were too many wrong passwords. You can try again in %(count)d minutes, or sign in"
        " by a mail at once.",
        minutes,
    )
    return said % {"count": minutes}
