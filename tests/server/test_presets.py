"""The preset for a small group, played in a forum by the fewest people it names."""

import pytest
from django.test import Client

from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Leave, Vote
from tests.play import Play

pytestmark = pytest.mark.django_db
VOICES = ("governments1", "private-sector1", "civil-society1")
FACILITATOR, REFEREE = "technical-community1", "technical-community2"


@pytest.fixture
def play() -> Play:
    """Five people: three voices, one who leads and writes, one who answers appeals."""
    found = Play("equal-footing.quick")
    found.join(*VOICES)
    found.seat("facilitator", FACILITATOR)
    found.seat("referee", REFEREE)
    return found


def to_the_call(play: Play) -> Chunk:
    act = play.do_plain(ProposeIssue(play.process, "Where do we meet?"), "civil-society1")
    chunk = Chunk.objects.get(pk=act.number)
    assert play.later(chunk, 3) == "deliberation"
    play.do(Write(chunk, text="In the library, in May."), FACILITATOR)
    play.do(Deliver(chunk, "text"), FACILITATOR)
    play.day += 4
    play.do(Leave(chunk, "call_consensus"), FACILITATOR)
    return Chunk.objects.get(pk=chunk.pk)


def test_five_people_agree_in_two_weeks(play: Play) -> None:
    chunk = to_the_call(play)
    for who in VOICES:
        play.do(Vote(chunk, "support", "support"), who)
    assert play.later(chunk, 5) == "consensus_call"
    ended = Chunk.objects.get(pk=chunk.pk)
    assert (ended.outcome, play.day) == ("recommendation", 12)
    page = Client().get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "In the library, in May." in page


def test_five_people_who_say_nothing_agree_on_nothing_and_it_ends(play: Play) -> None:
    chunk = to_the_call(play)
    assert play.later(chunk, 5) == "consensus_call"
    assert Chunk.objects.get(pk=chunk.pk).outcome == ""
    assert "no answers" not in Client().get(f"/chunks/{chunk.pk}/").content.decode()
    play.later(chunk, 10)
    assert Chunk.objects.get(pk=chunk.pk).outcome == "options"


def test_the_person_whom_the_group_named_answers_an_appeal(play: Play) -> None:
    chunk = to_the_call(play)
    for who in VOICES:
        play.do(Vote(chunk, "support", "support"), who)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), FACILITATOR)
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="all support it"),
        "civil-society1",
    )
    ruling = GiveRuling(chunk, "designation", "upheld", reason="three of three support it")
    for who in (*VOICES, FACILITATOR):
        assert play.refused(ruling, who) == "equal-footing.quick/appeals/designation"
    play.do(ruling, REFEREE)
    chunk.refresh_from_db()
    assert (chunk.stage, chunk.outcome) == ("consensus_call", "")
    for who in VOICES:
        play.do(Vote(chunk, "support", "support"), who)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all are for it"), FACILITATOR)
    play.later(chunk, 5)
    assert Chunk.objects.get(pk=chunk.pk).outcome == "recommendation"


def test_who_voted_answers_no_appeal(play: Play) -> None:
    """Not even where they answer appeals: their deputy does."""
    chunk = to_the_call(play)
    for who in (*VOICES, REFEREE):
        play.do(Vote(chunk, "support", "support"), who)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), FACILITATOR)
    contested = Appeal(chunk, "designation", "consensus_call/designation", reason="all support it")
    play.do(contested, "civil-society1")
    ruling = GiveRuling(chunk, "designation", "upheld", reason="four of four support it")
    assert play.refused(ruling, REFEREE).startswith("equal-footing.quick/")
    play.people["dora"] = play.newcomer("Dora", "technical-community")
    play.seat("deputy", "dora")
    play.do(ruling, "dora")
    assert Chunk.objects.get(pk=chunk.pk).stage == "consensus_call"
