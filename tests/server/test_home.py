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
from isegoria.server.process.steps import Vote
from tests.play import Play, to_the_call

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
    assert "What waits for you" not in page


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
    for _ in range(9):
        play.raised("private-sector1")
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
