"""Nothing that people decide on is merged or split away; nothing is kept of who answered in secret
once it is over.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from isegoria.server.corrections.cancelling import CancelIssue
from isegoria.server.deliberation.models import StrawAnswer, StrawPoll
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import MergeIssue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.steps import Appeal, GiveFinding, GiveRuling, Leave, Vote
from isegoria.server.record.door import foreseen
from isegoria.server.replay.compare import recompute
from tests.play import Play, at_deliberation, to_the_call
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
EDITOR, CHAIR = "technical-community1", "governments1"
VOTERS = ("civil-society1", "civil-society2", "governments1")
SECRET = RESTARTING.replace("{title: The plan,", "{title: The plan, secret: true,")
STRAW = """
id: harbour.plan
title: Talk about the harbour
status: present
summary: The harbour talks, and asks in secret how people feel about it.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: talk
stages:
  talk:
    title: Talk
    officer: editor
    rights: {civil_society: [attend, propose, comment, amend, decide], governments: [attend, propose, comment, amend, decide]}
    ballots: {mood: {title: How people feel, secret: true, binding: false}}
    exits:
      done: {outcome: plan, by: editor}
outcomes: {plan: {title: Plan, force: recommendation}}
"""


CONTESTED = """
id: harbour.plan
title: Talk about the harbour
status: present
summary: The editor finds whether the harbour is ripe, and a panel hears who contests that.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}, panel: {title: Panel}}
starts: talk
stages:
  talk:
    title: Talk
    officer: editor
    rights: {civil_society: [attend, propose, comment, amend], governments: [attend, propose, comment, amend]}
    judgements: {ripe: {title: Ripe, by: editor, scale: [yes, no], about: course}}
    exits: {done: {outcome: plan, by: editor}}
appeals:
  contest: {title: Contest, of: [talk/ripe], by: [civil_society], to: panel, effect: remand, back_to: talk, freezes: nothing}
outcomes: {plan: {title: Plan, force: recommendation}}
"""

DECIDED = """
id: harbour.plan
title: Sign the harbour
status: present
summary: The harbour decides on a plan, and the editor signs what was decided.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights: {civil_society: [attend, propose, comment, decide], governments: [attend, propose, comment, decide]}
    clocks: {call: {title: Call, length: 14 days, restarts_on: version}}
    ballots: {plan: {title: The plan, clock: call, passes: {share: "yes", more_than: 1/2}}}
    exits:
      passed: {to: signing, when: {result: plan}}
      failed: {outcome: none, when: {result: plan, is: failed}}
  signing:
    title: Signing
    officer: editor
    rights: {civil_society: [attend, comment], governments: [attend, comment]}
    exits: {signed: {outcome: plan, by: editor}}
