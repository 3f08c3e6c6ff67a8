"""What comes about by itself and when; who backs, speaks for others, and judges in their place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from isegoria.rules.course.automatic import due, gates, most_at_once
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.backing import may_back, others_needed
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.recusing import bench, sits_instead
from isegoria.rules.judging.standing import moved, speaks_for
from isegoria.rules.language.model import Model
from tests.unit.rules.models import SOUND, changed, model_of
from tests.unit.rules.test_bounds import (
    A_MOMENT,
    ANN,
    APPEAL,
    BOARD,
    CHAIR,
    FOUND,
    MIA,
    RECUSAL,
    RULED,
    START,
    TOM,
    VOTE,
    Changes,
    act,
    facts_of,
    model_with,
    proposes,
)

# --- who backs, speaks, judges instead


@pytest.mark.parametrize(
    ("grant", "person", "kind", "name", "others"),
    [
        ({}, ANN, "propose", "", 0),
        ({"seconders": 3}, ANN, "propose", "", 3),
        ({"backed_by": ["traders"]}, ANN, "propose", "", 1),
        ({"backed_by": ["traders"], "seconders": 2}, ANN, "propose", "", 2),
        ({"seconders": 3}, TOM, "propose", "", 0),
        ({"seconders": 3}, ANN, "object", "", 0),
        ({"seconders": 3}, ANN, "appeal", "board", 1),
        ({"seconders": 3}, ANN, "appeal", "x", 0),
    ],
)
def test_a_proposal_and_an_appeal_need_so_many_others(
    grant: dict[str, Any], person: Person, kind: str, name: str, others: int
) -> None:
    assert others_needed(model_with(proposes(**grant)), "talk", person, kind, name) == others


def test_who_may_back_is_who_may_propose_or_took_part() -> None:
    facts = facts_of(model_of(SOUND), "talk")
    assert may_back(facts.model, facts, ANN, "propose") is None
    assert (
        "only people who can propose" in str(may_back(facts.model, facts, TOM, "propose")).lower()
    )
    assert ": Residents." in str(may_back(facts.model, facts, TOM, "propose"))
    assert may_back(facts.model, facts, ANN, "appeal") is not None
    facts.take_part("ann", "took_part")
    assert may_back(facts.model, facts, ANN, "appeal") is None


def test_who_represents_a_group_speaks_for_it_and_keeps_no_seat_elsewhere() -> None:
    model = changed(
        "groups/traders/capacity",
        "delegate",
        ("groups/some", {"title": "Some", "within": "traders"}),
    )
    assert speaks_for(model, {"residents", "traders", "some"}) == ["traders"]
    assert speaks_for(model, {"residents"}) == []
    person = Person("eve", ("residents", "traders", "some"), organisation="Bakery")
    assert moved(model, person, "Port") == Person("eve", ("residents",), organisation="Port")


@pytest.mark.parametrize(
    ("least", "left", "instead"),
    [(1, ["mia", "max"], False), (2, ["mia", "max"], False), (3, ["ann", "ben"], True)],
)
def test_a_bench_that_is_too_small_is_replaced(least: int, left: list[str], instead: bool) -> None:
    rule = RECUSAL | {"least": least, "replaced_by": "residents"}
    model = changed("recusals/own", rule)
    facts = facts_of(model, "vote")
    for name in ("max", "moe"):
        facts.seat(Person(name, offices=("board",)))
    facts.take_part("moe", "appellant")
    assert [one.id for one in bench(model, facts, "own")[0]] == left
    assert bench(model, facts, "own")[1] == ("residents" if instead else "board")
    ann, tom = (Act("rule", one, START) for one in (ANN, TOM))
    assert sits_instead(model, facts, ann, "board") is instead
    assert not sits_instead(model, facts, tom, "board")
    assert not sits_instead(model, facts, ann, "chair")
    facts.take_part("ann", "appellant")
    assert not sits_instead(model, facts, ann, "board")


# --- what comes about by itself


def moments(model: Model, facts: MemoryFacts, day: float) -> list[tuple[float, str, str]]:
    found = due(model, facts, START + timedelta(days=day))
    return [
        ((one.at - START) / timedelta(days=1), one.rule.removeprefix("town.plan/"), one.exit)
        for one in found
    ]


LAPSE = {"length": "3 days", "timeout": {"silence": "lapses", "exit": "dropped"}}
DROP = (f"{VOTE}/exits/dropped", {"outcome": "dropped", "by": "chair"})
Build = Callable[[MemoryFacts], object]


@pytest.mark.parametrize(
    ("changes", "before", "day", "found"),
    [
        ([], None, 7 - A_MOMENT, []),
        ([], None, 7, [(7, "vote/again", "again")]),
        ([], None, 30, [(7, "vote/again", "again")]),
        (
            [],
            lambda facts: facts.touch(START + timedelta(days=9)),
            30,
            [(9, "vote/again", "again")],
        ),
        (
            [(f"{VOTE}/clocks/rest", {"length": "3 days", "timeout": {"silence": "nothing"}})],
            None,
            3,
            [(3, "vote/clocks/rest", "")],
        ),
        (
            [(f"{VOTE}/clocks/rest", {"length": "3 days", "timeout": {"silence": "nothing"}})],
            lambda facts: facts.tell("town.plan/vote/clocks/rest", facts.changed_at()),
            3,
            [],
        ),
        ([(f"{VOTE}/clocks/rest", {"length": "3 days"})], None, 3, []),
        (
            [
                (
                    f"{VOTE}/clocks/rest",
                    {"min": "3 days", "max": "5 days", "timeout": {"silence": "nothing"}},
                )
            ],
            None,
            4,
            [],
        ),
        (
            [
                (
                    f"{VOTE}/clocks/rest",
                    {"min": "3 days", "max": "5 days", "timeout": {"silence": "nothing"}},
                )
            ],
            None,
            5,
            [(5, "vote/clocks/rest", "")],
        ),
        ([(f"{VOTE}/clocks/rest", LAPSE), DROP], None, 3, [(3, "vote/clocks/rest", "dropped")]),
        (
            [(f"{VOTE}/clocks/rest", LAPSE), (DROP[0], DROP[1] | {"when": {"attends": "board"}})],
            lambda facts: facts.go(MIA),
            3,
            [],
        ),
        (
            [(f"{VOTE}/exits/again/guard", {"until": "5 days", "forces": "dropped"}), DROP],
            None,
            5 - A_MOMENT,
            [],
        ),
        (
            [(f"{VOTE}/exits/again/guard", {"until": "5 days", "forces": "dropped"}), DROP],
            None,
            6,
            [(5, "vote/dropped", "dropped")],
        ),
        ([], lambda facts: facts.leave("dropped", START), 30, []),
        ([], lambda facts: facts.record(APPEAL), 30, []),
        (
            [
                ("resources/calls", {"title": "Calls", "ceiling": 3}),
                (f"{VOTE}/exits/again/guard", {"resource": "calls", "forces": "dropped"}),
                DROP,
            ],
            lambda facts: facts.use("calls", 2),
            6,
            [],
        ),
        (
            [
                ("resources/calls", {"title": "Calls", "ceiling": 3}),
                (f"{VOTE}/exits/again/guard", {"resource": "calls", "forces": "dropped"}),
                DROP,
            ],
            lambda facts: facts.use("calls", 3),
            6,
            [(6, "vote/dropped", "dropped")],
        ),
        (
            [
                ("resources/calls", {"title": "Calls"}),
                (f"{VOTE}/exits/again/guard", {"resource": "calls", "forces": "dropped"}),
                DROP,
            ],
            lambda facts: facts.use("calls", 9),
            6,
            [],
        ),
    ],
)
def test_what_comes_about_and_when(
    changes: Changes, before: Build | None, day: float, found: list[tuple[float, str, str]]
) -> None:
    model = model_with(changes)
    facts = facts_of(model, "vote")
    if before:
        before(facts)
    came = moments(model, facts, day)
    assert [one[1:] for one in came] == [one[1:] for one in found]
    assert [one[0] for one in came] == pytest.approx([one[0] for one in found])


@pytest.mark.parametrize("silence", ["adopts", "rejects", "advances", "lapses", "escalates"])
def test_silence_moves_nothing_while_its_way_is_shut(silence: str) -> None:
    """The record must not say “adopts” while an objection is open and nothing is adopted."""
    when = {"objections": "open", "at_most": 0}
    rest = {"length": "3 days", "timeout": {"silence": silence, "exit": "dropped"}}
    model = model_with([(f"{VOTE}/clocks/rest", rest), (DROP[0], DROP[1] | {"when": when})])
    facts = facts_of(model, "vote", act("object", TOM, "o"))
    assert moments(model, facts, 4) == []
    facts.record(act("settle", TOM, "o", 4, answer="withdrawn"))
    assert moments(model, facts, 4) == [(4, "vote/clocks/rest", "dropped")]


@pytest.mark.parametrize(
    ("silence", "told"),
    [
        ("adopts", False),
        ("rejects", False),
        ("advances", False),
        ("lapses", False),
        ("escalates", False),
        ("abstains", True),
        ("forfeits", True),
        ("nothing", True),
        ("records_breach", True),
    ],
)
def test_a_clock_that_leads_nowhere_tells_facts_only(silence: str, told: bool) -> None:
    model = changed(f"{VOTE}/clocks/rest", {"length": "3 days", "timeout": {"silence": silence}})
    found = [(3, "vote/clocks/rest", "")] if told else []
    assert moments(model, facts_of(model, "vote"), 3) == found


BREACH = {"length": "3 days", "timeout": {"silence": "records_breach", "exit": "dropped"}}


def test_a_breach_is_told_although_its_way_is_shut() -> None:
    shut = (DROP[0], DROP[1] | {"when": {"not": {"attends": "board"}}})
    model = model_with([(f"{VOTE}/clocks/rest", BREACH), shut])
    assert moments(model, facts_of(model, "vote"), 3) == [(3, "vote/clocks/rest", "")]


@pytest.mark.parametrize(
    ("way", "blocks", "delivered", "open_"),
    [
        ({"outcome": "dropped"}, True, False, False),
        ({"outcome": "dropped"}, True, True, True),
        ({"outcome": "dropped"}, False, False, True),
        ({"outcome": "dropped", "waits": False}, True, False, True),
        ({"to": "talk"}, True, False, False),
        ({"to": "talk"}, True, True, True),
        ({"to": "talk", "waits": False}, True, False, True),
        ({"to": "vote"}, True, False, True),
    ],
)
def test_a_document_that_blocks_blocks_every_way_that_waits(
    way: dict[str, Any], blocks: bool, delivered: bool, open_: bool
) -> None:
    report = {"title": "Report", "by": "chair", "blocks": blocks}
    model = model_with(
        [(f"{VOTE}/deliverables", {"report": report}), (f"{VOTE}/exits/way", way | {"by": "chair"})]
    )
    facts = facts_of(model, "vote", *[act("deliver", CHAIR, "report")] if delivered else [])
    found = {one.name: one.is_open for one in gates(model, facts, START + timedelta(days=2))}
    assert found["way"] is open_
    assert isinstance(judge(model, facts, act("leave", CHAIR, "way", 2)), Allowed) is open_


LAST = {"outcome": "dropped"}
BY_CLOCK = (f"{VOTE}/clocks/rest", LAPSE)
BY_GUARD = (f"{VOTE}/exits/again/guard/forces", "dropped")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ([(DROP[0], LAST), BY_CLOCK], "follows by itself"),
        ([(DROP[0], LAST), BY_GUARD], "follows by itself"),
        ([(DROP[0], LAST | {"by": "chair"}), BY_CLOCK], ""),
        ([(f"{VOTE}/exits/way", LAST)], ""),
        ([(f"{VOTE}/exits/way", LAST), (f"{VOTE}/officer", None)], "do not say who takes"),
        (
            [
                (f"{VOTE}/exits/way", LAST | {"when": {"attends": "board"}}),
                (f"{VOTE}/officer", None),
            ],
            "follows by itself",
        ),
    ],
)
def test_a_way_out_is_never_free_by_accident(changes: Changes, refusal: str) -> None:
    model = model_with(changes)
    name = "way" if "way" in model.stages["vote"].exits else "dropped"
    for person in (CHAIR,) if not refusal or "itself" in refusal else (CHAIR, ANN, TOM):
        found = judge(model, facts_of(model, "vote"), act("leave", person, name))
        assert refusal in str(found) if refusal else isinstance(found, Allowed)


def test_gates_tell_which_ways_are_open_guarded_or_forced() -> None:
    model = changed(f"{VOTE}/exits/again/guard/rounds", 2)
    facts = facts_of(model, "vote")
    late = START + timedelta(days=8)

    def told() -> dict[str, tuple[bool, bool, bool]]:
        return {
            one.name: (one.is_open, one.guarded, one.forced) for one in gates(model, facts, late)
        }

    open_, shut = (True, False, False), (False, False, False)
    assert told() == {"passed": shut, "again": open_, "dropped": open_}
    facts.state.taken["vote/again"] = 1
    assert told() == {"passed": shut, "again": open_, "dropped": open_}
    facts.state.taken["vote/again"] = 2
    assert told() == {"passed": shut, "again": (False, True, False), "dropped": (True, False, True)}
    facts.leave("dropped", late)
    assert gates(model, facts, late) == []


def test_so_much_comes_about_at_one_moment_at_most() -> None:
    assert most_at_once(model_of(SOUND)) == 6
    many = {f"c{number}": {"length": "1 day"} for number in range(200)}
    assert most_at_once(changed(f"{VOTE}/clocks", many | {"vote": {"length": "1 day"}})) == 100


COUNCIL = {"title": "Council", "of": ["any"], "by": ["residents"], "to": "traders"}
BELOW = "only after “Appeal to the board”"
WAITS = "“Appeal to the board” still has time to answer"


@pytest.mark.parametrize(
    ("answer", "contests", "before", "day", "refused"),
    [
        ("5 days", "decision", [], 2, BELOW),
        ("5 days", "decision", [APPEAL], 6, WAITS),
        ("5 days", "decision", [APPEAL], 6 + A_MOMENT, ""),
        ("5 days", "decision", [APPEAL, RULED], 2, ""),
        ("5 days", "decision", [APPEAL, RULED, APPEAL], 2, WAITS),
        (None, "decision", [APPEAL], 2, ""),
        (None, "answer", [APPEAL], 300, WAITS),
        (None, "answer", [APPEAL, RULED], 2, ""),
    ],
)
def test_the_next_level_is_open_after_the_one_before(
    answer: str | None, contests: str, before: list[Act], day: float, refused: str
) -> None:
    council = COUNCIL | {"effect": "advise", "from": contests}
    changes = [("appeals/council", council), (f"{BOARD}/next", "council")]
    model = model_with([*changes, (f"{BOARD}/answer", answer)] if answer else changes)
    facts = facts_of(model, "vote", FOUND, *before)
    found = judge(model, facts, act("appeal", ANN, "council", day))
    assert refused in str(found) if refused else isinstance(found, Allowed)


PANEL = {"voters": "board", "passes": {"share": "yes", "more_than": "1/2"}, "closed_by": "board"}


@pytest.mark.parametrize(
    ("seats", "given", "closes"),
    [
        (3, "n", False),
        (3, "yn", False),
        (3, "nn", True),
        (3, "yna", True),
        (5, "yynn", False),
        (5, "yyyn", True),
        (4, "yy", False),
        (4, "yynn", True),
    ],
)
def test_one_of_a_panel_does_not_end_its_ballot_alone(seats: int, given: str, closes: bool) -> None:
    model = model_with([(f"{VOTE}/ballots/plan", PANEL), ("offices/board/seats", seats)])
    facts = facts_of(model, "vote")  # Mia sits there already
    members = [MIA, *(Person(f"m{place}", offices=("board",)) for place in range(seats - 1))]
    for person in members[1:]:
        facts.seat(person)
    words = {"y": "yes", "n": "no", "a": "abstain"}
    for person, answer in zip(members, given, strict=False):
        facts.record(act("vote", person, "plan", answer=words[answer]))
    assert isinstance(judge(model, facts, act("close", MIA, "plan")), Allowed) is closes


def test_who_closes_without_a_voice_of_their_own_closes_at_any_time() -> None:
    model = model_with([(f"{VOTE}/ballots/plan", PANEL | {"closed_by": "chair"})])
    assert isinstance(judge(model, facts_of(model, "vote"), act("close", CHAIR, "plan")), Allowed)


def test_the_ministers_of_two_states_are_two_voices_and_those_of_one_are_one() -> None:
    states = [
        ("groups/residents/members", "states"),
        (f"{VOTE}/ballots/plan", {"voters": "residents", "one_per": "organisation"}),
    ]
    model = model_with(states)
    facts = facts_of(model, "vote")
    for name, state, answer in (("de", "D", "yes"), ("fr", "F", "yes"), ("fr2", "F", "no")):
        person = Person(name, ("residents",), organisation=state)
        facts.record(act("vote", person, "plan", answer=answer))
    assert facts.tally("vote", "plan", "") == {"residents": {"yes": 1, "no": 1}}
    nobody = act("vote", Person("x", ("residents",)), "plan", answer="yes")
    assert "you named no member" in str(judge(model, facts, nobody))
    open_ = model_with([states[1]])
    assert isinstance(judge(open_, facts_of(open_, "vote"), nobody), Allowed)
