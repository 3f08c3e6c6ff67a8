"""The home of a process, its seats, and its calendar as a page, a file to subscribe to, and
JSON.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.readers.icalendar import Event, written
from isegoria.rules.facts.refusing import title_of
from isegoria.server.addresses import found_or_404
from isegoria.server.conflicts.reads import cases
from isegoria.server.deliberation.reads import open_questions
from isegoria.server.issues.closing import call_closed
from isegoria.server.issues.reads import issues_of
from isegoria.server.membership.acts import may_invite
from isegoria.server.membership.voices import affected_by, is_member, room_of
from isegoria.server.pages.conflicts.views import cases_beside
from isegoria.server.pages.corrections.forms import ReasonedForm
from isegoria.server.pages.corrections.shown import corrections_of
from isegoria.server.pages.process.calendar import Entry, Unread, calendar_of
from isegoria.server.pages.process.call import call_shown
from isegoria.server.pages.process.date_forms import DateForm
from isegoria.server.pages.process.home import drawn, overview_of, seat_rows, stages_of
from isegoria.server.pages.process.room_forms import JoinForm
from isegoria.server.pages.process.seat_mails import tell_of_seat
from isegoria.server.pages.process.step_forms import SeatForm
from isegoria.server.pages.reviews.shown import reviews_of_process
from isegoria.server.pages.web.forms import ActForm, fresh, status_of, tried
from isegoria.server.pages.web.kept import signed_in_to_send
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.reads import groups, has_role
from isegoria.server.process.dates import DropDate, PlanDate, planned
from isegoria.server.process.facts import model_of
from isegoria.server.process.groups import group_map
from isegoria.server.process.models import PlannedDate, Process
from isegoria.server.process.reads import process_or_404, seats_of
from isegoria.server.process.seats import GiveSeat
from isegoria.terms import Refusal

__all__ = ["calendar", "calendar_ics", "calendar_json", "drop", "home"]

ISSUES, SEATS = 12, 100  # on a page
NEXT = 5  # dates on the home


@signed_in_to_send
def home(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a process stands and what happens next; let the secretariat give seats, and anyone
    take an open one.
    """
    process = process_or_404(number)
    if hasattr(process, "archive"):  # nothing goes on there, and nobody of it is a member here
        return redirect("archive", number)
    model = model_of(process)
    form = SeatForm(request, process, model) if request.user.is_authenticated else None
    if form is not None and not form.offered and not form.is_bound:
        form = None
    refusal: Refusal | None = None
    if form is not None and form.is_valid():
        stated = form.cleaned_data
        result = tried(form, GiveSeat(process, stated["holder"], stated["participant"]))
        if not isinstance(result, Refusal):
            tell_of_seat(
                request, process, title_of(model, stated["holder"]), stated["participant"], result
            )
            messages.success(request, _("Published as #%(number)d.") % {"number": result.number})
            return redirect("room", number)
        refusal = result
    context = {**_standing(request, process), "seat_form": form, "refusal": refusal}
    return render(request, "process/home.html", context, status=status_of(form, refusal))


