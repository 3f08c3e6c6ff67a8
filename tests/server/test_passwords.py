"""Which passwords are taken, how wrong ones slow down, and that they keep nobody out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from isegoria.server.forum.attempts import FREE, wait_after
from isegoria.server.people.models import Forum, Participant
from tests.people import amina

pytestmark = pytest.mark.django_db
RIGHT = "four plain words together"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Sunshine over the old mountain",
        "zebra rain kettle 17",
        "ÿøù çàñ wrîté ànythîng",
        "مجلس المدينة في الصباح",
        "会议记录在星期三早上公开给所有的人看",
        "🙂🙃🐝🌵🚲🧭🎈🍋🧲🪁🪐🧩🪴🛶🧵",
        "                x7 kettle rain zebra",
        "k7#" * 3 + "mountain of glass",
        "a" + "quiet rain on seven roofs " * 38,
    ],
)
def test_any_letters_signs_and_spaces_are_taken(password: str) -> None:
    validate_password(password, amina())


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen chars", "password_too_short"),
        ("短い", "password_too_short"),
        ("e\u0301" * 8, "password_too_short"),  # eight letters, however they are written
        ("x y" * 400, "password_too_long"),
        ("passwordpassword", "password_too_common"),
        ("Password12345678", "password_too_common"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "password_too_common"),
        ("1234567890123456", "password_too_common"),
        ("abcdefghijklmnopq", "password_too_common"),
        ("qwertyuiopasdfghjkl", "password_too_common"),
        ("xy7 xy7 xy7 xy7 xy7", "password_too_common"),
        ("Liverpool2024!!!!", "password_too_common"),
        ("harbour forum 123", "password_too_common"),
        ("IsegoriaIsegoria1", "password_too_common"),
        ("amina@example.org", "password_too_common"),
        ("aminaaminaamina99", "password_too_common"),
        ("127.0.0.1localhost", "password_too_common"),
    ],
)
def test_short_passwords_and_those_that_are_guessed_first_are_refused(
    password: str, why: str
) -> None:
    Forum.objects.create(pk=1, name="Harbour forum")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, amina())
    assert why in {one.code for one in refused.value.error_list}


def test_a_hint_says_how_long_it_has_to_be_and_no_kind_of_letter_is_asked_for() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("four words", None)
    assert refused.value.messages == [
        "This password has 10 characters. It needs at least 15. Three or four words are easy to"
        " remember."
    ]


def test_a_password_is_the_same_however_a_device_writes_its_letters() -> None:
    person = amina()
    person.set_password("une idée claire, précise du matin")
    assert person.check_password("une ide\u0301e claire, pre\u0301cise du matin")
    assert not person.check_password("une idee claire, precise du matin")
    assert not person.check_password(" une idée claire, précise du matin")


def test_a_page_with_a_password_can_show_it_and_takes_what_is_pasted(client: Client) -> None:
    page = client.get("/accounts/signup/").text
    assert 'data-show="Show the password"' in page
    assert "onpaste" not in page
    assert 'autocomplete="new-password"' in page
    assert "maxlength" not in page.split('name="password1"')[1].split(">")[0]


class Clock:
    """Time as the limits see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)
        monkeypatch.setattr("isegoria.server.forum.attempts.timezone.now", lambda: self.now)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Clock]:
    monkeypatch.setattr(
        "isegoria.server.forum.accounts._PER_ADDRESS_OF_THE_NETWORK", {}
    )  # each attempt comes from elsewhere
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1000/m/ip"}
    cache.clear()
    yield Clock(monkeypatch)
    cache.clear()


@pytest.fixture
def owner() -> Participant:
    person = amina()
    person.set_password(RIGHT)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def signs_in(client: Client, password: str, email: str = "amina@example.org") -> bool:
    client.post("/accounts/login/", {"login": email, "password": password})
    return client.get("/profile/").status_code == 200


def said(client: Client, password: str, email: str = "amina@example.org") -> str:
    return client.post("/accounts/login/", {"login": email, "password": password}).text


def test_each_wrong_password_waits_twice_as_long_up_to_an_hour() -> None:
    assert [wait_after(wrong) for wrong in (0, FREE - 1, FREE, FREE + 1, FREE + 7)] == [
        0,
        0,
        15,
        30,
        1920,
    ]
    assert {wait_after(wrong) for wrong in (FREE + 8, 100, 10**6)} == {3600}


