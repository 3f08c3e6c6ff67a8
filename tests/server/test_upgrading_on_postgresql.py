"""On PostgreSQL other machines are kept away during an upgrade."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from isegoria.server.database.upgrading import bring_up_to_date
from isegoria.server.readiness import NotReady

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite is in a file")
UPGRADING = "isegoria.server.database.upgrading"


def test_two_forums_bring_their_database_up_to_date_one_after_the_other(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have homes of their own, so that no lock of a file keeps them apart."""
    refused: list[str] = []

    def other() -> None:
        try:
            with pytest.raises(NotReady) as found:
                bring_up_to_date(within=0.2)
            refused.append(str(found.value))
        finally:
            connection.close()

    def meanwhile(*_words: str, **_how: object) -> None:
        with ThreadPoolExecutor(1) as pool:  # a thread has a connection of its own
            pool.submit(other).result()

    monkeypatch.setattr(f"{UPGRADING}.call_command", meanwhile)
    bring_up_to_date(within=0)
    reason = "The database is being brought up to date by another “isegoria up”."
    assert refused == [f"{reason} Wait until it is open."]
