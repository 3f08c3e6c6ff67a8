"""A forum as a program of its own, and what a browser fetches from it."""

import gzip
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

from django.test import Client

from isegoria.server.people.models import Participant

__all__ = ["Forum", "fetched", "first_view", "open_forum", "signed_in", "working"]

_COMMAND = [sys.executable, "-m", "isegoria"]


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum that answers: its port, the number of its process."""

    port: int
    process: int


@contextmanager
def open_forum() -> Iterator[Forum]:
    """Open the forum of this home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _running("up", "--development", "--port", str(port)) as server:
        for _ in range(9000):  # a busy machine takes a while
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.01)
        yield Forum(port, server)


@contextmanager
def working() -> Iterator[int]:
    """Run a worker of the forum; yield the number of its process."""
    with _running("worker") as worker:
        yield worker


@contextmanager
def _running(*words: str) -> Iterator[int]:
    process = subprocess.Popen([*_COMMAND, *words], stdout=subprocess.DEVNULL, env=os.environ)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def signed_in(participant: Participant) -> str:
    """Return the cookie of a participant who is signed in."""
    client = Client()
    client.force_login(participant, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def fetched(client: HTTPConnection, address: str, cookie: str = "") -> tuple[bytes, int]:
    """Return the body, and how many bytes came over the wire with the headers."""
    client.request(
        "GET", address, headers={"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
    )
    answer = client.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answers {answer.status}")
    size = len(body) + sum(len(key) + len(value) + 4 for key, value in answer.getheaders())
    return gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body, size


def first_view(client: HTTPConnection, address: str, cookie: str = "") -> int:
    """Return the bytes of a page and of what it loads, as they come over the wire."""
    body, size = fetched(client, address, cookie)
    assets = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', body))
    return size + sum(fetched(client, asset.decode())[1] for asset in assets)
