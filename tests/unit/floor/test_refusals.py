"""Every refusal of the review of turns, by what brings it about."""

from collections.abc import Callable

import pytest

from isegoria.floor import refusals
from isegoria.floor.review import (
    Reviewer,
    TurnState,
    may_claim,
    may_correct,
    may_reopen,
    may_settle,
)
from isegoria.terms import Refusal, WhyNot
from tests.refusals import is_refused_by, untried

RAPPORTEUR, OTHER = Reviewer.RAPPORTEUR, Reviewer.PARTICIPANT
OPEN = TurnState(7, None, 0, settled=False)
SETTLED = TurnState(7, "Ada", 1, settled=True)

TRIED: list[tuple[WhyNot, Callable[[], Refusal | None]]] = [
    (refusals.TURN_SETTLED_SO, lambda: may_settle(RAPPORTEUR, SETTLED, "Ada")),
    (refusals.TURN_NOT_SETTLED, lambda: may_reopen(RAPPORTEUR, OPEN)),
    (refusals.TURN_SETTLED, lambda: may_claim(SETTLED)),
    (refusals.CORRECTION_UNREASONED, lambda: may_correct(RAPPORTEUR, OPEN, "a", "b", " ")),
    (refusals.TEXT_UNCHANGED, lambda: may_correct(RAPPORTEUR, OPEN, "a b", "a  b", "heard")),
    (refusals.NOT_RAPPORTEUR, lambda: may_settle(OTHER, OPEN, "Ada")),
]


@pytest.mark.parametrize(("entry", "refuse"), [pytest.param(*one, id=one[0].rule) for one in TRIED])
def test_a_refusal_comes_about(entry: WhyNot, refuse: Callable[[], Refusal | None]) -> None:
    assert is_refused_by(entry, refuse())


def test_every_refusal_is_tried() -> None:
    assert untried((entry for entry, _refuse in TRIED), "isegoria/floor") == []
