"""Pages of organisations, of reports and of limits: looked at by axe; a report without an account,
on a phone without JavaScript.
"""

import os
from typing import Any

import pytest
from playwright.sync_api import expect

from isegoria.server.conduct.codes import PublishCode
from isegoria.server.deliberation.acts import Say
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.organisations.acts import ClaimOrganisation, DecideClaim
from isegoria.server.people.models import Affiliation, Forum
from isegoria.server.people.organisations import OrganisationClaim
from isegoria.server.record.models import Act
from tests.browser.conftest import LOOKS
from tests.browser.test_conduct import sign_in
from tests.play import Play, seated, to_the_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANN, BEN = "civil-society1", "civil-society2"
WORDS = "You know nothing."


def declares(play: Play, who: str, name: str) -> Affiliation:
    work = DeclareAffiliation(name, "civil-society", "", "", play.now.date())
    return Affiliation.objects.get(declared_in=play.do_plain(work, who).number)


def spoken_for() -> tuple[Play, Act, OrganisationClaim]:
    """Return people of two organisations, of which one has a page and one is claimed, and something
    rude.
    """
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    play = seated()
    play.do_plain(PublishCode("", ["No insults.", "Do not publish what is private."]))
    rude = play.do(Say(to_the_call(play), text=WORDS), ANN)
    for who, name in ((ANN, "Port of Ash"), (BEN, "Birch Harbour Authority")):
        play.do_plain(ClaimOrganisation(declares(play, who, name), "I run it."), who)
    declares(play, BEN, "Port of Ash")
    first, second = OrganisationClaim.objects.order_by("number")
    play.do_plain(DecideClaim(first, True, "The mayor says so."))
    return play, rude, second


@pytest.mark.parametrize(("options", "others"), LOOKS)
def test_axe_finds_nothing_on_organisations_and_reports(
    visitor: Any, accessible: Any, live_server: Any, options: dict[str, Any], others: bool
) -> None:
    del others
    play, rude, claim = spoken_for()
    page = visitor(**options)
    organisation = OrganisationClaim.objects.get(accepted=True).decided_in
    people = [play.people[who][0] for who in (ANN, BEN)]
    mine = Affiliation.objects.get(participant=people[1], organisation="Port of Ash")
    public = (
        "/organisations/",
        f"/organisations/{organisation}/",
        *(f"/people/{one.pk}/" for one in people),
        f"/record/{rude.number}/report/",
    )
    shown = 0

    def look(address: str) -> None:
        nonlocal shown
        page.goto(address)
        accessible(page, f"{address} {options}")
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{shown:02}.png", full_page=True)
            shown += 1

    for address in public:
        look(address)
    page.get_by_role("radio").first.check()
    page.get_by_role("button").last.click()
    page.wait_for_url("**/reports/**")
    look(page.url)
    sign_in(page, people[0], live_server.url)
    for address in (
        f"/organisations/{organisation}/",
        f"/organisations/{organisation}/confirm/{mine.pk}/",
        "/profile/",
    ):
        look(address)
    sign_in(page, play.secretary, live_server.url)
    for address in (
        "/",
        f"/organisations/claims/{claim.number}/",
        f"/organisations/{organisation}/spelling/",
        "/code/reports/",
        f"/code/reports/{rude.number}/keep/",
        "/set-up/limits/",
    ):
        look(address)


def test_a_reader_reports_on_a_phone_without_javascript(visitor: Any) -> None:
    _play, rude, _claim = spoken_for()
    page = visitor(java_script_enabled=False)
    page.goto(f"/chunks/{rude.item.partition('-')[2]}/discussion/")
    page.get_by_role("link", name=f"Report #{rude.number}").click()
    page.get_by_label("No insults.").check()
    page.get_by_label("What should the moderators know?").fill("It is about Bo.")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("The moderators have your report.")).to_be_visible()
    expect(page.get_by_text("It is about Bo.")).to_be_visible()
