"""A world that is written again is the one that its acts made."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

import tests.once
from isegoria.server.people.models import Participant
from tests.once import from_the_beginning, once
from tests.people import amina
from tests.play import Play, at_deliberation, seated, to_the_call

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="worlds are written on SQLite"),
]
WORLDS = {
    "seated": seated,
    "in deliberation": lambda: at_deliberation(seated()),
    "with a text": lambda: to_the_call(seated(), call=False),
    "in the call": lambda: to_the_call(seated()),
}


@pytest.fixture(autouse=True)
def no_world_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests.once, "_worlds", {})


def _everything() -> dict[str, list[Any]]:
    """Return all rows of all tables, and where each counts on."""
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in [*connection.introspection.table_names(cursor), "sqlite_sequence"]:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def _in_a_test(make: Callable[[], Any]) -> Any:
    """Return what is found in a transaction that is taken back, as that of a test is."""
    with transaction.atomic():
        with from_the_beginning():
            found = make()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS)
def test_every_row_of_a_world_is_there_again(make: Callable[[], Any]) -> None:
    made, written = (_in_a_test(lambda: (make(), _everything())[1]) for _ in range(2))
    assert written == made
    assert len(made["isegoria_act"]) > 5


def test_a_world_is_made_once_and_each_test_gets_people_of_its_own() -> None:
    made: list[Play] = []

    def make() -> Play:
        made.append(Play())
        return made[0]

    first = _in_a_test(lambda: once("a test", make))
    second = _in_a_test(lambda: once("a test", make))
    assert len(made) == 1
    assert first.secretary == second.secretary == made[0].secretary
    assert first.secretary is not second.secretary


@pytest.mark.parametrize("when", ["before the world", "in the world"])
def test_a_world_is_made_by_acts_where_a_test_wrote_something_first(when: str) -> None:
    def told() -> list[str]:
        if when == "before the world":
            amina()
        play = seated()
        if when == "in the world":
            Participant.objects.filter(pk=play.secretary.pk).update(name="Dara")
        to_the_call(play)
        return list(Participant.objects.order_by("pk").values_list("name", flat=True))

    _in_a_test(lambda: to_the_call(seated()))
    names = _in_a_test(told)
    assert names[0] == ("Amina" if when == "before the world" else "Dara")
    assert len(names) == (10 if when == "before the world" else 9)


def test_nothing_is_written_again_outside_of_a_test() -> None:
    _in_a_test(seated)  # and what comes now is in none
    made: list[int] = []
    for _ in range(2):
        with transaction.atomic():
            once("outside", lambda: made.append(1))
    assert made == [1, 1]
