"""Mails leave the request, are tried again, are refused when too many wait, and leave nothing behind
when they were sent.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from isegoria.server.front import outbox
from isegoria.server.front.models import MailCount
from isegoria.server.front.outbox import MailWaits, deliver, forget_mails
from isegoria.server.jobs.queues import Queue
from isegoria.server.people.mail import send
from isegoria.server.people.models import Participant
from tests import settings as settings_of_tests
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server that takes mails, or fails for a while."""

    sent: list[str] = []
    faults: list[Exception] = []

    def send_messages(self, email_messages: Any) -> int:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.extend(message.subject for message in email_messages)
        return len(email_messages)


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[type[Server]]:
    settings.EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"
    settings.MAIL_SERVER = f"{__name__}.Server"
    Server.sent, Server.faults = [], []
    return Server


def mails(*subjects: str) -> list[EmailMessage]:
    return [EmailMessage(subject, "text", to=["a@example.org"]) for subject in subjects]


def take(messages: list[EmailMessage]) -> int:
    return int(get_connection().send_messages(messages) or 0)


def work(times: int = 100) -> None:
    """Do what is due, as a worker does."""
    queue = Queue(deliver, "one")
    while times and queue.step():
        times -= 1


def later() -> None:
    """Let the time come for all that was put aside."""
    DBTaskResult.objects.filter(run_after__year__lt=9999).update(run_after=timezone.now())


def until_it_is_over() -> None:
    for _ in range(9):
        work()
        later()


def test_a_mail_waits_until_a_worker_sends_it_and_leaves_nothing_behind(
    server: type[Server],
) -> None:
    assert take(mails("one", "two", "three")) == 3
    assert server.sent == []
    work()
    assert server.sent == ["one", "two", "three"]
    assert not DBTaskResult.objects.exists()


def test_a_mail_of_what_was_taken_back_is_not_sent(server: type[Server]) -> None:
    with transaction.atomic():
        take(mails("one"))
        transaction.set_rollback(True)
    work()
    assert server.sent == []


def test_a_mail_that_meets_a_fault_is_tried_again(server: type[Server]) -> None:
    server.faults[:] = [TimeoutError("timed out"), ConnectionRefusedError("refused")]
    take(mails("one", "two"))
    until_it_is_over()
    assert server.sent == ["one", "two"]
    assert not DBTaskResult.objects.exists()


def test_the_pauses_grow(server: type[Server]) -> None:
    server.faults[:] = [TimeoutError("timed out")] * 5
    take(mails("one"))
    pauses = []
    for _ in range(4):
        begun = timezone.now()
        work()
        pauses.append(DBTaskResult.objects.get().run_after - begun)
        later()
    bounds = [(timedelta(seconds=one), timedelta(seconds=one + 5)) for one in (5, 60, 300, 900)]
    assert all(least <= one < most for one, (least, most) in zip(pauses, bounds, strict=True))
    work()
    assert not DBTaskResult.objects.exists()


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
    take(mails("one", "two"))
    work()
    assert server.sent == ["two"]
    assert not DBTaskResult.objects.exists()
    assert given_up(caplog) == ["The mail “one” could not be sent."]


