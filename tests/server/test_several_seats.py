"""Who sits in several groups, or in an office, counts once: where their answer counts."""

from typing import Any

import pytest

from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Trigger, Vote
from isegoria.server.process.tallies import tallies_of
from isegoria.server.replay import rebuild
from isegoria.server.replay.compare import recompute
from tests.play import Play, at_deliberation, seated
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
BY_GROUPS = RESTARTING.replace(
    "passes: {share: yes, more_than: 1/2}",
    "passes: {share: yes, of: members, more_than: 1/2, groups: [civil_society, governments]}",
)
COUNCIL = RESTARTING.replace(
    "offices: {",
    "offices: {council: {title: Council, seats: 3, chosen: elected, by: editor, term: 1 year}, ",
).replace(
    "clock: call, passes",
    "voters: [council], clock: call, quorum: {share: taking_part, of: members, at_least: 2/3}, passes",
)


def figures(play: Play, chunk: Chunk) -> tuple[str, list[Any]]:
    [tally] = tallies_of(facts_of(newest(chunk)), play.now, stage="call")
    return tally.result, [(one.group, one.numbers, one.members) for one in tally.counts]


def findings() -> tuple[Any, ...]:
    return recompute(Issue.objects.get()).findings


def sits(play: Play, holder: str, who: str, by: str | None = None) -> Seat:
    act = play.do_plain(GiveSeat(play.process, holder, play.people[who][0]), by or who)
    return Seat.objects.get(pk=act.number)


def test_a_rebuild_turns_no_result() -> None:
    play, chunk = call_in(BY_GROUPS)
    play.people["two"] = (play.newcomer("Two", "private-sector")[0], None)
    for group in ("governments", "civil_society"):  # open groups, in this order
        sits(play, group, "two")
    play.join("civil-society1")
    for who in ("two", "governments1"):
        play.do(Vote(newest(chunk), "plan", "yes"), who)
    play.later(newest(chunk), 15)
    before = figures(play, chunk)
    assert [(group, members) for group, _numbers, members in before[1]] == [
        ("Civil society", 1),
        ("Governments", 2),
    ]
    assert findings() == ()
    rebuild.rebuild(play.process)
    assert figures(play, chunk) == before


def test_seats_in_open_groups_make_nobody_more_than_one() -> None:
    play, chunk = call_in(BY_GROUPS)
    play.join("civil-society1", "governments1")
    play.people["mallory"] = play.newcomer("Mallory", "civil-society")
    play.join("mallory")
    seat = sits(play, "governments", "mallory")
    members = [one[2] for one in figures(play, chunk)[1]]
    assert members == [2, 1]
    play.do(Vote(newest(chunk), "plan", "yes"), "mallory")
    play.do_plain(EndSeat(seat), "mallory")
    assert [one[2] for one in figures(play, chunk)[1]] == members
    assert findings() == ()


def test_all_of_a_council_are_a_quorum() -> None:
    play, chunk = call_in(COUNCIL)
    play.join("governments1")
    seats = {}
    for number in range(3):
        play.people[f"c{number}"] = play.newcomer(f"C{number}", "civil-society")
        seats[number] = sits(play, "council", f"c{number}", EDITOR)
    found = []
    for number in range(3):
        play.do(Vote(newest(chunk), "plan", "yes"), f"c{number}")
        found.append(figures(play, chunk)[0])
    assert found == ["inquorate", "passed", "passed"]
    play.do_plain(EndSeat(seats[0]), "c0")  # the answer counts, and so does who gave it
    assert figures(play, chunk)[1] == [("Council", (3, 0, 0), 3)]
    play.later(newest(chunk), 15)
    before = figures(play, chunk)
    play.do_plain(EndSeat(seats[1]), "c1")
    assert figures(play, chunk) == before
    assert findings() == ()


def test_one_person_is_not_people_of_two_groups() -> None:
    """A review of the leadership needs people of two groups."""
    play = seated()
    chunk = at_deliberation(play)
    play.people["mallory"] = play.newcomer("Mallory", "civil-society")
    sits(play, "governments", "mallory")
    play.do(Trigger(newest(chunk), "leadership_review", reason="I want it."), "mallory")
    assert newest(chunk).stage == "deliberation"
    play.do(Trigger(newest(chunk), "leadership_review", reason="So do I."), "governments2")
    assert newest(chunk).stage == "leadership_review"
    assert findings() == ()
