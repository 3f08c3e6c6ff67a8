"""Figures of a run, printed beside what they are compared with."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["held", "memory_bytes", "p95", "processor_seconds", "say", "seconds", "visited"]

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def processor_seconds(process: int) -> float:
    """Return how long a process has kept a processor busy; 0 where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    parts = told.read_text().rpartition(")")[2].split() if told.exists() else ["0"] * 20
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory_bytes(process: int) -> int:
    """Return what a process has in memory now; 0 where the system does not tell."""
    told = Path(f"/proc/{process}/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else 0


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def visited(name: str, times: list[float], busy: float, limit: str) -> None:
    """Print times, and how long a processor was busy for each: what counts where others use the
    machine too.
    """
    p50, last = statistics.median(times) * 1000, p95(times) * 1000
    first = f"first {times[0] * 1000:.0f} ms"
    say(
        name,
        f"{p50:.1f}, {last:.1f} ms",
        f"p50, p95; processor {busy * 1000:.1f}, {first}; {limit}",
    )


def held(is_so: bool, limit: str) -> str:
    """Return a limit, marked where the figure is beyond it."""
    return limit if is_so else f"{limit}: MISSED"


def say(what: str, figure: str, limit: str) -> None:
    """Print one line of the table."""
    print(f"{what:48} {figure:>16}   {limit}", flush=True)
