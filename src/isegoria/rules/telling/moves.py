"""What a person may do now in a course, and why not more: every possible act, tried on the engine
itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from isegoria.decisions.sortition import lot
from isegoria.rules.course.leaving import is_a_last_way
from isegoria.rules.facts.electing import an_example, is_lot, options_of
from isegoria.rules.facts.holding import tied
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.appealing import RULINGS, is_waiting
from isegoria.rules.judging.backing import others_needed
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.lots import LEAST
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.phrases import part_words, way_words
from isegoria.terms import Refusal

__all__ = ["Move", "move_known", "move_named", "moves"]

_NUMBERS = "9319 / 2 5 12 8 10"
_ENOUGH = 50  # backers for a trial: more than any rule asks for, of all groups
_BY_RIGHT = (Right.COMMENT, Right.PROPOSE, Right.AMEND, Right.POSITION, Right.OBJECT)


@dataclass(frozen=True, slots=True)
class Move:
    """An act that the stage knows. `rule` allows it, or `refusal` says why not."""

    kind: str
    name: str = ""
    title: str = ""
    answers: tuple[str, ...] = ()
    """What may be answered; a ranked ballot takes an order of these."""
    per_item: bool = False
    titles: tuple[str, ...] = ()
    """What the answers are called, in their order; empty where they speak for themselves."""
    written: str = ""
    """An answer as people write it, where it is not one of a list: an order, a choice, numbers."""
    late: bool = False
    """Of a vote on an appeal: the others decided it, and the vote says how one sees it."""
    waiting: bool = False
    """Of an appeal: somebody made it already, and others can join it."""
    ends: bool = False
    """Of a way out: it leads to an outcome, and to no further stage."""
    others: int = 0
    """How many others it needs: seconders, supporters."""
    rule: str = ""
    refusal: Refusal | None = None

    @property
    def allowed(self) -> bool:
        """Whether the engine grants it."""
        return self.refusal is None


def moves(model: Model, facts: Facts, person: Person, now: datetime, item: str = "") -> list[Move]:
    """Return the acts of the stage, those that are allowed first."""
    found = [_tried(model, facts, person, now, item, one) for one in _possible(model, facts)]
    decided = (_tried(model, facts, person, now, item, one) for one in _decided(model, facts))
    found += [one for one in decided if one.allowed]  # nobody else misses it
    return sorted(found, key=lambda one: not one.allowed)


def move_named(
    model: Model, facts: Facts, person: Person, now: datetime, wanted: tuple[str, str]
) -> Move | None:
    """Return the act of this kind and name as `move_known` finds it, tried."""
    found = move_known(model, facts, wanted)
    return None if found is None else _tried(model, facts, person, now, "", found)


def move_known(model: Model, facts: Facts, wanted: tuple[str, str]) -> Move | None:
    """Return the act of this kind and name, not tried: of this stage, or else of another one, which
    the engine refuses here.

    So what was written while the stage was left is answered with a reason. None where no stage
    knows it.
    """
    known = [
        *_possible(model, facts),
        *(one for name in model.stages for one in _of_the_stage(model, name)),
    ]
    known += _decided(model, facts)
    known += [Move("rule", name, level.title, RULINGS) for name, level in model.appeals.items()]
    return next((one for one in known if (one.kind, one.name) == wanted), None)


def _tried(
    model: Model, facts: Facts, person: Person, now: datetime, item: str, move: Move
) -> Move:
    ballot = model.stages[facts.stage].ballots.get(move.name) if move.kind == "vote" else None
    if move.kind == "judge":
        move = _with_level(model, facts, now, item, move)
    seeds, drawn = _seeds(facts, move), _is_drawn(model, facts, move)
    act = Act(
        kind=move.kind,
        by=person,
        at=now,
        name=move.name,
        answer=lot(move.answers, seeds) if drawn else _an_answer(move, ballot, seeds),
        item=item if move.per_item else "",
        reason=seeds if drawn else "…",
        span=_a_span(model, facts, move),
        sources=1,
        known_at=now + LEAST,
    )
    others = others_needed(model, facts.stage, person, move.kind, move.name)
    backers = tuple(
        Person(f"backer-{place}", tuple(model.groups)) for place in range(_ENOUGH if others else 0)
    )
    found = judge(model, facts, replace(act, with_=backers))
    rule, refusal = (found.rule, None) if isinstance(found, Allowed) else (found.rule, found)
    return replace(move, others=others, rule=rule, refusal=refusal)


def _with_level(model: Model, facts: Facts, now: datetime, item: str, move: Move) -> Move:
    """Return a casting vote with the answers that are level: it can choose no other."""
    for name, ballot in model.stages[facts.stage].ballots.items():
        if ballot.tie == move.name:
            level = tied(Situation(model, facts, now, facts.stage, item), facts.stage, name)
            return replace(move, answers=level or move.answers)
    return move


def _is_drawn(model: Model, facts: Facts, move: Move) -> bool:
    found = model.stages[facts.stage].judgements.get(move.name) if move.kind == "judge" else None
    return found is not None and found.drawn


def _seeds(facts: Facts, move: Move) -> str:
    """Return any numbers, for a trial of a draw: one for each of its sources."""
    announced = facts.announced(facts.stage, move.name)
    if move.kind == "judge" and (drawn := facts.seeds(facts.stage, move.name)):
        return drawn
    return " / ".join("0" * (announced.sources if announced is not None else 1))


def _an_answer(move: Move, ballot: Ballot | None, seeds: str) -> str:
    if ballot is not None and ballot.ranked is not None:
        return " > ".join(ballot.answers)
    if ballot is not None and ballot.elects is not None:
        return an_example(ballot.elects, move.answers)
    if move.kind == "weigh":
        return move.written
    if move.kind == "close":
        return seeds if move.written else ""
    if move.kind == "appeal":  # whatever of it was decided may be contested
        return ""
    return move.answers[0] if move.answers else ""


def _a_span(model: Model, facts: Facts, move: Move) -> Duration | None:
    if move.kind == "shorten":
        return model.stages[facts.stage].clocks[move.name].shortening.least  # type: ignore[union-attr]
    if move.kind != "extend":
        return None
    clock = model.stages[facts.stage].clocks.get(move.name)
    extension = clock.extension if clock else None
    return (extension.by_at_most if extension else None) or Duration(1, "day")


def _possible(model: Model, facts: Facts) -> Iterator[Move]:
    if not facts.outcome:
        yield from _of_the_stage(model, facts.stage, facts)
    for name, level in model.appeals.items():
        of = level.of if level.of != ("any",) else ()
        waits = is_waiting(facts, name, "")
        titles = tuple(part_words(model, one) for one in of)
        yield Move("appeal", name, level.title, of, titles=titles, waiting=waits)
        if waits:
            yield Move("rule", name, level.title, RULINGS)
    for name, advice in model.advice.items():
        yield Move("advise", name, advice.title)
    outcomes = [model.outcomes[facts.outcome]] if facts.outcome else model.outcomes.values()
    if any(one.minority_statements or one.reservations for one in outcomes):
        yield Move("dissent")


def _decided(model: Model, facts: Facts) -> list[Move]:
    """Return the votes on appeals that were decided, of which a member of the panel may still say
    how they see it, and what only a judge declares.
    """
    late = [
        Move("rule", name, level.title, RULINGS, late=True)
        for name, level in model.appeals.items()
        if facts.ruled_at(name, "") is not None
    ]
    return [*late, Move("declare_interest")]


def _of_a_ballot(model: Model, stage: str, name: str, facts: Facts | None) -> Iterator[Move]:
    ballot = model.stages[stage].ballots[name]
    title = ballot.title or name
    if not is_lot(ballot):
        options = tuple(options_of(model, facts, stage, name)) if facts else ballot.answers
        written = an_example(ballot.elects, options) if ballot.elects is not None else ""
        yield Move("vote", name, title, options, ballot.per == "item", written=written)
    if ballot.stated_by is not None:
        yield Move("weigh", name, title, written="Ash: 64; Birch: 32")
    if ballot.clock is None or ballot.closed_by is not None:
        yield Move("close", name, title, written=_NUMBERS if is_lot(ballot) else "")
    if is_lot(ballot):
        yield Move("announce", name, title)


def _of_the_stage(model: Model, name_of_stage: str, facts: Facts | None = None) -> Iterator[Move]:
    stage = model.stages[name_of_stage]
    yield from (
        Move(right.value)
        for right in _BY_RIGHT
        if right is Right.COMMENT or (name_of_stage, right) in model.grants
    )
    yield Move("write")
    for name, ballot in stage.ballots.items():
        if ballot.derived is None:
            yield from _of_a_ballot(model, name_of_stage, name, facts)
    for name, judgement in stage.judgements.items():
        yield Move("judge", name, judgement.title or name, judgement.scale)
        if judgement.drawn:
            yield Move("announce", name, judgement.title or name)
    yield from (Move("deliver", name, one.title) for name, one in stage.deliverables.items())
    yield from (Move("notify", name, one.title) for name, one in stage.notices.items())
    yield from (Move("trigger", name, one.title) for name, one in stage.triggers.items())
    yield from (
        Move("extend", name, one.title or name)
        for name, one in stage.clocks.items()
        if one.extension
    )
    yield from (
        Move("shorten", name, one.title or name)
        for name, one in stage.clocks.items()
        if one.shortening
    )
    for name, way in stage.exits.items():
        if way.by is not None or (way.when is None and not is_a_last_way(stage, name)):
            yield Move("leave", name, way_words(model, way), ends=way.outcome is not None)
