"""What is done at night so that nothing stays longer than it should: deleted words in the files of
PostgreSQL, and copies from before an upgrade.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings

from isegoria.server.database.copies import forget_old
from isegoria.server.database.traces import rewrite
from isegoria.server.jobs.models import Lease
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.models import RulesText

__all__ = ["TRACES", "delete_old_copies", "overwrite_erased"]

TRACES = "traces"
_DELETES = (
    "archive.forget",
    "case.erase-note",
    "chunk.clock",
    "chunk.count",
    "chunk.leave",
    "code.hide",
    "invitation.erase",
    "process.end-seat",
    "profile.erase",
    "review.close",
    "words.erase",
)
"""Kinds of acts by which words or secret answers are deleted or moved."""
_NEVER_CHANGED = (Act, RulesText)
_OVERLAP = timedelta(days=1)  # an act that was not committed yet when the last time was noted


def overwrite_erased(_now: datetime) -> None:
    """Write the tables of PostgreSQL anew if something was deleted since that was done last."""
    done_at = Lease.objects.filter(name=TRACES).values_list("done_at", flat=True).first()
    deleted = Act.objects.filter(kind__in=_DELETES)
    if done_at is not None:
        deleted = deleted.filter(minute__gte=done_at - _OVERLAP)
    if deleted.exists():
        tables = apps.get_models(include_auto_created=True)
        rewrite([one._meta.db_table for one in tables if one not in _NEVER_CHANGED])


def delete_old_copies(now: datetime) -> None:
    """Delete copies of the database from before an upgrade that are older than thirty days."""
    forget_old(Path(settings.HOME) / "backups", now)
