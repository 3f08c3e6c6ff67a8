"""What is due again and again: each at its time, by one process of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from isegoria.server.faults import guarded
from isegoria.server.forum.ended_sessions import forget_ended_sessions
from isegoria.server.issues.call_for_issues import end_calls
from isegoria.server.jobs import leases
from isegoria.server.jobs.clock import refuse_jump
from isegoria.server.jobs.tidying import TRACES, delete_old_copies, overwrite_erased
from isegoria.server.outcomes.reminding import remind_all
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.elections import seat_elected

__all__ = ["CLOCKS", "Periodic", "timetable"]

CLOCKS = "clocks"
_AFTER_A_FAULT = timedelta(minutes=10)  # at the latest


@dataclass(slots=True)
class Periodic:
    """Work that is due again and again. `name` is that of its thread, its lease and its fault."""

    name: str
    every: timedelta
    work: Callable[[datetime], object]
    pause: float = 5.0
    """Seconds after which it is asked again whether it is due."""
    holder: str = field(default_factory=leases.new_holder)
    kind: str = "timetable"
    """The fault where it cannot be found out whether it is due."""
    _since: float | None = None

    def step(self) -> bool:
        """Do it if it is due and nobody else does; nothing is due at once after it.

        That it failed is told until it was done, not only until it is asked for again.
        """
        if not leases.take(self.name, self.holder):
            return False
        self._since = begun = monotonic()
        try:
            with guarded(self.name) as watched:
                now = timezone.now()
                refuse_jump(self.name, now)
                self.work(now)
        finally:
            self._since = None
        done = not watched.number
        every = self.every if done else min(self.every, _AFTER_A_FAULT)
        lasted = timedelta(seconds=monotonic() - begun)
        leases.end(self.name, self.holder, max(every - lasted, timedelta()), done=done)
        return False

    def renew(self) -> None:
        """Keep others away while it is being done."""
        since = self._since
        if since is not None and monotonic() - since < leases.STUCK.total_seconds():
            leases.renew(self.name, self.holder)


def timetable() -> Sequence[Periodic]:
    """Return all that is due again and again."""
    return (
        Periodic(CLOCKS, timedelta(minutes=1), run_clocks),
        Periodic("calls", timedelta(minutes=1), end_calls),
        Periodic("elections", timedelta(minutes=1), seat_elected),
        Periodic("reminders", timedelta(days=1), remind_all),
        Periodic("copies", timedelta(days=1), delete_old_copies),
        Periodic(TRACES, timedelta(days=1), overwrite_erased),
        Periodic("sessions", timedelta(days=1), forget_ended_sessions),
    )
