"""Answers a request that is not taken, so that whoever sent it can read why."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from isegoria.server.front.bodies import Receive, Refuse, Scope, Send, body_of, has_body

__all__ = ["turning_away"]

_RETRY_SECONDS = 30
_LISTENS_SECONDS, _LISTENS_BYTES = 10, 50_000_000


def turning_away(page: Callable[[Scope, int, int], bytes]) -> Refuse:
    """Return what answers with `page`, which is given the status and the limit, and closes the
    connection.
    """

    async def refuse(scope: Scope, receive: Receive, send: Send, status: int, limit: int) -> None:
        content = page(scope, status, limit)
        await send(
            {"type": "http.response.start", "status": status, "headers": _headers(status, content)}
        )
        await send({"type": "http.response.body", "body": content, "more_body": True})
        if (
            status == 413
            and body_of(scope) is None
            and has_body(scope)
            and not _waits_for_word(scope)
        ):
            with suppress(TimeoutError):
                async with asyncio.timeout(_LISTENS_SECONDS):
                    await _listen(receive)
        await send({"type": "http.response.body", "body": b""})

    return refuse


async def _listen(receive: Receive) -> None:
    """Read on and forget it: a browser that is cut off while it sends shows no answer.

    Nothing is kept.
    """
    heard, more = 0, True
    while more and heard < _LISTENS_BYTES:
        message = await receive()
        heard += len(message.get("body", b""))
        more = message.get("more_body", False)


def _waits_for_word(scope: Scope) -> bool:
    """Return whether the body comes only when it is asked for (Expect: 100-continue); then it is
    never sent.
    """
    return any(name == b"expect" for name, _value in scope["headers"])


def _headers(status: int, content: bytes) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(content)),
        (
            b"content-security-policy",
            b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'",
        ),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    return [*headers, (b"retry-after", b"%d" % _RETRY_SECONDS)] if status == 503 else headers
