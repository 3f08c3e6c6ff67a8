"""Mails leave the request: each waits in the database until a worker hands it to the mail server.

A mail is queued in the transaction that caused it: where that is taken back, there is no mail. It
waits when the process ends, and is sent by the next one.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from isegoria.server.front import mailbox
from isegoria.server.front.models import MailCount

__all__ = [
    "UNDOABLE",
    "URGENT",
    "MailWaits",
    "OutgoingMail",
    "PutAside",
    "deliver",
    "forget_mails",
    "mails_that_wait",
]

URGENT = {"Priority": "urgent"}
"""Headers of a mail that goes before others (RFC 2156, 5.3.6)."""
UNDOABLE = "X-Isegoria-Act"
"""The header of a mail about an act that can be undone: it waits, and goes with the act. It is not
sent.
"""
_WAITS = timedelta(minutes=15)
_FIRST = 10  # more than a mail is tried: one that was put off passes those that are not urgent

_MAIL = "mail"
_MOST = 10_000
# Before each further try. Servers that greylist take a mail after one to fifteen minutes.
_PAUSES = tuple(timedelta(seconds=one) for one in (5, 60, 300, 900))
_TOO_LATE = timedelta(days=4)  # as long as mail servers try (RFC 5321, 4.5.4.1)
_SHORTEST = 6  # letters of a text that is looked for in mails; shorter ones are in every second one
_FOR_GOOD = 500  # from this code on a mail server does not want to be asked again (RFC 5321, 4.2.1)
_log = logging.getLogger(__name__)

Mail = dict[str, Any]
"""What a mail says and to whom, as the database keeps it."""


class MailWaits(OSError):  # noqa: N818 -- it says what is so
    """So many mails wait that this one was not taken, or the database did not take it."""


class PutAside(Exception):  # noqa: N818 -- it says what is so
    """A task is done later, with what is left of it then."""

    def __init__(self, pause: timedelta, kwargs: dict[str, Any]) -> None:
        super().__init__(pause)
        self.pause, self.kwargs = pause, kwargs


class OutgoingMail(BaseEmailBackend):
    """Queues each mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many mails were taken.

        Raises:
            MailWaits: there is no room for one, or the database cannot be written.
        """
        try:
            for message in email_messages:
                _queue(message)
        except OSError:
            if not self.fail_silently:
                raise
            return 0
        return len(email_messages)


@task(queue_name=_MAIL, takes_context=True)
def deliver(context: TaskContext, mail: Mail) -> None:
    """Hand a mail to the mail server.

    Raises:
        PutAside: it is tried again, for those who may get it later.
    """
    message, result = _read(mail), context.task_result
    if result.enqueued_at and timezone.now() - result.enqueued_at > _TOO_LATE:
        _log.error("The mail “%s” waited for too long and was not sent.", message.subject)
        _count("refused")
        return
    try:
        get_connection(settings.MAIL_SERVER).send_messages([message])
    except Exception as fault:  # noqa: BLE001 -- whatever it is, the next mail is sent
        later = _for_later(message, fault)
        if not later or context.attempt > len(_PAUSES):
            _log.exception("The mail “%s” could not be sent.", message.subject)
            _count("refused")
            return
        _log.warning("The mail “%s” could not be sent yet: %s", message.subject, fault)
        _count("put_off")
        left = {} if len(later) == len(message.recipients()) else {"to": later, "cc": [], "bcc": []}
        raise PutAside(_PAUSES[context.attempt - 1], {"mail": {**mail, **left}}) from None
    _count("sent")


def _count(what: str) -> None:
    """Count a mail; that it cannot be counted stops nothing."""
    try:
        today = MailCount.objects.filter(on=timezone.now().date())
        if not today.update(**{what: F(what) + 1}):
            MailCount.objects.bulk_create(
                [MailCount(on=timezone.now().date())], ignore_conflicts=True
            )
            today.update(**{what: F(what) + 1})
    except DatabaseError as fault:
        _log.warning("A mail could not be counted: %s", fault)


def mails_that_wait() -> Any:
    """Return the rows of all mails that were not sent yet."""
    return DBTaskResult.objects.filter(queue_name=_MAIL)


def forget_mails(
    addresses: Collection[str] = (), words: Collection[str] = (), act: int = 0
) -> None:
    """Drop the mails that wait for one of these addresses, those in which one of these texts
    stands, and those about an act that was undone.
    """
    whom = {one.casefold() for one in addresses if one}
    said = {one for one in words if len(one) >= _SHORTEST}
    for row in mails_that_wait().iterator():
        mail = row.args_kwargs["kwargs"]["mail"]
        to = {one.casefold() for field in ("to", "cc", "bcc") for one in mail[field]}
        texts = [
            mail["subject"],
            mail["body"],
            *(content for content, _kind in mail["alternatives"]),
        ]
        undone = act and mail["headers"].get(UNDOABLE) == str(act)
        if undone or whom & to or any(one in text for one in said for text in texts):
            row.delete()
    if settings.DEVELOPMENT and (whom or said):
        mailbox.forget(whom, said)


def _queue(message: EmailMessage) -> None:
    try:
        waiting = mails_that_wait().count()
        if waiting < _MOST:
            is_urgent = URGENT.items() <= message.extra_headers.items()
            waits = UNDOABLE in message.extra_headers and not is_urgent
            later = timezone.now() + _WAITS if waits else None
            task = deliver.using(priority=_FIRST * is_urgent, run_after=later)
            task.enqueue(mail=_written(message))
            return
    except DatabaseError as fault:
        if connection.in_atomic_block:  # then all that belongs to it has to be taken back
            raise
        raise MailWaits("the mail could not be queued") from fault
    _log.error("%d mails wait for the mail server; “%s” was not taken.", waiting, message.subject)
    raise MailWaits("too many mails wait for the mail server")


def _written(message: EmailMessage) -> Mail:
    """Return a mail as the database keeps it.

    It has one number (Message-ID) for all tries: who gets it twice can tell.
    """
    if message.attachments:
        raise ValueError("a mail with attachments cannot be queued")
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "subtype": message.content_subtype,
        "alternatives": [
            [str(one[0]), one[1]] for one in getattr(message, "alternatives", None) or ()
        ],
        "from": message.from_email,
        "to": [*message.to],
        "cc": [*message.cc],
        "bcc": [*message.bcc],
        "reply_to": [*message.reply_to],
        "headers": {"Message-ID": make_msgid(domain=DNS_NAME), **message.extra_headers},
    }


def _read(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail["subject"],
        mail["body"],
        mail["from"],
        mail["to"],
        cc=mail["cc"],
        bcc=mail["bcc"],
        reply_to=mail["reply_to"],
        headers={name: value for name, value in mail["headers"].items() if name != UNDOABLE},
    )
    message.content_subtype = mail["subtype"]
    for content, kind in mail["alternatives"]:
        message.attach_alternative(content, kind)
    return message


def _for_later(message: EmailMessage, fault: Exception) -> list[str]:
    """Return who may get a mail later; nobody if it was refused for good."""
    if isinstance(fault, SMTPSenderRefused | SMTPDataError):
        return message.recipients() if fault.smtp_code < _FOR_GOOD else []
    if isinstance(fault, SMTPRecipientsRefused):
        return [one for one, (code, _why) in fault.recipients.items() if code < _FOR_GOOD]
    return message.recipients()
