"""What people do with a forum, from the one-time link to the balance sheet."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from isegoria.library import library, model
from isegoria.server.forum.entry import new_token
from isegoria.server.front.mailbox import folder
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.membership.acts import Invite
from isegoria.server.membership.models import Invitation
from isegoria.server.pages.process.mails import token_of
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.record.door import perform
from isegoria.server.sessions.models import Session
from tests.browser.conftest import LINKED, LOOKS, kind_of
from tests.real_data import real
from tests.server.test_sessions import CAPTIONS, forum, imported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEBIAN = f"debian.gr@{model('debian.gr').version}"
ROSTER = Path(__file__).parents[1] / "unit/readers/ws224.roster.csv"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page) -> None:
    page.goto(f"/enter/{new_token()}/")
    press(page, "Enter")


@pytest.mark.real_data
def test_the_secretariat_sets_up_a_forum_imports_a_meeting_settles_a_turn_and_reads_the_balance(
    visitor: Any, accessible: Any
) -> None:
    page = visitor()
    enter(page)
    accessible(page)
    page.get_by_label("Name of the forum").fill("Example forum")
    press(page, "Set up")
    page.get_by_role("link", name="Import a session").click()
    page.get_by_label("Title").fill("The past and the future")
    page.get_by_label("Date").fill("2018-11-12")
    page.get_by_label("Captions").set_input_files(real("transcripts/igf-2018-ws224.txt"))
    page.get_by_label("People of the session:").set_input_files(ROSTER)
    press(page, "Preview (nothing is saved)")
    expect(page.get_by_role("status")).to_contain_text("38 turns")
    page.get_by_label("Captions").set_input_files(real("transcripts/igf-2018-ws224.txt"))
    page.get_by_label("People of the session:").set_input_files(ROSTER)
    press(page, "Import")
    expect(page.get_by_role("status")).to_contain_text("on the record with 38 turns")
    accessible(page)
    doubtful = Session.objects.get().turns.filter(doubtful=True).count()
    page.locator("form[data-keys] button").first.focus()
    page.keyboard.press("1")
    expect(page.get_by_role("status")).to_contain_text("is settled")
    assert Session.objects.get().turns.filter(doubtful=True).count() == doubtful - 1
    page.wait_for_load_state()  # keys are heard once the page's script has run
    page.keyboard.press("0")  # the focus is in the choices of the next turn
    expect(page.get_by_role("status")).to_contain_text("it cannot be known")
    press(page, "Take it back")
    expect(page.get_by_text(f"{doubtful - 1} turns are in doubt")).to_be_visible()
    page.get_by_role("link", name="Balance").first.click()
    expect(
        page.get_by_text(
            "No one from Governments, Private sector or Intergovernmental organisations spoke."
        )
    ).to_be_visible()
    accessible(page)


def test_a_participant_without_javascript_signs_up_and_claims_what_they_said(
    visitor: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "isegoria.server.front.mailbox.Mailbox"
    forum()
    session = imported()
    page = visitor(java_script_enabled=False)
    page.goto(f"/sessions/{session.number}/turns/3/")
    page.get_by_role("link", name="Did you say this? Sign in and say so.").click()
    page.get_by_role("link", name="Sign up", exact=True).first.click()
    page.get_by_label("Email").fill("dee@example.org")
    page.get_by_label("Password", exact=False).first.fill("a very long password")
    page.get_by_role("button", name=re.compile("Sign up", re.I)).click()
    newest = max(folder().glob("*.eml"))
    page.get_by_label("Code").fill(
        re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", newest.read_text(), re.M)[1]
    )  # type: ignore[index]
    page.get_by_role("button", name="Confirm").first.click()
    page.goto("/profile/")
    page.get_by_label("Name").fill("Dee Floor")
    press(page, "Save")
    page.get_by_role("link", name="Declare an affiliation").click()
    page.get_by_label("Organisation").fill("Repair Cooperative")
    page.get_by_label("Stakeholder group").select_option("Technical community")
    press(page, "Declare")
    expect(page.get_by_text("Repair Cooperative", exact=True)).to_be_visible()
    page.goto(f"/sessions/{session.number}/turns/3/")
    page.get_by_label("On behalf of").select_option("Repair Cooperative (Technical community)")
    press(page, "I said this")
    expect(page.get_by_role("heading", name="Dee Floor")).to_be_visible()
    expect(page.get_by_text("Technical community").first).to_be_visible()


def test_the_balance_is_read_on_a_phone_without_javascript(visitor: Any) -> None:
    forum()
    session = imported()
    page = visitor(java_script_enabled=False)
    page.goto(f"/sessions/{session.number}/balance/")
    expect(page.get_by_role("row", name="Ada Example")).to_contain_text("%")
    expect(page.locator("svg[role=img]").first).to_be_visible()


def test_the_public_reads_a_session_by_keyboard_and_follows_a_turn_to_the_record(
    visitor: Any, accessible: Any
) -> None:
    forum()
    session = imported()
    page = visitor(viewport={"width": 1280, "height": 800})
    page.goto(f"/sessions/{session.number}/t6/")
    assert page.url.endswith("#t6")
    expect(page.locator("#t6")).to_be_in_viewport()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.goto(f"/sessions/{session.number}/")
    page.locator("#t3 h2 a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing yet: it is as the reader left it.")).to_be_visible()
    page.goto(f"/record/{session.number}/")
    accessible(page)


def test_the_secretariat_picks_compares_and_copies_a_process_breaks_a_rule_and_mends_it(
    visitor: Any, accessible: Any
) -> None:
    forum()
    page = visitor(viewport={"width": 1280, "height": 800})
    enter_quietly(page)
    page.get_by_role("link", name="Processes").click()
    page.get_by_label("Search").fill("general resolution")
    press(page, "Search")
    page.get_by_role("link", name="Debian general resolution", exact=True).click()
    page.get_by_label("Compare with").select_option("Equal footing")
    press(page, "Compare")
    expect(page.get_by_role("columnheader", name="Equal footing")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Debian general resolution", exact=True).click()
    press(page, "Copy and edit")
    rules = page.get_by_label("Rules (YAML)")
    sound = rules.input_value()
    rules.fill(
        sound.replace(
            "chosen: appointed, by: Project Leader and previous Secretary, term: 1 year",
            "chosen: appointed",
        )
    )
    press(page, "Save and check")
    expect(page.get_by_text("leads without a term, a review or a recall")).to_be_visible()
    accessible(page)
    rules.fill(sound)
    press(page, "Save and check")
    expect(page.get_by_text("leads without a term, a review or a recall")).to_have_count(0)
    press(page, "Put into use")
    expect(page.get_by_role("status")).to_contain_text("Version 1 is in use.")


def test_what_begins_is_what_the_page_showed(visitor: Any, accessible: Any) -> None:
    """Whichever button is pressed first; the browser says itself which fields it sends."""
    library()  # read before a page has to wait for it
    forum()
    page = visitor()
    enter_quietly(page)
    page.goto("/issues/begin/")
    page.get_by_label("Title").fill("Networks of the town")
    page.get_by_label("Rules", exact=True).select_option(DEBIAN)
    press(page, "Begin")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("the page showed other rules. Nothing has begun.")
    expect(page.get_by_label("Title")).to_have_value("Networks of the town")
    expect(page.get_by_label("Rules", exact=True)).to_have_value(DEBIAN)
    accessible(page)
    assert not Process.objects.exists()
    page.get_by_label("Rules", exact=True).select_option(
        f"equal-footing@{model('equal-footing').version}"
    )
    press(page, "See what these rules need")
    expect(page.get_by_role("alert")).to_have_count(0)
    press(page, "Begin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Networks of the town")
    assert [one.model_id for one in Process.objects.all()] == ["equal-footing"]


def test_a_participant_on_a_phone_proposes_an_issue_and_another_supports_it(
    visitor: Any, accessible: Any
) -> None:
    forum()
    secretary = visitor()
    enter_quietly(secretary)
    secretary.get_by_role("link", name="Issues", exact=True).click()
    secretary.get_by_role("link", name="Begin a process").click()
    secretary.get_by_label("Title").fill("Networks of the town")
    press(secretary, "Begin")
    secretary.get_by_role("link", name="Propose an issue").click()
    accessible(secretary)
    secretary.get_by_label("The issue in one sentence").fill("Who may switch it off?")
    secretary.get_by_label("Governments").check()
    press(secretary, "Propose")
    expect(secretary.get_by_role("heading", name="Who may switch it off?")).to_be_visible()
    press(secretary, "Support")
    expect(secretary.get_by_text("1 supporter", exact=True)).to_be_visible()
    accessible(secretary)


PAGES = [
    "/",
    "/sessions/",
    "/sessions/over-time/",
    "/groups/",
    "/groups/governments/",
    "/record/",
    "/accounts/login/",
    "/accounts/signup/",
    "/issues/",
    "/code/",
    "/code/decisions/",
    "/outcomes/",
    "/conflicts/",
    "/reviews/",
    "/processes/",
    "/processes/equal-footing/",
    "/processes/compare/?model=equal-footing&model=debian.gr",
]
OF_A_SESSION = ["", "review/", "balance/", "turns/3/", "turns/6/"]
OF_THE_SECRETARIAT = [
    "/mail/",
    "/set-up/",
    "/sessions/import/",
    "/profile/",
    "/profile/affiliations/new/",
    "/processes/drafts/",
    "/issues/begin/",
    "/code/publish/",
    "/accounts/email/",
    "/accounts/logout/",
]


def process_with_a_room() -> tuple[list[str], list[str]]:
    """Make a process with parts, an invitation and a planned date; return its pages for everybody,
    and the secretariat's.
    """
    now, begun = (
        timezone.now(),
        perform(
            BeginProcess("Networks of the town", model("equal-footing")),
            by=None,
            now=timezone.now(),
        ),
    )
    process = Process.objects.get(pk=begun.number)
    amina = Participant.objects.create_user("amina@example.org", name="Amina")
    raised = perform(ProposeIssue(process, "Who may switch it off?"), by=amina, now=now)
    chunk = Chunk.objects.get(pk=raised.number)
    for title in ("In an emergency", "For debts"):
        perform(SplitIssue(chunk, title), by=None, now=now)
    perform(TieChunks(*Chunk.objects.filter(part_of=chunk)), by=None, now=now)
    perform(
        Invite(process, StakeholderGroup.objects.first(), email="dee@example.org", text="Come."),
        by=None,
        now=now,
    )
    perform(
        PlanDate(process, date(2030, 11, 5), title="Assembly", where="Town hall"), by=None, now=now
    )
    invitation, day = Invitation.objects.get(), PlannedDate.objects.get()
    here = f"/issues/processes/{process.pk}/"
    everybody = [
        here,
        f"{here}room/",
        f"{here}calendar/",
        f"/issues/{raised.number}/",
        f"/chunks/{chunk.pk}/",
        f"/invited/{token_of(invitation)}/",
    ]
    theirs = [
        *everybody,
        f"{here}invite/",
        f"{here}calendar/{day.pk}/drop/",
        "/issues/begin/?model=rir.apnic.pdp@1",
        *(f"{here}invitations/{invitation.pk}/{what}/" for what in ("remind", "decline", "erase")),
    ]
    return everybody, theirs


@pytest.mark.parametrize(("options", "others"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    visitor: Any, accessible: Any, options: dict[str, Any], others: bool
) -> None:
    forum()
    session = imported()
    imported(CAPTIONS.replace(b"Dee", b"Eve"))
    page = visitor(**options)
    everybody, theirs = process_with_a_room()
    public = [
        *PAGES,
        *everybody,
        *(f"/sessions/{session.number}/{one}" for one in OF_A_SESSION),
        f"/record/{session.number}/",
        "/set-up/",
        "/nowhere/",
    ]
    for address in public:
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))
    enter_quietly(page)
    for address in [
        *OF_THE_SECRETARIAT,
        *theirs,
        *(f"/sessions/{session.number}/{one}" for one in OF_A_SESSION),
        f"/sessions/{session.number}/rapporteurs/",
    ]:
        if not (others and kind_of(address) in LINKED):
            page.goto(address)
            accessible(page, str(options))


def enter_quietly(page: Page) -> None:
    """Enter as administrator in whichever language."""
    page.goto(f"/enter/{new_token()}/")
    page.locator("main button").click()
