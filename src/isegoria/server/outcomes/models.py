"""Follow-ups of an outcome, who is asked to act on it, and who was reminded when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.rules.course.following import When
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Chunk

__all__ = ["FollowUp", "Reminder", "Responsible"]


class FollowUp(models.Model):
    """What became of an outcome, as somebody saw it, with evidence."""

    class Rating(models.TextChoices):
        """How far it was followed."""

        DONE = "done", _("done")
        UNDER_WAY = "under_way", _("under way")
        NOTHING = "nothing", _("nothing happened")
        CONTRARY = "contrary", _("the opposite was done")

    number = models.PositiveBigIntegerField(primary_key=True)
    chunk = models.ForeignKey(Chunk, models.PROTECT, related_name="follow_ups")
    participant = models.ForeignKey(Participant, models.PROTECT)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True)
    at = models.DateTimeField()
    rating = models.CharField(max_length=10, choices=Rating)
    text = models.TextField()
    evidence = models.URLField(max_length=500, blank=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text", "evidence")}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class Responsible(models.Model):
    """Who is asked to act on an outcome: a group, an office of the model, an organisation or a
    participant.
    """

    class Kind(models.TextChoices):
        """What it is."""

        GROUP = "group", _("stakeholder group")
        OFFICE = "office", _("office")
        ORGANISATION = "organisation", _("organisation")
        PARTICIPANT = "participant", _("participant")

    chunk = models.ForeignKey(Chunk, models.CASCADE, related_name="responsible")
    named_in = models.PositiveBigIntegerField()
    """The act; a later one replaces what an earlier one named."""
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200, blank=True)
    """Of an office as the model calls it, of an organisation as it was written."""
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="asked_to_act"
    )
    title = ""
    """Of an office in the words of its model, once they were looked up."""

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "name"])]

    def __str__(self) -> str:
        return str(self.group or self.participant or self.title or self.name)


class Reminder(models.Model):
    """Those responsible were reminded of a follow-up: once before it is due, once on the day, once
    after.
    """

    class Moment(models.TextChoices):
        """When, against the day on which it is due."""

        BEFORE = When.BEFORE.value, _("before it is due")
        AT = When.AT.value, _("on the day")
        AFTER = When.AFTER.value, _("after it was due")

    number = models.PositiveBigIntegerField(primary_key=True)
    chunk = models.ForeignKey(Chunk, models.CASCADE, related_name="reminders", db_index=False)
    due_at = models.DateTimeField()
    moment = models.CharField(max_length=10, choices=Moment)
    at = models.DateTimeField()

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chunk", "due_at", "moment"], name="reminded_once_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
