"""What all tests share."""

import shutil
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings

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

settings.register_profile(
    "house", deadline=None
)  # machines are shared; how long something takes is for the bench
settings.load_profile("house")


@pytest.fixture(autouse=True)
def nothing_of_another_test(request: pytest.FixtureRequest) -> None:
    """Forget mails, and how often an address was tried: tests of one worker share both."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        shutil.rmtree(folder(), ignore_errors=True)
        cache.clear()


@pytest.fixture(autouse=True, scope="session")
def emptied_after_real_transactions() -> None:
    """Let tests with real transactions empty the database behind them, which the record's guards
    would refuse.
    """
    emptied = TransactionTestCase._fixture_teardown

    def unguarded(case: Any) -> None:
        with connection.schema_editor() as editor:
            unguard_sealed(apps, editor)  # its trigger needs the function of the others
            unguard(apps, editor)
            unguard_rules(apps, editor)
        emptied(case)
        with connection.schema_editor() as editor:
            guard(apps, editor)
            guard_sealed(apps, editor)
            guard_rules(apps, editor)
            start_record(apps, editor)

    TransactionTestCase._fixture_teardown = unguarded  # type: ignore[method-assign]
