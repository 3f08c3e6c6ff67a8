"""Every kind of page and two acts, with ten times as many acts: the growth of processor time and of
queries.

Two forums are measured in turn, name by name, so that what else the machine does meets both alike.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.bench.crowd import LARGE, SMALL
from tests.bench.measure import held, say

__all__ = ["run"]

ROUNDS = 3
LIMIT = 1.2
AGAIN = 2
"""Rounds more for what is beyond the limit: another process may have been in the way."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one work took: seconds of a processor, and queries."""

    seconds: float
    queries: int


class _Grown:
    """A forum that measures."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._told, self._said = process.stdin, process.stdout
        self.names: list[str] = []

    def wait(self) -> None:
        """Wait until the forum is filled."""
        self.names = json.loads(self._said.readline() or "[]")

    def cost(self, name: str) -> Cost:
        """Return what a work costs now."""
        print(name, file=self._told, flush=True)
        answer = self._said.readline()
        if not answer:
            raise RuntimeError(f"the forum that measures “{name}” has ended; see above")
        return Cost(**json.loads(answer))


def run() -> None:
    """Print what everything costs in the larger forum, and how much more than in the smaller."""
    with ExitStack() as stack:
        small, large = (stack.enter_context(_grown(one.acts)) for one in (SMALL, LARGE))
        for one in (small, large):
            one.wait()
        worst = max(_told(name, *_compared(name, small, large)) for name in large.names)
    say("the largest growth", f"{worst:.2f} times", held(worst <= LIMIT, f"at most {LIMIT}"))


def _compared(name: str, small: _Grown, large: _Grown) -> tuple[Cost, Cost]:
    """Return the least that a work costs in each, of some rounds in turn."""
    least: tuple[Cost, Cost] | None = None
    for turn in range(ROUNDS + AGAIN):
        if turn >= ROUNDS and least and least[1].seconds <= LIMIT * least[0].seconds:
            break
        fresh = small.cost(name), large.cost(name)
        least = (_less(least[0], fresh[0]), _less(least[1], fresh[1])) if least else fresh
    assert least is not None
    return least


def _less(one: Cost, other: Cost) -> Cost:
    return Cost(min(one.seconds, other.seconds), min(one.queries, other.queries))


def _told(name: str, before: Cost, now: Cost) -> float:
    """Print how a work has grown, and return by how much."""
    by, asked = now.seconds / before.seconds, now.queries / max(before.queries, 1)
    say(
        name if name.startswith("act: ") else f"page: {name}",
        f"{by:.2f}, {asked:.2f} times",
        f"time, queries; processor {now.seconds * 1000:.1f} ms, {now.queries} queries; "
        + held(by <= LIMIT and asked <= LIMIT, f"at most {LIMIT} times {SMALL.acts:,} acts"),
    )
    return by


@contextmanager
def _grown(acts: int) -> Iterator[_Grown]:
    with (
        tempfile.TemporaryDirectory(prefix="isegoria-bench-") as home,
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.grown", str(acts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"ISEGORIA_HOME": home},
        ) as process,
    ):
        try:
            yield _Grown(process)
        finally:
            process.kill()
