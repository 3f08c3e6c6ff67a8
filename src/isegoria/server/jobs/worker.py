"""A worker: a thread for each thing that runs by itself, and one that looks after them.

A thing that fails is logged, told to the secretariat, and tried again. A thread that ends is begun
again. The thread of one thing never waits for another.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from django.db import DatabaseError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.utils import is_locked_database_exception

from isegoria.server.faults import forget, guarded
from isegoria.server.jobs.leases import RENEWED_EVERY
from isegoria.server.jobs.queues import queues
from isegoria.server.jobs.timetable import timetable
from isegoria.server.jobs.watch import PATIENCE, watch

__all__ = ["Loop", "Worker", "loops"]

_AFTER_A_FAULT = 10.0  # seconds
_LOOKS_AFTER = 1.0
_WATCHES = 60.0
_log = logging.getLogger(__name__)


class Loop(Protocol):
    """Something that is done again and again in a thread of its own."""

    @property
    def name(self) -> str:
        """The name of its thread."""

    @property
    def kind(self) -> str:
        """The fault that is noted while a step fails."""

    @property
    def pause(self) -> float:
        """Seconds to wait when there is nothing to do."""

    def step(self) -> bool:
        """Do what is due; return whether there may be more at once."""

    def renew(self) -> None:
        """Say in the database that what it does is still being done; another thread calls this."""


def loops() -> list[Loop]:
    """Return all that runs by itself."""
    return [*timetable(), *queues()]


class _Runner:
    """The thread of a loop."""

    def __init__(self, loop: Loop, ends: Event) -> None:
        self.loop, self._ends = loop, ends
        self.died: BaseException | None = None
        self.thread = Thread(target=self._run, name=loop.name, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            while not self._ends.is_set():
                self._ends.wait(self._once())
        except BaseException as died:  # noqa: BLE001 -- whatever it is, it is told and begun again
            self.died = died
        finally:
            with suppress(Exception):
                connections.close_all()

    def _once(self) -> float:
        """Do what is due; return for how long to pause then."""
        again = False
        with guarded(self.loop.kind) as watched:
            try:
                close_old_connections()
                again = self.loop.step()
            except OperationalError as fault:
                if not is_locked_database_exception(fault):  # by an import on SQLite, for minutes
                    raise
        if watched.number:
            with suppress(Exception):
                connections.close_all()
            return _AFTER_A_FAULT
        return 0 if again else self.loop.pause


class Worker:
    """Runs loops in threads until it is stopped. Without loops it only watches those of others."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        self._loops = loops
        self._ends = Event()
        self._runners: list[_Runner] = []
        self._began = self._died = self._watched = self._renewed = monotonic()
        self._thread = Thread(target=self._look_after, name="worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._runners = [_Runner(one, self._ends) for one in self._loops]
        self._thread.start()

    def stop(self, within: float) -> None:
        """End, and wait for what is being done for so many seconds at most.

        What comes to no end then is done again by the next worker.
        """
        self._ends.set()
        until = monotonic() + within
        for one in self._runners:
            one.thread.join(max(until - monotonic(), 0))
        if left := [one.loop.name for one in self._runners if one.thread.is_alive()]:
            _log.warning("Still at work when the worker ended: %s.", ", ".join(left))

    def _look_after(self) -> None:
        while not self._ends.wait(_LOOKS_AFTER):
            try:
                self._look()
            except DatabaseError as fault:
                _log.warning("What runs by itself could not be looked after: %s", fault)
            except Exception:  # noqa: BLE001 -- nobody looks after this thread
                _log.exception("What runs by itself could not be looked after.")
        with suppress(Exception):
            connections.close_all()

    def _look(self) -> None:
        now = monotonic()
        self._begin_again()
        try:
            if now - self._renewed >= RENEWED_EVERY.total_seconds():
                self._renewed = now
                for one in self._runners:
                    one.loop.renew()
            if now - self._watched >= _WATCHES:
                self._watched = now
                self._watch()
        finally:
            close_old_connections()

    def _begin_again(self) -> None:
        """Begin the threads again that ended, and tell it for five minutes."""
        for place, one in enumerate(self._runners):
            if not one.thread.is_alive() and not self._ends.is_set():
                self._died = monotonic()
                with guarded("thread"):
                    self._runners[place] = _Runner(one.loop, self._ends)
                    raise RuntimeError(f"the thread “{one.loop.name}” ended") from one.died

    def _watch(self) -> None:
        now, patience = monotonic(), PATIENCE.total_seconds()
        if now - self._died >= patience:
            forget("thread", 0)
        if now - self._began >= patience:  # before that it may just have been closed for long
            watch(timezone.now())
