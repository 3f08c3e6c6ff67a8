"""A word to whoever was given a seat: which, where, and what waits there."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process
from isegoria.server.record.models import Act

__all__ = ["tell_of_seat"]


def tell_of_seat(
    request: HttpRequest, process: Process, title: str, who: Participant, act: Act
) -> None:
    """Mail somebody that they were given the seat `title`; whoever took it themselves knows."""
    if who == request.user or not who.email:
        return
    context = {
        "process": process,
        "seat": title,
        "page": address_of(reverse("room", args=[process.number]), request),
        "act": address_of(reverse("act", args=[act.number]), request),
    }
    text = render_to_string("process/seated.txt", context, request)
    send(
        _("Your seat in “%(process)s”: %(seat)s") % {"process": process.title, "seat": title},
        text,
        who.email,
    )
