"""What pages refuse before there is an act."""

from typing import Any
from unittest.mock import patch

from django.test import Client, override_settings

from isegoria.library import model
from isegoria.server.front.outbox import MailWaits
from isegoria.server.pages import refusals as pages
from isegoria.server.rulebooks.models import ProcessDraft
from isegoria.terms import Refusal
from tests.reading import form, signed_in
from tests.server.refusals.row import Build, Row, refused
from tests.world import AUTHOR, World


def told(answer: Any) -> Refusal:
    """Return the refusal that a page shows."""
    assert answer.status_code >= 400
    found: Refusal = answer.context["refusal"]
    return found


def posted(address: str, client: Client | None = None, **sent: object) -> Build:
    """Return the try to send something to an address, signed out unless a client is given."""
    return lambda w: told(
        (client or Client()).post(address.format(chunk=w.draft.pk, issue=w.draft.issue_id), sent)
    )


def sent_by(who: str, address: str, method: str = "post", **sent: object) -> Build:
    """Return the try of somebody who is signed in."""

    def build(w: World) -> Refusal:
        send = getattr(signed_in(w.play, who), method)
        path = address.format(chunk=w.draft.pk, issue=w.draft.issue_id)
        return told(send(path, form(w.play, **sent) if method == "post" else None))

    return build


def sent_as(kind: str) -> Build:
    """Return the try to send something that is no form."""
    return lambda w: told(
        signed_in(w.play, AUTHOR).post(
            f"/chunks/{w.draft.pk}/discussion/new/", "{}", content_type=kind
        )
    )


def beginning(shown: str) -> Build:
    """Return the try of the secretariat to begin rules after the page showed some."""

    def build(w: World) -> Refusal:
        client = Client()
        client.force_login(w.play.secretary)
        rules = f"debian.gr@{model('debian.gr').version}"
        sent = {"title": "Cables", "model": rules, "shown": shown}
        return told(client.post("/issues/begin/", sent))

    return build


def saved_elsewhere(w: World) -> Refusal:
    client = Client()
    client.force_login(w.play.secretary)
    draft = ProcessDraft.objects.create(
        owner=w.play.secretary, based_on="debian.gr", text="id: a", changed_at=w.play.now
    )
    sent = form(w.play, text="id: b", saved="then", capacity="")
    return told(client.post(f"/processes/drafts/{draft.pk}/", sent))


def without_mail(_w: World) -> Refusal:
    with (
        override_settings(EMAIL_BACKEND="isegoria.server.front.outbox.OutgoingMail"),
        patch("isegoria.server.front.outbox._queue", side_effect=MailWaits),
    ):
        return told(Client().post("/accounts/login/code/", {"email": "nobody@example.org"}))


NEW, LONG = "/chunks/{chunk}/discussion/new/", "fish " * 60_000
ROWS: list[Row] = [
    refused(pages.FORM_NOT_READ, sent_by(AUTHOR, "/issues/{issue}/support/", capacity=10**9)),
    refused(pages.FORM_EXPIRED, posted(NEW, Client(enforce_csrf_checks=True))),
    refused(pages.MAIL_WAITS, without_mail),
    refused(pages.METHOD_NOT_KNOWN, sent_by(AUTHOR, NEW, "put")),
    refused(pages.NO_FORM, sent_as("application/json")),
    refused(pages.SIGNED_OUT, posted(NEW, text="Fish.")),
    refused(pages.SIGNED_OUT_NOT_KEPT, posted(NEW, text=LONG)),
    refused(pages.RULES_NOT_SHOWN, beginning("")),
    refused(pages.RULES_CHANGED, beginning(f"debian.gr@{model('debian.gr').version} 0")),
    refused(pages.OTHER_RULES_CHOSEN, beginning("equal-footing@1 0")),
    refused(pages.DRAFT_SAVED_ELSEWHERE, saved_elsewhere),
    refused(pages.STEP_GONE, sent_by(AUTHOR, "/chunks/{chunk}/do/applaud/")),
]
