"""Mails leave the request, are tried again, are refused when too many wait, and are sent before the forum is closed."""

import logging
import threading
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from isegoria.server.front.outbox import MailWaits, Outbox
from isegoria.server.people.mail import send

BACKEND = f"{__name__}.Server"
SECONDS = 5


class Server(BaseEmailBackend):
    """A mail server that takes mails, fails for a while, or hangs."""

    sent: list[str] = []
    faults: list[Exception] = []
    hangs = threading.Event()
    release = threading.Event()

    def send_messages(self, email_messages: Any) -> int:
        if self.hangs.is_set():
            self.release.wait(SECONDS)
        if self.faults:
            raise self.faults.pop(0)
        self.sent.extend(message.subject for message in email_messages)
        return len(email_messages)


@pytest.fixture(autouse=True)
def server() -> Iterator[type[Server]]:
    for kept in (Server.sent, Server.faults):
        kept.clear()
    Server.hangs.clear()
    Server.release.clear()
    yield Server
    Server.release.set()


def mails(*subjects: str) -> list[EmailMessage]:
    return [EmailMessage(subject, "text", to=["a@example.org"]) for subject in subjects]


def outbox(**how: Any) -> Outbox:
    made = Outbox(BACKEND, **how)
    made.open()
    return made


def test_what_waits_is_sent_before_the_forum_is_closed(server: type[Server]) -> None:
    box = outbox()
    assert box.take(mails("one", "two", "three")) == 3
    assert box.close(SECONDS) == 0
    assert server.sent == ["one", "two", "three"]


def test_nobody_waits_for_a_mail_server_that_hangs(server: type[Server], caplog: pytest.LogCaptureFixture) -> None:
    server.hangs.set()
    box = outbox()
    assert box.take(mails("one", "two")) == 2
    assert box.close(0.1) == 2
    assert "2 mails could not be sent before the forum was closed; they are lost." in caplog.text


def test_a_mail_that_meets_a_fault_is_tried_again(server: type[Server]) -> None:
    server.faults[:] = [TimeoutError("timed out"), ConnectionRefusedError("refused")]
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one", "two"))
    assert wait_until(lambda: server.sent == ["one", "two"])
    assert box.close(SECONDS) == 0


@pytest.mark.parametrize(
    "faults",
    [[TimeoutError("timed out")] * 3, [SMTPRecipientsRefused({})], [ValueError("a header that cannot be written")] * 3],
    ids=["no server", "nobody there", "a fault of ours"],
)
def test_a_mail_that_cannot_be_sent_is_written_down_and_the_next_one_is_sent(
    server: type[Server], faults: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = faults
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one", "two"))
    assert wait_until(lambda: server.sent == ["two"])
    box.close(SECONDS)
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "The mail “one” could not be sent."
    ]


@pytest.mark.parametrize("room", [1, 3])
def test_beyond_the_room_a_mail_is_not_taken(server: type[Server], room: int, caplog: pytest.LogCaptureFixture) -> None:
    server.hangs.set()
    box = outbox(most=room)
    box.take(mails("on its way"))
    assert wait_until(box._mails.empty)
    box.take(mails(*["waits"] * room))
    with pytest.raises(MailWaits):
        box.take(mails("one too many"))
    assert "“one too many” was not taken" in caplog.text
    server.release.set()
    assert box.close(SECONDS) == 0
    assert len(server.sent) == 1 + room


def test_a_command_sends_while_it_waits(server: type[Server]) -> None:
    assert Outbox(BACKEND).take(mails("one")) == 1
    assert server.sent == ["one"]


def wait_until(is_so: Any) -> bool:
    """Return whether something comes true in time."""
    for _ in range(SECONDS * 100):
        if is_so():
            return True
        threading.Event().wait(0.01)
    return False


@pytest.fixture
def full(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox of the forum takes nothing more."""

    def take(_messages: Any) -> int:
        raise MailWaits

    settings.EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"
    monkeypatch.setattr("isegoria.server.front.outbox.outbox.take", take)


@pytest.mark.usefixtures("full")
def test_whoever_asks_for_a_mail_that_is_not_taken_is_told(client: Client, db: None) -> None:
    answer = client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert answer.status_code == 503
    assert "many mails wait already" in answer.text
    assert "nobody@example.org" in answer.text  # what was typed is given back


@pytest.mark.usefixtures("full")
def test_an_invitation_that_is_not_taken_is_told() -> None:
    assert not send("subject", "text", "a@example.org")


@pytest.mark.usefixtures("full")
def test_a_mail_that_may_fail_silently_does() -> None:
    assert get_connection(fail_silently=True).send_messages(mails("one")) == 0


def test_in_tests_a_mail_is_there_at_once() -> None:
    assert send("subject", "text", "a@example.org")
    assert [one.subject for one in mail.outbox] == ["subject"]
