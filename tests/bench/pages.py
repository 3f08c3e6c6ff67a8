"""Pages as a browser gets them from a running forum with 1,000 sessions and 100,000 acts: how fast,
and how many bytes.
"""

import statistics
import time
from datetime import date, timedelta
from http.client import HTTPConnection

from django.core.management import call_command
from django.db import connection, transaction

from isegoria.server.forum.acts import SetUpForum
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.bench.acts import NOW, Remark
from tests.bench.forums import fetched, first_view, open_forum
from tests.bench.measure import p95, say
from tests.bench.readers import TURNS

__all__ = ["run"]

SESSIONS, ACTS, VISITS = 1000, 100_000, 200
ROSTER = b"name,role,group\nAda Example,moderator,civil_society\nBo Sample,panellist,governments\n"


def run() -> None:
    """Print pages a second, latencies and bytes."""
    call_command("migrate", verbosity=0)
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
    with open_forum() as forum:
        for name, address in pages.items():
            _page(forum.port, name, address)


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


def _page(port: int, name: str, address: str) -> None:
    client = HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(VISITS):
        start = time.perf_counter()
        fetched(client, address)
        times.append(time.perf_counter() - start)
    rate = len(times) / sum(times)
    p50, last = statistics.median(times) * 1000, p95(times) * 1000
    say(f"{name} page, one client", f"{rate:,.0f} a second", f"p50 {p50:.1f} ms, p95 {last:.1f} ms")
    say(
        f"{name} page, first view",
        f"{first_view(client, address) / 1000:.1f} kB",
        "at most 60 kB with all assets",
    )
