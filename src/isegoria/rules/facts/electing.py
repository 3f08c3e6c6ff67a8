"""Ballots with several winners: their options, how an answer is read, and who wins."""

from collections.abc import Sequence

from isegoria.decisions.composition import ANY_MIX, Composition, Limit
from isegoria.decisions.several import (
    Elected,
    choose,
    count_approval,
    count_score,
    count_stv,
    read_approval,
    read_order,
    read_scores,
)
from isegoria.decisions.sortition import draw, read_sources
from isegoria.rules.facts.protocol import Facts
from isegoria.rules.language.ballots import Ballot, Elects
from isegoria.rules.language.model import Model, Stage

__all__ = [
    "an_example",
    "counted_winners",
    "elects_candidates",
    "has_candidates",
    "is_lot",
    "mix_of",
    "options_of",
    "places_of",
    "read_choice",
]


def has_candidates(ballot: Ballot) -> bool:
    """Return whether a ballot chooses among those who propose themselves."""
    return ballot.elects is not None and ballot.elects.candidates


def elects_candidates(stage: Stage) -> bool:
    """Return whether a ballot of a stage chooses among those who propose themselves."""
    return any(map(has_candidates, stage.ballots.values()))


def is_lot(ballot: Ballot) -> bool:
    """Return whether a ballot is drawn and not answered."""
    return ballot.elects is not None and ballot.elects.how == "lot"


def options_of(model: Model, facts: Facts, stage: str, name: str) -> Sequence[str]:
    """Return what can be chosen: the answers of the ballot, or those who stand."""
    ballot = model.stages[stage].ballots[name]
    return tuple(facts.candidates(stage, name)) if has_candidates(ballot) else ballot.answers


def places_of(model: Model, facts: Facts, stage: str, name: str) -> int:
    """Return how many options win."""
    how = model.stages[stage].ballots[name].elects
    if how is None:
        return 0
    if isinstance(how.seats, int) or how.office is None:
        return how.seats if isinstance(how.seats, int) else 1
    seats = model.offices[how.office].seats
    return max(seats - facts.sitting(stage, name).get("", 0), 0) if how.seats == "free" else seats


def mix_of(model: Model, facts: Facts, stage: str, name: str) -> Composition:
    """Return how the winners of a ballot may be made up, beside those who stay in the office: all
    who hold it, where the winners find room beside them.
    """
    how = model.stages[stage].ballots[name].elects
    office = model.offices[how.office] if how is not None and how.office is not None else None
    if office is None or not office.composition:
        return ANY_MIX
    options = options_of(model, facts, stage, name)
    of = {one: {*facts.belongs(one)} for one in options}
    for one in options:
        if organisation := facts.stands_for(one):
            of[one].add(_of_organisation(organisation))
    employers = tuple(
        {_of_organisation(named): None for one in options if (named := facts.stands_for(one))}
    )
    limits = tuple(
        Limit(one.groups or employers, one.at_least or 0, one.most(office.seats))
        for one in office.composition.values()
    )
    there = facts.sitting(stage, name)
    stay = there.get("", 0) + places_of(model, facts, stage, name) <= office.seats
    return Composition(limits, of, there if stay else {})


def _of_organisation(key: str) -> str:
    return f"organisation {key}"  # no group has a name with a space


def read_choice(ballot: Ballot, options: Sequence[str], written: str) -> str:
    """Return a choice among these options in the one form in which it is counted.

    Raises:
        ValueError: it cannot be read.
    """
    how = ballot.elects
    if how is None:
        return written
    if how.how == "approval":
        return ", ".join(read_approval(written, options, how.most))
    if how.how == "score":
        scores = read_scores(written, options, how.most or 1)
        return ", ".join(f"{one}: {score}" for one, score in scores.items())
    return " > ".join(read_order(written, options))


def an_example(how: Elects, options: Sequence[str]) -> str:
    """Return an answer as people write it."""
    some = list(options[:2])
    if how.how == "approval":
        return ", ".join(some[: how.most])
    if how.how == "score":
        return ", ".join(f"{one}: {how.most}" for one in some)
    return " > ".join(some)


def _drawn(options: Sequence[str], seats: int, seeds: str, mix: Composition) -> Elected:
    """Return who is drawn; who would break a limit is passed over, and the next one is drawn."""
    if not options:
        return Elected(())
    steps = draw(len(options), len(options), read_sources(seeds))
    return choose([[options[one.place - 1]] for one in steps], seats, None, mix)


def counted_winners(
    model: Model, facts: Facts, at: tuple[str, str, str], preferred: str | None
) -> Elected:
    """Return who wins a ballot, and who is level for the other places."""
    ballot = model.stages[at[0]].ballots[at[1]]
    how = ballot.elects
    if how is None:
        return Elected(())
    options, seats = options_of(model, facts, *at[:2]), places_of(model, facts, *at[:2])
    mix = mix_of(model, facts, *at[:2])
    cast = {one: number for one, number in facts.rankings(*at).items() if one != "void"}
    if how.how == "lot":
        seeds = facts.seeds(at[0], at[1])
        return _drawn(options, seats, seeds, mix) if seeds else Elected(())
    if how.how == "approval":
        return count_approval(cast, options, seats, preferred, mix)
    if how.how == "score":
        return count_score(cast, options, seats, how.most or 1, preferred, mix)
    return count_stv(cast, options, seats, preferred, mix)
