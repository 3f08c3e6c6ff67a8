"""What speaks for and against a call: roll calls, positions for oneself and for a group, straw
polls, the evidence page.
"""

import re
from datetime import timedelta
from typing import Any

import pytest

from isegoria.server.deliberation.acts import Say, Settle, TakePosition
from isegoria.server.deliberation.counting import group_lines
from isegoria.server.deliberation.models import Objection, Position, StrawAnswer, StrawPoll
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.reads import positions_by_group
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, GiveFinding, Vote
from isegoria.server.record.models import Opening
from isegoria.server.replay.compare import recompute
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def chunk(play: Play) -> Chunk:
    return to_the_call(play)


def page(client: Any, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    return str(found.content.decode())


def test_a_roll_call_names_who_answered_what_with_the_reason_and_the_latest_answer(
    play: Play, chunk: Chunk, client: Any
) -> None:
    play.do(Vote(chunk, "support", "support"), "governments1")
    play.do(Vote(chunk, "support", "object", reason="Fishers pay."), "civil-society1")
    play.do(Vote(chunk, "support", "can_live_with"), "governments1")
    shown = page(client, f"/chunks/{chunk.number}/ballots/consensus_call/support/")
    assert "Fishers pay." in shown
    assert shown.count("governments 1</a>") == 1
    assert '<td lang="en">Civil society</td>' in shown
    assert "(Civil society)" in page(client, "/record/")
    assert "in each of: Governments" in shown  # the rule of the ballot
    Opening.objects.filter(field="reason").delete()
    assert "Fishers pay." not in page(
        client, f"/chunks/{chunk.number}/ballots/consensus_call/support/"
    )
    assert client.get(f"/chunks/{chunk.number}/ballots/consensus_call/nothing/").status_code == 404


def test_a_representative_speaks_for_the_group_and_nobody_else_does() -> None:
    play = Play(
        "icann.iana.accountability"
    )  # its members are named by the chartering bodies, and represent them
    for who in ("governments1", "civil-society1"):
        play.seat("members", who)
    chunk = play.raised("governments1")
    facts = facts_of(chunk)
    facts.enter("consensus_call", play.now)
    facts.write()
    play.do(TakePosition(chunk, answer="support", for_group="members"), "governments1")
    play.do(TakePosition(chunk, answer="object", text="We asked for more time."), "civil-society1")
    play.do(TakePosition(chunk, answer="can_live_with", for_group="members"), "civil-society1")
    assert (
        play.refused(TakePosition(chunk, answer="support", for_group="members"), "governments2")
        == "position.not-for-group"
    )
    line = group_lines(facts_of(chunk), positions_by_group(chunk, facts_of(chunk).joined))[0]
    assert (line.position.value, line.members) == ("can_live_with", 2)
    assert Position.objects.filter(for_group="").count() == 1
    assert [str(one) for one in recompute(chunk.issue).findings if "positions" in str(one)] == []


def test_positions_are_kept_with_their_history_and_beside_a_group_stands_how_few_it_has(
    play: Play, chunk: Chunk, client: Any
) -> None:
    for answer in ("stand_aside", "can_live_with", "support"):
        play.do(Vote(chunk, "support", answer), "civil-society1")
    Position.objects.create(
        number=999,
        chunk=chunk,
        participant=play.people["governments2"][0],
        at=play.now,
        value="object",
        for_group="governments",
    )
    shown = page(client, f"/chunks/{chunk.number}/positions/")
    row = shown[shown.index("civil-society 1") :]
    assert row.index("stand aside") < row.index("can live with")
    assert Position.objects.filter(for_group="").get().value == "support"
    table = shown[: shown.index("Positions taken for groups")]
    own = table[table.index("Civil society</th>") :]
    assert re.findall(r'number">(\d+)<', own)[:6] == [
        "1",
        "0",
        "0",
        "0",
        "1",
        "1",
    ]  # one took one, and one takes part
    line = shown[shown.index("Positions taken for groups") :]
    assert "Governments" in line
    assert "object" in line
    assert '<td class="number">2</td>' in line  # two people of the group have acted here


def test_only_the_officer_asks_the_room_and_whoever_may_contribute_answers_once(
    play: Play, chunk: Chunk, client_of: Any
) -> None:
    ends = play.now + timedelta(days=2)
    poll = OpenPoll(chunk, "Ready to decide?", ["yes", "not yet"], ends)
    assert play.refused_plain(poll, "civil-society1") == "chunk.not-its-officer"
    assert (
        play.refused_plain(OpenPoll(chunk, "Ready?", ["yes"], ends), "governments1")
        == "poll.no-choice"
    )
    assert (
        play.refused_plain(OpenPoll(chunk, "Ready?", ["yes", "no"], play.now), "governments1")
        == "poll.no-time"
    )
    play.do_plain(poll, "governments1")
    found = StrawPoll.objects.get()
    for answer in ("yes", "not yet"):
        play.do(AnswerPoll(chunk, answer=answer, poll=found), "civil-society1")
    play.do(AnswerPoll(chunk, answer="yes", poll=found), "governments2")
    assert (
        play.refused(AnswerPoll(chunk, answer="maybe", poll=found), "governments2")
        == "poll.unknown-answer"
    )
    assert sorted(StrawAnswer.objects.values_list("group__slug", "answer")) == [
        ("civil-society", "not yet"),
        ("governments", "yes"),
    ]
    play.day += 3
    assert (
        play.refused(AnswerPoll(chunk, answer="yes", poll=found), "governments2") == "poll.closed"
    )
    assert [str(one) for one in recompute(chunk.issue).findings] == []
    assert "not yet" in page(
        client_of(play.people["governments1"][0]), f"/chunks/{chunk.number}/polls/"
    )


def test_the_evidence_shows_support_gaps_objections_and_who_fell_silent(
    play: Play, chunk: Chunk, client_of: Any
) -> None:
    play.do(Say(chunk, text="I have doubts."), "private-sector2")
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    play.do(Vote(chunk, "support", "object", reason="The price is wrong."), "technical-community2")
    second = Objection.objects.get(text="The price is wrong.")
    play.do(
        Settle(chunk, text="It was mended.", answer="addressed", objection=second), "governments1"
    )
    play.do(Vote(chunk, "support", "support"), "governments2")
    client = client_of(play.people["governments1"][0])
    address = f"/chunks/{chunk.number}/evidence/"
    shown = page(client, address)
    assert "Nobody asked the fishers." in shown[: shown.index("Settled objections")]
    assert "It was mended." in shown[shown.index("Settled objections") :]
    assert "silence is an abstention" in shown
    assert f'href="/chunks/{chunk.number}/do/judge/designation/"' in shown
    assert "Have not answered" in shown
    figures = client.get(f"{address}evidence.json").json()
    assert figures["ballots"][0]["groups"]["Governments"][0] == 1
    assert len(figures["objections"]["open"]) == 1
    assert "do/judge" not in page(client_of(play.people["civil-society1"][0]), address)


def test_whoever_did_nothing_for_long_is_counted_by_group(
    play: Play, chunk: Chunk, client: Any
) -> None:
    chunk.process.members.filter(participant=play.people["private-sector1"][0]).delete()
    before = client.get(f"/chunks/{chunk.number}/evidence/evidence.json").json()["quiet_by_group"]
    chunk.process.members.update(last_at=play.now - timedelta(days=400))
    after = client.get(f"/chunks/{chunk.number}/evidence/evidence.json").json()["quiet_by_group"]
    assert sum(after.values()) == chunk.process.members.count()
    assert sum(before.values()) <= sum(after.values())


def test_a_finding_and_its_contest_stand_where_people_look_and_before_whoever_rules(
    play: Play, chunk: Chunk, client: Any, client_of: Any
) -> None:
    play.do(
        GiveFinding(chunk, "designation", "no_consensus", reason="Fishers are against."),
        "governments1",
    )
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="Nobody is against."),
        "civil-society1",
    )
    for address in (f"/chunks/{chunk.number}/", f"/chunks/{chunk.number}/evidence/"):
        shown = page(client, address)
        assert "Fishers are against." in shown
        assert "Nobody is against." in shown
    form = page(
        client_of(play.people["private-sector2"][0]), f"/chunks/{chunk.number}/do/rule/designation/"
    )
    assert "Nobody is against." in form
    assert "<strong>no consensus</strong>" in form
    assert f"/chunks/{chunk.number}/evidence/" in form


def test_the_form_of_a_position_leads_to_the_ballot_that_counts(
    play: Play, chunk: Chunk, client_of: Any, now: dict[str, Any]
) -> None:
    now["now"] = play.now
    form = page(client_of(play.people["civil-society1"][0]), f"/chunks/{chunk.number}/do/position/")
    assert f'href="/chunks/{chunk.number}/do/vote/support/"' in form
