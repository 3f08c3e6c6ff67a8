"""Under which name, and in which group, an answer to a ballot counts."""

from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.scalars import ANYONE

__all__ = ["counted_group", "organisation_key", "voter_of"]


def voter_of(ballot: Ballot, person: Person) -> str:
    """Return under which name an answer counts once."""
    if ballot.one_per == "organisation":
        return organisation_key(person.organisation) or person.id
    if ballot.one_per == "group":
        return person.groups[0] if person.groups else person.id
    return person.stands_in_for or person.id


def organisation_key(name: str) -> str:
    """Return under which name an organisation counts; empty for none.

    People choose the name. One that reads like the number of an account must not count as that
    person. No name begins with a space.
    """
    return f" {name}" if name.isdecimal() or name.startswith("erased-") else name


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
