"""Those who run a forum see whether it is well; nobody else learns anything by that."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from isegoria.server.faults import Json, Plain
from isegoria.server.front.clients import client_of
from isegoria.server.front.models import MailCount
from isegoria.server.front.watching import Watching, access_log
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.queues import queues
from isegoria.server.jobs.timetable import timetable
from isegoria.server.operating import health as health_module
from isegoria.server.operating.figures import figures
from isegoria.server.operating.health import Health, looked
from isegoria.server.operating.metrics import Metrics
from isegoria.server.operating.views import JOBS, PARTS, QUEUES
from tests.play import Play
from tests.running import run_alone

pytestmark = pytest.mark.django_db
WELL = {"database": "ok", "clocks": "ok", "queue": "ok", "disk": "ok"}
TOKEN = "a-long-token"


def scope(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    client = ("198.51.100.7", 1234)
    return {"type": "http", "method": method, "path": path, "headers": given, "client": client}


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"no such page"})


def answer(app: Any, asked: dict[str, Any]) -> tuple[int, bytes]:
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    run_alone(app(asked, None, send))
    return said[0]["status"], b"".join(one.get("body", b"") for one in said)


@pytest.fixture
def clocks_ran(db: None) -> None:
    Lease.objects.create(name="clocks", done_at=Now())


def test_all_is_well_when_the_clocks_ran(clocks_ran: None) -> None:
    assert looked() == WELL


def test_clocks_that_did_not_run_are_told(db: None) -> None:
    assert looked() == {**WELL, "clocks": "fails"}
    Lease.objects.create(name="clocks", done_at=timezone.now() - timedelta(minutes=6))
    assert looked() == {**WELL, "clocks": "fails"}


def test_a_full_disk_is_told(clocks_ran: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "_LEAST_FREE", 2**62)
    assert looked() == {**WELL, "disk": "fails"}


def test_a_database_that_is_away_is_told(clocks_ran: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_words: Any) -> None:
        raise DatabaseError("the password of the database is hunter2")

    monkeypatch.setattr(connection, "cursor", away)
    assert looked()["database"] == "fails"


@pytest.mark.parametrize(
    ("parts", "status"), [(WELL, 200), ({**WELL, "queue": "fails"}, 503), ({"disk": "fails"}, 503)]
)
def test_health_answers_by_its_status_and_tells_no_figures(
    parts: dict[str, str], status: int
) -> None:
    found, body = answer(Health(elsewhere, lambda: parts), scope("/health"))
    assert found == status
    assert json.loads(body) == {"status": "ok" if status == 200 else "fails", **parts}


def test_other_addresses_and_methods_are_passed_on() -> None:
    health = Health(elsewhere, lambda: WELL)
    assert answer(health, scope("/health/"))[0] == 404
    assert answer(health, scope("/health", "POST"))[0] == 404


def test_many_who_ask_at_once_are_one_question() -> None:
    asked: list[int] = []

    def look() -> dict[str, str]:
        asked.append(1)
        return WELL

    health = Health(elsewhere, look)

    async def send(_message: Any) -> None: ...

    async def story() -> None:
        await asyncio.gather(*(health(scope("/health"), None, send) for _ in range(50)))  # type: ignore[arg-type]

    run_alone(story())
    assert asked == [1]


def test_figures_are_for_whoever_has_the_token(clocks_ran: None) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": ""}):
        assert answer(Metrics(elsewhere, TOKEN), scope("/metrics", **headers))[0] == 404


def test_without_a_token_there_are_no_figures(clocks_ran: None) -> None:
    for given in ("Bearer ", "Bearer", "Bearer None"):
        assert answer(Metrics(elsewhere, ""), scope("/metrics", authorization=given))[0] == 404


def test_figures_name_nobody_and_a_stranger_cannot_make_more_of_them(play: Play) -> None:
    MailCount.objects.create(on=timezone.now().date(), sent=3, put_off=2, refused=1)
    metrics = Metrics(elsewhere, TOKEN)
    watched = Watching(metrics, (metrics.note,), client_of)
    for method in ("GET", "GET", "PURGE", "X-ANYTHING"):
        answer(watched, scope("/nowhere/", method))
    written = metrics.written().decode()
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    assert 'isegoria_requests_total{method="GET",status="4xx"} 2.0' in lines
    assert 'isegoria_requests_total{method="other",status="4xx"} 2.0' in lines
    assert "isegoria_request_seconds_count 4.0" in lines
    assert 'isegoria_mails_total{what="refused"} 1.0' in lines
    assert f"isegoria_acts {float(figures().acts)}" in lines
    assert "@" not in written
    assert "ANYTHING" not in written


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "isegoria.access"):
        yield caplog


def test_the_access_log_names_nobody(log: pytest.LogCaptureFixture) -> None:
    token = "/sign-in/let-me-in/"
    asked = scope(token) | {"query_string": b"email=chen%40example.org"}
    answer(Watching(elsewhere, (access_log(addresses=False),), client_of), asked)
    [line] = log.records
    assert line.getMessage().startswith("GET /sign-in/…/ 404 12 ")
    written = Json().format(line) + Plain().format(line)
    for hidden in ("198.51.100.7", "let-me-in", "chen", "email="):
        assert hidden not in written
    kept = json.loads(Json().format(line))
    assert (kept["method"], kept["path"], kept["status"], kept["bytes"]) == (
        "GET",
        "/sign-in/…/",
        404,
        12,
    )


def test_an_address_is_written_where_a_setting_asks_for_it(log: pytest.LogCaptureFixture) -> None:
    app = Watching(elsewhere, (access_log(addresses=True),), client_of)
    answer(app, scope("/"))
    assert json.loads(Json().format(log.records[0]))["client"] == "198.51.100.7"


def test_a_line_cannot_be_forged_by_an_address(log: pytest.LogCaptureFixture) -> None:
    answer(
        Watching(elsewhere, (access_log(addresses=False),), client_of), scope("/a\n2026 ERROR b")
    )
    assert "\n" not in Plain().format(log.records[0])


def test_one_who_left_is_noted_too(log: pytest.LogCaptureFixture) -> None:
    async def leaves(*_how: Any) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        answer(Watching(leaves, (access_log(addresses=False),), client_of), scope("/"))
    assert " 499 " in log.records[0].getMessage()


@pytest.mark.parametrize("form", [Plain, Json])
def test_no_mail_address_stands_in_a_log(form: type[Plain]) -> None:
    record = logging.LogRecord(
        "x", 40, "", 0, "refused: %s", ("Chen <chen+a@mail.example.org>",), None
    )
    assert "refused: Chen <…@…>" in form().format(record)


def test_a_fault_is_one_line_of_json() -> None:
    fault = ValueError("of chen@example.org")
    info = (ValueError, fault, fault.__traceback__)
    record = logging.LogRecord("x", 40, "", 0, "it failed", (), info)
    [line] = Json().format(record).splitlines()
    assert "ValueError: of …@…" in json.loads(line)["message"]


def test_the_page_is_for_the_secretariat_alone(play: Play, client_of: Any) -> None:
    MailCount.objects.create(on=timezone.now().date(), sent=41, refused=7)
    MailCount.objects.create(on=timezone.now().date() - timedelta(days=8), sent=100)
    page = client_of(play.secretary).get("/operation/")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    shown = " ".join(page.content.decode().split())
    assert "<td>41</td> <td>141</td>" in shown
    assert "<td>7</td> <td>7</td>" in shown
    assert client_of(play.people["governments1"][0]).get("/operation/").status_code == 404
    assert Client().get("/operation/").status_code == 302


def test_the_page_names_everything_in_words(play: Play, client_of: Any) -> None:
    assert {one.name for one in timetable()} == set(JOBS)
    assert set(looked()) == set(PARTS)
    assert {one.name for one in queues()} == set(QUEUES)
    done_at = timezone.now() - timedelta(hours=3, minutes=2)
    Lease.objects.update_or_create(name="clocks", defaults={"done_at": done_at})
    client = client_of(play.secretary)
    page = " ".join(client.get("/operation/").text.split())
    assert "Deadlines</th> <td> 3 hours, 2 minutes ago" in page
    french = client.get("/operation/", headers={"accept-language": "fr"}).text
    assert "Échéances" in french
    for name in (*JOBS, *QUEUES):
        assert f">{name}<" not in french
