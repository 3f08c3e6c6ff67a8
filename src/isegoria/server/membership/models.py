"""Invitations to a process."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Region, StakeholderGroup
from isegoria.server.process.models import Process

__all__ = ["Invitation"]


class Invitation(models.Model):
    """Somebody was asked to take part.

    Name and address are nobody's business but the officers', and can be erased.
    """

    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("organisation", "name", "email", "text"),
        "declined_in": ("declined_because",),
    }

    class Channel(models.TextChoices):
        """How the invitation goes out."""

        MAIL = "mail", _("e-mail, sent by the forum")
        LETTER = "letter", _("letter or mail of one's own")
        PHONE = "phone", _("telephone")
        MEETING = "meeting", _("in person")
        OTHER = "other", _("another way")

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that invited."""
    process = models.ForeignKey(Process, models.CASCADE, related_name="invitations", db_index=False)
    issue = models.ForeignKey(
        "isegoria.Issue", models.PROTECT, null=True, related_name="invitations"
    )
    """The issue for which they are wanted; the whole process where empty."""
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True)
    region = models.CharField(max_length=20, choices=Region, blank=True, default=Region.NONE)
    organisation = models.CharField(max_length=160, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_in = models.PositiveBigIntegerField(null=True)
    declined_because = models.CharField(max_length=400, blank=True)
    came_in = models.PositiveBigIntegerField(null=True)
    """The act by which somebody joined through the link of this invitation."""
    erased_in = models.PositiveBigIntegerField(null=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["process", "-number"])]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def item(self) -> str:
        """What it is about within the process; empty for all of it."""
        return f"issue-{self.issue_id}" if self.issue_id else ""
