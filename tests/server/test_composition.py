"""Limits of composition on the pages: who gets a seat, and who is elected."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.issues.models import Issue
from isegoria.server.process.elections import seat_elected
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Vote
from isegoria.server.process.tallies import tallies_of
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.play import Play
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
ANN, BEN, CAM, DAN = "civil-society1", "civil-society2", "governments1", "governments2"
GROUPS = "groups: [civil_society, governments]"
BOARD = "offices: {board: {title: Board, seats: 3, composition: {MIX}}, "
FREE = RESTARTING.replace(
    "plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}",
    "plan: {title: The board, clock: call, elects: {how: approval, office: board, seats: free, candidates: true}}",
)


def rules(mix: str, text: str = FREE) -> str:
    return text.replace("offices: {", BOARD.replace("MIX", mix))


def seats(play: Play, *who: str) -> None:
    play.join(*who)
    for one in who:
        play.seat("board", one)


def refused(play: Play, who: str) -> tuple[str, str]:
    play.join(who)
    work = GiveSeat(play.process, "board", play.people[who][0])
    with pytest.raises(Refused) as found:
        play.do_plain(work)
    return found.value.refusal.rule, str(found.value.refusal)


def test_no_group_gets_more_seats_than_the_rules_allow() -> None:
    play, _chunk = call_in(rules(f"sides: {{{GROUPS}, at_most: 2}}"))
    seats(play, ANN, BEN)
    play.people["third"] = play.newcomer("Third", "civil-society")
    rule, words = refused(play, "third")
    assert rule == "process.composition"
    assert "“Civil society” has 2 seats of “Board”. The rules allow 2." in words
    seats(play, CAM)
    held = Seat.objects.filter(holder="board", until_at=None)
    assert held.count() == 3
    assert recompute(Issue.objects.get()).findings == ()


def test_the_last_seat_is_kept_for_a_group_that_has_none() -> None:
    play, _chunk = call_in(rules(f"sides: {{{GROUPS}, at_least: 1}}"))
    seats(play, ANN, BEN)
    play.people["third"] = play.newcomer("Third", "civil-society")
    rule, words = refused(play, "third")
    assert rule == "process.composition"
    assert "are needed for: Governments" in words
    seats(play, CAM)


def test_colleagues_get_no_more_seats_than_the_rules_allow() -> None:
    play, _chunk = call_in(rules("work: {of_one: organisation, at_most: 1}"))
    seats(play, ANN)
    play.people["mate"] = play.newcomer(
        "Mate",
        "governments",
        str(play.people[ANN][1].organisation).upper(),  # type: ignore[union-attr]
    )
    assert refused(play, "mate")[0] == "process.composition"
    seats(play, CAM)


def stand(play: Play, chunk: Chunk, *who: str) -> list[str]:
    return [f"i{play.do(ProposeItem(chunk, text='I stand.'), one).number}" for one in who]


def test_free_seats_are_filled_within_the_limits(client: Client) -> None:
    play, chunk = call_in(rules(f"sides: {{{GROUPS}, at_most: 2}}"))
    seats(play, ANN)
    play.people["third"] = play.newcomer("Third", "civil-society")
    ben, third, cam = stand(play, chunk, BEN, "third", CAM)
    for who, choice in ((ANN, f"{ben}, {third}"), (BEN, f"{ben}, {third}"), (CAM, f"{ben}, {cam}")):
        play.do(Vote(chunk, "plan", choice), who)
    later = play.now + timedelta(days=20)
    [tally] = tallies_of(facts_of(newest(chunk)), later)
    names = [str(play.people[one][0]) for one in (BEN, CAM, "third")]
    assert (tally.result, tally.places, tally.won) == ("passed", 2, tuple(names[:2]))
    assert tally.left_out == (names[2],)
    told = tally.as_json()
    assert (told["places"], told["left_out"]) == (2, (names[2],))
    play.day += 20
    seat_elected(play.now)
    held = Seat.objects.filter(holder="board", until_at=None).order_by("number")
    assert [str(one.participant) for one in held] == [str(play.people[ANN][0]), *names[:2]]
    assert recompute(Issue.objects.get()).findings == ()
    page = client.get(reverse("chunk", args=[chunk.number])).content.decode()
    assert "Seats to fill:" in page


def test_a_seat_that_ends_after_the_close_makes_no_place() -> None:
    play, chunk = call_in(rules(f"sides: {{{GROUPS}, at_most: 3}}"))
    seats(play, ANN, CAM)
    ben, dan = stand(play, chunk, BEN, DAN)
    play.do(Vote(chunk, "plan", f"{ben}, {dan}"), ANN)
    play.do(Vote(chunk, "plan", ben), BEN)
    play.later(chunk, 20)
    play.do_plain(EndSeat(Seat.objects.filter(holder="board").first()))  # type: ignore[arg-type]
    [tally] = tallies_of(facts_of(newest(chunk)), play.now, stage="call")
    assert (tally.places, tally.won) == (1, (str(play.people[BEN][0]),))
    assert recompute(Issue.objects.get()).findings == ()
