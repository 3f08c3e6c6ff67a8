"""Commands in processes of their own, on the folder of a forum."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.running import free_port

__all__ = [
    "LAST",
    "LAST_BUT_ONE",
    "SECONDS",
    "applied",
    "change",
    "isegoria",
    "lines_until",
    "made",
    "ran",
    "up",
]

SECONDS = 120  # within which a forum is opened; machines are shared
_MIGRATIONS = Path(__file__).parents[1] / "src" / "isegoria" / "server" / "migrations"
*_EARLIER, LAST_BUT_ONE, LAST = sorted(one.stem for one in _MIGRATIONS.glob("[0-9]*.py"))
_MAKE = f"""
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ends = [one for one in executor.loader.graph.leaf_nodes() if one[0] != "isegoria"]
executor.migrate([*ends, ("isegoria", "{LAST_BUT_ONE}")])
"""


def ran(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        env=_environment(home, **more),
        cwd=home.parent,
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def isegoria(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return ran(home, "-m", "isegoria", *words, **more)


def made(home: Path) -> Path:
    """Make the folder of a forum as the last version but one would have."""
    done = ran(home, "-c", _MAKE, DJANGO_SETTINGS_MODULE="isegoria.server.settings")
    assert done.returncode == 0, done.stderr
    return home


@contextmanager
def up(home: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "isegoria", "up", "--development", "--port", str(free_port())]
    piped = subprocess.PIPE
    with subprocess.Popen(
        command,
        env=_environment(home, PYTHONUNBUFFERED="1"),
        stdout=piped,
        stderr=piped,
        text=True,
        umask=0o022,
        cwd=home.parent,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: "subprocess.Popen[str]", said: str) -> list[str]:
    """Return what a forum prints until it says something."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if said in line:
            return lines
    raise AssertionError(lines)


def change(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "forum.sqlite3")) as database, database:
        database.execute(statement)


def applied(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as found:
        rows = found.execute("SELECT name FROM django_migrations WHERE app = 'isegoria'")
        return {name for (name,) in rows}


def _environment(home: Path, **more: str) -> dict[str, str]:
    ours = ("ISEGORIA_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"ISEGORIA_HOME": str(home)} | more
