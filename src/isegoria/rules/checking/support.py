"""Where next to nobody could decide, and where people are asked the same twice."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.naming import asked_of
from isegoria.rules.checking.secrecy import ballots_of
from isegoria.rules.checking.walking import walked
from isegoria.rules.course.versions import is_consensus_call
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import gettext_noop

__all__ = [
    "asked_twice",
    "no_least_support",
    "one_voice_of_all",
    "passes_with_a_minority",
    "stated_weights_apart",
]

_ASIDE = "stand_aside"
_OF_PEOPLE = {"members", "present"}


def no_least_support(model: Model) -> Found:
    """Those who stand aside are neither for nor against: one who supports and nine who stand aside
    would be all of those for and against.
    """
    for stage, name, ballot in ballots_of(model):
        if _ASIDE not in ballot.answers or _ASIDE not in ballot.abstentions:
            continue
        rules = [one for one in (ballot.passes, *ballot.rungs.values()) if one is not None]
        beside = list(_all_of(ballot.passes)) if ballot.passes is not None else []
        if any(True for rule in rules for _one in _bare(rule, beside)):
            message = gettext_noop(
                "People can stand aside here, so one answer could decide. Say beside this share how"
                " many must support it: a `count`, or a share `of: members`."
            )
            yield f"{stage}/{name}", message, {}


def one_voice_of_all(model: Model) -> Found:
    """One answer a group, where all voters are one group, is one answer of the whole body: the
    second to answer would take the place of the first.
    """
    for stage, name, ballot in ballots_of(model):
        if ballot.one_per != "group":
            continue
        voters = ballot.voters or tuple(model.grants.get((stage, Right.DECIDE), ()))
        leaves = {leaf for one in voters for leaf in model.leaves.get(one, (one,))}
        if len(leaves) == 1:
            message = gettext_noop(
                "All who answer this are one group, so the whole body has one answer."
                " Write `one_per: organisation` for states and organisations, or leave it out."
            )
            yield f"{stage}/{name}", message, {}


def passes_with_a_minority(model: Model) -> Found:
    """Yield rules by which a ballot passes although more are against it than for it."""
    for stage, name, ballot in ballots_of(model):
        if len(ballot.for_and_against) < 2:  # nobody can be against
            continue
        for key, rule in (("passes", ballot.passes), *ballot.rungs.items()):
            least = _least_for(rule, ballot.answers[:1])
            if least is not None and least < _HALF:
                at = (key,) if key == "passes" else ("rungs", key)
                message = gettext_noop(
                    "This passes although most of those for and against are against it. Is another"
                    " number meant?"
                )
                yield ("stages", stage, "ballots", name, *at), message, {}


_HALF = Fraction(1, 2)


def _least_for(condition: Any, agree: tuple[str, ...]) -> Fraction | None:
    """Return the least share of those for and against that a condition asks for; None where it
    asks for none.
    """
    if isinstance(condition, said.All | said.Any_):
        parts = condition.all if isinstance(condition, said.All) else condition.any
        known = [one for part in parts if (one := _least_for(part, agree)) is not None]
        pick = max if isinstance(condition, said.All) else min
        return pick(known) if known else None
    if isinstance(condition, said.Count) and condition.relative is not None:
        return _HALF if condition.count == agree and not condition.bound.upper else None
    if isinstance(condition, said.ShareOf) and condition.ballot is None:
        asks = condition.share == agree and _asks_for_support(condition)
        return condition.bound.value if asks else None
    return None


def _bare(condition: Any, beside: Sequence[Any]) -> Iterator[said.ShareOf]:
    """Yield the shares of those for and against beside which no least support is asked for."""
    if isinstance(condition, said.All):
        together = [*beside, *_all_of(condition)]
        for one in condition.all:
            yield from _bare(one, together)
    elif isinstance(condition, said.Any_):
        for one in condition.any:
            yield from _bare(one, beside)
    elif _asks_for_support(condition) and not any(_is_least(one, condition) for one in beside):
        yield condition


def _asks_for_support(condition: Any) -> bool:
    return (
        isinstance(condition, said.ShareOf)
        and condition.of == "for_and_against"
        and not condition.bound.upper
    )


def _all_of(condition: Any) -> Iterator[Any]:
    if isinstance(condition, said.All):
        for one in condition.all:
            yield from _all_of(one)
    else:
        yield condition


def _is_least(condition: Any, share: said.ShareOf) -> bool:
    """Return whether a condition asks for so many people who gave answers of a share."""
    if isinstance(condition, said.Count):
        answers, upper = condition.count, condition.at_most or condition.fewer_than
        return upper is None and set(answers) <= set(share.share)
    return (
        isinstance(condition, said.ShareOf)
        and condition.of in _OF_PEOPLE
        and not condition.bound.upper
        and set(condition.share) <= set(share.share)
    )


def asked_twice(model: Model) -> Found:
    """Whoever answers a ballot on the text would be asked the same a second time, as a position.

    Where the ballot has the answer `object`, the answer files the objection; a secret one cannot.
    """
    for stage, name, ballot in ballots_of(model):
        if ballot.about != "text" or ballot.takes_choices or ballot.derived is not None:
            continue
        if not ballot.binding and not is_consensus_call(model.stages[stage]):
            continue  # a straw poll while the text is worked on asks for a mood
        voters = _leaves(model, ballot.voters or model.grants.get((stage, Right.DECIDE), ()))
        if _share(model, voters, model.grants.get((stage, Right.POSITION), ())):
            message = gettext_noop(
                "Those who answer this also take a position in the same stage, so they are asked"
                " the same twice. Leave out their right `position` there."
            )
            yield f"{stage}/{name}", message, {}
        objecting = model.grants.get((stage, Right.OBJECT), ())
        if ballot.secret and "object" in ballot.answers and _share(model, voters, objecting):
            message = gettext_noop(
                "This ballot is secret, and those who answer it also object in public in the same"
                " stage. Leave out the answer `object`, or their right `object` there."
            )
            yield f"{stage}/{name}", message, {}


def _share(model: Model, voters: set[str], holders: Collection[str]) -> bool:
    """Return whether some of the voters hold a right, by a group of theirs."""
    if not holders:
        return False
    return ANYONE in (*holders, *voters) or bool(voters & _leaves(model, holders))


def _leaves(model: Model, holders: Iterable[str]) -> set[str]:
    return {leaf for one in holders for leaf in (one, *model.leaves.get(one, ()))}


def stated_weights_apart(model: Model) -> Found:
    """Yield what cannot be measured where an office states weights: it knows no groups, heads or
    who is there.
    """
    for stage, name, ballot in ballots_of(model):
        if ballot.stated_by is None:
            continue
        tops = ballot.voters or tuple(model.grants.get((stage, Right.DECIDE), ()))
        leaves = {leaf for top in tops for leaf in model.leaves.get(top, (top,))}
        if len(leaves) != 1:
            message = gettext_noop("Weights are stated for voters of one group, not of {number}.")
            yield f"{stage}/{name}", message, {"number": len(leaves)}
    for path, part in walked(model):
        if not isinstance(part, said.ShareOf | said.Count) or not _counts_people(part):
            continue
        asked = asked_of(model, part, path)
        if asked is not None and asked[1].stated_by is not None:
            message = gettext_noop(
                "With stated weights only the answers of all voters are measured, and what all of"
                " them weigh (`members`)."
            )
            yield path, message, {}


def _counts_people(part: said.ShareOf | said.Count) -> bool:
    if isinstance(part, said.Count):
        return "present" in part.count or bool(part.groups)
    return "present" in (*part.share, part.of) or part.heads or bool(part.groups or part.among)
