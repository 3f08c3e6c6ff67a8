"""Groups that decide appeals do it as a panel does: by the votes of those who sit there. And what
each rule about votes and about silence comes to in a forum.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from isegoria.server.pages.forum.home import duties_of
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, GiveFinding, GiveRuling, Leave, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.rebuild import rebuild
from tests.play import Play
from tests.server.test_earlier_rounds import BACK, recomputed
from tests.server.test_text_under_decision import call_in, newest

pytestmark = pytest.mark.django_db
EDITOR, APPELLANT = "technical-community1", "civil-society1"
JUDGES = ("private-sector1", "private-sector2", "technical-community2")
PANEL = BACK.replace("panel: {title: Panel}", "panel: {title: Panel, seats: 3}")
COUNCIL = BACK.replace(
    "groups: {", "groups: {council: {title: Council, members: appointed}, "
).replace("    to: panel\n", "    to: council\n")
FOUND = "harbour.plan/appeals/found"


def with_keys(rules: str, keys: str) -> str:
    """Return rules whose appeal has further keys."""
    return rules.replace("    freezes: nothing\n", f"    freezes: item\n{keys}")


def contested(rules: str, seat: str, members: int) -> tuple[Play, Chunk]:
    """Return a finding that is contested before so many in an office or a group."""
    play, chunk = call_in(rules)
    for who in JUDGES[:members]:
        play.seat(seat, who)
    play.do(Leave(chunk, "go"), EDITOR)
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
    play.do(Appeal(newest(chunk), "found", "call/found", reason="It is not."), APPELLANT)
    return play, newest(chunk)


def ruling(chunk: Chunk, answer: str = "upheld") -> GiveRuling:
    return GiveRuling(newest(chunk), "found", answer, reason="It is not.")


def is_decided(chunk: Chunk) -> bool:
    return facts_of(newest(chunk)).ruled_at("found", "") is not None


@pytest.mark.parametrize("seat", ["council", "panel"])
@pytest.mark.parametrize(
    ("decides", "members", "needed"),
    [("", 2, 2), ("", 3, 2), ("majority", 3, 2), ("unanimous", 3, 3), ("one", 3, 1)],
)
def test_so_many_members_decide(seat: str, decides: str, members: int, needed: int) -> None:
    rules = COUNCIL if seat == "council" else PANEL
    said = f"    decides: {decides}\n" if decides else ""
    play, chunk = contested(with_keys(rules, said), seat, members)
    for number, who in enumerate(JUDGES[:needed], 1):
        assert not is_decided(chunk), f"{number - 1} decided"
        play.do(ruling(chunk), who)
    assert is_decided(chunk)
    assert recomputed(chunk) == []


def test_one_who_dissents_keeps_a_unanimous_panel_from_deciding() -> None:
    play, chunk = contested(with_keys(PANEL, "    decides: unanimous\n"), "panel", 2)
    play.do(ruling(chunk), JUDGES[0])
    play.do(ruling(chunk, "dismissed"), JUDGES[1])
    assert not is_decided(chunk)
    play.do(ruling(chunk), JUDGES[1])
    assert is_decided(chunk)


@pytest.mark.parametrize("decides", ["", "    decides: one\n"])
@pytest.mark.parametrize("members", [0, 1])
def test_nobody_judges_for_a_group_in_which_they_have_no_seat(decides: str, members: int) -> None:
    """A forum's group of the same name is one that anyone can say they belong to."""
    rules = with_keys(COUNCIL, decides).replace("council", "private_sector")
    play, chunk = contested(rules, "private_sector", members)
    assert play.refused(ruling(chunk), JUDGES[1]) == FOUND
    assert not is_decided(chunk)


