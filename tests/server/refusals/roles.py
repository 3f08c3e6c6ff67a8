"""What is refused to those who give roles of the forum and end them."""

import pytest
from allauth.mfa.models import Authenticator

from isegoria.server.people.models import Forum, Participant
from isegoria.server.record import refusals as record
from isegoria.server.record.door import Work, perform
from isegoria.server.roles import refusals as roles
from isegoria.server.roles.acts import EndRole, GiveRole
from isegoria.server.roles.aliases import EndAlias, VouchForAlias
from isegoria.server.roles.factors import RequireFactor, TakeOffFactors
from isegoria.server.sessions import refusals as sessions
from isegoria.server.sessions.acts import AppointRapporteur, EndRapporteur
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from isegoria.terms import Refusal, Refused
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import AUTHOR, CAPTIONS, CHAIR, World


def gives(w: World, role: str = "moderator", *, twice: bool = False, here: bool = False) -> Work:
    work = GiveRole(role, w.who(AUTHOR), w.process if here else None)
    if twice:
        w.done(work)
    return work


def ends(w: World, *, given: bool = True) -> Work:
    if given:
        w.done(gives(w))
    return EndRole("moderator", w.who(AUTHOR))


def leaves(w: World, *, alone: bool = True) -> Work:
    if not alone:
        w.done(gives(w, "secretariat"))
    return EndRole("secretariat", w.play.secretary)


def reports(w: World, *, named: bool = True) -> Work:
    work = prepare(Sources(CAPTIONS, b""), "Cables", w.now.date(), "Room one")
    session = Session.objects.get(pk=w.done(work).number)
    if named:
        w.done(AppointRapporteur(session, w.who(AUTHOR)))
    return EndRapporteur(session, w.who(AUTHOR))


def gone(w: World) -> Work:
    Participant.objects.filter(pk=w.who(AUTHOR).pk).update(is_active=False)
    return gives(w)


def _forum() -> None:
    Forum.objects.get_or_create(pk=1, defaults={"name": "Forum", "languages": ["en"]})


def _factor(who: Participant) -> None:
    Authenticator.objects.create(user=who, type="totp", data={"secret": "x"})


def requires(w: World, *roles: str, forum: bool = True, own: bool = True) -> Work:
    if forum:
        _forum()
    if own:
        _factor(w.play.secretary)
    return RequireFactor(roles)


def takes_off(w: World, reason: str = "He came by.", *, there: bool = True) -> Work:
    if there:
        _factor(w.who(AUTHOR))
    return TakeOffFactors(w.who(AUTHOR), reason)


def takes_off_own(w: World) -> Work:
    return TakeOffFactors(w.play.secretary, "I lost it.")


def needed(w: World) -> Work:
    """Give a role where the secretariat needs a factor."""
    _forum()
    Forum.objects.update(second_factor=["secretariat"])
    return gives(w)


def without_factor(w: World) -> Refusal:
    with pytest.raises(Refused) as found:
        perform(needed(w), by=w.play.secretary, now=w.now)
    return found.value.refusal


def with_factor(w: World) -> Work:
    _factor(w.play.secretary)
    return needed(w)


def confidant(w: World, who: str = CHAIR) -> None:
    w.done(GiveRole("confidant", w.who(who)))
    w.who(who).refresh_from_db()


def vouches(w: World, who: str = AUTHOR, *, twice: bool = False) -> Work:
    confidant(w)
    work = VouchForAlias(w.who(who))
    if twice:
        w.done(work, CHAIR)
    return work


def unknown(w: World) -> Work:
    confidant(w)
    return EndAlias(w.who(AUTHOR))


def of_nobody(w: World) -> Work:
    work = vouches(w)
    Participant.objects.filter(pk=w.who(AUTHOR).pk).update(is_active=False)
    return work


def second(w: World) -> Work:
    confidant(w)
    return GiveRole("confidant", w.who(AUTHOR))


def no_more(w: World) -> Work:
    vouches(w, twice=True)
    return EndAlias(w.who(AUTHOR))


ROWS: list[Row] = [
    allowed(lambda w: requires(w, "secretariat", "moderator")),
    allowed(lambda w: requires(w, "secretariat"), OPERATOR),
    allowed(lambda w: requires(w, "moderator", own=False)),
    refused(roles.OWN_FACTOR_FIRST, lambda w: requires(w, "secretariat", own=False)),
    refused(roles.NOT_SECRETARIAT_FOR_FACTORS, lambda w: requires(w, "moderator"), CHAIR),
    refused(roles.UNKNOWN, lambda w: requires(w, "king")),
    refused(roles.NO_FORUM, lambda w: requires(w, "moderator", forum=False)),
    allowed(takes_off),
    allowed(takes_off, OPERATOR),
    refused(roles.NOT_SECRETARIAT_FOR_FACTORS, takes_off, CHAIR),
    refused(roles.NO_FACTOR, lambda w: takes_off(w, there=False)),
    refused(roles.OWN_FACTOR, takes_off_own),
    refused(record.FACTOR_MISSING, without_factor),
    allowed(with_factor),
    # aliases
    allowed(lambda w: GiveRole("confidant", w.who(AUTHOR))),
    refused(roles.WRONG_PLACE, lambda w: gives(w, "confidant", here=True)),
    refused(roles.ONE_CONFIDANT, second),
    allowed(vouches, CHAIR),
    refused(roles.NOT_CONFIDANT, vouches),
    refused(roles.NOT_CONFIDANT, vouches, OPERATOR),
    refused(roles.NOT_CONFIDANT, vouches, AUTHOR),
    refused(roles.OWN_ALIAS, lambda w: vouches(w, CHAIR), CHAIR),
    refused(roles.NO_ALIAS, of_nobody, CHAIR),
    refused(roles.ALIAS_KNOWN, lambda w: vouches(w, twice=True), CHAIR),
    refused(roles.ALIAS_NOT_KNOWN, unknown, CHAIR),
    refused(roles.NOT_CONFIDANT, no_more),
    allowed(no_more, CHAIR),
    allowed(no_more, AUTHOR),
    allowed(gives),
    allowed(gives, OPERATOR),
    allowed(lambda w: gives(w, here=True)),
    refused(roles.NOT_SECRETARIAT, gives, CHAIR),
    refused(roles.UNKNOWN, lambda w: gives(w, "king")),
    refused(roles.WRONG_PLACE, lambda w: gives(w, "facilitator")),
    allowed(lambda w: gives(w, "facilitator", here=True)),
    refused(roles.WRONG_PLACE, lambda w: gives(w, "secretariat", here=True)),
    allowed(lambda w: gives(w, "secretariat")),
    refused(roles.NO_ACCOUNT, gone),
    refused(roles.HELD, lambda w: gives(w, twice=True)),
    refused(roles.HELD, lambda w: gives(w, "secretariat", twice=True)),
    allowed(ends),
    allowed(ends, AUTHOR),
    refused(roles.NOT_SECRETARIAT, ends, CHAIR),
    refused(roles.NOT_HELD, lambda w: ends(w, given=False)),
    refused(roles.LAST_OF_SECRETARIAT, leaves),
    refused(roles.LAST_OF_SECRETARIAT, leaves, OPERATOR),
    allowed(lambda w: leaves(w, alone=False)),
    allowed(reports),
    allowed(reports, AUTHOR),
    refused(sessions.NOT_SECRETARIAT, reports, CHAIR),
    refused(sessions.NO_RAPPORTEUR, lambda w: reports(w, named=False)),
]
