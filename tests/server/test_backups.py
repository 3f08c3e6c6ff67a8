"""A backup has everything, is made while others write, and comes back whole or not at all."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from isegoria.server.configuration import Configuration
from isegoria.server.database.backups import back_up, restore
from isegoria.server.readiness import NotReady
from tests.commands import LAST, change, isegoria
from tests.postgresql import needs_postgresql, new_database

KEY = "k" * 64
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a home with a file of SQLite; see the last tests"
)


def settings(home: Path, **more: Any) -> Configuration:
    return Configuration(home=home, **{"DATABASE_URL": "", **more})


@pytest.fixture
def home(tmp_path: Path, with_tables: Callable[[Path], None]) -> Path:
    """A forum with tables, a key, and a file that only it has."""
    home = tmp_path / "home"
    with_tables(home)
    home.chmod(0o700)
    (home / "secret-key").write_text(KEY)
    (home / "uploads").mkdir()
    (home / "uploads" / "map.png").write_bytes(b"\x89PNG")
    for made_again in (
        "static/x.css",
        "faults/clocks-0.json",
        "backups/old.sqlite3",
        "lock",
        "marks/2026-11-30",
    ):
        (home / made_again).parent.mkdir(exist_ok=True)
        (home / made_again).write_text("made again")
    return home


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Path:
    back_up(settings(home), tmp_path / "forum.tar.gz", NOW)
    return tmp_path / "forum.tar.gz"


def rows(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "forum.sqlite3")) as database:
        return list(database.iterdump())


def rewritten(made: Path, change: Callable[[dict[str, Any]], None], **files: bytes) -> Path:
    """Return a backup with another manifest, and other contents of files."""
    other = made.with_name("other.tar.gz")
    with tarfile.open(made) as old, tarfile.open(other, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            content = files.get(member.name.replace(".", "_"), content)
            member.size = len(content)
            new.addfile(member, BytesIO(content))
    return other


def test_a_backup_has_all_that_cannot_be_made_again_and_comes_back(
    home: Path, made: Path, tmp_path: Path
) -> None:
    before = rows(home)
    with tarfile.open(made) as archive:
        names = archive.getnames()
        manifest = json.loads(archive.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert names == ["forum.sqlite3", "home/secret-key", "home/uploads/map.png", "manifest.json"]
    assert manifest["files"]["home/secret-key"] == sha256(KEY.encode()).hexdigest()
    assert (manifest["migrations"][-1], manifest["made_at"]) == (LAST, "2026-11-30T12:00:00Z")
    assert made.stat().st_mode & 0o777 == 0o600
    found = restore(settings(tmp_path / "new"), made)
    assert found.database == "sqlite"
    assert rows(tmp_path / "new") == before
    there = sorted(one.name for one in (tmp_path / "new").iterdir())
    assert there == ["forum.sqlite3", "lock", "secret-key", "uploads"]
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_folder_is_given_a_name_with_the_time(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    back_up(settings(home), tmp_path / "kept", NOW)
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [
        "forum-2026-11-30T120000Z.tar.gz"
    ]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("home/forum.tar.gz", "inside the folder of the forum"),
        ("home", "inside the folder of the forum"),
        ("taken.tar.gz", "is there already"),
        ("nowhere/forum.tar.gz", "There is no folder"),
    ],
)
def test_a_backup_overwrites_nothing_and_stays_out_of_the_forum(
    home: Path, tmp_path: Path, target: str, says: str
) -> None:
    (tmp_path / "taken.tar.gz").write_text("taken")
    before = set(tmp_path.rglob("*"))
    with pytest.raises(NotReady, match=says):
        back_up(settings(home), tmp_path / target, NOW)
    assert set(tmp_path.rglob("*")) == before
    assert (tmp_path / "taken.tar.gz").read_text() == "taken"


def test_a_full_disk_leaves_no_half_backup(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(NotReady, match="could not be"):
            back_up(settings(home), tmp_path / "kept", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [*(tmp_path / "kept").iterdir()] == []


def test_a_home_without_a_database_is_not_backed_up_as_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with pytest.raises(NotReady, match="could not be dumped"):
        back_up(settings(tmp_path / "home"), tmp_path / "forum.tar.gz", NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def newer_tables(manifest: dict[str, Any]) -> None:
    manifest["migrations"].append("9999_what_comes")


def newer_format(manifest: dict[str, Any]) -> None:
    manifest.update(format=2, version="9.0", unknown="more")


def of_postgresql(manifest: dict[str, Any]) -> None:
    manifest["database"] = "postgresql"


def outside(manifest: dict[str, Any]) -> None:
    manifest["files"]["home/../../stolen"] = "0" * 64


def beside_the_home(manifest: dict[str, Any]) -> None:
    manifest["files"]["elsewhere/stolen"] = "0" * 64


def the_home_itself(manifest: dict[str, Any]) -> None:
    manifest["files"]["home"] = "0" * 64


def absolute(manifest: dict[str, Any]) -> None:
    manifest["files"]["/tmp/stolen"] = "0" * 64


def missing(manifest: dict[str, Any]) -> None:
    manifest["files"]["home/gone"] = "0" * 64


def another_record(manifest: dict[str, Any]) -> None:
    manifest["checkpoint"] = manifest["checkpoint"].replace("0 ", "1 ")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (newer_tables, "from a newer version of Isegoria"),
        (newer_format, "from a newer version of Isegoria, 9.0"),
        (of_postgresql, "has a database of postgresql. Set DATABASE_URL"),
        (outside, "outside of its folder"),
        (absolute, "outside of its folder"),
        (beside_the_home, "outside of its folder"),
        (the_home_itself, "outside of its folder"),
        (missing, "home/gone is missing"),
        (another_record, "is not the one that it names"),
        (lambda manifest: manifest.clear(), "cannot be restored"),
    ],
)
def test_what_is_not_whole_or_from_another_version_is_not_restored(
    made: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    other = rewritten(made, change)
    with pytest.raises(NotReady, match=says):
        restore(settings(tmp_path / "new"), other)
    assert nothing_but_the_lock(tmp_path / "new")


def nothing_but_the_lock(home: Path) -> bool:
    return not home.exists() or {one.name for one in home.iterdir()} <= {"lock"}


def test_a_file_that_was_altered_in_a_backup_is_not_restored(made: Path, tmp_path: Path) -> None:
    other = rewritten(made, lambda _manifest: None, **{"home/secret-key": b"stolen"})
    with pytest.raises(NotReady, match="home/secret-key is not what was backed up"):
        restore(settings(tmp_path / "new"), other)
    assert nothing_but_the_lock(tmp_path / "new")


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_backup_that_was_cut_is_not_restored(made: Path, tmp_path: Path, share: float) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(made.read_bytes()[: int(made.stat().st_size * share)])
    with pytest.raises(NotReady, match="cannot be restored"):
        restore(settings(tmp_path / "new"), cut)
    assert nothing_but_the_lock(tmp_path / "new")


@pytest.mark.parametrize("there", ["forum.sqlite3", "secret-key", "uploads/map.png"])
def test_nothing_is_restored_over_a_forum(made: Path, tmp_path: Path, there: str) -> None:
    path = tmp_path / "new" / there
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(NotReady, match=r"There is a forum in .* already"):
        restore(settings(tmp_path / "new"), made)
    assert path.read_text() == "mine"
    assert [one for one in (tmp_path / "new").rglob("*") if one.is_file()] == [path]


def test_an_older_backup_is_restored_and_brought_up_to_date_by_up(
    older: Path, tmp_path: Path
) -> None:
    done = isegoria(older, "backup", str(tmp_path / "forum.tar.gz"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Backed up 0 acts and ")
    new = tmp_path / "new"
    done = isegoria(new, "restore", str(tmp_path / "forum.tar.gz"))
    assert done.returncode == 0, done.stderr
    assert "The database in" in isegoria(new, "link").stderr  # is from an older version


def test_the_command_says_what_is_in_the_way(tmp_path: Path) -> None:
    done = isegoria(tmp_path / "home", "backup", str(tmp_path / "forum.tar.gz"))
    assert (done.returncode, "has not been opened yet" in done.stderr) == (2, True)
    done = isegoria(tmp_path / "home", "restore", str(tmp_path / "forum.tar.gz"))
    assert done.returncode == 2
    assert "forum.tar.gz cannot be restored: No such file or directory." in done.stderr


ACTS = """
import django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from isegoria.server.example import bring_example
call_command("migrate", verbosity=0)
print("begins", flush=True)
bring_example(datetime.now(UTC))
"""


@contextmanager
def acting(home: Path, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that writes one act after the other."""
    environment = os.environ | {
        "ISEGORIA_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "isegoria.server.settings",
        **more,
    }
    command = [sys.executable, "-c", ACTS]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        try:
            yield process
        finally:
            process.kill()


