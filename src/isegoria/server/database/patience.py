"""How long a connection to SQLite waits for those who write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

__all__ = ["patient_for"]


@contextmanager
def patient_for(milliseconds: int) -> Iterator[None]:
    """Wait no longer than this for others; on PostgreSQL, where nobody waits for a writer of other
    rows, as long as ever.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
