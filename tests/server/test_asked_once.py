"""In a stage whose ballot asks for positions, the answer is the position, and people are asked
nothing beside it.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.deliberation.acts import Object, Settle, TakePosition
from isegoria.server.deliberation.models import Objection, Position
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Leave, Vote
from isegoria.server.record.models import Act, Opening
from tests.server.test_objecting import SECONDED, WHY, agrees, held, raised
from tests.world import AUTHOR, CHAIR, OTHER, World

pytestmark = pytest.mark.django_db
ASKED = "equal-footing.working-group/consensus_call/support"


@pytest.fixture
def call(world: World, now: dict[str, Any]) -> World:
    """The world in its consensus call; the pages believe that it is that day."""
    now["now"] = world.play.now
    world.play.do(Leave(world.draft, "call_consensus"), CHAIR)
    world.draft = Chunk.objects.get(pk=world.draft.pk)
    return world


def answer(world: World, given: str, who: str = AUTHOR) -> Act:
    reason = WHY if given == "object" else ""
    return world.play.do(Vote(world.draft, "support", given, reason=reason), who)


def counted(world: World) -> dict[str, int]:
    """Return how many gave each answer, as the JSON of the part says."""
    shown = Client().get(reverse("chunk-json", args=[world.draft.pk])).json()
    [row] = (one for one in shown["tallies"] if one["ballot"].endswith("/support"))
    return {one: number for one, number in zip(row["answers"], row["heads"], strict=True) if number}


def test_to_object_in_the_ballot_files_the_objection_and_is_the_position(call: World) -> None:
    act = answer(call, "object")
    assert (held(call), raised(call), counted(call)) == ("object", ["open"], {"object": 1})
    assert Objection.objects.get(pk=act.number).text == WHY
    assert Position.objects.get(pk=act.number).reason == WHY
    assert (act.body["position"], act.body["objects"]) == ("object", True)
    assert facts_of(Chunk.objects.get(pk=call.draft.pk)).objections("open", "") == 1
    agrees(call)


@pytest.mark.parametrize(
    ("given", "position"),
    [
        ("support", "support"),
        ("can_live_with", "can_live_with"),
        ("stand_aside", "stand_aside"),
        ("abstain", ""),
    ],
)
def test_another_answer_withdraws_the_objection(call: World, given: str, position: str) -> None:
    first = answer(call, "object")
    act = answer(call, given)
    assert (held(call), raised(call), counted(call)) == (position, ["withdrawn"], {given: 1})
    assert first.number in act.references
    assert act.body["position"] == position
    assert "objects" not in act.body
    agrees(call)


@pytest.mark.parametrize(
    "answers",
    [
        [("object", ["open"]), ("object", ["open"])],
        [("object", ["open"]), ("support", ["withdrawn"]), ("object", ["withdrawn", "open"])],
    ],
)
def test_to_object_again_files_one_objection_and_after_another_answer_a_second(
    call: World, answers: list[tuple[str, list[str]]]
) -> None:
    for given, states in answers:
        answer(call, given)
        assert raised(call) == states
        assert counted(call) == {given: 1}
    agrees(call)


def test_an_objection_of_before_the_call_goes_with_another_answer(world: World) -> None:
    act = world.play.do(Object(world.draft, text=WHY), AUTHOR)
    world.play.do(Leave(world.draft, "call_consensus"), CHAIR)
    world.draft = Chunk.objects.get(pk=world.draft.pk)
    assert raised(world) == ["open"]
    later = answer(world, "support")
    assert (held(world), raised(world)) == ("support", ["withdrawn"])
    assert act.number in later.references
    agrees(world)


def test_while_the_ballot_is_open_nothing_else_asks_a_voter(call: World) -> None:
    for work in (
        Object(call.draft, text=WHY),
        *(TakePosition(call.draft, answer=one, text=WHY) for one in ("support", "object")),
    ):
        assert call.play.refused(work, AUTHOR) == ASKED
    assert raised(call) == []
    answer(call, "object")
    objection = Objection.objects.get()
    withdraws = Settle(call.draft, answer="withdrawn", objection=objection)
    assert call.play.refused(withdraws, AUTHOR) == ASKED
    assert call.play.refused(TakePosition(call.draft, answer="withdraw"), AUTHOR) == ASKED
    assert (held(call), raised(call), counted(call)) == ("object", ["open"], {"object": 1})
    agrees(call)


def test_nobody_withdraws_the_objection_of_another_by_an_answer(call: World) -> None:
    answer(call, "object")
    answer(call, "support", OTHER)
    assert (held(call), raised(call)) == ("object", ["open"])
    assert (held(call, OTHER), raised(call, OTHER)) == ("support", [])
    withdraws = Settle(call.draft, answer="withdrawn", objection=Objection.objects.get())
    assert call.play.refused(withdraws, OTHER).endswith("consensus_call/objections")
    agrees(call)


def test_after_the_close_the_objection_can_be_withdrawn_and_the_answer_stays(call: World) -> None:
    answer(call, "object")
    call.play.later(call.draft, 22)
    late = Vote(call.draft, "support", "support")
    assert call.play.refused(late, AUTHOR) == ASKED
    withdraws = Settle(call.draft, answer="withdrawn", objection=Objection.objects.get())
    call.play.do(withdraws, AUTHOR)
    assert (held(call), raised(call), counted(call)) == ("", ["withdrawn"], {"object": 1})
    agrees(call)


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
    rights: {civil_society: [attend, propose, comment, decide, RIGHTS]}
    clocks: {days: {title: Days, length: 1 week, timeout: {silence: abstains}}}
    ballots:
      support: {title: Support, clock: days, answers: [support, object, abstain], MORE
                passes: {share: support, at_least: 1/2}}
    exits: {done: {outcome: plan, by: editor}}
outcomes: {plan: {title: Plan, force: message}}
"""


