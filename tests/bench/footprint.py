"""What a forum takes while it does little: to start, to stay in memory, to keep an act, to wait."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from isegoria.server.configuration import DATABASE
from isegoria.server.deliberation.acts import Say
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import step
from isegoria.server.record.door import together
from tests.bench.addresses import of_a_member, of_the_forum, of_the_issue
from tests.bench.crowd import SMALL, Crowd, gather
from tests.bench.forums import Forum, fetched, open_forum, signed_in, working
from tests.bench.measure import held, memory_bytes, processor_seconds, say
from tests.bench.readers import TURNS

__all__ = ["run"]

STARTS = 5
START_MS, MEMORY_MB, ACT_BYTES, IDLE_SECONDS = 200, 110, 1300, 0.5
ACTS, LETTERS = 2000, 200
WORKERS, A_MINUTE, SETTLES = 2, 60, 20


def run() -> None:
    """Print the figures beside their limits."""
    _commands()
    call_command("migrate", verbosity=0)
    crowd = gather(timezone.now(), SMALL)
    _bytes_of_an_act(crowd)
    start = time.perf_counter()
    with open_forum() as forum:
        fetched(HTTPConnection("127.0.0.1", forum.port), "/")
        took, busy = time.perf_counter() - start, processor_seconds(forum.process)
        say(
            "a server, until its first page is answered",
            f"{took:.2f} s",
            f"processor {busy:.2f} s; no limit",
        )
        _memory(forum, crowd)
    _idle()


def _commands() -> None:
    """Print how long commands take that read nothing of a forum, and the interpreter alone."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as captions:
        captions.write(TURNS)
        captions.flush()
        for name, words in {
            "python alone": ["-c", "pass"],
            "isegoria --help": ["-m", "isegoria", "--help"],
            "isegoria transcript, a small file": ["-m", "isegoria", "transcript", captions.name],
        }.items():
            wall, busy = _started(words)
            say(
                f"start: {name}",
                f"{wall * 1000:.0f} ms",
                f"processor {busy * 1000:.0f} ms; "
                + (
                    "no limit: it loads every command"
                    if words[-1] == "--help"
                    else held(busy * 1000 <= START_MS, f"processor at most {START_MS} ms")
                ),
            )


def _started(words: Sequence[str]) -> tuple[float, float]:
    """Return the median time of a command from its start to its end, and of its processor."""
    walls, busy = [], []
    for _ in range(STARTS):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(walls), statistics.median(busy)


def _bytes_of_an_act(crowd: Crowd) -> None:
    """Print what the database grows by with each comment, and by what of it."""
    chunk = Chunk.objects.select_related("process").get(pk=crowd.chunk.pk)
    words = "x" * (LETTERS - 8)
    before, tables = _database_bytes(), _bytes_by_table()
    for first in range(0, ACTS, 500):
        with together():
            for place in range(first, first + 500):
                by, capacity = crowd.people[place * 61 % len(crowd.people)]
                work = Say(chunk, text=f"{words}{place:8}")
                step(work, by=by, now=timezone.now(), capacity=capacity)
    grown = (_database_bytes() - before) / ACTS
    say(
        f"a comment of {LETTERS} letters in the database",
        f"{grown:,.0f} bytes",
        held(grown <= ACT_BYTES, f"at most {ACT_BYTES:,}") + f", {connection.vendor}",
    )
    for name, size in sorted(_bytes_by_table().items(), key=lambda one: -one[1]):
        share = (size - tables.get(name, 0)) / ACTS
        if share >= 10:
            say(f"  of which {name}", f"{share:,.0f} bytes", "no limit")


def _database_bytes() -> int:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return int((settings.HOME / DATABASE).stat().st_size)


def _bytes_by_table() -> dict[str, int]:
    """Return the pages of tables and indexes, where the database tells."""
    told = {
        "sqlite": "SELECT name, SUM(pgsize) FROM dbstat GROUP BY name",
        "postgresql": "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind IN"
        " ('r', 'i', 't')",
    }
    with connection.cursor() as cursor:
        cursor.execute(told[connection.vendor])
        return dict(cursor.fetchall())


def _memory(forum: Forum, crowd: Crowd) -> None:
    """Print what a server has in memory once it answered every kind of page three times."""
    cookie, client = signed_in(crowd.people[5][0]), HTTPConnection("127.0.0.1", forum.port)
    fresh = memory_bytes(forum.process)
    pages = {**of_the_issue(crowd), **of_the_forum(crowd)}
    for _ in range(3):
        for address in pages.values():
            fetched(client, address)
        for address in of_a_member(crowd).values():
            fetched(client, address, cookie)
    grown = memory_bytes(forum.process) / 1e6
    say(
        "memory of a server that answered every page",
        f"{grown:.0f} MB",
        f"{fresh / 1e6:.0f} after its first page; "
        + held(grown <= MEMORY_MB, f"at most {MEMORY_MB}"),
    )


def _idle() -> None:
    """Print how long processors are busy in a minute in which nobody asks anything."""
    with ExitStack() as stack:
        forum = stack.enter_context(open_forum())
        processes = [forum.process, *(stack.enter_context(working()) for _ in range(WORKERS))]
        fetched(HTTPConnection("127.0.0.1", forum.port), "/")
        time.sleep(SETTLES)
        before = [processor_seconds(one) for one in processes]
        time.sleep(A_MINUTE)
        busy = [processor_seconds(one) - was for one, was in zip(processes, before, strict=True)]
    say(
        f"an idle forum and {WORKERS} workers, a minute",
        f"{sum(busy):.2f} s",
        f"processor, of which the forum {busy[0]:.2f} s; "
        + held(sum(busy) <= IDLE_SECONDS, f"at most {IDLE_SECONDS}"),
    )
