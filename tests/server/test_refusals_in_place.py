"""Refusals that acts build themselves, on both sides of their bounds: what is tried, by whom, and
the rule that refuses it; empty where it is allowed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from isegoria.server.deliberation.texts import AnswerAmendment, SaySubstantive, Write
from isegoria.server.record.door import Work
from isegoria.server.reviews.acts import OpenReview
from isegoria.server.reviews.closing import CloseReview
from tests.world import EDITOR, World

Build = Callable[[World], Work]


def substantive(w: World, reason: str = "It is new.") -> Work:
    return SaySubstantive(w.draft, written=w.version, substantive=True, reason=reason)


DAY = date(2026, 5, 1)
ROWS: list[tuple[str, str | None, str, Build]] = [
    # seats
    # the code
    # cases of conflict
    # what is said
    # the text
    # chunks
    # proxies
    # people, issues, rules
    # reviews
    ("review.no-office", None, "", lambda w: OpenReview(w.ended_seat())),
    ("review.nothing-due", "!", "13.99", lambda w: CloseReview(w.review())),
    ("", "!", "14", lambda w: CloseReview(w.review())),
    ("review.nothing-due", "!", "14", lambda w: CloseReview(w.review(closed_at=w.now))),
    # sessions
]


@pytest.mark.parametrize(
    ("rule", "who", "later", "build"),
    [pytest.param(*one, id=f"{number} {one[0] or 'allowed'}") for number, one in enumerate(ROWS)],
)
def test_an_act_is_refused_by_its_rule(
    rule: str, who: str | None, later: str, build: Build, world: World
) -> None:
    work = build(world)
    assert world.refused(work, who, float(later or 0)) == rule


@pytest.mark.parametrize(
    ("before", "base", "changed"),
    [
        pytest.param([], None, False, id="no page was open"),
        pytest.param([], 0, False, id="the page showed this version"),
        pytest.param(["All repair.\n\nOperators pay.\n\nNow."], 0, False, id="another paragraph"),
        pytest.param(["First.\n\nAll repair.\n\nOperators pay.\n\nSoon."], 0, False, id="it moved"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], 0, True, id="this paragraph"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], 1, False, id="seen as it is"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], None, False, id="no page"),
        pytest.param([], 10**9, True, id="a version that is not there"),
    ],
)
def test_a_paragraph_that_changed_while_a_page_was_open_is_shown_first(
    world: World, before: list[str], base: int | None, changed: bool
) -> None:
    amendment = world.amendment()
    written = [world.play.do(Write(world.draft, text=text), EDITOR).number for text in before]
    seen = [world.version.pk, *written]
    work = AnswerAmendment(
        world.draft,
        amendment=amendment,
        taken=True,
        text="Yes.",
        base=seen[base] if base is not None and base < len(seen) else base,
    )
    assert world.refused(work, EDITOR) == ("amendment.paragraph-changed" if changed else "")
    assert world.refused(replace(work, taken=False), EDITOR) == ""
