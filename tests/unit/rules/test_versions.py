"""When a version of the text can be written, and what it begins anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from isegoria.library import library
from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.state import DictRows, State
from isegoria.rules.course.versions import decisions_on_text, held_text, is_consensus_call
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.elements import Texts
from isegoria.rules.language.loading import Faults, read_yaml
from isegoria.rules.language.model import Model
from tests.unit.rules.models import SOUND, model_of

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAIR = Person("1", (), ("chair",))
RESIDENT = Person("2", ("residents",))
OTHER = Person("3", ("traders",))
RESTARTS = {"clocks": {"vote": {"restarts_on": ["version"]}}}


def town(stage: str = "vote", **changes: Any) -> KeptFacts:
    """Return a course under the town's rules, changed in this stage, that has just entered it."""
    rules = read_yaml(SOUND, "test.yaml")[0]
    rules["stages"][stage] = _merged(rules["stages"][stage], changes)
    return entered(model_of(yaml.safe_dump(rules, sort_keys=False)), stage)


def _merged(base: Any, changes: Any) -> Any:
    """Return the base with the changes; None takes a key away."""
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return changes
    found = base | {
        key: value if key == "when" else _merged(base.get(key), value)
        for key, value in changes.items()
    }
    return {key: value for key, value in found.items() if value is not None}


def entered(model: Model, stage: str) -> KeptFacts:
    facts = KeptFacts(model, State(START, START), DictRows())
    facts.enter(stage, START)
    return facts


def written(facts: KeptFacts, after: timedelta = timedelta(hours=1), by: Person = CHAIR) -> bool:
    """Write a version if the rules allow it; return whether they did."""
    act = Act("write", by, START + after, reason="A comma.")
    if not isinstance(judge(facts.model, facts, act), Allowed):
        return False
    facts.record(act)
    return True


def voted(facts: KeptFacts, by: Person, answer: str = "yes") -> None:
    act = Act(
        "vote", by, START + timedelta(minutes=1), name="plan", answer=answer, reason="because"
    )
    assert isinstance(judge(facts.model, facts, act), Allowed)
    facts.record(act)


@pytest.mark.parametrize(
    ("stage", "changes", "can_write"),
    [
        pytest.param("talk", {}, True, id="nothing is decided in a talk"),
        pytest.param("vote", {}, False, id="a ballot is open"),
        pytest.param("vote", RESTARTS, True, id="its clock begins anew with a version"),
        pytest.param(
            "vote",
            {"ballots": {"plan": {"binding": False}}},
            True,
            id="a straw poll decides nothing",
        ),
        pytest.param(
            "vote",
            {"ballots": {"plan": {"about": "course"}}},
            True,
            id="it is about something else",
        ),
        pytest.param(
            "vote",
            {"ballots": {"plan": {"clock": None}}},
            False,
            id="it is open as long as the stage lasts",
        ),
        pytest.param(
            "vote",
            {"ballots": {"plan": {"clock": None, "restarts_on": "version"}}},
            True,
            id="the ballot says so",
        ),
        pytest.param(
            "vote", {"clocks": {"vote": {"starts": "change"}}}, True, id="its clock has not begun"
        ),
        pytest.param(
            "vote",
            RESTARTS | {"ballots": {"second": {"clock": None}}},
            False,
            id="of two ballots one does not begin anew",
        ),
        pytest.param(
            "talk",
            {"clocks": {"talk": {"window_for": ["object"]}}},
            False,
            id="a last call: objections in a time",
        ),
        pytest.param(
            "talk",
            {"clocks": {"talk": {"window_for": ["object"], "restarts_on": ["version"]}}},
            True,
            id="it begins anew",
        ),
        pytest.param(
            "talk",
            {"exits": {"to_vote": {"when": {"objections": "open", "at_most": 0}}}},
            False,
            id="a way out asks for none",
        ),
        pytest.param(
            "talk",
            {
                "exits": {
                    "to_vote": {"when": {"not": {"any": [{"objections": "open", "at_least": 1}]}}}
                }
            },
            False,
            id="a way out asks for none in other words",
        ),
        pytest.param(
            "talk",
            {"judgements": {"level": {"by": "chair", "scale": ["agreed", "not_agreed"]}}},
            False,
            id="a consensus call",
        ),
        pytest.param(
            "talk",
            {
                "judgements": {
                    "level": {
                        "by": "chair",
                        "scale": ["finished", "not_finished"],
                        "about": "course",
                    }
                }
            },
            True,
            id="a finding about something else",
        ),
        pytest.param(
            "talk",
            {
                "judgements": {"level": {"by": "chair", "scale": ["agreed", "not_agreed"]}},
                "rights": {
                    "residents": ["attend", "amend", "object"],
                    "traders": ["attend"],
                    "anyone": ["attend"],
                },
            },
            True,
            id="those with the right to amend work on the text",
        ),
    ],
)
def test_a_version_is_written_while_nothing_is_decided_on_the_text(
    stage: str, changes: dict[str, Any], can_write: bool
) -> None:
    facts = town(stage, **changes)
    if stage == "vote" and "second" not in str(changes) and "starts" not in str(changes):
        voted(facts, RESIDENT)
    assert written(facts) is can_write


