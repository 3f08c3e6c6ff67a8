"""Acts that need others: proposals with seconders, appeals with supporters."""

from isegoria.rules.facts.protocol import Facts, Person
from isegoria.rules.facts.refusing import address, title_of
from isegoria.rules.judging import refusals
from isegoria.rules.judging.standing import held_by
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = ["may_back", "others_needed"]


def others_needed(model: Model, stage: str, person: Person, kind: str, name: str = "") -> int:
    """Return how many others a proposal or an appeal of this person needs; 0 where none are."""
    if kind == "appeal":
        return model.appeals[name].supporters if name in model.appeals else 0
    held = held_by(model, stage, Right.PROPOSE, person) if kind == "propose" else None
    return max(held[1].seconders, int(bool(held[1].backed_by))) if held else 0


def may_back(model: Model, facts: Facts, person: Person, kind: str) -> Refusal | None:
    """Refuse whoever may not second a proposal, as they may not propose, or not support an appeal,
    as they took no part.
    """
    if kind == "appeal":
        if "took_part" in facts.roles(person.id):
            return None
        return refusals.NOT_SUPPORTING.refuse(f"{model.id}/appeals")
    if held_by(model, facts.stage, Right.PROPOSE, person):
        return None
    holders = ", ".join(
        title_of(model, name) for name in model.grants.get((facts.stage, Right.PROPOSE), ())
    )
    return refusals.NOT_SECONDING.refuse(
        address(model, facts.stage, "rights", Right.PROPOSE), holders=holders
    )
