"""An index leads to the rows that a page shows: it does not read all acts of an issue, or all who
take part in a process, to leave most of them out.
"""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CASCADE, Model, UniqueConstraint
from django.test.utils import CaptureQueriesContext

from isegoria.server.pages.deliberation.decided import decided_on
from isegoria.server.pages.forum.home import duties_of
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from tests.play import Play, seated, to_the_call

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="plans are told differently"),
]


@pytest.fixture
def play() -> Play:
    return seated()


def plans(work: Callable[[], object], table: str) -> list[str]:
    """Return how the database finds rows of a table, of each query that reads it."""
    with CaptureQueriesContext(connection) as queries:
        work()
    found = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if f'"{table}"' in query["sql"]:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                found.append("; ".join(step[3] for step in cursor.fetchall()))
    return found


def test_what_was_decided_is_found_by_kind(play: Play) -> None:
    chunk = to_the_call(play)
    found = plans(lambda: decided_on(chunk, model_of(play.process)), "isegoria_act")
    assert len(found) == 4
    for plan in found:
        assert "(kind=? AND item=?)" in plan
        assert "TEMP B-TREE" not in plan


def test_whose_duties_they_are_is_found_by_participant(play: Play) -> None:
    to_the_call(play)
    by = play.people["governments1"][0]
    first, *_ = plans(lambda: duties_of(by, play.now, None), "isegoria_member")
    assert "USING INDEX isegoria_member_participant" in first
    assert "(process_id=? AND participant_id=?)" not in first


def covered_indexes(table: type[Model]) -> list[str]:
    """Return the keys to other tables that have an index of their own, although they begin one."""
    meta = table._meta
    longer = [one.fields for one in meta.indexes if not one.condition]
    longer += [
        one.fields
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and not one.condition
    ]
    first = {fields[0].removeprefix("-") for fields in longer if fields}
    return [
        f"{table.__name__}.{one.name}"
        for one in meta.local_fields
        if one.db_index and not one.unique and one.name in first
    ]


def test_no_index_is_the_beginning_of_another() -> None:
    tables = apps.get_app_config("isegoria").get_models()
    assert [name for table in tables for name in covered_indexes(table)] == []


KEPT_FOR_NOBODY_ELSE = {
    "Affiliation",
    "Authenticator",
    "EmailAddress",
    "ProcessDraft",
    "SocialAccount",
    "UserSession",
    "Visit",
}
"""What goes with an account that is deleted: it is on no record, or an act on it holds it back."""


def test_nothing_that_people_did_goes_with_an_account_that_is_deleted() -> None:
    relations = [one for one in Participant._meta.related_objects if one.on_delete is CASCADE]
    found = {one.related_model.__name__ for one in relations}
    assert {name for name in found if not name.startswith("Participant_")} == KEPT_FOR_NOBODY_ELSE
