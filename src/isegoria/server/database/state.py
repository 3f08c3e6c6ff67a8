"""Whether the database has exactly the tables that this version of Isegoria works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from isegoria.server.database.lock import refuse_while_opening
from isegoria.server.readiness import NotReady

__all__ = ["State", "newer", "readable", "refuse_other_version", "state", "version"]

_APP = "isegoria"


class State(Enum):
    """How the database compares with this version."""

    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()


def refuse_other_version() -> None:
    """Let nothing but `isegoria up` work with a database that it would have to change first.

    Raises:
        NotReady: the database is empty, from another version, or cannot be read.
    """
    found = state()
    if found is State.CURRENT:
        return
    if found is State.NEWER:
        raise newer()
    refuse_while_opening(settings.HOME)
    if found is State.EMPTY:
        reason = f"This forum has not been opened yet: the {_named()} is empty."
        raise NotReady([f"{reason} Start it with “isegoria up” first."])
    keep = f"copy {settings.HOME}" if _is_sqlite() else "make a dump of the database"
    reason = f"The {_named()} is from an older version."
    cure = f"Stop the forum, {keep}, and run “isegoria up” once to bring it up to date."
    raise NotReady([f"{reason} {cure}"])


def state() -> State:
    """Compare the database with this version.

    Raises:
        NotReady: it cannot be read.
    """
    loader = _loaded()
    ours = {key for key in loader.applied_migrations if key[0] == _APP}
    # Only our own: a library that we use may drop what it has put together in a later migration.
    if ours - set(loader.disk_migrations):
        return State.NEWER
    if not ours:
        return State.EMPTY
    missing = set(loader.graph.nodes) - set(loader.applied_migrations)
    return State.OLDER if missing else State.CURRENT


def version() -> str:
    """Return the number of the last change that the database has, such as 0019."""
    return max(name for app, name in _loaded().applied_migrations if app == _APP).split("_")[0]


def newer() -> NotReady:
    """Return why a database of a newer version is left alone."""
    restore = "a dump from before the upgrade"
    if _is_sqlite():
        restore = f"a copy from before the upgrade; {settings.HOME / 'backups'} may have one"
    reason = f"The {_named()} is from a newer version of Isegoria."
    return NotReady([f"{reason} Start that version, or restore {restore}."])


def _loaded() -> MigrationLoader:
    with readable():
        return MigrationLoader(connection)


@contextmanager
def readable() -> Iterator[None]:
    """Say so where the database cannot be reached, or is none.

    Raises:
        NotReady: it is so.
    """
    try:
        yield
    except DatabaseError as fault:
        reason = " ".join(str(fault).split()).rstrip(".")
        raise NotReady([f"The {_named()} cannot be read: {reason}."]) from None


def _named() -> str:
    if _is_sqlite():
        return f"database in {settings.HOME}"
    return f"PostgreSQL database “{connection.settings_dict['NAME']}”"


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
