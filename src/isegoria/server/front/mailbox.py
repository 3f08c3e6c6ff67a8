"""Outgoing mail of a forum in development: on the console, and in a folder that /mail/ shows."""

import os
from collections.abc import Collection, Sequence
from email import message_from_bytes
from email.policy import default
from email.utils import getaddresses
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["Mailbox", "NoServer", "folder", "forget"]


def folder() -> Path:
    """Return the folder of the mails, one file each, the newest with the greatest name."""
    return Path(settings.HOME) / "mail"


def forget(addresses: Collection[str], words: Collection[str]) -> None:
    """Delete the mails that went to one of these addresses, or in which one of these texts stands.

    They are overwritten first: a file that is only deleted can be read on the disk.
    """
    whom = {one.casefold() for one in addresses}
    for path in folder().glob("*.eml") if folder().is_dir() else ():
        mail = message_from_bytes(path.read_bytes(), policy=default)
        to = {one.casefold() for _name, one in getaddresses(map(str, mail.get_all("to", [])))}
        part = mail.get_body(("plain", "html"))
        said = f"{mail['subject']}\n{part.get_content() if part else ''}"
        if whom & to or any(one in said for one in words):
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()


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
