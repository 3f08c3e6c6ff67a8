"""Worlds that many tests begin in: each worker makes one by its acts once, and then writes its rows
again, which takes a tenth of the time.

What is written again is every statement that changed the database while the world was made. That is
right only where the database is as it was then. So a world is known by all that was made before it
since the test began; as soon as a test has written anything else, the world is made by its acts.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import get_language

__all__ = ["from_the_beginning", "once"]

Found = TypeVar("Found")
_Key = tuple[Hashable, ...]


@dataclass
class _Made:
    """How a world is written again, and what its maker returned."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    found: Any = None

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Keep what changes the database; savepoints too, since what was refused was taken back."""
        found = execute(sql, params, many, context)
        if not sql.startswith(("SELECT", "PRAGMA")):
            self.statements.append((sql, params, many))
        return found

    def write(self) -> None:
        with connection.cursor() as cursor:
            for sql, params, many in self.statements:
                (cursor.executemany if many else cursor.execute)(sql, params)


@dataclass
class _Standing:
    """What was made since the test began; nothing is known outside of one that is taken back."""

    made: _Key = ()
    changes: int = -1

    def is_untouched(self) -> bool:
        return self.changes >= 0 and self.changes == _changes()


_worlds: dict[_Key, _Made] = {}
_standing = _Standing()


@contextmanager
def from_the_beginning() -> Iterator[None]:
    """Let worlds be written again in a test whose transaction has just begun."""
    global _standing  # noqa: PLW0603 -- a worker has one database
    if connection.vendor == "sqlite" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
            _standing = _Standing(tuple(cursor.fetchall()), _changes())
    try:
        yield
    finally:
        _standing = _Standing()


def once(name: Hashable, make: Callable[[], Found]) -> Found:
    """Return what `make` returns, with the database as `make` leaves it."""
    if not _standing.is_untouched():
        return make()
    key = (*_standing.made, get_language(), name)
    if key in _worlds:
        _worlds[key].write()
    else:
        made = _Made()
        with connection.execute_wrapper(made.watch):
            made.found = make()
        _worlds[key] = made
    _standing.made, _standing.changes = key, _changes()
    found: Found = deepcopy(_worlds[key].found)
    return found


def _changes() -> int:
    """Return how many rows this connection ever wrote."""
    return int(connection.connection.total_changes)
