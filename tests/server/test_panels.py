"""A panel decides an appeal as a panel: by the votes of those who sit and do not stay out, with
reasons, in time; and what it sets aside is void until there is a new finding.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from isegoria.rules.course.panels import judges
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.deliberation.acts import Say
from isegoria.server.forum.profiles import DeclareAffiliation, EndAffiliation
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Affiliation
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import Play, to_the_call
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in

pytestmark = pytest.mark.django_db
CHAIR, APPELLANT = "governments1", "civil-society1"
RECUSING = RESTARTING.replace(
    "offices: {",
    "offices: {elders: {title: Elders, seats: 3, chosen: by_right}, chairs: {title: Chairs,"
    " seats: 9, chosen: elected, by: editor}, ",
).replace(
    "\noutcomes:",
    """
appeals:
  elders: {title: Appeal, of: [any], by: [civil_society, governments], to: elders, effect: advise}
recusals:
  elders: {title: chairs stay out, from: elders, offices: [chairs], who: [proposer]}
outcomes:""",
)
RULE = "equal-footing.working-group/appeals/designation"
WHY = "The evidence does not carry it."


def newest(chunk: Chunk) -> Chunk:
    return Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)


def findings() -> list[str]:
    return [str(one) for one in recompute(Issue.objects.get()).findings]


def contested(play: Play, members: int, answer: str = "no_consensus") -> Chunk:
    """Return a part whose designation is contested before a panel of so many."""
    return play.brings(("contested", members, answer), lambda: _contested(play, members, answer))


def _contested(play: Play, members: int, answer: str) -> Chunk:
    play.do_plain(EndSeat(Seat.objects.get(participant=play.people["private-sector2"][0]), "so"))
    for number in range(1, members + 1):
        play.people[f"judge{number}"] = play.newcomer(f"Judge {number}", "civil-society")
        play.seat("panel", f"judge{number}")
    chunk = to_the_call(play)
    for who in ("civil-society1", "civil-society2", "governments1", "private-sector1"):
        play.do(Vote(chunk, "support", "support"), who)
    for who in ("technical-community1", "technical-community2"):
        play.do(Vote(chunk, "support", "support"), who)
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", answer, reason="one is against"), CHAIR)
    play.do(Appeal(chunk, "designation", "consensus_call/designation", reason="no"), APPELLANT)
    return newest(chunk)


def votes(play: Play, chunk: Chunk, answers: str) -> list[Act]:
    """Let the judges vote in their order: u upheld, d dismissed, - nothing."""
    words = {"u": "upheld", "d": "dismissed"}
    return [
        play.do(GiveRuling(newest(chunk), "designation", words[one], reason=WHY), f"judge{place}")
        for place, one in enumerate(answers, 1)
        if one != "-"
    ]


def decided(chunk: Chunk) -> bool:
    return facts_of(newest(chunk)).ruled_at("designation", "") is not None


@pytest.mark.parametrize(
    ("members", "answers", "ruled"),
    [
        pytest.param(1, "u", "", id="one of one, where the rules ask for three"),
        pytest.param(2, "uu", "", id="two of two, where the rules ask for three"),
        pytest.param(3, "u", "", id="one of three"),
        pytest.param(3, "ud", "", id="one to one"),
        pytest.param(3, "uu", "upheld", id="two of three"),
        pytest.param(3, "udd", "dismissed", id="two to one"),
        pytest.param(4, "uu", "", id="half of four"),
        pytest.param(4, "uudd", "", id="a tie"),
        pytest.param(4, "uuu", "upheld", id="three of four"),
        pytest.param(5, "uu", "", id="two of five"),
        pytest.param(5, "dudud", "dismissed", id="three to two"),
    ],
)
def test_more_than_half_of_the_panel_decide(
    play: Play, members: int, answers: str, ruled: str
) -> None:
    chunk = contested(play, members)
    acts = votes(play, chunk, answers)
    assert [act.body.get("ruled", "") for act in acts] == [*[""] * (len(acts) - 1), ruled]
    assert decided(chunk) is bool(ruled)
    assert facts_of(newest(chunk)).is_frozen("") is not bool(ruled)
    assert findings() == []


def test_the_form_says_what_each_answer_to_a_contest_means(
    play: Play, now: dict[str, Any], client_of: Any
) -> None:
    chunk = contested(play, 3)
    now["now"] = play.now
    client = client_of(play.people["judge1"][0])
    page = client.get(f"/chunks/{chunk.pk}/do/rule/designation/")
    offered = [
        (value, str(words)) for value, words in page.context["form"].fields["answer"].choices
    ]
    assert offered == [
        ("upheld", "Upheld: the appeal is right"),
        ("dismissed", "Dismissed: the decision stays"),
    ]


def test_a_judge_counts_among_no_members(play: Play) -> None:
    chunk = contested(play, 3)
    before = dict(facts_of(chunk).taking_part())
    votes(play, chunk, "uu")
    assert dict(facts_of(newest(chunk)).taking_part()) == before
    judges = [play.people[f"judge{number}"][0] for number in (1, 2, 3)]
    assert not play.process.members.filter(participant__in=judges).exists()
    assert findings() == []


def test_the_judges_of_an_earlier_version_stay_members(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = contested(play, 3)
    with monkeypatch.context() as earlier:
        earlier.setattr(GiveRuling, "joins", True)
        earlier.setattr(GiveRuling, "version", 3)
        votes(play, chunk, "uu")
    assert play.process.members.filter(participant=play.people["judge1"][0]).exists()
    assert findings() == []


def test_a_member_changes_a_vote_until_there_is_a_decision(play: Play) -> None:
    chunk = contested(play, 4)
    votes(play, chunk, "uudd")
    votes(play, chunk, "--u")
    assert decided(chunk)
    assert findings() == []


def test_a_member_of_the_minority_says_why_after_the_decision_once(play: Play) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "dd")
    [dissent] = votes(play, chunk, "--u")
    assert (dissent.body["answer"], "ruled" in dissent.body) == ("upheld", False)
    again = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert play.refused(again, "judge3") == RULE
    assert play.refused(again, "judge1") == RULE
    assert newest(chunk).stage == "consensus_call"
    assert findings() == []


@pytest.mark.parametrize("who", ["governments1", "civil-society2", None])
def test_nobody_but_the_panel_votes(play: Play, who: str | None) -> None:
    chunk = contested(play, 3)
    assert play.refused(GiveRuling(chunk, "designation", "upheld", reason=WHY), who) == RULE


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_vote_needs_written_reasons(play: Play, reason: str) -> None:
    chunk = contested(play, 3)
    work = GiveRuling(chunk, "designation", "upheld", reason=reason)
    assert play.refused(work, "judge1") == "chunk.no-reasons"


def test_who_took_part_is_no_member_and_the_others_are_the_panel(play: Play) -> None:
    chunk = contested(play, 4)
    play.do(Say(chunk, text="I was for it."), "judge4")
    work = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert play.refused(work, "judge4") == "equal-footing.working-group/recusals/panel"
    votes(play, chunk, "u")
    assert not decided(chunk)
    votes(play, chunk, "-u")
    assert decided(chunk)


def test_the_vote_of_who_left_the_panel_no_longer_counts(play: Play) -> None:
    chunk = contested(play, 4)
    votes(play, chunk, "u")
    seat = Seat.objects.get(participant=play.people["judge1"][0])
    play.do_plain(EndSeat(seat, "moved away"), "judge1")
    votes(play, chunk, "-u")
    assert not decided(chunk)
    votes(play, chunk, "--u")
    assert decided(chunk)
    assert findings() == []


def employer(play: Play) -> str:
    capacity = play.people[APPELLANT][1]
    assert capacity is not None
    return capacity.organisation


def sit(chunk: Chunk) -> int:
    facts = facts_of(newest(chunk))
    return len(judges(facts.model, facts, "panel", ("designation", "")))


def test_who_joins_an_appeal_puts_no_judge_off(play: Play) -> None:
    """Anybody declares that they work where a judge works."""
    chunk = contested(play, 5)
    for number in (2, 3, 4, 5):
        play.people["shill"] = play.newcomer(
            f"Shill {number}", "civil-society", organisation=f"Office of Judge {number}"
        )
        again = Appeal(newest(chunk), "designation", "consensus_call/designation", reason="I too.")
        play.do(again, "shill")
    assert sit(chunk) == 5
    votes(play, chunk, "u")
    assert not decided(chunk)
    assert findings() == []


@pytest.mark.parametrize(
    ("until", "spelling", "out"),
    [
        pytest.param(None, str, True, id="until further notice"),
        pytest.param("2099-01-01", str, True, id="until a day to come"),
        pytest.param("2026-06-01", str, True, id="until a day since the part began"),
        pytest.param("2026-02-28", str, False, id="until a day before the part began"),
        pytest.param(None, lambda name: f" {name.upper()}\u200b ", True, id="in another spelling"),
        pytest.param(None, lambda name: f"{name} Ltd", False, id="by a longer name"),
    ],
)
def test_who_works_for_a_party_does_not_judge(
    play: Play, until: str | None, spelling: Any, out: bool
) -> None:
    chunk = contested(play, 3)
    last = date.fromisoformat(until) if until else None
    name = spelling(employer(play))  # as it stands on records: some were said to begin earlier
    Affiliation.objects.create(
        participant=play.people["judge1"][0],
        organisation=name,
        from_on=date(2026, 1, 1),
        until_on=last,
        declared_in=1,
    )
    assert sit(chunk) == (2 if out else 3)
    refused = "equal-footing.working-group/recusals/panel"
    work = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert (out and play.refused(work, "judge1")) == (out and refused)


@pytest.mark.parametrize("how", ["ended", "erased"])
def test_who_worked_for_a_party_when_it_was_contested_does_not_judge(play: Play, how: str) -> None:
    chunk = contested(play, 3)
    name, today = employer(play), play.now.date()
    said = play.do_plain(DeclareAffiliation(name, "civil-society", "", "", today), "judge1")
    assert sit(chunk) == 2
    if how == "erased":
        play.do_plain(EraseWords(said), "judge1")
    else:
        one = Affiliation.objects.get(declared_in=said.number)
        play.do_plain(EndAffiliation(one, today), "judge1")
    assert sit(chunk) == 2


@pytest.mark.parametrize(
    ("judge", "who", "days", "rule"),
    [
        pytest.param("judge1", None, 0, "seat.judges-sit", id="the secretariat"),
        pytest.param("judge1", "judge1", 0, "", id="the judge"),
        pytest.param("judge1", None, 60, "", id="the secretariat, when their time is over"),
        pytest.param("reserve1", None, 0, "seat.judges-sit", id="one of the reserve"),
        pytest.param("reserve1", None, 60, "", id="one of the reserve, when the time is over"),
    ],
)
def test_nobody_else_ends_the_seats_of_those_who_judge(
    play: Play, judge: str, who: str | None, days: int, rule: str
) -> None:
    chunk = contested(play, 3)
    play.people["reserve1"] = play.newcomer("Reserve 1", "civil-society")
    play.seat("reserve", "reserve1")
    play.later(chunk, days)
    work = EndSeat(Seat.objects.get(participant=play.people[judge][0], until_at=None), "Thanks.")
    if rule:
        assert play.refused_plain(work, who) == rule
        votes(play, chunk, "dd")
    play.do_plain(work, who)


def test_a_seat_for_one_part_puts_no_judge_aside(play: Play) -> None:
    chunk = contested(play, 3)
    play.people["friend"] = play.newcomer("Friend", "civil-society")
    friend = play.people["friend"][0]
    work = GiveSeat(play.process, "panel", friend, chunk=newest(chunk))
    assert play.refused_plain(work) == "seat.judges-sit"
    for who in ("friend", None):
        group = GiveSeat(play.process, "civil_society", friend, chunk=newest(chunk))
        assert play.refused_plain(group, who) == "seat.of-a-group"
    assert sit(chunk) == 3


def test_nobody_gives_a_judge_a_seat_that_keeps_them_from_judging() -> None:
    play, chunk = call_in(RECUSING)
    for number in (1, 2):
        play.people[f"elder{number}"] = play.newcomer(f"Elder {number}", "civil-society")
        play.seat("elders", f"elder{number}")
    chairs = GiveSeat(play.process, "chairs", play.people["elder2"][0])
    play.do(Appeal(newest(chunk), "elders", reason="No."), APPELLANT)
    assert play.refused_plain(chairs, EDITOR) == "seat.judges-now"
    play.do_plain(GiveSeat(play.process, "chairs", play.people["governments2"][0]), EDITOR)
    for number in (1, 2):
        play.do(GiveRuling(newest(chunk), "elders", "dismissed", reason=WHY), f"elder{number}")
    play.do_plain(chairs, EDITOR)


def test_the_page_says_that_a_panel_is_too_small(play: Play, client: Client) -> None:
    chunk = contested(play, 2)
    client.force_login(play.people["judge1"][0])
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "Members who can judge: 2." in page
    play.people["judge3"] = play.newcomer("Judge 3", "civil-society")
    play.seat("panel", "judge3")
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "Members who can judge" not in page


def test_as_many_of_the_reserve_sit_as_are_missing(play: Play) -> None:
    for number in (1, 2):
        play.people[f"reserve{number}"] = play.newcomer(f"Reserve {number}", "civil-society")
        play.do_plain(GiveSeat(play.process, "reserve", play.people[f"reserve{number}"][0]))
    chunk = contested(play, 2)
    work = GiveRuling(newest(chunk), "designation", "upheld", reason=WHY)
    assert play.refused(work, "reserve2") == RULE
    play.do(work, "reserve1")
    assert not decided(chunk)
    votes(play, chunk, "u")
    assert decided(chunk)
    assert findings() == []


def later(play: Play, days: float) -> None:
    run_clocks(play.now + timedelta(days=days))


@pytest.mark.parametrize(("days", "noted"), [(20.99, 0), (21, 1), (21.01, 1), (90, 1)])
def test_a_panel_that_is_late_is_on_the_record_once_and_may_still_decide(
    play: Play, days: float, noted: int
) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "ud")
    later(play, days)
    later(play, days + 1) if noted else None
    late = Act.objects.filter(kind="chunk.clock", body__appeal="designation")
    assert [act.body["meaning"] for act in late] == ["records_breach"] * noted
    assert facts_of(newest(chunk)).is_frozen("")
    assert findings() == []
    if noted:
        play.day += 91
        votes(play, chunk, "--u")
        assert decided(chunk)
        assert findings() == []


def void_again(play: Play, chunk: Chunk) -> None:
    """Support it again in the stage that begins anew, and let its time run out."""
    for who in ("civil-society1", "civil-society2", "governments1", "private-sector1"):
        play.do(Vote(newest(chunk), "support", "support"), who)
    for who in ("technical-community1", "technical-community2"):
        play.do(Vote(newest(chunk), "support", "support"), who)
    play.do(Deliver(newest(chunk), "evidence"))


def test_no_outcome_comes_out_before_a_new_designation(play: Play) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "uu")
    void_again(play, chunk)
    assert play.later(chunk, 40) == "consensus_call"
    assert newest(chunk).outcome == ""
    assert facts_of(newest(chunk)).void("consensus_call") == {"designation"}
    play.do(GiveFinding(newest(chunk), "designation", "consensus", reason="all are for it"), CHAIR)
    assert newest(chunk).outcome == "recommendation"
    assert findings() == []


def test_everyone_who_answered_is_told_by_the_vote_that_decides(
    play: Play, django_capture_on_commit_callbacks: Any
) -> None:
    chunk = contested(play, 3)
    with django_capture_on_commit_callbacks(execute=True):
        votes(play, chunk, "u")
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        votes(play, chunk, "-u")
    assert sorted(to for one in mail.outbox for to in one.to) == [
        f"{who}@example.org"
        for who in (
            "civil-society1",
            "civil-society2",
            "governments1",
            "private-sector1",
            "technical-community1",
            "technical-community2",
        )
    ]


@pytest.mark.parametrize(
    ("language", "said", "late"),
    [
        ("en", "2 of 3 members have to vote the same", "The panel did not decide in time."),
        ("fr", "2 membres sur 3", "La commission n’a pas décidé à temps."),
        ("ar", "2 من 3", "لم تبت الهيئة في الوقت المحدد."),
    ],
)
def test_the_page_says_who_sits_who_voted_and_what_is_late(
    play: Play, now: dict[str, Any], language: str, said: str, late: str
) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "u")
    now["now"] = play.now
    client = Client(headers={"accept-language": language})
    with translation.override(language):
        page = client.get(f"/chunks/{chunk.pk}/").content.decode()
        assert said in page
        assert late not in page
        assert page.count("Judge 1") >= 1
        now["now"] = play.now + timedelta(days=22)
        run_clocks(now["now"])
        assert late in client.get(f"/chunks/{chunk.pk}/").content.decode()


def test_an_outcome_that_was_set_aside_says_so_where_people_cite_it(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "dd")
    play.day += 15
    play.do(GiveFinding(newest(chunk), "designation", "consensus", reason="all are"), CHAIR)
    play.later(chunk, 7)
    assert (newest(chunk).outcome, newest(chunk).cited) == ("recommendation", "2026-1")
    play.do(
        Appeal(newest(chunk), "designation", "consensus_call/designation", reason="no"), APPELLANT
    )
    votes(play, chunk, "uu")
    assert (newest(chunk).outcome, newest(chunk).cited) == ("", "2026-1")
    now["now"] = play.now
    page = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "Outcome 2026-1 was set aside after an appeal." in page
    assert WHY in page
    listed = client.get("/outcomes/").content.decode()
    assert f'href="/outcomes/{chunk.pk}/"' not in listed
    assert client.get(f"/outcomes/{chunk.pk}/outcome.md").status_code == 404
    assert findings() == []


def test_what_was_contested_stands_on_the_page_of_the_outcome(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = contested(play, 3)
    votes(play, chunk, "uu")
    void_again(play, chunk)
    play.do(GiveFinding(newest(chunk), "designation", "consensus", reason="all are for it"), CHAIR)
    play.later(chunk, 22)
    now["now"] = play.now
    page = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "Appeals before this outcome" in page
    assert WHY in page


def test_a_page_shows_the_panel_of_each_appeal_that_waits(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    chunk = contested(play, 3)
    now["now"] = play.now
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert page.count("Judge 1") == 1
    model = facts_of(chunk).model
    titles = [model.appeals[name].title for name in ("designation", "conduct")]
    assert not any(f"<strong>{title}</strong>" in page for title in titles)
    play.do(Appeal(chunk, "conduct", reason="Rude."), "civil-society2")
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    places = [page.index(f"<strong>{title}</strong>") for title in titles]
    assert places == sorted(places)  # first the one that keeps the part from moving
    between = page[places[0] : places[1]]
    assert "2 of 3 members have to vote the same." in between
    assert between.count("Judge 1") == 1
