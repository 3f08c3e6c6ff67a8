"""What was erased leaves no trace in the files of an SQLite database.

Deleted content is overwritten in the database itself (`secure_delete`). Its write-ahead log still
has the pages as they were written, until it is emptied; while a connection is open, which may be
for weeks, it is not emptied by itself.
"""

import logging

from django.db import DatabaseError, connection, transaction

from isegoria.server.database.patience import patient_for

__all__ = ["empty_owed", "leave_no_trace"]

_log = logging.getLogger(__name__)
_BUSY_MILLISECONDS = 500  # for which an act waits for those who still read what was before
_owed: set[str] = set()
"""The databases whose log could not be emptied yet."""


def leave_no_trace() -> None:
    """Empty the log once what is being done is committed; PostgreSQL has none that one could
    read.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty)


def empty_owed() -> None:
    """Try again where somebody was reading when something was erased; the clocks ask for it each
    minute.
    """
    if connection.vendor == "sqlite" and str(connection.settings_dict["NAME"]) in _owed:
        _empty()


def _empty() -> None:
    """Empty the log, or note that it has to be tried again."""
    name = str(connection.settings_dict["NAME"])
    try:
        with connection.cursor() as cursor, patient_for(_BUSY_MILLISECONDS):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
    except DatabaseError as fault:
        _log.warning("The log of the database could not be emptied: %s", fault)
        busy = True
    if busy:
        _owed.add(name)
    else:
        _owed.discard(name)
