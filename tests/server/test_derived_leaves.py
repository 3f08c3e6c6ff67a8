"""Leaves were stored beside what they are made of. An older forum keeps their hashes, the way back
gives the same leaves, and no act that was altered is taken over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from isegoria.ledger.leaf import leaf_hash
from isegoria.server.record.append_only import guard_acts_again
from isegoria.server.record.models import Act
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0024_leases", "0025_derive_leaves"


def migrated(to: str) -> Any:
    """Bring the database to a migration; return its acts as of then."""
    MigrationExecutor(connection).migrate([("isegoria", to)])
    state = MigrationExecutor(connection).loader.project_state([("isegoria", to)])
    return state.apps.get_model("isegoria", "Act")


def executed(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def kept(play: Play) -> Iterator[dict[int, tuple[bytes, dict[str, str]]]]:
    """Leaf and commitments of every act of a forum, by number."""
    to_the_call(play)
    yield {act.number: (act.leaf, act.commitments) for act in Act.objects.all()}
    call_command("migrate", verbosity=0)  # the tests behind this one need the tables of today


def test_the_way_back_and_the_way_here_change_no_leaf(
    kept: dict[int, tuple[bytes, dict[str, str]]],
) -> None:
    older = migrated(BEFORE)
    assert {one.number: (bytes(one.leaf), one.commitments) for one in older.objects.all()} == kept
    with pytest.raises(DatabaseError, match="append-only"):
        executed("UPDATE isegoria_act SET role = 'operator'")
    migrated(AFTER)
    assert {one.number: (one.leaf, one.commitments) for one in Act.objects.all()} == kept
    assert {one.number: bytes(one.leaf_hash) for one in Act.objects.all()} == {
        number: leaf_hash(leaf) for number, (leaf, _commitments) in kept.items()
    }
    for statement in ("UPDATE isegoria_act SET role = 'operator'", "DELETE FROM isegoria_act"):
        with pytest.raises(DatabaseError, match="append-only"):
            executed(statement)


@pytest.mark.parametrize(
    "change", [{"role": "operator"}, {"leaf": b"{}"}, {"commitments": {}}, {"references": [1]}]
)
def test_an_act_that_was_altered_is_named_and_nothing_changes(
    kept: dict[int, tuple[bytes, dict[str, str]]], change: dict[str, Any]
) -> None:
    number = Act.objects.filter(role="participant").latest("number").number
    older = migrated(BEFORE).objects.filter(pk=number)
    before = older.values().get()
    with unguarded():
        older.update(**change)
    with pytest.raises(CommandError, match=f"^1 acts do not .* #{number}\\. Somebody"):
        migrated(AFTER)
    assert older.values().get() == before | change
    with unguarded():
        older.update(**before)


def test_an_act_that_was_moved_out_of_its_part_is_named_and_nothing_changes(
    kept: dict[int, tuple[bytes, dict[str, str]]],
) -> None:
    number = Act.objects.exclude(item="").latest("number").number
    older = migrated(BEFORE).objects.filter(pk=number)
    before = older.values().get()
    moved = {"process": f"{before['process']}/{before['item']}", "item": ""}
    with unguarded():
        older.update(**moved)
    with pytest.raises(CommandError, match=f"^1 acts do not .* #{number}\\. Somebody"):
        migrated(AFTER)
    with unguarded():
        older.update(**before)


@contextmanager
def unguarded() -> Iterator[None]:
    """Let acts be altered meanwhile, as whoever keeps the server can."""
    sqlite = connection.vendor == "sqlite"
    executed(
        "DROP TRIGGER isegoria_act_no_update"
        if sqlite
        else "ALTER TABLE isegoria_act DISABLE TRIGGER USER"
    )
    yield
    if not sqlite:
        executed("ALTER TABLE isegoria_act ENABLE TRIGGER USER")
    with connection.schema_editor() as editor:
        guard_acts_again(apps, editor)
