"""A real browser on a running forum. Debian's chromium, or the one that ISEGORIA_CHROMIUM names."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # Playwright's loop runs in the thread that also asks the database
)

HARD = {"locale": "ar", "color_scheme": "dark"}
"""A phone in the dark, from right to left: what goes wrong anywhere, goes wrong here."""
LOOKS = [
    pytest.param(HARD, id="dark, right to left, 360 px"),
    pytest.param({}, id="light, 360 px", marks=pytest.mark.whole),
    pytest.param(
        {"viewport": {"width": 1280, "height": 900}}, id="light, 1280 px", marks=pytest.mark.whole
    ),
]
"""How a page is looked at: `make test` takes the hardest, `make test-all` every one."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("ISEGORIA_CHROMIUM") or shutil.which("chromium")
    if path is None:
        reason = "chromium is not there; install Debian's package or name one by ISEGORIA_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """Return a function that opens a page as a visitor with the options of a browser context.

    At the end no page may have asked another host for anything, or have complained on its console.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            **{"locale": "en", "viewport": {"width": 360, "height": 740}, **options},
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: (
                faults.append(asked.url)
                if not asked.url.startswith((live_server.url, "data:"))
                else None
            ),
        )
        page.on(
            "console",
            lambda said: (
                faults.append(said.text)
                if said.type == "error" and not re.search("40[349]", said.text)
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def accessible() -> Any:
    """Return a function that fails with what axe finds on the page, and if the page is wider than
    its screen.
    """

    def checked(page: Page, what: str = "") -> None:
        found = Axe().run(page)
        faults = [
            f"{fault['id']}: {node['html']} {node.get('failureSummary', '')}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert faults == [], f"{page.url} {what}"
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{page.url} {what} is {wide} px wider than the screen"

    return checked
