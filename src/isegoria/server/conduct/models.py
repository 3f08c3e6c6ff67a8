"""Versions of the code of conduct; measures taken under it, what they took from view, appeals
against them; what was erased.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Process

__all__ = [
    "BY_PARTIES",
    "AppealSeat",
    "Code",
    "Erasure",
    "Measure",
    "MeasureAppeal",
    "Report",
    "WithheldWords",
]


class Code(models.Model):
    """A version of the forum's code of conduct, from 1; the newest holds.

    Measures name a rule of a version.
    """

    version = models.PositiveIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField()
    """The act that published it."""
    preamble = models.TextField(blank=True)
    rules = models.JSONField()
    longest_days = models.PositiveIntegerField()
    may_object = models.BooleanField(default=True)
    """A restricted person can still object and file a minority statement."""
    published_at = models.DateTimeField()

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-version"]

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def versions(self) -> range:
        """The numbers of all versions up to this one, the newest first."""
        return range(self.version, 0, -1)

    def rule(self, number: int) -> str:
        """Return the text of a rule, from 1."""
        return str(self.rules[number - 1]) if 1 <= number <= len(self.rules) else ""


class Measure(models.Model):
    """What the secretariat did under the code: words of an act hidden, or somebody restricted to
    reading for a while.
    """

    class Kind(models.TextChoices):
        """What was done."""

        HIDE = "hide", _("hidden")
        RESTRICT = "restrict", _("restricted")

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    process = models.ForeignKey(Process, models.CASCADE, related_name="measures", db_index=False)
    of = models.PositiveBigIntegerField(null=True, db_index=True)
    """The act whose words were hidden."""
    of_kind = models.CharField(max_length=60, blank=True)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    """Whom it is about."""
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    moderator = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    code = models.ForeignKey(Code, models.PROTECT)
    rule = models.PositiveIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_in = models.PositiveBigIntegerField(null=True)
    """The act that showed it again, ended the restriction or upheld an appeal."""
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("reason",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["process", "participant", "until_at"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="hide", until_at=None)
                | models.Q(kind="restrict", until_at__isnull=False),
                name="a_restriction_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["of"],
                condition=models.Q(kind="hide", ended_at=None),
                name="hidden_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def broken(self) -> str:
        """The rule that was broken, as it stood then."""
        return self.code.rule(self.rule)


class WithheldWords(models.Model):
    """Words that a measure took out of a table: they are nowhere else while they are hidden, so no
    page can show them.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="withheld")
    table = models.CharField(max_length=60)
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.table} {self.field}"


class MeasureAppeal(models.Model):
    """An appeal against a measure: grounds, the day by which it is decided, the decision."""

    class Result(models.TextChoices):
        """What was decided."""

        OPEN = "", _("not decided yet")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    number = models.PositiveBigIntegerField(primary_key=True)
    measure = models.OneToOneField(Measure, models.CASCADE, related_name="appeal")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    grounds = models.TextField()
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_in = models.PositiveBigIntegerField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("grounds",),
        "decided_in": ("reason",),
    }

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["result", "answer_by"])]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return self.measure.process.place, ""


class AppealSeat(models.Model):
    """Somebody named to decide one appeal, because nobody independent was there."""

    number = models.PositiveBigIntegerField(primary_key=True)
    appeal = models.ForeignKey(MeasureAppeal, models.CASCADE, related_name="seats")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return f"#{self.number}"


BY_PARTIES = "parties"
"""In place of a legal ground: all parties of a conflict agreed to erase a private note."""


class Erasure(models.Model):
    """The words of an act are gone for good; the act stays.

    `by_author` says whether whoever wrote them erased them.
    """

    of = models.PositiveBigIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(db_index=True)
    """The act that erased them."""
    process = models.CharField(max_length=80, db_index=True)
    by_author = models.BooleanField()
    ground = models.CharField(max_length=20, blank=True)
    """The legal ground, where the text of an outcome was erased; see
    `isegoria.server.conduct.decided`.
    """
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("reason",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"#{self.of}"


class Report(models.Model):
    """A reader finds that a contribution breaks a rule of the code.

    It is between the reader and those who moderate, and never on the record. It changes nothing.
    """

    class Outcome(models.TextChoices):
        """What those who moderate decided."""

        OPEN = "", _("not decided yet")
        HIDDEN = "hidden", _("hidden")
        ERASED = "erased", _("erased")
        KEPT = "kept", _("left as it is")

    of = models.PositiveBigIntegerField()
    """The act whose words it is about."""
    process = models.ForeignKey(Process, models.CASCADE, related_name="+")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, related_name="+", db_index=False
    )
    """Who reports, where they have an account."""
    PRIVATE: ClassVar[bool] = True
    token = models.CharField(max_length=43, unique=True)
    """What the address of its page ends in, by which the reader sees what became of it."""
    code = models.ForeignKey(Code, models.PROTECT, db_index=False)
    rule = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    because = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["outcome", "of"]),
            models.Index(fields=["participant", "at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["of", "participant"], condition=models.Q(outcome=""), name="reported_once"
            )
        ]

    def __str__(self) -> str:
        return f"report of #{self.of}"

    @property
    def broken(self) -> str:
        """The rule that the reader names, as it stood then."""
        return self.code.rule(self.rule)
