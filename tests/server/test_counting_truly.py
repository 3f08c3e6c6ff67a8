"""What is said of people is true: who came, by whose word a group is stated, for whom a position is
taken, what a renamed group and an unticked language mean.
"""

import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from isegoria.server.deliberation.models import Position
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.presets import PRESETS
from isegoria.server.membership.acts import Invite, JoinProcess
from isegoria.server.membership.models import Invitation
from isegoria.server.membership.voices import invitations_of, invited_by_group, state_of
from isegoria.server.people.models import Affiliation, Forum, StakeholderGroup
from isegoria.server.people.reads import members_of
from isegoria.server.process.models import Member
from isegoria.server.record.door import perform
from isegoria.server.sessions.acts import ClaimTurn, SettleTurn
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session, Speaker, Turn
from tests.people import amina, chen, speaks_for
from tests.play import START, Play, seated, to_the_call

pytestmark = pytest.mark.django_db
GROUPS = ("Governments", "Civil society")


def as_(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


# Outreach


def invited(play: Play, **said: Any) -> Invitation:
    channel = "mail" if "email" in said else "phone"
    act = play.do_plain(Invite(play.process, channel=channel, **said))
    return Invitation.objects.get(pk=act.number)


def became(play: Play, one: Invitation) -> str:
    return state_of(invitations_of(play.process).get(pk=one.pk), play.now).state


@pytest.mark.parametrize(
    "said",
    [
        {"email": "Civil-Society1@example.org"},
        {"email": "civil-society1@example.org", "group": "governments"},
        {"organisation": "office of civil-society 1"},
        {"organisation": "Office of civil-society 1", "group": "civil-society"},
    ],
)
def test_nobody_who_takes_part_is_invited(said: dict[str, Any]) -> None:
    play = seated()
    if "group" in said:
        said = {**said, "group": StakeholderGroup.objects.get(slug=said["group"])}
    channel = "mail" if "email" in said else "phone"
    work = Invite(play.process, channel=channel, **said)
    play.do_plain(work)
    Invitation.objects.all().delete()
    play.join("civil-society1")
    assert play.refused_plain(work) == "invitation.here-already"
    assert not Invitation.objects.exists()


def test_another_person_of_an_organisation_that_is_here_can_be_invited() -> None:
    play = seated()
    play.join("civil-society1")
    office = "Office of civil-society 1"
    assert invited(play, organisation=office, email="new@example.org")
    assert invited(
        play, organisation=office, group=StakeholderGroup.objects.get(slug="governments")
    )


def test_came_means_came_for_the_group_that_was_invited() -> None:
    play = seated()
    governments = StakeholderGroup.objects.get(slug="governments")
    asked = invited(play, email="civil-society1@example.org", group=governments)
    linked = invited(play, email="other@example.org", group=governments)
    assert became(play, asked) == "invited"
    play.day += 1
    play.join("civil-society1")
    play.do_plain(JoinProcess(play.process, linked), "civil-society2")
    assert [became(play, one) for one in (asked, linked)] == ["elsewhere", "elsewhere"]
    told = invited_by_group(play.process, play.now)[governments.pk]
    assert (told.invited, told.came, told.declined, told.waiting) == (2, 0, 0, 0)
    by = play.people["civil-society1"][0]
    play.people["official"] = by, speaks_for(by, "governments")
    play.do_plain(JoinProcess(play.process), "official")
    third = invited(play, email="third@example.org", group=governments)
    play.do_plain(JoinProcess(play.process, third), "governments2")
    assert [became(play, one) for one in (asked, linked, third)] == ["came", "elsewhere", "came"]
    told = invited_by_group(play.process, play.now)[governments.pk]
    assert (told.invited, told.came, told.waiting) == (3, 2, 0)


def test_whoever_came_stays_counted_when_the_account_is_erased() -> None:
    from isegoria.server.conduct.erasing import EraseAccount  # noqa: PLC0415

    play = seated()
    group = StakeholderGroup.objects.get(slug="civil-society")
    one = invited(play, email="other@example.org", group=group)
    play.day += 1
    play.do_plain(JoinProcess(play.process, one), "civil-society2")
    play.do_plain(EraseAccount(play.people["civil-society2"][0]), "civil-society2")
    Member.objects.all().delete()
    assert became(play, one) == "came"


# By whose word


CAPTIONS = b">> ADA EXAMPLE: Good morning.\n\n>> Who pays?\n\n>> ADA EXAMPLE: All of us do.\n"


def held() -> Session:
    work = prepare(Sources(CAPTIONS, b""), "Cables", START.date(), "Room one")
    return Session.objects.get(pk=perform(work, by=None, now=START).number)


def test_what_the_secretariat_types_about_a_speaker_is_not_their_own_word(client: Client) -> None:
    session, secretary = held(), chen()
    turn = Turn.objects.get(session=session, number=2)
    perform(SettleTurn(turn, "Cy Floor", "", "Civil society"), by=secretary, now=START)
    speaker = Speaker.objects.get(name="Cy Floor")
    assert (speaker.group_basis, speaker.stated) == ("review", "Civil society")
    page = client.get(f"/sessions/{session.number}/").text
    assert "by their own word" not in page
    assert "as stated in the review" in page


def test_nobody_overwrites_the_group_that_somebody_declared_themselves() -> None:
    session, secretary, own = held(), chen(), amina()
    first, second = (Turn.objects.get(session=session, number=one) for one in (1, 2))
    capacity = speaks_for(own, "civil-society")
    perform(ClaimTurn(second), by=own, now=START, capacity=capacity)
    perform(SettleTurn(first, "Amina", "", "Governments"), by=secretary, now=START)
    speaker = Speaker.objects.get(participant=own)
    assert (speaker.stated, speaker.group_basis) == ("Civil society", "self_declared")
    assert Turn.objects.get(pk=first.pk).speaker == speaker


def test_what_earlier_versions_recorded_as_own_word_is_told_apart() -> None:
    session, secretary = held(), chen()
    turn = Turn.objects.get(session=session, number=2)
    perform(SettleTurn(turn, "Cy Floor", "", "Civil society"), by=secretary, now=START)
    Speaker.objects.filter(session=session).update(group_basis="self_declared")
    migration = importlib.import_module("isegoria.server.migrations.0031_groups_stated_in_review")
    migration.tell_apart(apps, None)
    bases = dict(Speaker.objects.filter(session=session).values_list("name", "group_basis"))
    assert bases.pop("Cy Floor") == "review"
    assert set(bases.values()) == {"self_declared"}


# For whom


def test_a_forged_group_is_refused_and_becomes_nobodys_own_position() -> None:
    play = seated()
    chunk = to_the_call(play)
    client = as_(play.people["civil-society1"][0])
    address = f"/chunks/{chunk.pk}/do/position/"
    form = client.get(address).context["form"]
    assert "for_group" not in form.fields
    said = {"key": form["key"].value(), "answer": "support", "text": "", "for_group": "members"}
    answer = client.post(address, said)
    assert answer.status_code == 409
    assert 'data-rule="position.not-for-group"' in answer.text
    assert not Position.objects.exists()


# Groups that are renamed, and languages


@pytest.fixture
def forum() -> Forum:
    perform(SetUpForum("Cables", ["en", "fr"], GROUPS), by=None, now=START)
    return Forum.objects.get()


def names() -> dict[str, str]:
    return dict(StakeholderGroup.objects.filter(retired=False).values_list("slug", "name"))


@pytest.mark.usefixtures("forum")
def test_a_group_that_is_renamed_keeps_its_members() -> None:
    own = amina()
    speaks_for(own, "civil-society")
    client, said = as_(chen()), {"name": "Cables", "languages": ["en"]}
    listed = {**said, "groups": "Governments\nNGOs"}
    asked = client.post("/set-up/", listed)
    assert asked.status_code == 400
    assert "What became of “Civil society”?" in asked.text
    assert names() == {"governments": "Governments", "civil-society": "Civil society"}
    assert client.post("/set-up/", {**listed, "became-civil-society": "NGOs"}).status_code == 302
    assert names() == {"governments": "Governments", "civil-society": "NGOs"}
    group = StakeholderGroup.objects.get(name="NGOs")
    today = timezone.now().date()
    assert [one.participant for one in members_of(group, today)] == [own]
    # sent again as it is, and with a new group of the old name
    assert client.post("/set-up/", listed).status_code == 302
    assert (
        client.post("/set-up/", {**said, "groups": "Governments\nNGOs\nCivil society"}).status_code
        == 302
    )
    assert names() == {
        "governments": "Governments",
        "civil-society": "NGOs",
        "civil-society-2": "Civil society",
    }
    assert Affiliation.objects.get(participant=own).group == group


@pytest.mark.usefixtures("forum")
def test_a_group_that_is_given_up_is_retired_only_where_somebody_says_so() -> None:
    client = as_(chen())
    said = {"name": "Cables", "languages": ["en"], "groups": "Governments\nNGOs"}
    assert client.post("/set-up/", {**said, "became-civil-society": "#"}).status_code == 302
    assert names() == {"governments": "Governments", "ngos": "NGOs"}
    assert StakeholderGroup.objects.get(slug="civil-society").retired


@pytest.mark.usefixtures("forum")
def test_two_groups_change_names_with_each_other() -> None:
    swapped = {"governments": "Civil society", "civil-society": "Governments"}
    perform(SetUpForum("Cables", ["en"], GROUPS, swapped), by=None, now=START)
    assert names() == swapped


@pytest.mark.usefixtures("forum")
def test_groups_are_taken_beside_the_name_that_was_typed() -> None:
    client, before = as_(chen()), names()
    typed = {"name": "Fish", "languages": ["fr"], "groups": "X", "preset": "city", "take": "yes"}
    form = client.post("/set-up/", typed).context["form"]
    assert form["name"].value() == "Fish"
    assert form["languages"].value() == ["fr"]
    assert form["groups"].value().splitlines() == list(PRESETS["city"][1])
    assert (Forum.objects.get().name, names()) == ("Cables", before)


@pytest.mark.usefixtures("forum")
def test_a_language_that_is_not_ticked_is_not_offered() -> None:
    client = Client()
    page = client.get("/", headers={"accept-language": "ar, fr;q=0.5"})
    assert '<html lang="fr" dir="ltr"' in page.text
    assert 'value="fr"' in page.text
    assert 'value="ar"' not in page.text
    client.post("/language/setlang/", {"language": "ar"})
    assert '<html lang="en"' in client.get("/").text
    perform(SetUpForum("Cables", ["ar"], GROUPS), by=None, now=START + timedelta(days=1))
    page = client.get("/", headers={"accept-language": "fr"})
    assert '<html lang="ar" dir="rtl"' in page.text
    assert 'id="language"' not in page.text
