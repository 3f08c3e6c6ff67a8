"""Second factors: nobody comes in without one, nobody sets up or takes off one by a session alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from isegoria.server.forum.entry import new_token
from isegoria.server.forum.factors import Factors
from isegoria.server.people.models import Participant
from tests.factors import Key, add_app, code_of, options_in
from tests.people import amina

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words together"


@pytest.fixture(autouse=True)
def _as_in_the_open(settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    cache.clear()


@pytest.fixture
def owner() -> Participant:
    person = amina()
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def by_password(client: Client, mails: list[Any]) -> Any:
    return client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD})


def by_link(client: Client, mails: list[Any]) -> Any:
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    return client.post(re.search(r"http://testserver(/sign-in/\S+)", str(mails[-1].body))[1])  # type: ignore[index]


def by_code(client: Client, mails: list[Any]) -> Any:
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mails[-1].body), re.M)[1]  # type: ignore[index]
    return client.post("/accounts/login/code/confirm/", {"code": code})


def by_new_password(client: Client, mails: list[Any]) -> Any:
    client.post("/accounts/password/reset/", {"email": "amina@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mails[-1].body))[1]  # type: ignore[index]
    client.post(client.get(link)["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    return by_password(client, mails)


WAYS = [by_password, by_link, by_code, by_new_password]
Way = Callable[[Client, list[Any]], Any]


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def shown(client: Client) -> Client:
    """Let somebody who is signed in show that it is them, by their password."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def signed_in(mails: list[Any]) -> Client:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"})
    by_password(client, mails)
    assert is_in(client)
    return client


def with_app(mails: list[Any]) -> tuple[Client, str]:
    client = shown(signed_in(mails))
    return client, add_app(client)


