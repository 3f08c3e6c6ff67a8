"""The forum and its stakeholder groups; participants, and whom they work or speak for."""

import unicodedata
from typing import Any, ClassVar, overload

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from isegoria.rules.facts.confusables import likeness


class Forum(models.Model):
    """The one forum of this installation; there is at most one row."""

    name = models.CharField(max_length=120)
    languages = models.JSONField(default=list)
    limits = models.JSONField(default=dict)
    """How much people can contribute, where the secretariat said so."""
    second_factor = models.JSONField(default=list)
    """The roles that need a second factor."""

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_forum")]

    def __str__(self) -> str:
        return self.name


class StakeholderGroup(models.Model):
    """One of the groups in which people take part.

    Never deleted: a group that is given up is retired.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ParticipantManager(BaseUserManager["Participant"]):
    """Makes participants; the e-mail address is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Participant":
        """Make a participant; without a password they sign in by link only."""
        alike = likeness(fields.get("name", ""))
        participant = self.model(email=self.normalize_email(email), likeness=alike, **fields)
        participant.set_password(password)
        participant.save(using=self._db)
        return participant


class Participant(AbstractBaseUser):
    """A person with an account. Reading needs none."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    likeness = models.TextField(blank=True)
    """The name as all names have it that look like it: by this they are found."""
    about = models.TextField(_("about"), max_length=2000, blank=True)
    secretariat = models.BooleanField(default=False)
    roles = models.JSONField(default=list)
    """What else they do for the forum: each role with its `process`, 0 for all, and the act by
    which it was given. It is read with the account, so that no page asks for it.
    """
    is_active = models.BooleanField(default=True)
    from_archive = models.BooleanField(default=False)
    """Somebody who wrote in an archive: known by the name of that time, without an account and
    without a group.
    """
    joined_at = models.DateTimeField(auto_now_add=True)
    sessions_ended = models.PositiveIntegerField(default=0)
    """How often all their sessions were ended: each session hangs on it, as on the password."""
    erased_in = models.BigIntegerField(null=True)
    """The act that erased the account; the row stays, without anything that says whose it was, so
    that counts hold.
    """

    lacks_second_factor = False
    """Whether roles were taken from this object, for want of a factor (`people/factors.py`)."""

    objects: ClassVar[ParticipantManager] = ParticipantManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["likeness"])]

    def save(self, *args: Any, **named: Any) -> None:
        """Write the row; not from an object without the roles that are in the database.

        Raises:
            ValueError: it is such an object, for reading only.
        """
        if self.lacks_second_factor:
            raise ValueError("this object lacks the roles of its row")
        super().save(*args, **named)

    def set_password(self, raw_password: str | None) -> None:
        """Set a password, the same however a device writes its letters."""
        super().set_password(as_kept(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password."""
        return super().check_password(as_kept(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session has to know to go on."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        ended = f"|{self.sessions_ended}" if self.sessions_ended else ""
        hangs_on = f"{self.password}{ended}"
        return salted_hmac(salt, hangs_on, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        if self.erased_in is not None:
            return str(_("erased participant"))
        return self.name or _("participant %(number)s") % {"number": self.pk}


@overload
def as_kept(password: str) -> str: ...
@overload
def as_kept(password: None) -> None: ...
def as_kept(password: str | None) -> str | None:
    """Return a password in the form in which it is hashed: one device writes é as one character,
    another as two (RFC 8265, OpaqueString).
    """
    return None if password is None else unicodedata.normalize("NFC", password)


class Region(models.TextChoices):
    """The regional groups of the United Nations, or none."""

    NONE = "", _("none")
    AFRICA = "africa", _("Africa")
    ASIA_PACIFIC = "asia-pacific", _("Asia and the Pacific")
    EASTERN_EUROPE = "eastern-europe", _("Eastern Europe")
    LATIN_AMERICA = "latin-america", _("Latin America and the Caribbean")
    WESTERN_EUROPE = "western-europe", _("Western Europe and others")


class Affiliation(models.Model):
    """Whom a participant works for or speaks for, from when to when.

    `group` None means unstated.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="affiliations")
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    folded = models.TextField(blank=True)
    """The organisation in the one form of all its spellings: by this its people are found."""
    group = models.ForeignKey(
        StakeholderGroup, models.PROTECT, null=True, blank=True, verbose_name=_("stakeholder group")
    )
    region = models.CharField(
        _("region"), max_length=20, choices=Region, blank=True, default=Region.NONE
    )
    interests = models.TextField(_("declared interests"), max_length=2000, blank=True)
    declared_in = models.BigIntegerField()  # number of the act
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "declared_in": ("organisation", "folded", "interests")
    }

    class Meta:
        ordering = ["-from_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["folded"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="affiliation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        group = self.group.name if self.group else _("unstated")
        return f"{self.organisation} ({group})" if self.organisation else str(group)
