"""Mails leave the request: a thread hands them to the mail server, so that no page waits for it."""

import logging
from collections.abc import Sequence
from queue import Empty, Full, Queue
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from threading import Event, Thread

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["BY_SMTP", "MailWaits", "Outbox", "OutgoingMail", "outbox"]

BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_MOST = 500
_PAUSES = (5.0, 60.0)  # seconds before each further try
_FOR_GOOD = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
_log = logging.getLogger(__name__)


class MailWaits(OSError):  # noqa: N818 -- it says what is so
    """So many mails wait that this one was not taken."""


class Outbox:
    """Mails on their way. Closed, as in a command, each is sent while its sender waits."""

    def __init__(self, backend: str = BY_SMTP, most: int = _MOST, pauses: Sequence[float] = _PAUSES) -> None:
        self._backend, self._pauses = backend, pauses
        self._mails: Queue[EmailMessage] = Queue(most)
        self._open, self._ends = False, Event()
        self._thread: Thread | None = None

    def open(self) -> None:
        """Begin to take mails and to send them in a thread."""
        self._open = True
        self._ends.clear()
        self._thread = Thread(target=self._send_all, name="mail", daemon=True)
        self._thread.start()

    def close(self, within: float) -> int:
        """Send what waits, as far as there is time; return how many mails were lost, and write it down."""
        self._open = False
        self._ends.set()
        if self._thread is not None:
            self._thread.join(within)
        lost = self._mails.unfinished_tasks
        if lost:
            _log.error("%d mails could not be sent before the forum was closed; they are lost.", lost)
        return lost

    def take(self, messages: Sequence[EmailMessage]) -> int:
        """Take mails on; return how many.

        Raises:
            MailWaits: there is no room for them.
        """
        if not self._open:
            return get_connection(self._backend).send_messages(list(messages)) or 0
        for message in messages:
            try:
                self._mails.put_nowait(message)
            except Full as full:
                _log.error("%d mails wait for the mail server; “%s” was not taken.", self._mails.qsize(), message.subject)
                raise MailWaits("too many mails wait for the mail server") from full
        return len(messages)

    def _send_all(self) -> None:
        while not (self._ends.is_set() and self._mails.empty()):
            try:
                message = self._mails.get(timeout=0.2)
            except Empty:
                continue
            self._send(message)
            self._mails.task_done()

    def _send(self, message: EmailMessage) -> None:
        for pause in (*self._pauses, None):
            try:
                get_connection(self._backend).send_messages([message])
            except Exception as fault:  # noqa: BLE001 -- whatever it is, the next mail is sent
                if pause is None or self._ends.is_set() or isinstance(fault, _FOR_GOOD):
                    _log.exception("The mail “%s” could not be sent.", message.subject)
                    return
                _log.warning("The mail “%s” could not be sent yet: %s", message.subject, fault)
                self._ends.wait(pause)
            else:
                return


outbox = Outbox()


class OutgoingMail(BaseEmailBackend):
    """Hands mails to the outbox of this process."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many mails were taken."""
        try:
            return outbox.take(email_messages)
        except OSError:
            if not self.fail_silently:
                raise
            return 0
