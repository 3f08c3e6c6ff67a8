"""What somebody typed while their session ended is in the form again after they signed in,
whichever form it was.
"""

import re
from datetime import date
from html import unescape

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client

from isegoria.server.deliberation.acts import Object, Say
from isegoria.server.deliberation.models import Version
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.sessions.importing import Sources, prepare
from tests.people import speaks_for
from tests.play import Play
from tests.reading import ADDRESSES, fields_of, form, refused

pytestmark = pytest.mark.django_db
WORDS = "Nobody asked the fishers."
NOT_OF_AN_ACT = (
    "language/",
    "enter/",
    "sign-in/",
    "invited/",
    "chunks/<int:number>/new/read/",
    "record/<int:number>/report/",
)  # no account, no text, or for people without an account


def after_signing_in(
    answer: HttpResponse, client: Client, participant: Participant
) -> HttpResponse:
    """Sign in where a page asks to, and go on from there."""
    to = unescape(
        re.search(r'class="button" href="/accounts/login/\?next=([^"]+)"', answer.content.decode())[
            1
        ]
    )  # type: ignore[index]
    client.force_login(participant)
    return client.get(to.replace("%3F", "?").replace("%3D", "="))


def form_on(page: HttpResponse) -> ActForm | None:
    """Return the form that is sent to the address of a page itself."""
    own = {"form", "seat_form", "merge_form"}
    found = [
        one
        for level in page.context or ()
        for part in level
        for name, one in part.items()
        if name in own
    ]
    return next((one for one in found if isinstance(one, forms.Form)), None)


def texts_of(shown: forms.Form) -> dict[str, str]:
    """Return something that can be read again for each field in which one types."""
    typed = {
        name
        for name, field in shown.fields.items()
        if type(field) is forms.CharField and not field.widget.is_hidden
    }
    return {name: f"{WORDS} ({name})" for name in typed}


def test_no_address_that_takes_a_form_loses_what_was_typed_by_somebody_who_is_signed_out(
    play: Play, draft: Chunk
) -> None:
    comment = play.do(Say(draft, text="Here."), "civil-society1").number
    objection = play.do(Object(draft, text="No."), "civil-society1").number
    people = [
        play.secretary,
        *(
            play.people[who][0]
            for who in ("civil-society1", "governments1", "technical-community1")
        ),
    ]
    clients = [Client() for _one in people]
    for client, participant in zip(clients, people, strict=True):
        client.force_login(participant)
    numbers = {
        "version": Version.objects.get().pk,
        "comment": comment,
        "objection": objection,
        "paragraph": 1,
    }
    before, shown = Act.objects.count(), set()
    for path in ADDRESSES:
        process = path.startswith("issues/processes/")
        address = f"/{path}".replace("<int:number>", str(play.process.pk if process else draft.pk))
        address = re.sub(r"<int:(\w+)>", lambda part: str(numbers.get(part[1], 1)), address)
        address = re.sub(
            r"<str:(\w+)>",
            lambda part: {"kind": "write", "what": "issue"}.get(part[1], "deliberation"),
            address,
        )
        stranger = Client()
        answer = stranger.post(address, form(play, capacity="", text=WORDS))
        if path.startswith(NOT_OF_AN_ACT) or path.endswith(".atom"):
            continue
        assert answer.status_code in {401, 405}, address
        assert WORDS in fields_of(answer.content.decode()), address
        if answer.status_code == 405:
            continue
        for client, participant in zip(clients, people, strict=True):
            page = client.get(address)
            if (
                page.status_code == 200
                and (found := form_on(page)) is not None
                and (texts := texts_of(found))
            ):
                shown.add(path)
                again = after_signing_in(stranger.post(address, texts), stranger, participant)
                typed = fields_of(again.content.decode())
                assert [name for name, text in texts.items() if text not in typed] == [], address
                break
    assert Act.objects.count() == before
    assert len(shown) >= 25, shown


