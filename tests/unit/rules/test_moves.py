"""What a person is offered in a stage: every act it knows, tried on the engine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.language.model import Model
from isegoria.rules.telling.moves import Move, move_named, moves
from tests.unit.rules.models import SOUND, changed, model_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=1)
ANN = Person("ann", ("residents",))
CHAIR = Person("chair", offices=("chair",))
MIA = Person("mia", offices=("board",))
YES = {"share": "yes", "more_than": "1/2"}
TALK, VOTE = "stages/talk", "stages/vote"
RICH = changed(
    f"{VOTE}/ballots/order",
    {"title": "An order", "per": "item", "answers": ["red", "blue"], "ranked": {}},
    (f"{VOTE}/ballots/groups", {"derived": {"groups": ["residents"], "ballot": "plan"}}),
    (f"{VOTE}/ballots/open_end", {"passes": YES, "reasons_for": ["no"]}),
    (f"{VOTE}/deliverables/report", {"title": "A report", "by": "chair"}),
    (f"{VOTE}/notices/call", {"title": "A call", "by": "chair", "to": ["residents"]}),
    (f"{VOTE}/triggers/halt", {"title": "A halt", "by": "residents"}),
    (f"{VOTE}/clocks/vote/extension", {"by": "chair", "by_at_most": "3 days"}),
    (f"{VOTE}/clocks/tea", {"title": "Tea", "length": "1 week", "extension": {"by": "chair"}}),
    (f"{VOTE}/judgements/depth", {"title": "Depth", "by": "board", "scale": ["deep", "flat"]}),
    (f"{VOTE}/exits/early", {"title": "An early end", "outcome": "dropped", "by": "chair"}),
    (f"{VOTE}/exits/stopped", {"outcome": "dropped", "by": "chair", "when": {"result": "plan"}}),
    (f"{VOTE}/exits/back", {"to": "talk"}),
    (
        "advice/experts",
        {"title": "Advice", "by": "traders", "to": "chair", "kinds": {"plain": {"duty": "none"}}},
    ),
    ("appeals/any", {"title": "About all", "of": ["any"], "by": ["residents"], "to": "board",
                     "effect": "advise"}),
)  # fmt: skip
MODEL = model_of(SOUND)


def facts_of(model: Model, stage: str = "vote") -> MemoryFacts:
    facts = MemoryFacts(model, START, stage=stage)
    for person in (ANN, CHAIR, MIA):
        facts.seat(person)
    return facts


def offered(
    model: Model, facts: MemoryFacts, person: Person, at: datetime = NOW, item: str = ""
) -> dict[tuple[str, str], Move]:
    return {(one.kind, one.name): one for one in moves(model, facts, person, at, item)}


def allowed(model: Model, facts: MemoryFacts, person: Person) -> set[tuple[str, str]]:
    return {key for key, one in offered(model, facts, person).items() if one.allowed}


def test_a_stage_offers_every_act_that_it_knows() -> None:
    answers = ("yes", "no", "abstain")
    of = ("vote/change", "vote/passed")
    assert {
        key: (one.title, one.answers, one.titles, one.per_item)
        for key, one in offered(RICH, facts_of(RICH), ANN).items()
    } == {
        ("comment", ""): ("", (), (), False),
        ("write", ""): ("", (), (), False),
        ("vote", "plan"): ("plan", answers, (), False),
        ("vote", "order"): ("An order", ("red", "blue"), (), True),
        ("close", "order"): ("An order", (), (), False),
        ("vote", "open_end"): ("open_end", answers, (), False),
        ("close", "open_end"): ("open_end", (), (), False),
        ("judge", "change"): ("change", ("substantive", "editorial"), (), False),
        ("judge", "depth"): ("Depth", ("deep", "flat"), (), False),
        ("deliver", "report"): ("A report", (), (), False),
        ("notify", "call"): ("A call", (), (), False),
        ("trigger", "halt"): ("A halt", (), (), False),
        ("extend", "vote"): ("vote", (), (), False),
        ("extend", "tea"): ("Tea", (), (), False),
        ("leave", "early"): ("An early end", (), (), False),
        ("leave", "stopped"): ("No plan", (), (), False),
        ("leave", "back"): ("Talk", (), (), False),
        ("appeal", "board"): ("Appeal to the board", of, ("change (Vote)", "Plan (Vote)"), False),
        ("appeal", "any"): ("About all", (), (), False),
        ("advise", "experts"): ("Advice", (), (), False),
        ("dissent", ""): ("", (), (), False),
    }


def test_a_stage_offers_what_somebody_has_a_right_to_in_it() -> None:
    assert set(offered(MODEL, facts_of(MODEL, "talk"), ANN)) == {
        ("comment", ""),
        ("propose", ""),
        ("object", ""),
        ("write", ""),
        ("deliver", "draft"),
        ("extend", "talk"),
        ("appeal", "board"),
        ("dissent", ""),
    }


@pytest.mark.parametrize(
    ("person", "can"),
    [
        (
            ANN,
            {
                ("vote", "plan"),
                ("vote", "order"),
                ("vote", "open_end"),
                ("trigger", "halt"),
                ("appeal", "board"),
                ("appeal", "any"),
                ("dissent", ""),
            },
        ),
        (
            CHAIR,
            {
                ("close", "order"),
                ("close", "open_end"),
                ("judge", "change"),
                ("deliver", "report"),
                ("notify", "call"),
                ("extend", "vote"),
                ("extend", "tea"),
            },
        ),
        (MIA, {("judge", "depth")}),
    ],
)
def test_what_is_allowed_is_what_the_engine_grants(
    person: Person, can: set[tuple[str, str]]
) -> None:
    facts = facts_of(RICH)
    facts.record(Act("judge", CHAIR, NOW, name="change", answer="editorial", reason="commas"))
    facts.take_part("ann", "took_part")
    found = offered(RICH, facts, person)
    assert {key for key, one in found.items() if one.allowed} >= can
    for key, one in found.items():
        assert (one.refusal is None) is one.allowed, key
        assert one.rule.startswith("town.plan"), key
    places = [one.allowed for one in moves(RICH, facts, person, NOW)]
    assert places == sorted(places, reverse=True)


def test_an_act_for_each_item_is_tried_on_the_item() -> None:
    facts = facts_of(RICH)
    found = offered(RICH, facts, ANN, item="§ 2")
    assert found["vote", "order"].allowed
    assert found["vote", "plan"].allowed  # not by item: it is asked about the whole


def test_a_clock_is_tried_with_as_much_as_its_rule_allows() -> None:
    model = changed(f"{TALK}/clocks/talk/extension", {"by": "chair", "by_at_most": "12 hours"})
    assert ("extend", "talk") in allowed(model, facts_of(model, "talk"), CHAIR)
    once = {"by": "chair", "until": "30 days"}
    model = changed(f"{TALK}/clocks/talk", {"length": "29 days", "extension": once})
    assert ("extend", "talk") in allowed(model, facts_of(model, "talk"), CHAIR)


@pytest.mark.parametrize(
    ("seconders", "others"), [(None, 0), ({"seconders": 2}, 2), ({"backed_by": ["traders"]}, 1)]
)
def test_a_move_says_how_many_others_it_needs(
    seconders: dict[str, Any] | None, others: int
) -> None:
    right = {"right": "propose"} | (seconders or {})
    model = changed(f"{TALK}/rights/residents", [right, "object"])
    found = offered(model, facts_of(model, "talk"), ANN)
    assert (found["propose", ""].others, found["propose", ""].allowed) == (others, True)
    assert found["object", ""].others == 0
    assert found["appeal", "board"].others == 1


def test_an_appeal_that_waits_can_be_ruled_on() -> None:
    facts = facts_of(MODEL)
    ruling = ("rule", "board")
    assert ruling not in offered(MODEL, facts, MIA)
    facts.record(Act("appeal", ANN, NOW, name="board", with_=(MIA,)))
    found = offered(MODEL, facts, MIA)[ruling]
    assert (found.title, found.answers) == ("Appeal to the board", ("upheld", "dismissed"))
    assert found.allowed
    facts.record(Act("rule", MIA, NOW, name="board", answer="dismissed"))
    assert ruling not in offered(MODEL, facts, MIA)


@pytest.mark.parametrize(
    ("way", "dissents"),
    [("passed", True), ("dropped", False)],
)
def test_after_the_end_one_can_appeal_and_dissent(way: str, dissents: bool) -> None:
    facts = facts_of(MODEL)
    facts.leave(way, NOW)
    wanted = {("appeal", "board")} | ({("dissent", "")} if dissents else set())
    assert set(offered(MODEL, facts, ANN)) == wanted
    assert ("dissent", "") not in offered(
        changed("outcomes/plan/minority_statements", None), facts_of(MODEL), ANN
    )
    kept = changed("outcomes/dropped/reservations", True)
    facts = facts_of(kept)
    facts.leave("dropped", NOW)
    assert ("dissent", "") in offered(kept, facts, ANN)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        (("vote", "plan"), "plan"),
        (("deliver", "draft"), "Draft"),
        (("object", ""), ""),
        (("rule", "board"), "Appeal to the board"),
        (("appeal", "board"), "Appeal to the board"),
    ],
)
def test_an_act_is_found_by_its_name_in_every_stage(wanted: tuple[str, str], title: str) -> None:
    found = move_named(MODEL, facts_of(MODEL), ANN, NOW, wanted)
    assert found is not None
    assert (found.kind, found.name, found.title) == (*wanted, title)
    assert found.allowed is (wanted == ("vote", "plan"))


def test_an_act_that_no_stage_knows_is_not_found() -> None:
    assert move_named(MODEL, facts_of(MODEL), ANN, NOW, ("vote", "other")) is None
