"""Who is independent enough to facilitate a conflict: computed from what people did and where they
belong, never declared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from isegoria.rules.facts.organisations import folded_all
from isegoria.rules.facts.protocol import Facts, Person
from isegoria.rules.judging.recusing import is_recused
from isegoria.rules.language.model import Model
from isegoria.terms import gettext_noop

__all__ = [
    "REASONS",
    "Candidate",
    "Reason",
    "Sides",
    "bench_first",
    "excluded",
    "facilitating_office",
    "facilitation_trigger",
    "recused_by",
]

_OFFICES = ("facilitator", "mediator", "ombudsman")
_TRIGGER = "facilitation"


class Reason(StrEnum):
    """Why somebody cannot facilitate."""

    PARTY = "party"
    ASKED = "asked"
    ORGANISATION = "organisation"
    GROUP = "group"
    OFFICE = "office"
    TOOK_PART = "took_part"
    RECUSED = "recused"


REASONS = {
    Reason.PARTY: gettext_noop("is a party"),
    Reason.ASKED: gettext_noop("asked for the facilitator"),
    Reason.ORGANISATION: gettext_noop("works where a party works"),
    Reason.GROUP: gettext_noop("belongs to a group that is a party"),
    Reason.OFFICE: gettext_noop("holds or held an office of this process"),
    Reason.TOOK_PART: gettext_noop("took part in this process"),
    Reason.RECUSED: gettext_noop("has to stay out by a rule of recusal"),
}
"""Each reason as it is said of somebody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might facilitate, as the record shows them.

    `offices` are those held in this process now or earlier, without the one that facilitates;
    `contributions` counts what they said, proposed, voted or decided in it.
    """

    person: str
    organisations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    contributions: int = 0
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """The parties to a conflict: people, the groups and offices, where the people work, and who
    asked.
    """

    people: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    asked_by: str = ""


def excluded(candidate: Candidate, sides: Sides) -> list[Reason]:
    """Return every reason for which somebody cannot facilitate; none for who is independent."""
    works_with = folded_all(candidate.organisations) & folded_all(sides.organisations)
    holds = {
        Reason.PARTY: candidate.person in sides.people,
        Reason.ASKED: candidate.person == sides.asked_by and candidate.person not in sides.people,
        Reason.ORGANISATION: bool(works_with),
        Reason.GROUP: bool(candidate.groups & sides.holders),
        Reason.OFFICE: bool(candidate.offices),
        Reason.TOOK_PART: candidate.contributions > 0,
        Reason.RECUSED: candidate.recused,
    }
    return [reason for reason in Reason if holds[reason]]


def facilitating_office(model: Model) -> str:
    """Return the office of the model whose holders facilitate: one from outside of that name; empty
    where there is none.
    """
    return next(
        (name for name in _OFFICES if name in model.offices and model.offices[name].outside), ""
    )


def facilitation_trigger(model: Model, stage: str) -> str:
    """Return the trigger by which asking for a facilitator is a step of the stage; empty where the
    stage has none.
    """
    return _TRIGGER if _TRIGGER in model.stages[stage].triggers else ""


def bench_first(holders: Sequence[tuple[str, bool]], person: str) -> bool:
    """Return whether one of the office has to be named instead; `holders` are people, and whether
    they are independent.
    """
    free = [holder for holder, independent in holders if independent]
    return bool(free) and person not in free


def recused_by(model: Model, facts: Facts, office: str, person: Person) -> bool:
    """Return whether a rule of recusal for the office that facilitates keeps a person out of this
    chunk.
    """
    rules = [name for name, rule in model.recusals.items() if office in rule.from_]
    return any(is_recused(model, facts, name, person) for name in rules)
