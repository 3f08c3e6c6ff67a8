"""Ranked ballots: Condorcet with quorum, majority ratios and Schwartz set completion, as the Debian
constitution counts (A.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

__all__ = ["Count", "Ranking", "count_ranked", "debian_quorum", "read_ranking"]

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


def debian_quorum(developers: int) -> int:
    """Return the fewest votes over the default option: one and a half times the square root of the
    developers (4.2.7, A.6.2).
    """
    votes = isqrt(9 * developers // 4)  # the least v with 4 v² ≥ 9 n, without a float
    return votes if 4 * votes * votes >= 9 * developers else votes + 1


def count_ranked(
    ballots: Mapping[str, int] | Sequence[Ranking],
    options: Sequence[str],
    *,
    default: str | None = None,
    quorum: int = 0,
    majority: Mapping[str, Fraction] | None = None,
) -> Count:
    """Count ballots: a sequence of rankings, or written rankings with how often each was cast.

    Args:
        default: the option against which quorum and majority are measured (“further discussion”).
        quorum: votes that an option needs over the default.
        majority: for options that need more than 1:1, the ratio by which they must beat the
        default.
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
            and beats[option, default] <= ratio.get(option, Fraction(1)) * beats[default, option]
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
    reach = {one: {other for winner, other in defeats if winner == one} for one in options}
    for middle in options:
        for one in options:
            if middle in reach[one]:
                reach[one] |= reach[middle]
    return [
        one
        for one in options
        if all(other in reach[one] for other in options if one in reach[other])
    ]
