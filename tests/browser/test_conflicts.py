"""Conflicts and reviews before a real browser, with data on the pages: axe on each, on a phone, in
the dark, right to left.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from isegoria.server.conflicts.acts import AnswerCase, AskFacilitator, NameFacilitator, RecordStep
from isegoria.server.conflicts.models import Case
from isegoria.server.conflicts.notes import WriteNote
from isegoria.server.deliberation.acts import Say
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.record.door import perform
from isegoria.server.reviews.acts import AnswerReview, OpenReview
from isegoria.server.reviews.closing import close_what_is_over
from isegoria.server.reviews.models import Review
from tests.browser.conftest import LINKED, LOOKS, kind_of
from tests.people import amina
from tests.play import GROUPS, Play, seated
from tests.server.test_reviews import BAD, GOOD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_conflict(play: Play) -> tuple[Chunk, Case]:
    """Return a chunk, and a case about it that is under way, with a step and a private note."""
    chunk, outside = play.raised(), amina()
    asked = play.do_plain(
        AskFacilitator(
            play.process,
            "They shut us out of the **calls**.",
            [play.people["civil-society1"][0]],
            ["private_sector"],
            chunk=chunk,
            issue=chunk.issue,
        ),
        "civil-society1",
    )
    case = Case.objects.get(pk=asked.number)
    perform(NameFacilitator(case, outside), by=play.secretary, now=play.now)
    person, group = case.parties.all()
    play.do_plain(AnswerCase(case, person, "accepted"), "civil-society1")
    play.seat("private_sector", "private-sector1")
    Seat.objects.filter(holder="private_sector").update(from_at=case.asked_at)
    play.do_plain(AnswerCase(case, group, "accepted"), "private-sector1")
    perform(
        RecordStep(case, "meeting", play.now.date(), "We met on line and agreed on an agenda."),
        by=outside,
        now=play.now,
    )
    play.do_plain(WriteNote(case, "We would pay a third."), "private-sector1")
    return chunk, case


def reviewed(play: Play, chunk: Chunk) -> tuple[Review, Review]:
    """Return a review that is over and one that is open."""
    for group in GROUPS:
        for number in (1, 2):
            play.do(Say(chunk, text="I am here."), f"{group}{number}")
    play.day += 370
    opened = play.do_plain(OpenReview(Seat.objects.get(holder="chairs")))
    first = Review.objects.get(pk=opened.number)
    for group in GROUPS[1:]:
        play.do_plain(
            AnswerReview(first, BAD if group == "civil-society" else GOOD, "Answer sooner."),
            f"{group}1",
        )
    play.day += 15
    close_what_is_over(play.now)
    Seat.objects.create(
        number=9001,
        process=play.process,
        holder="secretariat",
        participant=play.people["governments2"][0],
        from_at=timezone.now() - timedelta(days=800),
    )
    second = perform(OpenReview(Seat.objects.get(pk=9001)), by=play.secretary, now=timezone.now())
    return Review.objects.get(pk=first.pk), Review.objects.get(pk=second.number)


def sign_in(page: Page, who: Participant, address: str) -> None:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.mark.parametrize(("options", "others"), LOOKS)
def test_axe_finds_nothing_on_conflicts_and_reviews(
    visitor: Any, accessible: Any, live_server: Any, options: dict[str, Any], others: bool
) -> None:
    play = seated()
    chunk, case = in_conflict(play)
    over, running = reviewed(play, chunk)
    room, page = f"/issues/processes/{play.process.pk}/", visitor(**options)
    public = (
        f"/conflicts/{case.number}/",
        "/conflicts/",
        f"/reviews/{over.number}/",
        "/reviews/",
        room,
        "/issues/",
    )
    for address in (
        *public,
        f"/chunks/{chunk.pk}/",
        f"/people/{play.people['governments1'][0].pk}/",
    ):
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))
    sign_in(page, play.people["private-sector1"][0], live_server.url)
    seat = Seat.objects.get(holder="chairs").pk
    for address in (
        f"/conflicts/{case.number}/",
        f"/conflicts/{case.number}/note/",
        f"/conflicts/{case.number}/publish/",
        f"/conflicts/ask/chunk/{chunk.pk}/",
        f"/reviews/{running.number}/",
        f"/reviews/{running.number}/answer/",
        room,
        f"{room}seats/{seat}/petition/",
        f"{room}seats/{seat}/review/",
    ):
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))


def test_a_participant_on_a_phone_without_javascript_asks_answers_and_reads_the_private_part(
    visitor: Any, live_server: Any
) -> None:
    play = seated()
    chunk, outside = play.raised(), amina()
    mine, other = play.people["civil-society1"][0], play.people["private-sector1"][0]
    page, across = visitor(java_script_enabled=False), visitor(java_script_enabled=False)
    sign_in(page, mine, live_server.url)
    page.goto(f"/chunks/{chunk.pk}/")
    page.get_by_role("link", name="Need a mediator?").click()
    page.get_by_label("What the conflict is about").fill("They shut us out.")
    page.get_by_label("People who are parties").fill(f"#{other.pk}")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("the secretariat names a facilitator")).to_be_visible()
    case = Case.objects.get()
    perform(NameFacilitator(case, outside), by=play.secretary, now=timezone.now())
    for one, who in ((page, mine), (across, other)):
        sign_in(one, who, live_server.url)
        one.goto(f"/conflicts/{case.number}/")
        one.get_by_role("link", name="Answer", exact=True).click()
        one.get_by_label("I accept this facilitator").check()
        one.get_by_role("button", name="Send").click()
    across.get_by_role("link", name="Write a private note").click()
    across.get_by_label("Private note").fill("We would pay a third.")
    across.get_by_role("button", name="Send").click()
    page.goto(f"/conflicts/{case.number}/")
    expect(page.get_by_text("We would pay a third.")).to_be_visible()
    expect(page.get_by_text("the facilitator takes the next step")).to_be_visible()
