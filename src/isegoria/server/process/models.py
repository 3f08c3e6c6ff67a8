"""Processes under a model, the seats in them, who takes part, and the chunks of an issue."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.rulebooks.models import RulesText

__all__ = [
    "Backer",
    "Chunk",
    "ChunkRow",
    "Headcount",
    "Member",
    "Motion",
    "PlannedDate",
    "Process",
    "Proxy",
    "Seat",
]


class Process(models.Model):
    """Something that is decided under one version of a process model, which it keeps to its end."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that began it."""
    title = models.CharField(max_length=200)
    model_id = models.CharField(max_length=80)
    model_version = models.PositiveIntegerField()
    rules = models.ForeignKey(RulesText, models.PROTECT, related_name="processes")
    """The text of its rules as it was when the process began; what is called so later changes
    nothing here.
    """
    began_at = models.DateTimeField()
    counts_as = models.JSONField(default=dict)
    """For groups of the forum, by slug, the group of the model in which their people count; empty
    where in none.
    """
    call_spans = models.JSONField(null=True)
    """What made its call for issues longer while nobody had proposed one, such as `["14 days"]`;
    None where nothing did.
    """
    call_ended_at = models.DateTimeField(null=True)
    """When its call ended without an issue, and the process with it; None also once it is open
    again.
    """
    corrected_in = models.PositiveBigIntegerField(null=True)
    """The act that corrected its title last; what it was called before is on the record."""
    cancelled_in = models.PositiveBigIntegerField(null=True)
    """The act that cancelled or archived it: nothing goes on in it any more."""
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("title",)}
    CORRECTED: ClassVar[tuple[str, ...]] = ("title",)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return self.title

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return self.place, ""

    @property
    def place(self) -> str:
        """Its name on the record."""
        return f"process-{self.number}"


class Seats(models.QuerySet["Seat"]):
    """Questions about seats."""

    def held(self, process: "Process | int", chunk: "Chunk | None" = None) -> "Seats":
        """Return those of a process that nobody ended.

        In a chunk, whoever sits for this chunk alone sits there instead of those who sit for the
        whole process.
        """
        return self.filter(process=process, until_at=None).in_chunk(chunk)

    def held_at(self, process: "Process | int", chunk: "Chunk", at: datetime) -> "Seats":
        """Return those that counted in a chunk at a time."""
        ended = models.Q(until_at=None) | models.Q(until_at__gt=at)
        return self.filter(ended, process=process, from_at__lte=at).in_chunk(chunk)

    def in_chunk(self, chunk: "Chunk | None") -> "Seats":
        """Return those of these seats that count in a chunk, or in the whole process."""
        if chunk is None:
            return self.filter(chunk=None)
        instead = self.filter(chunk=chunk).values("holder")
        return self.filter(
            models.Q(chunk=chunk) | models.Q(chunk=None) & ~models.Q(holder__in=instead)
        )


class Seat(models.Model):
    """Somebody holds an office of the model or sits in one of its groups; ended, never deleted."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that gave it."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="seats", db_index=False)
    holder = models.CharField(max_length=80)
    """The office or group of the model."""
    participant = models.ForeignKey(Participant, models.PROTECT)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_in = models.PositiveBigIntegerField(null=True)
    chunk = models.ForeignKey("Chunk", models.CASCADE, null=True, related_name="seats")
    """The chunk for which alone it is held, such as by a facilitator who is independent there; None
    for the whole process.
    """

    objects = Seats.as_manager()

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["holder", "number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["process", "participant"])]

    def __str__(self) -> str:
        return f"{self.participant}: {self.holder}"

    @property
    def item(self) -> str:
        """What it is about within the process; empty for all of it."""
        return self.chunk.item if self.chunk else ""


class Member(models.Model):
    """Who takes part in a process, in the capacity in which they acted last."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="members", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT)
    capacity = models.ForeignKey(Affiliation, models.SET_NULL, null=True)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True)
    joined_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["process", "participant"], name="one_member_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["process", "group"]),
            models.Index(fields=["process", "last_at"]),
        ]

    def __str__(self) -> str:
        return str(self.participant)


class Headcount(models.Model):
    """How many take part in a process from a group and a region; see
    `isegoria.server.process.members`.
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="headcounts", db_index=False)
    group = models.SlugField(max_length=60, blank=True, db_index=False)
    """The slug of the forum's group; empty for those who state none."""
    region = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["process", "group", "region"], name="one_headcount_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.region}: {self.number}"


class PlannedDate(models.Model):
    """A day that a process has planned: a meeting that the clocks of its model wait for, or
    anything else.
    """

    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"planned_in": ("title", "where")}

    process = models.ForeignKey(Process, models.CASCADE, related_name="dates")
    planned_in = models.PositiveBigIntegerField()
    """The act that planned it; the beginning of a process may plan several."""
    name = models.CharField(max_length=80, blank=True)
    """The meeting as the model calls it; empty where the model knows nothing of it."""
    title = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    dropped_in = models.PositiveBigIntegerField(null=True)
    corrected_in = models.PositiveBigIntegerField(null=True)
    """The act that corrected it last."""
    CORRECTED: ClassVar[tuple[str, ...]] = ("title", "where")

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["on", "pk"]

    def __str__(self) -> str:
        return self.title or self.name


