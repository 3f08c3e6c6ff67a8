"""The security log tells what was tried, and who belongs together; it names nobody."""

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from click.testing import CliRunner
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from isegoria.cli import main
from isegoria.server.deliberation.acts import Say
from isegoria.server.faults import Json, Plain
from isegoria.server.forum.ended_sessions import forget_ended_sessions
from isegoria.server.front import security_log
from isegoria.server.front.security_log import SecurityLog, mark, note
from isegoria.server.operating.metrics import Metrics
from isegoria.server.pages.web import forms
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Vote
from isegoria.terms import Refusal
from tests.factors import add_app
from tests.people import amina
from tests.play import Play
from tests.reading import form, signed_in
from tests.server.test_operating import TOKEN, elsewhere

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "four words that nobody knows", "four words that somebody guessed"
HOST = "198.51.100.7"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(security_log, "log", SecurityLog())


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "isegoria.security"):
        yield caplog


@pytest.fixture
def owner() -> Participant:
    person = amina()
    person.set_password(RIGHT)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def lines(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the lines as a program reads them; nothing in any form of them names anybody."""
    ours = [one for one in log.records if one.name == "isegoria.security"]
    written = "".join(Json().format(one) + Plain().format(one) for one in ours)
    for hidden in ("@", "amina", HOST, RIGHT, WRONG, "let-me-in"):
        assert hidden not in written.lower()
    return [json.loads(Json().format(one)) for one in ours]


def today() -> date:
    return timezone.now().date()


def test_who_comes_in_and_who_does_not_is_noted(
    owner: Participant, log: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR=HOST)
    for password in (WRONG, RIGHT):
        client.post("/accounts/login/", {"login": owner.email, "password": password})
    client.post("/accounts/logout/")
    found = lines(log)
    assert [one["event"] for one in found] == ["password.wrong", "signed-in", "signed-out"]
    assert {one["from"] for one in found} == {mark(HOST, today())}
    assert {one["account"] for one in found} == {mark("Amina@Example.org", today())}
    assert {one["path"] for one in found} == {"/accounts/login/", "/accounts/logout/"}


def test_an_address_without_an_account_is_noted_as_any_other(
    owner: Participant, log: pytest.LogCaptureFixture
) -> None:
    for email in (owner.email, "nobody@example.org"):
        Client().post("/accounts/login/", {"login": email, "password": WRONG})
    one, other = lines(log)
    assert {**one, "account": "", "time": ""} == {**other, "account": "", "time": ""} | {
        "message": one["message"]
    }


def test_wrong_codes_and_links_are_noted(owner: Participant, log: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": owner.email})
    assert len(mail.outbox) == 1
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    for path in ("/sign-in/let-me-in/", "/enter/let-me-in/"):
        client.post(path)
    found = [(one["event"], one["path"]) for one in lines(log)]
    assert found[-2:] == [("link.wrong", "/sign-in/…/"), ("link.wrong", "/enter/…/")]
    assert ("account.refused", "/accounts/login/code/confirm/") in found


def test_what_is_refused_is_noted(play: Play, draft: Chunk, log: pytest.LogCaptureFixture) -> None:
    client, path = signed_in(play), f"/chunks/{draft.pk}/discussion/new/"
    account = mark(play.people["civil-society1"][0].email, today())
    client.get("/set-up/")
    client.put(path)
    client.post(path, "{}", content_type="application/json")
    client.get("/", headers={"host": "evil.example.org"})
    Client(enforce_csrf_checks=True).post(path, {"text": "Fish."})
    client.get(path)
    client.get("/nothing/")
    _signed_in, *found = lines(log)
    assert [one["event"] for one in found] == [
        "access.refused",
        "method.refused",
        "content.refused",
        "input.refused",
        "form.not-ours",
    ]
    assert found[0]["account"] == account


def test_an_act_that_is_refused_is_noted_with_its_rule(
    play: Play, draft: Chunk, log: pytest.LogCaptureFixture
) -> None:
    path = f"/chunks/{draft.pk}/discussion/new/"
    signed_in(play).post(path, form(play, text="x" * 30_000))
    _signed_in, one = lines(log)
    assert (one["event"], one["act"], one["path"]) == ("act.refused", Say.kind, path)
    assert one["rule"]
    assert one["account"]


def test_of_an_answer_that_can_be_secret_nobody_learns_who_tried_it(
    owner: Participant, log: pytest.LogCaptureFixture
) -> None:
    request = RequestFactory().post("/chunks/7/do/vote/", REMOTE_ADDR=HOST)
    request.user = owner
    refusal = Refusal("ballot.answer-stands", "Your answer stands.", "Wait.", {})
    forms._note(request, Vote(Chunk(pk=7), "motion", "yes"), refusal)
    [one] = lines(log)
    assert one["rule"] == "ballot.answer-stands"
    assert not {"from", "account", "path"} & one.keys()
    assert "7" not in one["message"]


def test_a_form_that_cannot_be_read_tells_nobody_either(
    play: Play, draft: Chunk, log: pytest.LogCaptureFixture
) -> None:
    path = f"/issues/{draft.issue_id}/support/"
    assert signed_in(play).post(path, form(play, capacity=10**9)).status_code == 400
    _signed_in, one = lines(log)
    assert (one["event"], one["path"]) == ("input.refused", path)
    assert not {"from", "account"} & one.keys()


def test_a_mark_is_another_one_each_day_and_in_another_forum(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    found = mark(HOST, today())
    assert found == mark(f" {HOST} ", today())
    assert found != mark("198.51.100.8", today())
    settings.HOME = tmp_path / "other"
    settings.HOME.mkdir()
    assert mark(HOST, today()) not in {found, ""}


def test_after_two_days_nobody_can_tell_whose_a_mark_was(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with the secret key, the database and the folder of the forum either."""
    settings.HOME = tmp_path
    day, now = today(), timezone.now()
    found = mark(HOST, day)
    [key] = (tmp_path / "marks").iterdir()
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)
    for days, expected in ((1, found), (2, "")):
        then = now + timedelta(days=days)
        monkeypatch.setattr(security_log.timezone, "now", lambda then=then: then)
        assert mark(HOST, day + timedelta(days=days)) not in {found, ""}
        assert mark(HOST, day) == expected
    assert key.name not in [one.name for one in (tmp_path / "marks").iterdir()]
    assert key not in security_log._keys
    assert mark(HOST, day + timedelta(days=3)) == "", "no key of a day to come"


