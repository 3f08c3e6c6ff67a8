"""Connections that send or take too slowly are closed; what uvicorn itself does not limit.

Where there are too many of them, one of the client that has most gives way.
"""

import asyncio
import sys
from contextlib import suppress
from typing import Any

if sys.platform != "win32":
    import resource

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from isegoria.server.front.clients import Held, client_at

__all__ = ["Connection", "connection_within", "most_open_with", "room_for_connections"]

# bytes; each of a thousand chunks in them costs as much as a large one, and everybody waits
# meanwhile
_READ_AT_ONCE = 4096
_SMALL, _MOST_SMALL = (
    64,
    500,
)  # bytes of a part of a body; a body in so many small parts is sent to keep the forum busy
_TAKES_SECONDS, _TAKES_BYTES = 30, 30_000  # a reader who takes less than a kilobyte a second
_MOST_WAITING = 400
_MOST_OPEN = 2200  # 1,500 whose requests wait, 400 without a head, 200 with a body on its way
_FILES = 4096  # that a process has to open for so many connections: see room_for_connections


class Connection(H11Protocol):
    """Waits for the head of a request for a limited time, and for a reader who takes what was
    answered at some pace.
    """

    head_seconds: float = 10
    most_open: int = _MOST_OPEN
    _waiting: "Held[Connection]" = Held()
    _open: "Held[Connection]" = Held()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._head_timer: asyncio.TimerHandle | None = None
        self._pace_timer: asyncio.TimerHandle | None = None
        self._small_parts = 0
        self._next_event = self.conn.next_event
        self.conn.next_event = self._counted_event  # type: ignore[method-assign]  # uvicorn makes the connection of h11 itself

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        """Begin to wait for a head."""
        with suppress(AttributeError):
            transport.max_size = _READ_AT_ONCE  # type: ignore[attr-defined]  # of the transports of asyncio
        super().connection_made(transport)
        self._from = client_at(self.client[0] if self.client else "")
        self._take_place()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._head_is_here()
        self._unset(self._pace_timer)
        self._open.drop(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Go on; bytes that complete no head do not win time."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next head."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Look at the reader's pace while there is much to take."""
        super().pause_writing()
        self._watch_pace(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """The reader took it."""
        super().resume_writing()
        self._unset(self._pace_timer)
        self._watch_the_end()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection."""
        super().timeout_keep_alive_handler()
        self._watch_the_end()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the request is answered as any other, and a stranger cannot fill the log
        with these.
        """

    def _counted_event(self) -> Any:
        """Return what comes next of a request; of a body in very many small parts, that it is
        none.
        """
        event = self._next_event()
        if isinstance(event, h11.Request):
            self._small_parts = 0
        elif isinstance(event, h11.Data) and len(event.data) < _SMALL:
            self._small_parts += 1
            if self._small_parts > _MOST_SMALL:
                return self._too_many_parts()
        return event

    def _too_many_parts(self) -> Any:
        if self.cycle.response_started:
            self.transport.abort()
            return h11.NEED_DATA
        raise h11.RemoteProtocolError("a body in too many small parts")

    def _look(self) -> None:
        self._watch_the_end()
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy or self.conn.their_state is not h11.IDLE:
            self._head_is_here()
        elif self._head_timer is None and not self.transport.is_closing():
            self._wait_for_head()

    def _take_place(self) -> None:
        """Be one of those that are open; where these are too many, one gives way, perhaps this."""
        gives_way = None
        if len(self._open) >= self.most_open:
            gives_way = self._open.in_the_way_of(self._from) or self
        self._open.add(self, self._from)
        self._wait_for_head()
        if gives_way is not None:
            self._open.drop(gives_way)
            gives_way._give_up()

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._give_up)
        self._waiting.add(self, self._from)
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.oldest(self._waiting.most())._give_up()

    def _head_is_here(self) -> None:
        self._waiting.drop(self)
        self._unset(self._head_timer)
        self._head_timer = None

    def _give_up(self) -> None:
        self._head_is_here()
        self._unset_keepalive_if_required()
        self.transport.abort()

    def _watch_the_end(self) -> None:
        """A connection is closed when its reader has taken everything; see that this comes to an
        end.
        """
        if self.transport.is_closing():
            self._watch_pace(self.transport.get_write_buffer_size())

    def _watch_pace(self, left: int) -> None:
        self._unset(self._pace_timer)
        self._pace_timer = self.loop.call_later(_TAKES_SECONDS, self._look_at_pace, left)

    def _look_at_pace(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left > before - _TAKES_BYTES:
            self.transport.abort()
        else:
            self._watch_pace(left)

    @staticmethod
    def _unset(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


def connection_within(seconds: float, most_open: int = _MOST_OPEN) -> type[Connection]:
    """Return connections that wait so long for a head, and of which so many may be open."""
    limits = {"head_seconds": seconds, "most_open": most_open}
    return type("ConnectionWithin", (Connection,), limits)


def room_for_connections() -> int:
    """Let this process open more files, if the system does; return for how many connections."""
    if sys.platform == "win32":
        return _MOST_OPEN
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return _MOST_OPEN
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if files < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        files = wanted
    return most_open_with(files)


def most_open_with(files: int) -> int:
    """Return how many connections may be open where so many files may be.

    Others are for bodies of more than 64 kB, of which 100 MB are here at most, for 256 connections
    that are accepted before one of them is looked at, and for the database.
    """
    return min(_MOST_OPEN, max(files - (_FILES - _MOST_OPEN), files // 3))
