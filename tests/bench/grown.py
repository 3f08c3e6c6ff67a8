"""A forum of its own with an issue of so many acts, which measures what it is told to.

`python -m tests.bench.grown 10000` fills it, and says what it can measure, a JSON list on one line.
Then it reads names, one a line, and answers each with what it cost.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.server.deliberation.acts import Say
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Vote, step
from tests.bench.addresses import of_a_member, of_the_forum, of_the_issue
from tests.bench.crowd import LARGE, SMALL, Crowd, gather

VISITS = 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _works(crowd: Crowd) -> dict[str, Callable[[], object]]:
    """Return everything that can be measured."""
    reader, member = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    member.force_login(crowd.people[5][0], backend=BACKEND)

    def visit(client: Client, address: str) -> Callable[[], object]:
        def asked() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return asked

    public = {**of_the_issue(crowd), **of_the_forum(crowd)}
    return {
        **{name: visit(reader, address) for name, address in public.items()},
        **{f"{name}, signed in": visit(member, one) for name, one in of_a_member(crowd).items()},
        **_acts(crowd),
    }


def _acts(crowd: Crowd) -> dict[str, Callable[[], object]]:
    chunk = Chunk.objects.select_related("process").get(pk=crowd.chunk.pk)
    turns = iter(range(10**9))

    def act(made: Callable[[int], Any]) -> Callable[[], object]:
        def done() -> None:
            turn = next(turns)
            by, capacity = crowd.people[turn * 61 % len(crowd.people)]
            step(made(turn), by=by, now=timezone.now(), capacity=capacity)

        return done

    return {
        "act: comment": act(lambda turn: Say(chunk, text=f"I say {turn} things.")),
        "act: vote": act(lambda _turn: Vote(chunk, "support", "support")),
    }


def _cost(work: Callable[[], object]) -> dict[str, float]:
    """Return the seconds that this thread kept a processor busy, the least of some visits, and the
    queries.

    What looks for early warnings beside pages is another thread; `make bench` tells it apart.
    """
    work()
    with CaptureQueriesContext(connection) as queries:
        work()
    asked, times = len(queries), []  # each further request forgets the queries before it
    for _ in range(VISITS):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return {"seconds": min(times), "queries": asked}


def main(acts: int) -> None:
    """Fill the forum and answer."""
    call_command("migrate", verbosity=0)
    size = next(one for one in (SMALL, LARGE) if one.acts == acts)
    works = _works(gather(timezone.now(), size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    gc.collect()
    gc.freeze()  # what made the issue would be looked through again and again, as in no forum
    print(json.dumps(list(works)), flush=True)
    for line in sys.stdin:
        print(json.dumps(_cost(works[line.strip()])), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # threads that look beside the pages would be waited for
