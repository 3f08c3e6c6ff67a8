"""`make bench`: figures beside their limits, in one run. Never a test: machines differ."""

import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "isegoria.server.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from isegoria.readers.transcript import read, split
from isegoria.readers.values import Person, Role
from isegoria.server.acts.door import perform
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.people.reads import administrator

ROUNDS = 5
ACTS = 300
SENTENCE = "we said that the cable under the sea belongs to nobody in this room, "
TURNS = f">> ADA EXAMPLE: {SENTENCE * 20}\n\n>> So, and then?\n\n>> BO SAMPLE: {SENTENCE * 30} (Applause).\n\n"
ROSTER = [Person("Ada Example", Role.MODERATOR), Person("Bo Sample", Role.PANELLIST)]


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def say(what: str, figure: str, limit: str) -> None:
    print(f"{what:45} {figure:>16}   {limit}")


def readers() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    data = (TURNS * (10_000_000 // len(TURNS))).encode()
    say("reading and splitting", f"{len(data) / 1e6 / seconds(lambda: split(data)):.1f} MB/s", "at least 10 MB/s")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    say("memory of reading, by the size of the input", f"{grown / len(data):.1f} times", "at most 12 times")
    session = (TURNS * (100_000 // len(TURNS.split()))).encode()
    say("a session of 100,000 words settled", f"{seconds(lambda: read(session, ROSTER)):.2f} s", "under 2 s")


def acts() -> None:
    call_command("migrate", verbosity=0)
    secretariat, now = administrator(), datetime(2026, 1, 1, tzinfo=UTC)
    work = SetUpForum("Example forum", ["en"], [])

    def performed() -> None:
        for _ in range(ACTS):
            perform(work, by=secretariat, now=now)

    def inserted() -> None:
        with connection.cursor() as cursor:
            for _ in range(ACTS):
                cursor.execute("INSERT INTO plain (content) VALUES (%s)", ["x" * 240])

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, content TEXT)")
    plain, done = ACTS / seconds(inserted), ACTS / seconds(performed)
    say("plain inserts, each committed", f"{plain:,.0f} a second", "the peer")
    say("acts through perform, one client", f"{done:,.0f} a second", f"{done / plain:.2f} of plain; aim 0.35")


if __name__ == "__main__":
    readers()
    acts()
