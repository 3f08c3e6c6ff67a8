"""What is refused to those who claim an organisation, decide that, or say who speaks for it."""

from typing import Any

from allauth.account.models import EmailAddress

from isegoria.rules.offices import refusals as offices
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.organisations import refusals as organisations
from isegoria.server.organisations.acts import (
    AddSpelling,
    ClaimOrganisation,
    ConfirmRepresentative,
    DecideClaim,
    EndRepresentative,
    ProveByAddress,
)
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.organisations import Organisation, OrganisationClaim, Representative
from isegoria.server.record.door import Work, perform
from isegoria.server.texts import refusals as texts
from tests.people import speaks_for
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import A_DAY, AUTHOR, CHAIR, OTHER, World

PORT = "Port of Ash"


def of_port(w: World, who: str, name: str = PORT) -> Affiliation:
    """Return what somebody declared of a port."""
    return speaks_for(w.who(who), "civil-society", organisation=name)


def claims(w: World, name: str = PORT, reason: str = "I run it.", who: str = AUTHOR) -> Work:
    return ClaimOrganisation(of_port(w, who, name), reason)


def claimed(w: World, name: str = PORT, who: str = AUTHOR) -> OrganisationClaim:
    return OrganisationClaim.objects.get(pk=w.done(claims(w, name, who=who), who).number)


def page(w: World, domain: str = "") -> Organisation:
    """Return the page of the port, for which the author speaks."""
    if domain:
        proves(w, AUTHOR, f"ann@{domain}")
    w.done(DecideClaim(claimed(w), True, "known", domain))
    return Organisation.objects.get()


def proves(w: World, who: str, address: str) -> None:
    EmailAddress.objects.create(user=w.who(who), email=address, verified=True)


def decides(w: World, accepted: bool = True, **said: Any) -> Work:
    return DecideClaim(claimed(w), accepted, **{"reason": "known", **said})


def looks(w: World, name: str) -> Work:
    """Claim a name where the port has a page."""
    page(w)
    return claims(w, name, who=OTHER)


def again(w: World) -> Work:
    page(w)
    return ClaimOrganisation(Affiliation.objects.get(organisation=PORT), "I run it.")


def waits(w: World) -> Work:
    claim = claimed(w)
    return ClaimOrganisation(claim.affiliation, "I run it.")


def many(w: World, number: int) -> Work:
    for one in range(number):
        claimed(w, f"Port {'ABCD'[one]}")
    return claims(w)


def decided(w: World) -> Work:
    claim = claimed(w)
    w.done(DecideClaim(claim, False, "unknown"))
    return DecideClaim(claim, True, "known")


def own(w: World) -> Work:
    secretary = w.play.secretary
    mine = speaks_for(secretary, "civil-society", organisation=PORT)
    claim = perform(ClaimOrganisation(mine, "I run it."), by=secretary, now=w.now)
    return DecideClaim(OrganisationClaim.objects.get(pk=claim.number), True, "known")


def second_look(w: World, *, another: bool) -> Work:
    """Decide a claim that the same member of the secretariat rejected before."""
    claim = claimed(w)
    w.done(DecideClaim(claim, False, "unknown"))
    w.done(ClaimOrganisation(claim.affiliation, "Ask the mayor."), AUTHOR)
    if another:
        Participant.objects.create_user("di@example.org", name="Di", secretariat=True)
    return DecideClaim(OrganisationClaim.objects.get(accepted=None), True, "known")


def gone(w: World) -> Work:
    claim = claimed(w)
    Affiliation.objects.filter(pk=claim.affiliation_id).update(until_on=w.now.date() - A_DAY)
    return DecideClaim(claim, True, "known")


def confirms(w: World, name: str = PORT, **row: Any) -> Work:
    there, colleague = page(w), of_port(w, OTHER, name)
    Affiliation.objects.filter(pk=colleague.pk).update(**row)
    return ConfirmRepresentative(there, colleague)


def confirmed_twice(w: World) -> Work:
    there, colleague = page(w), of_port(w, OTHER)
    w.done(ConfirmRepresentative(there, colleague), AUTHOR)
    return ConfirmRepresentative(there, colleague)


def proves_it(w: World, address: str, domain: str = "ash.example", ended: str = "") -> Work:
    """Prove by an address, perhaps after a colleague, or they themselves, ended it."""
    there, mine = page(w, domain), of_port(w, OTHER)
    proves(w, OTHER, address)
    if ended:
        w.done(ConfirmRepresentative(there, mine), AUTHOR)
        w.done(EndRepresentative(Representative.objects.get(affiliation=mine)), ended)
    return ProveByAddress(there, mine)


def ends(w: World, reason: str = "", *, twice: bool = False) -> Work:
    page(w)
    one = Representative.objects.get()
    if twice:
        w.done(EndRepresentative(one), AUTHOR)
    return EndRepresentative(one, reason)


def spells(w: World, name: str) -> Work:
    """Add a spelling where there is another port with a page."""
    there = page(w)
    w.done(DecideClaim(claimed(w, "Port of Birch", OTHER), True, "known"))
    return AddSpelling(there, name)


