"""Pages as a browser gets them from a running forum with 1,000 sessions and 100,000 acts: how fast,
and how many bytes.
"""

import gzip
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection, transaction

from isegoria.server.forum.acts import SetUpForum
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.bench.acts import NOW, Remark
from tests.bench.measure import say
from tests.bench.readers import TURNS

__all__ = ["cpu_seconds", "fetched", "first_view", "open_forum", "run"]

_FORUMS: dict[int, int] = {}  # process by port
SESSIONS, ACTS, VISITS = 1000, 100_000, 200
ROSTER = b"name,role,group\nAda Example,moderator,civil_society\nBo Sample,panellist,governments\n"


def run() -> None:
    """Print pages a second, latencies and bytes."""
    number = _fill()
    pages = {
        "home": "/",
        "sessions": "/sessions/",
        "session": f"/sessions/{number}/",
        "balance": f"/sessions/{number}/balance/",
        "review": f"/sessions/{number}/review/",
        "over time": "/sessions/over-time/",
        "groups": "/groups/",
        "record": "/record/",
        "processes": "/processes/",
        "process": "/processes/icann.gnso.pdp/",
        "compare": "/processes/compare/?model=equal-footing&model=icann.gnso.pdp&model=ietf.standards",
        "sign in": "/accounts/login/",
    }
    with open_forum() as port:
        for name, address in pages.items():
            _page(port, name, address)


def _fill() -> int:
    """Make the sessions and the acts; return the number of one session."""
    perform(
        SetUpForum("Bench forum", ["en"], ["Governments", "Private sector", "Civil society"]),
        by=None,
        now=NOW,
    )
    with transaction.atomic():
        for index in range(SESSIONS):
            captions = f"SESSION {index}\n\n{TURNS * 13}".encode()
            perform(
                prepare(
                    Sources(captions, ROSTER),
                    f"Session {index}",
                    date(2026, 1, 1) + timedelta(index),
                ),
                by=None,
                now=NOW,
            )
    start = time.perf_counter()
    while (left := ACTS - Act.objects.count()) > 0:
        with transaction.atomic():
            for _ in range(min(left, 5000)):
                perform(Remark(), by=None, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(
        "sessions and acts in the database",
        f"{SESSIONS:,} and {ACTS:,}",
        f"filled in {time.perf_counter() - start:.0f} s",
    )
    return Session.objects.earliest("number").number


def cpu_seconds(port: int) -> float:
    """Return how long the forum at a port has kept a processor busy; 0 where the system does not
    tell.
    """
    told = Path(f"/proc/{_FORUMS[port]}/stat")
    parts = told.read_text().rpartition(")")[2].split() if told.exists() else ["0"] * 20
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def open_forum() -> Iterator[int]:
    """Open the forum as a program of its own; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "isegoria", "up", "--development", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env=os.environ,
    )
    try:
        for _ in range(900):  # a busy machine takes a while
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        _FORUMS[port] = server.pid
        yield port
    finally:
        server.terminate()
        server.wait()


def _page(port: int, name: str, address: str) -> None:
    client = HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(VISITS):
        start = time.perf_counter()
        fetched(client, address)
        times.append(time.perf_counter() - start)
    times.sort()
    rate = len(times) / sum(times)
    p50, p95 = statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000
    say(f"{name} page, one client", f"{rate:,.0f} a second", f"p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    say(
        f"{name} page, first view",
        f"{first_view(client, address) / 1000:.1f} kB",
        "at most 60 kB with all assets",
    )


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
