"""Mails leave the request, are tried again, are refused when too many wait, and are sent before the
forum is closed.
"""

import logging
import threading
from collections.abc import Iterator
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from isegoria.server.front.outbox import MailWaits, Outbox
from isegoria.server.people.mail import send
from tests.mail_server import mail_server

BACKEND = f"{__name__}.Server"
SECONDS = 5


class Server(BaseEmailBackend):
    """A mail server that takes mails, fails for a while, or hangs."""

    sent: list[str] = []
    faults: list[Exception] = []
    hangs = threading.Event()
    release = threading.Event()

    def send_messages(self, email_messages: Any) -> int:
        sent = self.sent  # of this test, also when it has ended meanwhile
        if self.hangs.is_set():
            self.release.wait(SECONDS)
        if self.faults:
            raise self.faults.pop(0)
        sent.extend(message.subject for message in email_messages)
        return len(email_messages)


@pytest.fixture(autouse=True)
def server() -> Iterator[type[Server]]:
    Server.sent, Server.faults = [], []
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


def test_nobody_waits_for_a_mail_server_that_hangs(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    server.hangs.set()
    box = outbox()
    assert box.take(mails("one", "two")) == 2
    assert box.close(0.1) == 2
    assert "before the forum was closed, and are lost: 2." in caplog.text


def test_a_mail_that_meets_a_fault_is_tried_again(server: type[Server]) -> None:
    server.faults[:] = [TimeoutError("timed out"), ConnectionRefusedError("refused")]
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one", "two"))
    assert wait_until(lambda: server.sent == ["one", "two"])
    assert box.close(SECONDS) == 0


GREYLISTED, UNKNOWN = (450, b"greylisted, try again"), (550, b"no such user")
TO = "a@example.org"
FINAL = {
    "nobody there": SMTPRecipientsRefused({TO: UNKNOWN}),
    "a sender that is not wanted": SMTPSenderRefused(553, b"not you", "forum@example.org"),
    "a text that is not wanted": SMTPDataError(554, b"spam"),
}
TEMPORARY = {
    "greylisted": SMTPRecipientsRefused({TO: GREYLISTED}),
    "a mailbox that is full": SMTPRecipientsRefused({TO: (452, b"mailbox full")}),
    "too many mails of one sender": SMTPSenderRefused(451, b"slow down", "forum@example.org"),
    "a server that is busy": SMTPDataError(451, b"busy"),
    "a server that is closing": SMTPConnectError(421, b"closing"),
    "no server": TimeoutError("timed out"),
}


@pytest.mark.parametrize("fault", FINAL.values(), ids=FINAL)
def test_a_mail_that_is_refused_for_good_is_written_down_at_once(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [fault]
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one", "two"))
    assert box.close(SECONDS) == 0
    assert server.sent == ["two"]
    assert given_up(caplog) == ["The mail “one” could not be sent."]


@pytest.mark.parametrize("fault", TEMPORARY.values(), ids=TEMPORARY)
def test_a_mail_that_is_refused_for_now_is_tried_again(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [fault] * 2
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one"))
    assert wait_until(lambda: server.sent == ["one"])
    assert box.close(SECONDS) == 0
    assert given_up(caplog) == []


@pytest.mark.parametrize(
    "fault",
    [*TEMPORARY.values(), ValueError("a header that cannot be written")],
    ids=[*TEMPORARY, "a fault of ours"],
)
def test_after_the_last_try_a_mail_is_written_down(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [fault] * 3
    box = outbox(pauses=(0.01, 0.01))
    box.take(mails("one"))
    assert wait_until(lambda: given_up(caplog) == ["The mail “one” could not be sent."])
    assert box.close(SECONDS) == 0
    assert (server.sent, server.faults) == ([], [])


def test_no_mail_waits_for_one_that_is_tried_again_later(server: type[Server]) -> None:
    server.faults[:] = [SMTPRecipientsRefused({TO: GREYLISTED})]
    box = outbox(pauses=(60,))
    box.take(mails("one", "two", "three"))
    assert wait_until(lambda: server.sent == ["two", "three"])
    box.close(SECONDS)


def test_what_waits_for_its_time_is_tried_once_more_before_the_forum_is_closed(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [SMTPRecipientsRefused({TO: GREYLISTED})] * 3
    box = outbox(pauses=(60, 60))
    box.take(mails("one", "two"))
    assert wait_until(lambda: len(server.faults) == 1)  # which the first mail meets again
    assert box.close(SECONDS) == 1
    assert server.sent == ["two"]
    assert "before the forum was closed, and are lost: 1." in caplog.text


def test_a_pause_ends_in_time(server: type[Server]) -> None:
    """What is tried again sooner does not wait for what is tried again later."""
    server.faults[:] = [TimeoutError("timed out")] * 2
    box = outbox(pauses=(0.05, 60))
    box.take(mails("one"))
    assert wait_until(lambda: not server.faults)  # it waits for a minute now
    server.faults[:] = [TimeoutError("timed out")]
    box.take(mails("two"))
    assert wait_until(lambda: server.sent == ["two"])
    box.close(SECONDS)


@pytest.mark.parametrize("room", [1, 3])
def test_beyond_the_room_a_mail_is_not_taken(
    server: type[Server], room: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.hangs.set()
    box = outbox(most=room)
    box.take(mails(*["waits"] * room))
    with pytest.raises(MailWaits):
        box.take(mails("one too many"))
    assert "“one too many” was not taken" in caplog.text
    server.release.set()
    assert wait_until(lambda: len(server.sent) == room)
    box.take(mails("there is room again"))
    assert box.close(SECONDS) == 0
    assert len(server.sent) == 1 + room


def test_a_mail_that_waits_for_its_time_takes_room(server: type[Server]) -> None:
    server.faults[:] = [TimeoutError("timed out")]
    box = outbox(most=1, pauses=(60,))
    box.take(mails("one"))
    assert wait_until(lambda: not server.faults)
    with pytest.raises(MailWaits):
        box.take(mails("two"))
    box.close(SECONDS)


A, B, C = "a@example.org", "b@example.org", "c@example.org"
SEVERAL = {
    "one of them is greylisted": ({B: ["450 try again"]}, [[A, C], [B]]),
    "one of them does not exist": ({B: ["550 no such user"]}, [[A, C]]),
    "one is greylisted, one does not exist": ({A: ["550 no"], B: ["451 try again"]}, [[C], [B]]),
    "nobody is taken at first": (
        {A: ["550 no"], B: ["450 try again"], C: ["452 full", "452 full"]},
        [[B], [C]],
    ),
    "the server closes in between": ({A: ["550 no"], C: ["421 closing"]}, [[B, C]]),
}


@pytest.mark.parametrize(("answers", "taken"), SEVERAL.values(), ids=SEVERAL)
def test_of_several_people_only_those_are_tried_again_whom_a_mail_server_may_take_later(
    answers: dict[str, list[str]], taken: list[list[str]], settings: Any
) -> None:
    with mail_server(answers) as (port, found):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        box = Outbox(pauses=(0.01, 0.01))
        box.open()
        box.take([EmailMessage("subject", "text", to=[A], cc=[B], bcc=[C])])
        assert wait_until(lambda: found == taken)
        assert box.close(SECONDS) == 0
    assert found == taken


def test_a_command_is_told_that_one_of_several_people_was_refused(settings: Any) -> None:
    with mail_server({B: ["550 no such user"]}) as (port, taken):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        with pytest.raises(SMTPException, match="no such user"):
            Outbox().take([EmailMessage("subject", "text", to=[A, B])])
    assert taken == [[A]]


def given_up(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log says of mails that will not be tried again."""
    return [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]


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
