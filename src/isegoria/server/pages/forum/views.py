"""The forum's own pages: home, set-up, the administrator's link, mail in development, and
errors.
"""

from email import policy
from email.parser import BytesParser
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from isegoria.server.conduct.appeals import waiting_for
from isegoria.server.conduct.reports import reported_to
from isegoria.server.conflicts.reads import cases_waiting_for
from isegoria.server.faults import log_fault_of
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.entry import use_token
from isegoria.server.forum.presets import PRESETS
from isegoria.server.forum.proving import prove, say_that_password_ended
from isegoria.server.forum.sign_in import participant_of
from isegoria.server.front.mailbox import folder
from isegoria.server.front.security_log import note
from isegoria.server.issues.call_for_issues import open_calls
from isegoria.server.outcomes.reads import outcomes
from isegoria.server.pages.forum.broken import broken_for
from isegoria.server.pages.forum.forms import SetUpForm
from isegoria.server.pages.forum.home import (
    CALLS,
    SHOWN,
    asked_of,
    duties_of,
    open_chunks,
    standing,
    unknown_of,
)
from isegoria.server.pages.forum.roles_due import roles_due
from isegoria.server.pages.web.kept import bring_back, forget_typed, signed_in_to_send
from isegoria.server.people.organisations import claims_to_decide
from isegoria.server.people.reads import administrator, forum_or_none, groups
from isegoria.server.record.door import perform
from isegoria.server.record.reads import latest_acts
from isegoria.server.reviews.reads import reviews_waiting_for
from isegoria.server.sessions.reads import sessions
from isegoria.terms import Refusal, Refused


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open, what waits for whoever looks, what came out and what happened last."""
    now = timezone.now()
    context = {
        "open": standing(open_chunks()[:SHOWN], now),
        "calls": open_calls(now, CALLS),
        "unknown": unknown_of(request.user, now),
        "duties": duties_of(request.user, now, request.session.get("capacity")),
        "asked": asked_of(request.user)[:SHOWN],
        "cases": cases_waiting_for(request.user)[:SHOWN],
        "reviews": reviews_waiting_for(request.user, now)[:SHOWN],
        "roles": roles_due(request.user, now)[:SHOWN],
        "reported": len(reported_to(request.user)),
        "claims": claims_to_decide(request.user)[:SHOWN],
        "appeals": waiting_for(request.user) if request.user.is_authenticated else [],
        "broken": broken_for(request.user)[:SHOWN],
        "outcomes": standing(outcomes()[:3], now),
        "acts": latest_acts(10),
        "groups": groups(),
        "sessions": sessions()[:3],
    }
    return render(request, "forum/home.html", context)


@signed_in_to_send
def set_up(request: HttpRequest) -> HttpResponse:
    """Let the secretariat name the forum, its languages and its groups."""
    if not getattr(request.user, "secretariat", False):
        return forbidden(request)
    refusal: Refusal | None = None
    sent = request.method == "POST" and "take" not in request.POST
    form = SetUpForm(request.POST) if sent else SetUpForm(initial=_initial(request))
    if request.method != "POST":
        bring_back(form, request)
    elif sent and form.is_valid():
        said = form.cleaned_data
        work = SetUpForum(said["name"], said["languages"], said["groups"], form.renamed())
        try:
            perform(work, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # not anonymous: see above
            forget_typed(request)
            return redirect("home")
        except Refused as refused:
            refusal = refused.refusal
    presets = [(slug, _(title)) for slug, (title, _names) in PRESETS.items()]
    context = {"form": form, "presets": presets, "refusal": refusal}
    return render(
        request,
        "forum/set_up.html",
        context,
        status=409 if refusal else 400 if form.errors else 200,
    )


def _initial(request: HttpRequest) -> dict[str, object]:
    """Return what the form starts with: the forum as it is, or the groups of a preset beside what
    was typed.
    """
    forum, preset = forum_or_none(), request.POST.get("preset", "")
    names = PRESETS[preset][1] if preset in PRESETS else [group.name for group in groups()]
    return {
        "name": request.POST.get("name", forum.name if forum else ""),
        "languages": request.POST.getlist("languages") or (forum.languages if forum else ["en"]),
        "groups": "\n".join(names or PRESETS["internet-governance"][1]),
    }


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign the administrator in by the link that the first start printed; it works once.

    A GET only shows a button, so that a program that previews links does not use it up.
    """
    if request.method != "POST":
        return render(request, "forum/enter.html")
    if not use_token(token):
        note("link.wrong", request)
        raise Http404(
            _(
                "This link was used already or replaced by a newer one. The command “isegoria"
                " link” prints a new one."
            )
        )
    # No second factor is asked for: those who print the link can do everything anyway.
    login(request, administrator(), backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, administrator(), method="link")
    return redirect("home" if forum_or_none() else "set-up")


