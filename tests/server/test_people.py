"""Profiles and affiliations: declared by acts, public with their history, chosen at each act."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation, EndAffiliation
from isegoria.server.pages.people.views import MEMBERS
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.record.door import foreseen, perform
from isegoria.server.record.models import Act
from isegoria.server.record.reads import latest_acts, openings_of
from isegoria.terms import Refused
from tests.people import amina, bo, speaks_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)
FROM = NOW.date()


@pytest.fixture(autouse=True)
def _forum(db: None) -> None:
    perform(SetUpForum("Example forum", ["en"], ["Governments", "Civil society"]), by=None, now=NOW)


def declared(by: Participant, group: str | None = "civil-society") -> Affiliation:
    act = perform(DeclareAffiliation("Example", group, "africa", "none", FROM), by=by, now=NOW)
    return Affiliation.objects.get(declared_in=act.number)


def test_an_affiliation_is_declared_and_ended_and_its_history_stays(client: Client) -> None:
    me = amina()
    mine = declared(me)
    perform(EndAffiliation(mine, date(2027, 6, 30)), by=me, now=NOW)
    declared(me, None)
    page = client.get(f"/people/{me.pk}/").text
    assert "30 June 2027" in page
    assert "group unstated" in page
    end = Act.objects.get(kind="affiliation.end")
    assert end.references == [mine.declared_in]
    assert b"Example" not in bytes(Act.objects.get(number=mine.declared_in).leaf)


@pytest.mark.parametrize(
    ("work", "rule"),
    [
        (DeclareAffiliation("Example", "martians", "", "", FROM), "affiliation.no-such-group"),
        (
            DeclareAffiliation("Example", None, "", "", FROM, date(2025, 1, 1)),
            "affiliation.ends-before-it-begins",
        ),
        (DeclareAffiliation(" ", None, "", "", FROM), "affiliation.empty"),
        (
            DeclareAffiliation("Example", None, "", "", FROM - timedelta(days=1)),
            "affiliation.begins-in-the-past",
        ),
        (DeclareAffiliation("Exam\u200bple", None, "", "", FROM), "name.character"),
        (ChangeProfile(" ", "about"), "profile.name-missing"),
    ],
)
def test_what_cannot_be_declared_says_why(
    work: DeclareAffiliation | ChangeProfile, rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        perform(work, by=amina(), now=NOW)
    assert refused.value.refusal.rule == rule
    assert not Affiliation.objects.exists()


def test_an_affiliation_is_ended_once_and_by_its_own_participant() -> None:
    mine, other = declared(amina()), bo()
    for by, day, rule in [
        (other, FROM, "affiliation.not-yours"),
        (mine.participant, date(2025, 6, 30), "affiliation.ends-before-it-begins"),
    ]:
        with pytest.raises(Refused) as refused:
            perform(EndAffiliation(mine, day), by=by, now=NOW)
        assert refused.value.refusal.rule == rule
    perform(EndAffiliation(mine, FROM), by=mine.participant, now=NOW)
    with pytest.raises(Refused) as refused:
        perform(EndAffiliation(mine, FROM), by=mine.participant, now=NOW)
    assert refused.value.refusal.rule == "affiliation.ended"


def test_nobody_says_that_an_affiliation_was_over_before_today() -> None:
    mine = declared(amina())
    later = NOW + timedelta(days=30)
    for days, rule in [(1, "affiliation.ends-in-the-past"), (0, "")]:
        work = EndAffiliation(mine, later.date() - timedelta(days=days))
        refusal = foreseen(work, by=mine.participant, now=later)
        assert (refusal.rule if refusal else "") == rule


def test_forms_offer_current_affiliations_and_remember_the_last_one(client_of) -> None:  # type: ignore[no-untyped-def]
    me = amina()
    client = client_of(me)
    current = declared(me)
    ended = declared(me)
    perform(EndAffiliation(ended, FROM), by=me, now=NOW)
    form = client.get("/profile/").context["form"]
    assert list(form.fields["capacity"].queryset) == [current]
    client.post("/profile/", {"key": uuid4(), "name": "Amina A", "capacity": current.pk})
    act = latest_acts(1)[0]
    assert openings_of(act)["who"]["group"] == "civil-society"
    assert client.get("/profile/").context["form"]["capacity"].value() == current.pk
    sent = {
        "key": uuid4(),
        "organisation": "Other",
        "group": "governments",
        "region": "",
        "from_on": f"{timezone.now().date()}",
    }
    assert client.post("/profile/affiliations/new/", sent).headers["location"] == "/profile/"
    assert (
        client.post(
            "/profile/", {"key": uuid4(), "name": "Amina", "capacity": ended.pk}
        ).status_code
        == 400
    )
    assert Participant.objects.get(pk=me.pk).name == "Amina A"


def test_who_declares_their_first_affiliation_is_offered_it_at_the_next_act(client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(amina())
    client.post("/profile/", {"key": str(uuid4()), "name": "Amina", "about": "", "capacity": ""})
    sent = {
        "key": str(uuid4()),
        "organisation": "Example",
        "group": "civil-society",
        "from_on": f"{timezone.now().date()}",
        "capacity": "",
    }
    assert client.post("/profile/affiliations/new/", sent).headers["location"] == "/profile/"
    assert "selected>Example (Civil society)</option>" in client.get("/profile/").text


def test_a_group_shows_who_is_in_it_and_what_was_done_for_it(client: Client) -> None:
    me = amina()
    mine = declared(me)
    perform(ChangeProfile("Amina A", ""), by=me, now=datetime.now(UTC), capacity=mine)  # noqa: TID251 -- the page counts a year back
    page = client.get("/groups/civil-society/").text
    assert "Amina A" in page
    assert "Changed their profile" in page
    groups = client.get("/groups/").context["activities"]
    assert [(one.group.slug, one.members, one.acts, one.people) for one in groups] == [
        ("governments", 0, 0, 0),
        ("civil-society", 1, 1, 1),
    ]
    assert client.get("/groups/martians/").status_code == 404


def test_a_large_group_is_shown_a_page_at_a_time_by_name(client: Client) -> None:
    speaks = [speaks_for(one, "governments") for one in _many(MEMBERS + 1)]
    pages = [client.get(f"/groups/governments/?page={number}") for number in (1, 2)]
    names = [[str(one.participant) for one in page.context["page"]] for page in pages]
    assert [len(found) for found in names] == [MEMBERS, 1]
    assert names[0] + names[1] == sorted(str(one.participant) for one in speaks)
    assert names[1][0] in pages[1].text
    assert "?page=2" in pages[0].text


def _many(number: int) -> list[Participant]:
    return Participant.objects.bulk_create(
        Participant(email=f"m{place}@example.org", name=f"Member {place:03}", password="!")
        for place in reversed(range(number))
    )


def test_profiles_are_for_those_who_sign_in(client: Client) -> None:
    for address in ("/profile/", "/profile/affiliations/new/", "/profile/affiliations/1/end/"):
        assert client.get(address).headers["location"].startswith("/accounts/login/")
    assert client.get("/people/999/").status_code == 404