@signed_in_to_send
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Show every date of a process; let the secretariat plan and move some."""
    process, now = process_or_404(number), timezone.now()
    model = model_of(process)
    form = (
        DateForm(request, model)
        if request.method == "POST" or _plans(request.user, number)
        else None
    )
    refusal = None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        work = PlanDate(process, said["on"], said.get("name", ""), said["title"], said["where"])
        refusal = _refused(form, work, planned)
        if refusal is None:
            return redirect("calendar", number)
    unread: list[Unread] = []
    entries = calendar_of(process, now, model, unread)
    context = {
        "unread": unread,
        "process": process,
        "coming": [
            one for one in entries if one.at >= now or (one.all_day and one.day == now.date())
        ],
        "past": [
            one
            for one in reversed(entries)
            if one.at < now and not (one.all_day and one.day == now.date())
        ],
        "form": form,
        "refusal": refusal,
    }
    return render(request, "process/calendar.html", context, status=status_of(form, refusal))


def _plans(user: Any, process: int) -> bool:
    return getattr(user, "secretariat", False) or has_role(user, "facilitator", process)


@login_required
def drop(request: HttpRequest, number: int, date: int) -> HttpResponse:
    """Take a planned date off the calendar."""
    process = process_or_404(number)
    found = found_or_404(
        PlannedDate.objects.select_related("process"),
        _("There is no such date."),
        process=process,
        pk=date,
    )
    form, refusal = ReasonedForm(request), None
    if form.is_valid():
        refusal = _refused(form, DropDate(found, form.cleaned_data["reason"]), planned)
        if refusal is None:
            return redirect("calendar", number)
    context = {"form": form, "refusal": refusal, "process": process, "date": found}
    return render(request, "process/drop.html", context, status=status_of(form, refusal))


@require_safe
def calendar_ics(request: HttpRequest, number: int) -> HttpResponse:
    """Give the calendar as a file that a calendar program subscribes to."""
    process, now = process_or_404(number), timezone.now()
    events = [_event(request, process, one) for one in calendar_of(process, now)]
    response = HttpResponse(
        written(process.title, events, now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'inline; filename="process-{number}.ics"'
    return response


@require_safe
def calendar_json(request: HttpRequest, number: int) -> JsonResponse:
    """Give the same dates as JSON."""
    process, unread = process_or_404(number), list[Unread]()
    rows = [
        {
            "key": one.key,
            "kind": one.kind,
            "at": one.day if one.all_day else one.at,
            "title": one.title,
            "chunk": one.chunk.number if one.chunk else None,
            "where": one.planned.where if one.planned else "",
            "url": request.build_absolute_uri(_address(process, one)),
        }
        for one in calendar_of(process, timezone.now(), unread=unread)
    ]
    return JsonResponse(
        {"process": number, "dates": rows, "unreadable": [one.chunk.number for one in unread]}
    )


def _standing(request: HttpRequest, process: Process) -> dict[str, Any]:
    now, model = timezone.now(), model_of(process)
    page = page_asked(request, issues_of(process), ISSUES)
    seats = page_asked(request, seats_of(process), SEATS, name="seats")
    coming = [one for one in calendar_of(process, now, model) if one.at >= now]
    blank = fresh(request)
    return {
        "process": process,
        "model": model,
        "map": group_map(model, groups(), process.counts_as),
        "page": page,
        "drawn": drawn(page.object_list, model, now),
        "stages": stages_of(process, model),
        "room": room_of(process, affected_by(process), now, model, full=False),
        "member": is_member(process, request.user),
        "officer": may_invite(process, request.user),
        "seat_page": seats,
        "seats": seat_rows(process, model, seats.object_list),
        "overview": overview_of(process),
        "questions": open_questions(process).filter(answered_at=None).count(),
        "closed": call_closed(process, model, now),
        "call": call_shown(process, model, now, request.user, has_issues=bool(page.object_list)),
        "next": coming[:NEXT],
        "more": len(coming) - NEXT,
        "form": JoinForm(blank) if request.user.is_authenticated else None,
        "cases": cases_beside(cases().filter(process=process), now),
        **corrections_of(process),
        **reviews_of_process(process, request.user, now),
    }


def _refused(form: ActForm, work: Any, *door: Any) -> Refusal | None:
    result = tried(form, work, *door)
    return result if isinstance(result, Refusal) else None


def _address(process: Process, entry: Entry) -> str:
    if entry.case is not None:
        return reverse("case", args=[entry.case.number])
    if entry.chunk is None:
        return reverse("calendar" if entry.planned else "room", args=[process.number])
    return reverse("outcome" if entry.kind == "follow-up" else "chunk", args=[entry.chunk.number])


def _event(request: HttpRequest, process: Process, entry: Entry) -> Event:
    about = f"{entry.chunk.title} · " if entry.chunk else ""
    return Event(
        uid=f"process-{process.number}-{entry.key}@{request.get_host().partition(':')[0]}",
        at=entry.day if entry.all_day else entry.at,
        summary=f"{about}{entry.title}"
        if entry.kind != "follow-up"
        else f"{entry.words}: {entry.title}",
        description=f"{entry.words} · {process.title}",
        url=request.build_absolute_uri(_address(process, entry)),
        where=entry.planned.where if entry.planned else "",
        category=entry.words,
    )
