"""`isegoria up` brings the database up to date."""

from django.core.management import CommandError, call_command

from isegoria.server.database.state import State, newer, state
from isegoria.server.readiness import NotReady

__all__ = ["bring_up_to_date"]


def bring_up_to_date() -> None:
    """Make the tables that are missing.

    Raises:
        NotReady: the database is from a newer version, or one of the changes refuses to be made.
    """
    if state() is State.NEWER:
        raise newer()
    try:
        call_command("migrate", verbosity=0)  # of a current one too, see apps.py
    except CommandError as refused:
        raise NotReady(str(refused).splitlines()) from None
