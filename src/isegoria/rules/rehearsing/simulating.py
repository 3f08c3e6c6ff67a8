"""A group of people with positions, patience and time, run through the rules of a model many times.

It does not foretell; it compares rules under the same assumptions, which are few and stand here
(docs/explanation/simulation.md):

- A person holds a position between 0 and 1 on each question, near the centre of their group. The
  text begins in the middle.
- Each week there is a call. People come when they have time; who speaks is drawn by the order of
  the floor.
- A speaker draws the text a little to their side. Who hears others moves a little to the text; who
  does not get the floor, or sees agreed text opened again, loses patience, and gives up when none
  is left.
- Who is near the text supports it. Support is tested every few weeks by the rule of the model: its
  threshold, in all or in every group, and with or without an end to the loop.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isegoria.floor.policies import Policy
from isegoria.rules.checking.faults import check
from isegoria.rules.language.conditions import Objections, ShareOf
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.references import parts_of

__all__ = ["Assumptions", "Simulated", "Traits", "simulate", "traits_of"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_WEEKS_A_MONTH = 52 / 12
_PULL = 0.03  # of the way to their side, a speaker draws the text
_LISTENING = 0.03  # of the way to the text, a hearer moves in a call
_WEEKS = {
    "day": 1 / 7,
    "working day": 1 / 5,
    "week": 1.0,
    "month": _WEEKS_A_MONTH,
    "year": 52.0,
    "hour": 0.0,
    "minute": 0.0,
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the people are like; the same for every model that is compared."""

    people: int = 60
    groups: tuple[str, ...] = (
        "governments",
        "private_sector",
        "civil_society",
        "technical_community",
    )
    shares: tuple[float, ...] = (0.15, 0.45, 0.15, 0.25)
    """How many of the people belong to each group."""
    questions: int = 5
    spread: float = 0.22
    """How far members of a group are from its centre."""
    time: tuple[float, ...] = (0.35, 0.75, 0.35, 0.6)
    """How often members of each group can come to a call."""
    patience_weeks: float = 45
    turns: int = 12
    """Turns in a call."""
    tolerance: float = 0.25
    """How near the text must be to be supported."""
    horizon_weeks: int = 156
    """After three years without an outcome it counts as gridlock."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a model matters to the simulation."""

    threshold: float
    every_group: bool
    one_blocks: bool
    """An open objection stops it; answered ones do not, and most are answered."""
    fair_floor: bool
    limit_weeks: float | None
    """When a clock or a guard forces a choice; None where nothing does."""
    in_chunks: bool
    """Questions are settled one by one."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of the runs; shares are between 0 and 1."""

    model: str
    runs: int
    traits: Traits
    agreed: float
    options: float
    gridlock: float
    weeks: tuple[float, float, float]
    """The tenth, the fiftieth and the ninetieth of a hundred runs took so long to an outcome, in
    weeks.
    """
    floor: dict[str, float]
    gave_up: dict[str, float]
    settled: float
    """The share of the questions that were settled."""


def traits_of(model: Model) -> Traits:
    """Return what of a model matters: its rule of decision, its floor, its clocks and guards."""
    shares = [
        one
        for _, one in parts_of(model)
        if isinstance(one, ShareOf) and one.of != "members" and one.share != ("present",)
    ]
    strongest = max(
        (float(one.bound.value) for one in shares if not one.bound.upper and one.bound.value <= 1),
        default=0.8,
    )
    floors = [stage.floor for stage in model.stages.values() if stage.floor is not None]
    fair = {
        Policy.WEIGHTED_TIME,
        Policy.LEAST_SERVED,
        Policy.ROUND_ROBIN,
        Policy.BALANCED,
        Policy.FIRST_TIMERS,
    }
    ballots = [ballot for stage in model.stages.values() for ballot in stage.ballots.values()]
    judgements = [one for stage in model.stages.values() for one in stage.judgements.values()]
    by_item = any(ballot.per == "item" for ballot in ballots) or any(
        one.per == "item" for one in judgements
    )
    return Traits(
        threshold=strongest,
        every_group=any(len(one.groups) > 2 and one.held_in == "each" for one in shares),
        one_blocks=any(
            isinstance(one, Objections) and one.bound.upper for _, one in parts_of(model)
        ),
        fair_floor=any(fair.intersection(floor.policy) for floor in floors),
        limit_weeks=_limit(model),
        in_chunks=by_item and not any(stage.tied for stage in model.stages.values()),
    )