@pytest.mark.parametrize("fault", TEMPORARY.values(), ids=TEMPORARY)
def test_a_mail_that_is_refused_for_now_is_tried_again(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [fault] * 2
    take(mails("one"))
    until_it_is_over()
    assert server.sent == ["one"]
    assert given_up(caplog) == []


@pytest.mark.parametrize(
    "fault",
    [*TEMPORARY.values(), ValueError("a header that cannot be written")],
    ids=[*TEMPORARY, "a fault of ours"],
)
def test_after_the_last_try_a_mail_is_written_down(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults[:] = [fault] * 5
    take(mails("one"))
    until_it_is_over()
    assert given_up(caplog) == ["The mail “one” could not be sent."]
    assert (server.sent, server.faults) == ([], [])
    assert not DBTaskResult.objects.exists()


def test_no_mail_waits_for_one_that_is_tried_again_later(server: type[Server]) -> None:
    server.faults[:] = [SMTPRecipientsRefused({TO: GREYLISTED})]
    take(mails("one", "two", "three"))
    work()
    assert server.sent == ["two", "three"]


def test_a_mail_goes_before_those_that_were_tried(server: type[Server]) -> None:
    """Many mails whose time has come do not hold up a sign-in code."""
    server.faults[:] = [TimeoutError("timed out")] * 3
    take(mails("one", "two", "three"))
    work()
    later()
    take(mails("four"))
    work()
    assert server.sent == ["four", "one", "two", "three"]


def test_a_code_goes_before_all_other_mails(client: Client, server: type[Server]) -> None:
    take(mails("notice", "notice"))
    user = Participant.objects.create_user("a@example.org", name="A")
    client.post("/accounts/login/code/", {"email": user.email})
    assert DBTaskResult.objects.count() == 3
    work(1)
    [first] = server.sent
    assert first == "Your way in"
    work()
    assert server.sent[1:] == ["notice", "notice"]


def test_in_development_no_mail_that_waits_reaches_people() -> None:
    assert settings_of_tests.DEVELOPMENT
    assert settings_of_tests.MAIL_SERVER == "isegoria.server.front.mailbox.Mailbox"


def test_a_pause_ends_in_time(server: type[Server]) -> None:
    """What is tried again sooner does not wait for what is tried again later."""
    server.faults[:] = [TimeoutError("timed out")] * 3
    take(mails("one"))
    work()
    later()
    work()
    take(mails("two"))
    work()
    DBTaskResult.objects.filter(run_after__lt=timezone.now() + timedelta(seconds=30)).update(
        run_after=timezone.now()
    )
    work()
    assert server.sent == ["two"]


@pytest.mark.parametrize("room", [1, 3])
def test_beyond_the_room_a_mail_is_not_taken(
    server: type[Server],
    room: int,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "_MOST", room)
    take(mails(*["waits"] * room))
    with pytest.raises(MailWaits):
        take(mails("one too many"))
    assert "“one too many” was not taken" in caplog.text
    work()
    assert len(server.sent) == room
    take(mails("there is room again"))
    work()
    assert len(server.sent) == 1 + room


def test_a_mail_that_waits_for_its_time_takes_room(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_MOST", 1)
    server.faults[:] = [TimeoutError("timed out")]
    take(mails("one"))
    work()
    with pytest.raises(MailWaits):
        take(mails("two"))


def test_a_mail_that_waited_for_days_is_written_down(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    take(mails("one", "two"))
    old = DBTaskResult.objects.order_by("enqueued_at").first()
    assert old is not None
    DBTaskResult.objects.filter(pk=old.pk).update(enqueued_at=timezone.now() - timedelta(days=5))
    work()
    assert server.sent == ["two"]
    assert given_up(caplog) == ["The mail “one” waited for too long and was not sent."]


def test_a_mail_is_sent_as_it_was_written(settings: Any) -> None:
    settings.MAIL_SERVER = "django.core.mail.backends.locmem.EmailBackend"
    written = EmailMultiAlternatives(
        "Sübject", "täxt", "b@example.org", ["A <a@example.org>"], reply_to=["c@example.org"]
    )
    written.cc, written.bcc = ["d@example.org"], ["e@example.org"]
    written.extra_headers = {"X-One": "two"}
    written.attach_alternative("<p>täxt</p>", "text/html")
    html = EmailMessage("page", "<p>a</p>", to=["a@example.org"])
    html.content_subtype = "html"
    take([written, html])
    work()
    sent, page = mail.outbox
    names = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")
    assert all(getattr(sent, name) == getattr(written, name) for name in names)
    assert (sent.extra_headers["X-One"], sent.message()["X-One"]) == ("two", "two")
    assert [(one[0], one[1]) for one in sent.alternatives] == [("<p>täxt</p>", "text/html")]
    assert page.content_subtype == "html"


def test_all_tries_of_a_mail_have_one_number(settings: Any) -> None:
    """Who gets a mail twice, since its worker died, can tell that it is one."""
    settings.MAIL_SERVER = "django.core.mail.backends.locmem.EmailBackend"
    take(mails("one"))
    kept = DBTaskResult.objects.get()
    work()
    kept.save(force_insert=True)
    work()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_with_an_attachment_says_so() -> None:
    message = EmailMessage("one", "text", to=["a@example.org"])
    message.attach("a.txt", "a", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        take([message])


def test_a_mail_that_the_database_does_not_take_is_told() -> None:
    with (
        patch.object(deliver.func.__globals__["DBTaskResult"].objects, "filter") as asked,
        patch.object(outbox, "connection") as connection,
    ):
        asked.side_effect, connection.in_atomic_block = DatabaseError, False
        assert not send("subject", "text", "a@example.org")
        connection.in_atomic_block = True
        with pytest.raises(DatabaseError):
            send("subject", "text", "a@example.org")


@pytest.mark.parametrize(
    ("how", "left"),
    {
        "an address": ({"addresses": ["B@example.ORG"]}, ["one", "two-two"]),
        "words": ({"words": ["secret"]}, ["one", "three"]),
        "words of a subject": ({"words": ["two-two"]}, ["one", "three"]),
        "nothing": ({"addresses": [""], "words": ["", "text"]}, ["one", "two-two", "three"]),
    }.values(),
)
def test_mails_are_forgotten(server: type[Server], how: Any, left: list[str]) -> None:
    take(mails("one"))
    take([EmailMessage("two-two", "a secret", to=["a@example.org"])])
    take([EmailMessage("three", "text", to=["b@example.org"])])
    forget_mails(**how)
    work()
    assert server.sent == left


def test_a_mail_that_is_forgotten_while_it_is_tried_does_not_come_back(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(_self: Any, _messages: Any) -> int:
        forget_mails(addresses=["a@example.org"])
        raise TimeoutError

    monkeypatch.setattr(Server, "send_messages", tried)
    take(mails("one"))
    work()
    assert not DBTaskResult.objects.exists()


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
    settings.MAIL_SERVER = "isegoria.server.front.smtp.MailServer"
    with mail_server(answers) as (port, found):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        take([EmailMessage("subject", "text", to=[A], cc=[B], bcc=[C])])
        until_it_is_over()
    assert found == taken


def given_up(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log says of mails that will not be tried again."""
    return [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forum takes no mail any more."""
    monkeypatch.setattr(outbox, "_MOST", 0)


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


def test_in_tests_a_mail_is_there_at_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send("subject", "text", "a@example.org")
    assert [one.subject for one in mail.outbox] == ["subject"]


def test_mails_are_counted_by_what_became_of_them(server: type[Server]) -> None:
    server.faults = [SMTPDataError(451, b"later"), SMTPDataError(554, b"never")]
    take(mails("put off", "refused", "sent"))
    queue = Queue(deliver)
    while queue.step():
        pass
    count = MailCount.objects.get()
    assert (count.sent, count.put_off, count.refused) == (1, 1, 1)
