"""A position and an objection are one thing: what somebody does to one, the other follows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.rules.course.state import read_state
from isegoria.server.deliberation.acts import Object, Settle, TakePosition
from isegoria.server.deliberation.models import Objection, Position
from isegoria.server.issues.models import Issue
from isegoria.server.process.models import Chunk
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import split_in_a_call
from tests.world import AUTHOR, CHAIR, OTHER, World

pytestmark = pytest.mark.django_db
WHY = "Nobody asked the fishers."


def held(world: World, who: str = AUTHOR) -> str:
    """Return the position of somebody, as JSON and page show it; empty for none."""
    address = reverse("positions-json", args=[world.draft.pk])
    rows = Client().get(address).json()["positions"]
    kept = [one["position"] for one in rows if one["participant"] == world.who(who).pk]
    assert len(kept) <= 1
    return kept[0] if kept else ""


def raised(world: World, who: str = AUTHOR) -> list[str]:
    """Return the states of somebody's objections, the first one first."""
    rows = Objection.objects.filter(chunk=world.draft, participant=world.who(who))
    return list(rows.order_by("number").values_list("state", flat=True))


def agrees(world: World) -> None:
    """Check that list, count, JSON, evidence, rules and record say the same."""
    chunk = Chunk.objects.get(pk=world.draft.pk)
    listed: dict[str, int] = {}
    for state in Objection.objects.filter(chunk=chunk).values_list("state", flat=True):
        listed[state] = listed.get(state, 0) + 1
    kept = read_state(chunk.state).objections
    assert {state: of[""] for state, of in kept.items() if of.get("")} == listed
    shown = Client().get(reverse("chunk-json", args=[chunk.pk])).json()["objections"]
    assert shown == listed
    evidence = Client().get(reverse("evidence-json", args=[chunk.pk])).json()
    assert evidence["objections"]["counts"] == listed
    objects = sum(numbers[3] for numbers in evidence["positions"].values())
    assert objects == Position.objects.filter(chunk=chunk, value="object", ended_in=None).count()
    assert [str(one) for one in recompute(Issue.objects.get(pk=chunk.issue_id)).findings] == []


def objects(world: World, by: str) -> Act:
    work: Any = Object(world.draft, text=WHY)
    if by == "position":
        work = TakePosition(world.draft, answer="object", text=WHY)
    return world.play.do(work, AUTHOR)


@pytest.mark.parametrize("by", ["objection", "position"])
def test_to_object_files_the_objection_and_is_the_position(world: World, by: str) -> None:
    act = objects(world, by)
    assert (held(world), raised(world)) == ("object", ["open"])
    assert Objection.objects.get(pk=act.number).text == WHY
    assert Position.objects.get(pk=act.number).reason == WHY
    agrees(world)


@pytest.mark.parametrize("by", ["objection", "position"])
@pytest.mark.parametrize(
    ("answer", "position"),
    [
        ("support", "support"),
        ("can_live_with", "can_live_with"),
        ("stand_aside", "stand_aside"),
        ("withdraw", ""),
    ],
)
def test_another_position_withdraws_the_objection(
    world: World, by: str, answer: str, position: str
) -> None:
    first = objects(world, by)
    act = world.play.do(TakePosition(world.draft, answer=answer), AUTHOR)
    assert (held(world), raised(world)) == (position, ["withdrawn"])
    assert first.number in act.references  # the record says which
    agrees(world)


@pytest.mark.parametrize("by", ["objection", "position"])
def test_who_withdraws_the_objection_does_not_object_any_more(world: World, by: str) -> None:
    objection = Objection.objects.get(pk=objects(world, by).number)
    world.play.do(Settle(world.draft, answer="withdrawn", objection=objection), AUTHOR)
    assert (held(world), raised(world)) == ("", ["withdrawn"])
    agrees(world)


def test_who_withdraws_one_of_two_objections_objects_still(world: World) -> None:
    first, second = (objects(world, "objection") for _each in range(2))
    for one, then in ((first, "object"), (second, "")):
        objection = Objection.objects.get(pk=one.number)
        world.play.do(Settle(world.draft, answer="withdrawn", objection=objection), AUTHOR)
        assert held(world) == then
        agrees(world)


def test_an_objection_that_was_answered_leaves_the_position_as_it_is(world: World) -> None:
    objection = Objection.objects.get(pk=objects(world, "position").number)
    settle = Settle(world.draft, answer="addressed", objection=objection, text="In May.")
    world.play.do(settle, CHAIR)
    assert (held(world), raised(world)) == ("object", ["addressed"])
    world.play.do(TakePosition(world.draft, answer="support"), AUTHOR)
    assert (held(world), raised(world)) == ("support", ["addressed"])
    agrees(world)


def test_to_object_twice_files_one_objection(world: World) -> None:
    objects(world, "objection")
    objects(world, "position")
    assert (held(world), raised(world)) == ("object", ["open"])
    agrees(world)


def test_nobody_withdraws_the_objection_of_another(world: World) -> None:
    objects(world, "position")
    world.play.do(TakePosition(world.draft, answer="support"), OTHER)
    assert (held(world), raised(world)) == ("object", ["open"])
    assert held(world, OTHER) == "support"
    assert world.play.refused(TakePosition(world.draft, answer="withdraw"), CHAIR) == (
        "position.none"
    )
    agrees(world)


def test_a_part_that_was_split_off_has_no_position_to_withdraw(world: World) -> None:
    objects(world, "position")
    part = split_in_a_call(world.play, world.draft, who=CHAIR)
    refused = world.play.refused(TakePosition(part, answer="withdraw"), AUTHOR)
    assert refused == "position.none"


RULES = """
id: harbour.plan
title: Harbour plan
status: future
summary: Members decide about the harbour.
groups: {civil_society: {title: Civil society}}
offices: {editor: {title: Editor}}
starts: talk
stages:
  talk:
    title: Talk
    officer: editor
    rights: {civil_society: [attend, propose, comment, RIGHTS]}
    exits: {done: {outcome: plan, by: editor}}
outcomes: {plan: {title: Plan, force: message}}
"""
SECONDED = "position, {right: object, seconders: 1}"


@pytest.mark.parametrize(
    ("rights", "does", "position", "objections"),
    [
        ("position", "position", "object", []),
        (SECONDED, "position", "object", []),  # who needs others files none alone
        ("object", "object", "", ["open"]),
        ("position, object", "position", "object", ["open"]),
        ("position, object", "object", "object", ["open"]),
    ],
)
def test_the_rules_say_who_may_object_and_who_takes_a_position(
    rights: str, does: str, position: str, objections: list[str], world: World
) -> None:
    world.draft = world.under(RULES.replace("RIGHTS", rights), text="")
    objects(world, does)
    assert (held(world), raised(world)) == (position, objections)
    agrees(world)


def test_acts_of_before_are_read_as_they_were(world: World) -> None:
    """An earlier version filed no objection with a position, and no position with an objection."""
    act = objects(world, "objection")
    Position.objects.filter(pk=act.number).delete()
    body = dict(Act.objects.get(pk=act.number).body)
    assert body.pop("position") == "object"
    assert body.keys() <= {"version"}  # without it there is nothing that a replay could read
