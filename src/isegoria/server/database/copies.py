"""A copy of an SQLite database from before an upgrade, in the folder `backups` of the home."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from isegoria.server.readiness import NotReady

__all__ = ["KEPT_FOR", "copied", "forget_old"]

KEPT_FOR = timedelta(days=30)
"""So long a copy is kept: it has the words that were erased since."""
_KEPT = 3


def copied(database: Path, folder: Path, version: str, now: datetime) -> Path:
    """Copy a database, also while it is in use; return the copy.

    The last three copies are kept. A further copy of one version takes the place of the earlier
    one, so that an upgrade that fails again and again drives no other copy out.

    Raises:
        NotReady: it could not be copied. Earlier copies stay then.
    """
    copy = folder / f"forum-{now:%Y-%m-%dT%H%M%SZ}-{version}.sqlite3"
    partial = copy.with_suffix(".partial")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            _write(database, partial)
            partial.replace(copy)
        finally:
            partial.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        failed = f"The database could not be copied to {folder}: {reason}."
        raise NotReady([f"{failed} Nothing was changed. Correct this, and start again."]) from None
    _forget(folder, copy)
    return copy


def forget_old(folder: Path, now: datetime) -> None:
    """Delete copies that are older than thirty days, and what a copy that failed left behind."""
    for one in [*folder.glob("forum-*.sqlite3"), *folder.glob("forum-*.partial")]:
        written = datetime.fromtimestamp(one.stat().st_mtime, UTC)
        if now - written > KEPT_FOR:
            one.unlink(missing_ok=True)


def _write(database: Path, partial: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)


def _forget(folder: Path, newest: Path) -> None:
    """Remove earlier copies of the same version, and all but the last ones of others."""
    others = [one for one in sorted(folder.glob("forum-*.sqlite3"), reverse=True) if one != newest]
    kept = [one for one in others if _version(one) != _version(newest)][: _KEPT - 1]
    for one in set(others) - set(kept):
        one.unlink()


def _version(copy: Path) -> str:
    return copy.stem.rpartition("-")[2]
