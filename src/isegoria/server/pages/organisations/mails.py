"""Mails about who speaks for an organisation: to the person, to colleagues, to the secretariat."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.pages.tags.isegoria import in_words
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Participant
from isegoria.server.people.organisations import OrganisationClaim
from isegoria.server.record.models import Act

__all__ = ["tell_claim", "tell_people"]


def tell_claim(request: HttpRequest, claim: OrganisationClaim) -> None:
    """Ask the secretariat to decide a claim."""
    context = {
        "organisation": claim.name,
        "page": address_of(reverse("decide-claim", args=[claim.number]), request),
    }
    subject = _("Decide a claim: %(organisation)s") % {"organisation": claim.name}
    text = render_to_string("organisations/claimed.txt", context, request)
    for one in Participant.objects.filter(secretariat=True, is_active=True).order_by("pk"):
        if one != request.user:
            send(subject, text, one.email)


def tell_people(
    request: HttpRequest, people: Iterable[Participant], act: Act, organisation: str
) -> None:
    """Tell people what was done about their speaking for an organisation; who did it knows."""
    context = {
        "organisation": organisation,
        "what": in_words(act.kind),
        "act": address_of(reverse("act", args=[act.number]), request),
    }
    subject = _("Who speaks for %(organisation)s") % {"organisation": organisation}
    text = render_to_string("organisations/told.txt", context, request)
    for one in people:
        if one != request.user and one.is_active:
            send(subject, text, one.email)
