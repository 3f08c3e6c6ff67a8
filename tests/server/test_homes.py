"""The home of a process: begun in minutes, its calendar to subscribe to, its parts drawn."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from isegoria.library import model
from isegoria.rules.offices.cases import NAME_WITHIN
from isegoria.server.conflicts.acts import AskFacilitator
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.pages.process.calendar import calendar_of
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process.dates import DropDate, PlanDate, planned
from isegoria.server.process.models import Chunk, PlannedDate, Process, Seat
from isegoria.server.process.steps import Appeal
from isegoria.server.record.door import perform
from isegoria.server.replay.compare import recompute
from isegoria.server.rulebooks.models import ModelInUse
from isegoria.terms import Refused
from tests.people import amina, chen, speaks_for
from tests.play import START, Play
from tests.releases import our_own

pytestmark = pytest.mark.django_db
ASSEMBLY = date(2026, 11, 5)
MOTION = f"fsc.ga.motion@{model('fsc.ga.motion').version}"


def rule_of(work: Any, by: Any) -> str:
    with pytest.raises(Refused) as found:
        planned(work, by=by, now=timezone.now())
    return found.value.refusal.rule


def test_the_secretariat_sets_a_process_up_on_one_page(client_of: Callable[[Any], Client]) -> None:
    for slug, name in {"civil-society": "Civil society", "governments": "Governments"}.items():
        StakeholderGroup.objects.create(slug=slug, name=name)
    client = client_of(chen())
    page = client.get(f"/issues/begin/?model={MOTION}")
    said = page.content.decode()
    assert "Roles to fill" in said
    assert "No vote in these rules" in said
    form = page.context["form"]
    assert {"group-civil-society", "group-governments", "meeting-assembly"} <= set(form.fields)
    leaf = form.fields["group-governments"].choices[1][0]
    sent = {
        "key": form["key"].value(),
        "shown": form["shown"].value(),
        "model": MOTION,
        "title": "Motions",
        "group-civil-society": leaf,
        "group-governments": "",
        "meeting-assembly": "2026-11-05",
    }
    home = client.post("/issues/begin/", sent, follow=True).content.decode()
    process = Process.objects.get()
    assert process.counts_as == {"civil-society": leaf}
    assert [(one.name, one.on) for one in process.dates.all()] == [("assembly", ASSEMBLY)]
    assert "Motions" in home
    assert "vacant" in home  # offices that nobody holds yet
    assert client.get("/issues/begin/?model=nothing@9").status_code == 404


@pytest.mark.parametrize("who", ["amina", "chen"])
def test_only_the_secretariat_begins_and_whoever_may_not_keeps_what_was_typed(
    who: str, client_of: Callable[[Any], Client]
) -> None:
    client = client_of({"amina": amina, "chen": chen}[who]())
    form = client.get("/issues/begin/").context["form"]
    sent = {name: form[name].value() for name in ("key", "shown")}
    answer = client.post(
        "/issues/begin/",
        {**sent, "model": f"equal-footing@{model('equal-footing').version}", "title": "Networks"},
    )
    assert answer.status_code == (302 if who == "chen" else 409)
    assert Process.objects.exists() is (who == "chen")
    if who == "amina":
        assert "Networks" in answer.content.decode()
        assert "process.not-secretariat" in answer.content.decode()
    assert Client().get("/issues/begin/").status_code == 302


def test_every_version_of_an_own_model_can_be_chosen(client_of: Callable[[Any], Client]) -> None:
    text = our_own("debian.gr", "own.way").replace("model: debian.gr", "model: own.way")
    for version in (1, 2):
        numbered = text.replace("version: 1", f"version: {version}")
        ModelInUse.objects.create(
            model_id="own.way", version=version, text=numbered, put_in=version
        )
    page = client_of(chen()).get("/issues/begin/?model=own.way@1")
    assert page.context["model"].version == 1
    assert {(one.id, one.version) for one in page.context["models"]} >= {
        ("own.way", 1),
        ("own.way", 2),
        ("equal-footing", model("equal-footing").version),
    }


def test_a_meeting_fixed_at_the_beginning_or_later_is_what_the_clocks_of_every_chunk_count_from() -> (
    None
):
    secretary, ann = chen(), amina()
    act = perform(
        BeginProcess(
            "APNIC",
            model("rir.apnic.pdp"),
            {"civil-society": "everyone"},
            {"opm": date(2026, 9, 1)},
        ),
        by=secretary,
        now=START,
    )
    process = Process.objects.get(pk=act.number)
    issue = perform(
        ProposeIssue(process, "Transfers"),
        by=ann,
        now=START,
        capacity=speaks_for(ann, "civil-society"),
    )
    chunk = Chunk.objects.get(pk=issue.number)
    assert chunk.state["meetings"]["opm"].startswith("2026-09-01")
    planned(PlanDate(process, date(2026, 9, 8), "opm"), by=secretary, now=START + timedelta(days=1))
    chunk.refresh_from_db()
    assert chunk.state["meetings"]["opm"].startswith("2026-09-08")
    moved = process.dates.get(dropped_in=None)
    assert recompute(Issue.objects.get(pk=issue.number)).findings == ()
    planned(DropDate(moved, "off"), by=secretary, now=START + timedelta(days=2))
    chunk.refresh_from_db()
    assert chunk.state["meetings"] == {}
    assert recompute(Issue.objects.get(pk=issue.number)).findings == ()
    assert rule_of(DropDate(moved, "off"), secretary) == "date.dropped"


def test_only_the_secretariat_plans_dates_that_say_what_they_are() -> None:
    process = Process.objects.get(
        pk=perform(BeginProcess("Cables", model("equal-footing")), by=None, now=START).number
    )
    assert rule_of(PlanDate(process, ASSEMBLY, title="Workshop"), amina()) == "date.not-secretariat"
    assert rule_of(PlanDate(process, ASSEMBLY), None) == "date.no-title"
    assert rule_of(PlanDate(process, ASSEMBLY, "summit"), None) == "date.unknown-meeting"


def test_the_calendar_has_clocks_windows_panels_terms_reviews_and_dates(play: Play) -> None:
    from tests.play import to_the_call  # noqa: PLC0415

    chunk = to_the_call(play)
    planned(
        PlanDate(play.process, ASSEMBLY, title="Assembly, room 4"), by=play.secretary, now=play.now
    )
    kinds = {one.kind for one in calendar_of(play.process, play.now)}
    assert {"clock", "term", "review", "date"} <= kinds
    found = next(one for one in calendar_of(play.process, play.now) if one.chunk is not None)
    assert found.chunk == chunk
    level = next(iter(play.process.chunks.get().process.chunks.all()))
    assert level == chunk


def test_an_answer_that_a_panel_owes_is_on_the_calendar(play: Play) -> None:
    from isegoria.server.process.steps import GiveFinding  # noqa: PLC0415
    from tests.play import everyone_supports, to_the_call  # noqa: PLC0415

    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.later(chunk, 15)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all"), "governments1")
    level = next(iter(model("equal-footing.working-group").appeals))
    play.do(Appeal(chunk, level, "consensus_call/designation", reason="Too soon"), "civil-society1")
    entry = next(one for one in calendar_of(play.process, play.now) if one.kind == "answer")
    assert entry.at > play.now


def test_by_when_somebody_has_to_act_in_a_conflict_is_on_the_calendar(
    play: Play, client: Client
) -> None:
    parties = [play.people[who][0] for who in ("civil-society1", "governments2")]
    asked = play.do_plain(
        AskFacilitator(play.process, "They shut us out.", parties), "civil-society1"
    )
    [entry] = [one for one in calendar_of(play.process, play.now) if one.kind == "case"]
    assert (entry.title, entry.at - play.now) == (
        f"Case #{asked.number}: the secretariat names a facilitator",
        NAME_WITHIN,
    )
    there = client.get(f"/issues/processes/{play.process.pk}/calendar.json").json()["dates"]
    assert f"/conflicts/{asked.number}/" in {
        one["url"].removeprefix("http://testserver") for one in there
    }
    assert (
        f'href="/conflicts/{asked.number}/"'
        in client.get(f"/issues/processes/{play.process.pk}/calendar/").content.decode()
    )


def test_the_file_of_the_calendar_is_valid_and_each_date_keeps_its_identity(
    client: Client, play: Play
) -> None:
    play.raised()
    planned(
        PlanDate(play.process, ASSEMBLY, title="Assembly; room 4, upstairs", where="Geneva"),
        by=play.secretary,
        now=play.now,
    )
    response = client.get(f"/issues/processes/{play.process.pk}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    file = response.content
    assert file.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    assert "SUMMARY:Assembly\\; room 4\\, upstairs" in lines
    assert "DTSTART;VALUE=DATE:20261105" in lines
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT")
    again = client.get(f"/issues/processes/{play.process.pk}/calendar.ics").content.decode()
    assert [
        line for line in again.replace("\r\n ", "").split("\r\n") if line.startswith("UID:")
    ] == uids
    rows = client.get(f"/issues/processes/{play.process.pk}/calendar.json").json()["dates"]
    assert len(rows) == len(uids)
    assert {one["where"] for one in rows} == {"", "Geneva"}
    for one in rows:
        datetime.fromisoformat(one["at"])


def test_a_date_is_planned_and_dropped_on_the_page(
    client_of: Callable[[Any], Client], play: Play
) -> None:
    client = client_of(play.secretary)
    address = f"/issues/processes/{play.process.pk}/calendar/"
    key = client.get(address).context["form"]["key"].value()
    sent = {"key": key, "on": "2030-11-05", "title": "Workshop", "where": "Nairobi"}
    assert "Workshop" in client.post(address, sent, follow=True).content.decode()
    drop = f"{address}{PlannedDate.objects.get().pk}/drop/"
    key = client.get(drop).context["form"]["key"].value()
    assert (
        "Workshop"
        not in client.post(drop, {"key": key, "reason": "off"}, follow=True).content.decode()
    )
    assert client_of(amina()).get(address).context["form"] is None


def split(play: Play, number: int) -> Chunk:
    chunk = play.raised()
    for place in range(1, number):
        play.do_plain(SplitIssue(chunk, f"Part {place}"))
    return chunk


@pytest.mark.parametrize("number", [1, 3, 12])
def test_the_parts_of_an_issue_are_drawn_with_the_same_figures_in_a_table(
    number: int, client: Client, play: Play
) -> None:
    chunk = split(play, number)
    page = client.get(f"/issues/{chunk.issue_id}/")
    picture = page.context["picture"]
    assert len(picture.rows) == number
    assert [tie.kind for tie in picture.ties] == ["part"] * (number - 1)
    said = page.content.decode()
    assert len(re.findall(r'<tr>\s*<th scope="row">\s*<a href="/chunks/', said)) == number
    for one in Chunk.objects.filter(issue=chunk.issue_id):
        assert said.count(f'href="/chunks/{one.pk}/"') >= 2  # in the picture and in the table


def test_a_part_knows_what_it_was_cut_off_and_what_it_waits_for(client: Client, play: Play) -> None:
    chunk = split(play, 3)
    one, other = Chunk.objects.filter(part_of=chunk)
    play.do_plain(TieChunks(one, other))
    assert play.refused(TieChunks(one, other)) == "chunk.tied-already"
    Chunk.objects.filter(pk=one.pk).update(stage="deliberation")
    page = client.get(f"/chunks/{one.pk}/").content.decode()
    assert "Not ready yet:" in page
    assert "Split from:" in page
    assert "not ready yet" in client.get(f"/issues/{chunk.issue_id}/").content.decode()
    play.do_plain(TieChunks(one, other, tied=False))
    assert play.refused(TieChunks(one, other, tied=False)) == "chunk.not-tied"
    assert "Not ready yet:" not in client.get(f"/chunks/{one.pk}/").content.decode()


@pytest.mark.parametrize("number", [4, 12, 30])
def test_the_home_and_calendar_ask_as_often_for_four_issues_as_for_thirty(
    number: int,
    client: Client,
    play: Play,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for place in range(number):
        by, capacity = list(play.people.values())[
            2 * place % 8
        ]  # the first four belong to one group each: no voice is missing
        perform(
            ProposeIssue(play.process, f"Issue {place}"), by=by, now=play.now, capacity=capacity
        )
    home = f"/issues/processes/{play.process.pk}/"
    client.get(home)
    with django_assert_num_queries(37):
        client.get(home)
    with django_assert_num_queries(8):
        client.get(f"{home}calendar/")


def test_others_than_the_secretariat_take_a_seat_in_an_open_group_and_learn_of_no_account(
    play: Play, client_of: Any
) -> None:
    someone = play.people["civil-society1"][0]
    client, address = client_of(someone), f"/issues/processes/{play.process.pk}/"
    page = client.get(address).content.decode()
    assert "Join an open group" in page
    assert 'name="participant"' not in page
    assert (
        "Co-chairs"
        not in page[
            page.index("Join an open group") : page.index(
                "</form>", page.index("Join an open group")
            )
        ]
    )
    form = {
        "key": uuid4(),
        "holder": "concerned",
        "participant": play.people["governments1"][0].email,
        "capacity": "",
    }
    assert client.post(address, form).status_code == 302
    assert Seat.objects.get(holder="concerned").participant == someone
    assert client.post(address, {**form, "key": uuid4(), "holder": "chairs"}).status_code in {
        400,
        409,
    }
    assert 'name="participant"' in client_of(play.secretary).get(address).content.decode()


def test_who_is_given_a_seat_is_told_by_mail_which_and_where(
    play: Play, client_of: Callable[[Any], Client]
) -> None:
    form = {
        "key": uuid4(),
        "holder": "reserve",
        "participant": play.people["private-sector1"][0].email,
        "capacity": "",
    }
    page = (
        client_of(play.secretary)
        .post(f"/issues/processes/{play.process.pk}/", form, follow=True)
        .content.decode()
    )
    assert "Published as #" in page
    [sent] = mail.outbox
    assert sent.to == ["private-sector1@example.org"]
    assert "Reserve of the panel" in sent.subject
    assert f"/issues/processes/{play.process.pk}/" in sent.body


def test_a_call_that_is_over_is_told_before_anybody_writes_an_issue(
    play: Play, client_of: Callable[[Any], Client], now: dict[str, datetime]
) -> None:
    client, home = (
        client_of(play.people["civil-society1"][0]),
        f"/issues/processes/{play.process.pk}/",
    )
    now["now"] = play.now
    assert f"{home}propose/" in client.get(home).content.decode()
    now["now"] = play.now + timedelta(days=43)
    assert (
        "You cannot propose an issue now: The time for this ended"
        in client.get(home).content.decode()
    )
    assert "You cannot do this now:" in client.get(f"{home}propose/").content.decode()


def test_a_page_opens_where_something_is_wrong(
    play: Play, client_of: Callable[[Any], Client]
) -> None:
    client, home = client_of(play.secretary), f"/issues/processes/{play.process.pk}/"
    form = {
        "key": uuid4(),
        "holder": "reserve",
        "participant": "nobody@example.org",
        "capacity": "",
    }
    page = client.post(home, form).content.decode()
    assert page.count(" autofocus") == 1
    assert "autofocus" in next(line for line in page.splitlines() if 'name="participant"' in line)
    taken = {
        **form,
        "key": uuid4(),
        "holder": "chairs",
        "participant": play.people["governments1"][0].email,
    }
    assert (
        client.post(home, taken).content.decode().count('role="alert" tabindex="-1" autofocus') == 1
    )
