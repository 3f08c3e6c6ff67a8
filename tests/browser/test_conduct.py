"""The code, decisions under it and outcomes before a real browser, with data on the pages: axe on
each, print, a journey.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from isegoria.library import model
from isegoria.server.conduct.appeals import AppealMeasure
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.measures import HideWords, Restrict
from isegoria.server.conduct.models import Measure, MeasureAppeal
from isegoria.server.deliberation.acts import Dissent, Say
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.outcomes.acts import Follow
from isegoria.server.process.models import Chunk, Process
from isegoria.server.record.door import perform
from tests.browser.conftest import LINKED, LOOKS, kind_of
from tests.browser.test_conflicts import sign_in
from tests.play import Play, seated, to_the_call
from tests.server.test_outcomes import ask, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHOR = "civil-society2"


def moderated() -> tuple[Play, Chunk]:
    """Return an outcome with a dissent and a report, asked again, after something was hidden and
    somebody restricted.
    """
    play = seated()
    play.do_plain(PublishCode(*default_code()))
    chunk = to_the_call(play)
    act = play.do(Say(chunk, text="Bo is a **liar**."), AUTHOR)
    play.do_plain(HideWords(act=act, rule=2, reason="calls Bo a liar"))
    play.do_plain(AppealMeasure(Measure.objects.get(), "It is true."), AUTHOR)
    until = play.now.replace(day=28)
    whom = play.people["governments2"][0]
    play.do_plain(
        Restrict(
            process=play.process, restricted=whom, until=until, rule=1, reason="again and again"
        )
    )
    done = settle(play, chunk)
    play.do(Dissent(done, reason="Operators cannot pay."), "private-sector1")
    play.do_plain(
        Follow(done, "nothing", "The depot is closed.", "https://example.org/depot"), AUTHOR
    )
    begun = perform(
        BeginProcess("Cables again", model("equal-footing.working-group")),
        by=play.secretary,
        now=play.now,
    )
    ask(
        play,
        Process.objects.get(pk=begun.number),
        "Who repairs cables in a storm?",
        "technical-community1",
        again=done.issue,
    )
    return play, done


@pytest.mark.parametrize(("options", "others"), LOOKS)
def test_axe_finds_nothing_on_moderation_and_outcomes(
    visitor: Any, accessible: Any, live_server: Any, options: dict[str, Any], others: bool
) -> None:
    play, done = moderated()
    page, measure, appeal = (
        visitor(**options),
        Measure.objects.get(kind="hide"),
        MeasureAppeal.objects.get(),
    )
    public = (
        "/code/",
        "/code/decisions/",
        f"/code/decisions/{measure.number}/",
        "/outcomes/",
        f"/outcomes/{done.pk}/",
        f"/issues/{done.issue_id}/",
        "/outcomes/over-the-years/?words=cables",
        f"/record/{measure.of}/",
    )
    for address in public:
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))
    page.goto(f"/outcomes/{done.pk}/")
    page.emulate_media(media="print")
    expect(page.locator("footer")).to_be_hidden()
    expect(page.get_by_text("Operators cannot pay.")).to_be_visible()
    page.emulate_media(media="screen")
    sign_in(page, play.secretary, live_server.url)
    who = play.people[AUTHOR][0].pk
    for address in (
        *public,
        "/code/publish/",
        f"/record/{done.issue_id}/hide/",
        f"/record/{done.issue_id}/erase/",
        f"/people/{who}/erase/",
        f"/issues/processes/{play.process.pk}/restrict/{who}/",
        f"/code/appeals/{appeal.number}/",
        f"/outcomes/{done.pk}/responsible/",
        f"/outcomes/{done.pk}/follow-up/",
        "/profile/",
    ):
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))


def test_an_appeal_is_decided_on_a_phone_without_javascript(visitor: Any, live_server: Any) -> None:
    play, _done = moderated()
    page = visitor(java_script_enabled=False)
    sign_in(page, play.people["private-sector2"][0], live_server.url)
    page.goto("/profile/")
    page.get_by_role("link", name=f"#{MeasureAppeal.objects.get().number}", exact=True).click()
    page.get_by_text("What was hidden (only you").click()
    expect(page.get_by_text("Bo is a liar.")).to_be_visible()
    page.get_by_role("link", name="Decide it").click()
    page.get_by_label("upheld").check()
    page.get_by_label("Reason, which everyone can read").fill("It was about the matter.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("It was about the matter.")).to_be_visible()
    expect(page.get_by_text("ended").first).to_be_visible()
