"""Days that are too early or too late to count with are refused, in forms and in acts; so no page
fails at them later.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from isegoria.library import model
from isegoria.server.deliberation.polls import OpenPoll
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import NoteEvent
from isegoria.server.record.models import Act
from tests.play import Play, to_the_call
from tests.server.test_gone_words import without_text
from tests.server.test_text_under_decision import RESTARTING

pytestmark = pytest.mark.django_db
BEFORE_A_MEETING = RESTARTING.replace(
    "length: 2 weeks, restarts_on: version", "before: agm, by: 2 weeks"
).replace("outcomes:", "resources: {calls: {title: Calls}}\noutcomes:")
PAGES = Path(__file__).parents[2] / "src" / "isegoria" / "server" / "pages"


@pytest.fixture
def meeting(client: Client, now: dict[str, Any]) -> tuple[Play, Chunk]:
    """A part whose clock waits for a meeting, looked at by the secretariat."""
    play, chunk = without_text(BEFORE_A_MEETING)
    now["now"] = play.now
    client.force_login(play.secretary)
    return play, chunk


def sent(client: Client, address: str, **said: str) -> int:
    """Send the form of a page; return the status."""
    form = client.get(address).context["form"]
    hidden = {one.name: one.value() for one in form.hidden_fields() if one.value() is not None}
    return client.post(address, {"capacity": "", **hidden, **said}).status_code


def assert_all_pages_are_there(client: Client, play: Play, chunk: Chunk) -> None:
    process = f"/issues/processes/{play.process.pk}/"
    pages = ["/", "/issues/", process, f"{process}calendar/", f"{process}calendar.ics"]
    pages += [f"/chunks/{chunk.pk}/", f"/chunks/{chunk.pk}/chunk.json"]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    run_clocks(play.now)


@pytest.mark.parametrize(
    "day",
    ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-14:00", "soon"],
)
def test_a_meeting_behind_the_calendar_is_not_noted(
    meeting: tuple[Play, Chunk], client: Client, day: str
) -> None:
    play, chunk = meeting
    assert sent(client, f"/chunks/{chunk.pk}/note/", about="meeting:agm", value=day) == 409
    assert play.refused(NoteEvent(chunk, "meeting", "agm", day)) == "chunk.cannot-note"
    assert_all_pages_are_there(client, play, chunk)


@pytest.mark.parametrize(("day", "planned"), [("1900-01-01", 409), ("2200-12-31", 302)])
def test_the_first_and_the_last_day_can_be_noted_and_what_is_to_come_planned(
    meeting: tuple[Play, Chunk], client: Client, day: str, planned: int
) -> None:
    play, chunk = meeting
    plan = f"/issues/processes/{play.process.pk}/calendar/"
    assert sent(client, plan, on=day, name="", title="A feast") == planned
    assert sent(client, f"/chunks/{chunk.pk}/note/", about="meeting:agm", value=day) == 302
    assert_all_pages_are_there(client, play, chunk)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_behind_the_calendar_is_not_planned(
    meeting: tuple[Play, Chunk], client: Client, day: str
) -> None:
    play, chunk = meeting
    plan = f"/issues/processes/{play.process.pk}/calendar/"
    assert sent(client, plan, on=day, name="agm") == 400
    assert not Act.objects.filter(kind="process.plan").exists()
    assert_all_pages_are_there(client, play, chunk)


@pytest.mark.parametrize("used", ["0", "-5", "9" * 80, "many"])
def test_no_resource_is_given_back(meeting: tuple[Play, Chunk], client: Client, used: str) -> None:
    play, chunk = meeting
    assert sent(client, f"/chunks/{chunk.pk}/note/", about="resource:calls", value=used) == 409
    assert play.refused(NoteEvent(chunk, "resource", "calls", used)) == "chunk.cannot-note"
    play.do(NoteEvent(chunk, "resource", "calls", "2"))
    play.do(NoteEvent(chunk, "resource", "calls"))
    assert facts_of(Chunk.objects.get(pk=chunk.pk)).used("calls") == 3


def test_no_act_takes_a_day_behind_the_calendar(play: Play) -> None:
    chunk, late = to_the_call(play), date(9999, 12, 31)
    works: list[tuple[Any, str | None]] = [
        (PlanDate(play.process, late, title="The end"), None),
        (BeginProcess("Cables", model("fsc.ga.motion"), meetings={"assembly": late}), None),
        (
            OpenPoll(chunk, "Is it clear?", ["yes", "no"], datetime(1, 1, 1, tzinfo=UTC)),
            "governments1",
        ),
        (DeclareAffiliation("Harbour", None, "", "", date(1, 1, 1)), "governments1"),
        (DeclareAffiliation("Harbour", None, "", "", play.now.date(), late), "governments1"),
    ]
    assert [play.refused_plain(work, who) for work, who in works] == ["act.day"] * len(works)


def test_every_form_asks_for_a_day_in_one_way() -> None:
    asking = [path.name for path in PAGES.rglob("*.py") if "forms.DateField(" in path.read_text()]
    assert asking == []
