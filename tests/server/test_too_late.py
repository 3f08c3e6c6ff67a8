"""What nothing can follow from any more is refused: after the end, after a merge, after a stage was
over, and about an item that is none.
"""

from typing import Any

import pytest
from django.test import Client

from isegoria.server.deliberation.models import Version
from isegoria.server.deliberation.texts import SaySubstantive
from isegoria.server.issues.acts import MergeIssue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.steps import Vote
from tests.server.test_stopping_under_decision import STRAW
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
WORK = """starts: work
stages:
  work:
    title: Work
    officer: editor
    rights: {civil_society: [attend, propose, comment, amend], governments: [attend, propose, comment, amend]}
    clocks: {work: {title: Time to work, length: 1 week, timeout: {silence: advances, exit: go}}}
    exits: {go: {to: call, when: {ended: work}}}
"""
IN_TURN = RESTARTING.replace("starts: call\nstages:\n", WORK)


def said_of(chunk: Chunk) -> list[Any]:
    """Return acts that say something of a part and are no step by its rules."""
    substantive = SaySubstantive(
        chunk, written=Version.objects.latest("number"), substantive=True, reason="It says more."
    )
    return [substantive, NoteEvent(chunk, "event", "acknowledged")]


def test_nothing_is_said_of_a_part_after_its_end() -> None:
    play, chunk = call_in(RESTARTING)
    play.later(chunk, 15)
    ended = newest(chunk)
    assert ended.outcome == "none"
    assert [play.refused(work) for work in said_of(chunk)] == ["harbour.plan"] * 2
    assert newest(chunk).state == ended.state


def test_nothing_is_said_of_a_part_of_an_issue_that_was_merged() -> None:
    play, chunk = call_in(STRAW)
    play.do_plain(MergeIssue(chunk.issue, play.raised("civil-society2").issue))
    assert [play.refused(work) for work in said_of(chunk)] == ["issue.merged"] * 2


def test_nothing_is_said_of_a_part_in_a_stage_that_is_over() -> None:
    play, chunk = call_in(IN_TURN)
    play.day += 8
    assert [play.refused_plain(work) for work in said_of(chunk)] == ["chunk.moved"] * 2


def test_nobody_notes_the_end_of_the_ballot_of_the_next_stage() -> None:
    play, chunk = call_in(IN_TURN)
    play.day += 8
    assert play.refused(NoteEvent(chunk, "event", "plan")) == "chunk.cannot-note"
    assert newest(chunk).stage == "call"
    play.do(Vote(newest(chunk), "plan", "yes"), "governments1")


@pytest.mark.parametrize("item", ["i" + "9" * 5000, "i" + "9" * 25, "x", "i", "i²"])
def test_an_item_that_is_none_stops_no_page(item: str, client: Client, now: dict[str, Any]) -> None:
    play, chunk = call_in(RESTARTING)
    now["now"] = play.now
    tally = facts_of(chunk)
    tally.poll("call", "plan", item, {"governments": {"yes": 1}})
    tally.write()
    assert facts_of(newest(chunk)).words_are_gone(item) is False
    pages = [f"/chunks/{chunk.pk}/", f"/chunks/{chunk.pk}/ballots/call/plan/"]
    assert [client.get(page).status_code for page in pages] == [200] * 2
    assert client.get(pages[1], {"item": item}).status_code == 200
