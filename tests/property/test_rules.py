"""Whatever people do, in whatever order, under any model of the library: an answer and no crash,
and the same one again.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isegoria.library import library
from isegoria.rules.checking.faults import check
from isegoria.rules.course.automatic import due, gates
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import ACTS, judge
from isegoria.rules.judging.standing import standing
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import say_missing
from isegoria.terms import Refusal

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
MODELS = sorted(library())


def people_of(model: Model) -> list[Person]:
    forms = tuple(model.disclosures)
    members = [
        Person(f"g-{group}", (group,), organisation=f"o{place % 3}", disclosed=forms)
        for place, group in enumerate(model.groups)
    ]
    officers = [Person(f"o-{office}", (), (office,), disclosed=forms) for office in model.offices]
    return [*members, *officers, Person("nobody")]


def names_of(model: Model) -> list[str]:
    kept = ("ballots", "judgements", "triggers", "deliverables", "exits", "clocks", "notices")
    names = {
        name for stage in model.stages.values() for part in kept for name in getattr(stage, part)
    }
    return sorted(names | set(model.appeals) | set(model.advice)) or ["x"]


def answers_of(model: Model) -> list[str]:
    stages = model.stages.values()
    answers = {
        answer for stage in stages for ballot in stage.ballots.values() for answer in ballot.answers
    }
    labels = {
        label
        for stage in stages
        for judgement in stage.judgements.values()
        for label in judgement.scale
    }
    return sorted(answers | labels | {"upheld", "dismissed", "addressed", "withdrawn"})


@st.composite
def courses(draw: st.DrawFn) -> tuple[Model, list[Act]]:
    model = library()[draw(st.sampled_from(MODELS))]
    people, names, answers = people_of(model), names_of(model), answers_of(model)
    acts, at = [], START
    for _ in range(draw(st.integers(1, 25))):
        at += timedelta(hours=draw(st.integers(0, 2000)))
        acts.append(
            Act(
                kind=draw(st.sampled_from(ACTS)),
                by=draw(st.sampled_from(people)),
                at=at,
                name=draw(st.sampled_from(names)),
                answer=draw(st.sampled_from(answers)),
                item=draw(st.sampled_from(["", "r1"])),
                reason=draw(st.sampled_from(["", "because"])),
                channel=draw(st.sampled_from(["", "list"])),
                with_=tuple(draw(st.lists(st.sampled_from(people), max_size=2))),
                span=draw(st.sampled_from([None, Duration(1, "week")])),
            )
        )
    return model, acts


def play(model: Model, acts: list[Act]) -> list[str]:
    """Play the acts and return what was answered, in words."""
    facts = MemoryFacts(model, START)
    for person in people_of(model):
        facts.seat(person)
    told: list[str] = []
    for act in acts:
        told += bring_about(model, facts, act.at)
        found = judge(model, facts, act)
        told.append(found.rule if isinstance(found, Allowed) else str(found))
        if isinstance(found, Refusal):
            assert found.rule.startswith(model.id)
            assert "{" not in str(found)
        else:
            facts.record(act)
        for gate in gates(model, facts, act.at, act.item):
            told += [say_missing(model, one) for one in gate.missing]
    return told


def bring_about(model: Model, facts: MemoryFacts, now: datetime) -> list[str]:
    told: list[str] = []
    for _ in range(60):
        events = due(model, facts, now)
        if not events:
            return told
        for event in events:
            told.append(event.rule)
            if event.exit:
                facts.leave(event.exit, event.at)
            else:
                facts.tell(event.rule, event.at)
    pytest.fail(f"{model.id} turns in a circle: {told[-4:]}")


@settings(max_examples=150)
@given(courses())
def test_every_act_gets_an_answer_and_the_same_one_again(course: tuple[Model, list[Act]]) -> None:
    model, acts = course
    assert play(model, acts) == play(model, acts)


@pytest.mark.parametrize("name", MODELS)
def test_a_right_that_a_page_shows_is_one_that_the_engine_grants(name: str) -> None:
    """What standing lists may be refused for a limit or a clock, never for want of the right."""
    model = library()[name]
    for stage in model.stages:
        for person in people_of(model):
            facts = MemoryFacts(model, START, stage=stage)
            held = {one.right.value for one in standing(model, stage, person)}
            for kind in (
                "attend",
                "read",
                "speak",
                "propose",
                "amend",
                "comment",
                "position",
                "object",
            ):
                found = judge(model, facts, Act(kind, person, START, name="x", reason="because"))
                lacking = (
                    isinstance(found, Refusal) and found.rule == f"{name}/{stage}/rights/{kind}"
                )
                assert lacking is (kind not in held)


@pytest.mark.parametrize("name", MODELS)
def test_left_alone_a_model_comes_to_rest(name: str) -> None:
    model = library()[name]
    facts = MemoryFacts(model, START)
    bring_about(model, facts, START + timedelta(days=3650))
    assert check(model) == check(model)
