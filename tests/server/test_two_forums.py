"""Two forums and a worker on one PostgreSQL database: what one counts the others know, each deadline
runs once, each mail is sent once, and a restart of the database ends nothing.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest
from django.core.cache import caches
from django.test import override_settings

from isegoria.server.front.counted_attempts import hashed
from isegoria.server.settings import database, limits
from tests.mail_server import certificate, mail_server
from tests.postgresql import needs_postgresql, new_database
from tests.running import Forum, running, working

SECONDS = 120
TOKEN = "a" * 32
TO = "someone@example.org"
FROM = "203.0.113.7"
URL = "postgres://me:secret@db/forum"


def test_on_postgresql_limits_are_counted_in_the_database_without_addresses() -> None:
    assert limits("")["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert limits(URL)["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert database(URL)["CONN_HEALTH_CHECKS"] is True
    key = hashed("allauth:rl:login:203.0.113.9", "", 1)
    assert len(key) == 64
    assert "203" not in key
    assert key != hashed("allauth:rl:login:203.0.113.8", "", 1)


@pytest.mark.django_db
def test_the_table_of_limits_is_there_and_keeps_what_is_counted() -> None:
    with override_settings(CACHES={"default": limits(URL)}):
        cache = caches.create_connection("default")
        assert cache.add("allauth:rl:login:203.0.113.9", [1], 60)
        assert not cache.add("allauth:rl:login:203.0.113.9", [2], 60)
        assert cache.get("allauth:rl:login:203.0.113.9") == [1]


@dataclass(frozen=True)
class Together:
    """Two forums with a worker on one database."""

    url: str
    forums: tuple[Forum, Forum]
    taken: list[list[str]]

    def asked(self, question: str) -> list[Any]:
        import psycopg  # noqa: PLC0415 -- not everybody who tests has it

        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(question.encode())
            return found.fetchall() if found.description else []


def sent(forum: Forum, path: str, source: str, **form: str) -> tuple[int, bytes]:
    """Send a form through the proxy, from an address."""
    body = "&".join(
        f"{name}={value}" for name, value in {**form, "csrfmiddlewaretoken": TOKEN}.items()
    )
    client = HTTPConnection("127.0.0.1", forum.port, timeout=SECONDS)
    headers = {
        "Host": "localhost",
        "Cookie": f"__Host-csrftoken={TOKEN}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": source,
        "Referer": "https://localhost/",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    client.request("POST", path, body, headers)
    answer = client.getresponse()
    found = answer.status, answer.read()
    client.close()
    return found


def asks_for_a_code(forum: Forum, source: str, email: str) -> bool:
    return sent(forum, "/accounts/login/code/", source, email=email)[0] == 302


def comes_true(is_so: Callable[[], object]) -> bool:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Together]:
    one, other, third = (tmp_path_factory.mktemp(name) for name in ("one", "other", "third"))
    tls = certificate(tmp_path_factory.mktemp("tls"))
    with ExitStack() as stack:
        url = stack.enter_context(new_database())
        port, taken = stack.enter_context(mail_server({}, tls))
        settings = {
            "development": "false",
            "hosts": '["forum.example.org", "127.0.0.1", "localhost"]',
            "proxy": "1",
            "smtp_url": f"smtp://127.0.0.1:{port}",
            "mail_from": "forum@example.org",
            "worker": "separate",
            "SSL_CERT_FILE": str(tls),
            "DATABASE_URL": url,
        }
        first = stack.enter_context(running(one, **settings))
        for home in (other, third):
            shutil.copy(one / "secret-key", home)
        second = stack.enter_context(running(other, **settings))
        stack.enter_context(working(third, **settings))
        yield Together(url, (first, second), taken)


@pytest.mark.whole
@needs_postgresql
def test_who_failed_too_often_in_one_forum_is_held_up_in_the_other(together: Together) -> None:
    form = {"login": TO.replace("@", "%40"), "password": "wrong-password"}
    held_up = [
        b"Too many failed" in sent(together.forums[number % 2], "/accounts/login/", FROM, **form)[1]
        for number in range(8)
    ]
    assert held_up == [False] * 5 + [True] * 3, "five failures of one account in five minutes"
    [(rows,)] = together.asked("SELECT count(*) FROM isegoria_limits")
    assert rows
    assert together.asked("SELECT 1 FROM isegoria_limits WHERE cache_key LIKE '%203.0%'") == []


@pytest.mark.whole
@needs_postgresql
def test_each_mail_is_sent_once_and_each_deadline_runs_once(together: Together) -> None:
    for number, forum in enumerate(together.forums * 3):
        assert asks_for_a_code(forum, f"198.51.100.{number}", f"p{number}%40example.org")
    waits = "SELECT count(*) FROM django_tasks_database_dbtaskresult"
    assert comes_true(lambda: together.asked(waits) == [(0,)])
    taken = sorted(one for one in together.taken if one[0].startswith("p"))
    assert taken == [[f"p{number}@example.org"] for number in range(6)]
    clocks = "SELECT count(*) FROM isegoria_lease WHERE name = 'clocks' AND done_at IS NOT NULL"
    assert comes_true(lambda: together.asked(clocks) == [(1,)])
    for forum in together.forums:
        assert comes_true(lambda forum=forum: forum.get("/health")[0] == 200)


@pytest.mark.whole
@needs_postgresql
def test_after_a_restart_of_the_database_every_page_and_the_worker_go_on(
    together: Together,
) -> None:
    for forum in together.forums:
        for _ in range(8):  # each thread has a connection
            forum.get("/")
    together.asked(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for forum in together.forums:
        assert [forum.get("/")[0] for _ in range(8)] == [200] * 8
    assert asks_for_a_code(together.forums[0], "198.51.100.99", "late%40example.org")
    assert comes_true(lambda: ["late@example.org"] in together.taken)
