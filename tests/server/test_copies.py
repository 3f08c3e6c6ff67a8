"""Before an upgrade the database is copied, or nothing is changed."""

import re
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from isegoria.server.database.copies import copied
from isegoria.server.readiness import NotReady
from tests.commands import LAST, LAST_BUT_ONE, applied, change, isegoria, lines_until, up

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_up_copies_an_older_database_and_brings_it_up_to_date(older: Path) -> None:
    change(older, "CREATE TABLE was_here AS SELECT 1")
    with up(older) as forum:
        first, second, *_others = lines_until(forum, "Open http")
    [copy] = (older / "backups").iterdir()
    assert first == f"The database was copied to {copy} before it is brought up to date.\n"
    assert second == f"The forum’s data are in {older}\n"
    assert re.fullmatch(rf"forum-\d{{4}}-\d\d-\d\dT\d{{6}}Z-{LAST_BUT_ONE[:4]}\.sqlite3", copy.name)
    assert {(copy.parent.stat().st_mode & 0o777), (copy.stat().st_mode & 0o777)} == {0o700, 0o600}
    assert max(applied(copy)) == LAST_BUT_ONE
    assert max(applied(older / "forum.sqlite3")) == LAST
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert kept.execute("SELECT count(*) FROM was_here").fetchone() == (1,)


def test_without_a_copy_nothing_is_brought_up_to_date(older: Path) -> None:
    (older / "backups").touch()  # where a folder should be
    done = isegoria(older, "up", "--development", "--port", "1")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"The database could not be copied to {older / 'backups'}: File exists.")
    assert line.endswith("Nothing was changed. Correct this, and start again.")
    assert LAST not in applied(older / "forum.sqlite3")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A database of a megabyte."""
    with closing(sqlite3.connect(tmp_path / "forum.sqlite3")) as database, database:
        database.execute("CREATE TABLE words AS SELECT randomblob(1000000)")
    return tmp_path / "forum.sqlite3"


def test_the_newest_copy_of_each_of_the_last_three_versions_is_kept(
    small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for day, version in enumerate(["0001", "0002", "0002", "0003", "0003", "0004"]):
        copied(small, folder, version, NOW + timedelta(days=day))
        (folder / "notes.txt").touch()  # which is somebody's own
    assert sorted(one.name for one in folder.iterdir()) == [
        "forum-2026-12-01T120000Z-0002.sqlite3",
        "forum-2026-12-03T120000Z-0003.sqlite3",
        "forum-2026-12-04T120000Z-0004.sqlite3",
        "notes.txt",
    ]


def test_a_full_disk_leaves_earlier_copies_and_no_half_one(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    whole = copied(small, folder, "0001", NOW)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, limits[1]))
    try:
        with pytest.raises(NotReady, match="The database could not be copied"):
            copied(small, folder, "0001", NOW + timedelta(days=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [*folder.iterdir()] == [whole]
