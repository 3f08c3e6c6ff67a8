"""Sending one mail. A mail that fails stops nothing: what it tells about is on the record."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

__all__ = ["send"]


def send(subject: str, text: str, to: str) -> bool:
    """Send a mail; return whether the mail server took it."""
    try:
        return send_mail(" ".join(subject.split()), text, None, [to]) == 1
    except (SMTPException, OSError):
        logging.getLogger(__name__).exception("a mail could not be sent")
        return False
