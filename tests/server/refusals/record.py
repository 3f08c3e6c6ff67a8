"""What the door of the record refuses, and texts as such."""

from datetime import date

import pytest

from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.process.dates import PlanDate
from isegoria.server.record import refusals as record
from isegoria.server.record.door import perform
from isegoria.server.texts import refusals as texts
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, Refused
from tests.reading import form, signed_in
from tests.server.refusals.pages import told
from tests.server.refusals.row import Row, refused
from tests.world import AUTHOR, CHAIR, World


def proposed(w: World, title: str = "Cables", who: str = AUTHOR) -> Refusal:
    """Return why an issue is not proposed, in the capacity of the first of civil society."""
    capacity = w.play.people[AUTHOR][1]
    with pytest.raises(Refused) as found:
        perform(ProposeIssue(w.process, title), by=w.who(who), now=w.now, capacity=capacity)
    return found.value.refusal


def key_used(w: World) -> Refusal:
    client, address = signed_in(w.play), f"/chunks/{w.draft.pk}/discussion/new/"
    sent = form(w.play, text="First.")
    client.post(address, sent)
    return told(client.post(address, sent | {"text": "Second."}))


ROWS: list[Row] = [
    refused(record.KEY_USED, key_used),
    refused(record.UNWRITABLE, lambda w: proposed(w, "Cables\x00")),
    refused(record.DAY_TOO_FAR, lambda w: PlanDate(w.process, date(9999, 12, 31), title="The end")),
    refused(record.CAPACITY_NOT_CURRENT, lambda w: proposed(w, who=CHAIR)),
    refused(texts.TEXT_TOO_LONG, lambda _w: too_long("x" * 20_001)),
    refused(texts.TEXT_EMPTY, lambda _w: too_long(" \n")),
]
