"""Claiming the page of an organisation, deciding that, and saying who speaks for it.

claimed by somebody who declares it > accepted by the secretariat: there is a page, and one
person whom it confirmed > they confirm colleagues, who do the same > somebody leaves, or a
colleague ends it. When the last has left, the page can be claimed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from allauth.account.models import EmailAddress
from typing_extensions import TypedDict

from isegoria.rules.facts.confusables import likeness
from isegoria.rules.facts.organisations import folded
from isegoria.rules.offices.naming import name_wrong
from isegoria.server.organisations import refusals
from isegoria.server.organisations.domains import domain_wrong
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    OrganisationName,
    Representative,
    named,
    named_like,
    represents,
)
from isegoria.server.people.reads import is_current
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, STRIPPED, About, Erasable, Public
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "LONGEST_REASON",
    "AddSpelling",
    "ClaimOrganisation",
    "ConfirmRepresentative",
    "DecideClaim",
    "EndRepresentative",
    "ProveByAddress",
    "domains_of",
]

LONGEST_REASON = 1000  # characters of what shows that somebody speaks for an organisation
_OPEN_CLAIMS = 3  # of one person

_How = Representative.How


@dataclass(frozen=True, slots=True)
class ClaimOrganisation(Work):
    """Say that one speaks for the organisation of a declaration, and what shows it."""

    affiliation: Affiliation
    reason: Annotated[Erasable[str], STRIPPED, ALWAYS] = ""
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "organisation.claim"
    says: ClassVar[str] = gettext_noop("Claimed the page of an organisation")
    opens: ClassVar[tuple[str, ...]] = ("name",)

    def erasable(self) -> Mapping[str, Any]:
        """Return the name as it was declared, and the reason."""
        return {"name": self.affiliation.organisation, "reason": self.reason.strip()}

    def references(self) -> tuple[int, ...]:
        """Return the declaration."""
        return (self.affiliation.declared_in,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what somebody does not declare today, a name that looks like that of another
        organisation, a claim that waits or is not needed, and too many.
        """
        if refusal := _not_declared(self.affiliation, attempt):
            return refusal
        name = self.affiliation.organisation
        if refusal := name_wrong(name) or _looks_like_another(name):
            return refusal
        if _is_confirmed(self.affiliation):
            return refusals.CONFIRMED.refuse()
        waiting = OrganisationClaim.objects.filter(
            affiliation__participant=attempt.by, accepted=None
        )
        if waiting.filter(affiliation=self.affiliation).exists():
            return refusals.WAITS.refuse()
        if waiting.count() >= _OPEN_CLAIMS:
            return refusals.TOO_MANY_CLAIMS.refuse(most=_OPEN_CLAIMS)
        return too_long(self.reason, LONGEST_REASON)

    def apply(self, attempt: Attempt) -> None:
        """Write the claim."""
        OrganisationClaim.objects.create(
            number=attempt.number,
            affiliation=self.affiliation,
            name=self.affiliation.organisation,
            reason=self.reason.strip(),
            at=attempt.now,
        )


class DecisionBody(TypedDict, total=False):
    """The organisation whose page there is since, by number."""

    organisation: int


