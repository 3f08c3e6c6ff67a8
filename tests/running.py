"""A forum as a process of its own, and clients that do to it what no browser would."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

__all__ = [
    "Forum",
    "body",
    "closed",
    "connected",
    "free_port",
    "held",
    "run_alone",
    "running",
    "until",
    "working",
]

_STARTS_SECONDS = 240  # on a machine that is busy with other tests


@dataclass(frozen=True)
class Forum:
    """A forum that is open."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def get(self, address: str, timeout: float = 60) -> tuple[int, bytes]:
        """Return status and content of a page."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            client.request("GET", address)
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()

    def seconds(self, address: str) -> float:
        """Return how long a page takes."""
        start = time.perf_counter()
        assert self.get(address)[0] == 200
        return time.perf_counter() - start


def run_alone(story: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine in a thread of its own: a browser of other tests may keep a loop in this
    one.
    """
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, story).result()


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    while not is_so():
        await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Forum]:
    """Open the forum of a home; what its process says is in its log."""
    port = free_port()
    with _process(home, settings, "up", "--port", str(port)) as (process, log):
        forum = Forum(port, process, log)
        _wait_for(forum)
        yield forum


@contextmanager
def working(home: Path, **settings: str) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """Run a worker of the forum of a home; give its process and its log."""
    with _process(home, settings, "worker") as (process, log):
        until = time.monotonic() + _STARTS_SECONDS
        while "The worker works." not in log.read_text():
            assert time.monotonic() < until, log.read_text()
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield process, log


@contextmanager
def _process(
    home: Path, settings: Mapping[str, str], *words: str
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    log = home / f"log-{time.monotonic_ns()}"
    given = {"home": str(home), "development": "true", **settings}
    environment = os.environ | {
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "isegoria.server.settings",
        **{name if name.isupper() else f"ISEGORIA_{name.upper()}": given[name] for name in given},
    }
    command = [sys.executable, "-m", "isegoria", *words]
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process,
    ):
        try:
            yield process, log
        finally:
            process.kill()


def _wait_for(forum: Forum) -> None:
    until = time.monotonic() + _STARTS_SECONDS
    while time.monotonic() < until and forum.process.poll() is None:
        try:
            forum.get("/record/kinds.json")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the forum did not open: {forum.log.read_text()}")


def connected(forum: Forum, sent: bytes, source: str = "127.0.0.1") -> socket.socket:
    """Return a connection from an address on which these bytes were sent."""
    client = socket.create_connection(("127.0.0.1", forum.port), 60, (source, 0))
    client.sendall(sent)
    return client


@contextmanager
def held(
    forum: Forum,
    count: int,
    sent: bytes,
    source: str = "127.0.0.1",
) -> Iterator[list[socket.socket]]:
    """Hold as many connections on which these bytes were sent and nothing more."""
    with ExitStack() as stack:
        yield [stack.enter_context(connected(forum, sent, source)) for _ in range(count)]


def body(
    length: int | None, sent: bytes = b"", path: str = "/accounts/login/", more: str = ""
) -> bytes:
    """Return the head of a form of this length, or one in chunks, and the beginning of the form."""
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    kind = "application/x-www-form-urlencoded"
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n{size}\r\n{more}\r\n".encode()
        + sent
    )


def closed(client: socket.socket, within: float = 20) -> bytes:
    """Return what came until the other side closed."""
    client.settimeout(within)
    found = b""
    try:
        while part := client.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found
