"""Turns at a few threads, so that no client holds up another.

The law:

1. A free thread goes to the client with the fewest requests running. Of several it goes to the one
   that waits the longest since it came, or since a turn of it ended.
2. Of one client, the request that came first is next.
3. One client never takes all threads: one is left for whoever comes.
4. There is a bound on the requests of one client that wait, and one on those of all together. What
   a client asks beyond its bound is refused. Where all together are too many, the last request of
   the client of which most wait is refused in place of the new one, if that leaves it no less.
5. What leaves before its turn costs nothing. What has begun is brought to its end.

      run ──► waits ──► has a turn ──► answer
       │        ├─────► Left     (5)
       └────────┴─────► NoRoom   (4)
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from isegoria.server.front.clients import Held

__all__ = ["Bounds", "Left", "NoRoom", "Order", "Turns"]

T = TypeVar("T")


class NoRoom(Exception):  # noqa: N818 -- nothing is in error: a limit is kept
    """So many requests wait that this one is not taken."""


class Left(Exception):  # noqa: N818 -- nothing is in error
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many requests may wait. Each holds a connection, which is an open file."""

    of_one: int = 1000
    """Of one client: two each of a plenary of 500 people behind one address."""
    of_all: int = 1500


class Order(Generic[T]):
    """Who is next: the law above, without threads."""

    def __init__(self, threads: int, bounds: Bounds) -> None:
        self._free, self._bounds = threads, bounds
        self._most_running = max(1, threads - 1)
        self._waiting: Held[T] = Held()
        self._running: dict[str, int] = {}  # how many, by client; who waits the longest is first

    def join(self, one: T, client: str) -> T | None:
        """Let one wait; return what is refused for that, which may be itself."""
        refused = None
        if self._waiting.count(client) >= self._bounds.of_one:
            return one
        if len(self._waiting) >= self._bounds.of_all:
            refused = self._waiting.in_the_way_of(client)
            if refused is None:
                return one
            self.leave(refused)
        self._waiting.add(one, client)
        self._running.setdefault(client, 0)
        return refused

    def leave(self, one: T) -> bool:
        """Take one out before its turn; return whether it still waited."""
        client = self._waiting.drop(one)
        if client is not None:
            self._forget_idle(client)
        return client is not None

    def begin(self) -> tuple[T, str] | None:
        """Give a turn to who is next, if there is a thread for it."""
        client = self._next_client() if self._free else None
        if client is None:
            return None
        one = self._waiting.oldest(client)
        self._waiting.drop(one)
        self._running[client] += 1
        self._free -= 1
        return one, client

    def end(self, client: str) -> None:
        """Note that a turn of a client is over; the client stands behind the others again."""
        self._free += 1
        self._running[client] = self._running.pop(client) - 1
        self._forget_idle(client)

    def _next_client(self) -> str | None:
        least, found = self._most_running, None
        for client, running in self._running.items():
            if running < least and self._waiting.count(client):
                least, found = running, client
        return found

    def _forget_idle(self, client: str) -> None:
        if not self._running[client] and not self._waiting.count(client):
            del self._running[client]


@dataclass(eq=False, slots=True)
class _Request(Generic[T]):
    """Work, and its answer to come."""

    work: Callable[[], T]
    answer: "asyncio.Future[T]"


class Turns:
    """A few threads, and requests of many clients that take turns at them."""

    def __init__(self, threads: int, name: str, bounds: Bounds | None = None) -> None:
        self._order: Order[_Request[Any]] = Order(threads, bounds or Bounds())
        self._threads = ThreadPoolExecutor(threads, name)

    async def run(
        self,
        client: str,
        work: Callable[[], T],
        unless: "asyncio.Future[None] | None" = None,
    ) -> T:
        """Do work in a thread when its turn comes, and return what it returns.

        Raises:
            NoRoom: too many requests wait; it was not begun.
            Left: `unless` came before its turn; it was not begun.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        request = _Request(work, answer)
        refused = self._order.join(request, client)
        if refused is not None and not refused.answer.done():
            refused.answer.set_exception(NoRoom())
        self._begin()
        try:
            if unless is not None:
                either: list[asyncio.Future[Any]] = [answer, unless]
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                if not answer.done() and self._order.leave(request):
                    raise Left
            return await answer
        finally:
            self._order.leave(request)

    def soon(self, work: Callable[[], object]) -> None:
        """Do something short in a thread, beside the turns. Nobody waits for it."""
        self._threads.submit(work)

    def _begin(self) -> None:
        while begun := self._order.begin():
            request, client = begun
            done = asyncio.wrap_future(self._threads.submit(request.work))
            done.add_done_callback(partial(self._end, request, client))

    def _end(self, request: _Request[T], client: str, done: "asyncio.Future[T]") -> None:
        self._order.end(client)
        error = done.exception()
        if not request.answer.done():  # else whoever waited for it was stopped meanwhile
            if error is not None:
                request.answer.set_exception(error)
            else:
                request.answer.set_result(done.result())
        self._begin()
