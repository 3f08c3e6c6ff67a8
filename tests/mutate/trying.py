"""One process of several: it collects the tests once, then looks what they reach, or tries faults.

For each fault it forks. The child puts the fault in, opens its own connection to a fresh copy of the
database, and runs the tests that reach the fault until one fails. How it ends is its verdict.
"""

import builtins
import functools
import gc
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.mutate.faults import SWITCH
from tests.mutate.places import load_with_faults
from tests.mutate.reaching import Reached, Remembering, file_of, mask_of, read, write

TESTS = ("tests/unit", "tests/property", "tests/server")
MARKS = "not whole and not browser and not real_data"
SLOW = 15.0  # seconds of processor time; a test above finds nothing
MOST = 30.0  # seconds of processor time for one fault
MEMORY = 4 << 30  # bytes of address space that a child can add
LEFT_OUT = {
    "test_access.py": "it plays whole processes first, for pages",
    "test_query_counts.py": "it plays whole processes first, for pages",
    "test_slow_clients.py": "it measures time",
    "test_worker_processes.py": "it starts forums of their own, which no fault reaches",
    "test_path_of_a_step.py": "it counts calls, and faults add some",
    "test_checking_grows.py": "it counts calls, and faults add some",
    "test_linear_time.py": "it measures time",
    "test_house.py": "it reads texts, not what the code does",
    "test_messages.py": "it reads texts, not what the code does",
    "test_mutate.py": "it reads texts, not what the code does",
}
FOUND, CAPPED = 10, 11  # how a child ends


def _used() -> float:
    return sum(os.times()[:4])


class _Shared:
    """What both tasks need: the collected tests, and a way back to the state before each."""

    def __init__(self) -> None:
        self.items: dict[str, pytest.Item] = {}
        self.cached: list[Any] = []

    def collected(self, session: pytest.Session) -> None:
        if session.testsfailed:
            raise session.Interrupted("tests could not be collected")
        self.items = {one.nodeid: one for one in session.items if not _left_out(one)}
        self.cached = [
            one
            for one in gc.get_objects()
            if type(one) is functools._lru_cache_wrapper  # isinstance would wake Django's lazy ones
            and str(one.__module__).startswith("isegoria")
        ]

    def forget(self) -> None:
        """Forget what functions of the code keep, so that the next test calls them anew."""
        for one in self.cached:
            one.cache_clear()
        kept = sys.modules.get("isegoria.server.rulebooks.kept")
        if kept:
            kept._read.clear()

    def run(self, item: pytest.Item) -> list[pytest.TestReport]:
        """Run a test by itself: fixtures of its module are made and taken down with it."""
        other = next(one for one in self.items.values() if one.path.parent != item.path.parent)
        return runtestprotocol(item, log=False, nextitem=other)


def _left_out(item: pytest.Item) -> str:
    """Say why a test cannot look for faults."""
    names = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    if {"transactional_db", "live_server"} & names or (mark and mark.kwargs.get("transaction")):
        return "it writes to the database for good"
    if "from_before" in names:
        return "it opens a forum of an older version"
    return LEFT_OUT.get(item.path.name, "")


class Looking:
    """Run a share of the tests and see which faults each reaches."""

    def __init__(self, share: int, of: int, files: Path, out: Path) -> None:
        self.share, self.of, self.out = share, of, out
        self.files = files.read_text("utf-8").split()
        self.shared = _Shared()
        self.switch = Remembering()
        load_with_faults(self.switch)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.shared.collected(session)
        reached = Reached(imported=mask_of(self.switch.asked))
        reached.left_out = {
            one.nodeid: why
            for one in session.items
            if (why := _left_out(one)) and file_of(one.nodeid) in self.files
        }
        items = [one for name, one in self.shared.items.items() if file_of(name) in self.files]
        for item in items[self.share :: self.of]:
            self.switch.asked.clear()
            self.shared.forget()
            start = _used()
            self.out.with_suffix(".running").write_text(item.nodeid, "utf-8")
            reports = self.shared.run(item)
            seconds = _used() - start
            wrong = next((one for one in reports if one.failed), None)
            if wrong or seconds > SLOW or any(one.skipped for one in reports):
                why = "it fails" if wrong else "it is slow" if seconds > SLOW else "it is skipped"
                reached.left_out[item.nodeid] = why
                if wrong:
                    print(item.nodeid, wrong.longreprtext, file=sys.stderr, flush=True)
                continue
            if self.switch.asked:
                reached.tests[item.nodeid] = mask_of(self.switch.asked)
                reached.seconds[item.nodeid] = round(seconds, 3)
        write(reached, self.out)
        return True


