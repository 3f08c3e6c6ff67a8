"""Pages of what was brought from archives."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.archives.acts import (
    BringComment,
    BringIssue,
    BringText,
    LinkSession,
    OpenArchive,
)
from isegoria.server.archives.forgetting import ForgetPerson
from isegoria.server.archives.models import Archive
from isegoria.server.archives.reads import archive_or_404, archives, discussions_of, session_list_of
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.listing import Listing
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from isegoria.terms import Refusal

__all__ = ["BROUGHT", "archive", "archive_list", "archives_json", "forget"]

BROUGHT = (OpenArchive, BringIssue, BringComment, BringText, LinkSession)
"""The acts of an import: done on the command line, and shown on pages like any other."""
PAGE = 50


@require_safe
def archive_list(request: HttpRequest) -> HttpResponse:
    """Show what was brought from archives."""
    page = page_asked(request, archives(), PAGE)
    return render(request, "archives/list.html", {"page": page})


@require_safe
def archives_json(request: HttpRequest) -> JsonResponse:
    """Give the list of archives."""
    return ARCHIVES.as_json(request, archives())


@require_safe
def archive(request: HttpRequest, number: int) -> HttpResponse:
    """Show an archive: where it comes from, from when to when, how many wrote, its discussions and
    meetings.
    """
    found = archive_or_404(number)
    page = page_asked(request, discussions_of(found), PAGE)
    context = {
        "archive": found,
        "process": found.process,
        "model": model_of(found.process),
        "files": found.files.all(),
        "sessions": session_list_of(found),
        "page": page,
    }
    return render(request, "archives/archive.html", context)


@login_required
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Erase who somebody of an archive was."""
    person = found_or_404(
        Participant.objects,
        _("There is no participant with this number."),
        pk=number,
        from_archive=True,
    )
    form = ActForm(request)
    refusal = None
    if form.is_valid():
        result = tried(form, ForgetPerson(person))
        if not isinstance(result, Refusal):
            return redirect("participant", number)
        refusal = result
    title = _("Erase who %(person)s was") % {"person": person}
    context = {"form": form, "refusal": refusal, "title": title, "button": _("Erase")}
    return render(request, "people/form.html", context, status=status_of(form, refusal))


def _as_json(one: Archive) -> dict[str, object]:
    return {
        "process": one.process_id,
        "title": one.process.title,
        "opened_in": one.number,
        "format": one.format,
        "began_at": one.began_at,
        "ended_at": one.ended_at,
        "contributions": one.contributions,
        "people": one.people,
    }


ARCHIVES = Listing("archives", (), lambda archives: map(_as_json, archives), order="-number")
