"""The page for those who run the forum."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.operating.figures import figures
from isegoria.server.operating.health import looked
from isegoria.server.pages.forum.broken import broken_for

__all__ = ["operators"]


@require_safe
@login_required
def operators(request: HttpRequest) -> HttpResponse:
    """Show what the forum holds, what runs by itself, and what fails; to the secretariat alone."""
    if not getattr(request.user, "secretariat", False):
        raise Http404(_("This page is for the secretariat."))
    now = figures()
    shown = {
        "now": now,
        "parts": looked().items(),
        "broken": broken_for(request.user),
        "queues": sorted(now.waiting.items()),
        "jobs": [
            (job.name, None if job.seconds_since is None else _ago(job.seconds_since))
            for job in now.jobs
        ],
        "disk_free": now.disk_free // 2**20,
    }
    answer = render(request, "operating/operators.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _ago(seconds: float) -> str:
    """Return a span without its fractions, such as 0:01:07."""
    return str(timedelta(seconds=int(seconds)))
