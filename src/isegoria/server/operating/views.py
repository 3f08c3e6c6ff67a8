"""The page for those who run the forum."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from isegoria.server.operating.figures import figures
from isegoria.server.operating.health import looked
from isegoria.server.pages.forum.broken import broken_for

__all__ = ["JOBS", "PARTS", "QUEUES", "STATES", "operators"]

PARTS = {
    "database": gettext_lazy("Database"),
    "clocks": gettext_lazy("Deadlines"),
    "queue": gettext_lazy("Mails that wait"),
    "disk": gettext_lazy("Disk"),
}
STATES = {"ok": gettext_lazy("works"), "fails": gettext_lazy("fails")}
JOBS = {
    "clocks": gettext_lazy("Deadlines"),
    "calls": gettext_lazy("End of calls for issues"),
    "elections": gettext_lazy("Seats for those who were elected"),
    "reminders": gettext_lazy("Reminders of reports"),
    "copies": gettext_lazy("Deleting old copies of the database"),
    "traces": gettext_lazy("Overwriting what was erased"),
    "sessions": gettext_lazy("Deleting sign-ins that have ended"),
}
"""What runs by itself, by its name in the timetable."""
QUEUES = {"mail": gettext_lazy("Mails"), "looking": gettext_lazy("Early warnings of large issues")}
"""What waits to be done once, by its queue."""


@require_safe
@login_required
def operators(request: HttpRequest) -> HttpResponse:
    """Show what the forum holds, what runs by itself, and what fails; to the secretariat alone."""
    if not getattr(request.user, "secretariat", False):
        raise Http404(_("This page is for the secretariat."))
    now = figures()
    shown = {
        "now": now,
        "parts": [(PARTS[name], STATES[state]) for name, state in looked().items()],
        "broken": broken_for(request.user),
        "queues": [
            (QUEUES.get(name, name), number) for name, number in sorted(now.waiting.items())
        ],
        "jobs": [(JOBS.get(job.name, job.name), _done_at(job.seconds_since)) for job in now.jobs],
        "disk_free": now.disk_free // 2**20,
    }
    answer = render(request, "operating/operators.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _done_at(seconds: float | None) -> datetime | None:
    return None if seconds is None else timezone.now() - timedelta(seconds=seconds)
