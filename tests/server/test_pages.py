"""Pages as a reader, the administrator and somebody without rights see them."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.entry import new_token
from isegoria.server.forum.presets import PRESETS
from isegoria.server.front.mailbox import folder
from isegoria.server.people.models import Forum, Participant
from isegoria.server.record.door import perform
from tests.people import amina, chen

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)


def acts(count: int) -> None:
    secretariat = chen()
    for number in range(count):
        perform(SetUpForum(f"Forum {number}", ["en"], ["Governments"]), by=secretariat, now=NOW)


@pytest.mark.parametrize("address", ["/", "/record/", "/accounts/login/", "/accounts/signup/"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_anyone_reads_an_empty_forum(client: Client, address: str, language: str) -> None:
    page = client.get(address, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.text


def test_the_record_of_one_participant(client: Client) -> None:
    acts(2)
    mine = amina()
    assert len(client.get(f"/record/acts.json?participant={mine.pk}").json()["acts"]) == 0
    author = Participant.objects.get(name="Chen")
    assert len(client.get(f"/record/acts.json?participant={author.pk}").json()["acts"]) == 2
    assert client.get(f"/people/{author.pk}/").status_code == 200


def test_every_page_forbids_inline_script_and_other_hosts(client: Client) -> None:
    page = client.get("/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_the_administrators_link_works_once(client: Client) -> None:
    address = f"/enter/{new_token()}/"
    assert "once" in client.get(address).text
    assert client.post(address).headers["location"] == "/set-up/"
    assert Participant.objects.get().secretariat
    assert client.post(address).status_code == 404


def test_a_wrong_link_does_not_use_up_the_right_one(client: Client) -> None:
    address = f"/enter/{new_token()}/"
    assert client.post("/enter/wrong/").status_code == 404
    assert client.post(address).status_code == 302


def test_the_secretariat_sets_up_the_forum(client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(chen())
    sent = client.post(
        "/set-up/",
        {
            "name": "Example forum",
            "languages": ["en", "ar"],
            "groups": "Governments\nCivil society\n",
        },
    )
    assert sent.status_code == 302
    assert Forum.objects.get().languages == ["en", "ar"]
    assert "Civil society" in client.get("/").text


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_can_be_taken(client_of, preset: str) -> None:  # type: ignore[no-untyped-def]
    page = client_of(chen()).post("/set-up/", {"preset": preset, "take": "yes"}).text
    assert all(name in page for name in PRESETS[preset][1])


def test_two_groups_of_one_name_are_refused_and_what_was_typed_is_kept(client_of) -> None:  # type: ignore[no-untyped-def]
    page = client_of(chen()).post(
        "/set-up/", {"name": "Example forum", "languages": ["en"], "groups": "Cities\ncities"}
    )
    assert page.status_code == 409
    assert 'data-rule="forum.groups-differ"' in page.text
    assert "Cities\ncities" in page.text


def test_a_participant_does_not_set_up_the_forum(client_of) -> None:  # type: ignore[no-untyped-def]
    assert client_of(amina()).get("/set-up/").status_code == 403


def test_signing_up_makes_an_account(client: Client) -> None:
    sent = client.post(
        "/accounts/signup/", {"email": "dana@example.org", "password1": "a long password here"}
    )
    assert sent.status_code == 302
    assert Participant.objects.get().email == "dana@example.org"


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize("who", [None, amina, chen])
def test_mails_are_shown_to_the_secretariat_alone_and_only_in_development(  # type: ignore[no-untyped-def]
    client_of, settings, who, development: bool
) -> None:
    settings.DEVELOPMENT = development
    settings.EMAIL_BACKEND = "isegoria.server.front.mailbox.Mailbox"
    client = client_of(who()) if who else Client()
    Client().post("/accounts/login/code/", {"email": "somebody@example.org"})
    page = client.get("/mail/")
    sees = development and who is chen
    assert page.status_code == (200 if sees else 404)
    assert ("somebody@example.org" in page.text) == sees
    assert ('href="/mail/"' in client.get("/").text) == sees
    assert not any(one.stat().st_mode & 0o077 for one in folder().iterdir())


def test_signing_in_by_password(client: Client) -> None:
    amina()
    assert (
        client.post(
            "/accounts/login/", {"login": "amina@example.org", "password": "a long password"}
        ).status_code
        == 302
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_asks_the_database_the_same_number_of_times(
    client: Client, count: int, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    acts(count)
    with django_assert_num_queries(5):
        page = client.get("/record/")
    assert page.text.count("<tr>") == count + 1


def test_the_record_is_paged_filtered_and_exported(client: Client) -> None:
    acts(53)
    first = client.get("/record/acts.json").json()
    second = client.get(first["next"]).json()
    assert [act["number"] for act in first["acts"] + second["acts"]] == list(range(53, 0, -1))
    assert second["next"] is None
    assert client.get("/record/acts.json?kind=other").json() == {"acts": [], "next": None}
    rows = list(csv.DictReader(io.StringIO(client.get("/record/acts.csv").getvalue().decode())))
    assert len(rows) == 53
    assert rows[0]["name"] == "Chen"
    assert client.get("/record/acts.atom").text.count("<entry>") == 50
    one = client.get("/record/1/").text
    assert "#1 forum.set-up" in one
    assert ">Governments<" in one


def test_an_act_that_does_not_exist_is_said_so(client: Client) -> None:
    page = client.get("/record/4711/")
    assert page.status_code == 404
    assert "no act with this number" in page.text


def test_a_sign_in_link_comes_by_mail_and_works_once(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    participant = amina()
    client.post("/accounts/login/code/", {"email": participant.email})
    link = re.search(r"http://testserver(/sign-in/\S+)", mailoutbox[0].body)[1]
    other = Client()  # another device
    assert other.get(link).status_code == 200
    assert "_auth_user_id" not in other.session
    assert other.post(link).status_code == 302
    assert other.session["_auth_user_id"] == str(participant.pk)
    assert Client().post(link).status_code == 404
    assert Client().post("/sign-in/made-up/").status_code == 404