@pytest.mark.parametrize("silence", ["upheld", "dismissed", "records_breach"])
@pytest.mark.parametrize(("days", "is_over"), [(6.99, False), (7, True)])
def test_what_silence_means_in_a_forum(silence: str, days: float, is_over: bool) -> None:
    """Whatever the one who voted said: a vote alone decides nothing."""
    keys = f"    silence: {silence}\n    answer: 1 week\n"
    play, chunk = contested(with_keys(PANEL, keys), "panel", 3)
    play.do(ruling(chunk, "dismissed" if silence == "upheld" else "upheld"), JUDGES[0])
    run_clocks(play.now + timedelta(days=days))
    late = Act.objects.filter(kind="chunk.clock", body__appeal="found")
    assert [one.body["meaning"] for one in late] == ([silence] if is_over else [])
    facts = facts_of(newest(chunk))
    assert is_decided(chunk) is (is_over and silence != "records_breach")
    assert facts.is_frozen("") is not is_decided(chunk)
    assert facts.void("call") == ({"found"} if is_over and silence == "upheld" else set())
    assert facts.rounds("call") == (2 if is_over and silence == "upheld" else 1)
    assert recomputed(chunk) == []
    before = newest(chunk).state
    rebuild(chunk.process)
    assert newest(chunk).state == before


@pytest.mark.parametrize("silence", ["upheld", "dismissed"])
def test_after_silence_decided_a_member_votes_no_more_than_to_dissent(silence: str) -> None:
    keys = f"    silence: {silence}\n    answer: 1 week\n"
    play, chunk = contested(with_keys(PANEL, keys), "panel", 3)
    play.day += 8
    run_clocks(play.now)
    assert play.refused(ruling(chunk), JUDGES[0]) == FOUND


def links(page: str, kind: str) -> int:
    return page.count(f"/do/{kind}/found/")


def test_a_member_of_the_minority_finds_the_way_to_dissent_on_the_page(
    client_of: Any, now: dict[str, Any]
) -> None:
    play, chunk = contested(with_keys(PANEL, "    answer: 1 week\n"), "panel", 3)
    for who in JUDGES[:2]:
        play.do(ruling(chunk), who)
    now["now"] = play.now
    address = f"/chunks/{chunk.pk}/"
    clients = {who: client_of(play.people[who][0]) for who in (*JUDGES, EDITOR, APPELLANT)}
    pages = {who: one.get(address).content.decode() for who, one in clients.items()}
    assert {who: links(page, "rule") for who, page in pages.items()} == {
        JUDGES[0]: 0,
        JUDGES[1]: 0,
        JUDGES[2]: 1,
        EDITOR: 0,
        APPELLANT: 0,
    }
    assert "Say how you see it: Contest" in pages[JUDGES[2]]
    form = clients[JUDGES[2]].get(f"{address}do/rule/found/")
    assert "Say how you see it: Contest" in form.content.decode()
    said = {one.name: one.value() for one in form.context["form"].hidden_fields()}
    said = {name: value for name, value in said.items() if value is not None}
    said |= {"answer": "dismissed", "reason": "It is so.", "capacity": ""}
    assert clients[JUDGES[2]].post(f"{address}do/rule/found/", said).status_code == 302
    assert links(clients[JUDGES[2]].get(address).content.decode(), "rule") == 0
    assert recomputed(chunk) == []


def test_the_way_to_dissent_ends_with_the_time_of_the_appeal(
    client_of: Any, now: dict[str, Any]
) -> None:
    play, chunk = contested(with_keys(PANEL, "    answer: 1 week\n"), "panel", 3)
    for who in JUDGES[:2]:
        play.do(ruling(chunk), who)
    client = client_of(play.people[JUDGES[2]][0])
    seen = []
    for days in (7, 7.01):
        now["now"] = play.now + timedelta(days=days)
        seen.append(links(client.get(f"/chunks/{chunk.pk}/").content.decode(), "rule"))
    assert seen == [1, 0]


def tasks(play: Play, who: str) -> list[str]:
    """Return what waits for somebody on their home page, of appeals."""
    found = duties_of(play.people[who][0], play.now, None)
    return [choice.kind for one in found for choice in one.choices if choice.name == "found"]


