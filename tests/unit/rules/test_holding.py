"""Which conditions hold on which facts, on both sides of each bound, and what is missing, with
its numbers and its day.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import advice_kind, holds, result, rung_reached, winners
from isegoria.rules.facts.lacking import missing
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.model import Model
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=1)
CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
YES = {"share": "yes", "more_than": "1/2"}
VOTE, PLAN = "stages/vote", "stages/vote/ballots/plan"
ANN = Person("ann", ("residents",), organisation="Bakery")
BEN = Person("ben", ("residents",), organisation="Bakery")
TOM = Person("tom", ("traders",), organisation="Market")
CHAIR = Person("chair", offices=("chair",))
MODEL = changed(
    f"{VOTE}/ballots/other",
    {"passes": YES},
    (f"{VOTE}/ballots/by_item", {"per": "item", "passes": YES}),
    (f"{VOTE}/ballots/hidden", {"secret": True, "passes": YES, "clock": "vote"}),
    (f"{VOTE}/ballots/open_end", {"secret": True, "passes": YES}),
    (
        f"{VOTE}/ballots/of_groups",
        {"derived": {"groups": ["residents", "traders"], "ballot": "hidden"}, "passes": YES},
    ),
    (
        f"{VOTE}/ballots/order",
        {"answers": ["red", "blue", "none"], "ranked": {"default": "none", "quorum": 1}},
    ),
    (
        f"{VOTE}/ballots/ladder",
        {"rungs": {"all": {"share": "yes", "at_least": 1}, "most": YES}},
    ),
    (
        f"{VOTE}/judgements/of_item",
        {"per": "item", "by": "chair", "scale": ["good", "fair", "bad"]},
    ),
    (f"{VOTE}/triggers/halt", {"title": "Halt", "by": ["residents", "traders"]}),
    ("stages/talk/triggers/stop", {"title": "Stop", "by": ["residents"]}),
    ("stages/talk/ballots/mood", {"passes": YES}),
    (
        "advice/experts",
        {
            "title": "Advice",
            "by": "traders",
            "to": "chair",
            "kinds": {
                "grave": {"duty": "answer", "when": {"objections": "open", "at_least": 2}},
                "plain": {"duty": "none"},
            },
        },
    ),
    (
        "advice/late",
        {
            "title": "Late advice",
            "by": "traders",
            "to": "chair",
            "kinds": {"grave": {"duty": "answer", "when": {"objections": "open", "at_least": 2}}},
        },
    ),
    ("processes", {"sister": {"title": "Sister"}, "other": {"title": "Other"}}),
    ("resources/calls", {"title": "Calls"}),
)
Happens = Callable[[MemoryFacts], object]


def condition(written: dict[str, Any]) -> Any:
    return CONDITION.validate_python(written)


def facts_of(happens: Happens | None = None, model: Model = MODEL) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    for person in (ANN, BEN, TOM, CHAIR):
        facts.seat(person)
    if happens:
        happens(facts)
    return facts


def situation(facts: MemoryFacts, now: datetime = NOW, **more: Any) -> Situation:
    return Situation(facts.model, facts, now, "vote", **more)


def polled(yes: int, no: int, ballot: str = "plan", item: str = "", **more: int) -> Happens:
    return lambda facts: facts.poll(
        "vote", ballot, item, {"residents": {"yes": yes, "no": no, **more}}
    )


def acted(kind: str, name: str, by: Person = ANN, **more: Any) -> Happens:
    return lambda facts: facts.record(Act(kind, by, NOW, name=name, **more))


def both(*happen: Happens) -> Happens:
    return lambda facts: [one(facts) for one in happen]


def ranked(**cast: int) -> Happens:
    given = {name.replace("_", " > "): number for name, number in cast.items()}
    return both(
        lambda facts: facts.poll("vote", "order", "", {"residents": given}),
        acted("close", "order", CHAIR),
    )


def both_end(sister: str, other: str) -> Happens:
    """Return what happens where two processes end with these texts."""

    def end(facts: MemoryFacts) -> None:
        facts.end_process("sister", "peace", sister)
        facts.end_process("other", "peace", other)

    return end


HALF: dict[str, Any] = {"share": "yes", "at_least": "1/2"}
HOUSES = ["residents", "traders"]
SPLIT: Happens = lambda facts: facts.poll(  # noqa: E731
    "vote", "plan", "", {"residents": {"yes": 3, "no": 1}, "traders": {"yes": 1, "no": 3}}
)
HOLD: list[tuple[dict[str, Any], Happens | None, bool]] = [
    # shares and numbers
    (YES, polled(3, 2), True),
    (YES, polled(2, 2), False),
    (HALF, polled(2, 2), True),
    (HALF, polled(2, 3), False),
    (YES, None, False),
    (YES | {"if_nobody": True}, None, True),
    (YES | {"ballot": "other"}, polled(3, 0), False),
    (YES | {"ballot": "other"}, polled(3, 0, "other"), True),
    (YES | {"groups": HOUSES}, SPLIT, False),
    (YES | {"groups": HOUSES, "held_in": "any"}, SPLIT, True),
    (YES | {"groups": HOUSES, "held_in": 1}, SPLIT, True),
    (YES | {"groups": HOUSES, "held_in": 2}, SPLIT, False),
    (YES | {"among": ["residents"]}, SPLIT, True),
    (YES | {"among": ["traders"]}, SPLIT, False),
    ({"count": "yes", "at_least": 3}, polled(3, 0), True),
    ({"count": "yes", "at_least": 4}, polled(3, 0), False),
    ({"count": "replies", "at_least": 6}, polled(3, 2, abstain=1), True),
    ({"count": "replies", "at_least": 7}, polled(3, 2, abstain=1), False),
    ({"count": ["yes", "no"], "at_least": 5}, polled(3, 2, abstain=1), True),
    ({"count": ["yes", "no"], "at_least": 6}, polled(3, 2, abstain=1), False),
    ({"count": "yes", "distinct": "group", "at_least": 2}, SPLIT, True),
    ({"count": "yes", "distinct": "group", "at_least": 2}, polled(9, 0), False),
    (
        {"sum": "yes", "ballots": ["plan", "other"], "more_than": 1},
        both(polled(3, 1), polled(1, 2, "other")),
        True,
    ),
    (
        {"sum": "yes", "ballots": ["plan", "other"], "more_than": 1},
        both(polled(3, 1), polled(1, 3, "other")),
        False,
    ),
    ({"sum": "yes", "ballots": ["plan", "other"], "at_least": 1}, polled(3, 0), True),
    ({"sum": "yes", "ballots": ["plan", "other"], "at_most": 1}, polled(3, 0), True),
    ({"sum": "yes", "ballots": ["plan", "other"], "at_most": 0}, None, True),
    # results
    ({"result": "other"}, polled(3, 0, "other"), False),
    ({"result": "other"}, both(polled(3, 0, "other"), acted("close", "other", CHAIR)), True),
    ({"result": "other"}, both(polled(3, 3, "other"), acted("close", "other", CHAIR)), False),
    ({"result": "other", "is": "failed"}, acted("close", "other", CHAIR), True),
    (
        {"result": "ladder", "rung": "all"},
        both(polled(3, 0, "ladder"), acted("close", "ladder", CHAIR)),
        True,
    ),
    (
        {"result": "ladder", "rung": "most"},
        both(polled(3, 0, "ladder"), acted("close", "ladder", CHAIR)),
        False,
    ),
    (
        {"result": "ladder", "rung": "most"},
        both(polled(3, 1, "ladder"), acted("close", "ladder", CHAIR)),
        True,
    ),
    ({"result": "ladder"}, both(polled(3, 1, "ladder"), acted("close", "ladder", CHAIR)), True),
    ({"result": "ladder"}, both(polled(3, 3, "ladder"), acted("close", "ladder", CHAIR)), False),
    ({"won": "order", "is": "red"}, ranked(red_blue_none=2, blue_red_none=1), True),
    ({"won": "order", "is": "blue"}, ranked(red_blue_none=2, blue_red_none=1), False),
    ({"won": "order", "is": ["blue", "red"]}, ranked(red_blue_none=2, blue_red_none=1), True),
    ({"won": "order", "is": ["blue", "red"]}, ranked(red_blue_none=1, blue_red_none=1), False),
    ({"won": "order", "is": "none"}, ranked(none_red_blue=1), True),
    (
        {"won": "order", "is": "red"},
        lambda facts: facts.poll("vote", "order", "", {"residents": {"red": 2}}),
        False,
    ),
    # secret answers tell nothing before the end
    (YES | {"ballot": "hidden"}, polled(3, 0, "hidden"), False),
    ({"not": YES | {"ballot": "hidden"}}, polled(0, 3, "hidden"), False),
    ({"not": {"all": [YES | {"ballot": "hidden"}]}}, polled(0, 3, "hidden"), False),
    ({"not": {"any": [YES | {"ballot": "hidden"}]}}, polled(0, 3, "hidden"), False),
    ({"not": {"not": YES | {"ballot": "hidden"}}}, polled(3, 0, "hidden"), False),
    ({"not": {"sum": "yes", "ballots": ["hidden"], "more_than": 0}}, None, False),
    ({"sum": "yes", "ballots": ["plan", "hidden"], "at_least": 0}, None, False),
    ({"count": "replies", "at_least": 3, "ballot": "hidden"}, polled(2, 1, "hidden"), False),
    ({"not": YES}, polled(1, 3), True),
    ({"not": YES}, polled(3, 1), False),
    # what happened
    ({"objections": "open", "at_least": 1}, acted("object", "o1"), True),
    ({"objections": "open", "at_least": 2}, acted("object", "o1"), False),
    (
        {"objections": ["open", "addressed"], "at_least": 2},
        both(
            acted("object", "o1"),
            acted("object", "o2"),
            acted("settle", "o1", CHAIR, answer="addressed"),
        ),
        True,
    ),
    (
        {"objections": "open", "at_most": 1},
        both(
            acted("object", "o1"),
            acted("object", "o2"),
            acted("settle", "o1", CHAIR, answer="addressed"),
        ),
        True,
    ),
    (
        {"judged": "change", "is": "editorial"},
        acted("judge", "change", CHAIR, answer="editorial"),
        True,
    ),
    (
        {"judged": "change", "is": "substantive"},
        acted("judge", "change", CHAIR, answer="editorial"),
        False,
    ),
    ({"judged": "change", "is": "substantive"}, None, False),
    (
        {"judged": "change", "at_least": "editorial"},
        acted("judge", "change", CHAIR, answer="editorial"),
        True,
    ),
    (
        {"judged": "change", "at_least": "editorial"},
        acted("judge", "change", CHAIR, answer="substantive"),
        True,
    ),
    (
        {"judged": "change", "at_least": "substantive"},
        acted("judge", "change", CHAIR, answer="editorial"),
        False,
    ),
    (
        {"judged": "change", "is": "editorial"},
        both(
            acted("judge", "change", CHAIR, answer="editorial"),
            acted("appeal", "board", with_=(BEN,)),
        ),
        False,
    ),
    ({"triggered": "halt"}, acted("trigger", "halt"), True),
    ({"triggered": "halt"}, None, False),
    ({"triggered": "halt", "at_least": 2}, acted("trigger", "halt"), False),
    ({"triggered": "halt", "at_least": 2}, acted("trigger", "halt", with_=(BEN,)), True),
    (
        {"triggered": "halt", "at_least": 2, "distinct": "organisation"},
        acted("trigger", "halt", with_=(BEN,)),
        False,
    ),
    (
        {"triggered": "halt", "at_least": 2, "distinct": "organisation"},
        acted("trigger", "halt", with_=(TOM,)),
        True,
    ),
    (
        {"triggered": "halt", "at_least": 2, "distinct": "group"},
        acted("trigger", "halt", with_=(BEN,)),
        False,
    ),
    (
        {"triggered": "halt", "at_least": 2, "distinct": "group"},
        acted("trigger", "halt", with_=(TOM,)),
        True,
    ),
    ({"triggered": "halt", "groups": HOUSES}, acted("trigger", "halt", with_=(BEN,)), False),
    ({"triggered": "halt", "groups": HOUSES}, acted("trigger", "halt", with_=(TOM,)), True),
    (
        {"triggered": "halt", "groups": HOUSES, "held_in": "any"},
        acted("trigger", "halt", with_=(BEN,)),
        True,
    ),
    ({"triggered": "talk/stop"}, acted("trigger", "halt"), False),
    ({"advised": "experts"}, None, False),
    ({"advised": "experts"}, acted("advise", "experts", TOM), True),
    ({"advised": "experts", "is": "plain"}, acted("advise", "experts", TOM), True),
    ({"advised": "experts", "is": "grave"}, acted("advise", "experts", TOM), False),
    ({"advised": "late"}, acted("advise", "late", TOM), False),
    ({"process": "sister"}, None, False),
    ({"process": "sister", "is": "running"}, None, True),
    ({"process": "sister"}, lambda facts: facts.end_process("sister", "peace"), True),
    (
        {"process": "sister", "is": "running"},
        lambda facts: facts.end_process("sister", "peace"),
        False,
    ),
    (
        {"process": "sister", "is": "peace"},
        lambda facts: facts.end_process("sister", "peace"),
        True,
    ),
    ({"process": "sister", "is": "war"}, lambda facts: facts.end_process("sister", "peace"), False),
    (
        {"same_text": ["sister", "other"]},
        both_end("A.", "A."),
        True,
    ),
    (
        {"same_text": ["sister", "other"]},
        both_end("A.", "B."),
        False,
    ),
    (
        {"same_text": ["sister", "other"]},
        lambda facts: facts.end_process("sister", "peace", "A."),
        False,
    ),
    ({"same_text": ["sister", "other"]}, None, False),
    ({"attends": "chair"}, None, True),
    ({"attends": "board"}, None, False),
    ({"attends": "traders"}, None, True),
    ({"attends": "traders"}, lambda facts: facts.go(TOM), False),
    ({"attends": "chair"}, lambda facts: facts.go(CHAIR), False),
    ({"used": "calls", "at_least": 3}, lambda facts: facts.use("calls", 3), True),
    ({"used": "calls", "at_least": 3}, lambda facts: facts.use("calls", 2), False),
    ({"rounds": "vote", "at_least": 1}, None, True),
    ({"rounds": "vote", "at_least": 2}, None, False),
    ({"rounds": "vote", "at_least": 2}, lambda facts: facts.enter("vote", NOW), True),
    ({"delivered": "talk/draft"}, None, False),
    ({"ended": "vote"}, None, False),
    # together
    ({"all": [YES, {"attends": "chair"}]}, polled(3, 0), True),
    ({"all": [YES, {"attends": "board"}]}, polled(3, 0), False),
    ({"any": [YES, {"attends": "board"}]}, polled(3, 0), True),
    ({"any": [YES, {"attends": "board"}]}, polled(0, 3), False),
    ({"any": [YES, {"attends": "chair"}, {"attends": "board"}], "at_least": 2}, polled(3, 0), True),
    (
        {"any": [YES, {"attends": "chair"}, {"attends": "board"}], "at_least": 2},
        polled(0, 3),
        False,
    ),
]


@pytest.mark.parametrize(("written", "happens", "does"), HOLD)
def test_a_condition_holds(written: dict[str, Any], happens: Happens | None, does: bool) -> None:
    assert holds(condition(written), situation(facts_of(happens))) is does


def lacks(
    written: dict[str, Any], happens: Happens | None = None, **more: Any
) -> list[tuple[str, Fraction | None, Fraction | None, int | None, datetime | None]]:
    found = missing(condition(written), situation(facts_of(happens), **more))
    return [(one.group, one.number, one.base, one.needed, one.until) for one in found]


ENDS = START + timedelta(days=7)
CALLED = {"objections": "open", "at_most": 0}
LACKING: list[tuple[dict[str, Any], Happens | None, list[tuple[Any, ...]]]] = [
    (YES, polled(3, 2), []),
    (YES, polled(2, 3), [("", 2, 5, 1, None)]),
    (YES | {"groups": HOUSES}, SPLIT, [("traders", 1, 4, 2, None)]),
    ({"count": "yes", "at_least": 5}, polled(2, 3), [("", 2, 2, 3, None)]),
    ({"count": "yes", "at_most": 1}, polled(2, 3), [("", 2, 2, 1, None)]),
    (CALLED, both(acted("object", "o1"), acted("object", "o2")), [("", 2, None, 2, None)]),
    ({"triggered": "halt", "at_least": 3}, acted("trigger", "halt"), [("", 1, None, 2, None)]),
    (
        {"triggered": "halt", "at_least": 3, "distinct": "group"},
        acted("trigger", "halt", with_=(BEN,)),
        [("", 1, None, 2, None)],
    ),
    ({"used": "calls", "at_least": 3}, None, [("", 0, None, 3, None)]),
    ({"rounds": "vote", "at_least": 3}, None, [("", 1, None, 2, None)]),
    ({"ended": "vote"}, None, [("", None, None, None, ENDS)]),
    ({"ended": "talk/talk"}, None, [("", None, None, None, None)]),
    ({"attends": "board"}, None, [("", None, None, None, None)]),
    ({"result": "plan", "is": "failed"}, polled(2, 3), [("", None, None, None, None)]),
    (
        {"result": "plan"},
        polled(2, 3),
        [
            ("residents", 2, 5, 1, None),
            ("traders", 0, 0, 1, None),
            ("", None, None, None, ENDS),
        ],
    ),
    ({"result": "other"}, polled(3, 0, "other"), [("", None, None, None, None)]),
    (
        {"result": "other"},
        both(polled(2, 2, "other"), acted("close", "other", CHAIR)),
        [("", 2, 4, 1, None)],
    ),
    (
        {"result": "ladder"},
        polled(1, 3, "ladder"),
        [("", 1, 4, 2, None), ("", None, None, None, None)],
    ),
    ({"result": "ladder"}, polled(3, 1, "ladder"), [("", None, None, None, None)]),
    ({"result": "hidden"}, polled(1, 3, "hidden"), [("", None, None, None, ENDS)]),
    (YES | {"ballot": "hidden"}, polled(1, 3, "hidden"), [("", None, None, None, ENDS)]),
    (YES | {"ballot": "of_groups"}, polled(1, 3, "hidden"), [("", None, None, None, ENDS)]),
    (YES | {"ballot": "open_end"}, None, [("", None, None, None, None)]),
    (
        {"sum": "yes", "ballots": ["hidden"], "more_than": 0},
        None,
        [("", None, None, None, None)],
    ),
    ({"not": YES | {"ballot": "hidden"}}, None, [("", None, None, None, None)]),
    (
        {"all": [{"attends": "board"}, YES, {"attends": "chair"}]},
        polled(1, 1),
        [("", None, None, None, None), ("", 1, 2, 1, None)],
    ),
    ({"any": [{"attends": "board"}, YES]}, polled(1, 1), [("", None, None, None, None)]),
]


@pytest.mark.parametrize(("written", "happens", "lacking"), LACKING)
def test_what_is_missing(
    written: dict[str, Any], happens: Happens | None, lacking: list[tuple[Any, ...]]
) -> None:
    assert lacks(written, happens) == lacking


def test_nothing_is_missing_where_nothing_is_asked_for() -> None:
    assert list(missing(None, situation(facts_of()))) == []


def test_an_answer_with_a_weight_lacks_no_number_of_people() -> None:
    model = changed(
        f"{PLAN}/weights", "seats", ("groups/traders/weight", "1/2"), (f"{PLAN}/passes", YES)
    )
    facts = facts_of(None, model)
    facts.poll("vote", "plan", "", {"residents": {"no": 2}, "traders": {"yes": 3}})
    (one,) = missing(model.stages["vote"].ballots["plan"].passes, situation(facts, ballot="plan"))
    assert (one.number, one.base, one.needed) == (Fraction(3, 2), Fraction(7, 2), None)


@pytest.mark.parametrize(("item", "does"), [("§ 2", True), ("§ 3", False), ("", False)])
def test_a_ballot_and_a_finding_by_item_are_those_of_the_item(item: str, does: bool) -> None:
    facts = facts_of(
        both(
            polled(3, 0, "by_item", "§ 2"),
            polled(0, 3, "by_item", "§ 3"),
            acted("judge", "of_item", CHAIR, answer="fair", item="§ 2"),
            acted("judge", "of_item", CHAIR, answer="bad", item="§ 3"),
            acted("object", "o1", item="§ 2"),
        )
    )
    here = situation(facts, item=item)
    assert holds(condition(YES | {"ballot": "by_item"}), here) is does
    assert holds(condition({"judged": "of_item", "at_least": "fair"}), here) is does
    assert holds(condition({"objections": "open", "at_least": 1}), here) is (item != "§ 3")
    assert (result(here, "vote", "by_item") == "passed") is does
    whole = condition(YES | {"ballot": "plan"})
    facts.poll("vote", "plan", "", {"residents": {"yes": 1}})
    assert holds(whole, here)


def test_a_ballot_without_a_quorum_is_inquorate() -> None:
    quorum = {"count": "replies", "at_least": 3}
    model = changed(f"{PLAN}/quorum", quorum, (f"{PLAN}/passes", YES))
    for number, found in ((2, "inquorate"), (3, "passed")):
        assert result(situation(facts_of(polled(number, 0), model)), "vote", "plan") == found
    facts = facts_of(polled(1, 1), model)
    (few, half, _open) = missing(condition({"result": "plan"}), situation(facts))
    assert (few.needed, half.needed) == (1, 1)


def test_a_rule_before_a_ladder_has_to_hold_too() -> None:
    two = {"count": "yes", "at_least": 2}
    model = changed(PLAN, {"passes": two, "rungs": {"all": {"share": "yes", "at_least": 1}}})
    plan = model.stages["vote"].ballots["plan"]
    found = {
        (yes, no): rung_reached(situation(facts_of(polled(yes, no), model), ballot="plan"), plan)
        for yes, no in ((1, 0), (2, 0), (2, 1))
    }
    assert found == {(1, 0): None, (2, 0): "all", (2, 1): None}
    none = changed(PLAN, {"clock": "vote"})
    bare = none.stages["vote"].ballots["plan"]
    assert rung_reached(situation(facts_of(polled(3, 0), none), ballot="plan"), bare) is None


def test_a_ballot_is_closed_by_its_clock_its_officer_or_the_end_of_its_stage() -> None:
    facts = facts_of()
    just = timedelta(microseconds=1)
    for name in ("plan", "hidden", "of_groups"):
        assert not is_closed(situation(facts, ENDS - just), "vote", name)
        assert is_closed(situation(facts, ENDS), "vote", name)
    assert not is_closed(situation(facts, ENDS), "vote", "other")
    facts.record(Act("close", CHAIR, NOW, name="other"))
    assert is_closed(situation(facts), "vote", "other")
    assert is_closed(situation(facts), "talk", "mood")
    facts.leave("dropped", NOW)
    assert is_closed(situation(facts), "vote", "plan")


@pytest.mark.parametrize(
    ("objections", "kind"), [(0, "plain"), (1, "plain"), (2, "grave"), (3, "grave")]
)
def test_an_advice_is_of_the_first_kind_whose_test_holds(objections: int, kind: str) -> None:
    facts = facts_of(both(*(acted("object", f"o{number}") for number in range(objections))))
    assert advice_kind(situation(facts), "experts") is None
    facts.record(Act("advise", TOM, NOW, name="experts"))
    facts.state.objections = {"open": {"experts": objections}}
    assert advice_kind(situation(facts), "experts") == kind


def test_who_wins_is_asked_of_ranked_ballots_only() -> None:
    facts = facts_of(ranked(red_blue_none=1, blue_red_none=1))
    assert winners(situation(facts), "vote", "order") == ("red", "blue")
    assert winners(situation(facts), "vote", "plan") == ()
    assert winners(situation(facts_of()), "vote", "order") == ("none",)
