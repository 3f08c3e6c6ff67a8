"""Processes that began before texts of rules were kept get theirs when the database is brought up
to date, or nothing starts.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from isegoria.library import FILES, digest_of, model, read_from
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.process.facts import model_of
from isegoria.server.process.kept_rules import unreadable_rules
from isegoria.server.process.models import Process
from isegoria.server.record.door import perform
from isegoria.server.rulebooks.models import RulesText
from tests.commands import change, ran
from tests.releases import CHANGES, our_own, released

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="each test has a database in a file of its own"
)
BEFORE, AFTER = "0017_seats_of_a_chunk", "0018_rules_of_a_process"
VERSION = model("equal-footing").version
OWN = our_own("debian.gr", "our.vote")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def migrated(to: str) -> Any:
    """Bring the database to a migration; return its tables as of then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("isegoria", to)])
    return MigrationExecutor(connection).loader.project_state([("isegoria", to)]).apps


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Let the tests of this worker have another database for a while."""
    tests = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = tests


@pytest.fixture(scope="module")
def before(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A database with the tables of then."""
    path: Path = tmp_path_factory.mktemp("before") / "forum.sqlite3"
    with django_db_blocker.unblock(), in_file(path):
        migrated(BEFORE)
    return path


@pytest.fixture
def older(before: Path, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A forum from before, with two processes that run by the library and one by a model of its
    own.
    """
    shutil.copy(before, tmp_path / "forum.sqlite3")
    with django_db_blocker.unblock(), in_file(tmp_path / "forum.sqlite3"):
        _begin(MigrationExecutor(connection).loader.project_state([("isegoria", BEFORE)]).apps)
        yield
    read_from()


def _begin(there: Any) -> None:
    used = there.get_model("isegoria", "ModelInUse")
    for version in (1, 2):
        text = OWN.replace("version: 1", f"version: {version}").replace(
            "min: 2 weeks", f"min: {4 - version} weeks"
        )
        used.objects.create(model_id="our.vote", version=version, text=text, put_in=version)
    began = there.get_model("isegoria", "Process")
    for number, (name, version) in enumerate(
        [
            ("equal-footing", VERSION),
            ("equal-footing.working-group", VERSION),
            ("our.vote", 1),
            ("our.vote", 2),
        ],
        11,
    ):
        began.objects.create(
            number=number, title=name, model_id=name, model_version=version, began_at=NOW
        )


def migrated_already() -> bool:
    return ("isegoria", AFTER) in MigrationExecutor(connection).loader.applied_migrations


def test_every_process_gets_the_text_that_the_library_or_the_forum_has(older: None) -> None:
    migrated(AFTER)
    call_command("migrate", verbosity=0)
    kept = {one.number: one.rules.text for one in Process.objects.select_related("rules")}
    assert kept[11] == kept[12] == FILES["equal-footing"]
    assert [f"min: {weeks} weeks" in kept[number] for number, weeks in ((13, 3), (14, 2))] == [
        True,
        True,
    ]
    assert RulesText.objects.count() == 3
    assert all(one.digest == digest_of(one.text) for one in RulesText.objects.all())
    assert {
        one.number: (model_of(one).id, model_of(one).version) for one in Process.objects.all()
    } == {one.number: (one.model_id, one.model_version) for one in Process.objects.all()}
    assert model_of(Process.objects.get(pk=12)) == model("equal-footing.working-group")
    assert list(unreadable_rules()) == []


@pytest.mark.parametrize("change", ["it is the next version", "the file is gone"])
def test_where_a_text_cannot_be_found_nothing_changes_and_each_process_is_named(
    older: None, change: str, tmp_path: Path
) -> None:
    released(CHANGES[change](), tmp_path / "library")
    with pytest.raises(CommandError) as refused:
        migrated(AFTER)
    assert not migrated_already()
    first, second = str(refused.value).splitlines()
    assert first.startswith(
        "The rules of process #11 “equal-footing” cannot be found: it began under"
        f" “equal-footing”, version {VERSION}."
    )
    assert "process #12 “equal-footing.working-group”" in second
    assert f"into {settings.HOME / 'rules'} and start again" in first


def test_the_file_of_the_former_release_is_taken_from_the_home(older: None, tmp_path: Path) -> None:
    former = FILES["equal-footing"]
    released(CHANGES["it is the next version"](), tmp_path / "library")
    folder = settings.HOME / "rules"
    folder.mkdir()
    try:
        (folder / "broken.yaml").write_text("id: [")
        with pytest.raises(CommandError, match=r"broken\.yaml:1:6: this is not YAML"):
            migrated(AFTER)
        (folder / "broken.yaml").write_text(former, "utf-8")
        there = migrated(AFTER)
    finally:
        (folder / "broken.yaml").unlink()
        folder.rmdir()
    assert there.get_model("isegoria", "Process").objects.get(pk=12).rules.text == former


COMMANDS = (
    ("up", "--port", "1"),
    ("remind",),
    ("worker",),
    ("recompute", "1"),
    ("seat-judge", "1", "a@example.org"),
    ("signals", "--issue", "1"),
)
EACH = f"""
import sys
from isegoria.cli import main
for words in {COMMANDS!r}:
    try:
        main(words)
    except SystemExit as ended:
        print(f"“{{words[0]}}” ended with {{ended.code}}", file=sys.stderr)
"""
"""All in one process: each starts Django by itself in a forum, and finds it started here."""


def test_no_command_that_judges_starts_where_the_rules_of_a_process_cannot_be_read(
    with_tables: Callable[[Path], None], django_db_blocker: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with_tables(home)
    with django_db_blocker.unblock(), in_file(home / "forum.sqlite3"):
        perform(BeginProcess("Cables", model("equal-footing")), by=None, now=NOW)
    change(home, "DROP TRIGGER isegoria_rulestext_no_update")
    change(home, "UPDATE isegoria_rulestext SET text = replace(text, '3 weeks', '1 day')")
    ended = ran(home, "-c", EACH, ISEGORIA_DEVELOPMENT="true")
    refused = (
        f"The rules of process #1 “Cables” (“equal-footing”, version {VERSION}) cannot be read"
    )
    assert (ended.returncode, ended.stdout) == (0, "")
    assert [line for line in ended.stderr.splitlines() if line.startswith("“")] == [
        f"“{words[0]}” ended with 2" for words in COMMANDS
    ]
    assert ended.stderr.count(refused) == len(COMMANDS)
    serve = ("-m", "uvicorn", "isegoria.server.asgi:application", "--port", "1")
    served = ran(home, *serve, ISEGORIA_DEVELOPMENT="true")
    assert (served.returncode, served.stderr.count(refused), "Traceback" in served.stderr) == (
        2,
        1,
        False,
    )
