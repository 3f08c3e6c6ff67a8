"""New databases of PostgreSQL for tests that begin processes of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

__all__ = ["SERVER", "needs_postgresql", "new_database"]

SERVER = os.environ.get("ISEGORIA_TEST_POSTGRES") or os.environ.get("DATABASE_URL") or ""
needs_postgresql = pytest.mark.skipif(not SERVER, reason="ISEGORIA_TEST_POSTGRES names no server")


@contextmanager
def new_database() -> Iterator[str]:
    """Give the address of an empty database, which is dropped at the end."""
    import psycopg  # noqa: PLC0415 -- not everybody who tests has it

    server, _slash, _name = SERVER.rpartition("/")
    name = f"isegoria_{uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
