"""Pages that change the record of a session: import, review, and the page of one turn."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isegoria.floor.review import Reviewer, may_claim, may_settle
from isegoria.server.addresses import found_or_404, whole
from isegoria.server.pages.roles.mails import tell_of_role
from isegoria.server.pages.sessions.forms import (
    ClaimForm,
    CorrectForm,
    RapporteurForm,
    ReopenForm,
    SettleForm,
    groups_offered,
)
from isegoria.server.pages.sessions.views import found_session, found_turn
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.people.models import Participant
from isegoria.server.record.door import Work
from isegoria.server.record.reads import acts_about
from isegoria.server.sessions.acts import (
    AppointRapporteur,
    ClaimTurn,
    CorrectTurn,
    EndRapporteur,
    ReopenTurn,
    SettleTurn,
)
from isegoria.server.sessions.models import Session, Turn
from isegoria.server.sessions.reads import (
    doubtful_turns,
    history_of,
    neighbours,
    reads_now,
    reviewer_in,
    shown_turn,
    state_of,
)
from isegoria.terms import Refusal


@require_safe
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show the next doubtful turn, with evidence and candidates, and what was settled a moment
    ago.
    """
    session = found_session(number)
    open_turns = list(doubtful_turns(session).values_list("number", flat=True))
    after, first = whole(request.GET.get("after", "")), open_turns[0] if open_turns else None
    wanted = next((one for one in open_turns if one > after), first)
    context: dict[str, object] = {
        "session": session,
        "left": len(open_turns),
        "open_turns": open_turns,
    }
    if wanted is not None:
        context |= _deciding(request, found_turn(number, wanted))
    if (done := request.GET.get("done", "")).isdecimal():
        context |= {"done": found_turn(number, whole(done)), "reopen": ReopenForm(request)}
    return render(request, "sessions/review.html", context)


def _deciding(request: HttpRequest, turn: Turn) -> dict[str, object]:
    """Return what somebody needs to decide who spoke a turn, and what they may do."""
    reviewer, state = state_of(turn, _me(request))
    if _me(request) is None:
        reviewer = Reviewer.PARTICIPANT
    return {
        "turn": shown_turn(turn),
        "around": neighbours(turn),
        "settle": SettleForm(request),
        "other": SettleForm(request, name="other"),
        "claim": ClaimForm(request),
        "groups": groups_offered(),
        "no_settling": may_settle(reviewer, state, ""),
        "no_claiming": may_claim(state),
    }


@require_safe
def turn(request: HttpRequest, number: int, turn: int) -> HttpResponse:
    """Show one turn: what is known of it, its history, and what the visitor may do."""
    return _turn_page(request, found_turn(number, turn))


def _turn_page(
    request: HttpRequest, found: Turn, sent: ActForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    forms = {
        "correct": CorrectForm(request, {"text": reads_now(found)}),
        "reopen": ReopenForm(request),
    }
    if isinstance(sent, CorrectForm):
        forms["correct"] = sent
    context = {"session": found.session, "found": found, **_deciding(request, found), **forms}
    if isinstance(sent, SettleForm):
        context["other"] = sent
    me = _me(request)
    context |= {
        "history": history_of(found),
        "acts": acts_about(found.session.place, found.item),
        "may_change": me is not None and reviewer_in(found.session, me) is Reviewer.RAPPORTEUR,
        "theirs": me is not None and state_of(found, me)[1].spoken_by_them,
        "refusal": refusal,
    }
    status = 409 if refusal else 400 if sent is not None else 200
    return render(request, "sessions/turn.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Change:
    """One way of changing a turn: the form that is sent, and the act that it makes."""

    form: Callable[[HttpRequest], ActForm]
    work: Callable[[Turn, dict[str, object]], Work]


def _settled(turn: Turn, sent: dict[str, object]) -> Work:
    name = None if sent["unknown"] else str(sent["name"])
    return SettleTurn(
        turn, name, str(sent["role"]), str(sent["group"]).strip(), str(sent["reason"]).strip()
    )


CHANGES = {
    "settle": _Change(SettleForm, _settled),
    "claim": _Change(ClaimForm, lambda turn, _sent: ClaimTurn(turn)),
    "reopen": _Change(ReopenForm, lambda turn, _sent: ReopenTurn(turn)),
    "correct": _Change(
        CorrectForm, lambda turn, sent: CorrectTurn(turn, str(sent["text"]), str(sent["reason"]))
    ),
}


@require_POST
@login_required
def change(request: HttpRequest, number: int, turn: int, what: str) -> HttpResponse:
    """Settle, claim, reopen or correct a turn; then go on with the review, or back to the turn."""
    found, asked = found_turn(number, turn), CHANGES[what]
    form = asked.form(request)
    if not form.is_valid():
        return _turn_page(request, found, form)
    result = tried(form, asked.work(found, form.cleaned_data))
    if isinstance(result, Refusal):
        return _turn_page(request, found, form, result)
    if request.GET.get("from") == "review":
        query = f"?after={turn}&done={turn}" if what != "reopen" else f"?after={turn - 1}"
        return redirect(reverse("review", args=[number]) + query)
    messages.success(request, _("On the record as #%(number)d.") % {"number": result.number})
    return redirect("turn", number, turn)


@login_required
def appoint(request: HttpRequest, number: int) -> HttpResponse:
    """Let the secretariat name a rapporteur."""
    session = found_session(number)
    form, refusal = RapporteurForm(request), None
    if form.is_valid():
        whom = form.cleaned_data["rapporteur"]
        result = tried(form, AppointRapporteur(session, whom))
        if not isinstance(result, Refusal):
            tell_of_role(request, whom, _reports_on(session), result)
            return redirect("session", number)
        refusal = result
    context = {"session": session, "form": form, "refusal": refusal}
    return render(request, "sessions/appoint.html", context, status=status_of(form, refusal))


@login_required
def end_rapporteur(request: HttpRequest, number: int, participant: int) -> HttpResponse:
    """End that somebody is rapporteur of a session; they may do so themself."""
    session = found_session(number)
    whom = found_or_404(
        session.rapporteurs, _("This person is not rapporteur of this meeting."), pk=participant
    )
    form, refusal = ActForm(request), None
    if form.is_valid():
        result = tried(form, EndRapporteur(session, whom))
        if not isinstance(result, Refusal):
            tell_of_role(request, whom, _reports_on(session), result, ended=True)
            return redirect("session", number)
        refusal = result
    context = {"session": session, "rapporteur": whom, "form": form, "refusal": refusal}
    page = "sessions/end_rapporteur.html"
    return render(request, page, context, status=status_of(form, refusal))


def _reports_on(session: Session) -> str:
    return _("rapporteur of “%(title)s”") % {"title": session.title}


def _me(request: HttpRequest) -> Participant | None:
    return request.user if isinstance(request.user, Participant) else None
