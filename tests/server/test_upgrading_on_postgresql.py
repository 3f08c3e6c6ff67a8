"""On PostgreSQL other machines are kept away during an upgrade, and a dump is asked for."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from isegoria.server.database.state import refuse_other_version
from isegoria.server.database.upgrading import bring_up_to_date
from isegoria.server.readiness import NotReady
from tests.commands import LAST

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite is in a file")
UPGRADING = "isegoria.server.database.upgrading"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def pending(db: None) -> None:
    """The database lacks the last change, as far as it is written down."""
    MigrationRecorder(connection).record_unapplied("isegoria", LAST)
    assert ("isegoria", LAST) not in MigrationLoader(connection).applied_migrations


def test_on_postgresql_a_dump_is_asked_for(pending: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{UPGRADING}.call_command", lambda *_words, **_how: None)
    said: list[str] = []
    bring_up_to_date(NOW, said.append, within=0)
    assert len(said) == 1
    assert "pg_dump" in said[0]
    with pytest.raises(NotReady, match="make a dump of the database, and run “isegoria up”"):
        refuse_other_version()


def test_two_forums_bring_their_database_up_to_date_one_after_the_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have homes of their own, so that no lock of a file keeps them apart."""
    refused: list[str] = []

    def other() -> None:
        try:
            with pytest.raises(NotReady) as found:
                bring_up_to_date(NOW, print, within=0.2)
            refused.append(str(found.value))
        finally:
            connection.close()

    def meanwhile(*_words: str, **_how: object) -> None:
        with ThreadPoolExecutor(1) as pool:  # a thread has a connection of its own
            pool.submit(other).result()

    monkeypatch.setattr(f"{UPGRADING}.call_command", meanwhile)
    bring_up_to_date(NOW, print, within=0)
    reason = "The database is being brought up to date by another “isegoria up”."
    assert refused == [f"{reason} Wait until it is open."]
