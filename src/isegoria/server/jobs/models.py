"""Who does what runs by itself, so that of several processes one does it."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

__all__ = ["Lease"]

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lease(models.Model):
    """One thing that runs by itself. Whoever holds it does it; it runs out unless it is renewed."""

    name = models.CharField(max_length=32, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(default=_LONG_AGO)
    """Nobody else takes it before."""
    done_at = models.DateTimeField(null=True)
    """When it was done to its end the last time."""

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name} of {self.holder}"
