"""What runs by itself: once among many processes, again when its worker died, and told when it does
not run.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from isegoria.server.faults import faults
from isegoria.server.front.outbox import deliver
from isegoria.server.jobs import leases, queues
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.queues import Queue
from isegoria.server.jobs.timetable import CLOCKS, Periodic, timetable
from isegoria.server.jobs.worker import loops
from isegoria.server.people.models import Forum
from tests.counting import calls
from tests.play import seated
from tests.server.test_faults import routes

pytestmark = pytest.mark.django_db
processes = pytest.mark.django_db(transaction=True)  # threads with connections of their own
MINUTE = timedelta(minutes=1)
SECONDS = 20  # machines are shared
AT_ONCE = 8


class Server(BaseEmailBackend):
    """A mail server that takes mails, or hangs."""

    sent: list[str] = []
    release = threading.Event()
    hangs = False

    def send_messages(self, email_messages: Any) -> int:
        if self.hangs:
            self.release.wait(SECONDS)
        self.sent.extend(message.subject for message in email_messages)
        return len(email_messages)


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[type[Server]]:
    settings.EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"
    settings.MAIL_SERVER = f"{__name__}.Server"
    Server.sent, Server.hangs = [], False
    Server.release.clear()
    rmtree(Path(settings.HOME) / "faults", ignore_errors=True)
    yield Server
    Server.release.set()
    rmtree(Path(settings.HOME) / "faults", ignore_errors=True)


def mails(*subjects: str) -> None:
    get_connection().send_messages(
        [EmailMessage(one, "text", to=["a@example.org"]) for one in subjects]
    )


def pass_by(seconds: float) -> None:
    """Let leases and tasks that are being done be as much older."""
    for one in Lease.objects.all():
        Lease.objects.filter(pk=one.pk).update(until=one.until - timedelta(seconds=seconds))
    for row in DBTaskResult.objects.exclude(started_at=None):
        assert row.started_at is not None
        DBTaskResult.objects.filter(pk=row.pk).update(
            started_at=row.started_at - timedelta(seconds=seconds)
        )


def at_once(work: Callable[[int], object]) -> list[object]:
    """Do something many times at once, each on a connection of its own, as processes have."""
    together = threading.Barrier(AT_ONCE)

    def done(number: int) -> object:
        try:
            together.wait(SECONDS)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as processes:
        return list(processes.map(done, range(AT_ONCE)))


def failing() -> list[str]:
    return [one.kind for one in faults()]


@processes
def test_of_many_who_ask_for_a_lease_one_gets_it() -> None:
    for _ in range(5):
        assert at_once(lambda number: leases.take("one", f"{number}")).count(True) == 1
        assert not leases.take("one", "late")
        pass_by(leases.LASTS.total_seconds())


def test_a_lease_that_is_renewed_stays_and_one_that_is_not_is_taken_over() -> None:
    assert leases.take("one", "a")
    pass_by(59)
    leases.renew("one", "a")
    pass_by(59)
    assert not leases.take("one", "b")
    pass_by(2)
    assert leases.take("one", "b")
    leases.renew("one", "a")  # too late
    leases.end("one", "a", timedelta(), done=True)
    kept = Lease.objects.get()
    assert (kept.holder, kept.done_at) == ("b", None)


def test_what_was_done_is_not_due_before_its_time() -> None:
    assert leases.take("one", "a")
    leases.end("one", "a", MINUTE, done=True)
    assert not leases.take("one", "a")
    pass_by(59)
    assert not leases.take("one", "b")
    pass_by(1)
    assert leases.take("one", "b")
    assert Lease.objects.get().done_at is not None


@processes
def test_each_clock_runs_once_in_a_minute_however_many_processes_there_are() -> None:
    ran: list[datetime] = []
    clocks = [Periodic(CLOCKS, MINUTE, ran.append) for _ in range(AT_ONCE)]
    for minute in range(1, 4):
        at_once(lambda number: clocks[number].step())
        assert len(ran) == minute
        at_once(lambda number: clocks[number].step())
        assert len(ran) == minute
        pass_by(60)


def test_clocks_that_take_long_are_not_begun_by_another() -> None:
    begun: list[str] = []

    def long(_now: datetime) -> None:
        begun.append("one")
        pass_by(50)
        one.renew()
        pass_by(50)
        other.step()

    one, other = (Periodic(CLOCKS, MINUTE, long) for _ in range(2))
    one.step()
    assert begun == ["one"]
    Lease.objects.update(until=timezone.now())
    one.renew()  # nothing is being done
    assert Lease.objects.get().until <= timezone.now()


def test_clocks_that_come_to_no_end_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "STUCK", timedelta())
    begun: list[str] = []

    def stuck(_now: datetime) -> None:
        one.renew()
        pass_by(60)
        other.step()

    one = Periodic(CLOCKS, MINUTE, stuck)
    other = Periodic(CLOCKS, MINUTE, lambda _now: begun.append("other"))
    one.step()
    assert begun == ["other"]


def test_clocks_of_a_process_that_was_killed_are_run_by_another() -> None:
    ran: list[datetime] = []
    other = Periodic(CLOCKS, MINUTE, ran.append)
    assert leases.take(CLOCKS, "killed")  # and nothing more comes from it
    other.step()
    assert ran == []
    pass_by(60)
    other.step()
    assert len(ran) == 1


@pytest.mark.parametrize(("every", "again"), [(MINUTE, 60), (timedelta(days=1), 600)])
def test_what_fails_is_tried_again_before_long(every: timedelta, again: int) -> None:
    def fails(_now: datetime) -> None:
        tried.append(1)
        raise ValueError("a rule that is gone")

    tried: list[int] = []
    one = Periodic("one", every, fails)
    one.step()
    pass_by(again - 2)
    one.step()
    assert len(tried) == 1
    assert failing() == ["one"]  # it is told until it was done
    pass_by(2)
    one.step()
    assert len(tried) == 2
    assert Lease.objects.get().done_at is None
    one.work = lambda _now: None
    pass_by(again)
    one.step()
    assert failing() == []
    assert Lease.objects.get().done_at is not None


def test_the_timetable_is_what_the_forum_says() -> None:
    assert {one.name: one.every for one in timetable()} == {
        "clocks": MINUTE,
        "calls": MINUTE,
        "elections": MINUTE,
        "reminders": timedelta(days=1),
        "copies": timedelta(days=1),
        "traces": timedelta(days=1),
        "sessions": timedelta(days=1),
    }
    assert [one.name for one in loops()] == [
        "clocks",
        "calls",
        "elections",
        "reminders",
        "copies",
        "traces",
        "sessions",
        "mail",
        "looking",
    ]


@processes
def test_each_mail_is_sent_once_however_many_processes_there_are(server: type[Server]) -> None:
    sent = [f"{number}" for number in range(40)]
    mails(*sent)

    def works(number: int) -> None:
        queue = Queue(deliver, f"{number}")
        while DBTaskResult.objects.exists():
            queue.step()

    at_once(works)
    assert sorted(server.sent, key=int) == sent


def test_a_mail_whose_worker_was_killed_is_sent_once_more(server: type[Server]) -> None:
    mails("one", "two")
    killed = Queue(deliver, "killed")
    assert killed._claimed() is not None  # and nothing more comes from it
    other = Queue(deliver, "other")
    while other.step():
        pass
    assert server.sent == ["two"]
    pass_by(61)
    other._gave_back = float("-inf")
    while other.step():
        pass
    assert server.sent == ["two", "one"]
    assert not DBTaskResult.objects.exists()


def test_a_mail_that_takes_long_is_not_given_back(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Queue(deliver, "one"), Queue(deliver, "other")

    def long(_self: Any, _messages: Any) -> int:
        pass_by(50)
        one.renew()
        pass_by(50)
        assert not other.step()
        return 1

    monkeypatch.setattr(Server, "send_messages", long)
    mails("one")
    assert one.step()
    assert not DBTaskResult.objects.exists()
    one.renew()


def test_a_mail_that_ends_its_worker_again_and_again_is_given_up(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    mails("one")
    for number in range(queues._MOST_TRIES):
        assert Queue(deliver, f"{number}")._claimed() is not None
        pass_by(61)
        Queue(deliver, "")._give_back()
    assert Queue(deliver, "last").step()
    assert (server.sent, DBTaskResult.objects.exists()) == ([], False)
    assert "ended its worker" in caplog.text


def test_a_thousand_mails_that_wait_slow_no_page_and_nobody_is_shown_them(
    client_of: Any, settings: Any
) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    client: Client = client_of(seated().secretary)
    pages = [f"/{one}" for one, _names in routes(get_resolver().url_patterns) if "<" not in one]

    def shown() -> None:
        mails("before")
        assert client.get("/").status_code == 200

    shown()  # what is kept in memory is there
    alone = calls(shown)
    mails(*[f"Zanzibar {number}" for number in range(1000)])
    assert calls(shown) < 1.1 * alone
    assert len(pages) > 30
    for page in pages:
        if not page.startswith("/accounts/logout"):
            assert b"Zanzibar" not in b"".join(client.get(page))  # type: ignore[call-overload]
    database = str(connection.settings_dict["NAME"])
    for file in Path(settings.HOME).rglob("*"):
        if file.is_file() and not str(file).startswith(database):
            assert b"Zanzibar" not in file.read_bytes()
