"""A call for issues is seen with its end from the first minute; one that ends without an issue ends
its process, until those who lead it open it again.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from isegoria.library import model
from isegoria.server.deliberation.acts import Say
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.call_for_issues import (
    EndCall,
    ExtendCall,
    call_ends,
    end_calls,
    open_calls,
)
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import has_call
from isegoria.server.people.models import Forum
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Deliver
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import START, Play

pytestmark = pytest.mark.django_db
END = START + timedelta(weeks=6)
WHY = "Half of the groups were on holiday."
LEADER, OTHER = "governments1", "civil-society1"


@pytest.fixture
def process(play: Play) -> Process:
    return play.process


def newest(process: Process) -> Process:
    return Process.objects.get(pk=process.pk)


def on(days: int) -> date:
    return (START + timedelta(days=days)).date()


def state(play: Play, days: float) -> Any:
    """Return since when the call is over, once the clocks looked at that time."""
    end_calls(START + timedelta(days=days))
    return newest(play.process).call_ended_at


@pytest.mark.parametrize(
    ("days", "ended"), [(0, None), (41.99, None), (42, None), (42.01, END), (400, END)]
)
def test_a_call_without_an_issue_ends_its_process_once(play: Play, days: float, ended: Any) -> None:
    assert state(play, days) == ended
    assert state(play, days) == ended
    acts = Act.objects.filter(kind="process.end-call")
    assert [act.role for act in acts] == (["operator"] if ended else [])


def test_a_call_with_an_issue_does_not_end_so(play: Play) -> None:
    play.raised()
    assert state(play, 43) is None
    assert play.refused_plain(EndCall(play.process)) == "call.not-over"
    assert play.refused_plain(ExtendCall(play.process, on(60), WHY)) == "call.has-issues"


@pytest.mark.parametrize(
    ("day", "until", "why", "rule"),
    [
        pytest.param(0, 41, WHY, "call.not-longer", id="before its end"),
        pytest.param(0, 42, WHY, "call.not-longer", id="the day on which it ends"),
        pytest.param(0, 43, WHY, "", id="a day later"),
        pytest.param(50, 50, WHY, "call.not-longer", id="it has ended, until today"),
        pytest.param(50, 51, WHY, "", id="it has ended, until tomorrow"),
        pytest.param(50, 50 + 365, WHY, "", id="one year"),
        pytest.param(50, 50 + 366, WHY, "call.too-long", id="more than a year"),
        pytest.param(0, 60, " ", "call.no-reason", id="no reason"),
        pytest.param(0, 60, "x" * 1_000_000, "text.too-long", id="a book"),
    ],
)
def test_it_is_made_longer_to_a_later_day_with_a_reason(
    play: Play, day: int, until: int, why: str, rule: str
) -> None:
    play.day = day
    if rule:
        assert play.refused_plain(ExtendCall(play.process, on(until), why)) == rule
        return
    play.do_plain(ExtendCall(play.process, on(until), why))
    ends = call_ends(newest(play.process), model_of(play.process))
    assert ends is not None
    assert ends.date() == on(until)
    assert ends > play.now


@pytest.mark.parametrize(("who", "allowed"), [(None, True), (LEADER, False), (OTHER, False)])
def test_those_who_lead_the_call_make_it_longer(play: Play, who: str | None, allowed: bool) -> None:
    work = ExtendCall(play.process, on(60), WHY)
    if allowed:
        play.do_plain(work, who)
    else:
        assert play.refused_plain(work, who) == "call.not-its-officer"


def test_rules_without_an_end_of_the_call_have_nothing_to_move(play: Play) -> None:
    begun = play.do_plain(BeginProcess("Standards", model("debian.gr")))
    process = Process.objects.get(pk=begun.number)
    assert not has_call(model_of(process))
    assert play.refused_plain(ExtendCall(process, on(60), WHY)) == "call.without-end"
    assert state(play, 400) == END
    assert newest(process).call_ended_at is None


def test_a_call_that_was_opened_again_takes_issues_and_they_follow_from_the_record(
    play: Play,
) -> None:
    play.day = 50
    end_calls(play.now)
    proposal = ProposeIssue(play.process, "Who repairs cables?")
    rule = "equal-footing.working-group/call/clocks/call"
    assert play.refused_plain(proposal, OTHER) == rule
    play.do_plain(ExtendCall(play.process, on(60), WHY))
    assert newest(play.process).call_ended_at is None
    play.day = 55
    chunk = Chunk.objects.get(pk=play.do_plain(proposal, OTHER).number)
    play.do(Deliver(chunk, "clusters"))
    assert play.later(chunk, 4) == "call"
    play.do(Say(chunk, text="Here."), OTHER)
    assert play.later(chunk, 2) == "scoping"
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []
    act = Act.objects.get(kind="process.extend-call")
    assert act.body == {"until": f"{on(60)}", "span": "18 days"}


def test_it_can_end_and_be_opened_more_than_once(play: Play) -> None:
    for days in (50, 70, 90):
        play.day = days
        end_calls(play.now)
        assert newest(play.process).call_ended_at is not None
        play.do_plain(ExtendCall(play.process, on(days + 10), WHY))
    assert Act.objects.filter(kind="process.end-call").count() == 3


@pytest.mark.parametrize(
    ("language", "open_until", "has_ended"),
    [
        ("en", "Call for issues: open until", "this process has ended"),
        ("fr", "Appel à questions : ouvert jusqu’au", "est donc terminé"),
        ("ar", "مفتوحة حتى", "انتهت هذه العملية"),
    ],
)
def test_its_pages_say_how_it_stands_and_offer_only_what_can_be_done(
    play: Play, now: dict[str, Any], language: str, open_until: str, has_ended: str
) -> None:
    room = f"/issues/processes/{play.process.pk}/"
    pages = (room, "/issues/", f"{room}issues/")
    offer, longer = f'href="{room}propose/"', f'href="{room}call/"'
    for days, said, offered in ((1, open_until, True), (43, has_ended, False)):
        now["now"] = START + timedelta(days=days)
        for path in pages:
            page = seen(path, language)
            assert said in page, path
            assert (offer in page) is offered, path
            assert longer not in page, path
    assert longer in seen(room, language, play.secretary)
    assert longer not in seen(room, language, play.people[OTHER][0])


def seen(path: str, language: str, by: Any = None) -> str:
    client = Client(headers={"accept-language": language})
    if by is not None:
        client.force_login(by)
    with translation.override(language):
        return client.get(path).content.decode()


def test_home_and_calendar_have_its_end_from_the_first_minute(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    now["now"] = START
    room = f"/issues/processes/{play.process.pk}/"
    dates = client.get(f"{room}calendar.json").json()["dates"]
    assert [one["kind"] for one in dates if one["key"] == f"call-{play.process.pk}"] == ["closes"]
    assert [(one.pk, at) for one, at in open_calls(START, 5)] == [(play.process.pk, END)]
    Forum.objects.create(pk=1, name="Town", languages=["en"])
    assert f'href="{room}"' in client.get("/").content.decode()
    assert open_calls(END + timedelta(minutes=1), 5) == []


def test_the_page_makes_it_longer_and_the_record_says_why(
    play: Play, now: dict[str, Any], client_of: Any
) -> None:
    now["now"] = START + timedelta(days=50)
    end_calls(now["now"])
    client, path = client_of(play.secretary), f"/issues/processes/{play.process.pk}/call/"
    key = client.get(path).context["form"]["key"].value()
    sent = {"key": key, "until": f"{on(60)}", "reason": WHY}
    page = client.post(path, sent, follow=True).content.decode()
    assert "Call for issues: open until" in page
    act = Act.objects.get(kind="process.extend-call")
    assert WHY in client.get(f"/record/{act.number}/").content.decode()
    feed = client.get("/record/acts.atom").content.decode()
    assert "Extended the call for issues" in feed, feed
    assert "The call for issues ended without an issue" in feed
