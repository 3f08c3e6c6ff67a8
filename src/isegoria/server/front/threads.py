"""Django's synchronous views in threads: pages in some, what is taken along in others, a piece at a
time.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from time import monotonic
from typing import Any, cast

from a2wsgi.wsgi import build_environ
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from isegoria.server.front.bodies import Receive, Refuse, Scope, Send, body_of
from isegoria.server.front.clients import ClientOf, Held, client_of
from isegoria.server.front.turns import Left, NoRoom, Turns

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request: from whom, how it is answered, and what is done when nobody waits any more."""

    scope: Scope
    client: str
    send: Send
    left: "asyncio.Future[None]"

    @property
    def is_to_be_read(self) -> bool:
        """Return whether it changes nothing; then it is left out when nobody waits for it."""
        return self.scope["method"] in {"GET", "HEAD"}


@dataclass(eq=False, slots=True)
class _Taking:
    """Somebody takes something along.

    `since` is when they were last given something that they have not taken yet.
    """

    asked: _Asked
    patience: asyncio.Timeout
    since: float | None = None

    @property
    def has_stalled(self) -> bool:
        """Return whether its reader takes nothing."""
        return self.since is not None and monotonic() - self.since > _STALLED

    def end(self) -> None:
        """Give no more of it; a piece that is being computed comes to its end."""
        self.asked.left.cancel()
        if self.since is not None:
            self.patience.reschedule(0)


@dataclass(slots=True)
class Threads:
    """Calls Django in a thread. An address whose last part has a dot (`acts.csv`, `case.json`) is
    something to take along.

    Clients take turns at the threads, by the law in turns.py. No thread waits for a reader: a page
    is handed over whole; what is streamed takes a thread for one piece of it at a time.
    """

    handler: Handler
    refuse: Refuse
    client_of: ClientOf = client_of
    pages: Turns = field(default_factory=lambda: Turns(4, "page"))
    exports: Turns = field(default_factory=lambda: Turns(2, "export"))
    most_taking: int = 20
    _taking: Held[_Taking] = field(default_factory=Held)
    _busy: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        left = asyncio.ensure_future(_left(receive))
        asked = _Asked(scope, self.client_of(scope), send, left)
        try:
            if "." in scope["path"].rpartition("/")[2]:
                await self._take_along(asked)
            else:
                await self._page(asked)
        except NoRoom:
            await self.refuse(scope, receive, send, 503, 0)
        except Left:
            return
        finally:
            left.cancel()

    async def _page(self, asked: _Asked) -> None:
        self._busy += 1
        try:
            answer = await self._called(self.pages, asked)
        finally:
            self._busy -= 1
        await self._give(answer, asked)

    async def _take_along(self, asked: _Asked) -> None:
        if len(self._taking) >= self.most_taking:
            self._make_room(asked.client)
        one = _Taking(asked, asyncio.timeout(None))
        self._taking.add(one, asked.client)
        try:
            async with one.patience:
                answer = await self._called(self.exports, asked)
                await self._give(answer, asked, one)
        except Left:
            if one not in self._taking:
                raise NoRoom from None  # its place went to another reader before anything was sent
        except TimeoutError:
            return  # its place went to another reader; the connection is closed and says so
        finally:
            self._taking.drop(one)

    def _make_room(self, client: str) -> None:
        """End what was not taken for the longest time, else the last one of the client with most.

        Nobody gives way to a client that takes more.
        """
        ends = self._stalled(client) or self._taking.in_the_way_of(client)
        if ends is None:
            raise NoRoom
        self._taking.drop(ends)
        ends.end()

    def _stalled(self, client: str) -> _Taking | None:
        """Return what stalls for the longest time, of clients that take no less than this one."""
        stalled, held = [one for one in self._taking if one.has_stalled], self._taking.count
        fair = [one for one in stalled if held(one.asked.client) >= held(client)]
        return min(fair, key=lambda one: one.since or 0, default=None)

    async def _called(self, turns: Turns, asked: _Asked) -> _Answer:
        """Call Django in a thread. What was sent to be done is done also if nobody waits for it."""
        body = body_of(asked.scope) or BytesIO()
        environ = build_environ(cast(Any, asked.scope), cast(Any, body))
        call = partial(_in_its_context, self.handler, cast(dict[str, Any], environ))
        return await turns.run(asked.client, call, asked.left if asked.is_to_be_read else None)

    async def _give(self, answer: _Answer, asked: _Asked, one: _Taking | None = None) -> None:
        send = asked.send
        if answer.rest is not None and asked.left.done():
            self.exports.soon(answer.rest.response.close)
            raise Left
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        if answer.rest is None:
            await _sent(send, answer.body, one, more=False)
            return
        try:
            more = asked.scope["method"] != "HEAD"
            if not more:
                await _sent(send, b"", one, more=False)
            while more and not asked.left.done():
                piece, more = await self._piece(answer.rest, asked)
                await _sent(send, piece, one, more=more)
        except Left:
            return
        finally:
            self.exports.soon(answer.rest.response.close)

    async def _piece(self, rest: _Rest, asked: _Asked) -> tuple[bytes, bool]:
        """Compute some more of it, standing back for a moment while pages are being made."""
        for _ in range(int(_STANDS_BACK / _LOOKS_AGAIN)):
            if not self._busy:
                break
            await asyncio.sleep(_LOOKS_AGAIN)
        return await self.exports.run(asked.client, partial(_some_of, rest), asked.left)


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
