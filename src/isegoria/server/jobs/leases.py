"""The lease in the database: of several processes one does a thing at its time.

Each step is one conditional UPDATE, which SQLite and PostgreSQL both do for one process after the
other. The time is the database's, so that machines whose clocks differ agree on it.
"""

from datetime import timedelta
from uuid import uuid4

from django.db.models.functions import Now

from isegoria.server.jobs.models import Lease

__all__ = ["LASTS", "RENEWED_EVERY", "STUCK", "end", "new_holder", "renew", "take"]

LASTS = timedelta(seconds=60)
"""For so long a holder that died keeps others away."""
RENEWED_EVERY = timedelta(seconds=15)
STUCK = timedelta(minutes=30)
"""Who works for longer comes to no end, and nothing is renewed for them any more."""


def new_holder() -> str:
    """Return a name that no other holder has."""
    return uuid4().hex


def take(name: str, holder: str) -> bool:
    """Take a lease that is free; return whether it is ours now."""
    known = Lease.objects.filter(name=name)
    if not known.filter(until__lte=Now()).exists():
        if known.exists():
            return False
        Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)
    # asked for again by the UPDATE itself: of all who found it free one takes it
    taken = known.filter(until__lte=Now()).update(holder=holder, until=Now() + LASTS)
    return bool(taken)


def renew(name: str, holder: str) -> None:
    """Keep a lease for longer, if it is still ours."""
    Lease.objects.filter(name=name, holder=holder).update(until=Now() + LASTS)


def end(name: str, holder: str, pause: timedelta, *, done: bool) -> None:
    """Let go of a lease: nobody takes it before the pause is over.

    Args:
        name: what was done.
        holder: who did it. If another one has taken the lease meanwhile, it stays theirs.
        pause: until it is due again.
        done: whether it came to its end.
    """
    ours = Lease.objects.filter(name=name, holder=holder)
    until = Now() + pause
    if done:
        ours.update(holder="", until=until, done_at=Now())
    else:
        ours.update(holder="", until=until)
