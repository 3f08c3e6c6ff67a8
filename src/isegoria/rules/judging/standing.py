"""Rights: who holds which in a stage, by which rule, and what limits their use."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import holds
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import Allowed, Check, address, title_of
from isegoria.rules.facts.situation import Situation, is_shut
from isegoria.rules.judging import refusals
from isegoria.rules.judging.recusing import recused
from isegoria.rules.language.model import Granted, Model, Stage
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import Refusal

__all__ = [
    "Held",
    "by_right",
    "moved",
    "not_disclosed",
    "not_open_yet",
    "principal_is_there",
    "right_refused",
    "speaks_for",
    "standing",
]


@dataclass(frozen=True, slots=True)
class Held:
    """A right that somebody has, by which rule, and what limits it in words."""

    right: Right
    rule: str
    by: str
    limit: str | None = None


def standing(model: Model, stage: str, person: Person) -> list[Held]:
    """Return the rights of a person in a stage, each with the rule behind it."""
    found = []
    for right in Right:
        held = held_by(model, stage, right, person)
        if held is not None:
            holder, grant = held
            found.append(
                Held(right, address(model, stage, "rights", holder, right), holder, grant.limit)
            )
    return found


def speaks_for(model: Model, seats: Collection[str]) -> list[str]:
    """Return the groups for which somebody in these seats may speak: those whose members represent,
    or act on instruction.
    """
    return [
        name
        for name, group in model.groups.items()
        if name in seats and group.capacity != "personal"
    ]


def moved(model: Model, person: Person, organisation: str) -> Person:
    """Return the person with another organisation; a seat for a group stays with the group, one in
    personal capacity does not.
    """
    kept = tuple(
        group
        for group in person.groups
        if all(model.groups[one].capacity == "personal" for one in model.chain.get(group, ()))
    )
    return replace(person, organisation=organisation, groups=kept)


def by_right(right: Right) -> Check:
    """Return the check of an act that needs a right and nothing else."""

    def check(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
        return right_refused(model, facts, act, right) or Allowed(
            address(model, facts.stage, "rights", _holder(model, facts, act, right))
        )

    return check


def _holder(model: Model, facts: Facts, act: Act, right: Right) -> str:
    held = held_by(model, facts.stage, right, act.by)
    return f"{held[0]}/{right}" if held else right


def right_refused(model: Model, facts: Facts, act: Act, right: Right) -> Refusal | None:
    """Refuse whoever does not hold the right here and now, or uses it beyond its limits."""
    held = held_by(model, facts.stage, right, act.by)
    if held is None or (act.by.observer and right not in {Right.ATTEND, Right.READ}):
        return _no_such_right(model, facts, act, right)
    holder, grant = held
    rule = address(model, facts.stage, "rights", holder, right)
    return (
        not_disclosed(model, act, right)
        or principal_is_there(facts, act, rule)
        or recused(model, facts, act, right, (holder,))
        or _grant_refused(model, facts, act, (rule, grant))
        or _outside_its_clock(model, facts, act, right)
    )


def held_by(model: Model, stage: str, right: Right, person: Person) -> tuple[str, Granted] | None:
    """Return the group or office by which the person holds the right."""
    grants = model.grants.get((stage, right))
    if not grants:
        return None
    for office in person.offices:
        if office in grants:
            return office, grants[office]
    for own in person.groups:
        for group in model.chain.get(own, (own,)):
            if group in grants:
                return group, grants[group]
    return (ANYONE, grants[ANYONE]) if ANYONE in grants else None


def _no_such_right(model: Model, facts: Facts, act: Act, right: Right) -> Refusal:
    rule, stage = address(model, facts.stage, "rights", right), model.stages[facts.stage].title
    if holders := model.grants.get((facts.stage, right)):
        titles = ", ".join(title_of(model, name) for name in holders)
        speaks_for_nobody = not act.by.groups and model.groups.keys() & holders.keys()
        why = refusals.RIGHT_OF_GROUPS if speaks_for_nobody else refusals.RIGHT_OF_OTHERS
        return why.refuse(rule, stage=stage, holders=titles, right=right.value)
    elsewhere = [model.stages[name].title for name, one in model.grants if one is right]
    if not elsewhere:
        return refusals.RIGHT_NOWHERE.refuse(rule, right=right.value)
    return refusals.RIGHT_ELSEWHERE.refuse(
        rule, stage=stage, right=right.value, elsewhere=", ".join(elsewhere)
    )


def not_disclosed(model: Model, act: Act, right: Right) -> Refusal | None:
    """Refuse whoever has not disclosed what is a condition of taking part."""
    if right in {Right.ATTEND, Right.READ}:
        return None
    mine = {
        ANYONE,
        *act.by.offices,
        *(one for own in act.by.groups for one in model.chain.get(own, (own,))),
    }
    for name, one in model.disclosures.items():
        if one.condition and mine.intersection(one.of) and name not in act.by.disclosed:
            return refusals.NOT_DISCLOSED.refuse(
                address(model, "disclosures", name), form=one.title
            )
    return None


def principal_is_there(facts: Facts, act: Act, rule: str) -> Refusal | None:
    """Refuse an alternate beside the principal."""
    if act.by.stands_in_for and facts.is_present(act.by.stands_in_for):
        return refusals.PRINCIPAL_PRESENT.refuse(rule, principal=act.by.stands_in_for)
    return None


def _grant_refused(model: Model, facts: Facts, act: Act, by: tuple[str, Granted]) -> Refusal | None:
    rule, grant = by
    if grant.when is not None and not holds(
        grant.when, Situation(model, facts, act.at, facts.stage, act.item)
    ):
        return refusals.CONDITION_OF_RIGHT.refuse(rule)
    if (
        grant.cap is not None
        and grant.cap_keeps == "first"
        and facts.uses(act.by.id, facts.stage, act.kind) >= grant.cap
    ):
        return refusals.CAP_REACHED.refuse(rule, cap=grant.cap)
    if grant.reasons and not act.reason:
        return shared.REASON_MISSING.refuse(rule)
    return _not_seconded(model, act, rule, grant)


def _not_seconded(model: Model, act: Act, rule: str, grant: Granted) -> Refusal | None:
    if len(act.with_) < grant.seconders:
        return refusals.NOT_SECONDED.refuse(rule, needed=grant.seconders, number=len(act.with_))
    if grant.backed_by:
        groups = {
            one
            for person in (act.by, *act.with_)
            for own in person.groups
            for one in model.chain.get(own, (own,))
        }
        lacking = [group for group in grant.backed_by if group not in groups]
        wanted = grant.backed_by_at_least or len(grant.backed_by)
        if len(grant.backed_by) - len(lacking) < wanted:
            titles = ", ".join(title_of(model, one) for one in lacking)
            return refusals.NOT_BACKED.refuse(rule, needed=wanted, lacking=titles)
    return None


def _outside_its_clock(model: Model, facts: Facts, act: Act, right: Right) -> Refusal | None:
    for name, clock in model.stages[facts.stage].clocks.items():
        if right in clock.window_for and clock.late == "refused":
            ends = deadline(model, facts, facts.stage, name, longest=True)
            if ends is not None and act.at > ends:
                rule = address(model, facts.stage, "clocks", name)
                return refusals.WINDOW_ENDED.refuse(rule, ended=ends)
    return None


def not_open_yet(model: Model, facts: Facts, act: Act, opens: str | None) -> Refusal | None:
    """Refuse what waits for a clock of the stage to run out before it opens."""
    situation = Situation(model, facts, act.at, facts.stage)
    if opens is None or not is_shut(situation, facts.stage, opens):
        return None
    title = model.stages[facts.stage].clocks[opens].title or opens.replace("_", " ")
    return refusals.NOT_OPEN_YET.refuse(address(model, facts.stage, act.name), clock=title)