def test_keys_go_also_where_nothing_is_noted(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    found = mark(HOST, today())
    forget_ended_sessions(timezone.now() + timedelta(days=1))
    assert mark(HOST, today()) == found
    forget_ended_sessions(timezone.now() + timedelta(days=2))
    assert list((tmp_path / "marks").iterdir()) == []


def test_two_processes_have_one_key_and_a_full_disk_stops_nothing(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    found = mark(HOST, today())
    monkeypatch.setattr(security_log, "_keys", {})
    assert mark(HOST, today()) == found
    (tmp_path / "file").touch()
    settings.HOME = tmp_path / "file"
    assert mark(HOST, today()) == mark(HOST, today()) != ""


def test_nobody_fills_the_log_or_drives_out_what_others_did(log: pytest.LogCaptureFixture) -> None:
    seconds = [0.0]
    noted = SecurityLog(lambda: seconds[0])
    assert sum(noted.count("x", "a")[0] for _each in range(1000)) == 20
    assert noted.count("x", "b") == (True, 0)
    for sender in range(100):
        for _each in range(20):
            noted.count("x", str(sender))
    assert sum(noted._lines.values()) == 600
    assert noted.counts["x"] == 1000 + 1 + 2000
    seconds[0] = 60.0
    room, left_out = noted.count("x", "a")
    assert (room, left_out) == (True, 3001 - 600)
    assert len(noted._lines) == 1, "what was counted for a minute is forgotten with it"


def test_a_line_is_one_line_whatever_the_path_is(log: pytest.LogCaptureFixture) -> None:
    note("link.wrong", RequestFactory().get("/a%0A2026 event=signed-in account=b/"))
    [record] = log.records
    assert "\n" not in Plain().format(record)
    assert " event=signed-in" not in record.getMessage()


def test_what_was_left_out_is_said(
    log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(security_log, "log", SecurityLog(lambda: seconds[0]))
    request = RequestFactory().get("/", REMOTE_ADDR=HOST)
    for _each in range(30):
        note("link.wrong", request)
    seconds[0] = 61.0
    note("link.wrong", request)
    assert len(log.records) == 20 + 2
    assert log.records[20].getMessage() == "left-out=10"


def test_figures_have_how_often_each_event_was(
    monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    noted = SecurityLog()
    monkeypatch.setattr("isegoria.server.operating.metrics.log", noted)
    noted.count("password.wrong", "")
    written = Metrics(elsewhere, TOKEN).written().decode()
    assert 'isegoria_security_events_total{event="password.wrong"} 1.0' in written


def test_a_command_tells_the_mark_of_an_address(
    monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("isegoria.cli.marking.start_django", lambda: None)
    said = ["mark", "A@example.org"]
    assert CliRunner().invoke(main, said).output.strip() == mark("a@example.org", today())
    gone = CliRunner().invoke(main, [*said, "--on", "2026-01-30"])
    assert gone.exit_code == 1
    assert "is not here" in gone.output


def test_second_factors_and_wrong_codes_are_noted(
    owner: Participant, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a test is one transaction, which never ends
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, **_how: do())
    client, other = Client(), Client()
    client.post("/accounts/login/", {"login": owner.email, "password": RIGHT})
    client.post("/accounts/reauthenticate/", {"password": RIGHT})
    log.clear()
    add_app(client)
    added = lines(log)[0]
    assert (added["event"], added["account"]) == ("factor.added", mark(owner.email, today()))
    other.post("/accounts/login/", {"login": owner.email, "password": RIGHT})
    log.clear()
    other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    [wrong] = lines(log)
    assert (wrong["event"], wrong["path"]) == ("account.refused", "/accounts/2fa/authenticate/")
