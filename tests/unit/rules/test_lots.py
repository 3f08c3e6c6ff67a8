"""A lot is announced before its numbers are known, and drawn once: nobody tries numbers until a
friend comes out.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.lots import sources_in, vague
from isegoria.rules.language.model import Model
from isegoria.rules.telling.moves import moves
from isegoria.terms import Refusal
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BEN, CAM = (Person(name, ("residents",)) for name in ("ann", "ben", "cam"))
CHAIR = Person("chair", offices=("chair",))
JUDGES = [Person(f"judge{number}", offices=("board",)) for number in range(3)]
BALLOT = "stages/vote/ballots/plan"
RIGHTS = "stages/vote/rights/residents"
LOT = "town.plan/vote/plan"


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def jury() -> Model:
    elects = {"how": "lot", "office": "board", "candidates": True, "seats": 1}
    return changed(BALLOT, {"elects": elects}, (RIGHTS, ["attend", "propose", "decide"]))


def finding(**more: Any) -> Model:
    """Return rules by which the chair draws what kind of change it is."""
    return changed(
        "stages/vote/judgements/change/drawn",
        True,
        ("appeals/board", {"effect": "substitute", "of": ["vote/change"], **APPEAL, **more}),
    )


APPEAL = {"title": "Appeal", "by": ["residents"], "to": "board"}


def facts_of(model: Model, *before: Act) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    for person in (ANN, BEN, CAM, CHAIR, *JUDGES):
        facts.seat(person)
    for one in before:
        assert isinstance(judge(model, facts, one), Allowed), judge(model, facts, one)
        facts.record(one)
    return facts


def stands(who: Person, day: float = 0) -> Act:
    return Act("propose", who, at(day), name=who.id, item=who.id)


def announced(name: str = "plan", day: float = 1, known: float | None = 3, **more: Any) -> Act:
    said = {"sources": 2, "reason": "A\nB"} | more
    until = None if known is None else at(known)
    return Act("announce", CHAIR, at(day), name=name, known_at=until, **said)


def closed(numbers: str = "5 / 7", day: float = 3) -> Act:
    return Act("close", CHAIR, at(day), name="plan", answer=numbers)


def found(answer: str, numbers: str = "5 / 7", day: float = 3, by: Person = CHAIR) -> Act:
    return Act("judge", by, at(day), name="change", answer=answer, reason=numbers)


def told(model: Model, tried: Act, *before: Act) -> str:
    result = judge(model, facts_of(model, *before), tried)
    return str(result) if isinstance(result, Refusal) else ""


STOOD = (stands(ANN), stands(BEN))


@pytest.mark.parametrize(
    ("tried", "before", "says"),
    [
        (announced(), [], ""),
        (announced(known=2), [], ""),
        (announced(known=1.99), [], "People have to see"),
        (announced(known=0), [], "People have to see"),
        (announced(known=None), [], "People have to see"),
        (announced(known=101), [], ""),
        (announced(known=101.01), [], "People have to see"),
        (announced(sources=0), [], "between 1 and 20 sources"),
        (announced(sources=20), [], ""),
        (announced(sources=21), [], "between 1 and 20 sources"),
        (announced(day=1.5), [announced()], "It is announced once"),
        (announced(day=8, known=9.5), [announced()], "It is announced once"),
        (replace(announced(), by=ANN), [], "Only Chair can do this"),
        (announced(name="change"), [], "change"),
        (announced(day=4, known=6), [announced(), closed()], "is closed"),
        (closed(), [], "were not announced"),
        (closed(day=2.99), [announced()], "known from 2026-03-04 12:00 UTC on"),
        (closed("5", 3), [announced()], "Sources with numbers: 1"),
        (closed("5 / 7 / 9", 3), [announced()], "Sources with numbers: 3"),
        (closed("by hand", 3), [announced()], "published numbers"),
        (closed(), [announced()], ""),
        (closed(day=90), [announced()], ""),
    ],
)
def test_a_ballot_is_drawn_by_what_was_announced_before(
    tried: Act, before: list[Act], says: str
) -> None:
    answer = told(jury(), tried, *STOOD, *before)
    assert says in answer
    assert bool(answer) is bool(says)


def test_the_list_is_closed_by_the_announcement() -> None:
    model = jury()
    facts = facts_of(model, *STOOD, announced())
    facts.record(stands(CAM, 2))
    assert list(facts.candidates("vote", "plan")) == ["ann", "ben"]
    facts.record(closed())
    assert list(facts.candidates("vote", "plan")) == ["ann", "ben"]


def test_a_finding_is_drawn_once_by_what_was_announced_before() -> None:
    model = finding()
    assert "were not announced" in told(model, found("editorial"))
    lot = announced("change")
    assert "known from" in told(model, found("editorial", day=2), lot)
    tries = [one for one in ("editorial", "substantive") if not told(model, found(one), lot)]
    assert len(tries) == 1
    drawn = found(tries[0])
    again = [
        told(model, found(one, f"{number} / 1", 4), lot, drawn)
        for number in range(4)
        for one in model.stages["vote"].judgements["change"].scale
    ]
    assert all("drawn already" in one for one in again)


def test_what_was_set_aside_is_announced_and_drawn_again() -> None:
    model = finding(answer="10 days")
    label = next(
        one
        for one in ("editorial", "substantive")
        if not told(model, found(one), announced("change"))
    )
    contested = Act("appeal", ANN, at(4), name="board", with_=(BEN,))
    rulings = [
        Act("rule", who, at(5), name="board", answer="upheld", reason="so") for who in JUDGES
    ]
    facts = facts_of(model, announced("change"), found(label), contested, *rulings)
    assert facts.void("vote") == {"change"}
    assert "were not announced" in str(judge(model, facts, found(label, day=6)))
    assert isinstance(judge(model, facts, announced("change", 6, 8)), Allowed)
    by_a_judge = replace(announced("change", 16, 18), by=JUDGES[0])
    assert isinstance(judge(model, facts, by_a_judge), Allowed)
    assert isinstance(judge(model, facts, replace(by_a_judge, at=at(14))), Refusal)


def test_a_version_of_the_text_lets_nobody_try_other_numbers() -> None:
    """Who draws could else write a comma, and announce other sources, until a friend comes out."""
    model = finding()
    lot = announced("change")
    label = next(one for one in ("editorial", "substantive") if not told(model, found(one), lot))
    facts = facts_of(model, lot, found(label))
    facts.record(Act("write", CHAIR, at(4)))
    assert facts.label("vote", "change", "") is None
    assert "announced once" in str(judge(model, facts, announced("change", 4, 6)))
    others = [found(one, "6 / 8", 5) for one in ("editorial", "substantive")]
    assert all("by the same numbers" in str(judge(model, facts, one)) for one in others)
    assert isinstance(judge(model, facts, found(label, day=5)), Allowed)


TIE = (
    (
        BALLOT,
        {
            "clock": "vote",
            "answers": ["yes", "no"],
            "tie": "casting",
            "passes": {"share": "yes", "more_than": "1/2"},
        },
    ),
    ("stages/vote/judgements", {"casting": {"by": "chair", "scale": ["yes", "no"], "drawn": True}}),
)


def test_the_lot_of_a_tie_is_announced_when_there_is_one() -> None:
    path, value = TIE[0]
    model = changed(path, value, TIE[1], ("appeals/board/of", ["vote/passed"]))
    votes = [
        Act("vote", who, at(1), name="plan", answer=answer)
        for who, answer in ((ANN, "yes"), (BEN, "no"))
    ]
    lot = announced("casting", 6, 8)
    assert told(model, lot, *votes)
    assert "The ballot has no tie" in told(model, announced("casting", 8, 9), votes[0])
    assert not told(model, announced("casting", 8, 9), *votes)


def test_who_draws_is_offered_to_announce_it_and_then_to_draw_it() -> None:
    model = jury()
    facts = facts_of(model, *STOOD)

    def offered(day: float) -> list[str]:
        found = moves(model, facts, CHAIR, at(day))
        return [one.kind for one in found if one.allowed and one.kind in {"announce", "close"}]

    assert offered(1) == ["announce"]
    facts.record(announced())
    assert offered(2) == []
    assert offered(3) == ["close"]


def test_sources_are_written_one_a_line() -> None:
    assert sources_in(" State lottery \n\n  City lottery\n") == ["State lottery", "City lottery"]


def test_a_lot_that_nobody_draws_is_found() -> None:
    model = changed(
        BALLOT,
        {"answers": ["ann", "ben"], "elects": {"how": "lot", "seats": 1}},
        ("stages/vote/officer", None),
    )
    assert [one.rule for one in check(model) if one.code == "ballot.never-drawn"] == [LOT]


DAY = "2026-03-20"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (f"State lottery, {DAY}, lottery.example", ""),
        (f"الجريدة الرسمية، {DAY}، الرباط", ""),
        (f"State lottery; {DAY}; lottery.example\nSea level, {DAY} 12:00, Quay", ""),
        ("State lottery", "leaves open"),
        (f"State lottery, {DAY}", "leaves open"),
        ("State lottery, some day in March, lottery.example", "leaves open"),
        ("State lottery, 2026-13-40, lottery.example", "leaves open"),
        (f"State lottery, {DAY}, lottery.example\nSea level", "leaves open"),
        ("State lottery, 2026-03-01, lottery.example", "known already"),
        ("State lottery, 2026-02-01, lottery.example", "known already"),
        ("State lottery, 2026-04-01, lottery.example", "known already"),
        (f"State lottery, {DAY} or 2026-02-01, lottery.example", "known already"),
    ],
)
def test_a_source_leaves_no_room_to_choose_numbers(written: str, reason: str) -> None:
    found = vague(written, START, at(25))
    assert (reason in found.reason) if found and reason else found is None and not reason


def test_who_comes_back_to_a_stage_announces_no_second_lot() -> None:
    model = jury()
    facts = facts_of(model, stands(ANN), stands(BEN), announced())
    facts.enter("talk", at(1.5))
    facts.enter("vote", at(2))
    again = judge(model, facts, announced(day=2, known=4))
    assert isinstance(again, Refusal)
    assert "announced" in again.reason
    assert tuple(facts.candidates("vote", "plan")) == ("ann", "ben")  # the list stays closed
    assert isinstance(judge(model, facts, closed()), Allowed)


def test_a_lot_that_was_drawn_is_drawn_alike_in_another_round() -> None:
    model = finding()
    facts = facts_of(model, announced("change"))
    labels = [one for one in ("substantive", "editorial") if told_by(model, facts, one)]
    facts.record(found(labels[0]))
    facts.enter("talk", at(4))
    facts.enter("vote", at(5))
    assert told_by(model, facts, labels[0], day=5)
    other = Act("judge", CHAIR, at(5), name="change", answer=labels[0], reason="6 / 7")
    assert isinstance(judge(model, facts, other), Refusal)


def told_by(model: Model, facts: MemoryFacts, answer: str, day: float = 3) -> bool:
    return isinstance(judge(model, facts, found(answer, day=day)), Allowed)


def test_nobody_closes_the_list_while_people_can_stand() -> None:
    clock = {"length": "2 days", "window_for": ["propose"]}
    elects = {"how": "lot", "office": "board", "candidates": True, "seats": 1}
    more = [(RIGHTS, ["attend", "propose", "decide"]), ("stages/vote/clocks/standing", clock)]
    model = changed(BALLOT, {"elects": elects}, *more)
    facts = facts_of(model, stands(ANN))
    early = judge(model, facts, announced())
    assert isinstance(early, Refusal)
    assert "can still stand" in early.reason
    assert isinstance(judge(model, facts, announced(day=2.1, known=4)), Allowed)
