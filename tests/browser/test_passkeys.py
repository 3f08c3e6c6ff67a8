"""A passkey in a browser: made on one page, and enough to sign in on another."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from isegoria.server.forum.entry import new_token
from isegoria.server.people.reads import administrator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_somebody_adds_a_passkey_and_signs_in_with_it(visitor: Any, live_server: Any) -> None:
    owner = administrator()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    page = visitor()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"/enter/{new_token()}/")
    page.locator("main button").click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name of the passkey").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/accounts/2fa/")
    assert "My phone" in page.inner_text("main")
    page.goto("/accounts/logout/")
    page.locator("main button").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("link", name="Sign out").wait_for()
    assert live_server


def test_a_passkey_that_is_not_there_is_told(visitor: Any, live_server: Any) -> None:
    page = visitor()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    page.goto("/accounts/login/")
    page.evaluate(
        "Object.defineProperty(navigator, 'credentials',"
        " {value: {get: () => Promise.reject(new Error('none'))}}); 0"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()
    assert live_server


def test_a_password_can_be_shown(visitor: Any, live_server: Any) -> None:
    page = visitor()
    page.goto("/accounts/signup/")
    page.get_by_label("Password").fill("four plain words together")
    page.get_by_role("button", name="Show the password").click()
    assert page.locator("[name=password1]").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide the password").click()
    assert page.locator("[name=password1]").get_attribute("type") == "password"
    assert live_server