def declares(w: World, name: str) -> Work:
    page(w)
    return DeclareAffiliation(name, None, "", "", w.now.date())


ROWS: list[Row] = [
    # claiming
    allowed(claims, AUTHOR),
    refused(organisations.NOT_DECLARED, claims, OTHER),
    refused(organisations.NOT_DECLARED, claims, OPERATOR),
    refused(offices.NAME_UNSEEN, lambda w: claims(w, "..."), AUTHOR),
    refused(organisations.LOOKS_LIKE, lambda w: looks(w, "P0rt of Ash"), OTHER),
    allowed(lambda w: looks(w, "port of ash"), OTHER),
    allowed(lambda w: looks(w, "Port of Oak"), OTHER),
    refused(organisations.CONFIRMED, again, AUTHOR),
    refused(organisations.WAITS, waits, AUTHOR),
    allowed(lambda w: many(w, 2), AUTHOR),
    refused(organisations.TOO_MANY_CLAIMS, lambda w: many(w, 3), AUTHOR),
    refused(texts.TEXT_EMPTY, lambda w: claims(w, reason=" "), AUTHOR),
    refused(texts.TEXT_TOO_LONG, lambda w: claims(w, reason="a" * 1001), AUTHOR),
    # deciding
    allowed(decides),
    allowed(decides, OPERATOR),
    refused(organisations.NOT_SECRETARIAT, decides, AUTHOR),
    refused(organisations.NOT_SECRETARIAT, decides, CHAIR),
    refused(organisations.DECIDED, decided),
    refused(organisations.OWN_CLAIM, own),
    allowed(own, OPERATOR),
    refused(organisations.REJECTED_BEFORE, lambda w: second_look(w, another=True)),
    allowed(lambda w: second_look(w, another=False)),
    refused(texts.TEXT_EMPTY, lambda w: decides(w, reason=" ")),
    refused(organisations.DECLARES_NO_MORE, gone),
    refused(organisations.DOMAIN_FOR_ANYBODY, lambda w: decides(w, domain="GMAIL.com")),
    refused(organisations.DOMAIN_NOT_THEIRS, lambda w: decides(w, domain="ash.example")),
    refused(organisations.DOMAIN_NOT_THEIRS, lambda w: decides(w, domain="ash")),
    allowed(lambda w: decides(w, False, domain="ash.example")),
    # confirming colleagues
    allowed(confirms, AUTHOR),
    allowed(confirms, OPERATOR),
    refused(organisations.NOT_REPRESENTATIVE, confirms, OTHER),
    refused(organisations.NOT_REPRESENTATIVE, confirms),
    refused(organisations.ANOTHER_ORGANISATION, lambda w: confirms(w, "Port of Oak"), AUTHOR),
    refused(organisations.DECLARES_NO_MORE, lambda w: confirms(w, until_on="2020-02-01"), AUTHOR),
    refused(organisations.CONFIRMED, confirmed_twice, AUTHOR),
    # by an address
    allowed(lambda w: proves_it(w, "ben@ASH.example"), OTHER),
    refused(organisations.NO_ADDRESS_THERE, lambda w: proves_it(w, "b@ash.example.com"), OTHER),
    refused(organisations.NO_ADDRESS_THERE, lambda w: proves_it(w, "b@x.ash.example"), OTHER),
    refused(organisations.NO_ADDRESS_THERE, lambda w: proves_it(w, "b@ash.example", ""), OTHER),
    refused(organisations.NOT_DECLARED, lambda w: proves_it(w, "b@ash.example"), CHAIR),
    refused(
        organisations.ENDED_BY_OTHERS,
        lambda w: proves_it(w, "b@ash.example", ended=AUTHOR),
        OTHER,
    ),
    allowed(lambda w: proves_it(w, "b@ash.example", ended=OTHER), OTHER),
    # ending it
    allowed(ends, AUTHOR),
    allowed(lambda w: ends(w, "They lied.")),
    refused(texts.TEXT_EMPTY, ends),
    refused(organisations.NOT_REPRESENTATIVE, lambda w: ends(w, "so"), OTHER),
    refused(organisations.ENDED, lambda w: ends(w, "so", twice=True)),
    # spellings
    allowed(lambda w: spells(w, "PoA")),
    refused(organisations.NOT_SECRETARIAT, lambda w: spells(w, "PoA"), AUTHOR),
    refused(offices.NAME_CHARACTER, lambda w: spells(w, "Po\u200bA")),
    refused(organisations.SPELLING_TAKEN, lambda w: spells(w, "PORT OF BIRCH")),
    refused(organisations.LOOKS_LIKE, lambda w: spells(w, "P0rt of Birch")),
    # declaring
    allowed(lambda w: declares(w, "PORT of Ash"), OTHER),
    refused(organisations.LOOKS_LIKE, lambda w: declares(w, "P\u0585rt of Ash"), OTHER),
]
