"""Every refusal of the server, by what brings it about, and what is allowed right beside it."""

from datetime import datetime
from types import ModuleType

import pytest
from django.utils.translation import override

from isegoria.server.pages.tags.isegoria import said
from isegoria.terms import Refusal
from tests.refusals import is_refused_by, untried
from tests.server.refusals import (
    archives,
    conduct,
    conflicts,
    corrections,
    deliberation,
    forum,
    issues,
    membership,
    motions,
    organisations,
    outcomes,
    pages,
    process,
    record,
    reviews,
    roles,
    rulebooks,
    sessions,
)
from tests.server.refusals.row import Row
from tests.world import EDITOR, World

TABLES: tuple[ModuleType, ...] = (
    archives,
    conduct,
    conflicts,
    corrections,
    deliberation,
    forum,
    issues,
    membership,
    motions,
    organisations,
    outcomes,
    pages,
    process,
    record,
    reviews,
    roles,
    rulebooks,
    sessions,
)
ROWS: list[tuple[str, Row]] = [
    (
        f"{table.__name__.rpartition('.')[2]} {number} {row.entry.rule if row.entry else 'allowed'}",
        row,
    )
    for table in TABLES
    for number, row in enumerate(table.ROWS, start=1)
]


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ROWS])
def test_something_is_refused_or_allowed(row: Row, world: World, now: dict[str, datetime]) -> None:
    now["now"] = world.now
    found = row.build(world)
    if found is not None and not isinstance(found, Refusal):
        found = world.tried(found, row.by, row.days)
    if row.entry is None:
        assert found is None
    else:
        assert found is not None
        assert is_refused_by(row.entry, found)
        assert found.rule == (row.rule or found.rule)


def test_a_refusal_is_told_in_the_readers_language_alone(
    world: World, now: dict[str, datetime]
) -> None:
    now["now"] = world.now
    found = world.tried(deliberation.substantive_without_office(world), EDITOR)
    assert found is not None
    with override("fr"):
        assert said(found) == (
            "Seul le secrétariat peut dire s’il s’agit d’un changement de fond."
            " Dites dans la discussion ce qui change sur le fond."
        )


def test_every_refusal_is_tried() -> None:
    entries = (row.entry for _name, row in ROWS if row.entry is not None)
    assert untried(entries, "isegoria/server") == []
