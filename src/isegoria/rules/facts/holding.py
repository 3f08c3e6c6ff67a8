"""Whether a condition holds, and what is missing while it does not, from the facts of one process
at one time.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from isegoria.decisions.exact import Bound
from isegoria.decisions.ranked import Count as RankedCount
from isegoria.decisions.ranked import count_ranked, quorum_of_root
from isegoria.decisions.several import Elected
from isegoria.rules.facts.clocks import deadline, has_ended
from isegoria.rules.facts.electing import counted_winners, mix_of, places_of
from isegoria.rules.facts.situation import (
    Situation,
    asked_at,
    is_closed,
    is_known,
    leaves_of,
    moving_parts,
    parts_of,
    waits_for_secret,
)
from isegoria.rules.facts.tallies import (
    Measured,
    bound_of_trigger,
    casting_vote,
    entitled,
    is_silent,
    leading,
    looks_at_groups,
    measure_count,
    measure_share,
)
from isegoria.rules.language import conditions as said
from isegoria.rules.language.ballots import ByKind
from isegoria.rules.language.model import Ballot, Clock
from isegoria.rules.language.references import stage_and_name

__all__ = [
    "advice_kind",
    "bound_of",
    "elected",
    "held_open",
    "holds",
    "measured",
    "needs_groups",
    "number_of",
    "passes_by_silence",
    "ranked_count",
    "result",
    "rung_reached",
    "tests_by_group",
    "tied",
    "winners",
]


def holds(condition: Any, situation: Situation) -> bool:
    """Return whether the condition holds.

    What secret answers decide neither holds nor fails before their ballot is closed. What the rule
    of a closed ballot asks beside its answers stays as it was at the close.
    """
    then = _held_then(condition, situation)
    return _TESTS[type(condition)](condition, situation) if then is None else then


def _held_then(condition: Any, situation: Situation) -> bool | None:
    if not situation.ballot:
        return None
    stage, name = situation.stage, situation.ballot
    for place, one in enumerate(moving_parts(situation.model.stages[stage].ballots[name])):
        if one is condition:
            return situation.facts.held_then(stage, name, situation.item, place)
    return None


def result(situation: Situation, stage: str, name: str) -> str:
    """Return what the ballot would give now: passed, failed, inquorate, or tied where the ballot
    says who decides a tie.
    """
    ballot = situation.model.stages[stage].ballots[name]
    here = replace(
        situation, stage=stage, ballot=name, item=situation.item if ballot.per == "item" else ""
    )
    if ballot.quorum is not None and not holds(ballot.quorum, here):
        return "inquorate"
    if ballot.silence != "consents" and is_silent(here.model, here.facts, (stage, name, here.item)):
        return "failed"
    if ballot.elects is not None:
        return _elected_as(here, ballot)
    if rung_reached(here, ballot) is not None:
        return "passed"
    undecided = (
        ballot.tie is not None
        and tied(situation, stage, name)
        and (casting_vote(situation.model, situation.facts, (stage, name, here.item)) is None)
    )
    return "tied" if undecided else "failed"


def passes_by_silence(condition: Any, situation: Situation) -> bool:
    """Return whether a condition that holds asks for a ballot that passed although nobody answered
    it.
    """
    if isinstance(condition, said.Result) and condition.is_ == "passed":
        stage, name = stage_and_name(condition.result, situation.stage)
        per_item = situation.model.stages[stage].ballots[name].per == "item"
        at = (stage, name, situation.item if per_item else "")
        return is_silent(situation.model, situation.facts, at) and holds(condition, situation)
    parts = () if isinstance(condition, said.Not) else parts_of(condition)
    return any(passes_by_silence(one, situation) for one in parts)


def _elected_as(here: Situation, ballot: Ballot) -> str:
    found = elected(here, here.stage, here.ballot)
    if found.level:
        return "tied"
    if ballot.passes is not None and not holds(ballot.passes, here):
        return "failed"
    places = places_of(here.model, here.facts, here.stage, here.ballot)
    kept = not mix_of(here.model, here.facts, here.stage, here.ballot).lacking(found.winners)
    return "passed" if kept and 0 < len(found.winners) == places else "failed"


def elected(situation: Situation, stage: str, name: str) -> Elected:
    """Return who wins a ballot with several winners, with the tie that was decided."""
    at = _place(situation, stage, name)
    casting = casting_vote(situation.model, situation.facts, at)
    return counted_winners(situation.model, situation.facts, at, casting[1] if casting else None)


def _place(situation: Situation, stage: str, name: str) -> tuple[str, str, str]:
    per_item = situation.model.stages[stage].ballots[name].per == "item"
    return stage, name, situation.item if per_item else ""


def tied(situation: Situation, stage: str, name: str) -> tuple[str, ...]:
    """Return the answers that are level at the top of a ballot; none where it has no quorum or one
    answer leads.
    """
    ballot = situation.model.stages[stage].ballots[name]
    here = replace(
        situation, stage=stage, ballot=name, item=situation.item if ballot.per == "item" else ""
    )
    if ballot.quorum is not None and not holds(ballot.quorum, here):
        return ()
    at = (stage, name, here.item)
    if ballot.elects is not None:
        return counted_winners(situation.model, situation.facts, at, None).level
    if ballot.ranked is not None:
        found = _counted_winners(here, stage, name)
    else:
        found = leading(situation.model, situation.facts, at)
    return found if len(found) > 1 else ()


def tests_by_group(
    situation: Situation, stage: str, name: str
) -> list[tuple[Any, list[tuple[str, bool]]]]:
    """Return what the rule of a ballot asks of groups, with whether each group meets it."""
    here = replace(situation, stage=stage, ballot=name)
    asked = (one for one in _asked_of(here) if one.groups)
    return [(one, [(of.group, of.holds) for of in measured(one, here)]) for one in asked]


def needs_groups(situation: Situation, stage: str, name: str) -> bool:
    """Return whether the result of a ballot, or of one derived from it, follows only from the
    numbers of groups.
    """
    here = replace(situation, stage=stage, ballot=name)
    derived = (one.derived for one in situation.model.stages[stage].ballots.values())
    return any(one is not None and one.ballot == name for one in derived) or any(
        looks_at_groups(situation.model, one, asked_at(one, here)) for one in _asked_of(here)
    )


def _asked_of(here: Situation) -> list[said.ShareOf | said.Count]:
    """Return what the rule of a ballot measures of its own answers."""
    ballot, at = here.model.stages[here.stage].ballots[here.ballot], (here.stage, here.ballot)
    return [
        one
        for rule in (ballot.quorum, ballot.passes, *ballot.rungs.values())
        for one in leaves_of(rule)
        if isinstance(one, said.ShareOf | said.Count) and asked_at(one, here)[:2] == at
    ]


def rung_reached(situation: Situation, ballot: Ballot) -> str | None:
    """Return the strongest rule of the ladder that holds; an empty name where the ballot has one
    rule, and it holds.
    """
    if ballot.passes is not None and not holds(ballot.passes, situation):
        return None
    for rung, condition in ballot.rungs.items():
        if holds(condition, situation):
            return rung
    return None if ballot.rungs or ballot.passes is None else ""


def held_open(situation: Situation, event: str = "", meeting: str = "") -> str:
    """Return the title of an open ballot of the stage whose end would move if an event came again,
    or a meeting was moved; empty where there is none.
    """
    rules = situation.model.stages[situation.stage]
    for name, ballot in rules.ballots.items():
        clock = rules.clocks[ballot.clock] if ballot.clock else None
        if ballot.clock is None or clock is None or is_closed(situation, situation.stage, name):
            continue
        counts_from = clock.before == meeting if meeting else _begins_once(clock, event)
        ends = deadline(situation.model, situation.facts, situation.stage, ballot.clock)
        if counts_from and ends is not None:
            return ballot.title or name.replace("_", " ")
    return ""


def _begins_once(clock: Clock, event: str) -> bool:
    return clock.starts == event and event not in clock.restarts_on


def advice_kind(situation: Situation, name: str) -> str | None:
    """Return the kind of an advice that was given: the first whose test holds."""
    if not situation.facts.advised(name):
        return None
    advice = situation.model.advice[name]
    here = replace(situation, item=name)
    return next(
        (
            kind
            for kind, test in advice.kinds.items()
            if test.when is None or holds(test.when, here)
        ),
        None,
    )


def measured(condition: said.ShareOf | said.Count, situation: Situation) -> list[Measured]:
    """Return a share or a number, in each of its groups or in all."""
    at = asked_at(condition, situation)
    if isinstance(condition, said.ShareOf):
        return measure_share(situation.model, situation.facts, condition, at)
    return measure_count(situation.model, situation.facts, condition, at)


def _in_the_open(test: Callable[[Any, Situation], bool]) -> Callable[[Any, Situation], bool]:
    """Return a test that fails as long as it would have to look at secret answers."""
    return lambda condition, situation: (
        not waits_for_secret(condition, situation) and test(condition, situation)
    )


def _enough(condition: Any, found: list[bool]) -> bool:
    wanted = {"each": len(found), "any": 1}.get(condition.held_in, condition.held_in)
    return bool(sum(found) >= wanted)


def _sum(condition: said.SumOf, situation: Situation) -> bool:
    total = Fraction()
    for written in condition.ballots:
        stage, name = stage_and_name(written, situation.stage)
        share = said.ShareOf.model_validate(
            {"share": condition.sum, "more_than": 0, "ballot": f"{stage}/{name}"}
        )
        found = measure_share(situation.model, situation.facts, share, (stage, name, ""))[0]
        total += found.number / found.base if found.base else 0
    return condition.bound.holds(total)


def winners(situation: Situation, stage: str, name: str) -> tuple[str, ...]:
    """Return the options of a ranked ballot that win, several in a tie that nobody decided; or all
    that a ballot elects.
    """
    if situation.model.stages[stage].ballots[name].elects is not None:
        return elected(situation, stage, name).winners
    found = _counted_winners(situation, stage, name)
    item = situation.item if situation.model.stages[stage].ballots[name].per == "item" else ""
    casting = casting_vote(situation.model, situation.facts, (stage, name, item))
    return (casting[1],) if casting is not None and casting[1] in found else found


def _counted_winners(situation: Situation, stage: str, name: str) -> tuple[str, ...]:
    found = ranked_count(situation, stage, name)
    return () if found is None else found.winners


def ranked_count(situation: Situation, stage: str, name: str) -> RankedCount | None:
    """Return how a ranked ballot is counted; None for another one."""
    ballot = situation.model.stages[stage].ballots[name]
    how = ballot.ranked
    if how is None:
        return None
    at = _place(situation, stage, name)
    cast = situation.facts.rankings(*at)
    majority = {
        option: _majority(needed, situation, stage) for option, needed in how.majority.items()
    }
    quorum = how.quorum
    if how.quorum_of_root is not None:
        members = entitled(situation.model, situation.facts, at)
        quorum = max(quorum, quorum_of_root(how.quorum_of_root, members))
    return count_ranked(
        cast,
        ballot.answers,
        default=how.default,
        quorum=quorum,
        majority=majority,
        reached=how.reached,
    )


def _majority(needed: Fraction | ByKind, situation: Situation, here: str) -> Fraction:
    if not isinstance(needed, ByKind):
        return needed
    stage, name = stage_and_name(needed.found, here)
    judgement = situation.model.stages[stage].judgements[name]
    item = situation.item if judgement.per == "item" else ""
    return needed.needed(situation.facts.label(stage, name, item))


def _won(condition: said.Won, situation: Situation) -> bool:
    stage, name = stage_and_name(condition.won, situation.stage)
    if not is_known(situation, stage, name):
        return False
    found = winners(situation, stage, name)
    if situation.model.stages[stage].ballots[name].elects is not None:
        return any(one in condition.is_ for one in found)
    return len(found) == 1 and found[0] in condition.is_


def _triggered(condition: said.Triggered, situation: Situation) -> bool:
    stage, name = stage_and_name(condition.triggered, situation.stage)
    facts = situation.facts
    if condition.groups:
        return _enough(
            condition,
            [
                bound_of(condition, situation, one).holds(
                    situation.facts.signed_in(stage, name, one)
                )
                for one in condition.groups
            ],
        )
    signed = facts.signed(stage, name, condition.distinct)
    return bound_of(condition, situation).holds(signed)


def bound_of(condition: said.Bounded, situation: Situation, group: str = "") -> Bound:
    """Return the limit of a number, of one group or of all."""
    if not isinstance(condition, said.Triggered):
        return condition.bound
    at = stage_and_name(condition.triggered, situation.stage)
    return bound_of_trigger(situation.model, situation.facts, condition, at, group)


def number_of(condition: Any, situation: Situation) -> int:
    """Return how many objections, uses, rounds or signatures there are."""
    if isinstance(condition, said.Objections):
        ballot = (situation.stage, situation.ballot) if situation.ballot else None
        return sum(
            situation.facts.objections(state, situation.item, ballot)
            for state in condition.objections
        )
    if isinstance(condition, said.Used):
        return situation.facts.used(condition.used)
    if isinstance(condition, said.Rounds):
        return situation.facts.rounds(condition.rounds)
    stage, name = stage_and_name(condition.triggered, situation.stage)
    return situation.facts.signed(stage, name, condition.distinct)


def _in_number(condition: said.Bounded, situation: Situation) -> bool:
    return condition.bound.holds(number_of(condition, situation))


def _result(condition: said.Result, situation: Situation) -> bool:
    stage, name = stage_and_name(condition.result, situation.stage)
    if not is_known(situation, stage, name) or result(situation, stage, name) != condition.is_:
        return False
    if condition.rung is None:
        return True
    ballot = situation.model.stages[stage].ballots[name]
    return rung_reached(replace(situation, stage=stage, ballot=name), ballot) == condition.rung


def _judged(condition: said.Judged, situation: Situation) -> bool:
    stage, name = stage_and_name(condition.judged, situation.stage)
    judgement = situation.model.stages[stage].judgements[name]
    if condition.items is not None:
        items = situation.facts.items(stage, name)
        alone = condition.model_copy(update={"items": None})
        found_so = [_judged(alone, replace(situation, item=one)) for one in items]
        wanted = {"each": len(items), "any": 1}.get(str(condition.items), condition.items)
        return bool(items) and sum(found_so) >= int(wanted)
    found = situation.facts.label(stage, name, situation.item if judgement.per == "item" else "")
    if found is None or situation.facts.is_frozen(situation.item):
        return False
    if condition.at_least is not None:
        return judgement.scale.index(found) <= judgement.scale.index(condition.at_least)
    return found in condition.is_


def _process(condition: said.Process, situation: Situation) -> bool:
    ended = situation.facts.process(condition.process)
    if ended is None:
        return "running" in condition.is_
    return "ended" in condition.is_ or ended[0] in condition.is_


def _same_text(condition: said.SameText, situation: Situation) -> bool:
    ends = [situation.facts.process(name) for name in condition.same_text]
    return all(end is not None for end in ends) and len({end[1] for end in ends if end}) == 1


def _ended(condition: said.Ended, situation: Situation) -> bool:
    stage, name = stage_and_name(condition.ended, situation.stage)
    return has_ended(situation.model, situation.facts, stage, name, situation.now)


def _delivered(condition: said.Delivered, situation: Situation) -> bool:
    return (
        situation.facts.delivered_at(*stage_and_name(condition.delivered, situation.stage))
        is not None
    )


def _advised(condition: said.Advised, situation: Situation) -> bool:
    kind = advice_kind(situation, condition.advised)
    return kind is not None and (not condition.is_ or kind in condition.is_)


_TESTS: dict[type, Callable[[Any, Situation], bool]] = {
    said.ShareOf: _in_the_open(
        lambda condition, situation: _enough(
            condition, [one.holds for one in measured(condition, situation)]
        )
    ),
    said.Count: _in_the_open(
        lambda condition, situation: _enough(
            condition, [one.holds for one in measured(condition, situation)]
        )
    ),
    said.Result: _result,
    said.SumOf: _in_the_open(_sum),
    said.Won: _won,
    said.Ended: _ended,
    said.Delivered: _delivered,
    said.Objections: _in_number,
    said.Judged: _judged,
    said.Triggered: _in_the_open(_triggered),
    said.Advised: _advised,
    said.Process: _process,
    said.SameText: _same_text,
    said.Attends: lambda condition, situation: situation.facts.attends(condition.attends),
    said.Used: lambda condition, situation: condition.bound.holds(number_of(condition, situation)),
    said.Rounds: lambda condition, situation: condition.bound.holds(
        number_of(condition, situation)
    ),
    said.All: lambda condition, situation: all(holds(one, situation) for one in condition.all),
    said.Any_: lambda condition, situation: (
        sum(holds(one, situation) for one in condition.any) >= condition.at_least
    ),
    said.Not: _in_the_open(lambda condition, situation: not holds(condition.not_, situation)),
}
