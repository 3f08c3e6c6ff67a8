"""The database itself refuses to alter the record: triggers for SQLite and PostgreSQL, used by the
migrations.

Acts and texts of rules: no update, no delete. Openings, authorships, what is sealed: no update; a
delete is how personal content is erased. A process stays with its text of rules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

__all__ = [
    "broken_guards",
    "guard",
    "guard_acts_again",
    "guard_rules",
    "guard_sealed",
    "start_record",
    "unguard",
    "unguard_rules",
    "unguard_sealed",
]

_GUARDS = [
    ("isegoria_act", "UPDATE"),
    ("isegoria_act", "DELETE"),
    ("isegoria_opening", "UPDATE"),
    ("isegoria_authorship", "UPDATE"),
]
_FUNCTION = """
CREATE OR REPLACE FUNCTION isegoria_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$
"""

_KEEPING = """
CREATE OR REPLACE FUNCTION isegoria_rules_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'a process keeps its rules: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$
"""


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    sqlite = editor.connection.vendor == "sqlite"
    if not sqlite:
        editor.execute(_FUNCTION, params=None)  # its % is its own
    for table, verb in _GUARDS:
        name = f"{table}_no_{verb.lower()}"
        if sqlite:
            refuse = (
                f"SELECT RAISE(ABORT, 'the record is append-only: {verb} on {table} is refused');"
            )
            editor.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN {refuse} END")
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION"
                f" isegoria_append_only()"
            )
    if not sqlite:
        refuse = "FOR EACH STATEMENT EXECUTE FUNCTION isegoria_append_only()"
        editor.execute(
            f"CREATE TRIGGER isegoria_act_no_truncate BEFORE TRUNCATE ON isegoria_act {refuse}"
        )


def unguard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    sqlite = editor.connection.vendor == "sqlite"
    for table, verb in _GUARDS:
        editor.execute(
            f"DROP TRIGGER {table}_no_{verb.lower()}" + ("" if sqlite else f" ON {table}")
        )
    if not sqlite:
        editor.execute("DROP TRIGGER isegoria_act_no_truncate ON isegoria_act")
        editor.execute("DROP FUNCTION isegoria_append_only")


def guard_acts_again(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of acts on SQLite where they are missing: Django changes the columns of a
    table there by copying it, which leaves its triggers behind.
    """
    if editor.connection.vendor != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS isegoria_act_no_{verb.lower()} BEFORE {verb} ON"
            f" isegoria_act BEGIN SELECT RAISE(ABORT, 'the record is append-only: {verb} on"
            f" isegoria_act is refused'); END"
        )


def guard_sealed(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the trigger of what is sealed, a table that came later: no update; a delete erases, or
    publishes.
    """
    if editor.connection.vendor == "sqlite":
        refuse = (
            "SELECT RAISE(ABORT, 'the record is append-only: UPDATE on isegoria_sealed is"
            " refused');"
        )
        editor.execute(
            f"CREATE TRIGGER isegoria_sealed_no_update BEFORE UPDATE ON isegoria_sealed BEGIN"
            f" {refuse} END"
        )
    else:
        refuse = "FOR EACH ROW EXECUTE FUNCTION isegoria_append_only()"
        editor.execute(
            f"CREATE TRIGGER isegoria_sealed_no_update BEFORE UPDATE ON isegoria_sealed {refuse}"
        )


def unguard_sealed(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger away again."""
    table = "" if editor.connection.vendor == "sqlite" else " ON isegoria_sealed"
    editor.execute(f"DROP TRIGGER isegoria_sealed_no_update{table}")


_KEPT = ("rules_id", "model_id", "model_version")
"""Columns of a process that say under which rules it runs."""


def guard_rules(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of texts of rules, and of the processes that run by them.

    On SQLite a migration that rebuilds one of the two tables drops its triggers, and has to make
    them again.
    """
    sqlite = editor.connection.vendor == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{one} {differs} NEW.{one}" for one in _KEPT)
    if not sqlite:
        editor.execute(_KEEPING, params=None)  # its % is its own
    for name, when, only in (
        ("isegoria_rulestext_no_update", "UPDATE ON isegoria_rulestext", ""),
        ("isegoria_rulestext_no_delete", "DELETE ON isegoria_rulestext", ""),
        (
            "isegoria_process_keeps_rules",
            f"UPDATE OF {', '.join(_KEPT)} ON isegoria_process",
            f" WHEN ({changed})",
        ),
    ):
        if sqlite:
            refuse = f"SELECT RAISE(ABORT, 'a process keeps its rules: {when} is refused');"
            editor.execute(f"CREATE TRIGGER {name} BEFORE {when}{only} BEGIN {refuse} END")
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW{only} EXECUTE FUNCTION"
                f" isegoria_rules_kept()"
            )


def unguard_rules(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take those triggers away again."""
    sqlite = editor.connection.vendor == "sqlite"
    for name, table in (
        ("isegoria_rulestext_no_update", "isegoria_rulestext"),
        ("isegoria_rulestext_no_delete", "isegoria_rulestext"),
        ("isegoria_process_keeps_rules", "isegoria_process"),
    ):
        editor.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        editor.execute("DROP FUNCTION isegoria_rules_kept")


def start_record(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the head of the empty record."""
    apps.get_model("isegoria", "Head").objects.get_or_create(
        pk=1, defaults={"size": 0, "last_at": "1970-01-01T00:00:00Z"}
    )


@dataclass
class _Statements:
    """In place of an editor: keeps what it would execute."""

    connection: BaseDatabaseWrapper
    kept: list[str] = field(default_factory=list)

    def execute(self, statement: str, params: Any = None) -> None:
        """Keep a statement."""
        self.kept.append(statement)


_NAMED = re.compile(r"CREATE (?:OR REPLACE )?(?:TRIGGER|FUNCTION) (\w+)")
_THERE = {
    "sqlite": "SELECT name, sql, 'O' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(t.oid), tgenabled::text FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relname LIKE 'isegoria\\_%'"
    " UNION ALL SELECT proname, prosrc, 'O' FROM pg_proc WHERE proname LIKE 'isegoria\\_%'",
}


def broken_guards(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield which of the triggers that guard the record are missing, altered or not ours."""
    editor = _Statements(connection)
    for makes in (guard, guard_sealed, guard_rules):
        makes(installed, cast(BaseDatabaseSchemaEditor, editor))
    expected = {_NAMED.findall(one)[0]: _plain(one) for one in editor.kept}
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor])
        there = {name: (_plain(sql), enabled) for name, sql, enabled in cursor.fetchall()}
    for name, sql in sorted(expected.items()):
        if name not in there:
            yield f"the guard “{name}” of the record is missing"
        elif there[name][0] != sql:
            yield f"the guard “{name}” of the record is not the one that was made"
        elif there[name][1] != "O":
            yield f"the guard “{name}” of the record is switched off"
    for name in sorted(there.keys() - expected.keys()):
        yield f"“{name}” in the database is no guard of the record, and nobody knows what it does"


def _plain(sql: str) -> str:
    """Return a statement as both databases give it back: PostgreSQL adds types and brackets, and
    keeps of a function what stands between its dollars.
    """
    body = sql.split("$$")[1] if "$$" in sql else sql
    return " ".join(re.sub(r"::\w+|[()]|\bpublic\.|IF NOT EXISTS", " ", body).lower().split())
