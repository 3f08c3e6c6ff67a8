"""An election on the pages: people stand, others choose, and the record tells who won."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.decisions.sortition import draw
from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.issues.models import Issue
from isegoria.server.process.elections import seat_elected
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import AnnounceLot, Close, Vote
from isegoria.server.process.tallies import tallies_of
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
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


def announced(play: Play, chunk: Chunk) -> Act:
    """Announce a lot whose values are known since a moment."""
    day = f"{play.now + timedelta(days=1):%Y-%m-%d}"
    lot = AnnounceLot(
        chunk,
        "plan",
        reason=f"State lottery, {day}, lottery.example\nSea at noon, {day}, gauge.example",
        known_at=play.now + timedelta(days=1),
    )
    act = play.do(lot, EDITOR)
    play.day += 1
    return act


def test_seats_are_drawn_by_numbers_that_stay_on_the_record() -> None:
    play, chunk, _keys = stood(DRAWN)
    numbers_given = Close(chunk, "plan", "9319 / 2 5 12 8 10")
    assert play.refused(numbers_given, EDITOR) == "harbour.plan/call/plan"
    act = announced(play, chunk)
    assert (act.body["sources"], act.body["known_at"]) == (2, play.now.isoformat())
    for numbers in ("by hand", "9319", "9319 / 2 / 5"):
        assert play.refused(Close(chunk, "plan", numbers), EDITOR) == "harbour.plan/call/plan"
    play.do(numbers_given, EDITOR)
    [tally] = tallies_of(facts_of(newest(chunk)), play.now)
    assert (tally.result, len(tally.won), tally.by_silence) == ("passed", 2, False)
    assert recompute(Issue.objects.get()).findings == ()


def test_everybody_sees_a_lot_before_it_is_drawn_and_computes_it_after(
    client: Client, now: dict[str, Any]
) -> None:
    play, chunk, _keys = stood(DRAWN)

    def told() -> tuple[str, Any]:
        now["now"] = play.now
        page = client.get(reverse("chunk", args=[chunk.number])).content.decode()
        kept = client.get(reverse("chunk-json", args=[chunk.number])).json()["lots"]
        return page, kept

    page, kept = told()
    assert "The sources of this lot are not announced yet." in page
    assert kept == [{"name": "plan", "announced": None}]
    begun = play.now
    act = announced(play, chunk)
    page, [lot] = told()
    assert "lottery.example" in page
    assert "Not drawn yet." in page
    names = [str(play.people[who][0]) for who in (ANN, BEN, CAM)]
    assert lot == {
        "name": "plan",
        "announced": begun.isoformat().replace("+00:00", "Z"),
        "announced_in": act.number,
        "sources": 2,
        "known_at": play.now.isoformat().replace("+00:00", "Z"),
        "list": names,
        "numbers": "",
        "drawn": [],
    }
    play.do(Close(chunk, "plan", "9319 / 2 5 12 8 10"), EDITOR)
    page, [lot] = told()
    steps = draw(3, 2, [[9319], [2, 5, 12, 8, 10]])
    assert lot["drawn"] == [names[one.place - 1] for one in steps]
    assert [one.digest in page for one in steps] == [True, True]
    assert "9319./2.5.8.10.12./" in page
    assert recompute(Issue.objects.get()).findings == ()


def test_an_officer_announces_a_lot_on_a_page(client: Client, now: dict[str, Any]) -> None:
    play, chunk, _keys = stood(DRAWN)
    now["now"] = play.now
    client.force_login(play.people[EDITOR][0])
    form = reverse("do-named", args=[chunk.number, "announce", "plan"])
    assert "after this" in client.get(form).content.decode()
    late = {
        "key": str(uuid4()),
        "reason": "State lottery",
        "known_at": f"{play.now:%Y-%m-%dT%H:%M}",
    }
    assert "People have to see the announcement" in client.post(form, late).content.decode()
    at = play.now + timedelta(days=2)
    vague = late | {"key": str(uuid4()), "known_at": f"{at:%Y-%m-%dT%H:%M}"}
    assert "leaves open which numbers count" in client.post(form, vague).content.decode()
    source = f"State lottery, {at:%Y-%m-%d}, lottery.example"
    client.post(form, vague | {"key": str(uuid4()), "reason": source})
    act = Act.objects.get(kind="chunk.announce")
    assert (act.body["sources"], act.body["known_at"]) == (1, at.isoformat())


def test_who_stands_after_the_announcement_is_not_drawn() -> None:
    play, chunk, keys = stood(DRAWN)
    announced(play, chunk)
    with suppress(AssertionError, Refused):
        play.do(ProposeItem(chunk, text="I too."), "governments2")
    assert list(facts_of(newest(chunk)).candidates("call", "plan")) == keys


def test_those_who_won_take_their_seats_once() -> None:
    play, chunk, _keys = stood(DRAWN)
    seat_elected(play.now)
    assert not Seat.objects.filter(holder="board").exists()  # nothing is drawn yet
    announced(play, chunk)
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
