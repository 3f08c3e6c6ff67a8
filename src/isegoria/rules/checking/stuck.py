"""Where a vote leads nowhere: results after which a stage cannot be left, elections for which
nobody can stand, and shares of groups that do not answer.
"""

from collections.abc import Iterator
from typing import Any

from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.naming import asked_of
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.walking import walked
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Ballot, Model, Stage
from isegoria.rules.language.references import parts_of, stage_and_name
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import gettext_noop

__all__ = [
    "asks_who_does_not_answer",
    "found_on_items",
    "nobody_can_stand",
    "result_without_way",
]


def result_without_way(model: Model) -> Found:
    """Yield ballots that close with a result after which no way leads out of their stage.

    Ballots of which no way asks, and those whose answers can change until an office closes them,
    are left out.
    """
    for name, stage in model.stages.items():
        if any(clock.timeout and clock.timeout.exit for clock in stage.clocks.values()):
            continue
        for key, ballot in stage.ballots.items():
            if ballot.clock is None or not ballot.binding or not _is_asked(stage, name, key):
                continue
            stuck = [
                end
                for end in _ends(ballot)
                if not any(
                    way.when is None or _can_hold(way.when, (name, key), end, name)
                    for way in stage.exits.values()
                )
            ]
            if stuck:
                message = gettext_noop(
                    "No way leads out of this stage when the result is: {results}. Write an exit"
                    " for it."
                )
                yield f"{name}/{key}", message, {"results": ", ".join(stuck)}


def _ends(ballot: Ballot) -> Iterator[str]:
    """Yield the results with which a ballot can stand closed; a tie waits for who decides it."""
    yield "passed"
    yield "failed"
    if ballot.quorum is not None:
        yield "inquorate"


def _is_asked(stage: Stage, here: str, ballot: str) -> bool:
    return any(
        isinstance(part, said.Result) and stage_and_name(part.result, here) == (here, ballot)
        for way in stage.exits.values()
        if way.when is not None
        for _path, part in parts_of(way.when)
    )


def _can_hold(condition: Any, asked: tuple[str, str], end: str, here: str) -> bool:
    """Return whether a condition can hold once a ballot has a result; all else may come about."""
    if isinstance(condition, said.Result) and stage_and_name(condition.result, here) == asked:
        return condition.is_ == end
    if isinstance(condition, said.All):
        return all(_can_hold(one, asked, end, here) for one in condition.all)
    if isinstance(condition, said.Any_):
        can = sum(_can_hold(one, asked, end, here) for one in condition.any)
        return can >= condition.at_least
    if isinstance(condition, said.Not) and isinstance(condition.not_, said.Result):
        denied = condition.not_
        same = stage_and_name(denied.result, here) == asked and denied.rung is None
        return not same or denied.is_ != end
    return True


def nobody_can_stand(model: Model) -> Found:
    """Yield elections among those who stand where nobody has the right to propose."""
    if any(right is Right.PROPOSE for _stage, right in model.grants):
        return
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            if ballot.elects is not None and ballot.elects.candidates:
                message = gettext_noop(
                    "People stand by proposing themselves, and no group has the right to propose."
                )
                yield ("stages", name, "ballots", key, "elects", "candidates"), message, {}


def asks_who_does_not_answer(model: Model) -> Found:
    """Yield shares and numbers of answers in groups that do not answer the ballot."""
    for path, part in walked(model):
        if not isinstance(part, said.ShareOf | said.Count):
            continue
        found = asked_of(model, part, path)
        if found is None or not _are_answers(part, found[1]):
            continue
        for key in ("groups", "among"):
            yield from _no_voters(model, found, getattr(part, key), (*path, key))


def _are_answers(part: said.ShareOf | said.Count, ballot: Ballot) -> bool:
    counted = part.share if isinstance(part, said.ShareOf) else part.count
    return {*counted} <= {*ballot.answers}


def _no_voters(
    model: Model, found: tuple[str, Ballot], groups: tuple[str, ...], path: Path
) -> Found:
    stage, ballot = found
    voters = ballot.voters or tuple(model.grants.get((stage, Right.DECIDE), ()))
    if ballot.derived is not None or ANYONE in voters or {*voters} & {*model.offices}:
        return
    leaves = {leaf for voter in voters for leaf in model.leaves.get(voter, ())}
    for group in groups:
        if not leaves & {*model.leaves[group]}:
            message = gettext_noop("“{group}” does not answer this ballot. Those who do: {voters}.")
            titles = ", ".join(model.groups[one].title for one in voters if one in model.groups)
            yield path, message, {"group": model.groups[group].title, "voters": titles or "–"}


def found_on_items(model: Model) -> Found:
    """Yield rules that ask for a finding on each item where it is found once."""
    for path, part in walked(model):
        if isinstance(part, said.Judged) and part.items is not None:
            stage, name = stage_and_name(part.judged, stage_of(path))
            if model.stages[stage].judgements[name].per != "item":
                message = gettext_noop(
                    "This is found once, and not on each item. Leave `items` out, or write"
                    " `per: item` there."
                )
                yield (*path, "items"), message, {}
