"""The first page: what is open, what waits for the one who looks, what came out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.reads import latest_version
from isegoria.server.deliberation.texts import Amend
from isegoria.server.pages.forum.home import LOOKED_AT, duties_of
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.models import Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import Vote
from tests.play import Play, to_the_call
from tests.server.test_panels import contested
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forum(db: None) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])


def waiting(play: Play, who: str) -> list[str]:
    return [
        choice.kind
        for duty in duties_of(play.people[who][0], play.now, None)
        for choice in duty.choices
    ]


def test_an_open_ballot_waits_for_who_may_answer_until_they_did(play: Play) -> None:
    chunk = to_the_call(play)
    play.do(Say(chunk, text="I am here."), "civil-society1")
    assert "vote" in waiting(play, "civil-society1")
    play.do(Vote(chunk, "support", "support"), "civil-society1")
    assert "vote" not in waiting(play, "civil-society1")
    assert "judge" in waiting(play, "governments1")
    assert "judge" not in waiting(play, "civil-society1")
    assert waiting(play, "private-sector1") == []  # takes no part and has no seat


def test_a_question_waits_for_the_office_that_was_asked(play: Play, client_of: Any) -> None:
    chunk = to_the_call(play)
    play.do(
        Say(chunk, text="Who pays for the second ship?", form="question", asked="chairs"),
        "civil-society1",
    )
    assert (
        "A question to you:" in client_of(play.people["governments1"][0]).get("/").content.decode()
    )
    assert (
        "A question to you:"
        not in client_of(play.people["governments2"][0]).get("/").content.decode()
    )


def test_a_visitor_sees_what_is_open_and_nothing_that_waits(play: Play, client: Any) -> None:
    to_the_call(play)
    page = client.get("/").content.decode()
    assert "Who repairs cables?" in page
    assert "Your tasks" not in page


def test_the_first_page_asks_as_often_with_many_issues_as_with_some(
    play: Play, client_of: Any
) -> None:
    client = client_of(play.people["governments1"][0])

    def asked() -> int:
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/")
        return len(queries)

    for _ in range(LOOKED_AT + 1):
        play.raised("governments1")
    few = asked()
    for _ in range(20):
        play.raised("technical-community1")
    assert asked() <= few


def test_the_secretariat_is_told_what_it_has_to_publish_without_a_seat(play: Play) -> None:
    play.raised()
    assert "deliver" in [
        choice.kind for duty in duties_of(play.secretary, play.now, None) for choice in duty.choices
    ]


def test_a_duty_on_the_last_of_ten_parts_is_not_lost(play: Play) -> None:
    for who in ("private-sector1", "private-sector2", "governments2"):
        for _ in range(3):  # more in one minute are too many
            play.raised(who)
    chunk = to_the_call(play)  # the clocks of the others ended before
    assert chunk in [
        duty.chunk for duty in duties_of(play.people["governments1"][0], play.now, None)
    ]


def test_an_open_amendment_waits_for_the_editor(play: Play) -> None:
    chunk = to_the_call(play, call=False)
    written = latest_version(chunk)
    assert written is not None
    assert "answer-amendment" not in waiting(play, "technical-community1")
    play.do(
        Amend(
            chunk, text="Some cannot.", written=written, paragraph=1, new_text="All states repair."
        ),
        "civil-society1",
    )
    assert "answer-amendment" in waiting(play, "technical-community1")
    assert "answer-amendment" not in waiting(play, "civil-society1")


def test_the_first_page_says_stages_in_the_words_of_the_rules_and_no_end_that_is_past(
    play: Play, client: Any, now: dict[str, Any]
) -> None:
    play.raised()
    play.day += 42  # the call is over and waits for the secretariat
    run_clocks(play.now)
    now["now"] = play.now + timedelta(days=1)
    page = client.get("/").content.decode()
    assert "Call for issues" in page
    assert "until 13 April 2026" not in page


def test_a_newcomer_is_told_to_say_who_they_are_until_they_did(play: Play, client_of: Any) -> None:
    newcomer = Participant.objects.create_user("dee@example.org")
    page = client_of(newcomer).get("/").content.decode()
    assert f"for now it is “participant {newcomer.pk}”" in page
    assert "counts in no stakeholder group" in page
    assert (
        "Before you take part"
        not in client_of(play.people["civil-society1"][0]).get("/").content.decode()
    )


STANDS_IN = RESTARTING.replace(
    "offices: {editor: {title: Editor,",
    "offices: {deputy: {title: Deputy, chosen: by_right}, editor: {title: Editor, interim: deputy,",
).replace(
    "    exits:\n", "    deliverables: {report: {title: Report, by: editor}}\n    exits:\n", 1
)


def test_who_stands_in_for_an_empty_office_has_its_tasks() -> None:
    play, _chunk = call_in(STANDS_IN)
    play.seat("deputy", "governments2")
    assert "deliver" in waiting(play, EDITOR)
    assert "deliver" not in waiting(play, "governments2")
    play.do_plain(EndSeat(Seat.objects.get(holder="editor"), "moved away"), EDITOR)
    assert "deliver" in waiting(play, "governments2")


def test_a_seat_in_a_panel_that_is_too_small_waits_for_who_fills_it(play: Play) -> None:
    chunk = contested(play, 2)
    found = duties_of(play.secretary, play.now, None)
    seats = [choice.words for duty in found for choice in duty.choices if choice.kind == "seat"]
    assert seats == ["Give a seat: Panel of people who took no part"]
    assert "seat" not in waiting(play, "judge1")
    play.people["judge3"] = play.newcomer("Judge 3", "civil-society")
    play.seat("panel", "judge3")
    found = duties_of(play.secretary, play.now, None)
    assert "seat" not in {choice.kind for duty in found for choice in duty.choices}
    assert chunk.outcome == ""