def with_passkey(mails: list[Any]) -> tuple[Client, Key]:
    client, key = shown(signed_in(mails)), Key()
    options = options_in(
        client.get("/accounts/2fa/webauthn/add/", secure=True).text, "creation_options"
    )
    sent = {"name": "My phone", "passwordless": "on", "credential": key.made(options)}
    answer = client.post("/accounts/2fa/webauthn/add/", sent, secure=True)
    assert answer.status_code == 302, answer.text
    return client, key


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_goes_round_the_second_factor(
    way: Way, owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, secret = with_app(mailoutbox)
    client = Client()
    assert way(client, mailoutbox)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert answer.status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("way", WAYS)
def test_a_passkey_is_a_second_factor(way: Way, owner: Participant, mailoutbox: list[Any]) -> None:
    _first, key = with_passkey(mailoutbox)
    client = Client()
    way(client, mailoutbox)
    assert not is_in(client)
    options = options_in(
        client.get("/accounts/2fa/authenticate/", secure=True).text, "request_options"
    )
    client.post("/accounts/2fa/authenticate/", {"credential": key.signed(options)}, secure=True)
    assert is_in(client)


def passkey_login(client: Client, key: Key) -> bool:
    asked = client.get(
        "/accounts/2fa/webauthn/login/", secure=True, headers={"Accept": "application/json"}
    )
    options = asked.json()["request_options"]["publicKey"]
    client.post("/accounts/2fa/webauthn/login/", {"credential": key.signed(options)}, secure=True)
    return is_in(client)


def test_a_passkey_alone_lets_its_owner_in(owner: Participant, mailoutbox: list[Any]) -> None:
    _first, key = with_passkey(mailoutbox)
    assert passkey_login(Client(), key)


def another_origin(key: Key) -> None:
    key.origin = "https://testserver.evil.example"


def another_host(key: Key) -> None:
    key.host = "evil.example"


def without_verification(key: Key) -> None:
    key.verifies = False


def another_key(key: Key) -> None:
    key.private = Key().private


def plain_http(key: Key) -> None:
    key.origin = "http://testserver"


@pytest.mark.parametrize(
    "forge", [another_origin, another_host, without_verification, another_key, plain_http]
)
def test_a_forged_passkey_lets_nobody_in(
    forge: Callable[[Key], None], owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, key = with_passkey(mailoutbox)
    forge(key)
    assert not passkey_login(Client(), key)


def test_the_answer_of_a_passkey_works_once(owner: Participant, mailoutbox: list[Any]) -> None:
    _first, key = with_passkey(mailoutbox)
    client, thief = Client(), Client()
    asked = client.get(
        "/accounts/2fa/webauthn/login/", secure=True, headers={"Accept": "application/json"}
    )
    sent = {"credential": key.signed(asked.json()["request_options"]["publicKey"])}
    client.post("/accounts/2fa/webauthn/login/", sent, secure=True)
    assert is_in(client)
    thief.get("/accounts/2fa/webauthn/login/", secure=True, headers={"Accept": "application/json"})
    thief.post("/accounts/2fa/webauthn/login/", sent, secure=True)
    assert not is_in(thief)


def test_the_passkey_of_another_person_does_not_help(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, _secret = with_app(mailoutbox)
    other = Participant.objects.create_user("other@example.org", PASSWORD)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    theirs = Client()
    theirs.post("/accounts/login/", {"login": other.email, "password": PASSWORD})
    shown(theirs)
    key = Key()
    options = options_in(
        theirs.get("/accounts/2fa/webauthn/add/", secure=True).text, "creation_options"
    )
    theirs.post("/accounts/2fa/webauthn/add/", {"credential": key.made(options)}, secure=True)
    client = Client()
    by_password(client, mailoutbox)
    options = options_in(
        client.get("/accounts/2fa/authenticate/", secure=True).text, "request_options"
    )
    client.post("/accounts/2fa/authenticate/", {"credential": key.signed(options)}, secure=True)
    assert not is_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_works_once(
    steps: int, owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, secret = with_app(mailoutbox)
    cache.clear()
    code = code_of(secret, steps)
    for works in (True, False):
        client = Client()
        by_password(client, mailoutbox)
        client.post("/accounts/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})
        assert is_in(client) == works


@pytest.mark.parametrize("steps", [-3, -2, 2, 3, 100])
def test_codes_of_other_times_do_not_work(
    steps: int, owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, secret = with_app(mailoutbox)
    client = Client()
    by_password(client, mailoutbox)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, steps)})
    assert not is_in(client)


def test_codes_cannot_be_guessed_in_a_row(owner: Participant, mailoutbox: list[Any]) -> None:
    _first, secret = with_app(mailoutbox)
    client = Client()
    by_password(client, mailoutbox)
    for number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"00000{number}"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert not is_in(client)


def test_recovery_codes_are_shown_once_and_work_once(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    first, _secret = with_app(mailoutbox)
    page = first.get("/accounts/2fa/recovery-codes/").text
    codes = re.findall(r'<code class="key">(\d{8})</code>', page)
    assert len(set(codes)) == 10
    assert codes[0] not in first.get("/accounts/2fa/recovery-codes/").text
    assert first.get("/accounts/2fa/recovery-codes/download/").status_code == 403
    for works in (True, False):
        client = Client()
        by_password(client, mailoutbox)
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_in(client) == works


def test_what_codes_are_made_of_is_not_readable_in_the_database(
    owner: Participant, mailoutbox: list[Any], settings: Any
) -> None:
    _first, secret = with_app(mailoutbox)
    kept = list(Authenticator.objects.values_list("data", flat=True))
    assert secret not in str(kept)
    app = Authenticator.objects.get(type="totp")
    assert app.wrap().validate_code(code_of(secret, 1))
    settings.SECRET_KEY = "another key of a forum " * 3
    cache.clear()
    assert not app.wrap().validate_code(code_of(secret, 1))
    assert len({Factors().decrypt(app.data["secret"]) for _each in range(3)}) == 3


CHANGES = [
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
]


@pytest.mark.parametrize("address", CHANGES)
def test_a_session_alone_sets_up_nothing(
    address: str, owner: Participant, mailoutbox: list[Any]
) -> None:
    client = signed_in(mailoutbox)
    answer = client.get(address)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert client.post(address, {"code": "1"})["Location"].startswith("/accounts/reauthenticate/")
    assert "Show that it is you" in client.get(answer["Location"]).text
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert client.get(address).status_code == 302


def test_a_session_alone_adds_no_address(owner: Participant, mailoutbox: list[Any]) -> None:
    client = signed_in(mailoutbox)
    sent = {"action_add": "", "email": "stranger@example.org"}
    answer = client.post("/accounts/email/", sent)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert mailoutbox == []


def test_whoever_has_a_factor_shows_that_and_not_a_password(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    _first, secret = with_app(mailoutbox)
    client = Client()
    by_password(client, mailoutbox)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    remove = "/accounts/2fa/totp/deactivate/"
    assert client.get(remove)["Location"].startswith("/accounts/2fa/reauthenticate/")
    shown(client)
    assert client.get(remove).status_code == 302
    client.post(remove)
    assert Authenticator.objects.filter(type="totp").exists()
    cache.clear()
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret, -1)})
    assert client.post(remove).status_code == 302
    assert not Authenticator.objects.exists()  # recovery codes without a factor are of no use


def test_without_a_password_only_somebody_who_came_in_a_moment_ago_changes_anything(
    owner: Participant, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.set_unusable_password()
    owner.save()
    client = Client()
    by_link(client, mailoutbox)
    asked = [*CHANGES[:2], "/accounts/password/set/"]
    assert {client.get(address).status_code for address in asked} == {200}
    monkeypatch.setattr("isegoria.server.forum.signed_in._FRESH", timedelta(seconds=-1))
    for address in asked:
        assert client.get(address)["Location"].startswith("/accounts/again/?next="), address
    page = client.get("/accounts/again/").text
    assert "Sign out, and in again by a mail" in page


@pytest.mark.django_db(transaction=True)
def test_the_recovery_codes_are_shown_at_once_to_whoever_has_no_password(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    Participant.objects.update(password="!")
    client = Client()
    by_link(client, mailoutbox)
    add_app(client)
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_a_session_without_the_factor_does_not_choose_a_password_to_take_it_off(
    owner: Participant, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, secret = with_app(mailoutbox)
    Participant.objects.get().set_unusable_password()
    Participant.objects.update(password="!")
    client = Client()
    by_link(client, mailoutbox)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert client.get("/accounts/password/set/")["Location"].startswith(
        "/accounts/2fa/reauthenticate/"
    )


@pytest.mark.django_db(transaction=True)  # allauth tells after the commit
def test_a_new_factor_ends_all_other_sessions_and_is_told_by_mail(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    elsewhere, unlisted = signed_in(mailoutbox), Client()
    unlisted.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    here, _secret = with_app(mailoutbox)
    assert is_in(here)
    assert here.get("/accounts/sessions/").text.count("Signed in:") == 1
    assert not is_in(elsewhere)
    assert not is_in(unlisted)
    assert [mail.subject for mail in mailoutbox] == ["An authenticator app was set up"]
    assert "If it was not you" in mailoutbox[0].body


def test_sessions_are_listed_with_their_devices_and_can_be_ended(
    owner: Participant, mailoutbox: list[Any]
) -> None:
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 20) Safari/605.1"})
    by_password(phone, mailoutbox)
    here, third = signed_in(mailoutbox), signed_in(mailoutbox)
    page = here.get("/accounts/sessions/").text
    assert "Safari on iPhone" in page
    assert page.count("Firefox on Linux") == 2
    assert page.count("this one") == 1
    number = UserSession.objects.get(user_agent__contains="iPhone").pk
    here.post("/accounts/sessions/", {"end": str(number)})
    assert not is_in(phone)
    assert is_in(third)
    here.post("/accounts/sessions/", {"end": "others"})
    assert not is_in(third)
    assert is_in(here)
    assert here.get("/accounts/sessions/").text.count("Signed in:") == 1


@pytest.mark.parametrize("end", ["{theirs}", "0", "-1", "", "x", "99999999999999999999"])
def test_nobody_ends_a_session_of_another_person(
    end: str, owner: Participant, mailoutbox: list[Any]
) -> None:
    mine = signed_in(mailoutbox)
    other = Participant.objects.create_user("other@example.org", PASSWORD)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    theirs = Client()
    theirs.post("/accounts/login/", {"login": other.email, "password": PASSWORD})
    number = UserSession.objects.get(user=other).pk
    mine.post("/accounts/sessions/", {"end": end.format(theirs=number)})
    assert is_in(theirs)


def test_an_unknown_browser_is_no_markup(owner: Participant, mailoutbox: list[Any]) -> None:
    client = Client(headers={"User-Agent": "<script>alert(1)</script>"})
    by_password(client, mailoutbox)
    page = client.get("/accounts/sessions/").text
    assert "alert" not in page
    assert "unknown device" in page


def test_the_link_of_whoever_runs_the_server_needs_no_factor(mailoutbox: list[Any]) -> None:
    client = Client()
    client.post(f"/enter/{new_token()}/")
    assert is_in(client)


def test_mails_of_a_queue_and_strangers_see_no_page_of_factors(client: Client) -> None:
    for address in ("/accounts/2fa/", "/accounts/sessions/", "/accounts/again/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")