@pytest.mark.parametrize(
    ("after", "held"),
    [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), True), (timedelta(days=70), True)],
)
def test_a_ballot_that_has_ended_holds_the_text_until_its_stage_is_left(
    after: timedelta, held: bool
) -> None:
    facts = town()
    assert (held_text(facts.model, facts, START + after) is not None) is held
    facts.enter("talk", START + after)
    assert held_text(facts.model, facts, START + after) is None


def test_a_ballot_that_has_ended_does_not_begin_anew() -> None:
    facts = town(**RESTARTS)
    voted(facts, RESIDENT, "no")
    assert not written(facts, timedelta(days=7)), "the one who lost would try again"
    assert facts.tally("vote", "plan", "") == {"residents": {"no": 1}}


@pytest.mark.parametrize("change", [timedelta(seconds=-1), timedelta(0), timedelta(seconds=1)])
def test_a_clock_that_an_event_starts_holds_the_text_from_then_on(change: timedelta) -> None:
    facts = town(clocks={"vote": {"starts": "change"}})
    facts.event("change", START + timedelta(days=1))
    assert (held_text(facts.model, facts, START + timedelta(days=1) + change) is not None) is (
        change >= timedelta(0)
    )


def three_stages(last: dict[str, Any]) -> KeptFacts:
    """Return a course whose text was decided in a vote, in the stage behind it, which has these
    rights.
    """
    rules = read_yaml(SOUND, "test.yaml")[0]
    rules["stages"]["vote"]["exits"]["passed"] = {"to": "publication", "when": {"result": "plan"}}
    publication = {
        "title": "Publication",
        "officer": "chair",
        "rights": last,
        "clocks": {"time": {"length": "1 week"}},
    }
    rules["stages"]["publication"] = publication | {
        "exits": {"out": {"outcome": "plan", "by": "chair"}}
    }
    rules["appeals"]["board"]["of"] = ["vote/change"]
    facts = entered(model_of(yaml.safe_dump(rules, sort_keys=False)), "vote")
    voted(facts, RESIDENT)
    voted(facts, OTHER)
    facts.leave("passed", START + timedelta(days=7))
    return facts


@pytest.mark.parametrize(
    ("rights", "can_write"),
    [
        pytest.param({"residents": ["comment"]}, False, id="what was voted on is published"),
        pytest.param({"residents": ["comment", "amend"]}, True, id="the text is worked on again"),
    ],
)
def test_a_text_that_was_decided_does_not_change_behind_its_stage(
    rights: dict[str, Any], can_write: bool
) -> None:
    facts = three_stages(rights)
    assert written(facts, timedelta(days=8)) is can_write
    facts.enter("talk", START + timedelta(days=9))
    assert written(facts, timedelta(days=9)), "the course went back behind the vote"


def test_an_answer_given_before_the_clock_of_its_ballot_holds_the_text() -> None:
    facts = town(clocks={"vote": {"starts": "change"}})
    assert held_text(facts.model, facts, START) is None
    voted(facts, RESIDENT)
    assert held_text(facts.model, facts, START) is not None


