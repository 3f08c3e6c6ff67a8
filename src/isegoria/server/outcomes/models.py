"""Follow-ups of an outcome."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.courses.models import Chunk
from isegoria.server.people.models import Participant, StakeholderGroup

__all__ = ["FollowUp"]


class FollowUp(models.Model):
    """What became of an outcome, as somebody saw it, with evidence."""

    class Rating(models.TextChoices):
        """How far it was followed."""

        DONE = "done", _("done")
        UNDER_WAY = "under_way", _("under way")
        NOTHING = "nothing", _("nothing happened")
        CONTRARY = "contrary", _("the contrary happened")

    number = models.PositiveBigIntegerField(primary_key=True)
    chunk = models.ForeignKey(Chunk, models.PROTECT, related_name="follow_ups")
    participant = models.ForeignKey(Participant, models.CASCADE)
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
