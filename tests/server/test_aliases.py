"""An alias that one officer vouches for: everybody sees that, and nothing says who it is."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.people.models import Participant
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening
from isegoria.server.roles.acts import EndRole, GiveRole
from isegoria.server.roles.aliases import VouchForAlias, vouched_for
from isegoria.server.roles.models import Alias
from tests.play import Play

pytestmark = pytest.mark.django_db
ANN, OFFICER = "civil-society1", "governments2"


@pytest.fixture
def known(play: Play) -> Participant:
    """Return Ann, for whom the confidant vouches."""
    play.do_plain(GiveRole("confidant", play.people[OFFICER][0]))
    play.people[OFFICER][0].refresh_from_db()
    play.do_plain(VouchForAlias(play.people[ANN][0]), OFFICER)
    return play.people[ANN][0]


def page(whom: Participant, client: Client) -> str:
    return str(client.get(f"/people/{whom.pk}/").content.decode())


def test_the_confidant_vouches_on_a_page_and_everybody_sees_it(play: Play, client_of: Any) -> None:
    ann, officer = (play.people[one][0] for one in (ANN, OFFICER))
    address = f"/people/{ann.pk}/alias/"
    assert "I know who this is" not in page(ann, client_of(officer))
    for other in (officer, ann, play.secretary):
        assert client_of(other).post(address, {"key": str(uuid4())}).status_code == 409
    play.do_plain(GiveRole("confidant", officer))
    assert "I know who this is" in page(ann, client_of(officer))
    assert "I know who this is" not in page(ann, client_of(play.secretary))
    assert "Write down nowhere who it is" in " ".join(
        client_of(officer).get(address).content.decode().split()
    )
    assert (
        client_of(officer).post(address, {"key": str(uuid4())})["Location"] == f"/people/{ann.pk}/"
    )
    shown = page(ann, Client())
    assert "The confidant of this forum knows who is behind this name" in " ".join(shown.split())
    assert str(officer) in shown
    assert client_of(ann).post(address, {"key": str(uuid4())}).status_code == 302  # may end it
    assert "knows who is behind" not in page(ann, Client())


def test_nothing_can_hold_who_it_is(known: Participant) -> None:
    fields = {one.name for one in apps.get_model("isegoria", "Alias")._meta.get_fields()}
    assert fields == {"number", "participant", "confidant", "at", "ended_in"}
    act = Act.objects.get(kind="alias.vouch")
    assert act.body == {}
    assert set(Opening.objects.filter(act=act).values_list("field", flat=True)) == {
        "at",
        "holder",
        "who",
    }


def test_who_no_longer_is_the_confidant_vouches_for_nobody(play: Play, known: Participant) -> None:
    assert vouched_for(known) is not None
    play.do_plain(EndRole("confidant", play.people[OFFICER][0]))
    assert vouched_for(known) is None
    play.do_plain(GiveRole("confidant", play.people["governments1"][0]))
    assert vouched_for(known) is None  # they were not told
    assert "knows who is behind" not in page(known, Client())


def test_an_erased_account_leaves_no_name_in_the_act(play: Play, known: Participant) -> None:
    perform(EraseAccount(known), by=known, now=play.now)
    act = Act.objects.get(kind="alias.vouch")
    assert not Opening.objects.filter(act=act, field="holder").exists()
    assert Alias.objects.count() == 1
