"""Several winners: approval, scores, and the single transferable vote with the Droop quota.

All is counted in exact fractions. Where limits say how the winners are made up, an option is passed
over that would break one, and the next one wins. What is level is said and never guessed: a tie
that decides who wins is left to those whom the rules name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from isegoria.decisions.composition import ANY_MIX, Composition

__all__ = [
    "Elected",
    "choose",
    "count_approval",
    "count_score",
    "count_stv",
    "droop",
    "read_approval",
    "read_order",
    "read_scores",
]

Weighed = tuple[tuple[str, ...], Fraction]
Round = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Elected:
    """Who wins, in the order of winning; `level` are the options among which a tie for the other
    places is to be decided.
    """

    winners: tuple[str, ...]
    level: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    """The votes of each option in each round."""
    quota: int = 0
    left_out: tuple[str, ...] = ()
    """Who would have won, and was passed over since the limits of composition leave no place."""


def read_approval(written: str, options: Sequence[str], most: int | None = None) -> list[str]:
    """Read `a, c`, in any order; return them in the order of the options.

    Raises:
        ValueError: an option is unknown or named twice, or more are named than may be.
    """
    named = [one.strip() for one in written.split(",")]
    _check(named, options)
    if most is not None and len(named) > most:
        raise ValueError(f"at most {most} options can be named, not {len(named)}")
    return [one for one in options if one in named]


def read_scores(written: str, options: Sequence[str], most: int) -> dict[str, int]:
    """Read `a: 5, c: 1`; an option that is not named has 0.

    Raises:
        ValueError: an option is unknown or named twice, or a score is none from 0 to `most`.
    """
    pairs = [one.rpartition(":") for one in written.split(",")]
    _check([name.strip() for name, _, _ in pairs], options)
    scores = {name.strip(): _score(score.strip(), most) for name, _, score in pairs}
    return {one: scores[one] for one in options if one in scores}


def read_order(written: str, options: Sequence[str]) -> list[str]:
    """Read `c > a`, the best first.

    Raises:
        ValueError: an option is unknown or named twice.
    """
    named = [one.strip() for one in written.split(">")]
    _check(named, options)
    return named


def count_approval(
    ballots: Mapping[str, int],
    options: Sequence[str],
    seats: int,
    preferred: str | None = None,
    mix: Composition = ANY_MIX,
) -> Elected:
    """Count approvals: the options with the most of them win.

    Args:
        preferred: the option that a tie was decided for.
        mix: how the winners may be made up.
    """
    votes = dict.fromkeys(options, Fraction())
    for written, number in ballots.items():
        for one in read_approval(written, options):
            votes[one] += number
    return _most(votes, seats, preferred, mix)


def count_score(
    ballots: Mapping[str, int],
    options: Sequence[str],
    seats: int,
    most: int,
    preferred: str | None = None,
    mix: Composition = ANY_MIX,
) -> Elected:
    """Count scores: the options with the highest sums win."""
    votes = dict.fromkeys(options, Fraction())
    for written, number in ballots.items():
        for one, score in read_scores(written, options, most).items():
            votes[one] += score * number
    return _most(votes, seats, preferred, mix)


def droop(votes: int, seats: int) -> int:
    """Return the fewest votes that no more options than seats can reach."""
    return votes // (seats + 1) + 1


def count_stv(
    ballots: Mapping[str, int],
    options: Sequence[str],
    seats: int,
    preferred: str | None = None,
    mix: Composition = ANY_MIX,
) -> Elected:
    """Count a single transferable vote: a surplus goes on in equal parts of every vote of the
    winner, the largest first; then the last option falls, and its votes go on.

    Among options that are last together the one falls that had fewer votes in the latest round in
    which they differ. An option that nobody named does not win. One for which the limits leave no
    place falls at once, and one without whom they could not be kept does not fall.
    """
    cast = [(tuple(read_order(one, options)), Fraction(n)) for one, n in ballots.items() if n]
    named = {one for order, _ in cast for one in order}
    count = _Stv(cast, [one for one in options if one in named], seats, preferred, mix)
    return count.result()


def _check(named: Sequence[str], options: Sequence[str]) -> None:
    for one in named:
        if one not in options or named.count(one) > 1:
            raise ValueError(f"name some of {', '.join(options)}, each once; not {one!r}")


def _score(written: str, most: int) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(most))):
        raise ValueError(f"a score is a whole number from 0 to {most}, not {written!r}")
    if int(written) > most:
        raise ValueError(f"a score is at most {most}, not {written}")
    return int(written)


def choose(
    tiers: Sequence[Sequence[str]], seats: int, preferred: str | None, mix: Composition
) -> Elected:
    """Return who wins of tiers of options, the best first: those of one tier are level.

    Who would break a limit is passed over.
    """
    winners: list[str] = []
    left_out: list[str] = []
    for tier in tiers:
        if len(winners) >= seats:
            break
        standing = list(tier)
        if preferred in standing and _fit(mix, winners, [preferred], seats):
            winners.append(preferred)
            standing.remove(preferred)
        fitting = [one for one in standing if _fit(mix, winners, [one], seats)]
        left_out += [one for one in standing if one not in fitting and len(winners) < seats]
        if not fitting:
            continue
        if not _fit(mix, winners, fitting, seats):
            return Elected(tuple(winners), tuple(fitting), left_out=tuple(left_out))
        winners += fitting
    return Elected(tuple(winners), left_out=tuple(left_out))


def _fit(mix: Composition, winners: Sequence[str], more: Sequence[str], seats: int) -> bool:
    chosen = [*winners, *more]
    return len(chosen) <= seats and mix.fits(chosen, seats - len(chosen))


def _most(votes: Round, seats: int, preferred: str | None, mix: Composition) -> Elected:
    """Return the options with most votes; those that nobody voted for do not win."""
    numbers = sorted({number for number in votes.values() if number}, reverse=True)
    tiers = [[one for one in votes if votes[one] == number] for number in numbers]
    return replace(choose(tiers, seats, preferred, mix), rounds=(votes,))


class _Stv:
    def __init__(
        self,
        cast: list[Weighed],
        standing: list[str],
        seats: int,
        preferred: str | None,
        mix: Composition,
    ) -> None:
        self._cast, self._standing, self._seats, self._preferred = cast, standing, seats, preferred
        self._mix, self._left_out = mix, list[str]()
        self._quota = droop(int(sum((weight for _, weight in cast), Fraction())), seats)
        self._winners: list[str] = []
        self._surplus: dict[str, Fraction] = {}  # of winners whose votes have not gone on
        self._rounds: list[Round] = []

    def result(self) -> Elected:
        while self._standing and len(self._winners) < self._seats:
            self._pass_over()
            votes = self._votes()
            self._rounds.append({one: votes[one] for one in [*self._surplus, *self._standing]})
            if len(self._winners) + len(self._standing) <= self._seats:
                self._win(sorted(self._standing, key=lambda one: -votes[one]), votes)
                break
            reached = [one for one in self._standing if votes[one] >= self._quota]
            self._win(sorted(reached, key=lambda one: -votes[one]), votes)
            if self._surplus:
                self._pass_on()
            elif len(self._winners) < self._seats and (level := self._fall(votes)):
                return self._ended(level)
        return self._ended(())

    def _ended(self, level: Sequence[str]) -> Elected:
        rounds, left_out = tuple(self._rounds), tuple(self._left_out)
        return Elected(tuple(self._winners), tuple(level), rounds, self._quota, left_out)

    def _pass_over(self) -> None:
        """Let those fall for whom the limits leave no place."""
        fitting = [
            one for one in self._standing if _fit(self._mix, self._winners, [one], self._seats)
        ]
        self._left_out += [one for one in self._standing if one not in fitting]
        self._standing = fitting

    def _votes(self) -> dict[str, Fraction]:
        votes = dict.fromkeys([*self._surplus, *self._standing], Fraction())
        for order, weight in self._cast:
            first = self._first(order)
            if first is not None:
                votes[first] += weight
        return votes

    def _first(self, order: Collection[str]) -> str | None:
        return next((one for one in order if one in self._surplus or one in self._standing), None)

    def _win(self, names: Sequence[str], votes: Mapping[str, Fraction]) -> None:
        for one in names:
            if not _fit(self._mix, self._winners, [one], self._seats):
                continue  # it falls in the next round
            self._winners.append(one)
            self._standing.remove(one)
            self._surplus[one] = max(votes[one] - self._quota, Fraction())

    def _pass_on(self) -> None:
        """Let the votes of the winners with the largest surplus go on, each worth its part of
        it.
        """
        votes, most = self._votes(), max(self._surplus.values())
        passing = {one: votes[one] for one, surplus in self._surplus.items() if surplus == most}
        left = []
        for order, weight in self._cast:
            first = self._first(order)
            left.append((order, weight * most / passing[first] if first in passing else weight))
        self._cast = left
        for one in passing:
            del self._surplus[one]

    def _fall(self, votes: Mapping[str, Fraction]) -> tuple[str, ...]:
        """Let the last option fall, or several that cannot win together; return those among which
        the rules have to choose.
        """
        can_fall = [
            one
            for one in self._standing
            if not self._mix.needs([one], self._winners, self._standing)
        ]
        least = min(votes[one] for one in can_fall or self._standing)
        last = [one for one in can_fall or self._standing if votes[one] == least]
        others = [votes[one] for one in self._standing if one not in last]
        spare = len(self._winners) + len(others) - self._seats
        together = spare >= 0 and not self._mix.needs(last, self._winners, self._standing)
        if len(last) > 1 and others and together and least * len(last) < min(others):
            self._standing = [one for one in self._standing if one not in last]
            return ()
        for before in reversed(self._rounds[:-1]):
            fewest = min(before.get(one, Fraction()) for one in last)
            last = [one for one in last if before.get(one, Fraction()) == fewest]
        if len(last) > 1 and self._preferred in last:
            last.remove(self._preferred)
        if len(last) > 1:
            return tuple(last)
        self._standing.remove(last[0])
        return ()
