"""An account that is erased takes along what it answered that is open: nobody answers twice by
coming back. What closed stays.
"""

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.conduct.withdrawing import WithdrawAnswers
from isegoria.server.deliberation.acts import Object, TakePosition
from isegoria.server.deliberation.models import Objection, Position
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess, LeaveProcess
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Vote
from isegoria.server.record.models import Act, Authorship, Opening
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import rebuild
from tests.people import speaks_for
from tests.world import World

pytestmark = pytest.mark.django_db

RULES = """
id: harbour.plan
title: Quay plan
status: future
summary: Members decide about the quay.
groups:
  governments: {title: Governments, affected: true}
  civil_society: {title: Civil society, affected: true}
offices:
  editor: {title: Editor, chosen: appointed}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights:
      governments: [attend, comment, decide, position, object]
      civil_society: [attend, propose, comment, decide, position, object]
    clocks:
      call: {title: Time of the call, length: 7 days}
    ballots:
      heads: {title: Heads, about: course, passes: {share: yes, more_than: 1/2}}
      timed: {title: Timed, about: course, clock: call, passes: {share: yes, more_than: 1/2}}
      firms: {title: Firms, about: course, one_per: organisation, passes: {share: yes, more_than: 1/2}}
      camps: {title: Camps, about: course, one_per: group, passes: {share: yes, more_than: 1/2}}
    exits:
      done: {outcome: plan, by: editor, when: {result: heads}}
outcomes:
  plan: {title: Plan, force: recommendation}
"""
ANN, BEN = "quay1", "quay2"


@pytest.fixture
def quay(world: World) -> Chunk:
    for name in (ANN, BEN):
        world.play.people[name] = world.play.newcomer(name, "governments", "Quay Company")
    chunk = world.under(RULES, text="")
    for name in (ANN, BEN):
        world.done(JoinProcess(chunk.process), name)
    return chunk


def given(chunk: Chunk, ballot: str) -> dict[str, int]:
    facts = facts_of(Chunk.objects.select_related("process", "issue").get(pk=chunk.pk))
    numbers: dict[str, int] = {}
    for group in facts.tally("call", ballot, "").values():
        for answer, number in group.items():
            numbers[answer] = numbers.get(answer, 0) + int(number)
    return {answer: number for answer, number in numbers.items() if number}


def goes(world: World, who: str) -> None:
    world.done(EraseAccount(world.who(who)), who)


def comes_back(world: World, who: str, organisation: str = "Quay Company") -> str:
    """Let the same person open another account; return its name."""
    name = f"{who}-again"
    world.play.people[name] = world.play.newcomer(name, "governments", organisation)
    return name


def agrees(chunk: Chunk) -> bool:
    """Return whether pages and record agree, and to read the record anew changes nothing."""
    found = recompute(Issue.objects.get(pk=chunk.issue_id)).findings
    return not found and not rebuild(chunk.process).written


@pytest.mark.parametrize("ballot", ["heads", "firms"])
def test_coming_back_gives_no_second_answer(world: World, quay: Chunk, ballot: str) -> None:
    world.play.people[ANN] = (
        world.who(ANN),
        speaks_for(world.who(ANN), "governments", organisation="Alone"),
    )
    world.play.do(Vote(quay, ballot, "yes"), ANN)
    assert given(quay, ballot) == {"yes": 1}
    goes(world, ANN)
    assert given(quay, ballot) == {}
    assert agrees(quay)
    world.play.do(Vote(quay, ballot, "yes"), comes_back(world, ANN, "Alone"))
    assert given(quay, ballot) == {"yes": 1}
    assert agrees(quay)


def test_the_act_says_so_without_a_name(world: World, quay: Chunk) -> None:
    world.play.do(Vote(quay, "heads", "yes"), ANN)
    pk = world.who(ANN).pk
    goes(world, ANN)
    act = Act.objects.get(kind="chunk.withdraw-answers")
    assert (act.item, act.role, act.body) == (quay.item, "operator", {"answers": {"heads": [""]}})
    assert not Authorship.objects.filter(act=act).exists()
    said = [bytes(one.content) for one in Opening.objects.filter(act=act).exclude(field="at")]
    assert not any(f'"participant":{pk}'.encode() in one or b"quay1" in one for one in said)
    page = Client().get(reverse("act", args=[act.number])).text
    assert "quay1" not in page
    assert "left the forum" in page


