"""Comments and questions, items, versions of the text, amendments, positions, objections.

`WORDS` of a table says which of its fields hold words of an act, by the field with the number of
that act.
"""

from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Chunk

__all__ = [
    "Amendment",
    "Comment",
    "CommentVersion",
    "Item",
    "MinorityStatement",
    "Objection",
    "Position",
    "StrawAnswer",
    "StrawPoll",
    "Version",
    "Visit",
]


class _Said(models.Model):
    """Something that a participant said in a capacity, by an act."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    chunk = models.ForeignKey(Chunk, models.PROTECT, db_index=False)  # each has an index of its own
    participant = models.ForeignKey(Participant, models.PROTECT)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chunk", "number"])]

    def __str__(self) -> str:
        return f"#{self.number}"


class Comment(_Said):
    """A contribution to the discussion. One that was hidden or erased keeps its place."""

    class Kind(models.TextChoices):
        """What it is."""

        COMMENT = "comment", _("Comment")
        QUESTION = "question", _("Question")
        PROPOSAL = "proposal", _("Proposal")
        EVIDENCE = "evidence", _("Evidence")

    class Says(models.TextChoices):
        """What a reply does."""

        NOTHING = "", _("neither for nor against")
        SUPPORTS = "supports", _("supports it")
        OBJECTS = "objects", _("objects to it")
        ASKS = "asks", _("asks about it")
        ANSWERS = "answers", _("answers it")
        EVIDENCE = "evidence", _("adds evidence")

    form = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    says = models.CharField(max_length=10, choices=Says, blank=True)
    text = models.TextField()
    plain = models.BooleanField(default=False)
    """The text is no Markdown, such as mail; it is shown as it was typed."""
    words = models.PositiveIntegerField(default=0)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    path = models.CharField(max_length=320)
    """Its place in reading order, see `isegoria.server.deliberation.threads`."""
    asked = models.CharField(max_length=80, blank=True)
    """The office or group of the model that is asked."""
    answered_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    hidden_in = models.PositiveBigIntegerField(null=True)
    erased_in = models.PositiveBigIntegerField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",)}

    class Meta(_Said.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(path=""), name="a_comment_has_a_place")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["chunk", "number"]),
            models.Index(fields=["chunk", "path", "number"]),
            models.Index(fields=["form", "answered_at"]),
        ]

    @property
    def fingerprint(self) -> str:
        """What tells one state of its text from another."""
        return sha256(self.text.encode()).hexdigest()[:16]


class CommentVersion(models.Model):
    """What a comment said before it was edited."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that edited it."""
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions")
    text = models.TextField()
    until = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"comment_id": ("text",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class Item(_Said):
    """A short text that is answered by itself: a statement, or what a ballot is about one by
    one.
    """

    text = models.CharField(max_length=500)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",)}

    @property
    def key(self) -> str:
        """Its name for the rules."""
        return f"i{self.number}"


class Version(_Said):
    """A version of the text of a chunk.

    `substantive` is said by the office that the model names; None while it is not.
    """

    text = models.TextField()
    note = models.CharField(max_length=400, blank=True)
    substantive = models.BooleanField(null=True)
    said_in = models.PositiveBigIntegerField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text", "note")}

    class Meta(_Said.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chunk", "-number"])]


class Amendment(_Said):
    """A change proposed to one paragraph, or a remark about it, and what the editor answered."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        TAKEN = "taken", _("taken up")
        DECLINED = "declined", _("declined")

    version = models.ForeignKey(Version, models.CASCADE, related_name="amendments")
    paragraph = models.PositiveIntegerField()
    """From 1; a text of one paragraph has 1."""
    text = models.TextField(blank=True)
    """The paragraph as it should read; empty for a remark."""
    why = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_in = models.PositiveBigIntegerField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("text", "why"),
        "answered_in": ("answer",),
    }


class Position(_Said):
    """What somebody holds on a chunk. The latest counts; earlier ones stay on the record."""

    class Value(models.TextChoices):
        """The four positions."""

        SUPPORT = "support", _("support")
        CAN_LIVE_WITH = "can_live_with", _("can live with")
        STAND_ASIDE = "stand_aside", _("stand aside")
        OBJECT = "object", _("object")

    value = models.CharField(max_length=15, choices=Value)
    for_group = models.CharField(max_length=80, blank=True)
    """The group of the model for which it was taken, by somebody who sits there for it; empty for
    oneself.
    """
    version = models.PositiveBigIntegerField(null=True)
    """The version of the text that it was taken on; None without a text, or where none was named
    yet.
    """
    ended_in = models.PositiveBigIntegerField(null=True)
    """The act that began the call anew, or brought the course back behind it: since then it is
    read, and counts no longer.
    """
    reason = models.TextField(blank=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("reason",)}

    class Meta(_Said.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chunk", "participant"],
                condition=models.Q(for_group=""),
                name="one_position_a_person",
            ),
            models.UniqueConstraint(
                fields=["chunk", "for_group"],
                condition=~models.Q(for_group=""),
                name="one_position_a_group",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chunk", "group", "value"])]


class Objection(_Said):
    """A reasoned objection and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        ADDRESSED = "addressed", _("addressed")
        SUSTAINED = "sustained", _("sustained")
        OUT_OF_SCOPE = "out_of_scope", _("out of scope")
        WITHDRAWN = "withdrawn", _("withdrawn")

    text = models.TextField()
    version = models.PositiveBigIntegerField(null=True)
    """The version of the text that it was raised against; None as in a position."""
    state = models.CharField(max_length=15, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    settled_in = models.PositiveBigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",), "settled_in": ("answer",)}

    class Meta(_Said.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chunk", "state"])]

    @property
    def name(self) -> str:
        """Its name for the rules: who raised it comes first, since only they withdraw it."""
        return f"{self.participant_id}:{self.number}"


class MinorityStatement(_Said):
    """What somebody holds instead, and why; it travels with the outcome."""

    text = models.TextField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",)}


class StrawPoll(_Said):
    """A question that binds nobody, put by the officer of the stage to feel the room."""

    text = models.CharField(max_length=500)
    answers = models.JSONField(default=list)
    closes_at = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("text",)}

    class Meta(_Said.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chunk", "closes_at"])]


class StrawAnswer(models.Model):
    """What somebody answered to a straw poll; the latest counts."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    poll = models.ForeignKey(StrawPoll, models.CASCADE, related_name="given", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=80)

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["poll", "participant"], name="one_straw_answer_a_person"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["poll", "group", "answer"])]

    def __str__(self) -> str:
        return f"#{self.number}"


class Visit(models.Model):
    """How far a participant has seen a chunk, on whatever device.

    Not on the record: what somebody reads is nobody's business.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, db_index=False)
    chunk = models.ForeignKey(Chunk, models.CASCADE)
    seen = models.PositiveBigIntegerField()
    """The newest act on the chunk when the visit before this one ended; what is newer is new."""
    latest = models.PositiveBigIntegerField()
    """The newest act when they looked last."""
    PRIVATE: ClassVar[bool] = True
    at = models.DateTimeField()
    """When they looked last; after a while without a look the next one begins a new visit."""

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "chunk"], name="one_visit_a_chunk")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} at #{self.seen}"
