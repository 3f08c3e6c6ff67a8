"""Who takes a seat after an election, and who does not: by its result, when it closed, and what was
decided since.
"""

import pytest

from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.issues.acts import MergeIssue, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.process.elections import seat_elected
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Appeal, GiveRuling, Leave, Vote
from isegoria.server.replay.compare import recompute
from tests.play import Play
from tests.server.test_electing import ANN, BEN, CAM, ELECTING, stood
from tests.server.test_text_under_decision import EDITOR, newest

pytestmark = pytest.mark.django_db
JUDGE, OTHER = "private-sector1", "governments2"
PASSES = "candidates: true}, passes: {count: replies, at_least: %d}"
LASTING = ELECTING.replace(
    "agreed: {outcome: plan, when: {all: [{ended: call}, {result: plan}]}}",
    "agreed: {outcome: plan, by: editor, when: {ended: call}}",
).replace(
    "dropped: {outcome: none, when: {ended: call}}",
    "again: {to: call, by: editor}\n      dropped: {outcome: none, by: editor}",
)
CONTESTED = LASTING.replace(
    "\noutcomes:",
    """
appeals:
  elders: {title: Contest, of: [call/plan], by: [civil_society, governments], to: elders,
    effect: annul}
outcomes:""",
).replace("offices: {", "offices: {elders: {title: Elders, seats: 1, chosen: by_right}, ")


def voted(rules: str) -> tuple[Play, Chunk]:
    """Return an election of a board of two, which Ann and Cam win if enough is two answers."""
    play, chunk, (ann, ben, cam) = stood(rules)
    for who, order in ((ANN, f"{ann} > {ben}"), (BEN, f"{ann}>{ben}"), (CAM, cam)):
        play.do(Vote(chunk, "plan", order), who)
    return play, chunk


def held(play: Play) -> list[str]:
    """Return who sits on the board once seats were given."""
    seat_elected(play.now)
    names = {str(one): name for name, (one, _capacity) in play.people.items()}
    seats = Seat.objects.filter(process=play.process, holder="board", until_at=None)
    return sorted(names[str(one.participant)] for one in seats)


@pytest.mark.parametrize(
    ("rules", "days", "expected"),
    [
        pytest.param(ELECTING, 13, [], id="open"),
        pytest.param(ELECTING, 14, [ANN, CAM], id="closed"),
        pytest.param(
            ELECTING.replace("candidates: true}", PASSES % 3), 14, [ANN, CAM], id="3 of 3"
        ),
        pytest.param(ELECTING.replace("candidates: true}", PASSES % 4), 14, [], id="3 of 4"),
        pytest.param(ELECTING.replace("seats: 2", "seats: 4"), 14, [], id="places left empty"),
    ],
)
def test_seats_are_taken_after_an_election_that_passed(
    rules: str, days: int, expected: list[str]
) -> None:
    play, chunk = voted(rules)
    play.later(newest(chunk), days)
    assert held(play) == expected


def test_who_held_the_seat_before_takes_it_again() -> None:
    play, chunk = voted(ELECTING)
    for who in (ANN, CAM):
        play.do_plain(GiveSeat(play.process, "board", play.people[who][0]))
    play.do_plain(EndSeat(Seat.objects.get(participant=play.people[ANN][0]), "My term ends."))
    play.later(newest(chunk), 20)
    assert held(play) == [ANN, CAM]
    play.do_plain(EndSeat(Seat.objects.get(participant=play.people[CAM][0]), "My term ends."))
    assert held(play) == [ANN, CAM]  # the seat of before the election ended
    seat = Seat.objects.get(participant=play.people[CAM][0], until_at=None)
    play.do_plain(EndSeat(seat, "I give it back."), CAM)
    assert held(play) == [ANN]


@pytest.mark.parametrize(("ruling", "expected"), [("dismissed", [ANN, CAM]), ("upheld", [])])
def test_nobody_takes_a_seat_that_is_contested(ruling: str, expected: list[str]) -> None:
    play, chunk = voted(CONTESTED)
    play.seat("elders", JUDGE)
    play.later(newest(chunk), 14)
    play.do(Appeal(newest(chunk), "elders", "call/plan", reason="Two voted twice."), OTHER)
    assert held(play) == []
    play.do(GiveRuling(newest(chunk), "elders", ruling, reason="I looked."), JUDGE)
    assert held(play) == expected
    assert recompute(Issue.objects.get()).findings == ()


def test_an_election_that_the_course_left_behind_fills_no_seat() -> None:
    play, chunk = voted(LASTING)
    play.later(newest(chunk), 14)
    play.do(Leave(newest(chunk), "again"), EDITOR)
    assert held(play) == []


@pytest.mark.parametrize("days", [0, 14], ids=["open", "over"])
def test_an_election_is_not_merged_or_split_away(days: int) -> None:
    play, chunk = voted(LASTING)
    into = play.do_plain(ProposeIssue(play.process, "Another"), OTHER).number
    play.later(newest(chunk), days)
    merging = MergeIssue(Issue.objects.get(pk=chunk.issue_id), Issue.objects.get(pk=into))
    assert play.refused_plain(merging) == "issue.being-decided"
    splitting = SplitIssue(newest(chunk), "A part")
    assert play.refused_plain(splitting, EDITOR) == "chunk.being-decided"


@pytest.mark.parametrize(
    ("places", "expected"),
    [("", [BEN]), ("seats: 1, ", [ANN, BEN])],
    ids=["the latest fills all seats", "each fills one of two"],
)
def test_an_older_election_fills_no_seat_that_a_later_one_fills(
    places: str, expected: list[str]
) -> None:
    seats = "1" if not places else "2"
    rules = ELECTING.replace("seats: 2", f"seats: {seats}").replace(
        "how: stv, ", f"how: stv, {places}"
    )
    play, chunk, (ann, _ben, _cam) = stood(rules)
    for name in ("old", "older")[: int(seats)]:
        play.people[name] = play.newcomer(name, "governments")
        play.do_plain(GiveSeat(play.process, "board", play.people[name][0]))
    for who in (ANN, BEN, CAM):
        play.do(Vote(newest(chunk), "plan", ann), who)
    play.later(newest(chunk), 20)
    assert held(play) == sorted(("old", "older")[: int(seats)])
    later = Chunk.objects.get(pk=play.do_plain(ProposeIssue(play.process, "Again"), BEN).number)
    ben = play.do(ProposeItem(later, text="I stand."), BEN).number
    for who in (ANN, BEN, CAM):
        play.do(Vote(newest(later), "plan", f"i{ben}"), who)
    play.later(newest(later), 20)
    for seat in Seat.objects.filter(holder="board"):
        play.do_plain(EndSeat(seat, "The term is over."))
    assert held(play) == expected
