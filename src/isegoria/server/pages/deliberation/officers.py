"""What officers and the secretariat do: settle objections, split and tie chunks, seats, events."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from isegoria.rules.facts.refusing import title_of
from isegoria.server.addresses import found_or_404
from isegoria.server.deliberation.acts import Settle
from isegoria.server.deliberation.models import Objection
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.pages.deliberation.choices import looker_for, settlings
from isegoria.server.pages.deliberation.forms import ReasonForm, SettleForm, TitleForm
from isegoria.server.pages.deliberation.views import answered
from isegoria.server.pages.process.step_forms import NoteForm
from isegoria.server.pages.roles.mails import tell_of_role
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Seat
from isegoria.server.process.reads import chunk_or_404, process_or_404
from isegoria.server.process.seats import EndSeat, NoteEvent
from isegoria.server.record.door import foreseen
from isegoria.terms import Refusal

__all__ = ["end_seat", "note", "settle", "split", "tie"]


@login_required
def settle(request: HttpRequest, number: int, objection: int) -> HttpResponse:
    """Answer an objection, or withdraw one's own."""
    chunk = chunk_or_404(number)
    found = found_or_404(
        Objection.objects, _("There is no such objection."), chunk=chunk, pk=objection
    )
    facts, now = facts_of(chunk), timezone.now()
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    answers = list(settlings(facts, looker, found, now))
    form = SettleForm(request, answers)
    withdraws = answers == [Objection.State.WITHDRAWN]

    def work() -> Settle:
        return Settle(
            chunk,
            text=form.cleaned_data["text"],
            answer=form.cleaned_data["answer"],
            objection=found,
        )

    page = {
        "title": _("Withdraw your objection") if withdraws else _("Answer an objection"),
        "quoted": found.text,
        "wrong": None
        if answers
        else foreseen(
            Settle(chunk, text="…", answer="addressed", objection=found),
            by=looker.participant,
            capacity=looker.capacity,
            now=now,
        ),
    }
    return answered(request, chunk, form, work, lambda: page)


@login_required
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Cut a part off a chunk."""
    chunk = chunk_or_404(number)
    form = TitleForm(request)
    page = {
        "title": _("Split off a part"),
        "about": chunk.title,
        "first_part": chunk.split_at is None,
    }
    return answered(
        request, chunk, form, lambda: SplitIssue(chunk, form.cleaned_data["title"]), lambda: page
    )


@login_required
def tie(request: HttpRequest, number: int, to: int) -> HttpResponse:
    """Tie two chunks, or untie them."""
    chunk, other = chunk_or_404(number), chunk_or_404(to)
    tied = not chunk.tied_to.filter(pk=to).exists()
    title = _("Link to “%(title)s”") if tied else _("Unlink from “%(title)s”")
    form = ActForm(request)
    page = {"title": title % {"title": other.title}, "about": chunk.title}
    return answered(request, chunk, form, lambda: TieChunks(chunk, other, tied), lambda: page)


@login_required
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Note what happened outside."""
    chunk = chunk_or_404(number)
    facts = facts_of(chunk)
    form = NoteForm(request, facts.model, facts.stage)

    def work() -> NoteEvent:
        what, _colon, name = form.cleaned_data["about"].partition(":")
        return NoteEvent(chunk, what, name, form.cleaned_data["value"])

    return answered(
        request,
        chunk,
        form,
        work,
        lambda: {"title": _("Record an outside decision"), "about": chunk.title},
    )


@login_required
def end_seat(request: HttpRequest, number: int, seat: int) -> HttpResponse:
    """End a seat."""
    process = process_or_404(number)
    found = found_or_404(
        Seat.objects.select_related("participant", "process"),
        _("There is no such seat."),
        process=process,
        pk=seat,
    )
    form = ReasonForm(request)
    refusal = None
    if form.is_valid():
        result = tried(form, EndSeat(found, form.cleaned_data["reason"]))
        if not isinstance(result, Refusal):
            held = title_of(model_of(process), found.holder)
            tell_of_role(request, found.participant, f"{held} ({process})", result, ended=True)
            return redirect("room", number)
        refusal = result
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("End a seat"),
        "about": str(found),
        "button": _("End"),
        "process": process,
    }
    return render(request, "deliberation/form.html", context, status=status_of(form, refusal))


def _done(form: ActForm, work: Any) -> Refusal | None:
    result = tried(form, work)
    return result if isinstance(result, Refusal) else None
