"""What was erased leaves no trace in the files of the database.

On SQLite deleted content is overwritten in the database itself (`secure_delete`). Its write-ahead
log still has the pages as they were written, until it is emptied; while a connection is open, which
may be for weeks, it is not emptied by itself.

PostgreSQL leaves deleted rows in the pages of a table, and a plain VACUUM only marks their place as
free. So tables are written anew (`rewrite`), at night: nobody can use a table meanwhile.
"""

import logging
from collections.abc import Sequence

from django.db import DatabaseError, connection, transaction

from isegoria.server.database.patience import patient_for

__all__ = ["empty_owed", "leave_no_trace", "rewrite"]

_log = logging.getLogger(__name__)
_BUSY_MILLISECONDS = 500  # for which an act waits for those who still read what was before
_LOCK_SECONDS = 2  # for which a table is waited for that others use
_owed: set[str] = set()
"""The databases whose log could not be emptied yet."""


def leave_no_trace() -> None:
    """Empty the log once what is being done is committed; on PostgreSQL tables are written anew at
    night.
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


def rewrite(tables: Sequence[str]) -> None:
    """Write tables anew, without what was deleted; nothing is done on SQLite.

    Each is tried by itself. One that is in use is not waited for: who waits for a table holds up
    everybody who comes later.

    Raises:
        DatabaseError: some could not be written anew; the others were.
    """
    if connection.vendor != "postgresql":
        return
    failed: DatabaseError | None = None
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{_LOCK_SECONDS}s"])
        try:
            for table in tables:
                try:
                    cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
                except DatabaseError as fault:
                    failed = fault
        finally:
            cursor.execute("RESET lock_timeout")
    if failed is not None:
        raise failed
