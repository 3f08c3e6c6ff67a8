"""What was brought from an archive: a process, its files, its issues as they were numbered there,
its meetings.
"""

from typing import ClassVar

from django.db import models

from isegoria.server.issues.models import Issue
from isegoria.server.process.models import Process
from isegoria.server.sessions.models import Session

__all__ = ["Archive", "ArchiveFile", "ArchivedIssue", "ArchivedSession"]


class Archive(models.Model):
    """A process that took place elsewhere.

    `began_at` and `ended_at` are the times of its first and last contribution.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that opened it."""
    process = models.OneToOneField(Process, models.CASCADE, related_name="archive")
    format = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    contributions = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return f"#{self.number}"


class ArchiveFile(models.Model):
    """A file that was read; the same bytes again change nothing."""

    archive = models.ForeignKey(Archive, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name


class ArchivedIssue(models.Model):
    """How an issue was known in its archive: its number there and its labels."""

    issue = models.OneToOneField(Issue, models.CASCADE, primary_key=True, related_name="archived")
    mark = models.CharField(max_length=40, blank=True)
    labels = models.JSONField(default=list)

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return self.mark or str(self.issue_id)


class ArchivedSession(models.Model):
    """A meeting whose minutes were brought along with an archive."""

    session = models.OneToOneField(
        Session, models.CASCADE, primary_key=True, related_name="archived"
    )
    archive = models.ForeignKey(Archive, models.CASCADE, related_name="sessions")

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return str(self.session_id)