outcomes: {plan: {title: Plan, force: recommendation}, none: {title: None, force: none}}
"""


def voters(chunk: Chunk) -> list[tuple[str, str]]:
    """Return the rows that say who answered a ballot."""
    kept = ChunkRow.objects.filter(
        chunk=chunk, what__in=["answer", "given_in", "organisation", "proxy"]
    )
    uses = ChunkRow.objects.filter(chunk=chunk, what="use", name="vote")
    return [*kept.values_list("what", "who"), *uses.values_list("what", "who")]


def as_foreseen(play: Play, work: Any, who: str | None = None) -> str:
    by, capacity = play.people[who] if who else (play.secretary, None)
    found = foreseen(work, by=by, now=play.now, capacity=capacity)
    return found.rule if found else ""


@pytest.mark.parametrize("rules", [RESTARTING, SECRET])
def test_an_issue_that_people_decide_on_is_not_merged(
    rules: str, client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(rules)
    other = play.raised("civil-society2")
    play.join(*VOTERS)
    play.do(Vote(chunk, "plan", "no"), "civil-society1")
    now["now"] = play.now
    found = foreseen(MergeIssue(chunk.issue, other.issue), by=play.secretary, now=play.now)
    assert found is not None
    assert (found.rule, found.facts) == (
        "issue.being-decided",
        {"title": "The plan", "part": "Who repairs cables?", "until": "2026-03-16"},
    )
    client.force_login(play.secretary)
    page = client.get(f"/issues/{chunk.issue_id}/").content.decode()
    assert f"/issues/{chunk.issue_id}/merge/" not in page
    words = " ".join(re.sub("<[^>]+>", "", page).split())
    assert "until 16 March 2026: people are deciding there" in words
    assert play.refused_plain(MergeIssue(chunk.issue, other.issue)) == "issue.being-decided"
    play.later(chunk, 15)
    assert newest(chunk).outcome == "none"
    assert as_foreseen(play, MergeIssue(chunk.issue, other.issue)) == "issue.part-ended"
    assert "answer" not in {what for what, _who in voters(chunk)} or rules == RESTARTING


def test_an_issue_is_not_merged_from_under_an_appeal(client: Client, now: dict[str, Any]) -> None:
    play, chunk = call_in(CONTESTED)
    play.seat("panel", "private-sector1")
    other = play.raised("civil-society2")
    merge = MergeIssue(chunk.issue, other.issue)
    play.do(GiveFinding(chunk, "ripe", "no", reason="Too early."), EDITOR)
    assert as_foreseen(play, merge) == ""
    play.do(Appeal(newest(chunk), "contest", reason="It is ripe."), "civil-society1")
    found = foreseen(merge, by=play.secretary, now=play.now)
    assert found is not None
    assert (found.rule, found.facts["office"]) == ("issue.appeal-waits", "Panel")
    play.do(GiveRuling(newest(chunk), "contest", "dismissed", reason="No."), "private-sector1")
    assert as_foreseen(play, merge) == ""
    play.do(Leave(newest(chunk), "done", reason="It is ripe."), EDITOR)
    assert play.refused_plain(merge) == "issue.part-ended"
    play.do(Appeal(newest(chunk), "contest", reason="By what rule?"), "civil-society1")
    assert play.refused_plain(merge) == "issue.part-ended"
    now["now"] = play.now
    client.force_login(play.secretary)
    page = client.get(f"/issues/{chunk.issue_id}/").content.decode()
    assert f"/issues/{chunk.issue_id}/merge/" not in page
    assert "After a merge people could not appeal against it" in page
    play.do(GiveRuling(newest(chunk), "contest", "upheld", reason="None."), "private-sector1")
    assert newest(chunk).outcome == ""


def test_an_issue_in_a_consensus_call_is_not_merged(play: Play) -> None:
    other = play.raised("civil-society2")
    chunk = to_the_call(play)
    assert play.refused_plain(MergeIssue(chunk.issue, other.issue)) == "issue.being-decided"
    assert as_foreseen(play, MergeIssue(other.issue, chunk.issue)) == ""


def test_what_was_decided_and_waits_for_its_signature_is_not_merged() -> None:
    play, chunk = call_in(DECIDED)
    other = play.raised("civil-society2")
    play.join(*VOTERS)
    for who in VOTERS:
        play.do(Vote(newest(chunk), "plan", "yes"), who)
    assert play.later(chunk, 15) == "signing"
    cancelled = as_foreseen(play, CancelIssue(newest(chunk).issue, reason="I do not like it."))
    assert cancelled == "correction.being-decided"
    assert as_foreseen(play, MergeIssue(chunk.issue, other.issue)) == "issue.being-decided"
    play.do(Leave(newest(chunk), "signed", reason="So it was decided."), EDITOR)
    assert newest(chunk).outcome == "plan"


def test_what_was_asked_in_secret_is_dropped_with_a_merge(
    client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(STRAW)
    other = play.raised("civil-society2")
    play.join(*VOTERS)
    for who, answer in zip(VOTERS, ("yes", "no", "yes"), strict=True):
        play.do(Vote(newest(chunk), "mood", answer), who)
    poll = play.do(
        OpenPoll(newest(chunk), "Is it clear?", ["yes", "no"], play.now + timedelta(days=9)), EDITOR
    )
    play.do(
        AnswerPoll(newest(chunk), answer="yes", poll=StrawPoll.objects.get(pk=poll.number)),
        "civil-society1",
    )
    assert voters(chunk)
    play.do_plain(MergeIssue(chunk.issue, other.issue))
    assert (voters(chunk), StrawAnswer.objects.count()) == ([], 0)
    assert StrawPoll.objects.get().closes_at == play.now
    now["now"] = play.now
    assert client.get(f"/chunks/{chunk.pk}/chunk.json").json()["tallies"] == []
    play.day += 60
    run_clocks(play.now)
    assert voters(chunk) == []
    assert [str(one) for one in recompute(newest(chunk).issue).findings] == []


def test_nothing_is_kept_of_who_answered_in_secret_when_a_stage_is_left() -> None:
    play, chunk = call_in(STRAW)
    play.join(*VOTERS)
    for who in VOTERS:
        play.do(Vote(newest(chunk), "mood", "yes"), who)
    left = play.do(Leave(newest(chunk), "done"), EDITOR)
    assert left.body["answers"] == {"talk/mood": {"": ["yes", "yes", "yes"]}}
    assert "counted" not in left.body
    assert voters(chunk) == []


def test_nothing_is_kept_of_who_answered_in_secret_when_a_clock_ends_it() -> None:
    play, chunk = call_in(SECRET)
    play.join(*VOTERS)
    for who in VOTERS:
        play.do(Vote(newest(chunk), "plan", "yes"), who)
    play.do(
        Write(newest(chunk), text="Nobody repairs.", note="So."), EDITOR
    )  # and then nobody answers any more
    play.later(chunk, 15)
    assert (newest(chunk).outcome, voters(chunk)) == ("none", [])


@pytest.mark.parametrize("rules", [RESTARTING, SECRET])
def test_no_part_is_split_off_while_people_decide(
    rules: str, client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(rules)
    now["now"] = play.now
    assert play.refused(SplitIssue(chunk, "Who pays?"), EDITOR) == "chunk.being-decided"
    client.force_login(play.people[EDITOR][0])
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert f'href="/chunks/{chunk.pk}/split/"' not in page
    assert "A part that you split off now would not have a text" in page


def test_a_part_is_split_off_where_its_text_can_be_written(play: Play) -> None:
    chunk = at_deliberation(play)
    part = Chunk.objects.get(pk=play.do(SplitIssue(chunk, "Who pays?"), CHAIR).number)
    play.do(Write(part, text="Operators pay.", note="So."), EDITOR)
    assert newest(part).text_version is not None


def test_a_debate_is_split_until_somebody_votes_in_it() -> None:
    binding = STRAW.replace(
        "secret: true, binding: false", "restarts_on: version, passes: {share: yes, more_than: 1/2}"
    )
    play, chunk = call_in(binding)
    assert as_foreseen(play, SplitIssue(newest(chunk), "Who pays?"), EDITOR) == ""
    play.do(Vote(newest(chunk), "mood", "yes"), "civil-society1")
    assert play.refused(SplitIssue(newest(chunk), "Who pays?"), EDITOR) == "chunk.being-decided"


ANSWERED = RESTARTING.replace("agreed: {outcome: plan,", "agreed: {to: answer,").replace(
    "outcomes: {plan",
    """  answer:
    title: Answer
    officer: editor
    rights: {governments: [attend, decide]}
    exits: {given: {outcome: plan, by: editor}}
