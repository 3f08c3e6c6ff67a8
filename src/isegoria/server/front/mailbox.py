"""Outgoing mail of a forum in development: on the console, and in a folder that /mail/ shows."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["Mailbox", "NoServer", "folder"]


def folder() -> Path:
    """Return the folder of the mails, one file each, the newest with the greatest name."""
    return Path(settings.HOME) / "mail"


class Mailbox(BaseEmailBackend):
    """Writes each message to the console and to `folder()`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; return how many."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            path = folder() / f"{len(list(folder().iterdir())):06d}-{uuid4().hex[:8]}.eml"
            path.touch(mode=0o600)  # it may have a link that signs somebody in
            path.write_bytes(content.as_bytes())
            print(content.as_string())  # noqa: T201 -- the console is one of its two addresses
        return len(email_messages)


class NoServer(BaseEmailBackend):
    """Sends nothing and says so: a command on a forum that is open to people, without the
    setting.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Fail as a mail server does that is away."""
        if self.fail_silently:
            return 0
        raise ConnectionError("ISEGORIA_SMTP_URL is not set, so the mail was not sent.")
