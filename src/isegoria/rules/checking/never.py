"""Conditions that can never hold: parts of one that exclude each other, and things of a stage that
does not come before.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.walking import walked
from isegoria.rules.checking.ways import reached, ways_of
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import stage_and_name
from isegoria.terms import gettext_noop

__all__ = ["asks_what_lies_ahead", "excludes_itself", "upside_down"]

_NAMED = {
    said.Ended: "ended",
    said.Delivered: "delivered",
    said.Judged: "judged",
    said.Result: "result",
    said.Won: "won",
    said.Triggered: "triggered",
}


def excludes_itself(model: Model) -> Found:
    """Yield conditions of which two parts can never hold together."""
    for path, part in walked(model):
        if isinstance(part, said.All):
            together = list(_together(part))
            wrong = _two_results(together) or _two_labels(together) or _more_than_all(together)
            if wrong:
                message = gettext_noop("“{one}” and “{other}” can never hold together.")
                yield path, message, {"one": wrong[0], "other": wrong[1]}
            elif asked := _no_number(together):
                message = gettext_noop("No number of “{what}” is within these bounds.")
                yield path, message, {"what": asked}


def _together(condition: said.All) -> Iterator[Any]:
    for one in condition.all:
        if isinstance(one, said.All):
            yield from _together(one)
        else:
            yield one


def _two_results(together: list[Any]) -> tuple[str, str] | None:
    found: dict[str, str] = {}
    for one in together:
        if isinstance(one, said.Result):
            before = found.setdefault(one.result, one.is_)
            if before != one.is_:
                return f"{one.result}: {before}", f"{one.result}: {one.is_}"
    return None


def _two_labels(together: list[Any]) -> tuple[str, str] | None:
    found: dict[str, set[str]] = {}
    for one in together:
        if isinstance(one, said.Judged) and one.is_ and one.items is None:
            before = found.setdefault(one.judged, {*one.is_})
            if not before & {*one.is_}:
                return f"{one.judged}: {', '.join(sorted(before))}", ", ".join(one.is_)
            before &= {*one.is_}
    return None


def _more_than_all(together: list[Any]) -> tuple[str, str] | None:
    """Return two shares of different answers that are together more than the whole."""
    shares = [one for one in together if isinstance(one, said.ShareOf) and not one.bound.upper]
    for number, one in enumerate(shares[:_COMPARED]):
        for other in shares[number + 1 : _COMPARED]:
            if _whole_of(one) != _whole_of(other) or {*one.share} & {*other.share}:
                continue
            total = one.bound.value + other.bound.value
            strict = one.bound.strict or other.bound.strict
            if total > 1 or (total == 1 and strict):
                return ", ".join(one.share), ", ".join(other.share)
    return None


_COMPARED = 20  # shares of one condition; a real one has two


def _whole_of(share: said.ShareOf) -> tuple[object, ...]:
    return share.of, share.ballot, share.groups, share.among, share.held_in == "each", share.heads


def _no_number(together: list[Any]) -> str:
    """Return of what no number is within all its bounds; empty where there always is one."""
    bounds: dict[str, list[said.Bounded]] = {}
    for one in together:
        if isinstance(one, said.Objections | said.Used | said.Rounds):
            measured = getattr(one, type(one).__name__.lower())
            what = measured if isinstance(measured, str) else ", ".join(measured)
            bounds.setdefault(what, []).append(one)
        elif isinstance(one, said.Count) and one.relative is None and not one.groups:
            bounds.setdefault(f"{', '.join(one.count)} {one.ballot or ''}".strip(), []).append(one)
    for what, asked in bounds.items():
        edges = {Fraction(int(one.bound.value) + step) for one in asked for step in (-1, 0, 1)}
        if not any(all(one.bound.holds(at) for one in asked) for at in edges if at >= 0):
            return what
    return ""


def asks_what_lies_ahead(model: Model) -> Found:
    """Yield what a way out, or a ballot, asks of a stage that cannot have been before."""
    before = _Before(model)
    for path, part in walked(model):
        key = _NAMED.get(type(part))
        if key is None or path[:1] != ("stages",) or not _is_asked(path):
            continue
        here = str(path[1])
        stage, name = stage_and_name(getattr(part, key), here)
        if not before.comes(stage, here):
            message = gettext_noop("“{stage}” does not come before this stage, so this never is.")
            yield (*path, key), message, {"stage": stage, "name": name}


def upside_down(model: Model) -> Found:
    """Yield bounds by which a ballot passes the more surely the fewer agree or take part."""
    for path, part in walked(model):
        if path[2:3] != ("ballots",) or {"not", "excluded"} & {*path[4:]}:
            continue
        if not isinstance(part, said.ShareOf | said.Count) or not part.bound.upper:
            continue
        ballot = model.stages[str(path[1])].ballots[str(path[3])]
        counted = part.share if isinstance(part, said.ShareOf) else part.count
        agree = len(ballot.for_and_against) > 1 and ballot.silence is None
        if part.ballot is None and (
            path[4] == "quorum" or (agree and ballot.answers[0] in counted)
        ):
            message = gettext_noop(
                "The fewer answer “{name}”, the sooner this holds. Is a lower bound meant?"
            )
            yield (*path, part.limit_key), message, {"name": ", ".join(counted)}


class _Before:
    """Which stages can come before which: by ways out, and by appeals and emergencies that lead
    back from anywhere.
    """

    def __init__(self, model: Model) -> None:
        self._ways = ways_of(model)
        backs = {level.back_to for level in model.appeals.values()}
        self._backs = {
            one
            for one in backs | {one.ratified_by for one in model.emergencies.values()}
            if one in model.stages
        }
        self._behind: dict[str, set[str]] = {}

    def comes(self, stage: str, here: str) -> bool:
        """Return whether a stage is this one, or can be before it."""
        if stage == here or stage not in self._ways:
            return True
        if stage not in self._behind:
            if len(self._behind) == _ASKED:
                return True
            self._behind[stage] = reached(self._ways, {stage, *self._backs})
        return here in self._behind[stage]


_ASKED = 100  # stages that are asked for from others; a large model has a dozen


def _is_asked(path: Path) -> bool:
    """Return whether a condition has to hold: none of its joints says that one is enough, or that
    it must not.
    """
    return not {"any", "not", "excluded"} & {*path[2:]} and path[2] in {"exits", "ballots"}
