"""Mails of a process: an invitation with its link, and the reminder of it."""

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.membership.models import Invitation
from isegoria.server.people.mail import address_of, send

__all__ = ["invitation_number", "send_invitation", "token_of"]

_SALT = "isegoria.invitation"


def token_of(invitation: Invitation) -> str:
    """Return what the link of an invitation carries; whoever has the link may answer it."""
    return signing.Signer(salt=_SALT).sign(str(invitation.number))


def invitation_number(token: str) -> int | None:
    """Return the invitation of a link; None if the link was made up."""
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def send_invitation(request: HttpRequest, invitation: Invitation, *, again: bool = False) -> bool:
    """Mail an invitation, or a reminder of it, with a link that opens the issue and one that
    answers without an account.
    """
    if not invitation.email:
        return False
    issue = invitation.issue
    page = (
        reverse("issue", args=[issue.number])
        if issue
        else reverse("room", args=[invitation.process_id])
    )
    about = issue.title if issue else invitation.process.title
    context = {
        "invitation": invitation,
        "about": about,
        "again": again,
        "page": address_of(page, request),
        "answer": address_of(reverse("invited", args=[token_of(invitation)]), request),
    }
    subject = _("Reminder: join “%(about)s”") if again else _("Invitation: join “%(about)s”")
    return send(
        subject % {"about": about},
        render_to_string("process/invitation.txt", context, request),
        invitation.email,
        0 if again else invitation.number,
    )
