"""Looking at issues and keeping what fires, so that a page shows it with one query.

A small issue is looked at again as soon as anything happened; the page that finds it old does so. A
large one takes longer than a page may, so a worker looks at it, one at a time, and the page shows
what fired before and of when that is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django_tasks import TaskContext, task

from isegoria.server.database.patience import patient_for
from isegoria.server.deliberation.models import Comment
from isegoria.server.faults import forget, guarded
from isegoria.server.issues.models import Issue
from isegoria.server.process.members import members_of_each
from isegoria.server.process.models import Chunk
from isegoria.server.record.models import Act, Head
from isegoria.server.warnings.models import Look
from isegoria.server.warnings.reads import fired
from isegoria.signals.values import Kind, Signal

__all__ = ["LARGE", "Looked", "look_at_large", "looked_at", "signals_of"]

LARGE = 500  # contributions or participants above which no page waits
_OLD = timedelta(minutes=10)
"""After so long an issue is looked at again even where nothing happened: clocks run."""
_PAUSE = timedelta(minutes=1)
"""A large issue on which acts come in all the time is not looked at more often."""
_LOST = timedelta(minutes=5)
"""Whoever was asked to look and came to no end in this time was interrupted."""
_BUSY_MILLISECONDS = 500  # for which a page waits for those who write


@dataclass(frozen=True, slots=True)
class Looked:
    """What fires on an issue, and when it was looked at; None while it was not yet."""

    issue: Issue
    at: datetime | None
    signals: list[Signal]
    current: bool
    """Whether nothing happened since."""


def signals_of(issue: Issue, now: datetime) -> list[Signal]:
    """Return the early warnings of an issue as far as it was looked at."""
    return looked_at([issue], now)[0].signals


def looked_at(issues: Sequence[Issue], now: datetime) -> list[Looked]:
    """Return what fires on each issue; those that are old and small are looked at first, the large
    ones meanwhile.
    """
    kept = Look.objects.in_bulk([one.pk for one in issues])
    head = Head.objects.values_list("size", flat=True).get(pk=1)
    stirred = _stirred([one for one in kept.values() if one.at is not None and one.number < head])
    old = [one for one in issues if one.pk in stirred or _is_old(kept.get(one.pk), now)]
    small, large = _parted(old)
    fresh = {look.issue_id: look for look in _look_at_small(small, head, now)}
    kept |= fresh
    _ask_for([one for one in large if _may_begin(kept.get(one.pk), now)], now)
    stirred -= set(fresh)
    return [_looked(one, kept.get(one.pk), current=one.pk not in stirred) for one in issues]


def _stirred(looks: Sequence[Look]) -> set[int]:
    """Return the issues on whose chunks anything was done since they were looked at."""
    if not looks:
        return set()
    numbers = {look.issue_id: look.number for look in looks}
    chunks = Chunk.objects.filter(issue__in=numbers).select_related("process")
    issues = {one.item: one.issue_id for one in chunks}
    acts = Act.objects.filter(
        process__in={one.process.place for one in chunks},
        item__in=list(issues),
        number__gt=min(numbers.values()),
    )
    latest = (
        acts.values("item").annotate(latest=Max("number")).order_by().values_list("item", "latest")
    )
    return {issues[item] for item, number in latest if number > numbers[issues[item]]}


def _is_old(look: Look | None, now: datetime) -> bool:
    return look is None or look.at is None or now - look.at > _OLD


def _may_begin(look: Look | None, now: datetime) -> bool:
    if look is None:
        return True
    return (look.at is None or now - look.at > _PAUSE) and (
        look.began_at is None or now - look.began_at > _LOST
    )


def _parted(issues: Sequence[Issue]) -> tuple[list[Issue], list[Issue]]:
    """Return the issues that a page looks at itself, as many as are small together, and the
    others.
    """
    if not issues:
        return [], []
    joined = members_of_each({one.process_id for one in issues})
    people = {process: sum(counts.values()) for process, counts in joined.items()}
    few = [
        one.pk for one in issues if people.get(one.process_id, 0) <= LARGE
    ]  # of the others it is known without counting
    said = (
        Comment.objects.filter(chunk__issue__in=few)
        .values("chunk__issue")
        .annotate(number=Count("pk"))
        .order_by()
    )
    sizes = Counter({row["chunk__issue"]: row["number"] for row in said} if few else {})
    small: list[Issue] = []
    large: list[Issue] = []
    left = LARGE
    for one in issues:
        size = sizes[one.pk] + people.get(one.process_id, 0)
        if (
            small and small[-1].process_id == one.process_id
        ):  # those who take part were counted with the one before
            size = sizes[one.pk]
        (small if size <= left else large).append(one)
        left -= size if size <= left else 0
    return small, large


def _looked(issue: Issue, look: Look | None, *, current: bool) -> Looked:
    if look is None:
        return Looked(issue, None, [], current=False)
    return Looked(issue, look.at, [_read(one) for one in look.signals], current)


def _look_at_small(issues: Sequence[Issue], head: int, now: datetime) -> list[Look]:
    """Look at several issues together; if that fails, at each by itself, so that the page shows all
    others.
    """
    try:
        found = _look(issues, head, now)
    except Exception:  # noqa: BLE001 -- which one it is, and why, is found out and told below
        found = []
        for one in issues:
            with guarded("warnings", one.pk):
                found += _look([one], head, now)
    else:
        for one in issues:
            forget("warnings", one.pk)
    return found


def _look(issues: Sequence[Issue], head: int, now: datetime) -> list[Look]:
    """Look at issues and keep what fires."""
    found = [
        Look(
            issue_id=number,
            number=head,
            at=now,
            began_at=None,
            signals=[_written(one) for one in kept],
        )
        for number, kept in (fired(issues, now) if issues else {}).items()
    ]
    if found:
        Look.objects.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["issue"],
            update_fields=["number", "at", "began_at", "signals"],
        )
    return found


@task(queue_name="looking", takes_context=True)
def look_at_large(context: TaskContext, issue: int) -> None:
    """Look at a large issue, unless somebody did so meanwhile."""
    found = Issue.objects.filter(pk=issue, look__began_at__isnull=False).first()
    if found is not None:
        with guarded("warnings", issue):
            _look([found], Head.objects.values_list("size", flat=True).get(pk=1), timezone.now())


def _ask_for(issues: Sequence[Issue], now: datetime) -> None:
    """Let a worker look at large issues. A page that cannot write that shows what there is."""
    if not issues:
        return
    try:
        with patient_for(_BUSY_MILLISECONDS), transaction.atomic():
            for issue in issues:
                if _begun(issue, now):
                    look_at_large.enqueue(issue=issue.pk)
    except DatabaseError:
        if connection.in_atomic_block:
            raise


def _begun(issue: Issue, now: datetime) -> bool:
    """Return whether it is ours to look: of all who find it old at once, one begins."""
    Look.objects.bulk_create([Look(issue=issue)], ignore_conflicts=True)
    free = Q(began_at=None) | Q(began_at__lt=now - _LOST)
    return bool(Look.objects.filter(free, pk=issue.pk).update(began_at=now))


def _written(signal: Signal) -> dict[str, Any]:
    figures = {
        name: value if isinstance(value, int) else str(value)
        for name, value in signal.figures.items()
    }
    return {
        "kind": signal.kind.value,
        "about": signal.about,
        "figures": figures,
        "says": signal.says,
        "instead": signal.instead,
    }


def _read(written: dict[str, Any]) -> Signal:
    return Signal(
        Kind(written["kind"]),
        written["about"],
        written["figures"],
        written["says"],
        written["instead"],
    )