@never_cache
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign somebody in by the link that was mailed; as with `enter`, a GET only shows a button."""
    if request.method != "POST":
        return render(request, "forum/sign_in.html")
    participant = participant_of(token)
    if participant is None:
        note("link.wrong", request)
        raise Http404(
            _(
                "This link was used already or is older than a quarter of an hour. Ask for a new"
                " one on the sign-in page."
            )
        )
    if prove(participant):
        say_that_password_ended(request)
        participant.refresh_from_db()
    record_authentication(request, participant, method="code", email=participant.email)
    # a second factor is asked for before anybody is signed in
    answer: HttpResponse = perform_login(request, Login(user=participant, email=participant.email))
    return answer


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show the secretariat the mails of a forum in development; they have links that sign people
    in.
    """
    if not (settings.DEVELOPMENT and getattr(request.user, "secretariat", False)):
        raise Http404
    files = sorted(folder().glob("*.eml"), reverse=True)[:50] if folder().exists() else []
    parsed = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
    messages = [{"subject": m["Subject"], "to": m["To"], "text": _text(m)} for m in parsed]
    return render(request, "forum/mail.html", {"messages_sent": messages})


def _text(message: Any) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


def _told(
    request: HttpRequest, page: str, status: int, rule: str, said: str, **context: object
) -> HttpResponse:
    """Say what is wrong in the form that the address names: as a page, and for a program as JSON
    or as one line.
    """
    last = request.path.rsplit("/", 1)[-1]
    if last.endswith(".json"):
        return JsonResponse({"error": rule, "reason": said}, status=status)
    if "." in last:  # a download or a feed
        return HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8", status=status)
    return render(request, page, {"reason": said, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be understood, or how much of it is too much."""
    if isinstance(exception, RequestDataTooBig):
        context = {"most": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}
        return render(request, "400.html", context, status=413)
    said = _("Nothing was changed. Go back, look at what you sent, and send it again.")
    return _told(request, "400.html", 400, "request.not-understood", said)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say who may do this, and where to sign in."""
    said = _(
        "Nothing was changed. This is for the secretariat, or your form was open for too long:"
        " sign in and open the page again."
    )
    return _told(request, "403.html", 403, "request.forbidden", said)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say what is not there, and where to look."""
    given = exception.args[0] if isinstance(exception, Http404) and exception.args else None
    said = (
        given
        if isinstance(given, str)
        else _(
            "The address may be mistyped. Nothing that was published here is ever taken away"
            " without a note."
        )
    )
    return _told(request, "404.html", 404, "request.not-found", said)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, that nothing was half done, and under which number the log has
    it.

    Nothing is asked of the database, which may be what fails.
    """
    number = log_fault_of(request)
    if request.path.endswith(".json"):
        return JsonResponse({"error": "server.fault", "fault": number}, status=500)
    if "." in request.path.rsplit("/", 1)[-1]:  # a download or a feed
        said = _("Something went wrong on our side. The fault has the number %(number)s.") % {
            "number": number
        }
        return HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8", status=500)
    context = {"number": number, "direction": "rtl" if get_language_bidi() else "ltr"}
    return HttpResponse(get_template("500.html").render(context), status=500)
