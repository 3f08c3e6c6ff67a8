"""Ways in that strangers try first: guessed codes and keys, sessions that ended, files of the
server, other sites.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import global_settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from isegoria.server import settings as ours
from isegoria.server.forum.ended_sessions import forget_ended_sessions
from isegoria.server.front.assets import Assets
from isegoria.server.people.mail import send
from tests.people import amina
from tests.server.test_operating import answer, elsewhere, scope

pytestmark = pytest.mark.django_db
RIGHT = "four words that nobody knows"
EVIL = "https://evil.example.org"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def owner() -> Any:
    person = amina()
    person.set_password(RIGHT)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_passwords_are_hashed_slowly_and_each_with_its_salt() -> None:
    assert not hasattr(ours, "PASSWORD_HASHERS"), "Django's own grow with each of its versions"
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        one, other = make_password(RIGHT), make_password(RIGHT)
        assert check_password(RIGHT, one)
    kind, rounds, salt, hashed = one.split("$")
    assert (kind, int(rounds) >= 600_000) == ("pbkdf2_sha256", True)
    assert len(salt) >= 22, "letters of 62 kinds: 128 bits"
    assert (salt, hashed) != tuple(other.split("$")[2:])
    assert RIGHT not in one


def test_mailed_codes_cannot_be_guessed(owner: Any) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": owner.email})
    found = re.search(r"^([A-Z]{4})-([A-Z]{4})$", str(mail.outbox[0].body), re.M)
    assert found, "eight letters of 20 kinds: 34 bits"
    code = "".join(found.groups())
    for _try in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"})
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert not is_in(client), "after three wrong ones the right one is of no use"


def test_a_code_is_of_no_use_in_another_browser(owner: Any) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": owner.email})
    found = re.search(r"^([A-Z]{4}-[A-Z]{4})$", str(mail.outbox[0].body), re.M)
    assert found
    other = Client()
    other.post("/accounts/login/code/confirm/", {"code": found[1]})
    assert not is_in(other)
    client.post("/accounts/login/code/confirm/", {"code": found[1]})
    assert is_in(client)


def test_a_session_ends_on_the_server_and_its_key_cannot_be_guessed(owner: Any) -> None:
    client, thief = Client(), Client()
    client.post("/accounts/login/", {"login": owner.email, "password": RIGHT})
    assert is_in(client)
    key = client.cookies["sessionid"].value
    assert re.fullmatch(r"[a-z0-9]{32}", key), "165 bits"
    client.post("/accounts/logout/")
    thief.cookies["sessionid"] = key
    assert not is_in(thief)
    assert not is_in(client)


def test_sessions_that_ended_are_forgotten_and_others_stay(owner: Any) -> None:
    ended, goes_on = Client(), Client()
    for one in (ended, goes_on):
        one.force_login(owner)
    ended.session.set_expiry(-1)
    gone = ended.session
    gone.set_expiry(-1)
    gone.save()
    assert forget_ended_sessions(timezone.now()) == 1
    assert is_in(goes_on)


@pytest.mark.parametrize(
    "place",
    [EVIL, "//evil.example.org", "/\\evil.example.org", "https:evil.example.org", "javascript:x"],
)
def test_signing_in_leads_to_no_other_site(owner: Any, place: str) -> None:
    signed = Client().post(
        "/accounts/login/", {"login": owner.email, "password": RIGHT, "next": place}
    )
    assert signed.status_code == 302
    assert signed.headers["Location"] == "/"


def test_a_subject_smuggles_no_line_into_a_mail() -> None:
    assert send("A\r\nBcc: all@example.org\n\nB", "Text.", "one@example.org")
    [sent] = mail.outbox
    assert sent.recipients() == ["one@example.org"]
    assert sent.message()["Bcc"] is None
    assert "\n" not in sent.subject


PATHS = [
    "/static/",
    "/static/isegoria/",
    "/static/../settings.py",
    "/static/%2e%2e/settings.py",
    "/static/isegoria/../../../settings.py",
    "/static//etc/passwd",
    "/static/isegoria/style.css~",
    "/static/isegoria/style.css.bak",
    "/.git/config",
    "/.env",
    "/settings.py",
    "/secret-key",
    "/forum.sqlite3",
    "/administrator-link",
    "/media/",
    "/admin/",
    "/server-status",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_folder_and_no_file_of_the_source_is_answered(path: str) -> None:
    assert answer(Assets(elsewhere), scope(path))[0] == 404
    assert Client().get(path).status_code == 404


def test_no_debug_mode_can_be_set() -> None:
    assert ours.DEVELOPMENT, "these are the settings of a forum in development"
    assert ours.DEBUG is False


def plain_addresses() -> list[str]:
    """Return the addresses that name nothing."""
    rows = Path(__file__).with_name("access.txt").read_text("utf-8").splitlines()
    found = [row.split(" ", 1)[1] for row in rows if row and not row.startswith("#")]
    return [path for path in found if path.startswith("/") and "<" not in path]


def test_every_text_says_its_letters_and_no_other_site_may_read_it() -> None:
    addresses = plain_addresses()
    assert len(addresses) > 20
    for path in addresses:
        found = Client().get(path, headers={"origin": EVIL})
        kind = found.headers.get("Content-Type", "")
        if kind.startswith("text/") or "xml" in kind:
            assert "charset=utf-8" in kind, path
        assert kind or found.status_code == 302, path
        assert not [one for one in found.headers if one.lower().startswith("access-control-")]


def test_no_other_site_may_ask_before_it_sends() -> None:
    asks = {"origin": EVIL, "access-control-request-method": "POST"}
    found = Client().options("/", headers=asks)
    assert found.status_code == 405
    assert "Access-Control-Allow-Origin" not in found.headers
