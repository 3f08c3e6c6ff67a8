"""Signing in by OpenID Connect: with a real provider in another process, and with one that lies."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from isegoria.server.forum.proving import Providers
from isegoria.server.people.models import Participant
from tests.people import amina
from tests.running import free_port

pytestmark = pytest.mark.django_db
CLIENT = "forum"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Run a provider that others wrote, and return its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + 60
            while not _answers(address) and time.monotonic() < end:
                time.sleep(0.2)
            yield address
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/.well-known/openid-configuration", timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(autouse=True)
def _configured(settings: Any, provider: str) -> None:
    cache.clear()
    app = {
        "provider_id": "oidc",
        "name": "City",
        "client_id": CLIENT,
        "secret": "s",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }


def known(provider: str, name: str, **claims: Any) -> None:
    """Let the provider know somebody."""
    assert requests.put(f"{provider}/users/{name}", json=claims, timeout=5).ok


def asked(client: Client, query: str = "") -> str:
    """Go to the provider, and return what the forum asks it."""
    answer = client.post(f"/accounts/oidc/oidc/login/{query}")
    assert answer.status_code == 302
    return str(answer["Location"])


def answered(address: str, name: str) -> str:
    """Sign in at the provider, and return where it sends the browser back."""
    back = requests.post(address, data={"sub": name}, allow_redirects=False, timeout=5)
    assert back.status_code in {302, 303}, back.text
    return back.headers["Location"].partition("http://testserver")[2]


def comes(client: Client, name: str) -> Any:
    return client.get(answered(asked(client), name))


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_somebody_new_comes_in_by_a_provider_that_confirmed_the_address(provider: str) -> None:
    known(provider, "nia", email="nia@example.org", email_verified=True)
    client = Client()
    comes(client, "nia")
    assert is_in(client)
    assert SocialAccount.objects.get().user.email == "nia@example.org"
    again = Client()
    comes(again, "nia")
    assert is_in(again)
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("verified", [False, "false", None, "no"])
def test_an_address_that_the_provider_did_not_confirm_lets_nobody_in(
    verified: object, provider: str
) -> None:
    known(provider, "uma", email="uma@example.org", email_verified=verified)
    client = Client()
    comes(client, "uma")
    assert not is_in(client)


@pytest.mark.parametrize("verified", [True, False])
def test_nobody_takes_over_an_account_by_naming_its_address(verified: bool, provider: str) -> None:
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    known(provider, f"thief{verified}", email=owner.email, email_verified=verified)
    client = Client()
    comes(client, f"thief{verified}")
    assert not is_in(client)
    assert not SocialAccount.objects.filter(user=owner).exists()


def test_an_account_with_a_second_factor_is_asked_for_it(provider: str) -> None:
    known(provider, "fay", email="fay@example.org", email_verified=True)
    comes(Client(), "fay")
    Authenticator.objects.create(user=Participant.objects.get(), type="totp", data={"secret": "x"})
    client = Client()
    assert comes(client, "fay")["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)


def test_an_answer_works_once_and_in_the_browser_that_asked(provider: str) -> None:
    known(provider, "ola", email="ola@example.org", email_verified=True)
    client, thief = Client(), Client()
    back = answered(asked(client), "ola")
    asked(thief)
    thief.get(back)
    assert not is_in(thief)  # and nobody is signed in as somebody whose answer was slipped in
    client.get(back)
    assert is_in(client)
    client.post("/accounts/logout/")
    client.get(back)
    assert not is_in(client)


def test_a_forged_state_is_of_no_use(provider: str) -> None:
    known(provider, "sol", email="sol@example.org", email_verified=True)
    client = Client()
    back = answered(asked(client), "sol")
    client.get(re.sub(r"state=\w+", "state=forged", back))
    assert not is_in(client)
    client.get(re.sub(r"&?state=\w+", "", back))
    assert not is_in(client)


def test_each_question_has_a_nonce_of_its_own_and_a_challenge(provider: str) -> None:
    first, second = asked(Client()), asked(Client(), "?auth_params=nonce%3Dknown%26prompt%3Dnone")
    nonces = [re.search(r"nonce=([^&]+)", one)[1] for one in (first, second)]  # type: ignore[index]
    assert len({*nonces, "known"}) == 3
    assert "prompt" not in second
    assert "code_challenge_method=S256" in first


KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _each in range(2))
Forge = Callable[[dict[str, Any]], str]


def signed(claims: dict[str, Any], key: Any = KEY, kid: str = "k") -> str:
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


def as_it_is(claims: dict[str, Any]) -> str:
    return signed(claims)


def for_another_forum(claims: dict[str, Any]) -> str:
    return signed({**claims, "aud": "another"})


def for_nobody(claims: dict[str, Any]) -> str:
    return signed({name: value for name, value in claims.items() if name != "aud"})


def handed_on(claims: dict[str, Any]) -> str:
    return signed({**claims, "aud": [CLIENT, "another"], "azp": "another"})


def by_another_issuer(claims: dict[str, Any]) -> str:
    return signed({**claims, "iss": "https://evil.example"})


def expired(claims: dict[str, Any]) -> str:
    return signed({**claims, "exp": claims["iat"] - 60})


def without_an_end(claims: dict[str, Any]) -> str:
    return signed({name: value for name, value in claims.items() if name != "exp"})


def with_another_nonce(claims: dict[str, Any]) -> str:
    return signed({**claims, "nonce": "another"})


def without_a_nonce(claims: dict[str, Any]) -> str:
    return signed({name: value for name, value in claims.items() if name != "nonce"})


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "k"})


def signed_by_a_stranger(claims: dict[str, Any]) -> str:
    return signed(claims, OTHER)


def signed_by_an_unknown_key(claims: dict[str, Any]) -> str:
    return signed(claims, OTHER, "unknown")


def signed_by_a_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "a secret that is long enough for it" * 2, "HS256", {"kid": "k"})


def altered(claims: dict[str, Any]) -> str:
    head, _body, signature = signed(claims).split(".")
    body = signed({**claims, "sub": "owner"}).split(".")[1]
    return f"{head}.{body}.{signature}"


def of_another_person(claims: dict[str, Any]) -> str:
    return signed({**claims, "sub": "owner"})


def no_token(_claims: dict[str, Any]) -> str:
    return ""


def signed_without_naming_a_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, KEY, algorithm="RS256")


def signed_by_a_stranger_without_naming_a_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, OTHER, algorithm="RS256")


def nonsense(_claims: dict[str, Any]) -> str:
    return "no.token.here"


TRUE: list[Forge] = [as_it_is, signed_without_naming_a_key]
LIES: list[Forge] = [
    for_another_forum,
    for_nobody,
    handed_on,
    by_another_issuer,
    expired,
    without_an_end,
    with_another_nonce,
    without_a_nonce,
    unsigned,
    signed_by_a_stranger,
    signed_by_an_unknown_key,
    signed_by_a_stranger_without_naming_a_key,
    signed_by_a_shared_secret,
    altered,
    of_another_person,
    no_token,
    nonsense,
]


class Lying(requests.Session):
    """Asks the real provider, and puts another ID token into its answer."""

    forge: Forge

    def request(self, method: Any, url: Any, *parts: Any, **named: Any) -> requests.Response:
        answer = super().request(method, url, *parts, **named)
        if str(url).endswith("/jwks"):
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            return _saying(answer, {"keys": [{**public, "kid": "k", "alg": "RS256"}]})
        said = answer.json()
        if "id_token" in said:
            claims = jwt.decode(said["id_token"], options={"verify_signature": False})
            said["id_token"] = type(self).forge(claims)
            return _saying(answer, said)
        return answer


def _saying(answer: requests.Response, said: Any) -> requests.Response:
    answer.json = lambda **_options: said  # type: ignore[method-assign]
    return answer


@pytest.mark.parametrize("forge", [*TRUE, *LIES])
def test_a_forged_token_lets_nobody_in(
    forge: Forge, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(provider, "max", email="max@example.org", email_verified=True)
    monkeypatch.setattr(Lying, "forge", staticmethod(forge), raising=False)
    monkeypatch.setattr(Providers, "get_requests_session", lambda _self: Lying())
    client = Client()
    comes(client, "max")
    assert is_in(client) == (forge in TRUE)
    assert SocialAccount.objects.exists() == (forge in TRUE)
