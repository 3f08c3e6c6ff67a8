"""Every link in a mail leads to the address that the operator set, whatever host the request
named.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory

from isegoria.server.membership.acts import Invite
from isegoria.server.membership.models import Invitation
from isegoria.server.pages.issues.mails import tell_of_merge
from isegoria.server.pages.process.mails import send_invitation
from isegoria.server.pages.process.seat_mails import tell_of_seat
from isegoria.server.people.models import Forum
from isegoria.server.process.models import Chunk
from isegoria.server.record.models import Act
from tests.people import amina
from tests.play import Play

pytestmark = pytest.mark.django_db
OURS = "https://forum.example.org"
HOSTS = ["forum.example.org:4444", "second.example.org", "forum.example.org"]


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    cache.clear()  # rate limits count on
    settings.ADDRESS, settings.ALLOWED_HOSTS = OURS, ["forum.example.org", "second.example.org"]
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])


def has_our_addresses_only(mail: Any) -> bool:
    text = f"{mail.subject}\n{mail.body}"
    assert "4444" not in text
    assert "second.example.org" not in text
    return set(re.findall(r"\w+://[^/\s]+", text)) == {OURS}


ACCOUNTS = {
    "a way in": ("/accounts/login/code/", {"email": "amina@example.org"}, "/sign-in/"),
    "a way in for nobody": (
        "/accounts/login/code/",
        {"email": "nobody@example.org"},
        "/accounts/signup/",
    ),
    "a code": (
        "/accounts/signup/",
        {"email": "new@example.org", "password1": "a long password"},
        "",
    ),
    "an account that is there": (
        "/accounts/signup/",
        {"email": "amina@example.org", "password1": "a long password"},
        "/accounts/password/reset/",
    ),
    "a new password": (
        "/accounts/password/reset/",
        {"email": "amina@example.org"},
        "/accounts/password/reset/key/",
    ),
    "a new password for nobody": (
        "/accounts/password/reset/",
        {"email": "nobody@example.org"},
        "/accounts/signup/",
    ),
}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("page", "said", "link"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_a_mail_about_an_account(
    page: str, said: dict[str, str], link: str, host: str, settings: Any, mailoutbox: Any
) -> None:
    settings.MIDDLEWARE = [
        one for one in settings.MIDDLEWARE if not one.endswith("OwnHost")
    ]  # which refuses the port before
    amina()
    Client(headers={"host": host}).post(page, said)
    (mail,) = mailoutbox
    assert has_our_addresses_only(mail)
    assert f"{OURS}{link}" in mail.body


def seat(request: HttpRequest, play: Play, chunk: Chunk) -> None:
    tell_of_seat(
        request,
        play.process,
        "Editor",
        play.people["governments1"][0],
        Act.objects.get(pk=chunk.pk),
    )


def merge(request: HttpRequest, _play: Play, chunk: Chunk) -> None:
    tell_of_merge(request, chunk.issue, chunk.issue, chunk.pk)


def invitation(request: HttpRequest, play: Play, chunk: Chunk) -> None:
    play.do_plain(Invite(play.process, issue=chunk.issue.pk, name="Ada", email="voice@example.org"))
    send_invitation(request, Invitation.objects.get())


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("sends", [seat, merge, invitation])
def test_a_mail_about_a_process(
    sends: Callable[[HttpRequest, Play, Chunk], None], host: str, play: Play, mailoutbox: Any
) -> None:
    request = RequestFactory(headers={"host": host}).get("/")
    request.user = play.secretary
    sends(request, play, play.raised())
    (mail,) = mailoutbox
    assert has_our_addresses_only(mail)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("forum.example.org", 200),
        ("forum.example.org:443", 200),
        ("forum.example.org:80", 200),
        ("second.example.org", 200),
        ("forum.example.org:4444", 400),
        ("second.example.org:8000", 400),
        ("elsewhere.example.org", 400),
        ("localhost:8000", 200),
    ],
)
def test_a_host_with_the_port_of_somebody_else_is_refused(
    host: str, status: int, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    assert Client(headers={"host": host}).get("/accounts/login/").status_code == status


def test_in_development_a_link_leads_to_the_address_that_was_asked(
    settings: Any, mailoutbox: Any
) -> None:
    settings.ADDRESS, settings.ALLOWED_HOSTS = "", ["localhost"]
    amina()
    Client(headers={"host": "localhost:8001"}).post(
        "/accounts/login/code/", {"email": "amina@example.org"}
    )
    assert "http://localhost:8001/sign-in/" in mailoutbox[0].body
