"""One issue with 100,000 acts and 10,000 participants: every page of it, and every kind of act."""

import time
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from isegoria.server.deliberation.acts import Object, Say, Settle, TakePosition
from isegoria.server.deliberation.models import Comment, Objection, Version
from isegoria.server.deliberation.texts import Amend
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.process.clocks import advance
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Leave, Vote, step
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.warnings.reads import fired
from tests.bench.addresses import of_a_member, of_the_issue
from tests.bench.crowd import Crowd, gather
from tests.bench.forums import Forum, fetched, first_view, open_forum, signed_in
from tests.bench.measure import processor_seconds, say, visited

__all__ = ["run"]

VISITS, ROUNDS = 40, 60
OUTCOMES = 5_000
# how often an issue is looked at beside its page: among a few visits at that time all would be slow
A_MINUTE = 60


def run() -> None:
    """Print the figures beside their limits."""
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    crowd = gather(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    made = f"{Act.objects.count():,} and {len(crowd.people):,}"
    say(
        "acts and participants of one issue",
        made,
        f"filled in {time.perf_counter() - start:.0f} s, {connection.vendor}",
    )
    say(
        "state of the chunk",
        f"{len(str(crowd.chunk.state)) / 1000:.1f} kB",
        "must not grow with acts or people",
    )
    _acts(crowd)
    start = time.perf_counter()
    found = recompute(crowd.chunk.issue)
    say(
        "recomputed from the record",
        f"{len(found.findings)} findings",
        f"none may be; in {time.perf_counter() - start:.0f} s",
    )
    start = time.perf_counter()
    found_now = fired([crowd.chunk.issue], timezone.now())
    say(
        "early warnings of the issue",
        f"{len(found_now[crowd.chunk.issue_id])} fire",
        f"looked at in {time.perf_counter() - start:.2f} s, beside pages",
    )
    with open_forum() as forum:
        _pages(forum, crowd)


def _acts(crowd: Crowd) -> None:
    """Print what each kind of act costs, from the call to what is committed."""
    chunk = Chunk.objects.select_related("process").get(pk=crowd.chunk.pk)
    parent, written = (
        Comment.objects.get(pk=crowd.thread),
        Version.objects.filter(chunk=chunk).latest("number"),
    )
    still = list(Objection.objects.filter(chunk=chunk, state="open")[:ROUNDS])
    kinds: dict[str, Callable[[int], Any]] = {
        "comment": lambda place: Say(chunk, text=f"I say {place} things."),
        "reply": lambda place: Say(
            chunk, text=f"I say {place} things.", parent=parent, says_what="supports"
        ),
        "vote": lambda place: Vote(chunk, "support", "support"),
        "position": lambda place: TakePosition(chunk, answer="support", text=""),
        "object": lambda place: Object(chunk, text=f"Nobody asked us {place}."),
        "amend": lambda place: Amend(
            chunk, text="Shorter.", written=written, paragraph=1 + place % 24, new_text=""
        ),
        "settle": lambda place: Settle(
            chunk, text="Answered.", answer="addressed", objection=still[place]
        ),
    }
    chair = crowd.play.people["governments1"]
    for name, made in kinds.items():
        times, busy = [], time.process_time()
        for place in range(ROUNDS):
            by, capacity = chair if name == "settle" else crowd.people[place * 61]
            work, now = made(place), timezone.now()
            start = time.perf_counter()
            step(work, by=by, now=now, capacity=capacity)
            times.append(time.perf_counter() - start)
        visited(f"act: {name}", times, (time.process_time() - busy) / ROUNDS, "limit p95 30 ms")


def _pages(forum: Forum, crowd: Crowd) -> None:
    for name, address in of_the_issue(crowd).items():
        _page(forum, name, address, seconds=A_MINUTE if name == "issue" else 0)
    cookie = signed_in(crowd.people[5][0])
    for name, address in of_a_member(crowd).items():
        _page(forum, f"{name}, signed in", address, cookie)
    _ended(crowd)
    _page(forum, "outcome", f"/outcomes/{crowd.chunk.pk}/")
    _page(forum, "chunk, ended", f"/chunks/{crowd.chunk.pk}/", cookie)
    _many_outcomes(crowd)
    _page(forum, f"outcomes, {OUTCOMES:,} of them", "/outcomes/")
    _page(forum, "outcomes, those that are done", "/outcomes/?state=done&page=3")
    _page(forum, "outcomes, as JSON", "/outcomes/outcomes.json?page=5")


def _many_outcomes(crowd: Crowd) -> None:
    """Let the forum have many outcomes of twenty years, each with a report: copies of the one there
    is.
    """
    like, now = Chunk.objects.get(pk=crowd.chunk.pk), timezone.now()
    by, first = crowd.people[0][0], 10_000_000
    fields = {one.attname: getattr(like, one.attname) for one in Chunk._meta.concrete_fields}
    Chunk.objects.bulk_create(
        (
            Chunk(
                **fields
                | {
                    "number": first + place,
                    "cited": f"{2006 + place % 20}-{place}",
                    "part_of_id": None,
                },
            )
            for place in range(OUTCOMES)
        ),
        batch_size=500,
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            number=2 * first + place,
            chunk_id=first + place,
            participant=by,
            at=now,
            rating=("done", "under_way")[place % 2],
        )
        for place in range(0, OUTCOMES, 2)
    )


def _ended(crowd: Crowd) -> None:
    """Let the call end: objections stand, so the chairs put options."""
    chunk, after = crowd.chunk, timezone.now() + timedelta(days=30)
    advance(chunk, after)
    by, capacity = crowd.play.people["governments1"]
    step(Leave(chunk, "choose", reason="Objections stand."), by=by, now=after, capacity=capacity)


def _page(forum: Forum, name: str, address: str, cookie: str = "", *, seconds: float = 0) -> None:
    """Print what a page costs, visited a number of times and for so long at the least."""
    client = HTTPConnection("127.0.0.1", forum.port)
    times: list[float] = []
    busy, begun = processor_seconds(forum.process), time.perf_counter()
    while len(times) < VISITS or time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        fetched(client, address, cookie)
        times.append(time.perf_counter() - start)
    busy = (processor_seconds(forum.process) - busy) / len(times)
    size = first_view(client, address, cookie) / 1000
    visited(f"page: {name}", times, busy, f"limit p95 150 ms; first view {size:.1f} of 60 kB")