def _limit(model: Model) -> float | None:
    """Return the weeks after which a guard or the clocks of all stages force a choice."""
    guards = [
        way.guard
        for stage in model.stages.values()
        for way in stage.exits.values()
        if way.guard is not None
    ]
    weeks = [
        guard.until.count * _WEEKS[guard.until.unit] for guard in guards if guard.until is not None
    ]
    weeks += [
        float(model.resources[guard.resource].ceiling or 0)
        for guard in guards
        if guard.resource == "calls" and model.resources["calls"].ceiling
    ]
    if weeks:
        return min(weeks)
    longest = [_longest(stage) for stage in model.stages.values()]
    if "loop.no-guard" in {finding.code for finding in check(model)}:
        return None
    known = [one for one in longest if one is not None]
    return sum(known) if len(known) == len(longest) else None


def _longest(stage: Stage) -> float | None:
    """Return the weeks of the longest clock that ends a stage."""
    spans = [
        span
        for clock in stage.clocks.values()
        for span in (clock.max, clock.length)
        if span is not None
    ]
    return max((span.count * _WEEKS[span.unit] for span in spans), default=None)


def simulate(model: Model, assume: Assumptions, *, runs: int, seed: int) -> Simulated:
    """Run the group through the model.

    Args:
        runs: how many times; all at once, as arrays.
        seed: the same seed gives the same people and the same draws for every model.
    """
    return _Group(traits_of(model), assume, runs, seed).run(model.id)


