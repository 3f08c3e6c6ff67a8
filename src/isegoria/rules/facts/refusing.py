"""How the engine allows and refuses: every answer names its rule, a refusal also the reason and
what would be right.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from isegoria.rules.facts import refusals
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.scalars import ANYONE, PROPOSER
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "Allowed",
    "Check",
    "acts_as",
    "address",
    "holds_office",
    "not_here",
    "only",
    "only_as",
    "title_of",
]


@dataclass(frozen=True, slots=True)
class Allowed:
    """The act is allowed, by this rule."""

    rule: str


Check = Callable[[Model, Facts, Act, Stage], Allowed | Refusal]


def address(model: Model, *steps: str) -> str:
    """Return the stable id of a rule."""
    return "/".join((model.id, *steps))


def title_of(model: Model, name: str) -> str:
    """Return the title of a group or an office."""
    if name in model.groups:
        return model.groups[name].title
    if name in model.offices:
        return model.offices[name].title
    return gettext_noop("the proposer") if name == PROPOSER else name


def holds_office(model: Model, person: Person, holder: str) -> bool:
    """Return whether somebody holds an office or belongs to a group."""
    return (
        holder == ANYONE
        or holder in person.offices
        or any(holder in model.chain.get(own, (own,)) for own in person.groups)
    )


def only(
    model: Model, rule: str, act: Act, holder: str, facts: Facts | None = None
) -> Refusal | None:
    """Refuse whoever does not hold the office or belong to the group.

    With facts, the interim office acts while the office is empty.
    """
    if holds_office(model, act.by, holder):
        return None
    if facts is not None and _acts_meanwhile(model, facts, act, holder):
        return None
    return refusals.FOR_OTHERS.refuse(rule, holder=title_of(model, holder))


def acts_as(model: Model, facts: Facts, person: Person, holder: str) -> bool:
    """Return whether somebody holds an office, belongs to a group, or is the proposer."""
    return holds_office(model, person, holder) or (
        holder == PROPOSER and PROPOSER in facts.roles(person.id)
    )


def only_as(model: Model, facts: Facts, act: Act, by: tuple[str, str]) -> Refusal | None:
    """Refuse who does not act as the holder; `by` are the rule and the holder."""
    rule, holder = by
    if acts_as(model, facts, act.by, holder) or _acts_meanwhile(model, facts, act, holder):
        return None
    return refusals.FOR_OTHERS.refuse(rule, holder=title_of(model, holder))


def _acts_meanwhile(model: Model, facts: Facts, act: Act, holder: str) -> bool:
    office = model.offices.get(holder)
    if office is None or office.interim is None or not holds_office(model, act.by, office.interim):
        return False
    return not facts.holders(holder)


def not_here(model: Model, facts: Facts, act: Act, there: Collection[str]) -> Refusal:
    """Refuse what the stage does not have, and say what it has."""
    rule = address(model, facts.stage)
    what = {"stage": model.stages[facts.stage].title, "kind": act.kind, "name": act.name}
    if not there:
        return refusals.NOTHING_OF_THE_KIND.refuse(rule, **what)
    return refusals.NO_SUCH_NAME.refuse(rule, there=", ".join(there), **what)
