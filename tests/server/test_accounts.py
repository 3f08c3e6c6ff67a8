"""Whose account it is: the first proof of an address ends every way in that somebody else may have
prepared.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from isegoria.server.forum.profiles import ChangeProfile
from isegoria.server.people.models import Participant
from isegoria.server.record.door import perform
from tests.people import amina

pytestmark = pytest.mark.django_db
VICTIM, STRANGERS, OWN = "victim@example.org", "a password of a stranger", "a password of their own"


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    cache.clear()  # rate limits count on
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # many sign in here


def sign_up(client: Client, email: str = VICTIM, password: str = STRANGERS) -> None:
    assert (
        client.post("/accounts/signup/", {"email": email, "password1": password}).status_code == 302
    )


def signs_in(email: str, password: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return is_in(client)


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def code_in(mail: EmailMessage) -> str:
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mail.body), re.M)[1]  # type: ignore[index]


def by_link(mails: list[EmailMessage], owner: Client) -> None:
    owner.post("/accounts/login/code/", {"email": VICTIM})
    owner.post(re.search(r"http://testserver(/sign-in/\S+)", str(mails[-1].body))[1])  # type: ignore[index]


def by_code(mails: list[EmailMessage], owner: Client) -> None:
    owner.post("/accounts/login/code/", {"email": VICTIM})
    owner.post("/accounts/login/code/confirm/", {"code": code_in(mails[-1])})


def by_new_password(mails: list[EmailMessage], owner: Client) -> None:
    owner.post("/accounts/password/reset/", {"email": VICTIM})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mails[-1].body))[1]  # type: ignore[index]
    form = owner.get(link)["Location"]
    assert owner.post(form, {"password1": OWN, "password2": OWN}).status_code == 302
    owner.post("/accounts/login/", {"login": VICTIM, "password": OWN})


WAYS = [by_link, by_code, by_new_password]
Way = Callable[[list[EmailMessage], Client], None]


@pytest.mark.parametrize("way", WAYS)
def test_a_password_of_a_stranger_does_not_survive_the_first_proof_of_the_address(
    way: Way, mailoutbox: Any
) -> None:
    stranger, owner = Client(), Client()
    sign_up(stranger)
    assert not signs_in(VICTIM, STRANGERS)
    way(mailoutbox, owner)
    assert is_in(owner)
    assert not signs_in(VICTIM, STRANGERS)
    stranger.post("/accounts/login/", {"login": VICTIM, "password": STRANGERS})
    assert not is_in(stranger)
    assert EmailAddress.objects.get(email=VICTIM).verified


@pytest.mark.parametrize("way", WAYS)
def test_every_other_session_ends_with_the_first_proof(way: Way, mailoutbox: Any) -> None:
    sign_up(Client())
    stranger, owner = Client(), Client()
    stranger.force_login(
        Participant.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    way(mailoutbox, owner)
    assert is_in(owner)
    assert not is_in(stranger)


@pytest.mark.parametrize("way", WAYS)
def test_a_provider_of_a_stranger_does_not_survive_the_first_proof(
    way: Way, mailoutbox: Any
) -> None:
    sign_up(Client())
    SocialAccount.objects.create(user=Participant.objects.get(), provider="oidc", uid="a-stranger")
    way(mailoutbox, Client())
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_password_that_was_set_after_the_first_proof_stays(way: Way, mailoutbox: Any) -> None:
    sign_up(Client())
    by_link(mailoutbox, Client())
    owner = Participant.objects.get()
    owner.set_password(OWN)
    owner.save()
    way(mailoutbox, Client())
    assert signs_in(VICTIM, OWN)


@pytest.mark.parametrize("way", [by_link, by_code])
def test_the_owner_is_told_what_to_do(way: Way, mailoutbox: Any) -> None:
    sign_up(Client())
    owner = Client()
    way(mailoutbox, owner)
    page = owner.get("/profile/")
    assert "set one on your profile page" in page.text
    assert 'href="/accounts/password/change/"' in page.text
    assert owner.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    owner.post("/accounts/password/set/", {"password1": OWN, "password2": OWN})
    assert is_in(owner)
    assert signs_in(VICTIM, OWN)


def test_who_signs_up_types_the_code_in_the_same_browser_and_keeps_the_password(
    mailoutbox: Any,
) -> None:
    newcomer = Client()
    sign_up(newcomer, password=OWN)
    assert not is_in(newcomer)
    newcomer.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert is_in(newcomer)
    assert signs_in(VICTIM, OWN)


def test_who_closed_the_page_signs_in_again_and_types_the_new_code(mailoutbox: Any) -> None:
    sign_up(Client(), password=OWN)
    again = Client()
    again.post("/accounts/login/", {"login": VICTIM, "password": OWN})
    again.get("/accounts/confirm-email/")
    again.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert is_in(again)
    assert signs_in(VICTIM, OWN)


def test_the_code_of_a_strangers_sign_up_is_of_no_use_in_another_browser(mailoutbox: Any) -> None:
    sign_up(Client())
    owner = Client()
    sign_up(owner, password=OWN)  # the address is taken: the mail says so
    owner.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})
    assert not is_in(owner)
    assert not EmailAddress.objects.get(email=VICTIM).verified


def test_a_second_address_is_kept_nowhere_before_its_code_is_typed(mailoutbox: Any) -> None:
    stranger = Client()
    sign_up(stranger, "stranger@example.org")
    stranger.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    stranger.post("/accounts/reauthenticate/", {"password": STRANGERS})
    stranger.post("/accounts/email/", {"action_add": "", "email": VICTIM})
    assert [mail.to for mail in mailoutbox[1:]] == [[VICTIM]]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["stranger@example.org"]
    sent = len(mailoutbox)
    owner = Client()
    owner.post("/accounts/login/code/", {"email": VICTIM})
    owner.post("/accounts/password/reset/", {"email": VICTIM})
    assert not any(
        "/sign-in/" in mail.body or "/reset/key/" in mail.body for mail in mailoutbox[sent:]
    )
    sign_up(owner, password=OWN)
    owner.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert Participant.objects.get(email=VICTIM).check_password(OWN)


def test_unproven_second_addresses_of_an_earlier_version_are_forgotten() -> None:
    owner = amina()
    for email, verified in ((owner.email, False), (VICTIM, False), ("second@example.org", True)):
        EmailAddress.objects.create(user=owner, email=email, verified=verified)
    call_command("migrate", verbosity=0)  # as at every start
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {
        owner.email,
        "second@example.org",
    }


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(mailoutbox: Any) -> None:
    here, there = Client(), Client()
    sign_up(here, password=OWN)
    here.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    there.post("/accounts/login/", {"login": VICTIM, "password": OWN})
    assert is_in(there)
    new = "another password of mine"
    here.post(
        "/accounts/password/change/", {"oldpassword": OWN, "password1": new, "password2": new}
    )
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("way", WAYS)
def test_a_session_has_another_key_after_signing_in(way: Way, mailoutbox: Any) -> None:
    sign_up(Client())
    owner = Client()
    owner.get("/accounts/login/")
    session = owner.session
    session["planted"] = "by a stranger"
    session.save()
    owner.cookies["sessionid"] = before = session.session_key
    way(mailoutbox, owner)
    assert is_in(owner)
    assert owner.cookies["sessionid"].value != before


def enters_by_provider(settings: Any, email: str, verified: object) -> bool:
    """Come back from a provider that says this of somebody's address, and return whether that
    signed them in.
    """
    app = {
        "provider_id": "oidc",
        "name": "P",
        "client_id": "c",
        "settings": {"server_url": "https://p.example.org"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    request = RequestFactory().get("/")
    SessionMiddleware(HttpResponse).process_request(request)
    MessageMiddleware(HttpResponse).process_request(request)
    request.user = AnonymousUser()
    with request_context(request):
        provider = get_adapter().get_provider(request, "oidc")
        said = {"sub": "somebody", "email": email, "email_verified": verified}
        complete_login(request, provider.sociallogin_from_response(request, said))
    return "_auth_user_id" in request.session


@pytest.mark.parametrize("verified", [True, False, "true", "false"])
@pytest.mark.parametrize(
    "known", [None, False, True], ids=["no account", "unproven account", "proven account"]
)
def test_a_provider_lets_nobody_into_an_account_by_its_address(
    settings: Any, known: bool | None, verified: object
) -> None:
    if known is not None:
        EmailAddress.objects.create(
            user=amina(), email="amina@example.org", verified=known, primary=True
        )
    is_in_now = enters_by_provider(settings, "amina@example.org", verified)
    assert is_in_now == (known is None and verified in {True, "true"})
    assert SocialAccount.objects.exists() == (known is None)


def test_a_provider_that_only_claims_an_address_has_no_way_in_once_the_owner_came(
    settings: Any, mailoutbox: Any
) -> None:
    enters_by_provider(settings, VICTIM, verified=False)
    by_link(mailoutbox, Client())
    assert not enters_by_provider(settings, VICTIM, verified=False)


def signed_up(email: str, mails: list[EmailMessage]) -> Client:
    """Return somebody who signed up and typed the code."""
    newcomer = Client()
    sign_up(newcomer, email, OWN)
    newcomer.post("/accounts/confirm-email/", {"code": code_in(mails[-1])})
    assert is_in(newcomer)
    newcomer.post("/accounts/reauthenticate/", {"password": OWN})
    return newcomer


@pytest.mark.parametrize("way", WAYS)
def test_a_sign_up_of_a_stranger_that_waits_for_its_code_ends_with_the_first_proof(
    way: Way, mailoutbox: Any
) -> None:
    stranger = Client()
    sign_up(stranger)
    assert stranger.get("/accounts/confirm-email/").status_code == 200
    code = code_in(mailoutbox[-1])
    way(mailoutbox, Client())
    sent = len(mailoutbox)
    stranger.post("/accounts/confirm-email/", {"action": "resend"})
    stranger.post("/accounts/confirm-email/", {"action": "change", "email": "stranger@example.org"})
    assert stranger.get("/accounts/confirm-email/")["Location"] == "/accounts/login/"
    stranger.post("/accounts/confirm-email/", {"code": code})
    assert len(mailoutbox) == sent
    assert not is_in(stranger)


def test_a_claim_that_nobody_confirmed_keeps_nobody_from_adding_their_address(
    mailoutbox: Any,
) -> None:
    stranger = Client()
    sign_up(stranger)
    owner = signed_up("owner@example.org", mailoutbox)
    owner.post("/accounts/email/", {"action_add": "", "email": VICTIM})
    owner.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    theirs = EmailAddress.objects.get(email=VICTIM)
    assert (theirs.verified, theirs.user.email) == (True, "owner@example.org")
    assert not Participant.objects.filter(email=VICTIM).exists()
    owner.post("/accounts/email/", {"action_primary": "", "email": VICTIM})
    assert Participant.objects.get(pk=theirs.user_id).email == VICTIM
    sent = len(mailoutbox)
    stranger.post("/accounts/confirm-email/", {"action": "resend"})
    assert stranger.get("/accounts/confirm-email/")["Location"] == "/accounts/login/"
    assert len(mailoutbox) == sent
    assert not signs_in(VICTIM, STRANGERS)
    assert not signs_in(VICTIM, "")


def test_an_account_that_did_something_loses_an_address_that_it_never_confirmed_and_stays(
    mailoutbox: Any,
) -> None:
    sign_up(Client())
    claimed = Participant.objects.get(email=VICTIM)
    perform(ChangeProfile("A stranger", ""), by=claimed, now=timezone.now())
    owner = signed_up("owner@example.org", mailoutbox)
    owner.post("/accounts/email/", {"action_add": "", "email": VICTIM})
    owner.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert EmailAddress.objects.get(email=VICTIM).user.email == "owner@example.org"
    claimed.refresh_from_db()
    assert claimed.email != VICTIM
    assert claimed.name == "A stranger"
    assert not EmailAddress.objects.filter(user=claimed).exists()


def test_an_address_that_somebody_proved_stays_theirs(mailoutbox: Any) -> None:
    signed_up(VICTIM, mailoutbox)
    other = signed_up("other@example.org", mailoutbox)
    sent = len(mailoutbox)
    other.post("/accounts/email/", {"action_add": "", "email": VICTIM})
    for mail in mailoutbox[sent:]:
        for code in re.findall(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mail.body), re.M):
            other.post("/accounts/confirm-email/", {"code": code})
    assert EmailAddress.objects.get(email=VICTIM).user.email == VICTIM
    assert signs_in(VICTIM, OWN)
