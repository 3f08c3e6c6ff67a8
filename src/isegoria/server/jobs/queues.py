"""Tasks that wait in the database, each done once by one worker, and then gone.

Nothing is kept of a task that was done: a mail has links that let somebody in, and words that may
be erased. A task whose worker died is done again by another.
"""

import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from isegoria.server.front.outbox import PutAside, deliver
from isegoria.server.jobs import leases
from isegoria.server.warnings.looking import look_at_large

__all__ = ["Queue", "queues"]

_TABLE = DBTaskResult._meta.db_table
_MOST_TRIES = 8  # of a task that ends its worker again and again
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Queue:
    """The tasks of one kind, of which a worker does one after the other."""

    task: "Task[Any, Any]"
    holder: str = ""
    pause: float = 1.0
    """Seconds after which an empty queue is looked at again."""
    _at_work: Any = None
    _since: float = 0.0
    _gave_back: float = float("-inf")

    @property
    def name(self) -> str:
        """The name of the queue and its thread."""
        return str(self.task.queue_name)

    @property
    def kind(self) -> str:
        """The fault where the queue cannot be read, or a task fails."""
        return self.name

    def step(self) -> bool:
        """Do the next task; return whether there may be another one."""
        self._give_back()
        row = self._claimed()
        if row is None:
            return False
        self._since, self._at_work = monotonic(), row.pk
        try:
            self._do(row)
        finally:
            self._at_work = None
        return True

    def renew(self) -> None:
        """Keep the task that is being done from being given back."""
        number = self._at_work
        if number is not None and monotonic() - self._since < leases.STUCK.total_seconds():
            self._running().filter(pk=number).update(started_at=Now())

    def _claimed(self) -> "DBTaskResult[Any, Any] | None":
        """Return the next task, which is ours then: those tried least, then the earliest."""
        if not self._has_rows():
            return None
        row = self._rows().ready().order_by("-priority", "run_after", "enqueued_at").first()
        if row is None:
            return None
        row.worker_ids = [*row.worker_ids, self.holder]
        # asked for again by the UPDATE itself: of all who found it ready one takes it
        ready = self._rows().filter(pk=row.pk, status=TaskResultStatus.READY)
        ours = ready.update(
            status=TaskResultStatus.RUNNING, started_at=Now(), worker_ids=row.worker_ids
        )
        return row if ours else None

    def _has_rows(self) -> bool:
        """Return whether a task waits, also one that was put aside.

        Every process asks each second: in plain SQL, since to compile the query costs ten times as
        much as to run it.
        """
        asked = f"SELECT 1 FROM {_TABLE} WHERE queue_name = %s AND status = %s LIMIT 1"  # noqa: S608 -- no value in it
        with connection.cursor() as cursor:
            cursor.execute(asked, [self.name, TaskResultStatus.READY])
            return cursor.fetchone() is not None

    def _do(self, row: "DBTaskResult[Any, Any]") -> None:
        done = self._running().filter(pk=row.pk)
        if len(row.worker_ids) > _MOST_TRIES:
            done.delete()
            _log.error("A task of “%s” ended its worker %d times.", self.name, _MOST_TRIES)
            return
        context = TaskContext(task_result=cast(Any, row.task_result))
        try:
            self.task.call(context, **row.args_kwargs["kwargs"])
        except PutAside as later:
            done.update(
                status=TaskResultStatus.READY,
                run_after=timezone.now() + later.pause,
                priority=row.priority - 1,
                args_kwargs={"args": [], "kwargs": later.kwargs},
            )
        except Exception:
            done.delete()
            raise
        else:
            done.delete()

    def _give_back(self) -> None:
        """Let the tasks of workers that died be done again."""
        if monotonic() - self._gave_back < leases.RENEWED_EVERY.total_seconds():
            return
        lost = self._running().filter(started_at__lt=Now() - leases.LASTS)
        if lost.exists():  # an UPDATE would hold up other writers on SQLite, also of no row
            lost.update(status=TaskResultStatus.READY)
        self._gave_back = monotonic()

    def _running(self) -> Any:
        return self._rows().filter(status=TaskResultStatus.RUNNING)

    def _rows(self) -> Any:
        return DBTaskResult.objects.filter(queue_name=self.name)


def queues() -> list[Queue]:
    """Return all queues, each with a holder of its own."""
    return [Queue(one, leases.new_holder()) for one in (deliver, look_at_large)]
