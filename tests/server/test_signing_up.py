"""What a stranger learns by signing up, or by asking for a way in: nothing about who has an account.

Time is not measured: what costs it is counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participants_named
from tests.people import amina

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words together"


class Counting(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.hashed += 1
        return super().encode(password, salt)


@dataclass(frozen=True)
class Cost:
    """What an answer cost."""

    hashed: int
    mails: int
    inserted: int
    transactions: int
    queries: int
    status: int
    page: str


@pytest.fixture(autouse=True)
def _counted(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]


def sign_up(client: Client, email: str) -> Any:
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True)


def ask_for_code(client: Client, email: str) -> Any:
    return client.post("/accounts/login/code/", {"email": email}, follow=True)


def reset(client: Client, email: str) -> Any:
    return client.post("/accounts/password/reset/", {"email": email}, follow=True)


def sign_in(client: Client, email: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": "no password of theirs"})


def resend(client: Client, email: str) -> Any:
    return client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)


def cost(ask: Callable[[Client, str], Any], client: Client, email: str, mails: list[Any]) -> Cost:
    hashed, sent = Counting.hashed, len(mails)
    with CaptureQueriesContext(connection) as asked:
        answer = ask(client, email)
    texts = [one["sql"] for one in asked.captured_queries]
    page = re.sub(r'value="[^"]*"|[0-9A-Za-z]{64}', "", answer.text).replace(email, "")
    return Cost(
        Counting.hashed - hashed,
        len(mails) - sent,
        sum(text.startswith("INSERT") for text in texts),
        sum(text.startswith("SAVEPOINT") for text in texts),
        len(texts),
        answer.status_code,
        page,
    )


ASKS = [sign_up, ask_for_code, reset, sign_in]


def costs(
    ask: Callable[[Client, str], Any], mails: list[Any], *before: Callable[[Client, str], Any]
) -> tuple[Cost, Cost]:
    """Return what an answer costs for an address with an account, and for one without."""
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    ask(Client(), "first@example.org")  # what is read once a process
    found = []
    for email in (owner.email, "unknown@example.org"):
        client = Client()
        for one in before:
            one(client, email)
        found.append(cost(ask, client, email, mails))
    return found[0], found[1]


@pytest.mark.parametrize("ask", ASKS)
def test_an_answer_costs_the_same_whether_or_not_the_address_has_an_account(
    ask: Callable[[Client, str], Any], mailoutbox: list[Any]
) -> None:
    known, unknown = costs(ask, mailoutbox)
    assert known.hashed == unknown.hashed == (ask in {sign_up, sign_in})
    assert known.mails == unknown.mails == (ask is not sign_in)
    assert (known.inserted, known.transactions) == (unknown.inserted, unknown.transactions)
    # an account is also read again: less than the hundredth part of one hash
    assert abs(known.queries - unknown.queries) <= 6
    assert (known.status, known.page) == (unknown.status, unknown.page)


def test_to_ask_for_another_code_costs_the_same_too(mailoutbox: list[Any]) -> None:
    known, unknown = costs(resend, mailoutbox, sign_up)
    assert known.mails == unknown.mails == 1
    assert (known.status, known.page) == (unknown.status, unknown.page)


def test_nobody_is_mailed_more_often_than_who_has_no_account(mailoutbox: list[Any]) -> None:
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    sent = {}
    for email in (owner.email, "unknown@example.org"):
        before = len(mailoutbox)
        for _each in range(4):
            client = Client()
            sign_up(client, email)
            for _again in range(4):
                resend(client, email)
        sent[email] = len(mailoutbox) - before
    assert set(sent.values()) == {5}


def test_a_sign_up_for_an_account_that_is_there_leaves_nothing_and_mails_its_owner(
    mailoutbox: list[Any],
) -> None:
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    kept = owner.password
    client = Client()
    sign_up(client, owner.email.upper())
    owner.refresh_from_db()
    assert owner.password == kept
    assert Participant.objects.filter(email__icontains="localhost.invalid").count() == 0
    assert EmailAddress.objects.count() == 1
    assert [mail.to for mail in mailoutbox] == [[owner.email]]
    assert "has an account already" in mailoutbox[0].body


def test_numbers_of_participants_do_not_tell_who_has_an_account(mailoutbox: list[Any]) -> None:
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    sign_up(Client(), "first@example.org")
    first = Participant.objects.get(email="first@example.org").pk
    sign_up(Client(), owner.email)
    sign_up(Client(), "second@example.org")
    assert Participant.objects.get(email="second@example.org").pk == first + 2
    for number in (first, first + 1, first + 2):
        assert Client().get(f"/people/{number}/").status_code == 404
    assert participants_named(f"#{first}") == []
    assert participants_named(f"#{owner.pk}") == [owner]
    assert Client().get(f"/people/{owner.pk}/").status_code == 200