@pytest.mark.parametrize(
    ("rights", "more", "position", "objections"),
    [
        ("object", "", "object", ["open"]),
        ("position", "", "object", []),
        ("speak", "", "", []),  # who may neither object nor take a position just answers
        (SECONDED, "", "object", []),  # who needs others files none alone
        ("object", "about: course,", "", []),
        ("object", "secret: true,", "", []),
        ("object", "one_per: organisation,", "", []),
    ],
)
def test_the_rules_say_what_an_answer_does(
    rights: str, more: str, position: str, objections: list[str], world: World
) -> None:
    rules = RULES.replace("RIGHTS", rights).replace("MORE", more)
    world.draft = world.under(rules, text="")
    act = answer(world, "object")
    assert (held(world), raised(world)) == (position, objections)
    assert act.body.get("objects", False) is bool(objections)
    assert ("position" in act.body) is bool(position)
    agrees(world)


def test_a_secret_answer_tells_nothing_beside_the_ballot(world: World) -> None:
    rules = RULES.replace("RIGHTS", "object").replace("MORE", "secret: true,")
    world.draft = world.under(rules, text="")
    act = answer(world, "object")
    assert not Opening.objects.filter(act=act.number, field__in=("who", "answer")).exists()
    assert {"position", "objects", "answer"}.isdisjoint(act.body)
    before = Act.objects.count()
    world.play.do(Object(world.draft, text=WHY), AUTHOR)  # what they say in public is theirs
    assert (held(world), raised(world), Act.objects.count()) == ("", ["open"], before + 1)
    answer(world, "support")
    assert raised(world) == ["open"]
    agrees(world)


def test_an_answer_that_objects_needs_its_reason(world: World) -> None:
    world.draft = world.under(RULES.replace("RIGHTS", "object").replace("MORE", ""), text="")
    bare = Vote(world.draft, "support", "object")
    assert world.play.refused(bare, AUTHOR) == "harbour.plan/talk/support"
    answer(world, "object")
    assert raised(world) == ["open"]


def test_an_answer_that_does_not_count_is_no_position(world: World) -> None:
    void = "reasons_for: [object], void_without_reason: true,"
    world.draft = world.under(RULES.replace("RIGHTS", "object").replace("MORE", void), text="")
    answer(world, "support")
    world.play.do(Vote(world.draft, "support", "object"), AUTHOR)
    assert (held(world), raised(world)) == ("support", [])
    agrees(world)


def test_where_an_answer_stays_the_objection_stays_until_the_close(world: World) -> None:
    world.draft = world.under(
        RULES.replace("RIGHTS", "object").replace("MORE", "change: false,"), text=""
    )
    answer(world, "object")
    withdraws = Settle(world.draft, answer="withdrawn", objection=Objection.objects.get())
    assert world.play.refused(withdraws, AUTHOR) == "harbour.plan/talk/support"
    world.play.later(world.draft, 8)
    world.play.do(withdraws, AUTHOR)
    assert (held(world), raised(world)) == ("", ["withdrawn"])
    agrees(world)


def page(client: Client, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200
    return str(found.content.decode())


def test_the_page_asks_once_and_shows_both_after_the_answer(
    call: World, client_of: Any, now: dict[str, Any]
) -> None:
    now["now"] = call.now
    client = client_of(call.who(AUTHOR))
    shown = page(client, reverse("chunk", args=[call.draft.pk]))
    doors = {
        one: f'href="{reverse("do", args=[call.draft.pk, one])}"' in shown
        for one in ("position", "object")
    }
    assert doors == {"position": False, "object": False}
    address = reverse("do-named", args=[call.draft.pk, "vote", "support"])
    assert f'href="{address}"' in shown
    asked = page(client, address)
    assert "To object files an objection with your reason." in asked
    for given, states in (("object", ["open"]), ("support", ["withdrawn"])):
        form = client.get(address).context["form"]
        sent = {
            "key": form["key"].value(),
            "seen": form["seen"].value(),
            "capacity": call.play.people[AUTHOR][1].pk,
            "answer": given,
            "reason": WHY,
        }
        assert client.post(address, sent).status_code == 302
        assert (held(call), raised(call), counted(call)) == (given, states, {given: 1})
    listed = page(Client(), reverse("objections", args=[call.draft.pk]))
    assert WHY in listed
    agrees(call)