def test_what_closed_stays(world: World, quay: Chunk) -> None:
    for ballot in ("heads", "timed"):
        world.play.do(Vote(quay, ballot, "yes"), ANN)
    world.play.day += 8
    goes(world, ANN)
    assert (given(quay, "timed"), given(quay, "heads")) == ({"yes": 1}, {})
    assert agrees(quay)


def test_a_clock_that_nobody_looked_at_closed_the_ballot(world: World, quay: Chunk) -> None:
    world.play.do(Vote(quay, "timed", "no"), ANN)
    world.play.day += 8
    goes(world, ANN)
    assert given(quay, "timed") == {"no": 1}
    assert not Act.objects.filter(kind="chunk.withdraw-answers").exists()


def test_the_answer_of_an_organisation_stays_for_its_others_and_that_of_a_group(
    world: World, quay: Chunk
) -> None:
    world.play.do(Vote(quay, "firms", "yes"), BEN)
    world.play.do(Vote(quay, "firms", "no"), ANN)
    world.play.do(Vote(quay, "camps", "no"), ANN)
    goes(world, ANN)
    assert (given(quay, "firms"), given(quay, "camps")) == ({"no": 1}, {"no": 1})
    again = comes_back(world, ANN)
    world.play.do(Vote(quay, "firms", "yes"), again)
    world.play.do(Vote(quay, "camps", "yes"), again)
    assert (given(quay, "firms"), given(quay, "camps")) == ({"yes": 1}, {"yes": 1})


def test_positions_objections_and_support_go_too(world: World, quay: Chunk) -> None:
    world.done(SupportIssue(quay.issue), ANN)
    world.play.do(TakePosition(quay, answer="support"), BEN)
    world.play.do(Object(quay, text="It floods."), ANN)
    assert sorted(Position.objects.filter(chunk=quay).values_list("value", flat=True)) == [
        "object",
        "support",
    ]
    goes(world, ANN)
    assert list(Position.objects.filter(chunk=quay).values_list("value", flat=True)) == ["support"]
    assert Objection.objects.get(chunk=quay).state == "withdrawn"
    assert facts_of(quay).objections("open", "") == 0
    assert not quay.issue.support.exists()
    assert agrees(quay)


def test_whoever_left_before_is_counted_no_more(world: World, quay: Chunk) -> None:
    world.play.do(Vote(quay, "heads", "yes"), ANN)
    there = base(quay)
    world.done(LeaveProcess(quay.process), ANN)
    assert base(quay) == there  # an answer that counts stays in the base
    goes(world, ANN)
    assert base(quay) == there - 1
    assert agrees(quay)


def base(chunk: Chunk) -> int:
    facts = facts_of(Chunk.objects.select_related("process", "issue").get(pk=chunk.pk))
    return facts.base("governments", ("call", "heads", ""))


def test_nobody_takes_a_vote_away_by_erasing_who_gave_it(world: World, quay: Chunk) -> None:
    world.play.do(Vote(quay, "heads", "no"), ANN)
    work = EraseAccount(world.who(ANN), reason="asked by mail")
    assert world.play.refused_plain(work) == "account.answer-open"
    assert given(quay, "heads") == {"no": 1}
    assert world.play.refused_plain(WithdrawAnswers(quay, world.who(ANN)), ANN) == "words.erased"
    assert world.play.refused_plain(WithdrawAnswers(quay, world.who(ANN))) == "words.erased"


def test_where_it_is_refused_nothing_is_withdrawn(world: World, quay: Chunk) -> None:
    world.play.do(Vote(quay, "heads", "no"), ANN)
    world.done(GiveSeat(quay.process, "governments", world.who(ANN)))
    assert world.play.refused_plain(EraseAccount(world.who(ANN)), ANN) == "account.seated"
    assert given(quay, "heads") == {"no": 1}
    assert not Act.objects.filter(kind="chunk.withdraw-answers").exists()


def test_whoever_joined_alone_leaves_no_act(world: World, quay: Chunk) -> None:
    assert quay.process.members.filter(participant=world.who(ANN)).exists()
    goes(world, ANN)
    assert not Act.objects.filter(kind="chunk.withdraw-answers").exists()