outcomes: {plan""",
)
"""Rules under which an office answers a text that was decided."""
BALLOT = "    ballots: {last: {title: Last, passes: {share: yes, more_than: 1/2}}}\n"
THERE = ANSWERED.replace("    exits: {given:", f"{BALLOT}    exits: {{given:")
LATER = ANSWERED.replace(
    "given: {outcome: plan, by: editor}}\n",
    "given: {to: last, by: editor}}\n  last:\n    title: Last\n    officer: editor\n"
    "    rights: {governments: [attend, decide]}\n"
    f"{BALLOT}    exits: {{end: {{outcome: plan, by: editor}}}}\n",
)


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(ANSWERED, id="nobody decides on it any more"),
        pytest.param(THERE, id="people decide on it there"),
        pytest.param(LATER, id="people decide on it in the next stage"),
    ],
)
def test_no_part_is_split_off_a_decided_text_which_the_whole_would_never_publish(
    rules: str,
) -> None:
    play, chunk = call_in(rules)
    for who in VOTERS:
        play.do(Vote(newest(chunk), "plan", "yes"), who)
    assert play.later(chunk, 15) == "answer"
    why = as_foreseen(play, SplitIssue(newest(chunk), "Who pays?"), EDITOR)
    assert why == "chunk.being-decided"
