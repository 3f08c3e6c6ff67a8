"""An election on the pages: people stand, others choose, and the record tells who won."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.issues.models import Issue
from isegoria.server.process.elections import seat_elected
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.reads import tallies_of
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import Close, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import Play
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
ELECTING = RESTARTING.replace(
    "plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}",
    "plan: {title: The board, clock: call, elects: {how: stv, office: board, candidates: true}}",
).replace("offices: {", "offices: {board: {title: Board, seats: 2}, ")
DRAWN = ELECTING.replace("clock: call, elects: {how: stv", "elects: {how: lot")
ANN, BEN, CAM = "civil-society1", "civil-society2", "governments1"


def stood(rules: str) -> tuple[Play, Chunk, list[str]]:
    play, chunk = call_in(rules)
    keys = []
    for who in (ANN, BEN, CAM):
        act = play.do(ProposeItem(chunk, text="I stand for the board."), who)
        keys.append(f"i{act.number}")
    return play, newest(chunk), keys


def test_who_stands_is_elected_and_the_record_agrees(client: Client) -> None:
    play, chunk, (ann, ben, cam) = stood(ELECTING)
    assert tuple(facts_of(chunk).candidates("call", "plan")) == (ann, ben, cam)
    for who, order in ((ANN, f"{ann} > {ben}"), (BEN, f"{ann}>{ben}"), (CAM, cam)):
        play.do(Vote(chunk, "plan", order), who)
    assert play.refused(Vote(chunk, "plan", "i1"), ANN) == "harbour.plan/call/plan"
    [tally] = tallies_of(facts_of(newest(chunk)), play.now + timedelta(days=20))
    won = tuple(str(play.people[who][0]) for who in (ANN, CAM))
    assert (tally.result, tally.won) == ("passed", won)
    assert recompute(Issue.objects.get()).findings == ()
    client.force_login(play.people[ANN][0])
    assert "Elected:" in client.get(reverse("chunk", args=[chunk.number])).content.decode()


def test_seats_are_drawn_by_numbers_that_stay_on_the_record() -> None:
    play, chunk, _keys = stood(DRAWN)
    assert play.refused(Close(chunk, "plan", "by hand"), EDITOR) == "harbour.plan/call/plan"
    play.do(Close(chunk, "plan", "9319 / 2 5 12 8 10"), EDITOR)
    [tally] = tallies_of(facts_of(newest(chunk)), play.now)
    assert (tally.result, len(tally.won), tally.by_silence) == ("passed", 2, False)
    assert recompute(Issue.objects.get()).findings == ()


def test_those_who_won_take_their_seats_once() -> None:
    play, chunk, _keys = stood(DRAWN)
    seat_elected(play.now)
    assert not Seat.objects.filter(holder="board").exists()  # nothing is drawn yet
    play.do(Close(chunk, "plan", "9319 / 2 5 12 8 10"), EDITOR)
    seat_elected(play.now)
    held = Seat.objects.filter(holder="board", until_at=None)
    assert held.count() == 2
    [tally] = tallies_of(facts_of(newest(chunk)), play.now)
    assert {str(one.participant) for one in held} == set(tally.won)
    number = Act.objects.count()
    seat_elected(play.now)
    assert Act.objects.count() == number
    first = held.order_by("number")[0]
    play.do_plain(EndSeat(first, reason="I moved away."))
    seat_elected(play.now)
    assert held.all().count() == 1  # who gave it back is not seated again
    assert recompute(Issue.objects.get()).findings == ()
