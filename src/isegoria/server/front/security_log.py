"""Notes what matters for the safety of a forum: who comes in, who is refused, and how often.

A line names nobody. Sender and account are marks of one day (UTC): so those who look into an
attack can tell what belongs together, and can compute the mark of an address that they know
(`isegoria mark`). The key of a day is drawn at random and deleted at the end of the next one. From
then on nobody can tell whose mark it was, whatever a court orders: with a key that stays, all
addresses of the network could be tried. Nobody can fill the log: what one sender, or all together,
bring about in a minute is bounded. The counts stay whole.
"""

import hmac
import logging
import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from isegoria.server.faults import masked
from isegoria.server.front.clients import client_of

__all__ = ["Noted", "SecurityLog", "forget_marks", "log", "mark", "note"]

_log = logging.getLogger("isegoria.security")
_LETTERS = 12
_OF_ONE, _OF_ALL, _MINUTE = 20, 600, 60.0  # lines in a minute; seconds
_REFUSED = {
    400: "input.refused",
    401: "access.refused",
    403: "access.refused",
    405: "method.refused",
    413: "size.refused",
    415: "content.refused",
    429: "too-many.refused",
}
_ACCOUNTS = "/accounts/"


_keys: dict[Path, bytes] = {}


def mark(text: str, on: date) -> str:
    """Return what stands in the log of a day for a network address or a mail address; empty where
    the key of that day is gone, or not yet there.
    """
    key = _key(on)
    said = text.strip().casefold().encode()
    return hmac.new(key, said, "sha256").hexdigest()[:_LETTERS] if key else ""


def forget_marks(now: date) -> None:
    """Delete the keys of the days before yesterday."""
    first = (now - timedelta(days=1)).isoformat()
    for path in [one for one in _keys if one.name < first]:
        _keys.pop(path, None)
    for path in _folder().glob("*") if _folder().is_dir() else ():
        if path.name < first:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.HOME) / "marks"


def _key(on: date) -> bytes:
    """Return the key of a day: that of its file, which the first who asks makes on that day."""
    path, today = _folder() / on.isoformat(), timezone.now().date()
    if on < today - timedelta(days=1):
        return b""
    if path not in _keys:
        if on == today:
            _draw(path)
            forget_marks(today)
        try:
            _keys[path] = path.read_bytes()
        except (
            OSError
        ):  # a disk that is full; the marks of this process belong together all the same
            if on == today:
                _keys[path] = secrets.token_bytes(32)
    return _keys.get(path, b"")


def _draw(path: Path) -> None:
    """Make the key of a day, unless another process was first; nobody reads half of it."""
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        os.link(fresh, path)
    except OSError:  # it is there, or cannot be made
        pass
    finally:
        with suppress(OSError):
            fresh.unlink()


@dataclass(slots=True)
class SecurityLog:
    """Counts what happened, and lets so many lines of it through in a minute."""

    clock: Callable[[], float] = monotonic
    counts: Counter[str] = field(default_factory=Counter)
    _lines: Counter[str] = field(default_factory=Counter)
    _left_out: int = 0
    _since: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def count(self, event: str, sender: str) -> tuple[bool, int]:
        """Count an event; return whether it gets a line, and how many got none in the minute
        before.
        """
        with self._lock:
            self.counts[event] += 1
            left_out = 0
            if self.clock() - self._since >= _MINUTE:
                self._since, left_out, self._left_out = self.clock(), self._left_out, 0
                self._lines.clear()
            room = self._lines[sender] < _OF_ONE and self._lines.total() < _OF_ALL
            if room:
                self._lines[sender] += 1
            else:
                self._left_out += 1
            return room, left_out


log = SecurityLog()


def note(
    event: str,
    request: HttpRequest | None = None,
    *,
    account: str = "",
    by: str = "",
    more: Mapping[str, str] | None = None,
) -> None:
    """Note an event; `account` is a mail address. It stands in the log as a mark, and so does who
    sent the request. `by` is where it happened, or the path of the request without it.
    """
    today = timezone.now().date()
    sender = _sender(request) if request is not None else ""
    fields = {
        "event": event,
        "from": mark(sender, today) if sender else "",
        "account": mark(account, today) if account else "",
        "path": quote(masked(by or (request.path if request is not None else "")), safe="/…"),
        **(more or {}),
    }
    written, left_out = log.count(event, fields["from"])
    if left_out:
        _log.warning("%s", f"left-out={left_out}", extra={"fields": {"left_out": left_out}})
    if written:
        told = {name: value for name, value in fields.items() if value}
        said = " ".join(f"{name}={value}" for name, value in told.items())
        _log.info("%s", said, extra={"fields": told})


class Noted:
    """Notes each request that was refused: of somebody without the right, of another method or kind
    of content, or with what no form takes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note it if it was refused."""
        response = self.get_response(request)
        event = _REFUSED.get(response.status_code, "")
        if not event and _is_form_of_account_that_came_back(request, response):
            event = "account.refused"
        if event and not getattr(request, "is_noted", False):
            account, more = _account(request), {"method": _method(request)}
            if account and response.status_code == 400:
                # it may be the form of a secret answer, and nobody is told who has one
                note(event, by=request.path, more=more)
            else:
                note(event, request, account=account, more=more)
        return response


def _is_form_of_account_that_came_back(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a form about signing in was wrong, such as a code: the page is shown again."""
    came_back = request.method == "POST" and response.status_code == 200
    return came_back and request.path.startswith(_ACCOUNTS)


def _method(request: HttpRequest) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
    return request.method if request.method in known else "other"


def _account(request: HttpRequest) -> str:
    """Return the address of who is signed in, where the answer had to ask for it; the database is
    not asked for the log.
    """
    who: Any = getattr(request, "_cached_user", None)
    return str(who.email) if who is not None and who.is_authenticated else ""


def _sender(request: HttpRequest) -> str:
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").encode("latin1", "replace")
    peer = request.META.get("REMOTE_ADDR", "")
    scope = {"headers": [(b"x-forwarded-for", told)] if told else [], "client": (peer, 0)}
    return client_of(scope, settings.CONFIGURATION.proxy)
