"""Medians of some rounds, printed beside what they are compared with."""

import statistics
import time
from collections.abc import Callable

__all__ = ["say", "seconds"]

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def say(what: str, figure: str, limit: str) -> None:
    """Print one line of the table."""
    print(f"{what:48} {figure:>16}   {limit}", flush=True)
