"""Cases of conflict: parties, facilitator, steps, result; private notes, and who agreed to publish
them.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.rules.offices.cases import Answer, Consent, Note, Result, Stage
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Process

__all__ = ["Case", "CaseNote", "CaseStep", "NoteConsent", "Party"]


class Case(models.Model):
    """A conflict for which somebody asked an independent facilitator.

    It is public but for its notes.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = Stage.ASKED.value, _("a facilitator is asked for")
        NAMED = Stage.NAMED.value, _("a facilitator is named")
        RUNNING = Stage.RUNNING.value, _("under way")
        CLOSED = Stage.CLOSED.value, _("closed")

    class Result(models.TextChoices):
        """What came of it."""

        SETTLED = Result.SETTLED.value, _("settled")
        PARTLY = Result.PARTLY.value, _("partly settled")
        NOT_SETTLED = Result.NOT_SETTLED.value, _("not settled")
        WITHDRAWN = Result.WITHDRAWN.value, _("withdrawn")

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that asked."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="cases")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="cases")
    chunk = models.ForeignKey(Chunk, models.PROTECT, null=True, related_name="cases")
    text = models.TextField()
    asked_by = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    step = models.PositiveBigIntegerField(null=True)
    """The act by which asking was a step under the rules of the process; None where the case runs
    beside them.
    """
    facilitator = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    named_in = models.PositiveBigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    """Until when whoever has the turn has to act."""
    result = models.CharField(max_length=12, choices=Result, blank=True)
    result_text = models.TextField(blank=True)
    closed_in = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("text",),
        "closed_in": ("result_text",),
    }

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def item(self) -> str:
        """Its name on the record."""
        return f"case-{self.number}"

    @property
    def stage(self) -> Stage:
        """Where it stands, as the rules call it."""
        return Stage(self.state)


class Party(models.Model):
    """A side of a conflict: a person, or a group or office for which one person speaks from when
    they answered.
    """

    class Answer(models.TextChoices):
        """What it says to the facilitator."""

        WAITING = Answer.WAITING.value, _("has not answered yet")
        ACCEPTED = Answer.ACCEPTED.value, _("accepts the facilitator")
        DECLINED = Answer.DECLINED.value, _("declined the facilitator")
        NO_PART = Answer.NO_PART.value, _("takes no part")

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    holder = models.CharField(max_length=80, blank=True)
    """The group or office of the model; empty for a person."""
    title = models.CharField(max_length=200, blank=True)
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answered_in = models.PositiveBigIntegerField(null=True)
    declines = models.PositiveSmallIntegerField(default=0)
    inside = models.BooleanField(default=False)
    """Whether it accepted, and so reads the private part."""
    wants = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    """Whom it would have as the facilitator."""

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title or str(self.participant)


class CaseStep(models.Model):
    """What the facilitator did, and by when the next step comes."""

    class Kind(models.TextChoices):
        """What it was."""

        MEETING = "meeting", _("meeting held")
        PROPOSAL = "proposal", _("proposal made")
        AGREED = "agreed", _("agreed in part")
        PAUSED = "paused", _("paused")

    number = models.PositiveBigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    text = models.TextField()
    next_by = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class CaseNote(models.Model):
    """A note in the private part.

    What it says is sealed on the record until all agree to publish it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_in = models.PositiveBigIntegerField(null=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"

    def as_note(self) -> Note:
        """Return it as the rules know it."""
        return Note(self.number, self.participant_id)


class NoteConsent(models.Model):
    """Somebody agrees to publish a note, or (None) all notes that were there; or to erase one."""

    number = models.PositiveBigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    note = models.ForeignKey(CaseNote, models.CASCADE, null=True, related_name="consents")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    erases = models.BooleanField(default=False)

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return f"#{self.number}"

    def as_consent(self) -> Consent:
        """Return it as the rules know it."""
        return Consent(self.number, self.participant_id, self.note_id)
