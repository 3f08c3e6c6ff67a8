"""The one door: gapless numbers, one act a key, nothing written on a refusal, and a record that
cannot be altered.
"""

import hashlib
import json
from base64 import b64decode
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from isegoria.ledger.leaf import opens
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.people.models import Forum, StakeholderGroup
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Head, Opening
from isegoria.server.record.reads import latest_acts, openings_of
from isegoria.terms import Refused
from tests.people import amina, bo, chen, speaks_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)
WORK = SetUpForum("Example forum", ["en"], ["Governments", "Civil society"])


def test_an_act_changes_the_state_and_is_on_the_record() -> None:
    act = perform(WORK, by=chen(), now=NOW)
    assert act.number == 1
    assert Forum.objects.get().name == "Example forum"
    assert openings_of(latest_acts(1)[0])["who"]["name"] == "Chen"


def test_numbers_are_gapless_across_refusals() -> None:
    secretariat, participant = chen(), amina()
    perform(WORK, by=secretariat, now=NOW)
    with pytest.raises(Refused):
        perform(WORK, by=participant, now=NOW)
    perform(WORK, by=secretariat, now=NOW)
    assert list(Act.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Head.objects.get().size == 2


def test_a_refusal_names_the_rule_and_writes_nothing() -> None:
    with pytest.raises(Refused) as refused:
        perform(WORK, by=bo(), now=NOW)
    assert refused.value.refusal.rule == "forum.not-secretariat"
    assert not Forum.objects.exists()
    assert not Act.objects.exists()


def test_the_same_key_makes_one_act() -> None:
    secretariat, key = chen(), uuid4()
    first = perform(WORK, by=secretariat, now=NOW, key=key)
    again = perform(WORK, by=secretariat, now=NOW, key=key)
    assert first.number == again.number
    assert Act.objects.count() == 1


def test_a_key_of_somebody_else_is_refused() -> None:
    key = uuid4()
    perform(WORK, by=chen(), now=NOW, key=key)
    with pytest.raises(Refused) as refused:
        perform(WORK, by=bo(), now=NOW, key=key)
    assert refused.value.refusal.rule == "act.key-used"


def test_the_leaf_names_nobody_and_its_commitments_open() -> None:
    secretariat = chen()
    perform(WORK, by=secretariat, now=NOW, capacity=speaks_for(secretariat, "civil-society"))
    act = Act.objects.get()
    leaf = json.loads(bytes(act.leaf))
    assert leaf["t"] == "2026-11-23T17:44Z"
    assert "Chen" not in bytes(act.leaf).decode()
    assert set(leaf["com"]) == {"at", "who"}
    for opening in act.openings.all():
        assert len(opening.salt) == 64
        assert opens(
            b64decode(leaf["com"][opening.field]),
            opening.field,
            bytes(opening.salt),
            bytes(opening.content),
        )
        assert not opens(
            hashlib.sha256(b"other").digest(),
            opening.field,
            bytes(opening.salt),
            bytes(opening.content),
        )


def test_the_capacity_of_the_day_is_shown_with_the_act() -> None:
    secretariat = chen()
    perform(WORK, by=secretariat, now=NOW, capacity=speaks_for(secretariat, "civil-society"))
    assert openings_of(latest_acts(1)[0])["who"]["group"] == "civil-society"


@pytest.mark.parametrize(
    "until",
    [pytest.param(date(2021, 1, 1), id="one that ended"), pytest.param(None, id="somebody else's")],
)
def test_a_capacity_that_is_not_current_is_refused(until: date | None) -> None:
    secretariat = chen()
    capacity = speaks_for(secretariat if until else bo(), "governments", until)
    with pytest.raises(Refused) as refused:
        perform(WORK, by=secretariat, now=NOW, capacity=capacity)
    assert refused.value.refusal.rule == "capacity.not-current"


def test_time_never_goes_back() -> None:
    secretariat = chen()
    perform(WORK, by=secretariat, now=NOW)
    later = perform(WORK, by=secretariat, now=NOW.replace(year=2025))
    assert later.minute == NOW.replace(second=0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE isegoria_act SET kind = 'other'",
        "DELETE FROM isegoria_act",
        "UPDATE isegoria_opening SET content = salt",
        "UPDATE isegoria_authorship SET affiliation_id = NULL",
    ],
)
def test_the_database_refuses_to_alter_the_record(statement: str) -> None:
    perform(WORK, by=chen(), now=NOW)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Act.objects.get().kind == "forum.set-up"


def test_an_opening_can_be_erased_while_its_act_stays() -> None:
    perform(WORK, by=chen(), now=NOW)
    Opening.objects.filter(field="who").delete()
    assert openings_of(latest_acts(1)[0])["who"] is None


def test_a_group_that_is_given_up_is_retired_not_deleted() -> None:
    secretariat = chen()
    perform(WORK, by=secretariat, now=NOW)
    perform(SetUpForum("Example forum", ["en"], ["Governments"]), by=secretariat, now=NOW)
    assert StakeholderGroup.objects.get(slug="civil-society").retired


def test_two_groups_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="same name"):
        perform(SetUpForum("Example forum", ["en"], ["Cities", "cities"]), by=chen(), now=NOW)
