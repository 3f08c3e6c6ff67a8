"""Aliases that the confidant of the forum vouches for; who is behind them is kept nowhere."""

from typing import ClassVar

from django.db import models

from isegoria.server.people.models import Participant

__all__ = ["Alias"]


class Alias(models.Model):
    """The confidant knows who is behind the name of an account."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="aliases")
    confidant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_in = models.PositiveBigIntegerField(null=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return "people", ""
