"""Nobody judges what is about them, or what they have an interest in; and nobody puts a judge off by
naming them beside somebody else's appeal.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.deliberation.acts import Say
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.steps import Appeal, DeclareInterest, GiveRuling
from isegoria.server.record.models import Act
from tests.play import Play
from tests.server.test_covers import complained
from tests.server.test_panels import RULE, WHY, contested, decided, findings, newest, votes
from tests.server.test_text_under_decision import RESTARTING, call_in

pytestmark = pytest.mark.django_db
CONDUCT = "equal-footing.working-group/appeals/conduct"
OUTSIDE = RESTARTING.replace(
    "offices: {", "offices: {panel: {title: Panel, seats: 3, outside: true, chosen: by_right}, "
).replace(
    "\noutcomes:",
    """
appeals:
  found: {title: Appeal, of: [any], by: [civil_society, governments], to: panel, effect: substitute}
outcomes:""",
)


def seat_of(play: Play, who: str) -> Seat:
    return Seat.objects.get(participant=play.people[who][0], until_at=None)


def about(play: Play, judge: str) -> Chunk:
    """Return an issue in which somebody complains about one of those who judge complaints."""
    whole = complained(play)
    play.do(GiveRuling(whole, "conduct", "dismissed", reason=WHY), "judge1")
    for who in ("judge2", "judge3"):
        play.do(GiveRuling(newest(whole), "conduct", "dismissed", reason=WHY), who)
    against = seat_of(play, judge)
    play.day += 1
    play.do(Appeal(newest(whole), "conduct", reason="A bribe.", against=against), "stranger")
    return newest(whole)


def test_whom_a_complaint_is_about_does_not_judge_it(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = about(play, "judge1")
    act = Act.objects.filter(kind="chunk.appeal").latest("number")
    assert act.body["against"] == seat_of(play, "judge1").number
    ruling = GiveRuling(chunk, "conduct", "dismissed", reason=WHY)
    assert play.refused(ruling, "judge1") == CONDUCT
    now["now"] = play.now
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "stays out (the appeal is about this person)" in page
    assert "about Judge 1" in page
    for who in ("judge2", "judge3"):
        play.do(ruling, who)
    assert facts_of(newest(chunk)).ruled_at("conduct", "") == play.now
    assert findings() == []


def test_whom_a_complaint_is_about_judges_other_appeals(play: Play) -> None:
    chunk = contested(play, 3)
    against = seat_of(play, "judge1")
    play.people["stranger"] = play.newcomer("Stranger", "civil-society")
    play.do(Appeal(newest(chunk), "conduct", reason="A bribe.", against=against), "stranger")
    votes(play, chunk, "uu")
    assert decided(chunk)


def test_who_joins_an_appeal_names_no_other_judge(play: Play) -> None:
    chunk = contested(play, 3)
    joins = Appeal(newest(chunk), "designation", "consensus_call/designation", reason="I too.")
    for number in (1, 2, 3):
        play.people["shill"] = play.newcomer(f"Shill {number}", "civil-society")
        named = Appeal(
            newest(chunk),
            "designation",
            "consensus_call/designation",
            reason="I too.",
            against=seat_of(play, f"judge{number}"),
        )
        assert play.refused(named, "shill") == RULE
        play.do(joins, "shill")
    votes(play, chunk, "uu")
    assert decided(chunk)


def test_an_appeal_names_nobody_of_another_process(play: Play) -> None:
    chunk = contested(play, 3)
    seat = seat_of(play, "judge1")
    seat.process_id += 1
    named = Appeal(newest(chunk), "conduct", reason="A bribe.", against=seat)
    assert play.refused(named, "civil-society2") == "seat.elsewhere"


def test_who_declares_an_interest_does_not_judge_and_the_page_says_so(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = contested(play, 4)
    declares = DeclareInterest(newest(chunk), reason="My sister sells cables.")
    assert play.refused(declares, "civil-society2").endswith("/recusals")
    play.do(declares, "judge1")
    assert play.refused(declares, "judge1").endswith("/recusals")
    ruling = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert play.refused(ruling, "judge1") == RULE
    now["now"] = play.now
    assert "stays out (declared an interest)" in client.get(f"/chunks/{chunk.pk}/").content.decode()
    votes(play, chunk, "-uu")
    assert decided(chunk)
    assert findings() == []


def test_an_interest_is_named(play: Play) -> None:
    chunk = contested(play, 3)
    assert play.refused(DeclareInterest(chunk, reason=" "), "judge1").endswith("/recusals")


def test_judges_declare_an_interest_and_people_say_whom_it_is_about_on_a_page(
    play: Play, now: dict[str, Any], client_of: Any
) -> None:
    chunk = contested(play, 3)
    now["now"] = play.now
    judge = client_of(play.people["judge1"][0])
    address = reverse("do", args=[chunk.pk, "declare_interest"])
    assert address in judge.get(f"/chunks/{chunk.pk}/").content.decode()
    form = judge.get(address).context["form"]
    judge.post(address, {"key": form["key"].value(), "reason": "My sister sells cables."})
    assert Act.objects.filter(kind="chunk.declare-interest").count() == 1
    anybody = client_of(play.people["civil-society2"][0])
    assert address not in anybody.get(f"/chunks/{chunk.pk}/").content.decode()
    contest = reverse("do-named", args=[chunk.pk, "appeal", "conduct"])
    form = anybody.get(contest).context["form"]
    seats = {str(one) for one in form.fields["against"].queryset}
    assert {"Judge 1: panel", "governments 1: chairs"} <= seats
    chair = Seat.objects.get(holder="chairs", until_at=None)
    sent = {"key": form["key"].value(), "reason": "Rude.", "against": chair.pk}
    anybody.post(contest, sent)
    assert Act.objects.filter(kind="chunk.appeal").latest("number").body["against"] == chair.pk


@pytest.mark.parametrize("part", ["took part", "works for a party", "none"])
def test_an_office_from_outside_judges_without_those_who_took_part(part: str) -> None:
    play, chunk = call_in(OUTSIDE)
    capacity = play.people["civil-society1"][1]
    assert capacity is not None
    works_for = capacity.organisation if part == "works for a party" else ""
    play.people["judge"] = play.newcomer("Judge", "governments", works_for)
    play.people["other"] = play.newcomer("Other", "governments")
    for who in ("judge", "other"):
        play.seat("panel", who)
    if part == "took part":
        play.do(Say(chunk, text="I was for it."), "judge")
    play.do(Appeal(newest(chunk), "found", reason="no"), "civil-society1")
    ruling = GiveRuling(newest(chunk), "found", "dismissed", reason=WHY)
    if part == "none":
        play.do(ruling, "judge")
    else:
        assert play.refused(ruling, "judge") == "harbour.plan/offices/panel/outside"
