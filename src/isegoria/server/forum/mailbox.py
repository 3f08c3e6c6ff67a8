"""Outgoing mail of a forum in development: on the console, and in a folder that /mail/ shows."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["Mailbox", "folder"]


def folder() -> Path:
    """Return the folder of the mails, one file each, the newest with the greatest name."""
    return Path(settings.HOME) / "mail"


class Mailbox(BaseEmailBackend):
    """Writes each message to the console and to `folder()`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; return how many."""
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            (folder() / f"{len(list(folder().iterdir())):06d}-{uuid4().hex[:8]}.eml").write_bytes(content.as_bytes())
            print(content.as_string())  # noqa: T201 -- the console is one of its two addresses
        return len(email_messages)
