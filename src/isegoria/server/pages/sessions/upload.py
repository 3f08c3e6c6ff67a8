"""The page on which the secretariat uploads a session."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.readers.values import ReaderError, TooManyTurnsError
from isegoria.server.pages.forum.views import forbidden
from isegoria.server.pages.sessions.forms import ImportForm
from isegoria.server.pages.web.forms import tried
from isegoria.server.pages.web.uploads import takes_upload
from isegoria.server.sessions.acts import ImportSession
from isegoria.server.sessions.importing import Findings, Sources, findings, prepare
from isegoria.terms import Refusal

MOST_TURNS = 5000  # written in less than a second


@takes_upload(10 * 2**20)  # three files of the largest size, and what a form carries beside them
@login_required
def import_session(request: HttpRequest) -> HttpResponse:
    """Take captions and rosters, look at them or put them on the record."""
    if not getattr(request.user, "secretariat", False):
        return forbidden(request)
    form = ImportForm(request)
    if not form.is_valid():
        return _page(request, form, 400 if form.is_bound else 200)
    try:
        work = _work(form)
    except ReaderError as error:
        field = "captions" if not str(error).startswith("the roster") else "roster"
        form.add_error(field, ValidationError(str(error), code="form.file-not-read"))
        return _page(request, form, 400)
    if "look" in request.POST:
        return _page(request, form, 200, found=findings(work))
    result = tried(form, work)
    if isinstance(result, Refusal):
        return _page(request, form, 409, refusal=result)
    return redirect(f"{reverse('review', args=[result.number])}?imported=1")


def _work(form: ImportForm) -> ImportSession:
    sent = form.cleaned_data
    sources = Sources(sent["captions"], sent["roster"], sent["previous_roster"])
    try:
        return prepare(sources, sent["title"], sent["held_on"], sent["venue"], most=MOST_TURNS)
    except TooManyTurnsError:
        said = _(
            "This is more than a page takes at once. Use “isegoria import session” on the server."
        )
        raise ReaderError(said) from None


def _page(
    request: HttpRequest,
    form: ImportForm,
    status: int,
    *,
    found: Findings | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {"form": form, "found": found, "refusal": refusal}
    return render(request, "sessions/import.html", context, status=status)
