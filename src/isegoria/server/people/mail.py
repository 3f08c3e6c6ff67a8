"""Sending one mail, and the addresses in it.

A mail that fails stops nothing: what it tells about is on the record.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from isegoria.server.front.outbox import UNDOABLE

__all__ = ["address_of", "send"]


def address_of(path: str, request: HttpRequest | None = None) -> str:
    """Return the whole address of a page, as a mail has it: never under the name that the sender of
    a request chose.

    In development no name is set. There it is the address that was asked.
    """
    if settings.ADDRESS or request is None:
        return f"{settings.ADDRESS}{path}"
    return request.build_absolute_uri(path)


def send(subject: str, text: str, to: str, act: int = 0) -> bool:
    """Send a mail; return whether it was taken: by the queue of a forum that is open to people.

    With `act`, an act that can be undone, the queue keeps it as long as that.
    """
    headers = {UNDOABLE: str(act)} if act else {}
    try:
        return (
            EmailMessage(" ".join(subject.split()), text, None, [to], headers=headers).send() == 1
        )
    except (SMTPException, OSError):
        logging.getLogger(__name__).exception("a mail could not be sent")
        return False
