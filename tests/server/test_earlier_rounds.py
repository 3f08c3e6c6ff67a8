"""What people said in an earlier round of a decision: it is read with its version, and counts no
longer.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from isegoria.server.deliberation.acts import Object, Say, TakePosition
from isegoria.server.deliberation.models import Position
from isegoria.server.deliberation.reads import positions_by_group, summed
from isegoria.server.deliberation.texts import Write
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Leave, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import rebuild
from tests.play import Play, split_in_a_call, to_the_call
from tests.server.test_text_under_decision import call_in, newest

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
BACK = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour asks everyone, and may mend the plan and ask again.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices:
  editor: {title: Editor, chosen: elected, by: governments, term: 1 year}
  panel: {title: Panel}
starts: mend
stages:
  mend:
    title: Mend
    officer: editor
    rights:
      civil_society: [attend, propose, amend, comment, position]
      governments: [attend, propose, amend, comment, position]
    exits: {go: {to: call, by: editor}}
  call:
    title: Call
    officer: editor
    rights:
      civil_society: [attend, propose, comment, position, object, decide]
      governments: [attend, propose, comment, position, object, decide]
    clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: abstains}}}
    ballots:
      plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}
      each: {title: Each, per: item, clock: call, passes: {share: yes, more_than: 1/2}}
    judgements: {found: {title: Found, by: editor, about: course, scale: [yes, no]}}
    exits:
      agreed: {outcome: plan, when: {all: [{ended: call}, {result: plan}, {objections: open, at_most: 0}]}}
      late: {to: mend, when: {ended: call}}
      back: {to: mend, by: editor}
appeals:
  found:
    title: Contest
    of: [call/found, call/plan]
    by: [civil_society, governments]
    to: panel
    effect: remand
    freezes: nothing
outcomes: {plan: {title: Plan, force: binding}}
"""
"""Rules under which a course goes back from the call, by hand, by a clock, and by a ruling."""
OF = "of: [call/found, call/plan]"
DRAFT_AGAIN = BACK.replace("    effect: remand\n", "    effect: remand\n    back_to: mend\n")


def called(rules: str = BACK) -> tuple[Play, Chunk]:
    """Return a call on a text under these rules, with a panel."""
    play, chunk = call_in(rules)
    play.seat("panel", "private-sector1")
    play.do(Leave(chunk, "go"), EDITOR)
    return play, newest(chunk)


def upheld(play: Play, chunk: Chunk) -> None:
    """Let the panel uphold a contest of what was found."""
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
    play.do(Appeal(newest(chunk), "found", "call/found", reason="It is not."), PROPOSER)
    play.do(GiveRuling(newest(chunk), "found", "upheld", reason="It is not."), "private-sector1")


def held(chunk: Chunk) -> int:
    """Return how many positions count."""
    current = newest(chunk)
    return sum(summed(positions_by_group(current, facts_of(current).joined)))


def recomputed(chunk: Chunk) -> list[str]:
    return [str(one) for one in recompute(chunk.issue).findings]


def goes_back(how: str, play: Play, chunk: Chunk) -> None:
    """End a round of the call in one of the ways in which it ends."""
    if how == "back":
        play.do(Leave(newest(chunk), "back"), EDITOR)
    elif how == "late":
        play.day += 15
        run_clocks(play.now)
    else:
        upheld(play, chunk)


@pytest.mark.parametrize("how", ["back", "late", "draft again", "call again"])
def test_a_position_of_an_earlier_round_is_read_and_counts_no_longer(how: str) -> None:
    play, chunk = called(DRAFT_AGAIN if how == "draft again" else BACK)
    first = chunk.text_version
    play.do(TakePosition(chunk, answer="support"), "governments1")
    play.do(TakePosition(chunk, answer="support"), "governments2")
    assert held(chunk) == 2
    goes_back(how, play, chunk)
    assert newest(chunk).stage == ("call" if how == "call again" else "mend")
    assert held(chunk) == 0
    if how != "call again":
        play.do(Write(newest(chunk), text="Fishers lose their rights.", note="So."), EDITOR)
        play.do(TakePosition(newest(chunk), answer="object", text="No."), "governments1")
        play.do(Leave(newest(chunk), "go"), EDITOR)
        assert held(chunk) == 1, "it was taken on the new text"
    kept = Position.objects.get(participant=play.people["governments2"][0])
    assert (kept.version, kept.ended_in is None) == (first, False)
    assert recomputed(chunk) == []


