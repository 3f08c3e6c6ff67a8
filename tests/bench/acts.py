"""Acts through the one door, beside plain inserts of the same rows into a table with the same
indexes.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, connections, models

from isegoria.server.people.reads import administrator
from isegoria.server.record.door import Attempt, Work, perform
from isegoria.server.record.models import Act
from tests.bench.measure import say, seconds

__all__ = ["NOW", "Remark", "run"]

ACTS = 400
CLIENTS = 8
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Remark(Work):
    """An act with one text and no effect of its own: what the door itself costs."""

    kind: ClassVar[str] = "bench.remark"
    says: ClassVar[str] = "Remark"

    def place(self, attempt: Attempt) -> tuple[str, str]:
        return "bench", ""

    def erasable(self) -> dict[str, Any]:
        return {"text": "x" * 200}

    def refusal(self, attempt: Attempt) -> None:
        return None

    def apply(self, attempt: Attempt) -> None:
        return None


def run() -> None:
    """Print how many acts a second."""
    call_command("migrate", verbosity=0)
    secretariat = administrator()

    def performed(count: int = ACTS) -> None:
        for _ in range(count):
            perform(Remark(), by=secretariat, now=NOW)

    def by_a_client(_number: int) -> None:
        performed(ACTS // CLIENTS)
        connections.close_all()

    def by_eight() -> None:
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(by_a_client, range(CLIENTS)))

    performed(1)
    inserted = _plain_inserts()
    plain, one, eight = (ACTS / seconds(work) for work in (inserted, performed, by_eight))
    say(
        "plain inserts of an act's row, each committed", f"{plain:,.0f} a second", connection.vendor
    )
    say(
        "acts through perform, one client",
        f"{one:,.0f} a second",
        f"{one / plain:.2f} of plain; aim 0.35",
    )
    say(
        "acts through perform, eight clients",
        f"{eight:,.0f} a second",
        f"{eight / plain:.2f} of plain; aim 0.10",
    )


def _plain_inserts() -> Any:
    """Return what inserts the row of an act into a copy of its table, with the same columns and
    indexes.
    """
    fields = Act._meta.concrete_fields
    act = Act.objects.latest("number")

    row = [field.get_db_prep_save(getattr(act, field.attname), connection) for field in fields]
    numbers = iter(range(10**9))
    plain = _copy_of_act()
    with connection.schema_editor() as editor:
        editor.create_model(plain)
    places = ", ".join(["%s"] * len(fields))
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields if field.column)

    def inserted() -> None:
        with connection.cursor() as cursor:
            for _ in range(ACTS):
                cursor.execute(
                    f"INSERT INTO {plain._meta.db_table} ({columns}) VALUES ({places})",
                    [next(numbers), *row[1:-1], uuid4().hex],
                )

    return inserted


def _copy_of_act() -> Any:
    """Return a model with the columns and indexes of `Act`."""
    attributes: dict[str, Any] = {field.name: field.clone() for field in Act._meta.concrete_fields}
    indexes = [
        models.Index(fields=index.fields, name=f"plain_{number}")
        for number, index in enumerate(Act._meta.indexes)
    ]
    meta = type(
        "Meta", (), {"app_label": "isegoria", "indexes": indexes, "db_table": "isegoria_plainact"}
    )
    return type("PlainAct", (models.Model,), {**attributes, "Meta": meta, "__module__": __name__})
