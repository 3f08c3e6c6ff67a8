"""Signing in by SAML: with signed assertions, and with forged, unsigned, replayed and wrapped ones."""

import base64
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Known
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Signing

from isegoria.server.people.models import Participant
from tests.people import amina

pytestmark = pytest.mark.django_db
IDP = "https://id.example.org/saml"
FORUM = "http://testserver.example/accounts/saml/saml"
HOST = "testserver.example"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the library looks at the clock


def _pair() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "id.example.org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_now() - timedelta(days=1))
        .not_valid_after(_now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = _pair()
STRANGERS, OF_A_STRANGER = _pair()
BARE = "".join(CERTIFICATE.splitlines()[1:-1])


@pytest.fixture(autouse=True)
def _configured(settings: Any) -> None:
    app = {
        "provider_id": "saml",
        "name": "Ministry",
        "client_id": "saml",
        "settings": {
            "idp": {"entity_id": IDP, "sso_url": f"{IDP}/sso", "x509cert": BARE},
            "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True},
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    settings.ALLOWED_HOSTS = [HOST]


def browser() -> Client:
    return Client(headers={"host": HOST})


def asked(client: Client) -> str:
    """Begin to sign in, and return the name of the question."""
    answer = client.post("/accounts/saml/saml/login/")
    assert answer["Location"].startswith(f"{IDP}/sso?"), answer["Location"]
    [sent] = parse_qs(urlsplit(answer["Location"]).query)["SAMLRequest"]
    question = zlib.decompress(base64.b64decode(sent), -15).decode()
    return re.search(r'ID="([^"]+)"', question)[1]  # type: ignore[index]


def at(when: timedelta) -> str:
    return (_now() + when).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(question: str, name: str = "nia", **other: str) -> str:
    """Return what the identity provider says of somebody, not signed yet."""
    said = {
        "issuer": IDP,
        "audience": f"{FORUM}/metadata/",
        "recipient": f"{FORUM}/acs/",
        "until": at(timedelta(minutes=5)),
        "verified": "true",
        "email": f"{name}@example.org",
        **other,
    }
    return f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a{name}"
 Version="2.0" IssueInstant="{at(timedelta())}"><saml:Issuer>{said["issuer"]}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData InResponseTo="{question}" NotOnOrAfter="{said["until"]}"
 Recipient="{said["recipient"]}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(timedelta(minutes=-5))}" NotOnOrAfter="{said["until"]}">
<saml:AudienceRestriction><saml:Audience>{said["audience"]}</saml:Audience></saml:AudienceRestriction>
</saml:Conditions><saml:AuthnStatement AuthnInstant="{at(timedelta())}" SessionIndex="_s">
<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3"><saml:AttributeValue>{said["email"]}</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="http://schemas.auth0.com/email_verified"><saml:AttributeValue>{said["verified"]}</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion>"""


def signed(text: str, key: str = KEY, certificate: str = CERTIFICATE) -> str:
    made = Signing.add_sign(
        text,
        key,
        certificate,
        sign_algorithm=Known.RSA_SHA256,
        digest_algorithm=Known.SHA256,
    )
    return str(made.decode() if isinstance(made, bytes) else made)


def response(question: str, *inside: str, answers: str | None = None) -> str:
    to = question if answers is None else answers
    responds = f'InResponseTo="{to}"' if to else ""
    return f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" {responds}
 IssueInstant="{at(timedelta())}" Destination="{FORUM}/acs/"><saml:Issuer>{IDP}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{"".join(inside)}</samlp:Response>"""


def sends(client: Client, text: str) -> Any:
    """Come back from the identity provider with its answer."""
    sent = {"SAMLResponse": base64.b64encode(text.encode()).decode()}
    return client.post("/accounts/saml/saml/acs/", sent, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_somebody_comes_in_by_a_signed_assertion() -> None:
    client = browser()
    question = asked(client)
    sends(client, response(question, signed(assertion(question))))
    assert is_in(client)
    assert SocialAccount.objects.get().user.email == "nia@example.org"


def test_an_assertion_works_once_and_in_the_browser_that_asked() -> None:
    client, thief = browser(), browser()
    question = asked(client)
    text = response(question, signed(assertion(question)))
    asked(thief)
    sends(thief, text)
    assert not is_in(thief)
    sends(client, text)
    assert is_in(client)
    client.post("/accounts/logout/")
    sends(client, text)
    assert not is_in(client)


def test_an_address_that_was_not_confirmed_and_that_of_an_account_let_nobody_in() -> None:
    owner = amina()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    for email, verified in (("new@example.org", "false"), (owner.email, "true")):
        client = browser()
        question = asked(client)
        said = assertion(question, "uma", email=email, verified=verified)
        sends(client, response(question, signed(said)))
        assert not is_in(client), email
    assert not SocialAccount.objects.filter(user=owner).exists()


def test_an_account_with_a_second_factor_is_asked_for_it() -> None:
    for comes_in in (True, False):
        client = browser()
        question = asked(client)
        answer = sends(client, response(question, signed(assertion(question))))
        assert is_in(client) == comes_in
        whose = Participant.objects.get()
        Authenticator.objects.get_or_create(user=whose, type="totp", data={"secret": "x"})
    assert answer.request["PATH_INFO"] == "/accounts/2fa/authenticate/"


def unsigned(question: str) -> str:
    return response(question, assertion(question))


def signed_by_a_stranger(question: str) -> str:
    return response(question, signed(assertion(question), STRANGERS, OF_A_STRANGER))


def with_the_certificate_of_the_provider_and_the_key_of_a_stranger(question: str) -> str:
    return response(question, signed(assertion(question), STRANGERS, CERTIFICATE))


def altered(question: str) -> str:
    return response(question, signed(assertion(question)).replace("nia", "owner"))


def name_cut_by_a_comment(question: str) -> str:
    text = signed(assertion(question, "owner.evil"))
    return response(question, text.replace(">owner.evil<", ">owner<!-- -->.evil<"))


def for_another_forum(question: str) -> str:
    said = assertion(question, audience="https://another.example")
    return response(question, signed(said))


def sent_to_another(question: str) -> str:
    said = assertion(question, recipient="https://another.example/acs/")
    return response(question, signed(said))


def by_another_provider(question: str) -> str:
    return response(question, signed(assertion(question, issuer="https://evil.example")))


def expired(question: str) -> str:
    return response(question, signed(assertion(question, until=at(timedelta(minutes=-30)))))


def not_asked_for(question: str) -> str:
    return response(question, signed(assertion("", "nia")), answers="")


def answers_something_else(question: str) -> str:
    return response(question, signed(assertion("_other")), answers="_other")


def wrapped_before(question: str) -> str:
    """Put a forged assertion before the signed one."""
    return response(question, assertion(question, "owner"), signed(assertion(question)))


def wrapped_behind(question: str) -> str:
    return response(question, signed(assertion(question)), assertion(question, "owner"))


def wrapped_inside(question: str) -> str:
    """Hide the signed assertion in an extension of a forged one."""
    forged = assertion(question, "owner")
    good = signed(assertion(question))
    return response(
        question,
        forged.replace("<saml:Subject>", f"<saml:Advice>{good}</saml:Advice><saml:Subject>", 1),
    )


def with_the_signature_of_another(question: str) -> str:
    """Move the signature, which refers to the good assertion, into a forged one."""
    good = signed(assertion(question))
    signature = re.search(r"<ds:Signature.*?</ds:Signature>", good, re.S)[0]  # type: ignore[index]
    bare = good.replace(signature, "")
    moved = signature.replace("</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>")
    forged = assertion(question, "owner").replace("</saml:Issuer>", f"</saml:Issuer>{moved}", 1)
    return response(question, forged)


def only_the_response_is_signed(question: str) -> str:
    return signed(response(question, assertion(question)))


def with_an_entity(question: str) -> str:
    head = '<!DOCTYPE x [<!ENTITY who "owner">]>'
    return head + response(question, signed(assertion(question)))


def no_xml(_question: str) -> str:
    return "no XML at all"


FORGED: list[Callable[[str], str]] = [
    unsigned,
    signed_by_a_stranger,
    with_the_certificate_of_the_provider_and_the_key_of_a_stranger,
    altered,
    for_another_forum,
    sent_to_another,
    by_another_provider,
    expired,
    not_asked_for,
    answers_something_else,
    wrapped_before,
    wrapped_behind,
    wrapped_inside,
    with_the_signature_of_another,
    only_the_response_is_signed,
    with_an_entity,
    no_xml,
]


@pytest.mark.parametrize("forge", FORGED)
def test_a_forged_assertion_lets_nobody_in(
    forge: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    client = browser()
    answer = sends(client, forge(asked(client)))
    assert answer.status_code < 500
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_comment_in_a_name_makes_nobody_another_person() -> None:
    client = browser()
    question = asked(client)
    sends(client, name_cut_by_a_comment(question))
    assert not SocialAccount.objects.filter(uid="owner").exists()


def test_nobody_is_signed_out_by_a_link_from_elsewhere() -> None:
    client = browser()
    question = asked(client)
    sends(client, response(question, signed(assertion(question))))
    assert client.get("/accounts/saml/saml/sls/?SAMLRequest=x").status_code == 404
    assert is_in(client)


def test_the_forum_tells_the_provider_who_it_is() -> None:
    page = browser().get("/accounts/saml/saml/metadata/")
    assert f'entityID="{FORUM}/metadata/"' in page.text
    assert 'WantAssertionsSigned="true"' in page.text
