"""Mails leave the request: a thread hands them to the mail server, so that no page waits for it."""

import logging
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from threading import Condition, Thread
from time import monotonic

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["BY_SMTP", "MailWaits", "Outbox", "OutgoingMail", "outbox"]

BY_SMTP = "isegoria.server.front.smtp.MailServer"
_MOST = 500
# Seconds before each further try. Servers that greylist take a mail after one to fifteen minutes.
_PAUSES = (5.0, 60.0, 300.0, 900.0)
_FOR_GOOD = 500  # from this code on a mail server does not want to be asked again (RFC 5321, 4.2.1)
_log = logging.getLogger(__name__)


class MailWaits(OSError):  # noqa: N818 -- it says what is so
    """So many mails wait that this one was not taken."""


@dataclass(order=True, slots=True)
class _Waiting:
    """A mail and when it is tried next; of two at one time the first is the one taken first."""

    at: float
    number: int
    message: EmailMessage = field(compare=False)
    tries: int = field(default=0, compare=False)


class Outbox:
    """Mails on their way. A mail that has to wait holds up no other.

    Closed, as in a command, each mail is sent while its sender waits.
    """

    def __init__(
        self, backend: str = BY_SMTP, most: int = _MOST, pauses: Sequence[float] = _PAUSES
    ) -> None:
        self._backend, self._most, self._pauses = backend, most, pauses
        self._waiting: list[_Waiting] = []  # a heap
        self._unsent = 0  # those that wait, and the one that the mail server is given just now
        self._numbers = count()
        self._open, self._changed = False, Condition()
        self._thread: Thread | None = None

    def open(self) -> None:
        """Begin to take mails and to send them in a thread."""
        self._open = True
        self._thread = Thread(target=self._send_all, name="mail", daemon=True)
        self._thread.start()

    def close(self, within: float) -> int:
        """Try what waits once more, as far as there is time.

        Returns how many mails were lost, and writes it down.
        """
        with self._changed:
            self._open = False
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(within)
        with self._changed:
            lost = self._unsent
            self._waiting.clear()
        if lost:
            _log.error(
                "Mails that could not be sent before the forum was closed, and are lost: %d.", lost
            )
        return lost

    def take(self, messages: Sequence[EmailMessage]) -> int:
        """Take mails on; return how many.

        Raises:
            MailWaits: there is no room for them.
        """
        return sum(1 if self._took(one) else self._send(one) for one in messages)

    def _took(self, message: EmailMessage) -> bool:
        with self._changed:
            if not self._open:
                return False
            if self._unsent >= self._most:
                _log.error(
                    "%d mails wait for the mail server; “%s” was not taken.",
                    self._unsent,
                    message.subject,
                )
                raise MailWaits("too many mails wait for the mail server")
            self._unsent += 1
            self._wait(message, 0.0, 0)
            return True

    def _send(self, message: EmailMessage) -> int:
        return get_connection(self._backend).send_messages([message]) or 0

    def _wait(self, message: EmailMessage, pause: float, tries: int) -> None:
        heappush(self._waiting, _Waiting(monotonic() + pause, next(self._numbers), message, tries))
        self._changed.notify()

    def _send_all(self) -> None:
        while one := self._next():
            self._try(one)

    def _next(self) -> _Waiting | None:
        """Return the next mail when its time has come; None at the end."""
        with self._changed:
            while self._open:  # then each has its last try, whatever its time
                pause = self._waiting[0].at - monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    break
                self._changed.wait(pause)
            return heappop(self._waiting) if self._waiting else None

    def _try(self, one: _Waiting) -> None:
        try:
            self._send(one.message)
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the next mail is sent
            again = _for_later(one.message, fault)
            if again is not None and one.tries < len(self._pauses):
                _log.warning("The mail “%s” could not be sent yet: %s", again.subject, fault)
                self._put_aside(again, one.tries)
                return
            _log.exception("The mail “%s” could not be sent.", one.message.subject)
        with self._changed:
            self._unsent -= 1

    def _put_aside(self, message: EmailMessage, tries: int) -> None:
        with self._changed:
            if self._open:  # else this was its last try, and it stays among the unsent
                self._wait(message, self._pauses[tries], tries + 1)


def _for_later(message: EmailMessage, fault: Exception) -> EmailMessage | None:
    """Return the mail to those who can get it later; None if it was refused for good."""
    if isinstance(fault, SMTPSenderRefused | SMTPDataError):
        return message if fault.smtp_code < _FOR_GOOD else None
    if not isinstance(fault, SMTPRecipientsRefused):
        return message
    later = [one for one, (code, _why) in fault.recipients.items() if code < _FOR_GOOD]
    if not later or len(later) == len(message.recipients()):
        return message if later else None
    again = copy(message)
    again.to, again.cc, again.bcc = later, [], []
    return again


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
