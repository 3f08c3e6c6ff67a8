"""What docs/reference/ says is what the code does, and every act on the record has the shape that
is published.
"""

from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from django.test import Client

import isegoria.server.urls  # noqa: F401 -- knows every act
from isegoria.server.record.door import perform
from isegoria.server.record.kinds import kinds_json
from isegoria.server.record.models import Act
from isegoria.server.sessions.acts import CorrectTurn, ReopenTurn, SettleTurn
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Turn
from tests.counting import calls
from tests.reference import PAGES

NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_reference_is_up_to_date(path: Path) -> None:
    assert path.read_text() == PAGES[path](), "run `make fix`"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/record/kinds.json", "/processes/model.schema.json"])
def test_a_schema_that_never_changes_is_made_once(address: str, client: Client) -> None:
    first = client.get(address).content
    assert calls(lambda: client.get(address)) < 20_000  # made again it takes ten times that
    assert client.get(address).content == first


@pytest.mark.django_db
def test_acts_have_the_shape_that_is_published(client: Client) -> None:
    perform(
        prepare(Sources(b">> Hello.\n>> ADA: Good morning."), "Cables", NOW.date()),
        by=None,
        now=NOW,
    )
    turn = Turn.objects.select_related("session").get(number=1)
    settled = SettleTurn(turn, "Ada", reason="heard")
    for work in (
        SettleTurn(turn, None),
        ReopenTurn(turn),
        settled,
        CorrectTurn(turn, "Hi.", "heard"),
    ):
        perform(work, by=None, now=NOW)
    published = client.get("/record/kinds.json").json()
    assert published == kinds_json()
    for act in Act.objects.all():
        jsonschema.validate(act.body, published[act.kind]["body"])
        assert set(act.commitments) <= set(published[act.kind]["erasable"])