def test_who_says_nothing_to_a_last_call_agrees_with_the_text_as_it_stands() -> None:
    silence = {
        "talk": {"window_for": ["speak"], "timeout": {"silence": "adopts", "exit": "to_vote"}}
    }
    assert held_text(*_at(town("talk", clocks=silence))) is not None


def _at(facts: KeptFacts) -> tuple[Model, KeptFacts, datetime]:
    return facts.model, facts, START


def test_a_version_begins_the_ballot_and_its_clock_anew() -> None:
    facts = town(**RESTARTS)
    voted(facts, RESIDENT)
    voted(facts, OTHER, "no")
    assert written(facts, timedelta(days=6))
    assert facts.tally("vote", "plan", "") == {}
    assert facts.answer_of("vote", "plan", "", RESIDENT.id) is None
    again = Act(
        "vote", RESIDENT, START + timedelta(days=12), name="plan", answer="no", reason="because"
    )
    assert isinstance(judge(facts.model, facts, again), Allowed), (
        "seven days from the version, not from the beginning"
    )
    facts.record(again)
    assert facts.tally("vote", "plan", "") == {"residents": {"no": 1}}
    late = Act("vote", OTHER, START + timedelta(days=13), name="plan", answer="yes")
    assert not isinstance(judge(facts.model, facts, late), Allowed)


def test_an_answer_that_stands_can_be_given_again_after_a_restart() -> None:
    facts = town(**RESTARTS | {"ballots": {"plan": {"change": False, "cap_per_organisation": 1}}})
    employee = Person("4", ("residents",), organisation="Works")
    voted(facts, employee)
    assert written(facts)
    voted(facts, employee, "no")
    assert facts.tally("vote", "plan", "") == {"residents": {"no": 1}}


def test_a_finding_is_about_the_text_that_was_there() -> None:
    working = {
        "judgements": {"level": {"by": "chair", "scale": ["agreed", "not_agreed"]}},
        "rights": {
            "residents": ["attend", "amend", "object"],
            "traders": ["attend"],
            "anyone": ["attend"],
        },
    }
    facts = town("talk", **working)
    facts.record(Act("judge", CHAIR, START, name="level", answer="agreed", reason="all said so"))
    assert facts.label("talk", "level", "") == "agreed"
    assert written(facts)
    assert facts.label("talk", "level", "") is None


def test_a_consensus_call_that_was_found_does_not_begin_anew() -> None:
    call = {
        "judgements": {"level": {"by": "chair", "scale": ["agreed", "not_agreed"]}},
        "clocks": {"talk": {"restarts_on": ["version"]}},
    }
    facts = town("talk", **call)
    assert written(facts)
    facts.record(
        Act(
            "judge",
            CHAIR,
            START + timedelta(hours=2),
            name="level",
            answer="agreed",
            reason="all said so",
        )
    )
    assert not written(facts, timedelta(hours=3))


def test_an_objection_outlives_a_version() -> None:
    facts = town("talk", clocks={"talk": {"window_for": ["object"], "restarts_on": ["version"]}})
    facts.record(Act("object", RESIDENT, START, name="2:1", reason="too dear"))
    assert written(facts)
    assert facts.objections("open", "") == 1


def test_the_end_of_a_clock_is_told_again_after_a_restart() -> None:
    facts = town(
        "talk", clocks={"talk": {"restarts_on": ["version"], "timeout": {"silence": "nothing"}}}
    )
    facts.tell("town.plan/talk/clocks/talk", facts.changed_at())
    assert written(facts)
    assert not facts.was_told("town.plan/talk/clocks/talk")


def test_a_ballot_with_a_clock_restarts_by_its_clock() -> None:
    with pytest.raises(Faults, match="write `restarts_on` there"):
        town(ballots={"plan": {"restarts_on": "version"}})


def test_only_a_version_restarts_a_ballot() -> None:
    with pytest.raises(Faults, match="there is no event “acknowledged”"):
        town(ballots={"plan": {"clock": None, "restarts_on": "acknowledged"}})


DECIDING = [
    pytest.param(model, name, id=f"{model.id}/{name}")
    for model in library().values()
    for name, stage in model.stages.items()
    if is_consensus_call(stage)
    or any(
        one.binding and one.about == "text" and one.derived is None
        for one in stage.ballots.values()
    )
]


