"""The leaf of an act is made of its other columns; its hash is kept in its place.

No act changes: of each the leaf that was stored must be the one that is made from now on, and its
hash is kept. What differs was altered behind the forum's back, and then nothing is changed.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.core.management import CommandError
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from isegoria.ledger.leaf import Leaf, leaf_bytes, leaf_hash, packed, unpacked
from isegoria.server.record.append_only import guard_acts_again

_TOLD = 10  # acts that a refusal names


def derive(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep of each act its commitments without base64, and the hash of its leaf."""
    altered: list[int] = []

    def changed() -> Iterator[tuple[Any, ...]]:
        for act in _acts(apps):
            digests = {name: b64decode(value) for name, value in act.commitments.items()}
            stored = bytes(act.leaf)
            if _leaf(act, digests) == stored:
                yield packed(digests), leaf_hash(stored), act.number
            else:
                altered.append(act.number)

    _update(editor, ("committed", "leaf_hash"), changed())
    if altered:
        named = ", ".join(f"#{number}" for number in altered[:_TOLD])
        raise CommandError(
            f"{len(altered)} acts do not say what their leaves say: {named}. Somebody altered the record."
            " Put back a copy of the database from before that."
        )


def store(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Store each leaf again, and the commitments in base64."""

    def changed() -> Iterator[tuple[Any, ...]]:
        for act in _acts(apps):
            digests = unpacked(bytes(act.committed))
            written = {name: b64encode(value).decode() for name, value in digests.items()}
            commitments = models.JSONField().get_db_prep_save(written, editor.connection)
            yield commitments, _leaf(act, digests), act.number

    _update(editor, ("commitments", "leaf"), changed())
    guard_acts_again(apps, editor)


def _acts(apps: Apps) -> Iterator[Any]:
    return iter(apps.get_model("isegoria", "Act").objects.order_by("number").iterator(1000))


def _leaf(act: Any, digests: dict[str, bytes]) -> bytes:
    if "/" in act.process + act.item:  # two names would make the place of other two
        return b""
    try:
        return leaf_bytes(
            Leaf(
                kind=act.kind,
                kind_version=act.kind_version,
                place=f"{act.process}/{act.item}" if act.item else act.process,
                role=act.role,
                at=act.minute,
                refs=act.references,
                commitments=digests,
                result=act.body,
            )
        )
    except ValueError:
        return b""


def _update(
    editor: BaseDatabaseSchemaEditor, columns: tuple[str, str], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Write two columns of acts, which nothing else may: on SQLite the guard was left behind when
    the columns were added, on PostgreSQL it is taken off meanwhile.
    """
    guarded = editor.connection.vendor == "postgresql"
    set_both = ", ".join(f"{column} = %s" for column in columns)
    if guarded:
        editor.execute("ALTER TABLE isegoria_act DISABLE TRIGGER USER")
    with editor.connection.cursor() as cursor:
        some: list[tuple[Any, ...]] = []
        for row in rows:
            some.append(row)
            if len(some) == 1000:
                cursor.executemany(f"UPDATE isegoria_act SET {set_both} WHERE number = %s", some)
                some = []
        if some:
            cursor.executemany(f"UPDATE isegoria_act SET {set_both} WHERE number = %s", some)
    if guarded:
        editor.execute("ALTER TABLE isegoria_act ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0024_leases")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_acts_again),
        migrations.AddField("act", "committed", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("act", "leaf_hash", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunPython(derive, store),
        # the default is for the way back: a column that is made again has to hold something
        migrations.AlterField("act", "leaf", models.BinaryField(default=b"")),
        migrations.RemoveField("act", "leaf"),
        migrations.RemoveField("act", "commitments"),
        migrations.RunPython(guard_acts_again, migrations.RunPython.noop),
    ]
