"""Nobody makes a panel larger that decides an appeal, and nobody of it finds alone what it set
aside.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.rules.course.keeping import KeptFacts
from isegoria.server.pages.forum.home import duties_of
from isegoria.server.process.models import Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import GiveFinding, GiveRuling
from isegoria.server.record.door import foreseen
from tests.play import Play
from tests.server.test_panels import (
    CHAIR,
    RULE,
    WHY,
    contested,
    decided,
    findings,
    newest,
    void_again,
    votes,
)

pytestmark = pytest.mark.django_db
JUDGE = "equal-footing.working-group/consensus_call/designation"


def more(play: Play, *names: str, holder: str = "panel") -> None:
    """Let the secretariat seat friends of the chair."""
    play.day += 1
    for name in names:
        play.people[name] = play.newcomer(name, "civil-society")
        play.seat(holder, name)


def test_who_is_seated_while_an_appeal_waits_does_not_decide_it(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = contested(play, 3)
    more(play, "friend1", "friend2")
    ruling = GiveRuling(newest(chunk), "designation", "dismissed", reason=WHY)
    assert [play.refused(ruling, who) for who in ("friend1", "friend2")] == [RULE, RULE]
    now["now"] = play.now
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert page.count("does not decide it (got the seat after the appeal)") == 2
    assert "2 of 3 members have to vote the same." in page
    votes(play, chunk, "uu")
    assert decided(chunk)
    assert findings() == []


def test_who_replaces_a_judge_that_left_decides(play: Play) -> None:
    chunk = contested(play, 3)
    more(play, "friend")
    seat = Seat.objects.get(participant=play.people["judge3"][0])
    play.do_plain(EndSeat(seat, "moved away"), "judge3")
    votes(play, chunk, "u")
    play.do(GiveRuling(newest(chunk), "designation", "upheld", reason=WHY), "friend")
    assert decided(chunk)
    assert findings() == []


def test_a_panel_that_is_too_small_is_filled_to_its_least_and_no_further(play: Play) -> None:
    chunk = contested(play, 1)
    more(play, "one", "two", "three")
    ruling = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert play.refused(ruling, "three") == RULE
    votes(play, chunk, "u")
    play.do(ruling, "two")
    assert decided(chunk)


def test_others_do_not_choose_of_the_reserve_while_an_appeal_waits(play: Play) -> None:
    more(play, "honest", "friend", holder="reserve")
    chunk = contested(play, 2)
    seat = Seat.objects.get(participant=play.people["honest"][0])
    assert play.refused_plain(EndSeat(seat, "so")) == "seat.judges-sit"
    more(play, "late", holder="reserve")
    ruling = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert [play.refused(ruling, who) for who in ("friend", "late")] == [RULE, RULE]
    play.do(ruling, "honest")


def test_a_panel_sits_as_before_for_what_was_contested_before_its_members_came(play: Play) -> None:
    chunk = contested(play, 3)
    more(play, "friend")
    votes(play, chunk, "uu")
    taken = GiveRuling(newest(chunk), "designation", "dismissed", reason=WHY)
    assert play.refused(taken, "friend") == RULE  # nor does it stand on the record as a dissent


def waits(play: Play, who: str, days: int) -> list[str]:
    at = play.now + timedelta(days=days)
    return [
        choice.words for duty in duties_of(play.people[who][0], at, None) for choice in duty.choices
    ]


def void(play: Play) -> Any:
    """Return a part whose designation two of three judges set aside; its chairs say nothing."""
    chunk = contested(play, 3)
    votes(play, chunk, "uud")
    void_again(play, chunk)
    return chunk


def test_most_of_the_panel_find_what_the_office_does_not_find_anew(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = void(play)
    finding = GiveFinding(newest(chunk), "designation", "consensus", reason="all are for it")
    assert play.refused(finding, "judge1") == JUDGE
    play.day += 22
    now["now"] = play.now
    first = play.do(finding, "judge1")
    assert (first.body["instead"], "found" in first.body) == ("designation", False)
    assert newest(chunk).outcome == ""
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "one vote of the panel: consensus" in page
    last = play.do(finding, "judge3")
    assert (last.body["instead"], last.body["found"]) == ("designation", "consensus")
    assert newest(chunk).outcome == "recommendation"
    assert findings() == []


def test_the_page_says_from_when_on_the_panel_can_find_it(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = void(play)
    now["now"] = play.now
    at = (play.now + timedelta(days=21)).isoformat().replace("+00:00", "Z")
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "was set aside after an appeal." in page
    assert f'datetime="{at.removesuffix("Z")}' in page.replace("+00:00", "")
    told = client.get(reverse("chunk-json", args=[chunk.pk])).json()["set_aside"]
    assert told == [{"finding": "designation", "panel_can_from": at}]


def test_the_panel_is_told_among_its_tasks_from_when_on_it_can_find_it(play: Play) -> None:
    chunk = void(play)
    to_come = [words for words in waits(play, "judge1", 0) if words.startswith("Find in place of")]
    assert len(to_come) == 1
    assert waits(play, CHAIR, 0)
    play.day += 22
    assert "Say whether there is consensus" in waits(play, "judge1", 0)
    finding = GiveFinding(newest(chunk), "designation", "consensus", reason="all are for it")
    play.do(finding, "judge1")
    assert "Find: Designation" not in waits(play, "judge1", 0)
    assert "Say whether there is consensus" in waits(play, "judge2", 0)


def test_a_finding_of_one_member_on_a_record_of_before_was_a_finding(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = void(play)
    play.day += 22
    with monkeypatch.context() as earlier:
        earlier.setattr(KeptFacts, "finds_instead_of_office", lambda *_said: "")
        earlier.setattr(GiveFinding, "version", 1)
        finding = GiveFinding(newest(chunk), "designation", "consensus", reason="all are for it")
        play.do(finding, "judge1")
    assert newest(chunk).outcome == "recommendation"
    assert findings() == []


def test_the_reserve_that_sits_instead_is_told_among_its_tasks(play: Play) -> None:
    more(play, "reserve1", "reserve2", holder="reserve")
    contested(play, 2)
    assert any("Decide the appeal" in words for words in waits(play, "reserve1", 0))
    assert waits(play, "reserve2", 0) == []


def test_a_new_seat_in_one_part_puts_no_judge_aside(play: Play) -> None:
    chunk = contested(play, 3)
    play.people["friend"] = play.newcomer("Friend", "civil-society")
    work = GiveSeat(play.process, "panel", play.people["friend"][0], newest(chunk))
    assert play.refused_plain(work) == "seat.judges-sit"


def ends(play: Play, judge: str, who: str | None = None) -> str:
    """Try to end the seat of a judge; return the reason of the refusal, empty where it ended."""
    seat = Seat.objects.get(participant=play.people[judge][0], holder="panel")
    by = play.people[who][0] if who else play.secretary
    refusal = foreseen(EndSeat(seat, "late"), by=by, now=play.now)
    return refusal.reason if refusal else ""


def test_a_late_panel_is_not_picked_apart_by_who_has_a_part_in_it(play: Play) -> None:
    chunk = contested(play, 5)
    votes(play, chunk, "u")
    assert ends(play, "judge2").startswith("An appeal waits")
    play.later(chunk, 60)
    assert ends(play, "judge1").startswith("This member of")
    assert not ends(play, "judge2")
    play.seat("chairs", "governments2")
    play.people["governments2"][0].secretariat = True
    play.people["governments2"][0].save()
    assert ends(play, "judge2", "governments2").startswith("An appeal waits")
    assert not ends(play, "judge2", "judge2")
    assert not ends(play, "judge1", "judge1")


def test_who_appealed_picks_no_judges_either(play: Play) -> None:
    chunk = contested(play, 5)
    play.later(chunk, 60)
    appellant = play.people["civil-society1"][0]
    appellant.secretariat = True
    appellant.save()
    assert ends(play, "judge2", "civil-society1").endswith("you have a part in it.")
