"""Comments that signed-in people send to a running forum: acts a second, by one client and by
several at once.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.record.models import Act
from tests.bench.crowd import SMALL, gather
from tests.bench.forums import Forum, open_forum, signed_in
from tests.bench.measure import held, p95, processor_seconds, say

__all__ = ["run"]

ACTS, FIRST, CLIENTS = 400, 20, 8
LEAST = 60
TOKEN = "b" * 32  # of the form, against forged ones: the same in cookie and form
WORDS = "Whoever lays a cable should also keep the spare parts near it. " * 3


@dataclass(frozen=True, slots=True)
class _Sender:
    """Somebody who is signed in, with a connection of their own from an address of their own."""

    cookie: str
    capacity: int
    client: HTTPConnection


def run() -> None:
    """Print acts a second."""
    call_command("migrate", verbosity=0)
    crowd = gather(timezone.now(), SMALL)
    address = f"/chunks/{crowd.chunk.pk}/discussion/new/"
    with open_forum() as forum:
        senders = [_sender(forum, place, *crowd.people[place]) for place in range(CLIENTS)]
        for one in senders:
            _sent(one, address, FIRST // CLIENTS + 1)  # the first loads what all need
        _measured(forum, address, senders[:1], "one client")
        _measured(forum, address, senders, f"{CLIENTS} clients")


def _sender(forum: Forum, place: int, who: Participant, capacity: Affiliation) -> _Sender:
    there = HTTPConnection("127.0.0.1", forum.port, source_address=(f"127.0.0.{place + 2}", 0))
    return _Sender(f"{signed_in(who)}; csrftoken={TOKEN}", capacity.pk, there)


def _measured(forum: Forum, address: str, senders: list[_Sender], name: str) -> None:
    for one in senders:
        one.client.close()  # the server hangs up on who says nothing for a while
    before, busy, start = Act.objects.count(), processor_seconds(forum.process), time.perf_counter()
    each = ACTS // len(senders)
    with ThreadPoolExecutor(len(senders)) as threads:
        times = [
            one
            for found in threads.map(lambda sender: _sent(sender, address, each), senders)
            for one in found
        ]
    took = time.perf_counter() - start
    busy = (processor_seconds(forum.process) - busy) / len(times)
    assert Act.objects.count() == before + len(times)
    rate = len(times) / took
    say(
        f"comments sent, {name}",
        f"{rate:,.0f} a second",
        f"p95 {p95(times) * 1000:.0f} ms, processor {busy * 1000:.1f} ms, {connection.vendor}; "
        + held(rate >= LEAST, f"at least {LEAST}"),
    )


def _sent(sender: _Sender, address: str, count: int) -> list[float]:
    """Send so many comments, and return how long each took.

    Raises:
        RuntimeError: the forum answered with a page instead of leading to the comment.
    """
    times = []
    for _ in range(count):
        said = {
            "csrfmiddlewaretoken": TOKEN,
            "key": str(uuid4()),
            "capacity": sender.capacity,
            "form": "comment",
            "asked": "",
            "text": f"{WORDS}{uuid4()}",
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": sender.cookie}
        start = time.perf_counter()
        sender.client.request("POST", address, urlencode(said), kind)
        answer = sender.client.getresponse()
        page = answer.read()
        times.append(time.perf_counter() - start)
        if answer.status != 302:
            raise RuntimeError(f"{address} answers {answer.status}: {page.decode()[-2000:]}")
    return times
