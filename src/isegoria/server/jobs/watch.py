"""Telling the secretariat when what runs by itself does not run, whatever the reason."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from isegoria.server.faults import guarded
from isegoria.server.front.outbox import mails_that_wait
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.timetable import CLOCKS

__all__ = ["PATIENCE", "mails_are_late", "watch"]

PATIENCE = timedelta(minutes=5)


class Overdue(Exception):  # noqa: N818 -- it says what is so
    """Something that runs by itself did not run for so long."""


def watch(now: datetime) -> None:
    """Note as a fault what has not run for five minutes, and forget it when it has."""
    with guarded("worker"):
        if not Lease.objects.filter(name=CLOCKS, done_at__gt=Now() - PATIENCE).exists():
            raise Overdue("no worker has run the clocks for five minutes")
    with guarded("mails"):
        if mails_are_late(now):
            raise Overdue("mails have waited for a worker for five minutes")


def mails_are_late(now: datetime) -> bool:
    """Return whether a mail has waited for a worker for five minutes."""
    before = now - PATIENCE
    put_aside, fresh = Q(run_after__lt=before), Q(run_after__gt=now, enqueued_at__lt=before)
    return bool(mails_that_wait().ready().filter(put_aside | fresh).exists())