def test_a_position_on_a_draft_counts_in_the_first_round_and_while_a_course_goes_on() -> None:
    play, chunk = call_in(BACK)
    play.do(TakePosition(chunk, answer="support"), "governments1")
    play.do(Leave(chunk, "go"), EDITOR)
    assert held(chunk) == 1
    assert recomputed(chunk) == []


def test_the_pages_of_a_second_call_do_not_count_the_support_of_the_first(
    play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = to_the_call(play)
    for who in (PROPOSER, "civil-society2"):
        play.do(Vote(chunk, "support", "support"), who)
    play.do(Vote(chunk, "support", "object", reason="No."), "private-sector1")
    play.do(Vote(chunk, "support", "support"), PROPOSER)
    play.later(chunk, 22)
    play.do(Deliver(newest(chunk), "evidence"))
    play.do(Leave(newest(chunk), "again", reason="More talk."), CHAIR)
    play.do(Write(newest(chunk), text="Fishers pay for all cables.", note="So."), EDITOR)
    for name, who in {
        "text": EDITOR,
        "technical": "technical-community2",
        "domestic": "governments2",
    }.items():
        play.do(Deliver(newest(chunk), name), who)
    play.do(Leave(newest(chunk), "call_consensus"), CHAIR)
    assert newest(chunk).stage == "consensus_call"
    now["now"] = play.now
    client.force_login(play.people[CHAIR][0])
    for page in ("evidence", "positions"):
        shown = client.get(f"/chunks/{chunk.pk}/{page}/").context
        counts = shown["evidence"].positions if "evidence" in shown else shown["positions"]
        assert summed(counts) == [0, 0, 0, 1], page  # the objection stands
    page = client.get(f"/chunks/{chunk.pk}/positions/").content.decode()
    assert len(re.findall("no longer counts since", page)) == 2
    told = client.get(f"/chunks/{chunk.pk}/positions/positions.json").json()
    ended = {one["position"]: bool(one["ended_in"]) for one in told["positions"]}
    assert ended == {"support": True, "object": False}


def test_positions_that_an_earlier_version_left_counting_are_found_and_ended_by_a_rebuild() -> None:
    play, chunk = called()
    play.do(TakePosition(chunk, answer="support"), "governments1")
    play.do(Leave(chunk, "back"), EDITOR)
    ended = Position.objects.get().ended_in
    Position.objects.update(ended_in=None)
    assert recomputed(chunk) == [
        f"chunk #{chunk.pk}, positions that count / support: the pages show 1, from the record"
        f" follows None",
        f"chunk #{chunk.pk}, positions that ended / support: the pages show None, from the record"
        f" follows 1",
    ]
    assert rebuild(play.process).left == ()
    assert Position.objects.get().ended_in == ended
    assert recomputed(chunk) == []


TWO = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour feels the mood, then decides; both ballots have one name.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: straw
stages:
  straw:
    title: Straw
    officer: editor
    rights: {civil_society: [attend, propose, amend, comment, decide], governments: [attend, propose, amend, comment, decide]}
    clocks: {call: {title: Time, length: 2 weeks, restarts_on: version, timeout: {silence: abstains}}}
    ballots: {plan: {title: The plan, SECRET clock: call, passes: {share: yes, more_than: 1/2}}}
    exits: {go: {to: call, when: {ended: call}}}
  call:
    title: Call
    officer: editor
    rights: {civil_society: [attend, propose, amend, comment, decide], governments: [attend, propose, amend, comment, decide]}
    clocks: {call: {title: Time, length: 2 weeks, restarts_on: version, timeout: {silence: abstains}}}
    ballots: {plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}}
    exits:
      agreed: {outcome: plan, by: editor, when: {all: [{ended: call}, {result: plan}]}}
      back: {to: straw, by: editor}
