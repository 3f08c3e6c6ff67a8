"""By a clock that is far off no deadline runs: nobody can take back what ran out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from isegoria.server.jobs.models import Lease
from isegoria.server.readiness import NotReady
from isegoria.server.record.models import Head

__all__ = ["FAR", "ClockJumped", "go_on", "refuse_far_clock", "refuse_jump"]

FAR = timedelta(days=30)
_BEHIND = timedelta(hours=1)


class ClockJumped(Exception):  # noqa: N818 -- it says what is so
    """The clock of this machine is far ahead of when this was done last."""


def refuse_far_clock(now: datetime) -> None:
    """Ask before a forum is opened by a clock that is far ahead of what it did last, or behind.

    In development days pass as one likes.

    Raises:
        NotReady: the clock is far off.
    """
    head = Head.objects.filter(pk=1, size__gt=0).first()
    if settings.DEVELOPMENT or head is None:
        return
    last_at = max(filter(None, [head.last_at, *Lease.objects.values_list("done_at", flat=True)]))
    if now - last_at > FAR:
        off = f"{(now - last_at).days} days after the forum did something last"
    elif head.last_at - now > _BEHIND:
        last_at, off = head.last_at, "before the last act of the forum"
    else:
        return
    raise NotReady(
        [
            f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, {off}"
            f" ({last_at:%Y-%m-%d %H:%M} UTC). By a wrong clock deadlines run out, and nobody can"
            " take that back.",
            "Correct the clock, and start again. If it is right, start with --clock-is-right.",
        ]
    )


def go_on(now: datetime) -> None:
    """Note that the clock is right after a long rest: what was done long ago is due."""
    Lease.objects.filter(done_at__lt=now - FAR).update(done_at=Now())


def refuse_jump(name: str, now: datetime) -> None:
    """Do nothing by a clock that jumped since this was done last.

    Raises:
        ClockJumped: it did.
    """
    done_at = Lease.objects.filter(name=name).values_list("done_at", flat=True).first()
    if done_at is not None and now - done_at > FAR:
        raise ClockJumped(
            f"the clock says {now:%Y-%m-%d}, and this was done last on {done_at:%Y-%m-%d}. If the"
            " clock is right, start the forum with --clock-is-right"
        )
