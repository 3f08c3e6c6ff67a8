"""Django's synchronous views in threads: pages in some, what is taken along in others, a piece at a
time.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from io import BytesIO
from time import monotonic
from typing import Any, cast

from a2wsgi.wsgi import build_environ
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from isegoria.server.front.bodies import Receive, Refuse, Scope, Send, body_of

__all__ = ["Threads"]

_PIECE_BYTES, _PIECE_SECONDS = 32_768, 0.02
_STANDS_BACK, _LOOKS_AGAIN = 0.1, 0.005
_STALLED = 2.0  # seconds for which a reader takes nothing

Handler = Callable[[dict[str, Any], Callable[..., Any]], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Django answered. `rest` gives what is still to be computed; None if `body` is all."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    rest: "_Rest | None"


@dataclass(frozen=True, slots=True)
class _Rest:
    """An answer that is computed while it is read, in the language of its request."""

    response: HttpResponseBase
    pieces: Iterator[bytes]
    language: str | None


@dataclass(eq=False, slots=True)
class _Taking:
    """Somebody takes something along.

    `since` is when they were last given something that they have not taken yet.
    """

    patience: asyncio.Timeout
    since: float | None = None


@dataclass(slots=True)
class Threads:
    """Calls Django in a thread. An address whose last part has a dot (`acts.csv`, `case.json`) is
    something to take along.

    No thread waits for a reader: a page is handed over whole; what is streamed takes a thread for
    one piece of it at a time.
    """

    handler: Handler
    refuse: Refuse
    pages: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "page"))
    exports: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "export"))
    most_taking: int = 20
    _taking: dict[_Taking, None] = field(default_factory=dict)
    _busy: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        left = asyncio.ensure_future(_left(receive))
        try:
            if "." in scope["path"].rpartition("/")[2]:
                await self._take_along(scope, receive, send, left)
            else:
                await self._page(scope, send, left)
        finally:
            left.cancel()

    async def _page(self, scope: Scope, send: Send, left: "asyncio.Future[None]") -> None:
        self._busy += 1
        try:
            answer = await self._called(self.pages, scope, left)
        finally:
            self._busy -= 1
        if answer is not None:
            await self._give(answer, scope, send, left)

    async def _take_along(
        self, scope: Scope, receive: Receive, send: Send, left: "asyncio.Future[None]"
    ) -> None:
        if len(self._taking) >= self.most_taking and not self._make_room():
            await self.refuse(scope, receive, send, 503, 0)
            return
        one = _Taking(asyncio.timeout(None))
        self._taking[one] = None
        try:
            async with one.patience:
                answer = await self._called(self.exports, scope, left)
                if answer is not None:
                    await self._give(answer, scope, send, left, one)
        except TimeoutError:
            return  # its place went to another reader; the connection is closed and says so
        finally:
            self._taking.pop(one, None)

    def _make_room(self) -> bool:
        """End what its reader has not taken for the longest time; return whether there was such a
        one.
        """
        stalled = [
            one
            for one in self._taking
            if one.since is not None and monotonic() - one.since > _STALLED
        ]
        slowest = min(stalled, key=lambda one: one.since or 0, default=None)
        if slowest is not None:
            self._taking.pop(slowest)
            slowest.patience.reschedule(0)
        return slowest is not None

    async def _called(
        self, pool: ThreadPoolExecutor, scope: Scope, left: "asyncio.Future[None]"
    ) -> _Answer | None:
        """Call Django in a thread.

        None if nobody waits any more; what was sent to be done is done all the same.
        """
        environ = build_environ(cast(Any, scope), cast(Any, body_of(scope) or BytesIO()))
        call = pool.submit(_in_its_context, self.handler, cast(dict[str, Any], environ))
        answer = asyncio.wrap_future(call)
        await asyncio.wait(
            [cast("asyncio.Future[Any]", answer), left], return_when=asyncio.FIRST_COMPLETED
        )
        if not answer.done() and scope["method"] in {"GET", "HEAD"} and call.cancel():
            return None
        return await answer

    async def _give(
        self,
        answer: _Answer,
        scope: Scope,
        send: Send,
        left: "asyncio.Future[None]",
        one: _Taking | None = None,
    ) -> None:
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        if answer.rest is None:
            await _sent(send, answer.body, one, more=False)
            return
        try:
            more = scope["method"] != "HEAD"
            if not more:
                await _sent(send, b"", one, more=False)
            while more and not left.done():
                piece, more = await self._piece(answer.rest)
                await _sent(send, piece, one, more=more)
        finally:
            self.exports.submit(answer.rest.response.close)

    async def _piece(self, rest: _Rest) -> tuple[bytes, bool]:
        """Compute some more of it, standing back for a moment while pages are being made."""
        for _ in range(int(_STANDS_BACK / _LOOKS_AGAIN)):
            if not self._busy:
                break
            await asyncio.sleep(_LOOKS_AGAIN)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.exports, _some_of, rest)


async def _left(receive: Receive) -> None:
    """Return when the reader leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _sent(send: Send, body: bytes, one: _Taking | None, *, more: bool) -> None:
    if one is not None:
        one.since = monotonic()
    await send({"type": "http.response.body", "body": body, "more_body": more})
    if one is not None:
        one.since = None


def _in_its_context(handler: Handler, environ: dict[str, Any]) -> _Answer:
    """Call Django so that nothing of this request (its language) is left for the next one on this
    thread.
    """
    return copy_context().run(_call, handler, environ)


def _call(handler: Handler, environ: dict[str, Any]) -> _Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    response = handler(
        environ, lambda status, headers, _exc_info=None: started.append((status, headers))
    )
    [(status, told)] = started
    headers = [
        (name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in told
    ]
    code = int(status.split(" ", 1)[0])
    if response.streaming:
        # the end of the request, which would do it, comes in another thread
        close_old_connections()
        return _Answer(code, headers, b"", _Rest(response, iter(response), get_language()))
    body = b"".join(response)
    response.close()
    return _Answer(code, headers, body, None)


def _some_of(rest: _Rest) -> tuple[bytes, bool]:
    """Return what comes next, and whether there may be more.

    The database is let go of in between.
    """
    some: list[bytes] = []
    size, until = 0, monotonic() + _PIECE_SECONDS
    with override(rest.language):
        try:
            while size < _PIECE_BYTES and monotonic() < until:
                piece = next(rest.pieces, None)
                if piece is None:
                    return b"".join(some), False
                some.append(piece)
                size += len(piece)
        finally:
            close_old_connections()
    return b"".join(some), True
