"""What fired when an issue was last looked at, so that no page waits for the looking."""

from typing import ClassVar

from django.db import models

from isegoria.server.issues.models import Issue

__all__ = ["Look"]


class Look(models.Model):
    """The early warnings of an issue as of an act and a time; derived from the record, and made
    anew by whoever finds it old.
    """

    issue = models.OneToOneField(Issue, models.CASCADE, primary_key=True, related_name="look")
    number = models.PositiveBigIntegerField(default=0)
    """The newest act on the record when it was looked at."""
    at = models.DateTimeField(null=True)
    """When that was; None before the first time."""
    began_at = models.DateTimeField(null=True)
    """When somebody began to look anew; None while nobody does."""
    signals = models.JSONField(default=list)
    DERIVED: ClassVar[bool] = True
    """Dropped when something personal is erased, since it may name whom it was about."""

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["issue"]

    def __str__(self) -> str:
        return f"issue #{self.issue_id} at #{self.number}"
