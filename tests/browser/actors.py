"""People before a real browser: a context for each, who see pages, fill forms and press buttons."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from isegoria.server.people.models import Participant
from tests.journeys.acting import Seen, Turn

__all__ = ["ON_A_PHONE", "BrowserActor", "turn"]

PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
DESK = {"viewport": {"width": 1280, "height": 800}}
ON_A_PHONE = {"cem", "nia", "oki"}
"""Who takes part from far away, on a phone without JavaScript."""


class BrowserActor:
    """Somebody before a browser."""

    def __init__(self, page: Page, host: str) -> None:
        self.page, self._host, self._status = page, host, 0

    def open(self, path: str) -> Seen:
        answer = self.page.goto(path, wait_until="domcontentloaded")
        self._status = answer.status if answer else 0
        return self._seen()

    def press(self, button: str, **fields: Any) -> Seen:
        folded = self.page.locator(
            "details:not([open])", has=self.page.locator(f"button:text-is('{button}')")
        )
        while folded.count():
            folded.first.locator("summary").first.click()
        pressed = self.page.get_by_role("button", name=button, exact=True).first
        form = self.page.locator("form", has=pressed).first
        for name, value in fields.items():
            self._fill(form.locator(f"[name='{name}']"), value)
        with self.page.expect_response(
            lambda one: one.request.is_navigation_request() and not 300 <= one.status < 400
        ) as found:
            pressed.click()
        self.page.wait_for_load_state("domcontentloaded")
        self._status = found.value.status
        return self._seen()

    def _fill(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("one => one.type")
        for one in value if isinstance(value, list) else [value]:
            if kind in {"radio", "checkbox"}:
                field.and_(self.page.locator(f"[value='{one}']")).check()
            elif kind.startswith("select"):
                field.select_option(one)
            elif kind == "hidden":
                assert field.input_value() == one
            else:
                field.fill(one)

    def _seen(self) -> Seen:
        return Seen(self.page.url.removeprefix(self._host), self._status, self.page.content)


@pytest.fixture
def turn(chromium: Browser, live_server: Any) -> Iterator[Turn]:
    """Return a function that seats somebody before a browser of their own, signed in today; nothing
    may fail in any of them.
    """
    contexts: dict[str, tuple[BrowserContext, Page]] = {}
    faults: list[str] = []

    def seated(who: Participant | None) -> BrowserActor:
        name = who.name.lower() if who else "visitor"
        if name not in contexts:
            contexts[name] = _opened(chromium, live_server.url, name, faults.append)
        context, page = contexts[name]
        context.clear_cookies()
        if who is not None:
            client = Client()
            client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
            )
        return BrowserActor(page, live_server.url)

    yield seated
    for context, _page in contexts.values():
        context.close()
    assert faults == []


def _opened(
    chromium: Browser, host: str, name: str, fault: Callable[[str], None]
) -> tuple[BrowserContext, Page]:
    options: dict[str, Any] = PHONE if name in ON_A_PHONE else DESK
    context = chromium.new_context(base_url=host, locale="en", **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on(
        "request", lambda asked: None if asked.url.startswith((host, "data:")) else fault(asked.url)
    )
    page.on(
        "console",
        lambda said: (
            fault(said.text)
            if said.type == "error" and not re.search("40[349]", said.text)
            else None
        ),
    )
    return context, page
