"""A small page among clients that send slowly, and exports whose readers left: median and worst
answer beside the limit.
"""

import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Head, Opening
from tests.bench.acts import NOW, Remark
from tests.bench.forums import fetched, open_forum
from tests.bench.measure import say
from tests.bench.taking import taking

__all__ = ["run"]

ACTS, MANY, WAITING, EXPORTS, VISITS = 100_000, 50, 300, 3, 100
ANOTHER = "127.0.0.2"  # who measures is 127.0.0.1
PAGE = "/code/"
LIMIT = "at most 100 ms"
HEAD = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
    b" application/x-www-form-urlencoded\r\n"
)
BODY = HEAD + b"Content-Length: 1000\r\n\r\na="
WAITS = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 10  # many wait to the end
EXPORT = b"GET /record/acts.csv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def run() -> None:
    """Print how long a small page takes meanwhile."""
    call_command("migrate", verbosity=0)
    _fill()
    with open_forum() as forum:
        port = forum.port
        _visits(port, "nothing else", 5)  # the first page of a process loads what all need
        _visits(port, "nothing else")
        with _held(port, [BODY] * MANY):
            _visits(port, f"{MANY} unfinished bodies")
        with _held(port, [HEAD] * MANY):
            _visits(port, f"{MANY} unfinished heads")
        with _held(port, [WAITS] * WAITING, source=ANOTHER, reads=True):
            _visits(port, f"{WAITING} arriving GETs of another")
            _visits(port, f"{WAITING} waiting GETs of another")
        with _held(port, [EXPORT] * EXPORTS, leaves=True):
            _visits(port, f"{EXPORTS} exports whose reader left")
        with _held(port, [EXPORT] * EXPORTS, reads=True):
            _visits(port, f"{EXPORTS} exports that are read")


def _fill() -> None:
    """Put as many acts on the record; most as copies, since here only their number counts."""
    perform(Remark(), by=None, now=NOW)
    head = Head.objects.get()
    act = Act.objects.prefetch_related("openings").latest("number")
    openings = list(act.openings.all())
    while head.size < ACTS:
        numbers = range(head.size + 1, min(head.size + 5000, ACTS) + 1)
        Act.objects.bulk_create(_act_like(act, number) for number in numbers)
        Opening.objects.bulk_create(
            _opening_like(one, number) for number in numbers for one in openings
        )
        head.size = numbers[-1]
        head.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _act_like(act: Act, number: int) -> Act:
    fields = {field.attname: getattr(act, field.attname) for field in Act._meta.concrete_fields}
    return Act(**{**fields, "number": number, "key": uuid4()})


def _opening_like(opening: Opening, number: int) -> Opening:
    return Opening(
        act_id=number,
        field=opening.field,
        salt=opening.salt,
        content=opening.content,
        size=opening.size,
    )


@contextmanager
def _held(
    port: int,
    sent: list[bytes],
    *,
    source: str = "127.0.0.1",
    leaves: bool = False,
    reads: bool = False,
) -> Iterator[None]:
    with ExitStack() as stack:
        clients: list[socket.socket] = []
        for one in sent:
            client = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
            clients.append(stack.enter_context(client))
            client.sendall(one)
            if leaves:
                client.recv(1)
                client.close()
        if reads:
            reader = stack.enter_context(taking(clients))
            stack.callback(reader.kill)
        yield


def _visits(port: int, beside: str, visits: int = VISITS) -> None:
    client = HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(visits):
        start = time.perf_counter()
        fetched(client, PAGE)
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.01)  # as several readers would ask, not one behind the other
    if visits == VISITS:
        say(
            f"a small page beside {beside}",
            f"{statistics.median(times):.1f} ms",
            f"worst {max(times):.1f} ms; {LIMIT}",
        )
