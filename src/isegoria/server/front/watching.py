"""Each request is noted when it was answered: for the access log, and for those who count.

A line has the method, the address without what stands behind “?”, the status, the bytes and the
milliseconds. Who asked is not in it, unless a setting says so; what lets somebody in never is.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import quote

from isegoria.server.faults import masked
from isegoria.server.front.bodies import App, Receive, Scope, Send
from isegoria.server.front.clients import ClientOf

__all__ = ["Answered", "Note", "Watching", "access_log"]

_log = logging.getLogger("isegoria.access")


@dataclass(frozen=True, slots=True)
class Answered:
    """A request and what it was answered with; status 499 where its sender left before."""

    method: str
    path: str
    status: int
    bytes: int
    seconds: float
    client: str


Note = Callable[[Answered], None]


@dataclass(slots=True)
class Watching:
    """Passes each request on, and notes its answer."""

    app: App
    notes: tuple[Note, ...]
    client_of: ClientOf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request be answered."""
        status, size, start = 499, 0, perf_counter()

        async def counted(message: Any) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            answered = Answered(
                scope["method"],
                masked(quote(scope["path"], safe="/@:")),
                status,
                size,
                perf_counter() - start,
                self.client_of(scope),
            )
            for note in self.notes:
                note(answered)


def access_log(*, addresses: bool) -> Note:
    """Return what writes a line for each request; with the address of its sender only if asked."""

    def note(one: Answered) -> None:
        fields: dict[str, object] = {
            "method": one.method,
            "path": one.path,
            "status": one.status,
            "bytes": one.bytes,
            "ms": round(one.seconds * 1000, 1),
        }
        if addresses:
            fields["client"] = one.client
        said = " ".join(str(value) for value in fields.values())
        _log.info("%s", said, extra={"fields": fields})

    return note
