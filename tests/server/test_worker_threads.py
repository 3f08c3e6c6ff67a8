"""The threads of a worker: none holds up another, one that ends is begun again, and the secretariat
is told of what fails and of what does not run.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from isegoria.server.front.outbox import deliver
from isegoria.server.jobs import worker
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.queues import Queue
from isegoria.server.jobs.timetable import CLOCKS, Periodic
from isegoria.server.jobs.watch import watch
from isegoria.server.jobs.worker import Loop, Worker
from isegoria.server.people.models import Forum
from tests.people import chen
from tests.server.test_jobs import MINUTE, SECONDS, Server, failing, mails, processes, server

pytestmark = pytest.mark.django_db
__all__ = ["server"]


def wait_until(is_so: Callable[[], object]) -> bool:
    until = monotonic() + SECONDS
    while monotonic() < until:
        if is_so():
            return True
        threading.Event().wait(0.01)
    return False


@dataclass
class Counted:
    """A loop that counts, and does what it is told."""

    kind: str
    does: Callable[[], object] = lambda: None
    name: str = "counted"
    pause: float = 0.01
    steps: int = 0
    renewed: int = 0

    def step(self) -> bool:
        self.steps += 1
        self.does()
        return False

    def renew(self) -> None:
        self.renewed += 1


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Worker]]:
    monkeypatch.setattr(worker, "_AFTER_A_FAULT", 0.01)
    monkeypatch.setattr(worker, "_LOOKS_AFTER", 0.01)
    begun = []

    def begin(*loops: Loop) -> Worker:
        begun.append(Worker(loops))
        begun[-1].start()
        return begun[-1]

    yield begin
    for one in begun:
        one.stop(SECONDS)
        for thread in (one._thread, *(runner.thread for runner in one._runners)):
            thread.join(SECONDS)  # else it writes its fault into another test


def fails() -> None:
    raise MemoryError


class Killed(BaseException):
    pass


@processes
def test_while_the_mail_server_hangs_the_clocks_go_on(
    server: type[Server], working: Callable[..., Worker]
) -> None:
    server.hangs = True
    mails("one", "two")
    clocks = Counted("clocks")
    working(clocks, Queue(deliver, "one", pause=0.01))
    assert wait_until(lambda: clocks.steps > 20)
    assert DBTaskResult.objects.count() == 2
    server.hangs = False
    server.release.set()
    assert wait_until(lambda: server.sent == ["one", "two"])
    assert wait_until(lambda: not DBTaskResult.objects.exists())


@processes
def test_clocks_that_fail_do_not_hold_up_mails_and_are_told(
    server: type[Server], working: Callable[..., Worker]
) -> None:
    def fails_once(_now: datetime) -> None:
        raise MemoryError

    clocks = Counted("timetable", fails)
    clock = Periodic(CLOCKS, MINUTE, fails_once, pause=0.01)
    working(clocks, clock, Queue(deliver, "one", pause=0.01))
    assert wait_until(lambda: clocks.steps > 3)
    assert wait_until(lambda: CLOCKS in failing())
    mails("one")
    assert wait_until(lambda: server.sent == ["one"])
    clocks.does = lambda: None
    assert wait_until(lambda: failing() == [CLOCKS])
    assert wait_until(lambda: not DBTaskResult.objects.exists())


def test_a_thread_goes_on_where_its_connections_cannot_be_closed(
    monkeypatch: pytest.MonkeyPatch, working: Callable[..., Worker]
) -> None:
    monkeypatch.setattr(worker, "close_old_connections", fails)
    monkeypatch.setattr(worker.connections, "close_all", fails)
    clocks = Counted("clocks")
    begun = working(clocks)
    assert wait_until(lambda: "clocks" in failing())
    monkeypatch.undo()
    assert wait_until(lambda: clocks.steps > 3)
    assert all(one.died is None for one in begun._runners)


def test_a_thread_that_ends_is_begun_again_and_told_for_five_minutes(
    working: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies() -> None:
        if clocks.steps == 2:
            raise Killed

    clocks, other = Counted("clocks", dies), Counted("other")
    begun = working(clocks, other)
    assert wait_until(lambda: clocks.steps > 5)
    assert failing() == ["thread"]
    monkeypatch.setattr(worker, "watch", lambda _now: None)
    monkeypatch.setattr(worker, "_WATCHES", 0)
    begun._died -= 290
    threading.Event().wait(0.1)
    assert failing() == ["thread"]
    begun._died -= 20
    assert wait_until(lambda: failing() == [])
    assert other.steps > 1


def test_a_thread_that_ends_again_and_again_is_begun_as_often(
    working: Callable[..., Worker],
) -> None:
    def dies() -> None:
        raise Killed

    clocks, other = Counted("clocks", dies), Counted("other")
    working(clocks, other)
    assert wait_until(lambda: clocks.steps > 5)
    assert wait_until(lambda: other.steps > 5)


def test_a_database_that_is_held_by_an_import_is_no_fault(working: Callable[..., Worker]) -> None:
    def locked() -> None:
        raise OperationalError("database is locked")

    def away() -> None:
        raise OperationalError("no connection")

    clocks = Counted("clocks", locked)
    working(clocks)
    assert wait_until(lambda: clocks.steps > 3)
    assert failing() == []
    clocks.does = away
    assert wait_until(lambda: failing() == ["clocks"])


def test_what_is_being_done_is_renewed_whatever_fails(
    working: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RENEWED_EVERY", timedelta())
    clocks = Counted("clocks")
    begun = working(clocks)
    assert wait_until(lambda: clocks.renewed > 2)
    monkeypatch.setattr(clocks, "renew", fails)
    threading.Event().wait(0.1)
    monkeypatch.undo()
    monkeypatch.setattr(worker, "RENEWED_EVERY", timedelta())
    seen = clocks.renewed
    assert wait_until(lambda: clocks.renewed > seen)
    assert begun._thread.is_alive()


def test_a_worker_ends_although_something_does_not(caplog: pytest.LogCaptureFixture) -> None:
    hangs = threading.Event()
    begun = Worker([Counted("clocks"), Counted("mail", lambda: hangs.wait(SECONDS), name="mail")])
    begun.start()
    start = monotonic()
    with caplog.at_level(logging.WARNING):
        begun.stop(0.2)
    assert monotonic() - start < SECONDS / 2
    assert "Still at work when the worker ended: mail." in caplog.text
    hangs.set()
    for runner in begun._runners:
        runner.thread.join(SECONDS)


def test_the_secretariat_is_told_when_no_worker_runs(client_of: Any) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    secretary = chen()
    now = timezone.now()
    watch(now)
    assert failing() == ["worker"]
    assert "No background task has run for five minutes" in client_of(secretary).get("/").text
    assert "No worker" not in Client().get("/").text
    for kind, past, told in [
        ("reminders", 0, ["worker"]),
        (CLOCKS, 4, []),
        (CLOCKS, 6, ["worker"]),
        (CLOCKS, 0, []),
    ]:
        Lease.objects.update_or_create(
            name=kind, defaults={"done_at": now - timedelta(minutes=past)}
        )
        watch(now)
        assert failing() == told, (kind, past)


def test_the_secretariat_is_told_when_mails_wait() -> None:
    now = timezone.now()
    Lease.objects.create(name=CLOCKS, done_at=now)
    mails("one")
    waits = DBTaskResult.objects.all()
    for minutes, told in [(4, []), (6, ["mails"]), (4, [])]:
        waits.update(enqueued_at=now - timedelta(minutes=minutes))
        watch(now)
        assert failing() == told
    for minutes, told in [(10, []), (-4, []), (-6, ["mails"])]:
        waits.update(
            enqueued_at=now - timedelta(hours=1), run_after=now + timedelta(minutes=minutes)
        )
        watch(now)
        assert failing() == told
    waits.delete()
    watch(now)
    assert failing() == []


@processes
def test_a_worker_without_loops_watches_but_not_before_five_minutes(
    working: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_WATCHES", 0.01)
    begun = working()
    threading.Event().wait(0.2)
    assert failing() == []
    begun._began -= 300
    assert wait_until(lambda: failing() == ["worker"])


def test_no_page_of_a_library_shows_the_queue(settings: Any) -> None:
    """It brings pages for Django's admin, which are not there as long as the admin is not."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
