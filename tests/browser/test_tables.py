"""Tables on a phone show every figure, and one that is wider than the page shows that it scrolls."""

from typing import Any

import pytest
from django.utils import timezone

from isegoria.server.example import bring_example
from isegoria.server.process.models import Chunk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = """[...document.querySelectorAll("table")].map(one => [...one.querySelectorAll(
    "td.number, tbody th")].filter(cell => cell.getBoundingClientRect().right > innerWidth).length)"""


def test_tables_show_their_figures_or_that_they_scroll(visitor: Any, live_server: Any) -> None:
    bring_example(timezone.now())
    ended = Chunk.objects.exclude(outcome="").get()
    phone = visitor()
    phone.goto(f"/outcomes/{ended.pk}/")
    assert phone.evaluate(CUT)[0] == 0, "support by group"
    wide = visitor(viewport={"width": 1280, "height": 900})
    wide.goto("/processes/equal-footing/")
    rights = wide.locator("div.scroll", has=wide.locator("table.rights"))
    beyond, shadow = rights.evaluate(
        "one => [one.scrollWidth > one.clientWidth, getComputedStyle(one).backgroundImage]"
    )
    assert beyond
    assert shadow.count("gradient") == 4
    assert live_server