def test_a_guesser_is_slowed_down_and_the_right_password_still_works_after_the_wait(
    clock: Clock, owner: Participant
) -> None:
    for _each in range(FREE):
        assert "too many wrong" not in said(Client(), "wrong")
    assert "You can try again in 15 seconds" in said(Client(), RIGHT)
    clock.pass_by(14)
    assert not signs_in(Client(), RIGHT)
    clock.pass_by(1)
    assert "too many wrong" not in said(Client(), "wrong")
    clock.pass_by(29)
    assert not signs_in(Client(), RIGHT)
    clock.pass_by(1)
    assert signs_in(Client(), RIGHT)
    assert "too many wrong" not in said(Client(), "wrong")  # counted from the beginning again


def test_what_comes_too_early_makes_nobody_wait_longer(clock: Clock, owner: Participant) -> None:
    for _each in range(FREE + 20):
        said(Client(), "wrong")
    clock.pass_by(15)
    assert signs_in(Client(), RIGHT)


def test_a_stranger_who_guesses_does_not_keep_the_owner_from_a_browser_that_is_known(
    clock: Clock, owner: Participant
) -> None:
    browser = Client()
    assert signs_in(browser, RIGHT)
    browser.post("/accounts/logout/")
    for _each in range(FREE + 1):
        said(Client(), "wrong")
    assert "too many wrong" in said(Client(), RIGHT)
    assert signs_in(browser, RIGHT)


def test_a_browser_that_is_known_is_slowed_down_too(clock: Clock, owner: Participant) -> None:
    browser = Client()
    signs_in(browser, RIGHT)
    browser.post("/accounts/logout/")
    for _each in range(FREE):
        said(browser, "wrong")
    assert "too many wrong" in said(browser, RIGHT)


@pytest.mark.parametrize("forged", ["1:x", "1:x:abc:def", "", "é"])
def test_no_browser_makes_itself_known(clock: Clock, owner: Participant, forged: str) -> None:
    for _each in range(FREE):
        said(Client(), "wrong")
    stranger = Client()
    stranger.cookies["came_in"] = forged
    assert "too many wrong" in said(stranger, "wrong")


def test_a_browser_that_is_known_to_one_account_is_a_stranger_to_another(
    clock: Clock, owner: Participant
) -> None:
    other = Participant.objects.create_user("other@example.org", RIGHT)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    browser = Client()
    signs_in(browser, RIGHT, other.email)
    browser.post("/accounts/logout/")
    for _each in range(FREE):
        said(Client(), "wrong")
    assert "too many wrong" in said(browser, "wrong")


def test_addresses_without_an_account_are_counted_as_those_with_one(clock: Clock) -> None:
    for _each in range(FREE):
        assert "too many wrong" not in said(Client(), "wrong", "unknown@example.org")
    assert "You can try again in 15 seconds" in said(Client(), "wrong", "unknown@example.org")


def test_a_mail_leads_in_at_once(clock: Clock, owner: Participant, mailoutbox: list[Any]) -> None:
    for _each in range(FREE):
        said(Client(), "wrong")
    came = Client()
    came.post("/accounts/login/code/", {"email": owner.email})
    link = str(mailoutbox[-1].body).split("http://testserver")[1].split()[0]
    came.post(link)
    assert came.get("/profile/").status_code == 200


def test_wrong_passwords_of_one_network_address_are_limited_for_all_accounts(
    owner: Participant,
) -> None:
    cache.clear()
    for number in range(10):
        assert "Too many" not in said(Client(), "wrong", f"{number}@example.org")
    assert "Too many" in said(Client(), "wrong", owner.email)
    cache.clear()


def test_a_forged_forwarded_address_is_not_believed(owner: Participant) -> None:
    cache.clear()
    for number in range(10):
        Client().post(
            "/accounts/login/",
            {"login": f"{number}@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    page = Client().post(
        "/accounts/login/",
        {"login": owner.email, "password": RIGHT},
        headers={"X-Forwarded-For": "203.0.113.99"},
    )
    assert "Too many" in page.text
    cache.clear()


def test_behind_a_proxy_each_client_is_counted_by_the_address_that_the_proxy_saw(
    owner: Participant, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()

    def ask(client: str) -> str:
        sent = {"login": "x@example.org", "password": "wrong"}
        seen = {"X-Forwarded-For": f"203.0.113.9, {client}"}  # the first is what the client said
        return Client().post("/accounts/login/", sent, headers=seen).text

    for _each in range(11):
        ask("198.51.100.1")
    assert "Too many" in ask("198.51.100.1")
    assert "Too many failed" not in ask("198.51.100.2")
    cache.clear()
