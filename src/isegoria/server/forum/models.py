"""The privacy notice of the forum, in all its versions."""

from typing import ClassVar

from django.db import models

__all__ = ["PrivacyNotice"]


class PrivacyNotice(models.Model):
    """What the secretariat says about personal data, and whom people can ask. The newest holds."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that published it."""
    text = models.TextField()
    contact = models.CharField(max_length=200)
    """An address or a name. It can be about a person, so it can be erased."""
    at = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("contact",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return "forum", ""
