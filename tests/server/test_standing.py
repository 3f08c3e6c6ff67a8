"""Who stands in which election: once, for the one that comes next, until its list is closed."""

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.rules.course import candidates
from isegoria.rules.facts.protocol import ANYWHERE
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.deliberation import acts
from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.models import Issue
from isegoria.server.process.elections import seat_elected
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Leave, Vote
from isegoria.server.process.tallies import tallies_of
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay import rebuild
from isegoria.server.replay.compare import recompute
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import model_or_404
from tests.play import START, Play
from tests.server.test_electing import ANN, BEN, CAM, ELECTING, stood
from tests.server.test_text_under_decision import EDITOR, newest

pytestmark = pytest.mark.django_db
STAGES = """
id: two.elections
title: A board, and then a jury
status: present
summary: A board is elected, people answer statements, and a jury is elected.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices:
  editor: {title: Editor, chosen: elected, by: governments, term: 1 year}
  board: {title: Board, chosen: elected, seats: 1, term: 1 year}
  jury: {title: Jury, chosen: elected, seats: 1, term: 1 year}
starts: nominations
stages:
  nominations: &step
    title: Nominations
    officer: editor
    rights: &rights
      civil_society: [attend, propose, comment, decide]
      governments: [attend, propose, comment, decide]
    exits: {on: {to: first, by: editor}}
  first:
    title: Board
    officer: editor
    rights: *rights
    ballots: {board: {title: The board, elects: {how: approval, office: board, candidates: true}}}
    exits: {on: {to: survey, by: editor}, again: {to: nominations, by: editor}}
  survey:
    title: Survey
    officer: editor
    rights: *rights
    ballots: {each: {title: Each, per: item, binding: false, passes: {share: yes, more_than: 1/2}}}
    exits: {on: {to: second, by: editor}}
  second:
    title: Jury
    officer: editor
    rights: *rights
    ballots: {jury: {title: The jury, elects: {how: approval, office: jury, candidates: true}}}
    exits: {done: {outcome: plan, by: editor}}
outcomes: {plan: {title: Plan, force: binding}}
"""


def begun() -> tuple[Play, Chunk]:
    play = Play()
    perform(PutModelIntoUse(STAGES), by=play.secretary, now=START)
    by_these = BeginProcess("Harbour", model_or_404("two.elections"))
    play.process = Process.objects.get(pk=perform(by_these, by=play.secretary, now=START).number)
    play.seat("editor", EDITOR)
    return play, play.raised()


def stand(play: Play, chunk: Chunk, who: str) -> str:
    return f"i{play.do(ProposeItem(newest(chunk), text='I stand.'), who).number}"


def listed(chunk: Chunk, stage: str, ballot: str) -> list[str]:
    return list(facts_of(newest(chunk)).candidates(stage, ballot))


def test_people_stand_in_the_election_that_comes_next_and_its_list_stays() -> None:
    play, chunk = begun()
    ann = stand(play, chunk, ANN)
    assert play.refused(ProposeItem(chunk, text="Me, again."), ANN) == "item.stands-already"
    play.do(Leave(newest(chunk), "on"), EDITOR)
    ben = stand(play, chunk, BEN)
    play.do(Vote(newest(chunk), "board", ann), CAM)
    play.do(Leave(newest(chunk), "on"), EDITOR)
    statement = stand(play, chunk, CAM)
    play.do(Vote(newest(chunk), "each", "yes", item=statement), ANN)
    play.do(Leave(newest(chunk), "on"), EDITOR)
    again = stand(play, chunk, ANN)
    assert listed(chunk, "first", "board") == [ann, ben]
    assert listed(chunk, "second", "jury") == [again]
    assert recompute(Issue.objects.get()).findings == ()


def test_whoever_stood_in_an_earlier_round_stands_anew() -> None:
    play, chunk = begun()
    stand(play, chunk, ANN)
    play.do(Leave(newest(chunk), "on"), EDITOR)
    play.do(Leave(newest(chunk), "again"), EDITOR)
    again = stand(play, chunk, ANN)
    play.do(Leave(newest(chunk), "on"), EDITOR)
    assert listed(chunk, "first", "board") == [again]
    assert recompute(Issue.objects.get()).findings == ()


def test_what_was_proposed_when_all_stood_everywhere_counts_as_it_did() -> None:
    play, chunk = begun()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ProposeItem, "version", 1)
        patched.setattr(acts, "stands_in", lambda *_: "")
        patched.setattr(candidates, "stands_in", lambda *_: ANYWHERE)
        first = stand(play, chunk, ANN)
    assert Act.objects.get(pk=int(first[1:])).kind_version == 1
    assert listed(chunk, "second", "jury") == listed(chunk, "first", "board") == [first]
    assert play.refused(ProposeItem(newest(chunk), text="Me."), ANN) == "item.stands-already"
    play.do(Leave(newest(chunk), "on"), EDITOR)
    play.do(Leave(newest(chunk), "on"), EDITOR)
    assert recompute(Issue.objects.get()).findings == ()


@pytest.mark.parametrize("anew", [False, True], ids=["kept", "rebuilt"])
def test_who_was_elected_and_erased_the_account_is_on_no_list(anew: bool) -> None:
    play, chunk, (ann, ben, cam) = stood(ELECTING)
    for who, order in ((ANN, f"{ann} > {ben}"), (BEN, f"{ann}>{ben}"), (CAM, cam)):
        play.do(Vote(chunk, "plan", order), who)
    play.later(newest(chunk), 20)
    number = str(play.people[ANN][0].pk)
    play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    if anew:
        rebuild.rebuild(play.process)
    assert recompute(Issue.objects.get()).findings == ()
    assert number not in facts_of(newest(chunk)).candidates("call", "plan").values()
    [tally] = tallies_of(facts_of(newest(chunk)), play.now)
    assert tally.won == ("erased participant", str(play.people[CAM][0]))
    seat_elected(play.now)
    for name in ("chunk", "chunk-json", "evidence", "outcome", "outcome-markdown", "items"):
        assert Client().get(reverse(name, args=[chunk.number])).status_code == 200, name
