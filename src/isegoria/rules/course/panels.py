"""Panels that decide appeals, offices and groups alike: who sits for this case, and when their
votes are a decision.

a vote        of somebody who sits and does not have to stay out
decision      more than half of them voted the same; all, or any one, where the model says so
too few       fewer than the `least` of a recusal are left: no decision, until the panel is filled
tie           no decision: the appeal waits until a member changes their vote
time is over  what the model says follows; else the delay is on the record
who sits      those who sat there when the appeal was made; who came since only takes the seat of
              somebody who left, or makes up a panel that is too small
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from isegoria.rules.facts.organisations import folded_all
from isegoria.rules.facts.protocol import ANYWHERE, ERASED, Act, Facts, Person
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.elements import Appeal, Recusal
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import PROPOSER, PROPOSER_OF_ITEM

__all__ = [
    "ALL",
    "DECLARED",
    "FOUND_WITHIN",
    "NONE",
    "Contest",
    "Instead",
    "decision_of",
    "finds_instead",
    "found_by",
    "has_a_part",
    "instead_of",
    "is_interested",
    "is_recused",
    "judges",
    "judges_themself",
    "least_of",
    "needed",
    "reserves",
    "seats_within",
    "subject_of",
]

FOUND_WITHIN = Duration(30, "day")
"""The time of a panel where the rules give it none, and of an office to find anew what it set
aside.
"""
DECLARED = "declared_interest"
"""The part in a case of whoever declared an interest in it."""
Contest = tuple[str, str]
"""Which appeal is decided: its level, and the item that it is about."""
NONE: Contest = ("", "")
ALL: Contest = (ANYWHERE, "")
"""Every appeal that was made."""


def is_recused(
    model: Model, facts: Facts, name: str, person: Person, contest: Contest = NONE
) -> bool:
    """Return whether a person has to stay out of a case by a rule of recusal."""
    rule = model.keeps_out[name]
    sits = {
        *person.offices,
        *(one for own in person.groups for one in model.chain.get(own, (own,))),
    }
    return bool(sits.intersection(rule.from_)) and has_a_part(facts, rule, person, contest)


def has_a_part(facts: Facts, rule: Recusal, person: Person, contest: Contest = NONE) -> bool:
    """Return whether somebody has one of the parts in the case with which nobody judges it.

    Who erased for whom they work has said that they work for somebody: it can be a party.
    """
    roles = {PROPOSER if one == PROPOSER_OF_ITEM else one for one in facts.roles(person.id)}
    if roles.intersection(rule.who) or set(person.offices).intersection(rule.offices):
        return True
    if "same_organisation" not in rule.who:
        return False
    works_for = folded_all([person.organisation, *person.works_for])
    parties = folded_all(facts.party_organisations(*contest))
    return ERASED in person.works_for or not works_for.isdisjoint(parties)


def judges_themself(facts: Facts, person: str, contest: Contest = NONE) -> bool:
    """Return whether an appeal is about somebody, or they declared an interest in the case: they do
    not judge it, whatever the rules say.
    """
    return DECLARED in facts.roles(person) or facts.is_accused(*contest, person)


def is_interested(model: Model, facts: Facts, person: Person, contest: Contest) -> bool:
    """Return whether somebody has a part in an appeal: they made what it contests or hold the
    office that did, proposed the question, appealed, or are those whom it is about.
    """
    took_part = not {PROPOSER, "appellant"}.isdisjoint(facts.roles(person.id))
    if took_part or judges_themself(facts, person.id, contest):
        return True
    return not _makers(model, facts, contest[0]).isdisjoint(person.offices)


def _makers(model: Model, facts: Facts, level: str) -> set[str]:
    """Return the offices that make what can be contested on a level."""
    named = {stage_and_name(of, facts.stage) for of in model.appeals[level].of}
    found: set[str | None] = set()
    for stage, rules in model.stages.items():
        made = {
            **{name: one.by for name, one in rules.judgements.items()},
            **{name: one.by for name, one in rules.exits.items()},
            **{name: one.closed_by for name, one in rules.ballots.items()},
        }
        for name, office in made.items():
            if ("any" in model.appeals[level].of) or (stage, name) in named:
                found |= {office, rules.officer}
    return {one for one in found if one is not None}


def seats_within(model: Model, holder: str) -> list[str]:
    """Return the seats from which somebody acts for an office or a group: those of the groups
    within it too.
    """
    within = [name for name in model.groups if holder in model.chain[name]]
    return within or [holder]


def _seated(model: Model, facts: Facts, holder: str) -> list[Person]:
    found = [one for name in seats_within(model, holder) for one in facts.holders(name)]
    return list({one.id: one for one in found}.values())


def judges(model: Model, facts: Facts, holder: str, contest: Contest = NONE) -> Sequence[Person]:
    """Return who decides what is asked of an office or a group: those who sit there and do not
    have to stay out.

    Where too few are left, as many of the reserve join them as are missing, in the order of their
    seats; then of those who came since the appeal was made.
    """
    rules = {name: one for name, one in model.keeps_out.items() if holder in one.from_}
    there, late = _since(model, facts, holder, contest)
    left, late = (
        [
            one
            for one in kept
            if not judges_themself(facts, one.id, contest)
            and not any(is_recused(model, facts, name, one, contest) for name in rules)
        ]
        for kept in (there, late)
    )
    for rule in rules.values():
        if rule.replaced_by is None or len(left) >= rule.least:
            continue
        sit = {one.id for one in left}
        reserve, more = _since(model, facts, rule.replaced_by, contest)
        free = [
            one
            for one in (*reserve, *more)
            if one.id not in sit
            and not judges_themself(facts, one.id, contest)
            and not has_a_part(facts, rule, one, contest)
        ]
        left += free[: rule.least - len(left)]
    return left + late[: max(0, least_of(model, holder) - len(left))]


def _since(
    model: Model, facts: Facts, holder: str, contest: Contest
) -> tuple[list[Person], list[Person]]:
    """Return who holds an office for an appeal, and who else came since it was made: nobody makes a
    panel larger that somebody waits for.
    """
    seated = _seated(model, facts, holder)
    asked = facts.appealed_at(*contest)
    then = facts.sat_at(seats_within(model, holder), asked) if asked is not None else None
    if not then:  # nobody sat there, so that all who came since fill it
        return seated, []
    there = [one for one in seated if one.id in then]
    late = [one for one in seated if one.id not in then]
    free = len(then) - len(there)
    return there + late[:free], late[free:]


def reserves(model: Model, holder: str) -> list[str]:
    """Return the offices whose holders sit instead where too few of an office are left."""
    rules = model.keeps_out.values()
    return [one.replaced_by for one in rules if holder in one.from_ and one.replaced_by is not None]


def least_of(model: Model, holder: str) -> int:
    """Return how many have to be there who do not stay out, for what they say to be a decision."""
    return max((one.least for one in model.keeps_out.values() if holder in one.from_), default=1)


def needed(level: Appeal, sit: int) -> int:
    """Return how many of those who sit have to vote the same."""
    if level.decides == "one":
        return 1
    return sit if level.decides == "unanimous" else sit // 2 + 1


def subject_of(facts: Facts, level: Appeal, act: Act) -> tuple[str, datetime | None]:
    """Return which decision an appeal contests, as `stage/name`, and when it was made; nothing and
    None where it names none that was made.
    """
    for of in (act.answer, *level.of):
        if of and of != "any":
            stage, name = stage_and_name(of, facts.stage)
            found = (act.item and facts.event_at(stage, f"{name}:{act.item}")) or facts.event_at(
                stage, name
            )
            if found:
                return f"{stage}/{name}", found
    return "", None


@dataclass(frozen=True, slots=True)
class Instead:
    """The panel of an appeal that set a finding aside finds it in place of the office, from this
    time on.
    """

    level: str
    from_at: datetime


def instead_of(model: Model, facts: Facts, name: str, item: str = "") -> list[Instead]:
    """Return the panels that find what they set aside, if its office does not find it anew: the
    office has as much time as the panel had.
    """
    if name not in facts.void(facts.stage):
        return []
    return [
        Instead(level, (rules.answer or FOUND_WITHIN).after(ruled))
        for level, rules in model.appeals.items()
        if (rules.of == ("any",) or f"{facts.stage}/{name}" in rules.of)
        and (ruled := facts.ruled_at(level, item)) is not None
    ]


def finds_instead(model: Model, facts: Facts, name: str, item: str, person: str) -> Instead | None:
    """Return for which panel somebody finds what it set aside; None for nobody."""
    for one in instead_of(model, facts, name, item):
        sit = judges(model, facts, model.appeals[one.level].to, (one.level, item))
        if any(judge.id == person for judge in sit):
            return one
    return None


def found_by(model: Model, facts: Facts, act: Act, level: str) -> Sequence[str]:
    """Return which members of a panel find the same, in place of the office, by a vote of one of
    them; nobody where they are not enough yet.
    """
    sit = judges(model, facts, model.appeals[level].to, (level, act.item))
    found = facts.found_instead(act.name, act.item, level)
    same = [one.id for one in sit if one.id == act.by.id or found(one.id) == act.answer]
    enough = len(sit) >= least_of(model, model.appeals[level].to)
    return same if enough and len(same) >= needed(model.appeals[level], len(sit)) else ()


def decision_of(model: Model, facts: Facts, act: Act) -> str:
    """Return what a vote decides: its own answer where enough others voted the same, else
    nothing. What was decided already is not decided again.
    """
    level = model.appeals[act.name]
    if facts.ruled_at(act.name, act.item) is not None:
        return ""
    sit = judges(model, facts, level.to, (act.name, act.item))
    if not sit:  # an office that is no seat of the process, such as the secretariat
        return act.answer
    if len(sit) < least_of(model, level.to):  # who chooses the panel has to fill it
        return ""
    same = sum(
        facts.ruling_of(act.name, act.item, one.id) == act.answer
        for one in sit
        if one.id != act.by.id
    )
    return act.answer if same + 1 >= needed(level, len(sit)) else ""
