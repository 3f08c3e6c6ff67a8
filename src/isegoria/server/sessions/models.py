"""A session, who spoke in it, its turns as captioned, and the corrections laid over them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from isegoria.readers.values import Channel, Role
from isegoria.server.people.models import Participant, StakeholderGroup

__all__ = ["CHANNELS", "ROLES", "Correction", "Session", "Speaker", "Turn"]

ROLES = {
    Role.MODERATOR.value: _("moderator"),
    Role.ONLINE_MODERATOR.value: _("online moderator"),
    Role.PANELLIST.value: _("panel"),
    Role.FLOOR.value: _("floor"),
    Role.REMOTE.value: _("remote participant"),
    Role.STAFF.value: _("staff"),
    Role.MEDIA.value: _("recording that was played"),
    Role.UNKNOWN.value: _("role unknown"),
}
CHANNELS = {
    Channel.ROOM.value: _("in the room"),
    Channel.REMOTE.value: _("remote"),
    Channel.RELAYED.value: _("remote, read out"),
    Channel.MEDIA.value: _("recording"),
    Channel.UNKNOWN.value: _("unknown"),
}


class Session(models.Model):
    """One meeting. Its number is that of the act that put it on the record."""

    number = models.BigIntegerField(primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("date"))
    venue = models.CharField(_("place"), max_length=120, blank=True)
    rapporteurs = models.ManyToManyField(Participant, related_name="reports_on", blank=True)
    source_digest = models.CharField(
        max_length=64, unique=True
    )  # SHA-256 of the file: the same file again changes nothing
    format = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20)
    header = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    words = models.PositiveIntegerField()
    turn_count = models.PositiveIntegerField()
    corrected_in = models.BigIntegerField(null=True)  # the act that corrected it last
    cancelled_in = models.BigIntegerField(null=True)  # the act that took it off the lists

    class Meta:
        ordering = ["-held_on", "-number"]
        indexes = [models.Index(fields=["-held_on", "-number"])]

    def __str__(self) -> str:
        return self.title

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return self.place, ""

    @property
    def place(self) -> str:
        """The process under which its acts are on the record."""
        return f"session-{self.number}"


class Speaker(models.Model):
    """Somebody who spoke, or was expected to, in one session, as they were known there.

    `group` is one of the forum's; `group_stated` is what was stated in other words; both empty
    means unstated.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="speakers", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(max_length=20, choices=list(ROLES.items()), default=Role.UNKNOWN.value)
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, null=True)
    group_stated = models.CharField(max_length=120, blank=True)
    group_basis = models.CharField(max_length=20)
    organisation = models.CharField(max_length=160, blank=True)
    expected = models.BooleanField(default=False)  # on the roster before the session
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="spoke_as"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "name"], name="one_speaker_a_name_in_a_session"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stated(self) -> str:
        """The group in the words of the forum or of the speaker; empty when unstated."""
        return self.group.name if self.group else self.group_stated


class Turn(models.Model):
    """What one voice said.

    The text never changes; `reading` is what the reader made of it, for taking a settlement back.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    label = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    words = models.PositiveIntegerField()
    asks = models.BooleanField()  # puts a question, or reads one out
    start_seconds = models.FloatField(null=True)
    end_seconds = models.FloatField(null=True)
    relay_start = models.PositiveIntegerField(
        null=True
    )  # character of `text` where somebody else's words begin
    relayed_words = models.PositiveIntegerField(default=0)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    events = models.JSONField(default=list)  # [kind, start, end] in `text`
    reading = models.JSONField(
        default=dict
    )  # speaker, confidence, candidates [name, confidence], role, channel, evidence
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="turns")
    confidence = models.FloatField(default=0.0)
    role = models.CharField(max_length=20, choices=list(ROLES.items()))
    channel = models.CharField(max_length=20, choices=list(CHANNELS.items()))
    settled_in = models.BigIntegerField(null=True)  # number of the act by which a human settled it
    doubtful = models.BooleanField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="one_turn_a_number_in_a_session"
            )
        ]
        indexes = [models.Index(fields=["session", "doubtful", "number"])]

    def __str__(self) -> str:
        return f"{self.session_id}#t{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return self.session.place, self.item

    @property
    def item(self) -> str:
        """Its name on the record, and its anchor on the session's page."""
        return f"t{self.number}"


class Correction(models.Model):
    """How a turn should read, by whom it was corrected (an act) and why. The newest one counts."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="corrections")
    made_in = models.BigIntegerField(unique=True)  # number of the act
    text = models.TextField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["made_in"]

    def __str__(self) -> str:
        return f"#{self.made_in}"
