"""What nobody can read is not answered, not found and not adopted, and what was found about it
stays.
"""

import pytest

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.conduct.measures import ShowWords
from isegoria.server.conduct.models import Measure
from isegoria.server.deliberation.acts import ProposeItem, TakePosition
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import GiveFinding, Leave, Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import model_or_404
from tests.play import START, Play
from tests.server.test_text_under_decision import RESTARTING, call_in, newest
from tests.server.test_words_that_others_rely_on import as_foreseen, hide, written

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
AUTHOR = "civil-society2"
SILENCE = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour asks everyone, and those who say nothing agree.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: draft
stages:
  draft:
    title: Draft
    officer: editor
    rights:
      civil_society: [attend, propose, comment, amend]
      governments: [attend, propose, comment, amend]
    exits: {call: {to: call, by: editor}}
  call:
    title: Consensus call
    officer: editor
    rights:
      civil_society: [attend, propose, comment, position, object, decide]
      governments: [attend, propose, comment, position, object, decide]
    clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: adopts, exit: agreed}}}
    judgements:
      level: {title: Level, by: editor, scale: [consensus, none]}
      each: {title: Each, by: editor, per: item, scale: [accepted, declined]}
    exits:
      agreed: {outcome: plan, when: {ended: call}}
outcomes: {plan: {title: Plan, force: binding}}
"""
"""Rules under which silence adopts the text."""


def with_code(rules: str) -> tuple[Play, Chunk]:
    play, chunk = call_in(rules)
    play.do_plain(PublishCode(*default_code(), 30, True))
    return play, chunk


def without_text(rules: str) -> tuple[Play, Chunk]:
    """Return a question under these rules, on which nobody wrote a text."""
    play = Play()
    perform(PutModelIntoUse(rules), by=play.secretary, now=START)
    harbour = BeginProcess("Harbour", model_or_404("harbour.plan"))
    begun = perform(harbour, by=play.secretary, now=START)
    play.process = Process.objects.get(pk=begun.number)
    play.seat("editor", EDITOR)
    chunk = play.raised()
    play.do_plain(PublishCode(*default_code(), 30, True))
    return play, chunk


def question_of(chunk: Chunk) -> Act:
    return Act.objects.get(pk=chunk.number)


def erased(play: Play, act: Act) -> None:
    perform(EraseWords(act, "Order 12.", "court_order"), by=play.secretary, now=play.now)


def item_of(play: Play, chunk: Chunk) -> Act:
    return play.do(ProposeItem(newest(chunk), text="All cables are public."), AUTHOR)


def recomputed(chunk: Chunk) -> list[str]:
    return [str(one) for one in recompute(chunk.issue).findings]


def test_an_item_that_was_found_on_stays() -> None:
    play, chunk = with_code(SILENCE)
    play.do(Leave(chunk, "call"), EDITOR)
    item = item_of(play, chunk)
    assert as_foreseen(play, EraseWords(item), AUTHOR) == ""
    found = GiveFinding(
        newest(chunk), "each", "accepted", item=f"i{item.number}", reason="All said so."
    )
    play.do(found, EDITOR)
    for _when in ("while the call is open", "after it"):
        assert as_foreseen(play, EraseWords(item), AUTHOR) == "words.decided"
        assert as_foreseen(play, hide(item)) == "words.decided"
        play.later(chunk, 15)
    assert newest(chunk).outcome == "plan"
    assert recomputed(chunk) == []


def test_nothing_is_found_on_an_item_whose_words_are_gone() -> None:
    play, chunk = with_code(SILENCE)
    play.do(Leave(chunk, "call"), EDITOR)
    item = item_of(play, chunk)
    perform(EraseWords(item), by=play.people[AUTHOR][0], now=play.now)
    found = GiveFinding(
        newest(chunk), "each", "declined", item=f"i{item.number}", reason="No words."
    )
    assert play.refused(found, EDITOR) == "item.erased"


@pytest.mark.parametrize("has_text", [False, True])
def test_a_question_that_was_erased_is_not_decided_on(has_text: bool) -> None:
    play, chunk = (call_in if has_text else without_text)(RESTARTING)
    play.do(Vote(newest(chunk), "plan", "yes"), "governments1")
    assert as_foreseen(play, EraseWords(question_of(chunk)), PROPOSER) == "words.decided"
    erased(play, question_of(chunk))
    works = [Vote(newest(chunk), "plan", "yes"), TakePosition(newest(chunk), answer="support")]
    assert [play.refused(work, "governments2") for work in works] == ["text.erased"] * 2
    assert play.later(chunk, 15) == "call"
    assert newest(chunk).outcome == "", "no clock adopts what nobody can read"
    assert recomputed(chunk) == []


def test_nothing_is_found_about_a_question_that_was_erased() -> None:
    play, chunk = without_text(SILENCE)
    play.do(Leave(chunk, "call"), EDITOR)
    erased(play, question_of(chunk))
    found = GiveFinding(newest(chunk), "level", "consensus", reason="All said so.")
    assert play.refused(found, EDITOR) == "text.erased"
    play.later(chunk, 15)
    assert (newest(chunk).stage, newest(chunk).outcome) == ("call", "")


def test_a_part_that_was_split_off_is_not_decided_when_its_question_is_gone() -> None:
    play, chunk = without_text(SILENCE)
    made = [play.do(SplitIssue(chunk, title), EDITOR) for title in ("Who pays?", "Who digs?")]
    part, other = (Chunk.objects.get(pk=act.number) for act in made)
    for one in (part, other):
        play.do(Leave(newest(one), "call"), EDITOR)
    erased(play, question_of(part))
    play.later(part, 15)
    play.later(other, 0)
    assert (newest(part).outcome, newest(other).outcome) == ("", "plan")


def shown_again(play: Play, hidden: Act) -> None:
    play.do_plain(ShowWords(Measure.objects.get(pk=hidden.number), "It insults nobody."))


@pytest.mark.parametrize("what", ["text", "question"])
def test_no_stage_that_decides_begins_while_the_words_are_hidden(what: str) -> None:
    play, chunk = with_code(SILENCE)
    act = question_of(chunk) if what == "question" else written(chunk)
    hidden = play.do_plain(hide(act))
    assert play.refused(Leave(newest(chunk), "call"), EDITOR) == "text.erased"
    shown_again(play, hidden)
    play.do(Leave(newest(chunk), "call"), EDITOR)
    assert play.later(chunk, 13) == "call"
    play.later(chunk, 1)
    assert newest(chunk).outcome == "plan"
    assert recomputed(chunk) == []


def test_a_call_begins_with_a_version_that_people_can_read() -> None:
    play, chunk = with_code(SILENCE)
    play.do_plain(hide(written(chunk)))
    play.do(Write(newest(chunk), text="Only states repair."), EDITOR)
    play.do(Leave(newest(chunk), "call"), EDITOR)
    assert newest(chunk).stage == "call"


def test_no_clock_begins_a_call_while_the_text_is_hidden() -> None:
    timed = SILENCE.replace(
        "    exits: {call: {to: call, by: editor}}",
        "    clocks: {draft: {length: 1 week, timeout: {silence: advances, exit: call}}}\n"
        "    exits: {call: {to: call, when: {ended: draft}}}",
    )
    play, chunk = with_code(timed)
    hidden = play.do_plain(hide(written(chunk)))
    assert play.later(chunk, 30) == "draft"
    shown_again(play, hidden)
    assert play.later(chunk, 1) == "call"
    assert facts_of(newest(chunk)).entered_at("call") == play.now, "not when the draft ended"
    assert play.later(chunk, 13) == "call"
    play.later(chunk, 1)
    assert newest(chunk).outcome == "plan"
    assert recomputed(chunk) == []


ITEMS = SILENCE.replace(
    "    judgements:\n      level",
    "    ballots:\n"
    "      each: {clock: call, per: item, about: course, passes: {share: yes, more_than: 1/2}}\n"
    "    judgements:\n      level",
)


@pytest.mark.parametrize("hidden_in", ["draft", "call"])
def test_an_item_that_was_hidden_in_a_ballot_stays_out_of_it(hidden_in: str) -> None:
    play, chunk = with_code(ITEMS)
    item, other = item_of(play, chunk), item_of(play, chunk)
    if hidden_in == "draft":
        hidden = play.do_plain(hide(item))
    play.do(Leave(newest(chunk), "call"), EDITOR)
    play.later(chunk, 1)
    if hidden_in == "call":
        hidden = play.do_plain(hide(item))
    vote = Vote(newest(chunk), "each", "yes", item=f"i{item.number}")
    assert play.refused(vote, CHAIR) == "item.erased"
    play.later(chunk, 10)
    shown_again(play, hidden)
    assert play.refused(vote, CHAIR) == "item.shown-late"
    play.do(Vote(newest(chunk), "each", "yes", item=f"i{other.number}"), CHAIR)


def test_an_item_that_was_shown_before_a_ballot_is_answered_in_it() -> None:
    play, chunk = with_code(ITEMS)
    item = item_of(play, chunk)
    shown_again(play, play.do_plain(hide(item)))
    play.do(Leave(newest(chunk), "call"), EDITOR)
    play.do(Vote(newest(chunk), "each", "yes", item=f"i{item.number}"), CHAIR)


def test_an_item_that_nobody_proposed_here_cannot_be_answered() -> None:
    """Else one voter could fill the state of a part with the names of things that are not there."""
    play, chunk = with_code(ITEMS)
    item = item_of(play, chunk)
    elsewhere = item_of(play, play.raised(AUTHOR))
    play.do(Leave(newest(chunk), "call"), EDITOR)
    for forged in (
        "§ 2",
        f"i{elsewhere.number}",
        f"i{chunk.number}",
        f"I{item.number}",
        "i",
        "i-1",
    ):
        assert (
            play.refused(Vote(newest(chunk), "each", "yes", item=forged), CHAIR) == "item.unknown"
        )
    play.do(Vote(newest(chunk), "each", "yes", item=f"i{item.number}"), CHAIR)
    visit = facts_of(newest(chunk)).state.visits["call"]
    assert set(visit.tallies["each"]) == {f"i{item.number}"}


LATER = SILENCE.replace(
    "clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: adopts, exit: agreed}}}",
    "clocks: {call: {starts: level, length: 2 weeks, timeout: {silence: abstains}}}\n"
    "    ballots: {plan: {clock: call, passes: {share: yes, more_than: 1/2}}}",
).replace("position, object, decide", "decide")


def test_nobody_hides_a_text_whose_ballot_is_to_begin() -> None:
    play, chunk = with_code(LATER)
    play.do(Leave(newest(chunk), "call"), EDITOR)
    for act in (written(chunk), question_of(chunk)):
        assert as_foreseen(play, hide(act)) == "words.decided"
