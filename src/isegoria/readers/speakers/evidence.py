"""Evidence on who spoke a turn, weighed: how many times likelier each piece makes a person, against
somebody not known.

The weights are few and round on purpose. Two were measured on recorded meetings with the names
hidden (see docs/decisions/0003-speakers-on-evidence.md); the others are set so that no single piece
settles a turn above `DOUBTFUL`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from isegoria.readers.values import Candidate

__all__ = ["DOUBTFUL", "SETTLED_FROM", "Hint", "Verdict", "weigh"]

SETTLED_FROM = 0.6
DOUBTFUL = 0.7  # a turn settled with this or less is shown to a person, who has the last word
_NAMED_TWICE = 0.8  # called by name before the turn and thanked, or quoted, by name after it


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of evidence: `times` likelier that `person` spoke; None is somebody whom nothing
    else names.

    `times` below 1 speaks against. `by_name` is True where somebody else says the person's name in
    a way that points to the turn.
    """

    person: str | None
    times: float
    why: str
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who spoke, if the evidence is enough, and everybody whom it points to, likeliest first.

    Confidences add up to 1 at most.
    """

    name: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
    evidence: tuple[str, ...]


def weigh(hints: Sequence[Hint]) -> Verdict:
    """Multiply what speaks for each person, share one among them and “somebody else”, and settle
    from `SETTLED_FROM` on.
    """
    odds = _odds(hints)
    someone_else = prod(hint.times for hint in hints if hint.person is None)
    whole = someone_else + sum(odds.values())
    ranked = sorted(
        ((share / whole, name) for name, share in odds.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    candidates = tuple(Candidate(name, round(min(share, DOUBTFUL), 2)) for share, name in ranked)
    if not ranked or ranked[0][0] < SETTLED_FROM:
        return Verdict(None, 0.0, candidates, tuple(dict.fromkeys(hint.why for hint in hints)))
    share, name = ranked[0]
    spoken = sum(hint.by_name for hint in hints if hint.person == name and hint.times > 1)
    confidence = round(min(share, _NAMED_TWICE if spoken > 1 else DOUBTFUL), 2)
    return Verdict(name, confidence, (), _told(hints, name))


def _odds(hints: Sequence[Hint]) -> Mapping[str, float]:
    """Return the product of each person's hints, of those for whom more speaks than against."""
    odds: dict[str, float] = {}
    for hint in hints:
        if hint.person is not None:
            odds[hint.person] = odds.get(hint.person, 1) * hint.times
    return {name: share for name, share in odds.items() if share > 1}


def _told(hints: Sequence[Hint], name: str) -> tuple[str, ...]:
    """Return what speaks for the person, then, each opened by “but”, what speaks for others."""
    rest = [hint for hint in hints if hint.times > 1]
    pro = [hint.why for hint in rest if hint.person == name]
    contra = [f"but {hint.why}" for hint in rest if hint.person != name]
    return tuple(dict.fromkeys([*pro, *contra]))
