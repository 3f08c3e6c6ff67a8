"""Every page that a link leads to, from the first page of the worked example on, looked at by axe
as people of all kinds.
"""

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from isegoria.server.example import bring_example
from isegoria.server.people.models import Participant
from tests.browser.conftest import HARD, LINKED, kind_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = (".json", ".csv", ".atom", ".vtt", ".md", ".yaml", ".ics", ".txt", "/source")
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


WIDE = {"viewport": {"width": 1280, "height": 900}}


@pytest.mark.parametrize(
    ("who", "options", "many", "often"),
    [
        pytest.param([SECRETARIAT, PARTICIPANT], HARD, 87, 1, id="dark, right to left, 360 px"),
        *(
            pytest.param([who], options, many, 2, id=what, marks=pytest.mark.whole)
            for who, options, many, what in (
                (SECRETARIAT, WIDE, 60, "the secretariat, light, 1280 px"),
                (SECRETARIAT, HARD, 60, "the secretariat, dark, right to left, 360 px"),
                (PARTICIPANT, HARD, 50, "a participant, dark, right to left, 360 px"),
                (CHAIR, WIDE, 50, "a chair, light, 1280 px"),
                ("", {}, 35, "a visitor, light, 360 px"),
            )
        ),
    ],
)
def test_axe_finds_nothing_on_any_page_that_a_link_leads_to(
    visitor: Any,
    accessible: Any,
    live_server: Any,
    who: list[str],
    options: dict[str, Any],
    many: int,
    often: int,
) -> None:
    """Look at each kind of page so `often`, as the first of these people that a link leads there."""
    bring_example(timezone.now())
    looked_at = Counter[str]()
    for one in who:
        page = visitor(**options)
        if one:
            enter(page, one, live_server.url)
        for address in _addresses(page, live_server.url, often):
            if looked_at[kind_of(address)] < often:
                looked_at[kind_of(address)] += 1
                accessible(page, f"{address} {options}")
    assert len(looked_at) >= many, sorted(looked_at)
    if len(who) == 2:
        assert LINKED - set(looked_at) == set()


_STANDS_ELSEWHERE = {
    "chunk": 9,
    "room": 5,
    "in-the-room": 1,
    "discussion": 2,
    "text": 3,
    "text-version": 3,
}
"""Pages that offer other steps in another stage: so many more of them are looked at."""


def _addresses(page: Page, host: str, often: int) -> Iterator[str]:
    """Open one page after the other that a link leads to, each kind so `often`."""
    opened = Counter[str]()
    seen, waiting = {"/", "/nowhere/"}, deque(["/", "/nowhere/"])
    while waiting:
        address = waiting.popleft()
        opened[kind_of(address)] += 1
        answer = page.goto(address, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == (404 if address == "/nowhere/" else 200), address
        yield address
        links = page.eval_on_selector_all(
            "a[href]",
            "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)",
        )
        for link in links:
            plain = link.removeprefix(host).split("#")[0]
            kind = kind_of(plain) if plain.startswith("/") else ""
            if not kind or kind == "account_logout" or plain.split("?")[0].endswith(FILES):
                continue
            queued = sum(kind_of(one) == kind for one in waiting)
            most = often + _STANDS_ELSEWHERE.get(kind, 0)
            if plain not in seen and opened[kind] + queued < most:
                waiting.append(plain)
            seen.add(plain)
