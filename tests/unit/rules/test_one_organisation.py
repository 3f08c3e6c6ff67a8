"""An organisation answers and signs as often as the rules say, however its name is written, in one
person's own name and by proxy; and as its name was written in acts of before.
"""

from dataclasses import replace
from typing import Any

import pytest

from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.terms import Refusal
from tests.unit.rules.models import changed
from tests.unit.rules.test_bounds import VOTE, act, facts_of, yes

PLAN = f"{VOTE}/ballots/plan"
ACME = ["Acme", "ACME", "\u0410cme", " Acme\u200b"]


def of_acme(number: int, **more: Any) -> Person:
    organisation = ACME[number % len(ACME)]
    return Person(f"p{number}", ("residents",), organisation=organisation, **more)


@pytest.mark.parametrize(
    ("as_written", "answers"), [(False, 1), (True, 4)], ids=["now", "acts of before"]
)
def test_an_organisation_answers_once_however_it_is_written(as_written: bool, answers: int) -> None:
    facts = facts_of(changed(PLAN, {"one_per": "organisation"}), "vote")
    for number in range(4):
        facts.record(yes(of_acme(number, as_written=as_written)))
    assert sum(facts.tally("vote", "plan", "")["residents"].values()) == answers
    later = yes(of_acme(0, as_written=False), answer="no")
    assert facts.counts_under("plan", "", later.by) == ("Acme" if as_written else "acme")
    facts.record(later)  # one answer of before is changed, and none is added
    assert facts.tally("vote", "plan", "")["residents"] == {"yes": answers - 1, "no": 1}


@pytest.mark.parametrize(
    ("before", "proxies", "refused"),
    [
        pytest.param(0, 0, False, id="the first"),
        pytest.param(0, 1, False, id="two, one by proxy"),
        pytest.param(0, 2, True, id="three at once"),
        pytest.param(1, 0, False, id="the second"),
        pytest.param(1, 1, True, id="one, and two at once"),
        pytest.param(2, 0, True, id="the third"),
    ],
)
@pytest.mark.parametrize("as_written", [False, True], ids=["now", "after acts of before"])
def test_an_organisation_has_so_many_answers_together(
    before: int, proxies: int, refused: bool, as_written: bool
) -> None:
    model = changed(PLAN, {"cap_per_organisation": 2, "by_proxy": True})
    facts = facts_of(model, "vote")
    for number in range(before):
        facts.record(yes(replace(of_acme(0), id=f"q{number}", as_written=as_written)))
    others = tuple(of_acme(number) for number in range(1, 1 + proxies))
    found = judge(model, facts, yes(of_acme(0), with_=others))
    assert isinstance(found, Refusal) is refused
    assert not (refused and proxies) or "proxies" in str(found)
    other = replace(of_acme(0), organisation="Mill")
    assert isinstance(judge(model, facts, yes(other)), Allowed)


@pytest.mark.parametrize(
    ("as_written", "organisations"), [(False, 1), (True, 4)], ids=["now", "acts of before"]
)
def test_an_organisation_signs_once_however_it_is_written(
    as_written: bool, organisations: int
) -> None:
    model = changed("stages/talk/triggers/halt", {"title": "A halt", "by": ["residents"]})
    facts = facts_of(model, "talk")
    for number in range(4):
        signer = of_acme(number, as_written=as_written)
        facts.record(act("trigger", signer, "halt"))
    facts.record(act("trigger", replace(of_acme(0), id="other"), "halt"))
    assert facts.signed("talk", "halt", "organisation") == organisations


OFFICE = ("offices/board/seats", 2)


@pytest.mark.parametrize(
    ("rules", "before", "refused"),
    [
        pytest.param([OFFICE], 1, False, id="the second of two seats"),
        pytest.param([OFFICE], 2, True, id="a seat that was passed on"),
        pytest.param([("offices/board/seats", 9)], 8, False, id="the ninth of nine seats"),
        pytest.param(
            [OFFICE, (f"{PLAN}/secret", True)], 2, False, id="nobody is told who answered"
        ),
        pytest.param([OFFICE, (f"{PLAN}/one_per", "organisation")], 2, False, id="organisations"),
    ],
)
def test_a_seat_has_one_answer_whoever_holds_it(
    rules: list[tuple[str, Any]], before: int, refused: bool
) -> None:
    """A seat was passed on again and again while a ballot was open, and each holder answered."""
    model = changed(f"{PLAN}/voters", ["board"], *rules)
    facts = facts_of(model, "vote")
    for number in range(before):
        facts.record(yes(Person(f"old{number}", offices=("board",), organisation=f"O{number}")))
    new = Person("new", offices=("board",), organisation="New")
    assert isinstance(judge(model, facts, yes(new)), Refusal) is refused
    if before:
        again = Person("old0", offices=("board",), organisation="O0")
        assert isinstance(judge(model, facts, yes(again, answer="no", reason="so")), Allowed)
