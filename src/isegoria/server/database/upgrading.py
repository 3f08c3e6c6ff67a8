"""`isegoria up` brings the database up to date, and is alone in doing so."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError, call_command
from django.db import connection

from isegoria.server.database.lock import comes_true
from isegoria.server.database.state import State, newer, readable, state
from isegoria.server.readiness import NotReady

__all__ = ["bring_up_to_date"]

_LOCK = 0x15E60214  # any number that nobody else uses in this database


def bring_up_to_date(within: float) -> None:
    """Make the tables that are missing.

    Raises:
        NotReady: the database is from a newer version, somebody else upgrades it, or one of the
            changes refuses to be made.
    """
    with _alone(within):
        if state() is State.NEWER:
            raise newer()
        try:
            call_command("migrate", verbosity=0)  # of a current one too, see apps.py
        except CommandError as refused:
            raise NotReady(str(refused).splitlines()) from None


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