def made_meanwhile(home: Path, folder: Path, **more: str) -> list[Path]:
    """Return backups that were made while people acted, with different numbers of acts, and one
    from after it.
    """
    kept, found = settings(home, **more), {}
    with acting(home, **more) as process:
        while (ended := process.poll()) is None or not found:
            path = folder / f"{len(found)}.tar.gz"
            path.unlink(missing_ok=True)
            found.setdefault(back_up(kept, path, NOW).checkpoint, path)
        assert ended == 0
    back_up(kept, folder / "last.tar.gz", NOW)
    assert len(found) > 2  # acts went on in between
    in_between = [*found.values()]
    return [in_between[len(in_between) // 2], folder / "last.tar.gz"]


def agrees(made: Path, home: Path, **more: str) -> None:
    """Restore a backup; all is well with it then, and the record is the one of the backup."""
    done = isegoria(home, "restore", str(made), **more)
    assert done.returncode == 0, done.stderr
    looked = isegoria(home, "check", **more)
    assert looked.returncode == 0, looked.stdout + looked.stderr


@pytest.mark.whole
def test_backups_made_while_people_act_are_each_one_moment(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    for number, made in enumerate(made_meanwhile(home, tmp_path / "kept")):
        agrees(made, tmp_path / f"new-{number}")


@pytest.mark.whole
def test_a_check_while_people_act_looks_at_one_moment(home: Path) -> None:
    with acting(home) as process:
        while process.poll() is None:
            checked = isegoria(home, "check", ISEGORIA_DEVELOPMENT="true")
            assert checked.returncode == 0, checked.stderr


@pytest.mark.whole
@needs_postgresql
def test_on_postgresql_too(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "home").mkdir()
    with new_database() as url:
        backups = made_meanwhile(tmp_path / "home", tmp_path / "kept", DATABASE_URL=url)
    for number, made in enumerate(backups):
        with new_database() as url:
            agrees(made, tmp_path / f"new-{number}", DATABASE_URL=url)
            with pytest.raises(NotReady, match="tables already"):
                restore(settings(tmp_path / "other", DATABASE_URL=url), made)
    with pytest.raises(NotReady, match=r"database of postgresql\. Set DATABASE_URL"):
        restore(settings(tmp_path / "sqlite"), made)


def test_what_is_changed_after_a_backup_is_not_in_it(
    home: Path, made: Path, tmp_path: Path
) -> None:
    change(home, "CREATE TABLE later AS SELECT 1")
    restore(settings(tmp_path / "new"), made)
    assert not any("later" in line for line in rows(tmp_path / "new"))
