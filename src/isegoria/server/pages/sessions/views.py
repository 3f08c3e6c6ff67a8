"""Pages of sessions: the list, one session, its balance, and how the balance went over time."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.pages.corrections.shown import corrections_of
from isegoria.server.pages.sessions.exports import (
    SESSIONS,
    balance_csv,
    balance_json,
    session_json,
    turns_csv,
    webvtt,
)
from isegoria.server.pages.sessions.pictures import curves, rows_of, sentences, tables
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.reads import groups
from isegoria.server.sessions.models import Session, Turn
from isegoria.server.sessions.reads import (
    balance_of,
    over_time,
    page_of,
    pages_of,
    sessions,
    shown,
    source_of,
)
from isegoria.server.sessions.reads import turns_of as turns_in

PAGE = 25
OVER_TIME = 60  # sessions in one picture


def found_session(number: int) -> Session:
    """Return a session, or say that there is none."""
    return found_or_404(
        Session.objects, _("There is no session with this number on the record."), number=number
    )


def found_turn(number: int, turn: int) -> Turn:
    """Return a turn with its session, or say that there is none."""
    return found_or_404(
        turns_in(found_session(number)).select_related("session", "speaker__group"),
        _("This session has no turn with this number."),
        number=turn,
    )


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """List the sessions, the latest first."""
    page = page_asked(request, sessions(), PAGE)
    return render(request, "sessions/list.html", {"page": page})


@require_safe
def sessions_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give all sessions as JSON, CSV or Atom."""
    return SESSIONS.answer(request, form, sessions(), title=_("Sessions"), page=reverse("sessions"))


@require_safe
def session(request: HttpRequest, number: int) -> HttpResponse:
    """Show a session: who, when, and the turns of one page."""
    found = found_session(number)
    pages = pages_of(found)
    asked = request.GET.get("page", "1")
    page = next((page for page in pages if str(page.number) == asked), None)
    if page is None:
        raise Http404(_("This session has %(count)d pages.") % {"count": len(pages)})
    context = {
        "session": found,
        "pages": pages,
        "page": page,
        "turns": shown(found, page),
        **_about(found),
        **corrections_of(found),
    }
    return render(request, "sessions/session.html", context)


def _about(found: Session) -> dict[str, object]:
    speakers = list(found.speakers.select_related("group"))
    return {
        "expected": [speaker for speaker in speakers if speaker.expected],
        "others": [speaker for speaker in speakers if not speaker.expected],
        "doubtful": found.turns.filter(doubtful=True).count(),
        "rapporteurs": found.rapporteurs.all(),
    }


@require_safe
def turn_address(request: HttpRequest, number: int, turn: int) -> HttpResponse:
    """Lead to the turn's place on the session's page, whichever page that is."""
    found = found_turn(number, turn)
    return redirect(
        f"{reverse('session', args=[number])}?page={page_of(found.session, turn)}#{found.item}"
    )


@require_safe
def balance(request: HttpRequest, number: int) -> HttpResponse:
    """Show who had the floor, and who is missing."""
    found = found_session(number)
    measured = balance_of(found)
    longest = turns_in(found).order_by("-words", "number").first()
    doubtful = found.turns.filter(doubtful=True).count()
    context = {
        "session": found,
        "balance": measured,
        "tables": tables(measured),
        "sentences": sentences(measured),
    }
    return render(
        request, "sessions/balance.html", {**context, "longest": longest, "doubtful": doubtful}
    )


@require_safe
def through_time(request: HttpRequest) -> HttpResponse:
    """Show the share of each group session by session."""
    page = page_asked(request, sessions(), OVER_TIME)
    balances = over_time(list(page))
    charts = curves(balances, [group.name for group in groups()])
    return render(
        request,
        "sessions/over_time.html",
        {"page": page, "curves": charts, "rows": rows_of(balances, charts)},
    )


@require_safe
def export(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Give a session or its balance as a file."""
    found = found_session(number)
    if what == "session.json":
        return JsonResponse(session_json(found), json_dumps_params={"ensure_ascii": False})
    if what == "balance.json":
        return JsonResponse(
            balance_json(balance_of(found)), json_dumps_params={"ensure_ascii": False}
        )
    return _file(found, what)


def _file(found: Session, what: str) -> HttpResponse:
    made: dict[str, tuple[str, object]] = {
        "turns.csv": ("text/csv; charset=utf-8", lambda: turns_csv(found)),
        "balance.csv": ("text/csv; charset=utf-8", lambda: balance_csv(balance_of(found))),
        "captions.vtt": ("text/vtt; charset=utf-8", lambda: webvtt(found)),
        "source": ("text/plain", lambda: source_of(found)),
    }
    kind, content = made[what]
    given = content() if callable(content) else None
    if given is None:
        raise Http404(
            _("The source of this session was erased; the turns that may be shown are on its page.")
        )
    response = HttpResponse(given, content_type=kind)
    name = (
        f"session-{found.number}-source.txt"
        if what == "source"
        else f"session-{found.number}-{what}"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
