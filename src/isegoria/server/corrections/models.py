"""Errata to texts that were decided."""

from typing import ClassVar

from django.db import models

from isegoria.server.process.models import Chunk

__all__ = ["Erratum"]


class Erratum(models.Model):
    """The text of an outcome with its spelling corrected; the newest one counts.

    The version that was decided stays beside it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    chunk = models.ForeignKey(Chunk, models.PROTECT, related_name="errata")
    text = models.TextField()
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text", "reason")}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"#{self.number}"