def test_the_home_of_a_process_keeps_whom_a_seat_was_for(play: Play) -> None:
    client, is_refused, address = Client(), refused(), f"/issues/processes/{play.process.pk}/"
    answer = client.post(
        address, form(play, capacity="", holder="panel", participant="dina@example.org")
    )
    is_refused(answer, 401, "act.signed-out", "dina@example.org")
    again = after_signing_in(answer, client, play.secretary)
    assert "dina@example.org" in fields_of(again.content.decode())
    assert again.context["seat_form"]["holder"].value() == "panel"
    assert re.search(r"<details open>\s*<summary>\s*Appoint someone", again.content.decode())


def test_choices_come_back_as_they_were_made_too(play: Play, draft: Chunk) -> None:
    me, first = play.people["civil-society1"]
    second = speaks_for(me, "governments", organisation="Another office")
    client, address = Client(), f"/conflicts/ask/chunk/{draft.pk}/"
    sent = form(
        play, capacity=first.pk, text=WORDS, people="", holders=["chairs", "governments"]
    )  # `mine` is not ticked
    again = after_signing_in(client.post(address, sent), client, me).context["form"]
    assert [again[name].value() for name in ("holders", "mine", "text")] == [
        ["chairs", "governments"],
        False,
        WORDS,
    ]
    assert str(again["capacity"].value()) == str(first.pk)
    stranger = Client()
    theirs = after_signing_in(
        stranger.post(address, sent), stranger, play.people["governments1"][0]
    ).context["form"]
    assert (
        theirs["capacity"].value() == play.people["governments1"][1].pk
    )  # not what was sent: it is another's
    assert second != first


def test_the_set_up_of_the_forum_comes_back(play: Play) -> None:
    client, is_refused = Client(), refused()
    answer = client.post(
        "/set-up/", {"name": "Our forum", "languages": ["en", "ar"], "groups": "Fishers\nCooks"}
    )
    is_refused(answer, 401, "act.signed-out", "Fishers\nCooks")
    again = after_signing_in(answer, client, play.secretary)
    assert again.context["form"]["languages"].value() == ["en", "ar"]
    assert "Fishers\nCooks" in fields_of(again.content.decode())


@pytest.fixture
def turn() -> str:
    """The address of a turn."""
    captions = b">> ADA CROW: So cables break.\n\n>> We repair them.\n"
    act = perform(
        prepare(Sources(captions), "Cables", date(2026, 3, 2), ""), by=None, now=Play().now
    )
    return f"/sessions/{act.number}/turns/1/"


def test_a_form_that_is_sent_elsewhere_is_found_again_on_its_own_page(turn: str) -> None:
    secretary, client, is_refused = Participant.objects.get(secretariat=True), Client(), refused()
    answer = client.post(
        f"{turn}correct/",
        {"text": WORDS, "reason": "heard"},
        headers={"referer": f"http://testserver{turn}?x=1"},
    )
    is_refused(answer, 401, "act.signed-out", WORDS)
    assert f"next={turn}%3Fx%3D1" in answer.content.decode()
    client.force_login(secretary)
    page = client.get(turn)
    assert page.context["correct"]["text"].value() == WORDS
    assert (
        page.context["other"]["reason"].value() is None
    )  # of the forms on a page it is the one with these fields
    without = Client()
    answer = without.post(f"{turn}correct/", {"text": WORDS, "reason": "heard"})
    again = after_signing_in(answer, without, secretary)
    assert again.status_code == 405
    assert WORDS in fields_of(again.content.decode())  # no page of its own: there to be copied


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/issues/",
        "http://testserver//evil.example/",
        "javascript:alert(1)",
        "//x",
    ],
)
def test_nobody_is_led_away_by_the_page_they_say_they_came_from(
    play: Play, draft: Chunk, referer: str
) -> None:
    answer = Client().post(
        f"/chunks/{draft.pk}/split/", {"title": WORDS}, headers={"referer": referer}
    )
    assert f"next=/chunks/{draft.pk}/split/" in answer.content.decode()
