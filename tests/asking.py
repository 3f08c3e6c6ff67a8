"""Readers who ask Django in threads, without a network."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

from isegoria.server.front.threads import Threads
from tests.running import run_alone

__all__ = ["SECONDS", "Asked", "Reader", "asks", "file_of", "run", "scope", "threads"]

SECONDS = 5


def scope(path: str = "/", method: str = "GET", client: str = "127.0.0.1") -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [],
        "client": (client, 4711),
    }


class Reader:
    """Asks, takes what comes (while `takes` is set), and may leave."""

    def __init__(self) -> None:
        self.left, self.takes = asyncio.Event(), asyncio.Event()
        self.takes.set()
        self.status, self.body, self.whole = 0, b"", False

    async def receive(self) -> Any:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.body += message.get("body", b"")
        self.whole = not message.get("more_body", False)
        await self.takes.wait()


def started(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a WSGI application of a view."""

    def application(environ: Any, start_response: Any) -> Any:
        response = view(environ)
        start_response(f"{response.status_code} OK", list(response.items()))
        return response

    return application


def threads(view: Callable[..., Any], **how: Any) -> Threads:
    async def refuse(scope: Any, receive: Any, send: Any, status: int, limit: int) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return Threads(started(view), refuse, **how)


def run(story: Any) -> None:
    run_alone(asyncio.wait_for(story, SECONDS))


def file_of(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(pieces)


Asked = tuple["asyncio.Task[None]", Reader]


async def asks(app: Threads, path: str, client: str, method: str = "GET") -> Asked:
    """Let a client ask; return when it waits for its turn, or has it."""
    reader = Reader()
    task = asyncio.create_task(app(scope(path, method, client), reader.receive, reader.send))
    await asyncio.sleep(0)
    return task, reader
