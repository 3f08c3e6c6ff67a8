"""Everybody who takes part is told by mail when a process is cancelled. The mail waits while that
can be undone, and goes with it.
"""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from isegoria.server.corrections.cancelling import CancelProcess
from isegoria.server.notices.telling import TOO_OLD
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.models import Process, Seat
from isegoria.server.record.door import Attempt, listen
from isegoria.server.record.models import Act

__all__ = ["tell_cancelled"]


def tell_cancelled(act: Act, attempt: Attempt) -> None:
    """Mail those who take part or hold a seat, but not who did it."""
    if timezone.now() - attempt.now > TOO_OLD:
        return
    own = attempt.by.pk if attempt.by else 0
    transaction.on_commit(partial(_tell, act, own), robust=True)


def _tell(act: Act, own: int) -> None:
    process = Process.objects.get(pk=int(act.process.partition("-")[2]))
    sit = Seat.objects.held(process).values("participant")
    inside = Q(pk__in=process.members.values("participant")) | Q(pk__in=sit)
    people = Participant.objects.filter(inside, is_active=True, erased_in=None).exclude(pk=own)
    forum = Forum.objects.first()
    with override(forum.languages[0] if forum and forum.languages else "en"), transaction.atomic():
        names = {"process": process.title}
        text = render_to_string(
            "notices/notice.txt",
            {
                "says": _("“{process}” was cancelled or archived. Its page says why.").format_map(
                    names
                ),
                "page": address_of(reverse("room", args=[process.pk])),
                "why": _("You get this mail because you take part in “{process}”.").format_map(
                    names
                ),
            },
        )
        subject = _("Cancelled: “{process}”").format_map(names)
        for address in people.order_by("pk").values_list("email", flat=True):
            send(subject, text, address, act=act.number)


listen(CancelProcess.kind, tell_cancelled)
