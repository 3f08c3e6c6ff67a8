"""A word to whoever was given a role, or no longer holds one."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act

__all__ = ["tell_of_factor", "tell_of_role"]


def tell_of_role(
    request: HttpRequest, who: Participant, role: str, act: Act, *, ended: bool = False
) -> None:
    """Mail somebody that they were given a role, in words, or that it ended; whoever ended it
    themselves knows.
    """
    if who == request.user or not who.email:
        return
    context = {
        "role": role,
        "ended": ended,
        "act": address_of(reverse("act", args=[act.number]), request),
    }
    subject = _("You no longer have the role: %(role)s") if ended else _("Your role: %(role)s")
    text = render_to_string("roles/told.txt", context, request)
    send(subject % {"role": role}, text, who.email)


def tell_of_factor(request: HttpRequest, who: Participant, act: Act) -> None:
    """Mail somebody that their second factor was removed: if they did not ask, somebody lied."""
    context = {"act": address_of(reverse("act", args=[act.number]), request)}
    text = render_to_string("roles/factor_told.txt", context, request)
    send(_("Your second factor was removed"), text, who.email)
