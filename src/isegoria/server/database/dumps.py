"""One moment of a database as a file, while others go on writing; and the way back.

SQLite is copied by its own backup, PostgreSQL dumped by pg_dump in one snapshot. Nothing here knows
Django or a table's columns: a database of any version can be dumped.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from isegoria.ledger.tree import Checkpoint, Tree
from isegoria.server.configuration import DATABASE, DATABASE_OPTIONS, Configuration, options_of
from isegoria.server.readiness import NotReady

__all__ = ["Contents", "dump", "load", "name_of", "refuse_used", "vendor_of"]

_MOMENT_MILLISECONDS = 20_000  # for which a copy of SQLite waits for a writer
_ALL_OR_NOTHING = ("--exit-on-error", "--single-transaction")
_NOBODYS = ("--no-owner", "--no-privileges")  # who restores it owns it
_HAS_LEAVES = "0025_derive_leaves"
_ASK_MIGRATIONS = "SELECT name FROM django_migrations WHERE app = 'isegoria' ORDER BY name"
_ASK_LEAVES = "SELECT leaf_hash FROM isegoria_act ORDER BY number"
_ASK_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, as far as a backup tells it."""

    migrations: tuple[str, ...]
    """The changes of tables that it has, which say its version."""
    checkpoint: Checkpoint
    """How long its record is, and the root of its tree."""


def vendor_of(kept: Configuration) -> str:
    """Return the kind of the database that the settings name."""
    return "postgresql" if kept.database_url else "sqlite"


def name_of(vendor: str) -> str:
    """Return the name of a dump in a backup."""
    return DATABASE if vendor == "sqlite" else "forum.pgdump"


def dump(kept: Configuration, target: Path) -> Contents:
    """Write the database as it is at one moment into a file; return what it holds.

    Raises:
        NotReady: it cannot be read or written.
    """
    with _told("could not be dumped"):
        if kept.database_url:
            return _dump_postgresql(kept.database_url, target)
        source = kept.home.absolute() / DATABASE
        # `mode=rw`: a copy of a database that is not there would be an empty one
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as one,
            closing(sqlite3.connect(target)) as other,
        ):
            one.execute(f"PRAGMA busy_timeout = {_MOMENT_MILLISECONDS}")
            one.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")  # one file holds all of it
            return _contents(other.execute)


def load(kept: Configuration, source: Path, expected: Checkpoint) -> None:
    """Put a dump where the settings say.

    Raises:
        NotReady: it could not be loaded, or its record is not the expected one.
    """
    with _told("could not be restored"):
        if kept.database_url:
            into = f"--dbname={_named(kept.database_url)['dbname']}"
            _run("pg_restore", kept.database_url, *_ALL_OR_NOTHING, *_NOBODYS, into, str(source))
            with _connected(kept.database_url) as connection:
                _refuse_other(_contents(connection.execute), expected)
            return
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as database:
            [(said,), *_more] = database.execute("PRAGMA integrity_check(1)").fetchall()
            if said != "ok":
                raise sqlite3.DatabaseError(said)
            _refuse_other(_contents(database.execute), expected)
        source.replace(kept.home.absolute() / DATABASE)


def refuse_used(kept: Configuration) -> None:
    """Refuse a PostgreSQL database that has tables.

    Raises:
        NotReady: it has some, or cannot be reached.
    """
    if not kept.database_url:
        return
    with _told("cannot be read"), _connected(kept.database_url) as connection:
        [tables] = connection.execute(_ASK_TABLES).fetchone()
        name = connection.info.dbname
    if tables:
        raise NotReady(
            [
                f"The PostgreSQL database “{name}” has {tables} tables already. Nothing was"
                " changed. Restore into a new, empty database."
            ]
        )


def _dump_postgresql(url: str, target: Path) -> Contents:
    with _connected(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [snapshot] = connection.execute("SELECT pg_export_snapshot()").fetchone()
        found = _contents(connection.execute)
        # what is compressed is the whole backup
        _run(
            "pg_dump",
            url,
            "--format=custom",
            "--compress=0",
            *_NOBODYS,
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
    return found


def _refuse_other(found: Contents, expected: Checkpoint) -> None:
    if found.checkpoint != expected:
        raise NotReady(
            [
                f"The record of the backup is not the one that it names: its checkpoint is"
                f" {found.checkpoint}, and not {expected}. Do not open this forum."
            ]
        )


def _contents(ask: Callable[[Any], Any]) -> Contents:
    migrations = tuple(name for (name,) in ask(_ASK_MIGRATIONS))
    if _HAS_LEAVES not in migrations:
        raise NotReady(
            [
                "The database is from a version that made no backups. Stop the forum, and copy its"
                " folder, or make a dump of its PostgreSQL database."
            ]
        )
    tree = Tree()
    for (leaf_hash,) in ask(_ASK_LEAVES):
        tree.add(bytes(leaf_hash))
    return Contents(migrations, tree.checkpoint)


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415 -- only where a setting names PostgreSQL

    with psycopg.connect(**_named(url), autocommit=True) as connection:
        yield connection


def _named(url: str) -> dict[str, Any]:
    """Return the parts of an address by the names that PostgreSQL has for them."""
    parts = urlsplit(url)
    named = {
        "host": parts.hostname or "",
        "port": str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": parts.path.lstrip("/"),
        **options_of(url),
    }
    return {name: value for name, value in named.items() if value}


_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    **DATABASE_OPTIONS,
}


def _run(program: str, url: str, *words: str) -> None:
    """Run a program of PostgreSQL. The address is in its environment: everybody on a machine can
    read the words of a command, the password among them.
    """
    if shutil.which(program) is None:
        raise NotReady(
            [f"{program} is not installed. It comes with the package postgresql-client."]
        )
    named = {_VARIABLES[name]: value for name, value in _named(url).items()}
    subprocess.run(  # noqa: S603 -- no word of it comes from outside
        [program, *words],
        env=os.environ | named,
        check=True,
        capture_output=True,
        text=True,
    )


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say in a sentence why a database could not be reached.

    Raises:
        NotReady: it could not.
    """
    try:
        yield
    except NotReady:
        raise
    except subprocess.CalledProcessError as fault:
        reason = next(iter(fault.stderr.strip().splitlines()), f"status {fault.returncode}")
        raise NotReady([f"The database {what}: {reason.rstrip('.')}."]) from None
    except (OSError, sqlite3.Error) as fault:
        raise NotReady([f"The database {what}: {_reason(fault)}."]) from None
    except Exception as fault:
        if not type(fault).__module__.startswith("psycopg"):  # which may not be installed
            raise
        raise NotReady([f"The database {what}: {_reason(fault)}."]) from None


def _reason(fault: Exception) -> str:
    said = getattr(fault, "strerror", None) or str(fault)
    return " ".join(said.split()).rstrip(".")
