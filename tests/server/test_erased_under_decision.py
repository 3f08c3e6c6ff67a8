"""A text that was erased on a legal ground is not answered; a new version begins its decision
again.
"""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.conduct.measures import HideWords, ShowWords
from isegoria.server.conduct.models import Measure
from isegoria.server.deliberation.acts import Object, ProposeItem, TakePosition
from isegoria.server.deliberation.models import Position
from isegoria.server.deliberation.texts import Write
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import Play, everyone_supports, to_the_call
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
NEW = "Only states repair."
DRAFT = """starts: draft
stages:
  draft:
    title: Draft
    officer: editor
    rights: {civil_society: [attend, propose, comment, amend], governments: [attend, propose, comment, amend]}
    exits:
      begin: {to: call, by: editor, guard: {rounds: 5, forces: end}}
      end: {outcome: none, by: editor}
"""
CALL = (
    RESTARTING.replace(", restarts_on: version", "")
    .replace("starts: call\nstages:\n", DRAFT)
    .replace(
        "    exits:\n      agreed:",
        "    exits:\n      again: {to: draft, by: editor}\n      agreed:",
    )
)
"""Rules under which no version restarts the call."""


def called() -> tuple[Play, Chunk]:
    play, chunk = call_in(CALL)
    play.do(Leave(chunk, "begin"), EDITOR)
    return play, newest(chunk)


def erased(play: Play, chunk: Chunk) -> Chunk:
    act = Act.objects.get(pk=newest(chunk).text_version)
    perform(EraseWords(act, "Order 12 of 2026.", "court_order"), by=play.secretary, now=play.now)
    return newest(chunk)


def recomputed(chunk: Chunk) -> list[str]:
    return [str(one) for one in recompute(chunk.issue).findings]


def test_nobody_answers_a_text_that_nobody_can_read(play: Play) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), PROPOSER)
    chunk = erased(play, chunk)
    works = [
        (Vote(chunk, "support", "support"), PROPOSER),
        (GiveFinding(chunk, "designation", "consensus", reason="all said so"), CHAIR),
    ]
    assert [play.refused(work, who) for work, who in works] == ["text.erased"] * 2
    play.do(Object(chunk, text="Nobody can read it."), "private-sector1")


def test_a_version_begins_the_call_again_where_its_text_was_erased(
    client: Client, now: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    play, chunk = called()
    first = chunk.text_version
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(TakePosition(chunk, answer="support"), "governments2")
    assert play.refused(Write(chunk, text=NEW), EDITOR) == "harbour.plan/call/text/held"
    erased(play, chunk)
    play.day += 20
    run_clocks(play.now)
    assert (newest(chunk).outcome, newest(chunk).stage) == ("", "call"), (
        "no clock adopts what nobody can read"
    )
    now["now"] = play.now
    page = client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    assert "people answer on this version" not in page
    with django_capture_on_commit_callbacks(execute=True):
        act = play.do(Write(newest(chunk), text=NEW, base=first), EDITOR)
    assert (act.body["restarted"], act.body["again"]) == (["plan"], "call")
    assert {to for one in mail.outbox for to in one.to} == {
        "governments1@example.org",
        "governments2@example.org",
    }
    assert facts_of(newest(chunk)).tally("call", "plan", "") == {}
    assert Position.objects.get().ended_in == act.number
    assert facts_of(newest(chunk)).rounds("call") == 1
    assert (
        play.refused(Write(newest(chunk), text="Nobody pays."), EDITOR)
        == "harbour.plan/call/text/held"
    )
    assert recomputed(newest(chunk)) == []
    play.do(Vote(newest(chunk), "plan", "yes"), "governments2")
    assert play.later(chunk, 13) == "call", "two weeks from the new version"
    play.later(chunk, 1)
    assert (newest(chunk).outcome, newest(chunk).text_version) == ("plan", act.number)
    assert recomputed(newest(chunk)) == []


def test_a_text_that_is_erased_after_its_call_is_decided_on_again(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all said so"), CHAIR)
    erased(play, chunk)
    play.later(chunk, 60)
    assert newest(chunk).outcome == ""
    play.do(Write(newest(chunk), text=NEW), EDITOR)
    facts = facts_of(newest(chunk))
    assert (
        facts.stage,
        facts.tally("consensus_call", "support", ""),
        facts.label("consensus_call", "designation", ""),
    ) == (
        "consensus_call",
        {},
        None,
    )
    assert recomputed(newest(chunk)) == []


def test_a_way_out_that_works_on_the_text_again_stays_open() -> None:
    play, chunk = called()
    erased(play, chunk)
    play.do(Leave(newest(chunk), "again"), EDITOR)
    play.do(Write(newest(chunk), text=NEW), EDITOR)
    assert "again" not in Act.objects.filter(kind="chunk.write").latest("number").body
    assert recomputed(newest(chunk)) == []


def test_no_vote_begins_on_a_hidden_draft_until_it_is_shown_again(play: Play) -> None:
    chunk = to_the_call(play, call=False)
    play.do_plain(PublishCode(*default_code(), 30, True))
    act = Act.objects.get(pk=chunk.text_version)
    measure = play.do_plain(HideWords(act=act, rule=1, reason="Rude."))
    assert play.refused(Leave(chunk, "call_consensus"), CHAIR) == "text.erased"
    play.do_plain(ShowWords(Measure.objects.get(pk=measure.number), "It is not."))
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    play.do(Vote(newest(chunk), "support", "support"), PROPOSER)


def test_the_page_says_that_nobody_can_answer_and_offers_to_write(
    play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = to_the_call(play)
    erased(play, chunk)
    now["now"] = play.now
    client.force_login(play.people[PROPOSER][0])
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "The words of the text were erased or hidden, so people cannot read it." in page
    client.force_login(play.people[EDITOR][0])
    assert (
        f"/chunks/{chunk.pk}/do/write/" in client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    )
    form = client.get(f"/chunks/{chunk.pk}/do/write/").context
    assert form["begins_anew"].titles == ["Support by group", "Consensus call"]


def test_what_is_answered_one_by_one_is_not_answered_when_its_words_are_gone(play: Play) -> None:
    chunk = play.raised()
    facts = facts_of(chunk)
    facts.enter("statements", play.now)
    facts.write()
    item = play.do(ProposeItem(chunk, text="Cables are cheap."), PROPOSER)
    perform(EraseWords(item), by=play.people[PROPOSER][0], now=play.now)
    assert (
        play.refused(Vote(chunk, "statement", "agree", item=f"i{item.number}"), "governments1")
        == "item.erased"
    )
