"""Under which name, and in which group, an answer to a ballot counts."""

from collections.abc import Collection, Sequence

from isegoria.rules.facts.organisations import folded
from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.scalars import ANYONE, Right

__all__ = [
    "counted_group",
    "counted_in",
    "is_limited_proxy",
    "keeps_voter",
    "organisation_key",
    "proxy_tells",
    "signing_group",
    "signs_as",
    "stays_under",
    "voter_of",
    "votes_in",
]

_LONGEST = 150  # characters of a name: one letter can stand for eighteen


def voter_of(model: Model, ballot: Ballot, person: Person) -> str:
    """Return under which name an answer counts once."""
    if ballot.one_per == "organisation":
        return signs_as(person)
    if ballot.one_per == "group":
        group = counted_group(model, ballot, person)
        return person.id if group == ANYONE else group
    return person.stands_in_for or person.id


def keeps_voter(ballot: Ballot) -> bool:
    """Return whether it matters for whom a person answered.

    Another name would be another answer, or count against another limit.
    """
    return ballot.one_per != "person" or ballot.limits_organisations


def is_limited_proxy(model: Model, ballot: Ballot, giver: Person) -> bool:
    """Return whether the proxy of a person counts towards how many a voter may hold."""
    mine = {
        *giver.offices,
        *(one for own in giver.groups for one in model.chain.get(own, (own,))),
    }
    return not ballot.proxies_of or bool(mine.intersection(ballot.proxies_of))


def stays_under(ballot: Ballot, item: str) -> str:
    """Return under which item it is kept who stays in the base of a ballot.

    In that of a secret ballot all stay who leave: otherwise the base would tell who answered.
    """
    return "" if ballot.secret else item


def signs_as(person: Person) -> str:
    """Return under which name somebody signs or answers for an organisation, or for themself."""
    return organisation_key(person.organisation, as_written=person.as_written) or person.id


def organisation_key(name: str, *, as_written: bool = False) -> str:
    """Return under which name an organisation counts, however it is written; empty for none.

    People choose the name. One that reads like the number of an account must not count as that
    person. No name begins with a space.
    """
    known = name if as_written else folded(name)[:_LONGEST]
    return f" {known}" if known.isdecimal() or known.startswith("erased-") else known


def counted_group(model: Model, ballot: Ballot, person: Person) -> str:
    """Return the group in which an answer counts: the first of the person's that is, or is within,
    one of the voters'.
    """
    voters = set(ballot.voters)
    for office in person.offices:
        if office in voters:
            return office
    for group in person.groups:
        if not voters or voters.intersection(model.chain[group]):
            return group
    return person.groups[0] if person.groups else ANYONE


def counted_in(model: Model, ballot: Ballot, names: Sequence[str]) -> str:
    """Return in which of these groups and offices their holder counts for a ballot: in the one in
    which their answer would count; empty where there are none.
    """
    groups = tuple(one for one in names if one in model.groups)
    offices = tuple(one for one in names if one in model.offices)
    found = counted_group(model, ballot, Person("", groups, offices))
    return found if found in names else ""


def votes_in(model: Model, stage: str, ballot: Ballot, holder: str) -> bool:
    """Return whether the answers of a group or an office count in a ballot."""
    may = ballot.voters or tuple(model.grants.get((stage, Right.DECIDE), ()))
    around = {*model.chain.get(holder, (holder,)), ANYONE}
    return bool(holder) and (not may or not around.isdisjoint(may))


def signing_group(model: Model, may: Collection[str], person: Person) -> str:
    """Return for which of their groups somebody signs: the first that may; empty for none."""
    found = (one for one in person.groups if set(may).intersection(model.chain[one]))
    return next(found, next(iter(person.groups), ""))


def proxy_tells(model: Model, stage: str, name: str) -> bool:
    """Return whether the refusal of an answer by proxy could tell that its principal answered a
    secret ballot.

    That is so where an answer stands, where a person has only so many, and where it matters for
    whom they answered: who answered for another group is refused.
    """
    ballots = model.stages[stage].ballots
    ballot = ballots[name]
    if not ballot.by_proxy:
        return False
    granted = model.grants.get((stage, Right.DECIDE), {}).values()
    limited = any(one.cap is not None and one.cap_keeps == "first" for one in granted)
    if limited and not ballot.voters and any(one.secret for one in ballots.values()):
        return True
    return ballot.secret and (not ballot.change or keeps_voter(ballot))