@pytest.mark.parametrize(("model", "stage"), DECIDING)
def test_no_stage_of_the_library_lets_a_text_change_that_is_being_decided_on(
    model: Model, stage: str
) -> None:
    facts = entered(model, stage)
    starting = [one.starts for one in model.stages[stage].clocks.values() if one.starts != "entry"]
    for event in starting:
        facts.event(event, START)
    for ballot in model.stages[stage].ballots.values():
        if ballot.opens is not None:
            facts.meet(str(model.stages[stage].clocks[ballot.opens].before), START)
    decisions = decisions_on_text(model, facts, START)
    assert decisions
    writers = [
        Person("1", tuple(model.groups), tuple(model.offices)),
        Person("2", (), tuple(model.offices)),
    ]
    facts.take_part("1", "proposer")
    can_write = [
        isinstance(judge(model, facts, Act("write", one, START)), Allowed) for one in writers
    ]
    assert can_write[0] is all(one.restarts for one in decisions)
    assert can_write[0] or not can_write[1]


def test_the_library_restarts_ballots_only_where_the_text_is_worked_on() -> None:
    restarting = {
        param.id
        for param in DECIDING
        if all(one.restarts for one in decisions_on_text(*_entered(param)))
    }
    assert restarting == {
        "icann.board.policy/supplemental",
        "eu.olp/first_reading",
        "eu.olp/second_parliament",
        "eu.olp/conciliation",
        "fsc.ga.motion/debate",
        "fsc.canada/debate",
        "iso.standard/committee_draft",
        "itu.t.tap/decision",
        "un.hlpf.majorgroups/declaration",
        "w3c.rec/draft",
    }


def _entered(param: Any) -> tuple[Model, KeptFacts, datetime]:
    model, stage = param.values
    return model, entered(model, stage), START


def commas(facts: KeptFacts, number: int, reason: str = "A comma.") -> list[str]:
    """Write so many versions, and answer each; return which were refused, by a word of why."""
    told = []
    for place in range(number):
        act = Act("write", CHAIR, START + timedelta(hours=1 + place), reason=reason)
        found = judge(facts.model, facts, act)
        told.append("" if isinstance(found, Allowed) else str(found))
        if isinstance(found, Allowed):
            facts.record(act)
        voted(facts, RESIDENT)
    return told


@pytest.mark.parametrize(("restarts", "allowed"), [(None, 2), (0, 0), (1, 1), (3, 3)])
def test_a_version_lets_people_answer_again_so_often_in_a_stage(
    restarts: int | None, allowed: int
) -> None:
    facts = town(**RESTARTS)
    if restarts is not None:
        texts = Texts(restarts=restarts)
        facts.model = facts.model.model_copy(update={"texts": texts})
    voted(facts, RESIDENT)
    told = commas(facts, allowed + 2)
    assert told[:allowed] == [""] * allowed
    assert all("The rules allow no more" in one for one in told[allowed:])
    facts.enter("vote", START + timedelta(days=1))
    assert facts.restarts("vote") == 0


def test_a_version_that_lets_people_answer_again_says_why() -> None:
    facts = town(**RESTARTS)
    voted(facts, RESIDENT)
    assert ["People have to know why" in one for one in commas(facts, 1, reason=" ")] == [True]
    assert commas(facts, 1) == [""]


def test_the_first_text_takes_nothing_from_anybody() -> None:
    facts = town(**RESTARTS)
    assert written(facts)
    assert facts.restarts("vote") == 0
    act = Act("write", CHAIR, START + timedelta(hours=2), reason="A comma.")
    assert isinstance(judge(facts.model, facts, act), Allowed)  # its clock begins again
    facts.record(act)
    assert facts.restarts("vote") == 1


def test_a_debate_writes_as_often_as_it_likes_while_nobody_has_answered() -> None:
    open_all_along = {
        "clocks": None,
        "ballots": {"plan": {"clock": None, "restarts_on": ["version"]}},
    }
    facts = town(**open_all_along)
    assert [written(facts, timedelta(hours=hour)) for hour in range(1, 6)] == [True] * 5
    voted(facts, RESIDENT)
    assert commas(facts, 2) == ["", ""]
    assert "The rules allow no more" in commas(facts, 1)[0]
