"""Ranked ballots: Condorcet with quorum, majority ratios and Schwartz set completion, as the Debian
constitution counts (A.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt

__all__ = ["MOST_RANKED", "Count", "Ranking", "count_ranked", "quorum_of_root", "read_ranking"]

MOST_RANKED = 100
"""How many options people rank at most: to count takes time by the square of them and more."""

Ranking = Sequence[Sequence[str]]
"""Options in groups, the best first; options in one group are equal, options in none come last
together.
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How it was counted. `beats[a, b]` are the voters who put a above b."""

    beats: Mapping[tuple[str, str], int]
    without_quorum: tuple[str, ...]
    without_majority: tuple[str, ...]
    dropped_defeats: tuple[tuple[str, str], ...]
    winners: tuple[str, ...]
    """One, or several in a tie that the officer with a casting vote decides; the default option
    where nothing else stands.
    """


def read_ranking(written: str, options: Sequence[str]) -> list[list[str]]:
    """Read `b > a = c`; an option that is not named is ranked last.

    Raises:
        ValueError: an option is unknown or named twice.
    """
    groups = [[option.strip() for option in group.split("=")] for group in written.split(">")]
    named = [option for group in groups for option in group]
    for option in named:
        if option not in options or named.count(option) > 1:
            raise ValueError(
                f"rank each of {', '.join(options)} once, such as {' > '.join(options)}; not"
                f" {written!r}"
            )
    return groups


def quorum_of_root(times: Fraction, members: int) -> int:
    """Return the fewest votes that are as many times the square root of the members.

    Source:
        Debian Constitution, 4.2.7 and A.6.2: one and a half times the root of the developers.
    """
    square = times * times * members  # the least v with v² ≥ times² n, without a float
    least = isqrt(ceil(square))
    return least if least * least >= square else least + 1


def count_ranked(
    ballots: Mapping[str, int] | Sequence[Ranking],
    options: Sequence[str],
    *,
    default: str | None = None,
    quorum: int = 0,
    majority: Mapping[str, Fraction] | None = None,
    reached: bool = False,
) -> Count:
    """Count ballots: a sequence of rankings, or written rankings with how often each was cast.

    Args:
        default: the option against which quorum and majority are measured (“further discussion”).
        quorum: votes that an option needs over the default.
        majority: for options that need more than 1:1, the ratio by which they must beat the
        default.
        reached: whether just so many to one is enough; to one it is never.
    """
    beats = _pairs(ballots, options)
    others = [option for option in options if option != default]
    few: list[str] = []
    weak: list[str] = []
    if default is not None:
        few = [option for option in others if beats[option, default] < quorum]
        ratio = majority or {}
        weak = [
            option
            for option in others
            if option not in few
            and _is_weak(
                beats[option, default],
                beats[default, option],
                ratio.get(option, Fraction(1)),
                reached=reached,
            )
        ]
    left = [option for option in options if option not in {*few, *weak}]
    defeats = {
        (one, other)
        for one in left
        for other in left
        if one != other and beats[one, other] > beats[other, one]
    }
    dropped: list[tuple[str, str]] = []
    while True:
        leaders = _schwartz(left, defeats)
        inside = {(one, other) for one, other in defeats if one in leaders and other in leaders}
        if not inside:
            return Count(beats, tuple(few), tuple(weak), tuple(dropped), tuple(leaders))
        weakest = min((beats[pair], -beats[pair[1], pair[0]]) for pair in inside)
        gone = {pair for pair in inside if (beats[pair], -beats[pair[1], pair[0]]) == weakest}
        dropped += sorted(gone)
        defeats -= gone


def _is_weak(over: int, under: int, ratio: Fraction, *, reached: bool) -> bool:
    """Return whether an option does not beat the default by so many to one."""
    return over <= under or (over < ratio * under if reached else over <= ratio * under)


def _pairs(
    ballots: Mapping[str, int] | Sequence[Ranking], options: Sequence[str]
) -> dict[tuple[str, str], int]:
    beats = {(one, other): 0 for one in options for other in options if one != other}
    cast = (
        [(read_ranking(written, options), number) for written, number in ballots.items()]
        if isinstance(ballots, Mapping)
        else [(ranking, 1) for ranking in ballots]
    )
    for ranking, number in cast:
        named = {option for group in ranking for option in group}
        groups = [list(group) for group in ranking] + [
            [option for option in options if option not in named]
        ]
        for place, better in enumerate(groups):
            for one in better:
                for worse in groups[place + 1 :]:
                    for other in worse:
                        beats[one, other] += number
    return beats


def _schwartz(options: Sequence[str], defeats: set[tuple[str, str]]) -> list[str]:
    """Return the options that beat, over others, everybody who beats them so."""
    bits = {one: 1 << place for place, one in enumerate(options)}
    reach, reached_by = dict.fromkeys(options, 0), dict.fromkeys(options, 0)
    for winner, other in defeats:
        reach[winner] |= bits[other]
        reached_by[other] |= bits[winner]
    for kept in (reach, reached_by):
        for middle in options:
            for one in options:
                if kept[one] & bits[middle]:
                    kept[one] |= kept[middle]
    return [one for one in options if not reached_by[one] & ~reach[one]]
