"""Reviews of the seat of an office, answers while the survey is open, signatures of petitions for
an early one.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.rules.offices.reviewing import Because, Follow
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Process, Seat

__all__ = ["PetitionSignature", "Review", "ReviewAnswer"]


class Review(models.Model):
    """A survey about how somebody holds an office; when it is over only its counts are kept."""

    class Because(models.TextChoices):
        """Why it was opened."""

        SCHEDULE = Because.SCHEDULE.value, _("on schedule")
        LATE = Because.LATE.value, _("overdue: opened by a participant in place of the secretariat")
        RULES = (
            Because.RULES.value,
            _("early: the rules of the process opened a review of the leadership"),
        )
        SIGNAL = Because.SIGNAL.value, _("early: an early warning fires")
        PETITION = Because.PETITION.value, _("early: a petition")

    class Follow(models.TextChoices):
        """What follows."""

        KEPT = Follow.KEPT.value, _("kept in office")
        IMPROVED = Follow.IMPROVED.value, _("kept, with a promise")
        REPLACED = Follow.REPLACED.value, _("replaced: the seat ends")

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that opened it."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="reviews")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="reviews")
    title = models.CharField(max_length=200)
    """The office, in the words of the model."""
    because = models.CharField(max_length=10, choices=Because)
    signals = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_in = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    totals = models.JSONField(default=dict)
    """What was published: `answered` and `members` by group, `heads` by question, `groups` that are
    broken down.
    """
    comments = models.JSONField(default=list)
    follow = models.CharField(max_length=10, choices=Follow, blank=True)
    follow_text = models.TextField(blank=True)
    followed_in = models.PositiveBigIntegerField(null=True)
    followed_at = models.DateTimeField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"followed_in": ("follow_text",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["closed_at", "ends_at"])]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def item(self) -> str:
        """Its name on the record."""
        return f"review-{self.number}"


class ReviewAnswer(models.Model):
    """An answer to a survey that is open, deleted when it is over, and with the account.

    It says nothing of when somebody answered, and pages show it to nobody else.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="answers", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    PRIVATE: ClassVar[bool] = True

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "participant"], name="one_answer_to_a_review")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class PetitionSignature(models.Model):
    """Somebody asks for a review before its time; used up by the review that it opened."""

    number = models.PositiveBigIntegerField(primary_key=True)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="signatures")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    used_in = models.PositiveBigIntegerField(null=True)

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["seat", "participant"],
                condition=models.Q(used_in=None),
                name="one_signature_a_petition",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