@dataclass(frozen=True, slots=True)
class DecideClaim(Work):
    """Accept a claim or reject it.

    Where the organisation has a page, who claims it joins those who speak for it, or with
    `replaces` comes in their place: so a dispute is decided.
    """

    claim: About[OrganisationClaim]
    accepted: Public[bool]
    reason: Annotated[Erasable[str], STRIPPED, ALWAYS] = ""
    domain: Annotated[Public[str], STRIPPED] = ""
    replaces: Public[bool] = False
    kind: ClassVar[str] = "organisation.decide"
    says: ClassVar[str] = gettext_noop("Decided who can claim an organisation")
    opens: ClassVar[tuple[str, ...]] = ("name",)
    Body: ClassVar[type] = DecisionBody

    def erasable(self) -> Mapping[str, Any]:
        """Return the name of an organisation that is accepted, and the reason."""
        name = {"name": self.claim.name} if self.accepted else {}
        return {**name, "reason": self.reason.strip()}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, one's own claim, the same member again, what was
        decided, and an address that proves nothing.
        """
        current = OrganisationClaim.objects.select_related("affiliation__participant").get(
            pk=self.claim.pk
        )
        if refusal := _not_secretariat(attempt) or self._partial(current, attempt):
            return refusal
        if current.accepted is not None:
            return refusals.DECIDED.refuse()
        if refusal := too_long(self.reason, LONGEST_REASON):
            return refusal
        if not self.accepted:
            return None
        return (
            self._declares_no_more(current, attempt)
            or _looks_like_another(current.name)
            or domain_wrong(self.domain.strip(), domains_of(current.affiliation.participant))
        )

    def _partial(self, claim: OrganisationClaim, attempt: Attempt) -> Refusal | None:
        """Refuse who claims for themself, and who rejected the same claim before, where there is
        another member.
        """
        if attempt.by is None:
            return None
        if claim.affiliation.participant_id == attempt.by.pk:
            return refusals.OWN_CLAIM.refuse()
        before = OrganisationClaim.objects.filter(
            affiliation__participant=claim.affiliation.participant,
            accepted=False,
            decided_by=attempt.by,
        )
        same = any(folded(one.name) == folded(claim.name) for one in before)
        others = Participant.objects.filter(secretariat=True, is_active=True).exclude(
            pk__in=[attempt.by.pk, claim.affiliation.participant_id]
        )
        return refusals.REJECTED_BEFORE.refuse() if same and others.exists() else None

    @staticmethod
    def _declares_no_more(claim: OrganisationClaim, attempt: Attempt) -> Refusal | None:
        there = Affiliation.objects.filter(is_current(attempt.now.date()), pk=claim.affiliation_id)
        if there.exists() and claim.name and claim.affiliation.organisation == claim.name:
            return None
        return refusals.DECLARES_NO_MORE.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the decision; the first that is accepted makes the page."""
        OrganisationClaim.objects.filter(pk=self.claim.pk).update(
            accepted=self.accepted,
            decided_in=attempt.number,
            decided_by=attempt.by,
            because=self.reason.strip(),
        )
        if not self.accepted:
            return
        claim = OrganisationClaim.objects.select_related("affiliation").get(pk=self.claim.pk)
        page = named(claim.name) or self._page(claim, attempt)
        attempt.adds["organisation"] = page.number
        if self.domain.strip():
            Organisation.objects.filter(pk=page.pk).update(domain=self.domain.strip().casefold())
        if self.replaces:
            Representative.objects.filter(organisation=page, ended_in=None).update(
                ended_at=attempt.now, ended_in=attempt.number
            )
        _confirm(page, claim.affiliation, _How.SECRETARIAT, attempt)

    @staticmethod
    def _page(claim: OrganisationClaim, attempt: Attempt) -> Organisation:
        page = Organisation.objects.create(number=attempt.number, name=claim.name, at=attempt.now)
        _name(page, claim.name, attempt)
        return page


@dataclass(frozen=True, slots=True)
class ProveByAddress(Work):
    """Show by a confirmed address that one is of an organisation, which has said at which domain
    its people have theirs.
    """

    organisation: About[Organisation]
    affiliation: Affiliation
    kind: ClassVar[str] = "organisation.prove"
    says: ClassVar[str] = gettext_noop("Proved by an address that they speak for an organisation")

    def references(self) -> tuple[int, ...]:
        """Return the organisation and the declaration."""
        return (self.organisation.number, self.affiliation.declared_in)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse another declaration, an address elsewhere, and whom a colleague ended."""
        page = Organisation.objects.get(pk=self.organisation.pk)
        refusal = _not_declared(self.affiliation, attempt) or _not_of(self.affiliation, page)
        if refusal:
            return refusal
        ended = Representative.objects.filter(
            organisation=page,
            affiliation__participant=attempt.by,
            ended_in__isnull=False,
            ended_by_themself=False,
        )
        if ended.exists():
            return refusals.ENDED_BY_OTHERS.refuse(organisation=page.name)
        if page.domain and page.domain in domains_of(attempt.author):
            return None
        return refusals.NO_ADDRESS_THERE.refuse(organisation=page.name)

    def apply(self, attempt: Attempt) -> None:
        """Write who speaks for it."""
        _confirm(self.organisation, self.affiliation, _How.ADDRESS, attempt)


@dataclass(frozen=True, slots=True)
class ConfirmRepresentative(Work):
    """Confirm that somebody speaks for an organisation, as they declared."""

    organisation: About[Organisation]
    affiliation: Affiliation
    kind: ClassVar[str] = "organisation.confirm"
    says: ClassVar[str] = gettext_noop("Confirmed that somebody speaks for an organisation")

    def references(self) -> tuple[int, ...]:
        """Return the organisation and the declaration."""
        return (self.organisation.number, self.affiliation.declared_in)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than those who speak for it, and who does not declare it today."""
        page, today = Organisation.objects.get(pk=self.organisation.pk), attempt.now.date()
        if attempt.by is not None and not represents(attempt.by, page, today):
            return refusals.NOT_REPRESENTATIVE.refuse(organisation=page.name)
        there = Affiliation.objects.filter(is_current(today), pk=self.affiliation.pk)
        if not there.filter(participant__is_active=True).exists():
            return refusals.DECLARES_NO_MORE.refuse()
        return _not_of(self.affiliation, page)

    def apply(self, attempt: Attempt) -> None:
        """Write who speaks for it."""
        _confirm(self.organisation, self.affiliation, _How.COLLEAGUE, attempt)