outcomes: {plan: {title: Plan, force: binding}}
"""
"""Two stages with ballots of one name."""


def earlier(client: Client, chunk: Chunk, stage: str = "call", ballot: str = "plan") -> list[str]:
    """Return the answers that a page lists as given before the ballot began again."""
    at = f"/chunks/{chunk.pk}/ballots/{stage}/{ballot}"
    told = client.get(f"{at}/earlier.json").json()["earlier"]
    shown = client.get(f"{at}/").context["ended"]
    assert [one["number"] for one in told] == [act.number for act, _said in shown]
    return [one["answer"] for one in told]


@pytest.mark.parametrize("secret", ["", "secret: true,"])
def test_earlier_answers_are_those_of_the_stage_and_of_its_last_round(
    secret: str, client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(TWO.replace("SECRET", secret))
    play.join("governments1", "governments2", PROPOSER)
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.later(chunk, 15)
    play.do(Vote(newest(chunk), "plan", "no"), "governments2")
    play.do(Write(newest(chunk), text="Only states repair.", note="So."), EDITOR)
    now["now"] = play.now
    assert earlier(client, chunk) == ["no"]
    play.do(Vote(newest(chunk), "plan", "abstain"), PROPOSER)
    play.do(Leave(newest(chunk), "back"), EDITOR)
    assert earlier(client, chunk) == ["no"]
    play.later(chunk, 15)
    now["now"] = play.now
    assert (newest(chunk).stage, earlier(client, chunk)) == ("call", [])
    play.do(Vote(newest(chunk), "plan", "yes"), PROPOSER)
    play.do(Write(newest(chunk), text="Nobody repairs.", note="So."), EDITOR)
    assert earlier(client, chunk) == ["yes"]


def test_a_part_that_was_split_off_in_a_later_stage_lists_its_earlier_answers(
    client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(TWO.replace("SECRET", ""))
    play.later(chunk, 15)
    part = split_in_a_call(play, newest(chunk), who=EDITOR)
    play.do(Write(part, text="One.", note="So."), EDITOR)
    play.do(Vote(newest(part), "plan", "no"), PROPOSER)
    play.do(Write(newest(part), text="Two.", note="So."), EDITOR)
    now["now"] = play.now
    assert earlier(client, part) == ["no"]


@pytest.mark.parametrize("secret", ["", "secret: true, "])
def test_a_ruling_that_begins_a_call_again_tells_everyone_who_answered(
    secret: str,
    client: Client,
    now: dict[str, Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    play, chunk = called(
        BACK.replace("plan: {title: The plan, ", f"plan: {{title: The plan, {secret}")
    )
    play.join("governments1", "governments2", "civil-society2")
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(TakePosition(chunk, answer="support"), "governments2")
    play.do(Object(chunk, text="Nobody asked the fishers."), "civil-society2")
    play.day += 3
    with django_capture_on_commit_callbacks(execute=True):
        upheld(play, chunk)
    ruling = Act.objects.get(kind="chunk.rule")
    assert ruling.body["restarted"] == ["plan", "each", "call"]
    told = {to: one for one in mail.outbox for to in one.to}
    assert sorted(told) == [
        f"{one}@example.org" for one in ("civil-society2", "governments1", "governments2")
    ]
    assert told["governments1@example.org"].subject == (
        "Please answer again: a ruling on “Who repairs cables?”"
    )
    text = told["governments1@example.org"].body
    assert "“The plan” begins again, so your answer no longer counts" in text
    assert "Please answer again by 19 March 2026" in text
    assert f"/record/{ruling.number}/" in text
    assert "Your objection still counts." in told["civil-society2@example.org"].body
    assert facts_of(newest(chunk)).tally("call", "plan", "") == {}
    now["now"] = play.now
    if secret:
        assert client.get(f"/chunks/{chunk.pk}/ballots/call/plan/earlier.json").status_code == 404
    else:
        assert earlier(client, chunk) == ["yes"]
    assert dict(Position.objects.values_list("value", "ended_in")) == {
        "support": ruling.number,
        "object": None,  # the objection stands, and so does the position
    }
    assert recomputed(chunk) == []


@pytest.mark.parametrize(
    ("rules", "stage"),
    [
        (DRAFT_AGAIN, "mend"),
        (BACK.replace("effect: remand", "effect: substitute"), "call"),
        (BACK.replace("effect: remand", "effect: substitute").replace(OF, "of: [any]"), "call"),
    ],
)
def test_who_answered_is_told_of_a_ruling_that_begins_nothing_again(
    rules: str, stage: str, django_capture_on_commit_callbacks: Any
) -> None:
    play, chunk = called(rules)
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(TakePosition(newest(chunk), answer="support"), "governments1")
    play.do(TakePosition(newest(chunk), answer="support"), "governments2")
    play.do(Say(newest(chunk), text="Only a word."), "civil-society2")
    with django_capture_on_commit_callbacks(execute=True):
        upheld(play, chunk)
    ruling = Act.objects.get(kind="chunk.rule")
    assert newest(chunk).stage == stage
    assert "restarted" not in ruling.body
    assert sorted((one.subject, *one.to) for one in mail.outbox) == [
        ("An appeal was upheld: “Who repairs cables?”", f"{one}@example.org")
        for one in ("governments1", "governments2")
    ]
    text = str(mail.outbox[0].body)
    assert "What was decided there does not count any more." in text
    assert f"The ruling: /record/{ruling.number}/" in text
    assert f"The page: /chunks/{chunk.pk}/" in text


@pytest.mark.parametrize(
    ("rules", "answer"),
    [
        (BACK, "dismissed"),
        (BACK.replace("effect: remand", "effect: advise"), "upheld"),
        # nothing was found of what this appeal names, and the course stays where it is
        (
            BACK.replace("effect: remand", "effect: substitute").replace(OF, "of: [call/plan]"),
            "upheld",
        ),
    ],
)
def test_nobody_is_told_of_a_ruling_by_which_nothing_falls(
    rules: str, answer: str, django_capture_on_commit_callbacks: Any
) -> None:
    play, chunk = called(rules)
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
    contested = Appeal(newest(chunk), "found", "", reason="It is not.")
    play.do(contested, PROPOSER)
    with django_capture_on_commit_callbacks(execute=True):
        play.do(GiveRuling(newest(chunk), "found", answer, reason="So."), "private-sector1")
    assert mail.outbox == []


def test_who_answered_is_told_when_silence_upholds_an_appeal(
    django_capture_on_commit_callbacks: Any,
) -> None:
    late = "effect: substitute\n    silence: upheld\n    answer: 1 week"
    play, chunk = called(BACK.replace("effect: remand", late))
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
    play.do(Appeal(newest(chunk), "found", "call/found", reason="It is not."), PROPOSER)
    with django_capture_on_commit_callbacks(execute=True):
        run_clocks(play.now + timedelta(days=8))
    [told] = mail.outbox
    assert (told.subject, told.to) == (
        "An appeal was upheld: “Who repairs cables?”",
        ["governments1@example.org"],
    )
    clock = Act.objects.get(kind="chunk.clock", body__appeal="found")
    assert f"The ruling: /record/{clock.number}/" in str(told.body)


def test_a_contest_that_is_upheld_in_a_call_of_a_working_group_tells_everyone_who_answered(
    play: Play,
    client: Client,
    now: dict[str, Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    chunk = to_the_call(play)
    for who in (PROPOSER, "civil-society2", "private-sector1"):
        play.do(Vote(chunk, "support", "support"), who)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="All said so."), CHAIR)
    contested = Appeal(chunk, "designation", "consensus_call/designation", reason="They did not.")
    play.do(contested, PROPOSER)
    with django_capture_on_commit_callbacks(execute=True):
        play.panel_decides(newest(chunk), "upheld", reason="They did not.")
    assert {to for one in mail.outbox for to in one.to} == {
        f"{one}@example.org" for one in (PROPOSER, "civil-society2", "private-sector1")
    }
    now["now"] = play.now
    assert earlier(client, chunk, "consensus_call", "support") == ["support"] * 3
    assert recomputed(chunk) == []
