"""One issue with 100,000 acts and 10,000 participants: every page of it, and every kind of act."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from isegoria.server.deliberation.acts import Object, Say, Settle, TakePosition
from isegoria.server.deliberation.models import Comment, Objection, Version
from isegoria.server.deliberation.texts import Amend
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.people.models import Participant
from isegoria.server.process.clocks import advance
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Leave, Vote, step
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.warnings.reads import fired
from tests.bench.crowd import Crowd, gather
from tests.bench.measure import say
from tests.bench.pages import cpu_seconds, fetched, first_view, open_forum

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
    with open_forum() as port:
        _pages(port, crowd)


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
        _say(f"act: {name}", times, (time.process_time() - busy) / ROUNDS, "limit p95 30 ms")


def _pages(port: int, crowd: Crowd) -> None:
    chunk, issue, process = crowd.chunk.pk, crowd.chunk.issue_id, crowd.chunk.process_id
    late = Comment.objects.filter(chunk=chunk).order_by("-number")[0].pk
    reply = Comment.objects.filter(parent=crowd.thread).order_by("number")[1500].pk
    old = Version.objects.filter(chunk=chunk).order_by("number")[3].pk
    new = Version.objects.filter(chunk=chunk).latest("number").pk
    middle = Act.objects.filter(item=crowd.chunk.item).order_by("number")[50_000].pk
    addresses = {
        "issues": "/issues/",
        "issue": f"/issues/{issue}/",
        "chunk": f"/chunks/{chunk}/",
        "chunk, as JSON": f"/chunks/{chunk}/chunk.json",
        "discussion": f"/chunks/{chunk}/discussion/",
        "discussion, in the middle": f"/chunks/{chunk}/discussion/?page=100",
        "discussion, last page": f"/chunks/{chunk}/discussion/?page=9999",
        "discussion, a contribution": f"/chunks/{chunk}/discussion/?to={late}",
        "discussion, thread of 3,000": f"/chunks/{chunk}/discussion/?to={reply}",
        "what is new": f"/chunks/{chunk}/new/",
        "what is new since the beginning": f"/chunks/{chunk}/new/?since=0",
        "feed": f"/chunks/{chunk}/acts.atom",
        "objections": f"/chunks/{chunk}/objections/",
        "items": f"/chunks/{chunk}/items/",
        "evidence": f"/chunks/{chunk}/evidence/",
        "roll call": f"/chunks/{chunk}/ballots/consensus_call/support/?page=50",
        "positions": f"/chunks/{chunk}/positions/",
        "text": f"/chunks/{chunk}/text/",
        "text, earlier version": f"/chunks/{chunk}/text/{old}/",
        "redline of the last two": f"/chunks/{chunk}/text/redline/",
        "redline of far versions": f"/chunks/{chunk}/text/redline/?from={old}&to={new}",
        "history": f"/chunks/{chunk}/history/",
        "history, in the middle": f"/chunks/{chunk}/history/?after={middle}",
        "room": f"/issues/processes/{process}/",
        "questions": "/questions/",
        "warnings": "/warnings/",
        "warnings, as JSON": f"/issues/{issue}/warnings.json",
        "outcomes": "/outcomes/",
        "over the years": "/outcomes/over-the-years/?words=cables",
        "record": "/record/",
        "record of the process": f"/record/?process=process-{process}",
    }
    mine = {
        "chunk": f"/chunks/{chunk}/",
        "discussion": f"/chunks/{chunk}/discussion/",
        "text": f"/chunks/{chunk}/text/",
        "evidence": f"/chunks/{chunk}/evidence/",
        "form of a vote": f"/chunks/{chunk}/do/vote/support/",
        "form of a comment": f"/chunks/{chunk}/discussion/new/",
        "room": f"/issues/processes/{process}/",
    }
    for name, address in addresses.items():
        _page(port, name, address, seconds=A_MINUTE if name == "issue" else 0)
    cookie = _signed_in(crowd.people[5][0])
    for name, address in mine.items():
        _page(port, f"{name}, signed in", address, cookie)
    _ended(crowd)
    _page(port, "outcome", f"/outcomes/{chunk}/")
    _page(port, "chunk, ended", f"/chunks/{chunk}/", cookie)
    _many_outcomes(crowd)
    _page(port, f"outcomes, {OUTCOMES:,} of them", "/outcomes/")
    _page(port, "outcomes, those that are done", "/outcomes/?state=done&page=3")
    _page(port, "outcomes, as JSON", "/outcomes/outcomes.json?page=5")


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


def _signed_in(participant: Participant) -> str:
    client = Client()
    client.force_login(participant, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def _page(port: int, name: str, address: str, cookie: str = "", *, seconds: float = 0) -> None:
    """Print what a page costs, visited a number of times and for so long at the least."""
    client, times = HTTPConnection("127.0.0.1", port), []
    busy, begun = cpu_seconds(port), time.perf_counter()
    while len(times) < VISITS or time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        fetched(client, address, cookie)
        times.append(time.perf_counter() - start)
    busy = (cpu_seconds(port) - busy) / len(times)
    size = first_view(client, address, cookie) / 1000
    _say(f"page: {name}", times, busy, f"limit p95 150 ms; first view {size:.1f} of 60 kB")


def _say(name: str, times: list[float], busy: float, limit: str) -> None:
    """Print times, and how long a processor was busy for each: what counts where others use the
    machine too.
    """
    first, ordered = times[0] * 1000, sorted(times)
    p50, p95 = statistics.median(times) * 1000, ordered[int(len(ordered) * 0.95)] * 1000
    say(
        name,
        f"{p50:.1f}, {p95:.1f} ms",
        f"p50, p95; processor {busy * 1000:.1f}, first {first:.0f} ms; {limit}",
    )
