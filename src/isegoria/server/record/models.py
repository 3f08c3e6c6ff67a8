"""The public record: acts, the openings of their erasable fields, and who performed them.

Rows of `Act` are never updated or deleted; the database refuses it. An opening or an authorship is
never updated, but may be
deleted: that is how personal content is erased while the act and its place on the record stay. What
is sealed is kept apart from the openings, so that nothing that publishes openings can publish it.
"""

from base64 import b64encode

from django.db import models

from isegoria.ledger.leaf import Leaf, leaf_bytes, unpacked
from isegoria.server.people.models import Affiliation, Participant


class Head(models.Model):
    """How many acts there are, and when the last one was.

    One row: whoever updates it holds the record until they commit.
    """

    size = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_head")]

    def __str__(self) -> str:
        return str(self.size)


class Act(models.Model):
    """One act.

    Nothing in this row names or singles out a person. Its other columns make the leaf that the
    Merkle log will hash; `leaf_hash` is what the leaf hashed to when the act was done
    (docs/decisions/0031).
    """

    number = models.BigIntegerField(primary_key=True)
    minute = models.DateTimeField()  # the exact time is an opening
    kind = models.CharField(max_length=60)
    kind_version = models.PositiveSmallIntegerField()
    process = models.CharField(max_length=80)
    item = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=40)
    references = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    committed = models.BinaryField()
    leaf_hash = models.BinaryField()
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["kind", "-number"]),
            models.Index(fields=["process", "item", "-number"]),
            models.Index(fields=["kind", "item", "-number"]),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.kind}"

    @property
    def commitments(self) -> dict[str, str]:
        """The commitment to each field that can be erased or is sealed, in base64."""
        found = unpacked(bytes(self.committed))
        return {field: b64encode(value).decode() for field, value in found.items()}

    @property
    def leaf(self) -> bytes:
        """The bytes that stay for ever.

        Raises:
            ValueError: no leaf can be made of the row.
        """
        if "/" in self.process + self.item:  # two names would make the place of other two
            raise ValueError(f"no “/” in the name of a place, not {self.process!r}, {self.item!r}")
        return leaf_bytes(
            Leaf(
                kind=self.kind,
                kind_version=self.kind_version,
                place=f"{self.process}/{self.item}" if self.item else self.process,
                role=self.role,
                at=self.minute,
                refs=self.references,
                commitments=unpacked(bytes(self.committed)),
                result=self.body,
            )
        )

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return self.process, self.item


class Opening(models.Model):
    """The salt and content that open one commitment of an act."""

    pk = models.CompositePrimaryKey("act_id", "field")
    act = models.ForeignKey(
        Act, models.PROTECT, related_name="openings", db_index=False
    )  # the key has one
    field = models.CharField(max_length=40)
    salt = models.BinaryField()
    content = models.BinaryField()
    size = (
        models.PositiveIntegerField()
    )  # bytes of the content: lists leave out what is long without reading it

    def __str__(self) -> str:
        return f"#{self.act_id} {self.field}"


class Sealed(models.Model):
    """The salt and content of a commitment that only a few may open.

    Publishing makes it an opening.
    """

    pk = models.CompositePrimaryKey("act_id", "field")
    act = models.ForeignKey(
        Act, models.PROTECT, related_name="sealed", db_index=False
    )  # the key has one
    field = models.CharField(max_length=40)
    salt = models.BinaryField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"#{self.act_id} {self.field}"


class Authorship(models.Model):
    """Who performed an act, and in which capacity."""

    act = models.OneToOneField(Act, models.PROTECT, primary_key=True, related_name="authorship")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="authorships")
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"#{self.act_id} by {self.participant_id}"


class Withheld(models.Model):
    """An opening that moderation took from view.

    It can come back, or be erased; until then nobody is given it.
    """

    act = models.ForeignKey(Act, models.PROTECT, related_name="withheld", db_index=False)
    field = models.CharField(max_length=40)
    salt = models.BinaryField()
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "field"], name="one_opening_withheld_once")
        ]

    def __str__(self) -> str:
        return f"#{self.act_id} {self.field}"


class ErasedAuthor(models.Model):
    """What stays of an author whose account was erased: a number drawn by lot in each process, and
    the group; counts need them.

    `field` is `who`, or the name of the opening that named them, such as `seated`.
    """

    act = models.ForeignKey(Act, models.PROTECT, related_name="erased_authors", db_index=False)
    field = models.CharField(max_length=40)
    token = models.BigIntegerField()
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "field"], name="one_erased_author_a_field")
        ]

    def __str__(self) -> str:
        return f"#{self.act_id} {self.field}"
