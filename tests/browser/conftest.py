"""A real browser on a running forum. Debian's chromium, or the one that ISEGORIA_CHROMIUM names."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # Playwright's loop runs in the thread that also asks the database
)

HARD = {"locale": "ar", "color_scheme": "dark"}
"""A phone in the dark, from right to left: what goes wrong anywhere, goes wrong here."""
LOOKS = [
    pytest.param(HARD, True, id="dark, right to left, 360 px, kinds that no link leads to"),
    pytest.param(HARD, False, id="dark, right to left, 360 px", marks=pytest.mark.whole),
    pytest.param({}, False, id="light, 360 px", marks=pytest.mark.whole),
    pytest.param(
        {"viewport": {"width": 1280, "height": 900}},
        False,
        id="light, 1280 px",
        marks=pytest.mark.whole,
    ),
]
"""How a page is looked at, and whether only where `test_every_page` does not: `make test` looks at
each kind of page once in the hardest way, `make test-all` at every page in every way.
"""
LINKED = frozenset(
    """
    account_change_password account_email act amend answer-poll
    appeal-measure appoint-rapporteur archives ask-again ask-facilitator-chunk
    ask-facilitator-process balance begin-process calendar case cases chunk chunk-history
    clean-copy code code-version comment decisions declare-affiliation decline-invited
    discussion do do-named end-affiliation end-seat erase erase-account evidence follow-up group
    groups hide holder-review home import-session in-the-room invite issue issues items mail
    measure name-responsible news note objections open-poll outcome outcomes over-the-years
    over-time participant positions process process-drafts process-rules processes
    processes-compare profile propose-issue publish-code questions record redline remind-invited
    reply restrict review reviews roll-call room session sessions set-up settle sign-petition
    split statements take-back text text-version tie turn turn-in-session warnings
    """.split()  # noqa: SIM905 -- ninety lines say no more
)
"""The kinds of pages that a link of the worked example leads to; `test_every_page` looks at each."""


def kind_of(address: str) -> str:
    """Return the name of a page's address; empty for what is no page of this forum."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.fixture(scope="session", autouse=True)
def styles_come_from_the_forum() -> Iterator[None]:
    """Django's server for tests answers for them otherwise, and knows no hashed names."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(StaticFilesHandler, "_should_handle", lambda _handler, _path: False)
        yield


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


BEYOND = """[...document.querySelectorAll("body *")].filter(one => {
    const at = one.getBoundingClientRect()
    return !one.closest(".scroll") && (at.right > innerWidth + 0.5 || at.left < -0.5)
}).slice(-3).map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def accessible() -> Any:
    """Return a function that fails with what axe finds on the page, and if the page is wider than
    its screen.
    """

    def checked(page: Page, what: str = "") -> None:
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        faults = [
            f"{fault['id']}: {node['html']} {node.get('failureSummary', '')}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert faults == [], f"{page.url} {what}"
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        beyond = page.evaluate(BEYOND) if wide > 0 else []
        assert wide <= 0, f"{page.url} {what} is {wide} px wider than the screen: {beyond}"

    return checked
