"""The figures of a forum for those who run it: no names, no addresses, no words."""

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from isegoria.server.faults import Fault, faults
from isegoria.server.front.models import MailCount
from isegoria.server.jobs.models import Lease
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Authorship, Head

__all__ = ["Figures", "Job", "Mails", "figures"]

_ACTIVE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mails:
    """What became of mails."""

    sent: int
    put_off: int
    refused: int


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself; None where it never ran to its end."""

    name: str
    seconds_since: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a forum holds and does."""

    version: str
    database: str
    acts: int
    people: int
    secretariat: int
    active: int
    """People who did something in the last thirty days."""
    mails: Mails
    mails_of_the_week: Mails
    waiting: Mapping[str, int]
    """Tasks that wait, by queue."""
    jobs: Sequence[Job]
    faults: Sequence[Fault]
    disk_free: int


def figures() -> Figures:
    """Count everything once."""
    now = timezone.now()
    people = Participant.objects.filter(from_archive=False, erased_in=None, is_active=True)
    recent = Authorship.objects.filter(act__minute__gt=now - _ACTIVE)
    week = MailCount.objects.filter(on__gt=(now - timedelta(days=7)).date())
    return Figures(
        version=version("isegoria"),
        database=connection.vendor,
        acts=Head.objects.get(pk=1).size,
        people=people.count(),
        secretariat=people.filter(secretariat=True).count(),
        active=recent.values("participant").distinct().count(),
        mails=_mails(MailCount.objects.all()),
        mails_of_the_week=_mails(week),
        waiting=Counter(DBTaskResult.objects.values_list("queue_name", flat=True)),
        jobs=[
            Job(name, (now - done_at).total_seconds() if done_at else None)
            for name, done_at in Lease.objects.values_list("name", "done_at")
        ],
        faults=faults(),
        disk_free=shutil.disk_usage(settings.HOME).free,
    )


def _mails(days: QuerySet[MailCount]) -> Mails:
    summed = days.aggregate(*(Sum(one) for one in ("sent", "put_off", "refused")))
    return Mails(*(summed[f"{one}__sum"] or 0 for one in ("sent", "put_off", "refused")))
