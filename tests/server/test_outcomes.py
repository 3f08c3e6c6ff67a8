"""Outcomes are cited by number, followed up by those who are asked to act, and the same question is
told over the years.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.core import mail
from django.test import Client
from django.utils import timezone

from isegoria.cli import reminding
from isegoria.library import model
from isegoria.rules.course.following import When
from isegoria.server.deliberation.acts import Dissent, Settle
from isegoria.server.deliberation.models import Objection
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.again import AskAgain, likely_earlier
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.acts import Follow, NameResponsible
from isegoria.server.outcomes.models import Reminder, Responsible
from isegoria.server.outcomes.reads import Filter, counts_of, matching, results_at
from isegoria.server.outcomes.reminding import Remind, people_of, remind_all
from isegoria.server.outcomes.timeline import chain_of
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Trigger, Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.play import Play, everyone_supports, split_in_a_call, to_the_call

pytestmark = pytest.mark.django_db


def refused(play: Play, work: Any, who: str | None = None) -> str:
    with pytest.raises(Refused) as found:
        play.do_plain(work, who)
    return found.value.refusal.rule


def settle(play: Play, *chunks: Chunk) -> Chunk:
    """Bring chunks in their consensus call to an outcome; return the first one."""
    for chunk in chunks:
        everyone_supports(play, chunk)
        play.do(Deliver(chunk, "evidence"))
        play.do(
            GiveFinding(chunk, "designation", "consensus", reason="all groups agree"),
            "governments1",
        )
    play.day += 21
    for chunk in chunks:
        play.later(chunk, 0)
    return Chunk.objects.get(pk=chunks[0].pk)


@pytest.fixture
def ended(play: Play) -> Chunk:
    return settle(play, to_the_call(play))


@pytest.fixture
def _today(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: play.now)


def test_an_outcome_has_a_number_of_its_process_and_year_that_stays(
    play: Play, client: Client
) -> None:
    first = to_the_call(play)
    part = split_in_a_call(play, first)
    first = settle(play, first, part)
    second = Chunk.objects.get(pk=part.pk)
    assert (first.cited, second.cited) == ("2026-1", "2026-2")
    assert (
        client.get(f"/outcomes/{play.process.pk}/2026-2/")["Location"] == f"/outcomes/{second.pk}/"
    )
    assert client.get(f"/outcomes/{play.process.pk}/2026-3/").status_code == 404
    assert [str(one) for one in recompute(first.issue).findings] == []


def test_who_is_asked_to_act_is_named_by_the_officer_or_the_secretariat(
    play: Play, ended: Chunk, client: Client
) -> None:
    group = StakeholderGroup.objects.get(slug="private-sector")
    work = NameResponsible(
        ended, (group,), ("editor",), ("Harbour Board",), (play.people["civil-society1"][0],)
    )
    assert refused(play, work, "civil-society1") == "outcome.not-its-officer"
    assert refused(play, NameResponsible(ended, offices=("king",))) == "outcome.nobody-to-name"
    play.do_plain(NameResponsible(ended, (group,)))
    act = play.do_plain(work, "governments1")
    assert act.body == {"groups": ["private-sector"], "offices": ["editor"]}
    assert {str(one) for one in Responsible.objects.all()} == {
        "Private sector",
        "editor",
        "Harbour Board",
        "civil-society 1",
    }
    page = client.get(f"/outcomes/{ended.pk}/").content.decode()
    assert "Harbour Board" in page
    assert {one.email for one in people_of(ended)} == {
        "chen@example.org",
        "civil-society1@example.org",
        play.people["technical-community1"][0].email,
    }


def test_nobody_is_named_before_there_is_an_outcome(play: Play) -> None:
    chunk = to_the_call(play)
    assert refused(play, NameResponsible(chunk)) == "outcome.nobody-to-name"


@pytest.mark.parametrize(
    "evidence", ["javascript:alert(1)", "ftp://example.org/x", "https:", "example"]
)
def test_evidence_is_an_address_that_others_can_open(
    play: Play, ended: Chunk, evidence: str
) -> None:
    assert (
        refused(play, Follow(ended, "done", "It is.", evidence), "civil-society1")
        == "outcome.no-address"
    )
    assert refused(play, Follow(ended, "well", "It is."), "civil-society1") == "outcome.no-rating"


@pytest.mark.usefixtures("_today")
def test_those_responsible_are_reminded_once_before_once_at_and_once_after(
    play: Play,
    ended: Chunk,
    client_of: Callable[[Participant], Client],
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = play.people["civil-society1"][0]
    play.do_plain(NameResponsible(ended, participants=(person,)))
    page = client_of(person)
    moments = []
    with django_capture_on_commit_callbacks(execute=True):
        for days in (340, 5, 10, 20, 5, 20, 300):
            play.day += days
            page.get(f"/outcomes/{ended.pk}/")
            page.get(f"/outcomes/{ended.pk}/")
            moments.append([one.moment for one in Reminder.objects.all()])
    assert moments[0] == []
    assert moments[-1] == ["before", "at", "after"]
    sent = [one.to[0] for one in mail.outbox]
    assert sorted(sent) == sorted(["chen@example.org", "civil-society1@example.org"] * 3)
    assert all(f"/outcomes/{ended.pk}/" in one.body for one in mail.outbox)
    assert "you were reminded" in client_of(person).get("/profile/").content.decode()
    assert Act.objects.filter(kind="outcome.remind").count() == 3
    assert [str(one) for one in recompute(ended.issue).findings] == []


def test_two_who_look_at_once_send_one_reminder(play: Play, ended: Chunk) -> None:
    play.day += 370
    due = results_at(matching(Filter(), play.now), play.now)[0].due[0].at
    play.do_plain(Remind(ended, due, When.AT))
    assert refused(play, Remind(ended, due, When.AT)) == "outcome.nothing-to-remind"
    assert remind_all(play.now) == 0


def test_nobody_is_reminded_once_somebody_reported(play: Play, ended: Chunk) -> None:
    play.day += 360
    play.do_plain(Follow(ended, "under_way", "Two states repair."), "private-sector1")
    play.day += 60
    assert remind_all(play.now) == 0


@pytest.mark.usefixtures("_today")
def test_outcomes_are_counted_by_state_and_filtered(
    play: Play, ended: Chunk, client: Client
) -> None:
    def numbers() -> dict[str, int]:
        return {
            one.state.value: one.number
            for one in counts_of(matching(Filter(), play.now))
            if one.number
        }

    assert numbers() == {"none": 1}
    play.day += 400
    assert numbers() == {"overdue": 1}
    play.do_plain(
        Follow(ended, "contrary", "They closed the depot.", "https://example.org/depot"),
        "private-sector1",
    )
    assert numbers() == {"contrary": 1}
    page = client.get("/outcomes/", follow=True).content.decode()
    assert "the opposite was done" in page
    assert 'role="img"' in page
    for query, count in {
        f"process={play.process.pk}": 1,
        "process=99": 0,
        "state=contrary": 1,
        "state=done": 0,
        "year=2026": 1,
        "year=2020": 0,
        "force=recommendation": 1,
        "force=law": 0,
    }.items():
        assert len(client.get(f"/outcomes/outcomes.json?{query}").json()["outcomes"]) == count, (
            query
        )
    rows = client.get("/outcomes/outcomes.csv").getvalue().decode().splitlines()
    assert rows[1].startswith(f"{ended.pk},2026-1,Cables")
    assert "2026-1 Who repairs cables?" in client.get("/outcomes/outcomes.atom").content.decode()


def test_an_outcome_is_handed_on_as_markdown_with_support_and_dissent(
    play: Play, client: Client
) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    split_in_a_call(play, chunk)
    play.do(
        Settle(chunk, text="In May.", answer="addressed", objection=Objection.objects.get()),
        "governments1",
    )
    done = settle(play, chunk)
    play.do(Dissent(done, reason="Operators cannot pay."), "private-sector1")
    text = client.get(f"/outcomes/{done.pk}/outcome.md").content.decode()
    for part in (
        "# Who repairs cables?",
        "2026-1",
        "Coastal states repair.",
        "| People |",
        "Nobody asked the fishers.",
        "Operators cannot pay.",
    ):
        assert part in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(
    play: Play,
    client: Client,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    chunk = to_the_call(play)
    parts = [chunk, *(split_in_a_call(play, chunk, f"Part {one}") for one in range(number - 1))]
    settle(play, *parts)
    client.get("/outcomes/")
    with django_assert_num_queries(10):
        assert client.get("/outcomes/").status_code == 200


@pytest.fixture
def aap() -> Play:
    """A study group that drops a question, under rules that bar it for two years."""
    found = Play("itu.t.aap")
    found.seat("sg_chair", "governments1")
    for who in (
        "governments2",
        "private-sector1",
        "private-sector2",
        "technical-community1",
        "technical-community2",
    ):
        found.seat("sector_members", who)
    return found


def ask(play: Play, process: Process, title: str, who: str, again: Issue | None = None) -> Issue:
    by, capacity = play.people[who]
    act = perform(ProposeIssue(process, title, again=again), by=by, now=play.now, capacity=capacity)
    return Issue.objects.get(pk=act.number)


def drop(play: Play, issue: Issue) -> Chunk:
    chunk = issue.chunks.get()
    for who in ("governments2", "private-sector1", "private-sector2", "technical-community1"):
        play.do(Trigger(chunk, "commitment", reason="we work on it"), who)
    play.do(Leave(chunk, "consensus"), "governments1")
    play.do(Leave(chunk, "dropped", reason="the text is not mature"), "governments1")
    return Chunk.objects.get(pk=chunk.pk)


@pytest.mark.usefixtures("_aap_today")
def test_a_question_is_asked_refused_barred_and_asked_again(
    aap: Play,
    client: Client,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    first = ask(aap, aap.process, "Naming of devices in homes", "private-sector1")
    assert drop(aap, first).outcome == "dropped"
    aap.day += 365
    with pytest.raises(Refused) as barred:
        ask(aap, aap.process, "Naming of devices in home", "private-sector2")
    assert barred.value.refusal.rule == "itu.t.aap/recurrence"
    with pytest.raises(Refused):
        ask(aap, aap.process, "What are things at home called?", "private-sector2", again=first)
    aap.day += 400
    second = ask(
        aap, aap.process, "What are things at home called?", "private-sector2", again=first
    )
    assert Act.objects.get(pk=second.number).body["again"] == first.number
    drop(aap, second)
    begun = perform(
        BeginProcess("Homes", model("equal-footing.working-group")), by=aap.secretary, now=aap.now
    )
    other = Process.objects.get(pk=begun.number)
    aap.day += 1
    third = ask(aap, other, "Naming of devices in homes", "civil-society1")
    assert refused(aap, AskAgain(third, second), "civil-society2") == "issue.not-its-proposer"
    assert refused(aap, AskAgain(second, first), "private-sector2") == "issue.cannot-ask-again"
    aap.do_plain(AskAgain(third, second), "civil-society1")
    chain = chain_of(Issue.objects.get(pk=second.pk))
    assert [one.issue for one in chain] == [first, second, third]
    assert [[part.refused for part in one.settled] for one in chain] == [[True], [True], [False]]
    assert chain[0].settled[0].reason == "the text is not mature"
    for number in (first.pk, second.pk, third.pk):
        page = client.get(f"/issues/{number}/").content.decode()
        assert "The same question over the years" in page
        assert page.count("the text is not mature") == 2
    page = client.get("/outcomes/over-the-years/?words=naming").content.decode()
    assert page.count("asked again") == 2
    with django_assert_num_queries(4):
        chain_of(third)


@pytest.fixture
def _aap_today(aap: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: aap.now)


@pytest.mark.usefixtures("_today")
def test_whoever_proposes_is_asked_whether_it_was_asked_before_and_nothing_typed_is_lost(
    play: Play, client_of: Callable[[Participant], Client]
) -> None:
    play.raised()
    client = client_of(play.people["private-sector1"][0])
    address = f"/issues/processes/{play.process.pk}/propose/"
    key = client.get(address).context["form"]["key"].value()
    typed = {"key": key, "title": "Who should repair the cables?", "text": "It matters."}
    asked = client.post(address, typed)
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "It may have been asked before" in page
    assert "It matters." in page
    assert "no, it is a new question" in page
    assert Issue.objects.count() == 1
    earlier = Issue.objects.get()
    assert client.post(address, typed | {"again": earlier.pk}).status_code == 302
    assert Issue.objects.get(asks_again=earlier).question == earlier
    # and whoever says that it is new is believed
    key = client.get(address).context["form"]["key"].value()
    assert client.post(address, typed | {"key": key, "again": ""}).status_code == 302
    assert Issue.objects.filter(asks_again=None).count() == 2


def test_titles_like_it_are_found_in_any_order(play: Play) -> None:
    play.raised()
    assert [one.title for one in likely_earlier("Cable repair")] == ["Who repairs cables?"]
    assert likely_earlier("Domain names") == []
    assert likely_earlier("") == []


@pytest.mark.usefixtures("ended")
def test_the_command_reminds_once(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "start_django", lambda **_how: None)
    play.day += 366
    monkeypatch.setattr(reminding, "datetime", SimpleNamespace(now=lambda _zone: play.now))
    assert [CliRunner().invoke(reminding.remind).output.strip() for _time in range(2)] == [
        "1 reminders sent",
        "0 reminders sent",
    ]
    assert Reminder.objects.get().moment == "at"


@pytest.mark.parametrize(
    "asked", ["force=x", "force=-1", "year=0", "year=99999999999999", "year=10000"]
)
@pytest.mark.parametrize("page", ["", "outcomes.json", "outcomes.csv", "outcomes.atom"])
def test_a_filter_that_means_nothing_is_let_be(client: Client, page: str, asked: str) -> None:
    assert client.get(f"/outcomes/{page}?{asked}").status_code == 200
