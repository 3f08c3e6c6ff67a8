"""Recusal: who stays out of a case, out of what, and who sits instead when too few are left."""

from collections.abc import Collection

from isegoria.rules.course.panels import (
    NONE,
    Contest,
    has_a_part,
    is_recused,
    judges_themself,
)
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import address, holds_office, title_of
from isegoria.rules.judging import refusals
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = ["bench", "is_recused", "recused", "sits_instead"]

_SCOPES = {
    "vote": {Right.DECIDE},
    "talk": {Right.DECIDE, Right.SPEAK},
    "room": {Right.DECIDE, Right.SPEAK, Right.ATTEND},
    "papers": set(Right),
}


def recused(
    model: Model, facts: Facts, act: Act, right: Right, acting_as: Collection[str] = ()
) -> Refusal | None:
    """Refuse whoever has to stay out of what the right is about.

    Args:
        acting_as: the groups or offices by which the right is held; who holds it otherwise than as
        a judge keeps it.
    """
    contest = (act.name if act.kind == "rule" else "", act.item)
    if act.kind == "rule" and judges_themself(facts, act.by.id, contest):
        return refusals.JUDGES_THEMSELF.refuse(address(model, "appeals", act.name))
    for name, rule in model.keeps_out.items():
        if acting_as and not any(holder in rule.from_ for holder in acting_as):
            continue
        if right in _SCOPES[rule.scope] and is_recused(model, facts, name, act.by, contest):
            kept = "recusals" if name in model.recusals else "offices"
            where = address(model, kept, name)
            if not rule.replaced_by:
                return refusals.RECUSED.refuse(where, why=rule.title)
            who = title_of(model, rule.replaced_by)
            return refusals.RECUSED_AND_REPLACED.refuse(where, why=rule.title, who=who)
    return None


def sits_instead(model: Model, facts: Facts, act: Act, office: str) -> bool:
    """Return whether who acts judges for an office that recusal left with too few; who has a part
    in the case never does.
    """
    contest = (act.name, act.item)
    for name, rule in model.keeps_out.items():
        if (
            office in rule.from_
            and rule.replaced_by is not None
            and holds_office(model, act.by, rule.replaced_by)
        ):
            return bench(model, facts, name, contest)[1] == rule.replaced_by and not has_a_part(
                facts, rule, act.by, contest
            )
    return False


def bench(
    model: Model, facts: Facts, name: str, contest: Contest = NONE
) -> tuple[list[Person], str]:
    """Return who is left to judge by a rule of recusal, and from which office."""
    rule = model.keeps_out[name]
    left = [
        one
        for holder in rule.from_
        for one in facts.holders(holder)
        if not is_recused(model, facts, name, one, contest)
    ]
    if len(left) >= rule.least or rule.replaced_by is None:
        return left, rule.from_[0]
    return list(facts.holders(rule.replaced_by)), rule.replaced_by