class _Group:
    """All runs side by side: arrays of runs by people by questions."""

    def __init__(self, traits: Traits, assume: Assumptions, runs: int, seed: int) -> None:
        self.traits, self.assume, self.runs = traits, assume, runs
        self.chance = np.random.default_rng(seed)
        counts = np.round(np.array(assume.shares) * assume.people).astype(int)
        counts[0] += assume.people - counts.sum()
        self.group = np.repeat(np.arange(len(assume.groups)), counts)
        shape = (runs, assume.people, assume.questions)
        centres = self.chance.uniform(0.15, 0.85, (runs, len(assume.groups), assume.questions))
        self.position: Floats = np.clip(
            centres[:, self.group, :] + self.chance.normal(0, assume.spread, shape), 0, 1
        )
        self.text: Floats = np.full((runs, assume.questions), 0.5)
        self.patience: Floats = self.chance.gamma(
            4, assume.patience_weeks / 4, (runs, assume.people)
        )
        self.loud: Floats = self.chance.gamma(0.7, 1, (runs, assume.people))
        self.turns: Floats = np.zeros((runs, assume.people))
        self.settled: Flags = np.zeros((runs, assume.questions), bool)
        self.ended: Floats = np.full(runs, np.nan)
        self.forced: Flags = np.zeros(runs, bool)

    def run(self, name: str) -> Simulated:
        """Run week after week until every run has an end, or the horizon."""
        for week in range(1, self.assume.horizon_weeks + 1):
            going = np.isnan(self.ended)
            if not going.any():
                break
            self._call(going)
            if week % 4 == 0:
                self._test(going, week)
            if self.traits.limit_weeks is not None and week >= self.traits.limit_weeks:
                self._force(going, week)
        return self._result(name)

    def _call(self, going: Flags) -> None:
        has_time = (
            self.chance.random((self.runs, self.assume.people))
            < np.array(self.assume.time)[self.group]
        )
        here: Flags = has_time & (self.patience > 0) & going[:, None]
        spoke: Flags = np.zeros_like(here)
        weight = self._weights()
        for _ in range(self.assume.turns):
            drawn = self._draw(np.where(here, weight, 0))
            active = here.any(axis=1)
            rows = np.flatnonzero(active)
            who = drawn[rows]
            self.turns[rows, who] += 1
            spoke[rows, who] = True
            pull = np.where(self.settled[rows], 0, _PULL) * (
                self.position[rows, who] - self.text[rows]
            )
            self.text[rows] += pull
        distance = self.text[:, None, :] - self.position
        self.position += np.where(here[:, :, None], _LISTENING * distance, 0)
        tired = np.where(spoke, 0.3, 1.0) * here + 0.2 * (~here & going[:, None])
        self.patience -= tired

    def _weights(self) -> Floats:
        """Return how likely each is to speak next: the loud under an open floor, the least heard
        group under a fair one.
        """
        if not self.traits.fair_floor:
            return self.loud
        of_group = np.stack(
            [
                self.turns[:, self.group == one].sum(axis=1)
                for one in range(len(self.assume.groups))
            ],
            axis=1,
        )
        least = of_group.min(axis=1, keepdims=True)
        share: Floats = (
            1 / (1 + of_group - least)[:, self.group] / np.bincount(self.group)[self.group]
        )
        return share / (1 + self.turns)

    def _draw(self, weight: Floats) -> npt.NDArray[np.intp]:
        total = weight.cumsum(axis=1)
        point = self.chance.random(self.runs)[:, None] * total[:, -1:]
        drawn: npt.NDArray[np.intp] = np.minimum(
            (total < point).sum(axis=1), self.assume.people - 1
        )
        return drawn

    def _test(self, going: Flags, week: int) -> None:
        still: Flags = self.patience > 0
        near: Flags = np.abs(self.text[:, None, :] - self.position) < self.assume.tolerance
        passed = self._support(near, still) & going[:, None]
        if self.traits.one_blocks:  # an objection is answered, but not by everybody and not at once
            far = (
                np.abs(self.text[:, None, :] - self.position) > 2 * self.assume.tolerance
            ) & still[:, :, None]
            blocked = self.chance.random(far.shape) < 0.02
            passed &= ~(far & blocked).any(axis=1)
        if self.traits.in_chunks:
            self.settled |= passed
        else:
            self.settled |= passed.all(axis=1, keepdims=True)
            self.patience -= np.where(going[:, None], 0.8, 0)  # what was agreed is opened again
        done = self.settled.all(axis=1) & going
        self.ended[done] = week

    def _support(self, near: Flags, still: Flags) -> Flags:
        """Return the questions on which support stands, in all or in every group; a group that has
        gone cannot support.
        """
        if not self.traits.every_group:
            share = (near & still[:, :, None]).sum(axis=1) / np.maximum(still.sum(axis=1), 1)[
                :, None
            ]
            return np.asarray((share >= self.traits.threshold) & _some(still)[:, None])
        passed: Flags = np.ones((self.runs, self.assume.questions), bool)
        for one in range(len(self.assume.groups)):
            mine = still[:, self.group == one]
            share = (near[:, self.group == one] & mine[:, :, None]).sum(axis=1) / np.maximum(
                mine.sum(axis=1), 1
            )[:, None]
            passed &= (share >= self.traits.threshold) & _some(mine)[:, None]
        return passed

    def _force(self, going: Flags, week: int) -> None:
        left = going & np.isnan(self.ended)
        self.forced |= left
        self.ended[left] = week

    def _result(self, name: str) -> Simulated:
        groups = self.assume.groups
        spoken = self.turns.sum()
        ended = self.ended[~np.isnan(self.ended)]
        tenth, middle, ninetieth = (
            np.percentile(ended, [10, 50, 90]) if len(ended) else (np.nan, np.nan, np.nan)
        )
        return Simulated(
            model=name,
            runs=self.runs,
            traits=self.traits,
            agreed=float((~np.isnan(self.ended) & ~self.forced).mean()),
            options=float(self.forced.mean()),
            gridlock=float(np.isnan(self.ended).mean()),
            weeks=(float(tenth), float(middle), float(ninetieth)),
            floor={
                group: float(self.turns[:, self.group == one].sum() / max(spoken, 1))
                for one, group in enumerate(groups)
            },
            gave_up={
                group: float((self.patience[:, self.group == one] <= 0).mean())
                for one, group in enumerate(groups)
            },
            settled=float(self.settled.mean()),
        )


def _some(flags: Flags) -> Flags:
    """Return for each run whether any is set."""
    return np.asarray(flags.any(axis=1), bool)
