"""Pages say which rules were audited, and offer only those for a process."""

import re

import pytest
from django.test import Client

from isegoria.library import library
from isegoria.server.rulebooks.models import ModelInUse
from tests.people import chen
from tests.releases import our_own

pytestmark = pytest.mark.django_db

AUDITED = [one.id for one in library().values() if one.audit is not None]
OTHERS = [one.id for one in library().values() if one.audit is None]
MARK = '<span class="mark">not audited</span>'
CONFIRMED = '<span class="quiet">confirmed</span>'
COMPARED = "These rules were not compared with those of the body."


def as_secretariat() -> Client:
    client = Client()
    client.force_login(chen())
    return client


@pytest.mark.parametrize("name", OTHERS)
def test_a_model_that_was_not_audited_says_so_and_confirms_nothing(
    client: Client, name: str
) -> None:
    page = client.get(f"/processes/{name}/").content.decode()
    assert MARK in page
    assert COMPARED in page
    assert CONFIRMED not in page
    told = client.get(f"/processes/{name}/model.json").json()
    assert told["audited"] is False
    assert {one["standing"] for one in told["sentences"]} <= {"not audited", "unconfirmed"}


@pytest.mark.parametrize("name", AUDITED)
def test_an_audited_model_says_what_is_confirmed_and_what_is_left_out(
    client: Client, name: str
) -> None:
    page = client.get(f"/processes/{name}/").content.decode()
    told = client.get(f"/processes/{name}/model.json").json()
    standings = [one["standing"] for one in told["sentences"]]
    assert told["audited"] is True
    assert set(standings) <= {"confirmed", "unconfirmed"}
    assert MARK not in page
    counted = re.search(r"Confirmed rules: (\d+) of (\d+)\.", page)
    assert counted is not None
    assert counted.groups() == (str(standings.count("confirmed")), str(len(standings)))
    assert page.count(CONFIRMED) == standings.count("confirmed")
    audit = library()[name].audit
    assert audit is not None
    assert ("<h2>Left out</h2>" in page) is bool(audit.left_out)


def test_the_list_has_the_audited_first_and_marks_each_of_the_others(client: Client) -> None:
    page = client.get("/processes/").content.decode()
    assert page.count(MARK) == len(OTHERS)
    first = page.index("<h2>Not audited</h2>")
    assert all(page.index(f'href="/processes/{one}/"') < first for one in AUDITED)
    assert all(page.index(f'href="/processes/{one}/"') > first for one in OTHERS)
    listed = client.get("/processes/processes.json").json()["processes"]
    assert {one["id"] for one in listed if one["audited"]} == set(AUDITED)


def test_a_process_is_offered_only_audited_rules_and_others_where_one_chose_them() -> None:
    client = as_secretariat()
    page = client.get("/issues/begin/")
    assert [one.id for one in page.context["models"]] == AUDITED
    assert MARK not in page.content.decode()
    for name in (OTHERS[0], OTHERS[-1]):
        page = client.get("/issues/begin/", {"model": name})
        assert [one.id for one in page.context["models"]] == [*AUDITED, name]
        assert MARK in page.content.decode()
        there = client.get(f"/processes/{name}/").content.decode()
        assert f'href="/issues/begin/?model={name}"' in there


def test_a_copy_that_the_forum_changed_claims_no_audit(client: Client) -> None:
    """A copy keeps the words of the audit; who changed a rule would have it confirmed."""
    text = our_own("equal-footing", "our.footing").replace("length: 6 weeks", "length: 9 weeks")
    assert "audit:" in text
    ModelInUse.objects.create(model_id="our.footing", version=1, text=text, put_in=1)
    page = client.get("/processes/our.footing/").content.decode()
    assert "9 weeks" in page
    assert "Audited on" not in page
    assert CONFIRMED not in page
    told = client.get("/processes/our.footing/model.json").json()
    assert told["audited"] is False
    assert {one["standing"] for one in told["sentences"]} == {"not audited"}
    listed = client.get("/processes/processes.json").json()["processes"]
    assert next(one for one in listed if one["id"] == "our.footing")["audited"] is False
    begin = as_secretariat().get("/issues/begin/", {"model": "our.footing"})
    assert begin.context["models"][0].id == "our.footing"
    assert MARK not in begin.content.decode()
