"""Every refusal of the door, of texts and of pages, by what brings it about."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from isegoria.server.front.outbox import MailWaits
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.pages import refusals as pages
from isegoria.server.process.models import Chunk
from isegoria.server.record import refusals as record
from isegoria.server.record.door import perform
from isegoria.server.texts import refusals as texts
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refused, WhyNot
from tests.play import Play
from tests.reading import form, signed_in
from tests.refusals import is_refused_by, untried

pytestmark = pytest.mark.django_db
FOLDERS = ("record", "texts", "pages")

Refuse = Callable[[Play, Chunk], object]


def proposed(play: Play, title: str = "Cables", who: str = "civil-society1") -> object:
    """Return why an issue is not proposed, in the capacity of the first of civil society."""
    by, capacity = play.people[who][0], play.people["civil-society1"][1]
    with pytest.raises(Refused) as found:
        perform(ProposeIssue(play.process, title), by=by, now=play.now, capacity=capacity)
    return found.value.refusal


def key_used(play: Play, draft: Chunk) -> object:
    client, address = signed_in(play), f"/chunks/{draft.pk}/discussion/new/"
    sent = form(play, text="First.")
    client.post(address, sent)
    return told(client.post(address, sent | {"text": "Second."}))


def told(answer: HttpResponse) -> object:
    """Return the refusal that a page shows."""
    assert answer.status_code >= 400
    return answer.context["refusal"]  # type: ignore[attr-defined]  # the test client keeps it


def posted(address: str, client: Client | None = None, **sent: object) -> Refuse:
    """Return the try to send something to an address, signed out unless a client is given."""
    return lambda play, draft: told(
        (client or Client()).post(address.format(chunk=draft.pk, issue=draft.issue_id), sent)
    )


def sent_by(who: str, address: str, method: str = "post", **sent: object) -> Refuse:
    """Return the try of somebody who is signed in."""

    def refuse(play: Play, draft: Chunk) -> object:
        send = getattr(signed_in(play, who), method)
        path = address.format(chunk=draft.pk, issue=draft.issue_id)
        return told(send(path, form(play, **sent) if method == "post" else None))

    return refuse


def beginning(shown: str) -> Refuse:
    """Return the try of the secretariat to begin rules after the page showed some."""

    def refuse(play: Play, _draft: Chunk) -> object:
        client = Client()
        client.force_login(play.secretary)
        sent = {"title": "Cables", "model": "debian.gr@1", "shown": shown}
        return told(client.post("/issues/begin/", sent))

    return refuse


def without_mail(_play: Play, _draft: Chunk) -> object:
    with (
        override_settings(EMAIL_BACKEND="isegoria.server.front.outbox.OutgoingMail"),
        patch("isegoria.server.front.outbox.outbox.take", side_effect=MailWaits),
    ):
        return told(Client().post("/accounts/login/code/", {"email": "nobody@example.org"}))


NEW, LONG = "/chunks/{chunk}/discussion/new/", "fish " * 60_000

TRIED: list[tuple[WhyNot, Refuse]] = [
    (record.KEY_USED, key_used),
    (record.UNWRITABLE, lambda play, _draft: proposed(play, "Cables\x00")),
    (record.CAPACITY_NOT_CURRENT, lambda play, _draft: proposed(play, who="governments1")),
    (texts.TEXT_TOO_LONG, lambda _play, _draft: too_long("x" * 20_001)),
    (texts.TEXT_EMPTY, lambda _play, _draft: too_long(" \n")),
    (pages.FORM_NOT_READ, sent_by("civil-society1", "/issues/{issue}/support/", capacity=10**9)),
    (pages.FORM_EXPIRED, posted(NEW, Client(enforce_csrf_checks=True))),
    (pages.MAIL_WAITS, without_mail),
    (pages.METHOD_NOT_KNOWN, sent_by("civil-society1", NEW, "put")),
    (pages.SIGNED_OUT, posted(NEW, text="Fish.")),
    (pages.SIGNED_OUT_NOT_KEPT, posted(NEW, text=LONG)),
    (pages.RULES_NOT_SHOWN, beginning("")),
    (pages.RULES_CHANGED, beginning("debian.gr@1 0")),
    (pages.OTHER_RULES_CHOSEN, beginning("equal-footing@1 0")),
    (pages.STEP_GONE, sent_by("civil-society1", "/chunks/{chunk}/do/applaud/")),
]


@pytest.mark.parametrize(
    ("entry", "refuse"),
    [pytest.param(*one, id=f"{one[0].rule} {one[0].instead}") for one in TRIED],
)
def test_a_refusal_comes_about(entry: WhyNot, refuse: Refuse, play: Play, draft: Chunk) -> None:
    assert is_refused_by(entry, refuse(play, draft))


def test_every_refusal_is_tried() -> None:
    folders = (f"isegoria/server/{one}" for one in FOLDERS)
    assert untried((entry for entry, _refuse in TRIED), *folders) == []
