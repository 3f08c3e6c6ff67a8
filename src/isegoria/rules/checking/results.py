"""What comes of ballots: bounds that can be reached, polls without effect, ballots without one."""

from fractions import Fraction

from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.walking import walked
from isegoria.rules.facts.electing import has_candidates
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import parts_of, stage_and_name
from isegoria.terms import gettext_noop

__all__ = [
    "ballot_without_effect",
    "impossible_bounds",
    "no_rule",
    "poll_with_effect",
    "quorum_withheld",
    "two_elections",
]


def quorum_withheld(model: Model) -> Found:
    """Yield ballots in which each of some groups can keep a quorum from being met."""
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            parts = [one for _, one in parts_of(ballot.quorum)] if ballot.quorum is not None else []
            if any(
                isinstance(one, said.ShareOf | said.Count) and one.groups and one.held_in == "each"
                for one in parts
            ):
                message = gettext_noop(
                    "Each of the groups can stop every decision by staying away."
                )
                yield f"{name}/{key}", message, {}


def impossible_bounds(model: Model) -> Found:
    """Yield bounds that no answers can reach."""
    for path, one in walked(model):
        if not isinstance(one, said.ShareOf | said.Count):
            continue
        key = one.limit_key
        if isinstance(one, said.ShareOf) and not one.bound.upper and not one.bound.holds(1):
            yield (*path, key), *_more_than_all(one.bound.value)
        if isinstance(one.held_in, int) and one.held_in > len(one.groups):
            message = gettext_noop("At least {number} of {groups} groups can never be reached.")
            yield (*path, "held_in"), message, {"number": one.held_in, "groups": len(one.groups)}
        if isinstance(one, said.Count) and _is_more_than_itself(one):
            message = gettext_noop("A number is never more than itself. Name another answer here.")
            yield (*path, key), message, {}
        yield from _more_than_seats(model, one, (*path, key))


def _more_than_all(value: Fraction) -> tuple[str, dict[str, object]]:
    """Say that a share cannot be reached, and what was meant where it looks like percent."""
    if 1 < value <= _HUNDRED and value.denominator == 1:
        message = gettext_noop(
            "A share of more than all can never be reached. Is {number} % meant? Write it so."
        )
        return message, {"number": value}
    return gettext_noop("A share of more than all can never be reached."), {}


_HUNDRED = 100


def _is_more_than_itself(one: said.Count) -> bool:
    other = one.relative
    if other is None or one.bound.upper or other.rounded is not None:
        return False
    same = {*other.count} == {*one.count} and other.ballot in {None, one.ballot}
    above = other.times >= 1 and (other.plus > 0 or (other.plus == 0 and one.bound.strict))
    return same and above and other.among in {(), one.among}


def _more_than_seats(model: Model, one: said.ShareOf | said.Count, path: Path) -> Found:
    if not isinstance(one, said.Count) or one.bound.upper or one.relative is not None:
        return
    for group in one.groups:
        seats = [model.groups[leaf].seats for leaf in model.leaves[group]]
        if None not in seats and not one.bound.holds(sum(seat or 0 for seat in seats)):
            message = gettext_noop(
                "{group} has {seats} seats; the number asked for can never be reached."
            )
            there = sum(seat or 0 for seat in seats)
            yield path, message, {"group": model.groups[group].title, "seats": there}


def poll_with_effect(model: Model) -> Found:
    """Yield conditions that rest on a straw poll."""
    for path, one in walked(model):
        key = {said.Result: "result", said.ShareOf: "ballot", said.Count: "ballot"}.get(type(one))
        written = getattr(one, key) if key else None
        if written is None:
            continue
        stage, name = stage_and_name(written, stage_of(path))
        if not model.stages[stage].ballots[name].binding:
            rule = "/".join(str(step) for step in path[1:] if step not in {"exits", "when"})
            yield (
                rule,
                gettext_noop("A straw poll has no effect, but “{poll}” decides here."),
                {"poll": name},
            )


def two_elections(model: Model) -> Found:
    """Yield an election beside another in one stage: whoever proposes themself stands in both."""
    message = gettext_noop(
        "People who propose themselves stand in “{other}” too, for nobody can say in which. Give"
        " each election a stage of its own."
    )
    for name, stage in model.stages.items():
        found = [(one, ballot) for one, ballot in stage.ballots.items() if has_candidates(ballot)]
        for one, _ballot in found[1:]:
            path = ("stages", name, "ballots", one, "elects", "candidates")
            yield path, message, {"other": found[0][1].title or found[0][0]}


def ballot_without_effect(model: Model) -> Found:
    """Yield binding ballots whose result no rule asks for."""
    used = set()
    for path, one in walked(model):
        if isinstance(one, said.Result | said.Won):
            used.add(
                stage_and_name(
                    one.result if isinstance(one, said.Result) else one.won, stage_of(path)
                )
            )
        elif isinstance(one, said.SumOf):
            used |= {stage_and_name(ballot, stage_of(path)) for ballot in one.ballots}
        elif isinstance(one, said.ShareOf | said.Count):
            here = stage_of(path)
            used.add(
                stage_and_name(one.ballot, here)
                if one.ballot
                else (here, next(iter(model.stages[here].ballots), ""))
            )
    derived = {
        (name, ballot.derived.ballot)
        for name, stage in model.stages.items()
        for ballot in stage.ballots.values()
        if ballot.derived
    }
    derived |= {
        stage_and_name(ballot.continues, name)
        for name, stage in model.stages.items()
        for ballot in stage.ballots.values()
        if ballot.continues
    }
    refusals = {kind.refusal for advice in model.advice.values() for kind in advice.kinds.values()}
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            fills = ballot.elects is not None and ballot.elects.office is not None
            used_here = (name, key) in used | derived or key in refusals or fills
            if ballot.binding and not used_here:
                yield (
                    f"{name}/{key}",
                    gettext_noop(
                        "Nothing follows from this ballot; if that is meant, say `binding: false`."
                    ),
                    {},
                )


def no_rule(model: Model) -> Found:
    """Yield ballots whose result is asked for although they have no rule."""
    asked = {
        stage_and_name(one.result, stage_of(path))
        for path, one in walked(model)
        if isinstance(one, said.Result)
    }
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            if (
                (name, key) in asked
                and ballot.binding
                and ballot.elects is None
                and ballot.passes is None
                and not ballot.rungs
            ):
                yield (
                    f"{name}/{key}",
                    gettext_noop("Its result is asked for, but it is not said when it passes."),
                    {},
                )
