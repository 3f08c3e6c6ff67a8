import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation

from isegoria.server.database.owned import take_for_owner
from isegoria.server.process.models import Chunk
from tests.commands import made
from tests.play import Play, seated, to_the_call
from tests.world import World


@pytest.fixture(autouse=True)
def english() -> None:
    """Begin in English: a page that a test asked for in Arabic leaves its language behind."""
    translation.activate("en")


@pytest.fixture
def client_of(db: None):  # type: ignore[no-untyped-def]
    """Return a function that signs a participant in."""

    def signed_in(participant):  # type: ignore[no-untyped-def]
        client = Client()
        client.force_login(
            participant, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return signed_in


@pytest.fixture
def play() -> Play:
    """A working group under equal footing, with every office taken."""
    return seated()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """Let the pages believe that it is another day."""
    kept: dict[str, datetime] = {}
    actual = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: kept.get("now") or actual())
    return kept


@pytest.fixture
def draft(play: Play, now: dict[str, datetime]) -> Chunk:
    """A chunk in deliberation; the pages believe that it is that day."""
    chunk = to_the_call(play, call=False)
    now["now"] = play.now
    return chunk


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for all tests of a file, of which none may make people of its own: they
    would meet those of the world.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World) -> Iterator[World]:
    """The world as it was made: what the test before wrote or changed in it is taken back."""
    with transaction.atomic():
        made_world.begin_again()
        yield made_world
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def from_before(tmp_path_factory: pytest.TempPathFactory, kept: Path | None) -> Path:
    """The folder of a forum that the last version but one has opened; it takes long to make, and is
    kept from one run to the next.
    """
    home = tmp_path_factory.mktemp("made") / "home"
    if kept is None:
        return made(home)
    there, mine = kept / "before", kept / f"before.{os.getpid()}"
    if there.exists():
        return Path(shutil.copytree(there, home))
    shutil.copytree(made(home), mine)
    with suppress(OSError):  # another worker was faster
        mine.rename(there)
    return home


@pytest.fixture(scope="session")
def with_tables(django_db_setup: None) -> Callable[[Path], None]:
    """What puts a database that has all tables into a home; they take long to make."""

    def put(home: Path) -> None:
        home.mkdir(exist_ok=True)
        if connection.vendor == "sqlite":
            with (
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as made_here,
                closing(sqlite3.connect(home / "forum.sqlite3")) as database,
            ):
                made_here.backup(database)

    return put


@pytest.fixture
def older(from_before: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(from_before, tmp_path / "home")
    take_for_owner(tmp_path / "home")
    return tmp_path / "home"
