"""An appeal that keeps people from answering a ballot stops its clock: all get the time they had."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Vote
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.entries import entries_of
from isegoria.server.replay.replay import replay
from tests.play import Play, seated, to_the_call
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
LEADS, OTHERS = "civil-society1", ("civil-society2", "governments1", "governments2")
CONTESTED = RESTARTING.replace(
    "\noutcomes:",
    """
appeals:
  elders: {title: Appeal to the elders, of: [any], by: [civil_society, governments], to: elders, within: 10 days,
    answer: 4 weeks, effect: remand, back_to: call, silence: dismissed}
outcomes:""",
).replace("offices: {", "offices: {elders: {title: Elders, chosen: by_right, outside: true}, ")
SILENT = CONTESTED.replace(
    "passes: {share: yes, more_than: 1/2}",
    "silence: consents, passes: {count: no, at_most: 0}",
)


def contested(rules: str, answers: tuple[str, ...]) -> tuple[Play, Chunk]:
    play, chunk = call_in(rules)
    play.people["elder"] = play.newcomer("Elder", "technical-community")
    play.seat("elders", "elder")
    play.join(LEADS, *OTHERS)
    for answer in answers:
        play.do(Vote(newest(chunk), "plan", answer), LEADS)
    play.do(Appeal(newest(chunk), "elders", reason="I do not like it."), LEADS)
    return play, newest(chunk)


@pytest.mark.parametrize(
    ("rules", "answers"), [(CONTESTED, ("yes",)), (SILENT, ())], ids=["who leads", "silence"]
)
def test_nobody_decides_while_the_others_cannot_answer(
    rules: str, answers: tuple[str, ...]
) -> None:
    play, chunk = contested(rules, answers)
    for who in OTHERS:
        assert play.refused(Vote(chunk, "plan", "no"), who) == "harbour.plan/appeals"
    play.later(chunk, 20)
    play.do(GiveRuling(newest(chunk), "elders", "dismissed", reason="It goes on."), "elder")
    assert newest(chunk).outcome == ""
    play.later(chunk, 13)
    for who in OTHERS:
        play.do(Vote(newest(chunk), "plan", "no"), who)
    play.later(chunk, 1)
    assert newest(chunk).outcome == "none"
    assert recompute(Issue.objects.get()).findings == ()


def test_pages_say_that_the_clock_stands_still_and_until_when_it_runs(
    client: Client, now: dict[str, Any]
) -> None:
    play, chunk = contested(CONTESTED, ("yes",))
    begun = play.now
    play.day += 3
    now["now"] = play.now

    def told() -> tuple[bool, dict[str, Any]]:
        page = client.get(reverse("chunk", args=[chunk.number])).content.decode()
        return "paused," in page, client.get(reverse("chunk-json", args=[chunk.number])).json()

    stands, kept = told()
    assert (stands, kept["clocks"]) == (True, {"call": None})
    assert kept["left_of_stopped_clocks"] == {"call": "P14DT00H00M00S"}
    play.do(GiveRuling(chunk, "elders", "dismissed", reason="It goes on."), "elder")
    stands, kept = told()
    assert (stands, kept["left_of_stopped_clocks"]) == (False, {})
    ends = begun + timedelta(days=17)
    assert kept["clocks"] == {"call": ends.isoformat().replace("+00:00", "Z")}


@pytest.mark.parametrize(("version", "stands"), [(1, False), (2, True)])
def test_an_appeal_on_a_record_of_before_stopped_no_clock(version: int, stands: bool) -> None:
    _play, chunk = contested(CONTESTED, ("yes",))
    entries = [
        replace(one, version=version) if one.kind == "chunk.appeal" else one
        for one in entries_of(chunk.process.place)
    ]
    course = replay(entries, lambda _entry: model_of(chunk.process))
    assert course is not None
    assert bool(course.chunks[chunk.item].state.stops) is stands


def test_a_finding_that_is_contested_early_silences_nobody() -> None:
    """The rules equal-footing: four answer, the chair finds consensus, and somebody contests it."""
    play = seated()
    judges = ("private-sector2", "judge1", "judge2")
    for judge in judges[1:]:
        play.people[judge] = play.newcomer(judge, "technical-community")
        play.seat("panel", judge)
    chunk = to_the_call(play)
    late = ("governments2", "civil-society2", "technical-community2")
    play.join(*late)
    for who in ("governments1", "private-sector1", "civil-society1", "technical-community1"):
        play.do(Vote(newest(chunk), "support", "support"), who)
    play.do(Deliver(newest(chunk), "evidence"))
    play.do(
        GiveFinding(newest(chunk), "designation", "consensus", reason="All groups."), "governments1"
    )
    contest = Appeal(
        newest(chunk), "designation", "consensus_call/designation", reason="Too early."
    )
    play.do(contest, "civil-society1")
    play.later(newest(chunk), 22)
    for judge in judges[:2]:
        ruling = GiveRuling(newest(chunk), "designation", "dismissed", reason="It stands.")
        play.do(ruling, judge)
    assert newest(chunk).stage == "consensus_call"
    for who in late:
        play.do(Vote(newest(chunk), "support", "object", reason="I am against it."), who)
