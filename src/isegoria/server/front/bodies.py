"""A request's body is read whole before a thread is taken for it, within limits of size, of time,
and of all bodies together.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from isegoria.server.front.clients import ClientOf, Held, client_of
from isegoria.server.front.turns import NoRoom

__all__ = ["App", "Bodies", "Limits", "Receive", "Refuse", "Scope", "Send", "body_of", "has_body"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[Scope, Receive, Send, int, int], Awaitable[None]]
"""Answers a request that is not taken, with a status and the limit in bytes or seconds."""

_IN_MEMORY = 65_536  # bytes; what is longer goes into a file
_BODY = "isegoria.body"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read, and how long it may take."""

    form: int = 5 * 2**20
    """Bytes of a request to a page that takes no upload."""
    seconds: float = 30
    """Within which the whole body has to be here."""
    together: int = 100_000_000
    """Bytes of all bodies that are here at once, on disk or in memory."""
    of_one: int = 50_000_000
    """Bytes of all bodies of one client. Those that are whole, and wait for a thread, stay."""
    at_once: int = 200
    """Bodies that are being read at once."""


@dataclass(eq=False, slots=True)
class _Body:
    """A body on its way. `gives_way` is set when its place goes to another one."""

    file: IO[bytes]
    patience: asyncio.Timeout
    most: int
    client: str
    bytes: int = 0
    gives_way: bool = False


class _TooMuch(Exception):  # noqa: N818 -- nothing is in error: a limit is kept
    """More bytes came than are taken here."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(slots=True)
class Bodies:
    """Reads the body of each request, then calls `app`, which finds it by `body_of`.

    Where there is no room left, a body of the client with most of it gives way: the one that has
    been read the longest. So nobody keeps the room taken, neither by sending slowly nor much.
    """

    app: App
    refuse: Refuse
    largest: Callable[[Scope], Awaitable[int]]
    """Says how many bytes this request may carry.

    It is asked only about those that are too long for a form.
    """
    limits: Limits = field(default_factory=Limits)
    client_of: ClientOf = client_of
    _reading: Held[_Body] = field(default_factory=Held)
    _bytes: Counter[str] = field(default_factory=Counter)  # by client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and pass the request on, or answer 408, 413 or 503."""
        if not has_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            most = await self._most(scope)
        except _TooMuch as much:
            await self.refuse(scope, receive, send, 413, much.most)
            return
        except NoRoom:
            await self.refuse(scope, receive, send, 503, 0)
            return
        with self._counted(most, self.client_of(scope)) as body:
            if (status := await self._whole(body, scope, receive)) is None:
                return  # whoever sent it has left
            if status == 200:
                body.file.seek(0)
                await self.app(_with_body(scope, body), receive, send)
                return
        limits = {408: int(self.limits.seconds), 413: body.most, 503: 0}
        await self.refuse(scope, receive, send, status, limits[status])

    async def _most(self, scope: Scope) -> int:
        declared = _declared(scope)
        if declared <= self.limits.form:
            return self.limits.form
        most = max(self.limits.form, await self.largest(scope))
        if declared > most:
            raise _TooMuch(most)
        return most

    @contextmanager
    def _counted(self, most: int, client: str) -> Iterator[_Body]:
        """Count a body from its first byte until its request is answered."""
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            body = _Body(file, asyncio.timeout(self.limits.seconds), most, client)
            try:
                yield body
            finally:
                self._reading.drop(body)
                self._uncount(body)

    async def _whole(self, body: _Body, scope: Scope, receive: Receive) -> int | None:
        """Read all of a body; return the status of what came of it, 200 if it is here, None if its
        sender left.
        """
        if len(self._reading) >= self.limits.at_once:
            self._let_go(self._reading.oldest(self._reading.most()))
        try:
            async with body.patience:
                self._reading.add(body, body.client)
                return 200 if await self._read(body, scope, receive) else None
        except _TooMuch:
            return 413
        except NoRoom:
            return 503
        except TimeoutError:
            return 503 if body.gives_way else 408
        finally:
            self._reading.drop(body)

    async def _read(self, body: _Body, scope: Scope, receive: Receive) -> bool:
        """Return whether the body came to its end."""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            await self._keep(body, scope, message.get("body", b""))
            if not message.get("more_body", False):
                return True

    async def _keep(self, body: _Body, scope: Scope, part: bytes) -> None:
        if body.bytes + len(part) > body.most:
            body.most = max(body.most, await self.largest(scope))
            if body.bytes + len(part) > body.most:
                raise _TooMuch(body.most)
        while not body.gives_way and (other := self._in_the_way(body.client, len(part))):
            self._let_go(other)
        if body.gives_way:
            raise TimeoutError
        body.file.write(part)
        body.bytes += len(part)
        self._bytes[body.client] += len(part)

    def _in_the_way(self, client: str, size: int) -> _Body | None:
        """Return what gives way to so many bytes more of a client; None if there is room."""
        if self._bytes[client] + size > self.limits.of_one:
            return self._reading.oldest(client)
        if self._bytes.total() + size > self.limits.together:
            return self._reading.oldest(self._reading.most(self._bytes.__getitem__))
        return None

    def _let_go(self, body: _Body) -> None:
        self._reading.drop(body)
        self._uncount(body)
        body.gives_way = True
        body.file.truncate(0)
        if not body.patience.expired():
            body.patience.reschedule(0)

    def _uncount(self, body: _Body) -> None:
        self._bytes[body.client] -= body.bytes
        body.bytes = 0
        if not self._bytes[body.client]:
            del self._bytes[body.client]


def body_of(scope: Scope) -> IO[bytes] | None:
    """Return the body of a request that `Bodies` let through; None if it has none."""
    found: IO[bytes] | None = scope.get(_BODY)
    return found


def has_body(scope: Scope) -> bool:
    """Return whether the head of a request says that a body follows."""
    return scope["type"] == "http" and any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


def _declared(scope: Scope) -> int:
    """Return how many bytes a request says it carries; 0 if it does not say."""
    return max(
        (
            int(value)
            for name, value in scope["headers"]
            if name == b"content-length" and value.isdigit()
        ),
        default=0,
    )


def _with_body(scope: Scope, body: _Body) -> Scope:
    """Return the scope with the body and its actual length, which a body in chunks does not
    declare.
    """
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if name not in {b"content-length", b"transfer-encoding"}
    ]
    return {**scope, "headers": [*kept, (b"content-length", b"%d" % body.bytes)], _BODY: body.file}
