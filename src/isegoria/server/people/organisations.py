"""Organisations that have a page, because people of them claimed it, and who speaks for them.

What somebody declares is confirmed one declaration at a time. So who leaves an organisation and
declares it again later is not confirmed any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from isegoria.rules.facts.confusables import are_alike, likeness
from isegoria.rules.facts.organisations import folded
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import is_current

__all__ = [
    "Organisation",
    "OrganisationClaim",
    "OrganisationName",
    "Representative",
    "Standing",
    "claims_to_decide",
    "declared_for",
    "named",
    "named_like",
    "representatives_of",
    "represents",
    "standing_of",
    "standings_among",
]


class Organisation(models.Model):
    """An organisation with a page: its people say who speaks for it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """The act by which the secretariat accepted its first claim."""
    name = models.CharField(max_length=160)
    domain = models.CharField(max_length=120, blank=True)
    """Who proved an address there is taken for one of its people; empty where that proves nothing.
    """
    at = models.DateTimeField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("name",)}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.name or f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return "people", ""


class OrganisationName(models.Model):
    """A spelling of the name of an organisation; no two organisations have one."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    number = models.PositiveBigIntegerField(db_index=True)
    """The act that said so."""
    name = models.CharField(max_length=160)
    folded = models.TextField()
    likeness = models.TextField()
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("name", "folded", "likeness")}

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["likeness"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["folded"], condition=~Q(folded=""), name="one_organisation_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationClaim(models.Model):
    """Somebody says that they speak for an organisation, and what shows it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    reason = models.TextField()
    at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_in = models.PositiveBigIntegerField(null=True)
    decided_by = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    because = models.TextField(blank=True)
    WORDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("name", "reason"),
        "decided_in": ("because",),
    }

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["accepted", "number"])]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return "people", ""


class Representative(models.Model):
    """An organisation confirmed that somebody speaks for it, as they declared; until it ends."""

    class How(models.TextChoices):
        """Who or what confirmed it."""

        SECRETARIAT = "secretariat"
        COLLEAGUE = "colleague"
        ADDRESS = "address"

    number = models.PositiveBigIntegerField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="representatives")
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="confirmations")
    how = models.CharField(max_length=12, choices=How)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_in = models.PositiveBigIntegerField(null=True)
    ended_by_themself = models.BooleanField(default=False)

    class Meta:
        app_label = "isegoria"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["affiliation"],
                condition=Q(ended_in=None),
                name="a_declaration_is_confirmed_once",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def on_record(self) -> tuple[str, str]:
        """Process and item of what is about it."""
        return "people", ""


def named(name: str) -> Organisation | None:
    """Return the organisation of this name, in whichever spelling."""
    key = folded(name)
    found = OrganisationName.objects.filter(folded=key).select_related("organisation").first()
    return found.organisation if found and key else None


def named_like(name: str) -> OrganisationName | None:
    """Return a name of another organisation that looks like this one and is not it."""
    alike = OrganisationName.objects.filter(likeness=likeness(name)).exclude(folded=folded(name))
    there = alike.select_related("organisation")
    return next((one for one in there if are_alike(one.name, name)), None)


def representatives_of(
    organisations: Iterable[Organisation], today: date
) -> QuerySet[Representative]:
    """Return who speaks for organisations today: whose declaration each confirmed, and who still
    declares it.
    """
    found = Representative.objects.filter(
        Q(affiliation__until_on=None) | Q(affiliation__until_on__gte=today),
        organisation__in=list(organisations),
        ended_in=None,
        affiliation__from_on__lte=today,
        affiliation__participant__is_active=True,
    ).exclude(affiliation__organisation="")
    return found.select_related("affiliation__participant", "affiliation__group")


def represents(who: Participant | None, organisation: Organisation, today: date) -> bool:
    """Return whether an organisation confirmed that somebody speaks for it."""
    there = representatives_of([organisation], today)
    return who is not None and there.filter(affiliation__participant=who).exists()


def declared_for(organisation: Organisation, today: date) -> QuerySet[Affiliation]:
    """Return today's declarations of an organisation that it did not confirm, by name."""
    keys = organisation.names.exclude(folded="").values_list("folded", flat=True)
    found = Affiliation.objects.filter(
        is_current(today), folded__in=list(keys), participant__is_active=True
    ).exclude(Exists(Representative.objects.filter(affiliation=OuterRef("pk"), ended_in=None)))
    return found.select_related("participant", "group").order_by("participant__name", "pk")


def claims_to_decide(user: Any) -> QuerySet[OrganisationClaim]:
    """Return the claims that wait for somebody, the oldest first: for the secretariat, which does
    not decide its own.
    """
    if not getattr(user, "secretariat", False):
        return OrganisationClaim.objects.none()
    waiting = OrganisationClaim.objects.filter(accepted=None).exclude(affiliation__participant=user)
    return waiting.order_by("number")


def standing_of(affiliation: Affiliation) -> bool | None:
    """Return whether its organisation confirmed a declaration; None where it has no page."""
    key = folded(affiliation.organisation)
    confirmed = Exists(Representative.objects.filter(affiliation=affiliation, ended_in=None))
    pages = OrganisationName.objects.filter(folded=key).annotate(confirmed=confirmed)
    return pages.values_list("confirmed", flat=True).first() if key else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an organisation that has a page confirmed a declaration."""

    organisation: Organisation
    confirmed: bool


def standings_among(affiliations: Iterable[Affiliation]) -> dict[int, Standing]:
    """Return for each declaration of an organisation that has a page whether it is confirmed: the
    same two queries for any number.
    """
    shown = [one for one in affiliations if one.organisation]
    if not shown:
        return {}
    keys = {folded(one.organisation) for one in shown} - {""}
    names = OrganisationName.objects.filter(folded__in=keys).select_related("organisation")
    pages = {one.folded: one.organisation for one in names}
    active = Representative.objects.filter(affiliation__in=[one.pk for one in shown], ended_in=None)
    found = {
        one.pk: Standing(pages[key], confirmed=False)
        for one in shown
        if (key := folded(one.organisation)) in pages
    }
    return found | {
        one.affiliation_id: Standing(one.organisation, confirmed=True)
        for one in active.select_related("organisation")
    }
