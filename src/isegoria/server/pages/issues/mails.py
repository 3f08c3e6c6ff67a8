"""A word to whoever proposed an issue that was merged: it goes on elsewhere, and they stand behind
it there too.
"""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.issues.models import Issue
from isegoria.server.people.mail import address_of, send

__all__ = ["tell_of_merge"]


def tell_of_merge(request: HttpRequest, issue: Issue, into: Issue, number: int) -> None:
    """Mail the proposers of an issue where it goes on; the same stands on their profiles."""
    proposers = issue.proposers.filter(participant__is_active=True).select_related("participant")
    context = {
        "issue": issue,
        "into": into,
        "page": address_of(reverse("issue", args=[into.number]), request),
        "act": address_of(reverse("act", args=[number]), request),
    }
    text = render_to_string("issues/merged.txt", context, request)
    subject = _("“%(issue)s” goes on in “%(into)s”") % {"issue": issue.title, "into": into.title}
    for address in dict.fromkeys(proposers.values_list("participant__email", flat=True)):
        send(subject, text, address)
