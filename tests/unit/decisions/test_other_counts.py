"""Our counts of ranked ballots beside those of pyrankvote, over generated elections.

The two agree wherever nothing is level and no vote lies between the two quotas. They differ by
their rules:

- Our quota is a whole number of votes, the fewest that no more options than seats can reach. That
  of pyrankvote is votes / (seats + 1), which one option more can reach.
- A tie for the last place is decided by pyrankvote by later choices and then by chance. We look at
  the rounds before, and then say that it is level.
- Where somebody has whole votes and parts of votes, pyrankvote passes on the same part of each; we
  pass on the same part of what each is worth.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random  # noqa: TID251  # seeded

from pyrankvote import Ballot, Candidate, instant_runoff_voting, single_transferable_vote

from isegoria.decisions.several import Elected, count_stv, droop

SCALE = 30
"""The quotas differ by one vote at most; so beside so many votes that decides nothing."""
Cast = Mapping[str, int]


def election(seed: int) -> tuple[Cast, Sequence[str], int]:
    """Return ballots, the options and how many win; the same ones for each seed."""
    drawn = Random(seed)
    options = "abcdef"[: drawn.randint(3, 6)]
    cast: dict[str, int] = {}
    for _each in range(drawn.randint(4, 12)):
        order = " > ".join(drawn.sample(options, drawn.randint(1, len(options))))
        cast[order] = cast.get(order, 0) + SCALE * drawn.randint(1, 9) + drawn.randint(0, 12)
    return cast, options, drawn.randint(2, len(options) - 1)


def theirs(cast: Cast, options: Sequence[str], seats: int) -> set[str]:
    """Return who wins by pyrankvote."""
    people = {one: Candidate(one) for one in options}
    ballots = [
        Ballot(ranked_candidates=[people[one] for one in order.split(" > ")])
        for order, number in cast.items()
        for _each in range(number)
    ]
    if seats == 1:
        found = instant_runoff_voting(list(people.values()), ballots)
    else:
        found = single_transferable_vote(list(people.values()), ballots, seats)
    return {one.name for one in found.get_winners()}


def is_clear(found: Elected, seats: int) -> bool:
    """Return whether nothing is level, or so near that the other quota could decide otherwise."""
    near = 2 * (seats + 1)
    if found.level:
        return False
    for votes in found.rounds:
        piles = sorted([*votes.values(), Fraction(found.quota)])
        if any(after - before <= near for before, after in pairwise(piles)):
            return False
    return True


def is_whole(found: Elected) -> bool:
    """Return whether all votes were whole as long as any were passed on."""
    return all(one.denominator == 1 for votes in found.rounds[:-1] for one in votes.values())


def test_one_winner_is_the_same_as_by_instant_runoff() -> None:
    compared = 0
    for seed in range(80):
        cast, options, _seats = election(seed)
        found = count_stv(cast, options, 1)
        if not is_clear(found, 1):
            continue
        compared += 1
        assert set(found.winners) == theirs(cast, options, 1), seed
    assert compared > 30


def test_several_winners_are_the_same_as_by_a_single_transferable_vote() -> None:
    compared = 0
    for seed in range(150):
        cast, options, seats = election(seed)
        found = count_stv(cast, options, seats)
        if not is_clear(found, seats) or not is_whole(found):
            continue
        compared += 1
        assert set(found.winners) == theirs(cast, options, seats), seed
    assert compared > 30


def test_one_option_more_than_places_can_reach_their_quota_and_none_ours() -> None:
    cast = {"a": 4, "b": 4, "c": 4}
    assert (droop(12, 2), Fraction(12, 3)) == (5, 4)
    assert count_stv(cast, "abc", 2).level == ("a", "b", "c")
    assert len(theirs(cast, "abc", 2)) == 2  # which two is chance


def test_a_tie_for_the_last_place_is_said_here_and_decided_there_by_later_choices() -> None:
    cast = {"a": 3, "b > c": 2, "c": 2}
    assert count_stv(cast, "abc", 1).level == ("b", "c")
    assert theirs(cast, "abc", 1) == {"c"}
