"""How many mails were sent, by day; nothing of what they said, and to whom."""

from typing import ClassVar

from django.db import models

__all__ = ["MailCount"]


class MailCount(models.Model):
    """What became of the mails of one day."""

    on = models.DateField(primary_key=True)
    sent = models.PositiveIntegerField(default=0)
    put_off = models.PositiveIntegerField(default=0)
    """Tries after which a mail was kept for a later one."""
    refused = models.PositiveIntegerField(default=0)
    """Mails that the mail server refused for good, or that were given up."""

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}: {self.sent}"