class Chunk(models.Model):
    """A part of an issue that is worked on by itself; an issue that nobody split has one."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act that made it."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="chunks")
    issue = models.ForeignKey("isegoria.Issue", models.PROTECT, related_name="chunks")
    title = models.CharField(max_length=200)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    """The chunk that it was cut off."""
    tied_to = models.ManyToManyField("self", blank=True)
    """Chunks that are settled together: none ends before the others can."""
    stage = models.CharField(max_length=80)
    outcome = models.CharField(max_length=80, blank=True)
    cited = models.CharField(max_length=20, blank=True)
    """The number by which people cite the outcome, such as 2026-3: the third of the forum in that
    year. Given once. Earlier versions counted in each process. Empty where nothing was decided.
    """
    ended_at = models.DateTimeField(null=True)
    split_at = models.DateTimeField(null=True)
    """When it was split: since then it is a cover for its parts. None also for one that an earlier
    version split, which goes on beside them.
    """
    text_version = models.PositiveBigIntegerField(null=True)
    """The act that wrote the newest version of its text; after the end the one that was decided.

    None without a text.
    """
    look_at = models.DateTimeField(null=True)
    """When a clock may next bring something about; None where none runs."""
    state = models.JSONField()
    corrected_in = models.PositiveBigIntegerField(null=True)
    """The act that corrected its title last."""
    cancelled_in = models.PositiveBigIntegerField(null=True)
    """The act that cancelled its issue or its process before it had ended: it goes no further."""
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("title",)}
    CORRECTED: ClassVar[tuple[str, ...]] = ("title",)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["look_at"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["process", "cited"],
                condition=~models.Q(cited=""),
                name="cited_once_a_process",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def item(self) -> str:
        """Its name on the record."""
        return f"chunk-{self.number}"


class Motion(models.Model):
    """Something that needs others before it can be done: a proposal with seconders, an appeal with
    supporters.
    """

    class What(models.TextChoices):
        """What will be done once enough others back it."""

        ISSUE = "issue", _("Propose an issue")
        ITEM = "item", _("Add a statement to answer")
        APPEAL = "appeal", _("Contest")

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="motions")
    chunk = models.ForeignKey(Chunk, models.CASCADE, null=True, related_name="motions")
    participant = models.ForeignKey(Participant, models.PROTECT)
    capacity = models.ForeignKey(Affiliation, models.PROTECT, null=True)
    what = models.CharField(max_length=10, choices=What)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    """What else its form asked for."""
    at = models.DateTimeField()
    done_in = models.PositiveBigIntegerField(null=True)
    """The act that it became."""
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("title", "text", "details.jurisdictions", "details.technologies")
    }

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return self.title

    @property
    def item(self) -> str:
        """What it is about within the process; empty for all of it."""
        return self.chunk.item if self.chunk else ""


class Backer(models.Model):
    """Somebody who seconds or supports a motion, in a capacity."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="backers", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT)
    capacity = models.ForeignKey(Affiliation, models.PROTECT, null=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["motion", "participant"], name="one_backer_once")
        ]

    def __str__(self) -> str:
        return str(self.participant)


class Proxy(models.Model):
    """Somebody lets another answer ballots of a process for them, until they take it back or answer
    themself.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act."""
    process = models.ForeignKey(Process, models.PROTECT, related_name="proxies")
    principal = models.ForeignKey(Participant, models.PROTECT, related_name="proxies_given")
    capacity = models.ForeignKey(Affiliation, models.PROTECT, null=True)
    holder = models.ForeignKey(Participant, models.PROTECT, related_name="proxies_held")
    until_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["process", "principal"],
                condition=models.Q(until_at=None),
                name="one_proxy_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.principal}: {self.holder}"


class ChunkRow(models.Model):
    """What the rules keep of one person or thing in a chunk, by key (see
    `isegoria.rules.course.state`).
    """

    chunk = models.ForeignKey(Chunk, models.CASCADE, related_name="rows", db_index=False)
    what = models.CharField(max_length=20)
    stage = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80, blank=True)
    item = models.CharField(max_length=80, blank=True)
    who = models.CharField(max_length=160, blank=True)
    value = models.CharField(max_length=400, blank=True)
    group = models.CharField(max_length=80, blank=True)
    number = models.IntegerField(default=0)

    class Meta:
        app_label = "isegoria"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chunk", "what", "stage", "name", "item", "who"], name="one_row_a_key"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(  # a roll call is read in the order of the answers, a page at a time
                fields=["chunk", "stage", "name", "item", "number"],
                condition=models.Q(what="given_in"),
                name="answers_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.who}"