def test_who_voted_has_no_task_left_until_others_decide() -> None:
    play, chunk = contested(with_keys(PANEL, ""), "panel", 3)
    play.do(ruling(chunk), JUDGES[0])
    assert [tasks(play, who) for who in JUDGES] == [[], ["rule"], ["rule"]]
    play.do(ruling(chunk), JUDGES[1])
    # what they set aside is theirs to find later, unless the office does
    assert [tasks(play, who) for who in JUDGES] == [["judge"], ["judge"], ["judge"]]


def test_an_appeal_after_the_end_waits_for_the_panel_as_well() -> None:
    play, chunk = call_in(with_keys(PANEL, "    answer: 1 week\n"))
    play.seat("panel", JUDGES[0])
    play.do(Leave(chunk, "go"), EDITOR)
    play.do(Vote(newest(chunk), "plan", "yes"), APPELLANT)
    play.later(newest(chunk), 15)
    assert newest(chunk).outcome == "plan"
    assert tasks(play, JUDGES[0]) == []
    play.do(Appeal(newest(chunk), "found", "call/plan", reason="It was not."), APPELLANT)
    assert tasks(play, JUDGES[0]) == ["rule"]


def adopted(keys: str) -> tuple[Play, Chunk]:
    """Return a plan that came out, and of which what was found before is contested."""
    rules = with_keys(PANEL, keys).replace("effect: remand", "effect: substitute")
    play, chunk = call_in(rules.replace("      late: {to: mend, when: {ended: call}}\n", ""))
    play.seat("panel", JUDGES[0])
    play.do(Leave(chunk, "go"), EDITOR)
    play.do(Vote(newest(chunk), "plan", "yes"), APPELLANT)
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
    play.later(newest(chunk), 15)
    assert newest(chunk).outcome == "plan"
    play.do(Appeal(newest(chunk), "found", "call/found", reason="Unfounded."), APPELLANT)
    return play, newest(chunk)


@pytest.mark.parametrize("silent", [False, True])
def test_the_page_of_an_outcome_shows_how_it_fell_and_came_again(
    silent: bool, client: Client, now: dict[str, Any]
) -> None:
    play, chunk = adopted("    silence: upheld\n    answer: 1 week\n")
    assert "Unfounded." in client.get(f"/outcomes/{chunk.pk}/").content.decode()
    if silent:
        play.later(chunk, 7)
    else:
        play.do(ruling(chunk), JUDGES[0])
    now["now"] = play.now
    assert newest(chunk).outcome == ""
    said = [
        "the time for the appeal was over" if silent else "It is not.",
        "Unfounded.",
        "It is so.",
        "upheld",
    ]
    page = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "was set aside after an appeal" in page
    assert [one for one in said if one not in page] == []
    assert play.later(chunk, 30) == "call"
    assert newest(chunk).outcome == ""
    play.do(GiveFinding(newest(chunk), "found", "yes", reason="Looked at again."), EDITOR)
    assert newest(chunk).outcome == "plan"
    now["now"] = play.now
    page = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "Appeals before this outcome" in page
    assert [one for one in [*said, "Looked at again."] if one not in page] == []
    assert recomputed(chunk) == []


def test_what_was_contested_seven_times_is_all_on_the_page_of_the_outcome(
    client: Client, now: dict[str, Any]
) -> None:
    play, chunk = adopted("")
    for _again in range(6):
        play.do(ruling(chunk), JUDGES[0])
        play.later(chunk, 30)
        play.do(GiveFinding(newest(chunk), "found", "yes", reason="It is so."), EDITOR)
        play.do(Appeal(newest(chunk), "found", "call/found", reason="Unfounded."), APPELLANT)
    now["now"] = play.now
    page = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert page.count("Unfounded.") == 7
    assert "It is so." in page