class Trying:
    """Put faults in, one after the other, and write a line about each."""

    def __init__(self, numbers: Sequence[int], reached: Reached, out: Path) -> None:
        self.numbers, self.reached, self.out = numbers, reached, out
        self.shared = _Shared()
        self.steady: dict[str, bool] = {}
        self.running = out.with_suffix(".running")
        load_with_faults(0)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.shared.collected(session)
        self._set_up(session)
        with self.out.open("a", encoding="utf-8") as out:
            for number in self.numbers:
                start = time.monotonic()
                told = self._tried(number)
                told |= {"number": number, "seconds": round(time.monotonic() - start, 2)}
                out.write(json.dumps(told) + "\n")
                out.flush()
        return True

    def _set_up(self, session: pytest.Session) -> None:
        """Make the database by running a test that needs it, and keep a copy of it."""
        first = min(
            (name for name in self.reached.seconds if "db" in _fixtures(self.shared.items[name])),
            key=self.reached.seconds.__getitem__,
        )
        assert all(one.passed for one in self.shared.run(self.shared.items[first])), first
        connections.close_all()
        self.database = Path(connection.settings_dict["NAME"])
        self.copy = self.database.with_suffix(".copy")
        shutil.copy(self.database, self.copy)
        gc.collect()
        gc.freeze()

    def _tried(self, number: int) -> dict[str, Any]:
        names = [name for name in self.reached.by(number) if self.steady.get(name, True)]
        if not names:
            only = self.reached.imported >> number & 1
            return {"verdict": "only imported" if only else "not reached"}
        ended = self._forked(lambda: self._child(number, names))
        if ended == 0:
            return {"verdict": "survived", "tests": len(names)}
        if ended == CAPPED:
            return {"verdict": "survived", "capped": True, "tests": len(names)}
        by = self.running.read_text("utf-8")
        if by not in self.steady:
            self.steady[by] = self._forked(lambda: self._child(0, [by])) == 0
        if not self.steady[by]:
            print(f"{by} fails without a fault", file=sys.stderr, flush=True)
            return self._tried(number)
        return {"verdict": "found", "by": by, "runaway": ended < 0}

    def _forked(self, work: Callable[[], NoReturn]) -> int:
        """Do work in a child with a fresh database; return its status, or minus the signal."""
        for suffix in ("-wal", "-shm", "-journal"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.copy, self.database)
        child = os.fork()
        if child == 0:
            work()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what it started
        return ended

    def _child(self, number: int, names: Sequence[str]) -> NoReturn:
        status = FOUND
        try:
            os.setpgid(0, 0)
            size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
            self.shared.forget()
            setattr(builtins, SWITCH, number)
            status = self._until_one_fails(names)
        finally:
            os._exit(status)

    def _until_one_fails(self, names: Sequence[str]) -> int:
        start = _used()
        for name in names:
            if _used() - start > MOST:
                return CAPPED
            self.running.write_text(name, "utf-8")
            seconds = self.reached.seconds[name]
            signal.setitimer(signal.ITIMER_PROF, 5 + 10 * seconds)  # processor time
            signal.alarm(int(60 + 20 * seconds))  # for one that waits
            if any(one.failed for one in self.shared.run(self.shared.items[name])):
                return FOUND
        return 0


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


class Steady:
    """Let hypothesis try the same examples each time."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        from hypothesis import settings  # noqa: PLC0415  # pytest has to see it imported

        settings.register_profile(
            "mutate", settings.get_profile("house"), derandomize=True, database=None
        )
        settings.load_profile("mutate")


def main(task: str, out: str, *more: str) -> int:
    """Run one task: `look SHARE OF FILES`, or `try REACHED NUMBER...`."""
    plugin: Any
    if task == "look":
        plugin = Looking(int(more[0]), int(more[1]), Path(more[2]), Path(out))
    else:
        plugin = Trying([int(one) for one in more[1:]], read(Path(more[0])), Path(out))
    options = ["-q", "-p", "no:randomly", "-m", MARKS]
    return pytest.main([*options, *TESTS], plugins=[plugin, Steady()])


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