@dataclass(frozen=True, slots=True)
class EndRepresentative(Work):
    """Say that somebody no longer speaks for an organisation: oneself, a colleague, or, as the
    secretariat, anyone with a reason.
    """

    representative: About[Representative]
    reason: Annotated[Erasable[str], STRIPPED] = ""
    kind: ClassVar[str] = "organisation.end"
    says: ClassVar[str] = gettext_noop("Ended that somebody speaks for an organisation")

    def references(self) -> tuple[int, ...]:
        """Return the organisation and what confirmed it."""
        return (self.representative.organisation_id, self.representative.number)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, what ended already, and the secretariat without a reason."""
        current = Representative.objects.select_related("organisation", "affiliation").get(
            pk=self.representative.pk
        )
        own = attempt.by is not None and current.affiliation.participant_id == attempt.by.pk
        colleague = represents(attempt.by, current.organisation, attempt.now.date())
        secretariat = attempt.by is None or attempt.by.secretariat
        if not (own or colleague or secretariat):
            return refusals.NOT_REPRESENTATIVE.refuse(organisation=current.organisation.name)
        if current.ended_in is not None:
            return refusals.ENDED.refuse()
        return too_long(self.reason, LONGEST_REASON, needed=not (own or colleague))

    def apply(self, attempt: Attempt) -> None:
        """Write the end; what was done before stays confirmed."""
        whose = self.representative.affiliation.participant_id
        Representative.objects.filter(pk=self.representative.pk).update(
            ended_at=attempt.now,
            ended_in=attempt.number,
            ended_by_themself=attempt.by is not None and attempt.by.pk == whose,
        )


@dataclass(frozen=True, slots=True)
class AddSpelling(Work):
    """Say that another spelling, a short form or a translation means an organisation too."""

    organisation: About[Organisation]
    name: Annotated[Erasable[str], STRIPPED]
    kind: ClassVar[str] = "organisation.spelling"
    says: ClassVar[str] = gettext_noop("Added a spelling of the name of an organisation")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, since a spelling can be somebody else's name; and
        one that another organisation has, or that looks like it.
        """
        if refusal := _not_secretariat(attempt) or name_wrong(self.name.strip()):
            return refusal
        if (other := named(self.name)) is not None:
            return refusals.SPELLING_TAKEN.refuse(organisation=other.name)
        like = named_like(self.name)
        if like is not None and like.organisation_id != self.organisation.pk:
            return refusals.LOOKS_LIKE.refuse(organisation=like.name)
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the spelling."""
        _name(self.organisation, self.name.strip(), attempt)


def domains_of(who: Participant) -> set[str]:
    """Return the domains at which somebody proved that they have an address."""
    proven = EmailAddress.objects.filter(user_id=who.pk, verified=True)
    return {one.rpartition("@")[2].casefold() for one in proven.values_list("email", flat=True)}


def _not_secretariat(attempt: Attempt) -> Refusal | None:
    if attempt.by is None or attempt.by.secretariat:
        return None
    return refusals.NOT_SECRETARIAT.refuse()


def _not_declared(affiliation: Affiliation, attempt: Attempt) -> Refusal | None:
    """Refuse what is not one's own declaration of an organisation, and of today."""
    mine = Affiliation.objects.filter(is_current(attempt.now.date()), participant=attempt.by)
    if attempt.by is not None and mine.filter(pk=affiliation.pk).exclude(organisation="").exists():
        return None
    return refusals.NOT_DECLARED.refuse()


def _not_of(affiliation: Affiliation, page: Organisation) -> Refusal | None:
    """Refuse the declaration of another organisation, and one that is confirmed already."""
    found = named(affiliation.organisation)
    if found is None or found.pk != page.pk:
        return refusals.ANOTHER_ORGANISATION.refuse(organisation=page.name)
    return refusals.CONFIRMED.refuse() if _is_confirmed(affiliation) else None


def _is_confirmed(affiliation: Affiliation) -> bool:
    return Representative.objects.filter(affiliation=affiliation, ended_in=None).exists()


def _looks_like_another(name: str) -> Refusal | None:
    like = named_like(name)
    return refusals.LOOKS_LIKE.refuse(organisation=like.name) if like is not None else None


def _confirm(page: Organisation, affiliation: Affiliation, how: str, attempt: Attempt) -> None:
    Representative.objects.create(
        number=attempt.number, organisation=page, affiliation=affiliation, how=how, at=attempt.now
    )


def _name(page: Organisation, name: str, attempt: Attempt) -> None:
    OrganisationName.objects.create(
        organisation=page,
        number=attempt.number,
        name=name,
        folded=folded(name),
        likeness=likeness(name),
    )
