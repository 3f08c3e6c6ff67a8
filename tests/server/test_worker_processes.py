"""Workers as processes of their own: what one leaves when it is killed another does, and each ends
when it is asked to.
"""

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.commands import isegoria
from tests.mail_server import certificate, mail_server
from tests.running import Forum, body, closed, connected, running, working

SECONDS = 60  # machines are shared
TO = "someone@example.org"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, with_tables: Callable[[Path], None]) -> Path:
    """A home in which a forum was opened."""
    home = tmp_path_factory.mktemp("made")
    with_tables(home)
    with running(home):
        pass
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    file = "forum.sqlite3"
    with (
        closing(sqlite3.connect(made / file)) as one,
        closing(sqlite3.connect(tmp_path / file)) as other,
    ):
        one.backup(other)
    (tmp_path / "secret-key").write_text((made / "secret-key").read_text())
    return tmp_path


def open_to_people(port: int, tls: Path, worker: str = "inside") -> dict[str, str]:
    return {
        "development": "false",
        "hosts": '["forum.example.org", "127.0.0.1", "localhost"]',
        "proxy": "1",
        "smtp_url": f"smtp://127.0.0.1:{port}",
        "mail_from": "forum@example.org",
        "worker": worker,
        "SSL_CERT_FILE": str(tls),
    }


def ask_for_a_code(forum: Forum) -> None:
    token = "a" * 32
    more = (
        f"Cookie: __Host-csrftoken={token}\r\nX-Forwarded-Proto: https\r\n"
        "X-Forwarded-For: 203.0.113.7\r\nReferer: https://localhost/\r\nConnection: close\r\n"
    )
    form = f"email={TO.replace('@', '%40')}&csrfmiddlewaretoken={token}".encode()
    with connected(forum, body(len(form), form, "/accounts/login/code/", more)) as client:
        assert int(closed(client, 60).split()[1]) == 302


def asked(home: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(home / "forum.sqlite3", timeout=SECONDS)) as database, database:
        return database.execute(question).fetchall()


def waiting(home: Path) -> int:
    return int(asked(home, "SELECT count(*) FROM django_tasks_database_dbtaskresult")[0][0])


def a_while_passes(home: Path) -> None:
    """Let what was begun be an hour old, leases too."""
    asked(
        home,
        "UPDATE django_tasks_database_dbtaskresult SET started_at = datetime(started_at, '-1 hour')",
    )
    asked(home, "UPDATE isegoria_lease SET until = datetime(until, '-1 hour')")


def comes_true(is_so: Callable[[], object]) -> bool:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def seconds_to_end(process: "subprocess.Popen[bytes]", stop: int = signal.SIGTERM) -> float:
    start = time.monotonic()
    process.send_signal(stop)
    process.wait(30)
    return time.monotonic() - start


@pytest.fixture
def takes() -> Iterator[threading.Event]:
    """When this is set the mail server says that it took the mail that it has."""
    event = threading.Event()
    yield event
    event.set()


def test_a_mail_in_the_middle_of_which_the_forum_is_killed_is_sent_once_more(
    home: Path, tls: Path, takes: threading.Event
) -> None:
    with mail_server({}, tls, takes) as (port, taken):
        settings = open_to_people(port, tls)
        with running(home, **settings) as forum:
            ask_for_a_code(forum)
            assert comes_true(lambda: taken)
            ask_for_a_code(forum)  # waits behind it
            forum.process.kill()
            forum.process.wait()
        assert waiting(home) == 2
        takes.set()
        a_while_passes(home)
        with running(home, **settings) as forum:
            assert comes_true(lambda: waiting(home) == 0)
            assert taken == [[TO]] * 3
            assert seconds_to_end(forum.process) < 10


@pytest.mark.whole
def test_a_forum_without_a_worker_inside_leaves_all_to_workers(home: Path, tls: Path) -> None:
    with mail_server({}, tls) as (port, taken):
        settings = open_to_people(port, tls, "separate")
        with running(home, **settings) as forum:
            ask_for_a_code(forum)
            time.sleep(3)
            assert (taken, waiting(home)) == ([], 1)
            assert asked(home, "SELECT * FROM isegoria_lease WHERE done_at > datetime('now')") == []
            with working(home, **settings) as (one, log), working(home, **settings) as (other, _):
                assert comes_true(lambda: taken == [[TO]])
                one.kill()  # its leases run out
                one.wait()
                a_while_passes(home)
                before = asked(home, "SELECT done_at FROM isegoria_lease WHERE name = 'clocks'")
                assert comes_true(
                    lambda: (
                        asked(home, "SELECT done_at FROM isegoria_lease WHERE name = 'clocks'")
                        != before
                    )
                )
                ask_for_a_code(forum)
                assert comes_true(lambda: taken == [[TO]] * 2)
                assert comes_true(lambda: waiting(home) == 0)
                assert seconds_to_end(other, signal.SIGINT) < 10
                assert other.returncode == 0
            assert "Traceback" not in log.read_text()


@pytest.mark.whole
def test_a_worker_ends_within_ten_seconds_while_the_mail_server_hangs(
    home: Path, tls: Path, takes: threading.Event
) -> None:
    with mail_server({}, tls, takes) as (port, taken):
        settings = open_to_people(port, tls, "separate")
        with running(home, **settings) as forum:
            ask_for_a_code(forum)
        with working(home, **settings) as (worker, _log):
            assert comes_true(lambda: taken)
            assert seconds_to_end(worker) < 10
    assert waiting(home) == 1  # nobody said that it was taken


def test_a_worker_of_a_forum_that_was_not_opened_says_so(tmp_path: Path) -> None:
    ended = isegoria(tmp_path / "home", "worker", ISEGORIA_DEVELOPMENT="true")
    assert ended.returncode == 2
    assert "has not been opened yet" in ended.stderr
    assert not (tmp_path / "home").exists()
