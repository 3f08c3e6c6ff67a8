"""The issues proposed in a process, who stands behind them, and who supports them."""

from typing import ClassVar

from django.db import models

from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Process

__all__ = ["Issue", "IssueProposer", "IssueSupport"]


class Issue(models.Model):
    """A policy question that somebody proposed.

    One that was merged stays, and leads to where it went.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that proposed it."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="issues")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    affected = models.ManyToManyField(StakeholderGroup, blank=True)
    jurisdictions = models.CharField(max_length=300, blank=True)
    technologies = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    merged_in = models.PositiveBigIntegerField(null=True, blank=True)
    """The act that merged it."""
    corrected_in = models.PositiveBigIntegerField(null=True, blank=True)
    """The act that corrected its title last."""
    cancelled_in = models.PositiveBigIntegerField(null=True, blank=True)
    """The act that cancelled or archived it."""
    counted = models.BooleanField(default=True)
    """False where the model lets only the last proposals of a person count, and this is an earlier
    one.
    """
    asks_again = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="asked_again"
    )
    """The earlier issue whose question this one asks again."""
    asked_in = models.PositiveBigIntegerField(null=True, blank=True)
    """The act that said so."""
    question = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed"
    )
    """The issue that asked the question first; None for one that asks a question for the first
    time.
    """
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("title", "text", "jurisdictions", "technologies")
    }
    CORRECTED: ClassVar[tuple[str, ...]] = ("title",)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.title

    @property
    def item(self) -> str:
        """Its name on the record."""
        return f"issue-{self.number}"


class IssueProposer(models.Model):
    """Who stands behind an issue, also behind those that were merged into it, and for which group
    they said so.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="proposers", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, blank=True)
    proposed_in = models.PositiveBigIntegerField()

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "participant"], name="one_proposer_once")
        ]
        ordering: ClassVar[list[str]] = ["proposed_in"]

    def __str__(self) -> str:
        return str(self.participant)


class IssueSupport(models.Model):
    """Somebody supports an issue, in the capacity of that act."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="support", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, blank=True)
    given_in = models.PositiveBigIntegerField()

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "participant"], name="one_support_a_person")
        ]

    def __str__(self) -> str:
        return str(self.participant)
