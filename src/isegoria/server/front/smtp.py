"""The mail server, asked so that of several people each who did not get a mail is named."""

from collections.abc import Sequence
from smtplib import SMTP, SMTPRecipientsRefused
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

__all__ = ["MailServer"]

_NOT_ASKED = (421, b"the mail server ended the conversation before")


class _Connection(SMTP):
    """A connection that raises where `smtplib` returns who was refused and Django looks away."""

    def sendmail(self, from_addr: str, to_addrs: Any, msg: Any, *more: Any, **named: Any) -> Any:
        """Send a mail to all of them.

        Raises:
            SMTPRecipientsRefused: some did not get it; it names them all, and nobody else.
        """
        asked = [to_addrs] if isinstance(to_addrs, str) else to_addrs
        try:
            refused = super().sendmail(from_addr, asked, msg, *more, **named)
        except SMTPRecipientsRefused as nobody:
            raise SMTPRecipientsRefused(_all(asked, nobody.recipients)) from None
        if refused:
            raise SMTPRecipientsRefused(refused)
        return refused


def _all(asked: Sequence[str], refused: dict[str, tuple[int, bytes]]) -> dict[str, Any]:
    """Add those whom the server was not asked about any more, or had accepted in vain."""
    return {one: refused.get(one, _NOT_ASKED) for one in asked}


class MailServer(EmailBackend):
    """Django's way to the mail server over such a connection."""

    connection_class = _Connection
