"""Every page that a link leads to, from the first page of the worked example on, looked at by axe
as people of all kinds.
"""

from collections import Counter, deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Page

from isegoria.server.example import bring_example
from isegoria.server.people.models import Participant
from tests.browser.conftest import HARD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = (".json", ".csv", ".atom", ".vtt", ".md", ".yaml", ".ics", "/source")
SECRETARIAT = "administrator@localhost.invalid"
CHAIR = "city-official@example.org"
PARTICIPANT = "access-advocate@example.org"


def enter(page: Page, address: str, host: str) -> None:
    """Sign the browser in as the participant with an address."""
    client = Client()
    client.force_login(
        Participant.objects.get(email=address),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": host}])


def kind_of(address: str) -> str:
    """Return the name of a page's address; empty for what is no page of this forum."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


WIDE = {"viewport": {"width": 1280, "height": 900}}


@pytest.mark.parametrize(
    ("who", "options", "many", "often"),
    [
        pytest.param(SECRETARIAT, WIDE, 60, 1, id="the secretariat, light, 1280 px"),
        pytest.param(PARTICIPANT, HARD, 50, 1, id="a participant, dark, right to left, 360 px"),
        pytest.param(SECRETARIAT, HARD, 60, 2, id="the secretariat, dark", marks=pytest.mark.whole),
        pytest.param("", {}, 35, 2, id="a visitor, light, 360 px", marks=pytest.mark.whole),
        pytest.param(CHAIR, WIDE, 50, 2, id="a chair, light, 1280 px", marks=pytest.mark.whole),
    ],
)
def test_axe_finds_nothing_on_any_page_that_a_link_leads_to(
    visitor: Any,
    accessible: Any,
    live_server: Any,
    who: str,
    options: dict[str, Any],
    many: int,
    often: int,
) -> None:
    """Look at each kind of page so `often`."""
    bring_example(timezone.now())
    page = visitor(**options)
    if who:
        enter(page, who, live_server.url)
    seen, looked_at = {"/"}, Counter[str]()
    waiting = deque(["/", "/nowhere/"])
    while waiting:
        address = waiting.popleft()
        looked_at[kind_of(address)] += 1
        answer = page.goto(address, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == (404 if address == "/nowhere/" else 200), address
        accessible(page, f"{address} {options}")
        links = page.eval_on_selector_all(
            "a[href]",
            "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)",
        )
        for link in links:
            path = link.removeprefix(live_server.url)
            plain = path.split("#")[0]
            kind = kind_of(plain) if plain.startswith("/") else ""
            if (
                not kind
                or plain in seen
                or plain.split("?")[0].endswith(FILES)
                or kind == "account_logout"
            ):
                continue
            seen.add(plain)
            if looked_at[kind] + sum(kind_of(one) == kind for one in waiting) < often:
                waiting.append(plain)
    assert len(looked_at) >= many, sorted(looked_at)
