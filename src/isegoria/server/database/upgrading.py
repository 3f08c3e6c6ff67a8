"""`isegoria up` brings the database up to date: alone, and with a copy from before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from isegoria.server.configuration import DATABASE
from isegoria.server.database.copies import copied
from isegoria.server.database.lock import comes_true
from isegoria.server.database.state import State, newer, readable, state, version
from isegoria.server.readiness import NotReady

__all__ = ["bring_up_to_date"]

_LOCK = 0x15E60214  # any number that nobody else uses in this database


def bring_up_to_date(now: datetime, say: Callable[[str], None], within: float) -> bool:
    """Make the tables that are missing. Of a database that has some already a copy is kept.

    Returns whether it was the database of an older version.

    Raises:
        NotReady: the database is from a newer version, somebody else upgrades it, it could not be
            copied, or one of the changes refuses to be made.
    """
    with _alone(within):
        found = state()
        if found is State.NEWER:
            raise newer()
        if found is State.OLDER:
            say(_kept(now))
        try:
            call_command("migrate", verbosity=0)  # of a current one too, see apps.py
        except CommandError as refused:
            raise NotReady(str(refused).splitlines()) from None
        return found is State.OLDER


def _kept(now: datetime) -> str:
    """Keep the database as it is, and say where."""
    if connection.vendor != "sqlite":
        return (
            "The database is brought up to date. No copy of a PostgreSQL database is made:"
            " before the next upgrade make a dump with pg_dump."
        )
    copy = copied(settings.HOME / DATABASE, settings.HOME / "backups", version(), now)
    return f"The database was copied to {copy} before it is brought up to date."


@contextmanager
def _alone(within: float) -> Iterator[None]:
    """Keep other machines away, which no lock in the home keeps away from a PostgreSQL database."""
    if connection.vendor != "postgresql":
        yield
        return
    with readable():
        is_alone = comes_true(lambda: _asked("pg_try_advisory_lock"), within)
    if not is_alone:
        reason = "The database is being brought up to date by another “isegoria up”."
        raise NotReady([f"{reason} Wait until it is open."])
    try:
        yield
    finally:
        _asked("pg_advisory_unlock")


def _asked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
