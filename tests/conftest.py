"""What all tests share."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import allauth
import django
import django_tasks_db
import pytest
from django.apps import apps
from django.conf import settings as settings_of_django
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from isegoria.server.front.mailbox import folder
from isegoria.server.record.append_only import (
    guard,
    guard_rules,
    guard_sealed,
    start_record,
    unguard,
    unguard_rules,
    unguard_sealed,
)
from tests.once import from_the_beginning

settings.register_profile(
    "house", deadline=None
)  # machines are shared; how long something takes is for the bench
settings.load_profile("house")


WORLDS = {
    "test_access": "every address",
    "test_cast": "cast",
    "test_copies": "other versions",
    "test_messages": "messages",
    "test_one_forum": "other versions",
    "test_other_versions": "other versions",
    "test_query_counts": "query counts",
    "test_secrecy": "secrecy",
    "test_slips": "slips",
    "test_slow_clients": "slow clients",
    "test_tampering": "tampering",
    "test_worker_processes": "workers",
}
"""Modules whose tests stand in one world that takes long to make, or share what takes long to read,
by the name of the world.
"""


class _ByWorld(LoadScopeScheduling):
    """Gives each test to the next worker that is free, and all tests of a world to one."""

    def _split_scope(self, nodeid: str) -> str:
        return WORLDS.get(Path(nodeid.partition("::")[0]).stem, nodeid)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forget what is done: xdist looks through all of it after each test."""
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByWorld:
    """Take the place of `--dist loadgroup`, whose marks the newest pytest passes over."""
    return _ByWorld(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole journeys and with a browser: one of them at the end would leave the other
    workers without work. In CI, where time may end before the tests do, begin with the tests of the
    rules, then those of the server.
    """
    if os.environ.get("CI"):
        items.sort(key=lambda item: (_takes_long(item), "/server/" in item.nodeid))
    else:
        items.sort(key=lambda item: not _takes_long(item))


def _takes_long(item: pytest.Item) -> bool:
    return "browser" in item.nodeid or "journey" in item.nodeid


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays until the end, such as 9,000 tests, and
    come less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _kept(config: pytest.Config) -> Path | None:
    """Return the folder in which is kept from one run to the next what today's migrations make."""
    if not hasattr(config, "cache") or config.cache is None:
        return None
    migrations = Path(str(apps.get_app_config("isegoria").path)) / "migrations"
    known = sha256(f"{django.VERSION} {allauth.VERSION} {django_tasks_db.__version__}".encode())
    for path in sorted(
        [*migrations.glob("*.py"), *migrations.parent.glob("record/append_only.py")]
    ):
        known.update(path.read_bytes())
    return Path(config.cache.mkdir(f"database-{known.hexdigest()[:16]}"))


def _migrated(config: pytest.Config) -> Path | None:
    """Return where an SQLite database with today's tables is kept."""
    folder = _kept(config) if connection.vendor == "sqlite" else None
    return folder / "today.sqlite3" if folder else None


@pytest.fixture(scope="session")
def kept(request: pytest.FixtureRequest) -> Path | None:
    return _kept(request.config)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Keep what was copied: the tables are there, and only what is new is migrated."""
    return _migrated(request.config) is not None


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Make the tables; on SQLite from a copy, since 20 migrations take seconds in each worker."""
    kept = _migrated(request.config)
    there = Path(str(connection.settings_dict["TEST"]["NAME"])) if kept else None
    if kept and there and kept.exists():
        shutil.copy(kept, there)
    with django_db_blocker.unblock():
        names = setup_databases(verbosity=0, interactive=False, keepdb=kept is not None, parallel=0)
    if kept and there and not kept.exists():
        with (
            django_db_blocker.unblock(),
            closing(sqlite3.connect(kept.with_suffix(f".{os.getpid()}"))) as to,
        ):
            connection.ensure_connection()
            connection.connection.backup(to)
        kept.with_suffix(f".{os.getpid()}").replace(kept)
    yield
    with django_db_blocker.unblock():
        teardown_databases(names, verbosity=0, keepdb=kept is not None)


def _uses_the_database(request: pytest.FixtureRequest) -> bool:
    asks = {"db", "transactional_db"} & set(request.fixturenames)
    return bool(asks) or request.node.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def nothing_of_another_test(request: pytest.FixtureRequest) -> None:
    """Forget mails, faults, and how often an address was tried: tests of one worker share them."""
    if _uses_the_database(request):
        shutil.rmtree(folder(), ignore_errors=True)
        shutil.rmtree(Path(settings_of_django.HOME) / "faults", ignore_errors=True)
        cache.clear()


@pytest.fixture(autouse=True)
def worlds_are_made_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the worlds of `tests/play.py` be written again where a test begins in an empty forum."""
    if not _uses_the_database(request):
        yield
        return
    request.getfixturevalue("db")
    with from_the_beginning():
        yield


@pytest.fixture(autouse=True, scope="session")
def emptied_after_real_transactions() -> None:
    """Let tests with real transactions empty the database behind them, which the record's guards
    would refuse.
    """

    def unguarded(case: Any) -> None:
        with connection.schema_editor() as editor:
            unguard_sealed(apps, editor)  # its trigger needs the function of the others
            unguard(apps, editor)
            unguard_rules(apps, editor)
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        with connection.schema_editor() as editor:
            guard(apps, editor)
            guard_sealed(apps, editor)
            guard_rules(apps, editor)
            start_record(apps, editor)

    TransactionTestCase._fixture_teardown = unguarded  # type: ignore[method-assign]
