"""Pages of who is in the room: groups and regions, taking part, invitations and their answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from isegoria.server.membership.acts import (
    Decline,
    EraseInvited,
    Invite,
    JoinProcess,
    LeaveProcess,
    Remind,
    may_invite,
)
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.membership.models import Invitation
from isegoria.server.membership.voices import (
    REGIONS,
    affected_by,
    invitation_or_none,
    invitations_of,
    is_member,
    room_of,
    state_of,
)
from isegoria.server.pages.process.mails import invitation_number, send_invitation
from isegoria.server.pages.process.pictures import bars_of
from isegoria.server.pages.process.room_forms import DeclineForm, InviteForm, JoinForm
from isegoria.server.pages.process.step_forms import GroupsForm
from isegoria.server.pages.web.forms import fresh, status_of, tried, unread
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.pages.web.said import say_published
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups
from isegoria.server.process.facts import model_of
from isegoria.server.process.groups import group_map
from isegoria.server.process.models import Process
from isegoria.server.process.reads import process_or_404
from isegoria.server.record.door import foreseen, perform
from isegoria.server.record.models import Act
from isegoria.terms import Refusal, Refused

__all__ = ["answer_link", "invite", "join", "leave", "regroup", "room", "room_json", "work_on"]

PAGE = 50  # invitations on a page
WORKS = {"remind": Remind, "decline": Decline, "erase": EraseInvited}


@require_safe
def room(request: HttpRequest, number: int) -> HttpResponse:
    """Show who takes part against who is affected, by group and region, and what became of
    invitations.
    """
    process = process_or_404(number)
    return redirect("archive", number) if hasattr(process, "archive") else _page(request, process)


@require_safe
def room_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the same figures."""
    process = process_or_404(number)
    found = room_of(process, affected_by(process), timezone.now())
    return JsonResponse(
        {
            "process": number,
            "voices": [_as_json(one) for one in found.voices],
            "regions": dict(found.regions),
        }
    )


@login_required
@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Take part."""
    return _after(request, number, JoinProcess(process_or_404(number)), _("You take part."))


@login_required
@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Take part no longer."""
    return _after(
        request, number, LeaveProcess(process_or_404(number)), _("You no longer take part.")
    )


@login_required
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Invite somebody; a mail goes out at once if there is an address."""
    process = process_or_404(number)
    form = InviteForm(
        request, process, {name: request.GET.get(name, "") for name in ("group", "region", "issue")}
    )
    refusal = None
    if form.is_valid():
        said = {
            name: value
            for name, value in form.cleaned_data.items()
            if name not in {"key", "capacity"}
        }
        result = tried(form, Invite(process, **said))
        if not isinstance(result, Refusal):
            _sent(request, invitation_or_none(result.number), result, again=False)
            return redirect("in-the-room", number)
        refusal = result
    allowed = may_invite(process, request.user)
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("Invite somebody"),
        "process": process,
        "allowed": allowed,
    }
    return render(
        request,
        "process/form.html",
        {**context, "button": _("Invite")},
        status=status_of(form, refusal),
    )


@login_required
def regroup(request: HttpRequest, number: int) -> HttpResponse:
    """Let the secretariat change which group counts as which."""
    process = process_or_404(number)
    form = GroupsForm(request, model_of(process), chosen=process.counts_as)
    refusal = None
    if form.is_valid():
        result = tried(form, RegroupProcess(process, form.counts_as()))
        if not isinstance(result, Refusal):
            messages.success(request, _("Published as #%(number)d.") % {"number": result.number})
            return redirect("in-the-room", number)
        refusal = result
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("Match your groups to the groups in the rules"),
        "process": process,
    }
    allowed = _may_regroup(request, process)
    return render(
        request,
        "process/groups.html",
        {**context, "allowed": allowed, "button": _("Change")},
        status=status_of(form, refusal),
    )


def _may_regroup(request: HttpRequest, process: Process) -> bool:
    work = RegroupProcess(process, process.counts_as)
    return (
        isinstance(request.user, Participant)
        and foreseen(work, by=request.user, now=timezone.now()) is None
    )


@login_required
def work_on(request: HttpRequest, number: int, invitation: int, what: str) -> HttpResponse:
    """Remind somebody of an invitation, note that they declined, or erase whom it names."""
    process, found = process_or_404(number), invitation_or_none(invitation)
    if found is None or found.process_id != process.number:
        raise Http404(_("There is no such invitation."))
    form = DeclineForm(request) if what == "decline" else JoinForm(request)
    refusal = None
    if form.is_valid():
        reason = {"reason": form.cleaned_data["reason"]} if what == "decline" else {}
        result = tried(form, WORKS[what](found, **reason))
        if not isinstance(result, Refusal):
            if what == "remind":
                _sent(request, found, result, again=True)
            return redirect("in-the-room", number)
        refusal = result
    titles = {
        "remind": _("Remind them"),
        "decline": _("They declined"),
        "erase": _("Erase whom it names"),
    }
    allowed = may_invite(process, request.user)  # whom it names is sealed for all others
    context = {
        "form": form,
        "refusal": refusal,
        "process": process,
        "allowed": allowed,
        "invitation": found,
    }
    page = {**context, "title": titles[what], "button": titles[what]}
    return render(request, "process/form.html", page, status=status_of(form, refusal))


@never_cache
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link of an invitation join or decline; declining needs no account, and
    reading changes nothing.
    """
    found = invitation_or_none(invitation_number(token) or 0)
    if found is None:
        raise Http404(
            _("This link leads to no invitation. It may have been cut in two by a mail program.")
        )
    refusal, joins = None, request.POST.get("answer") == "join"
    if joins and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.POST.get("answer") == "decline":
        refusal = _declined(found, request.POST.get("reason", ""))
    form = JoinForm(request if joins else fresh(request)) if request.user.is_authenticated else None
    if form is not None and joins and form.is_valid():
        result = tried(form, JoinProcess(found.process, found))
        if not isinstance(result, Refusal):
            return (
                redirect("issue", found.issue_id)
                if found.issue_id
                else redirect("room", found.process_id)
            )
        refusal = result
    context = {
        "invitation": invitation_or_none(found.number),
        "form": form,
        "refusal": refusal,
        "process": found.process,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "process/invited.html", context, status=status_of(form, refusal))


def _declined(invitation: Invitation, reason: str) -> Refusal | None:
    try:
        perform(Decline(invitation, reason.strip(), by_link=True), by=None, now=timezone.now())
    except Refused as refused:
        return refused.refusal
    return None


def _after(request: HttpRequest, number: int, work: Any, done: str) -> HttpResponse:
    form = JoinForm(request)
    if not form.is_valid():
        return _page(request, process_or_404(number), unread(form), 400)
    result = tried(form, work)
    if isinstance(result, Refusal):
        return _page(request, process_or_404(number), result, 409)
    messages.success(request, done)
    return redirect("in-the-room", number)


def _page(
    request: HttpRequest, process: Process, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    now, model = timezone.now(), model_of(process)
    found = room_of(process, affected_by(process), now, model)
    page = page_asked(request, invitations_of(process), PAGE)
    context = {
        "process": process,
        "model": model,
        "room": found,
        "bars": bars_of(found),
        "region_names": [label for _value, label in REGIONS],
        "map": group_map(model, groups(), process.counts_as),
        "may_regroup": _may_regroup(request, process),
        "page": page,
        "invitations": [state_of(one, now) for one in page.object_list],
        "officer": may_invite(process, request.user),
        "member": is_member(process, request.user),
        "form": JoinForm(fresh(request)) if request.user.is_authenticated else None,
        "refusal": refusal,
    }
    return render(request, "process/room.html", context, status=status)


def _sent(request: HttpRequest, invitation: Invitation | None, act: Act, *, again: bool) -> None:
    """Send the mail of an invitation that has an address and goes out by mail, and say whether it
    went.
    """
    if invitation is None or not invitation.email or invitation.channel != Invitation.Channel.MAIL:
        say_published(request, act, _("It is on the record."))
    elif send_invitation(request, invitation, again=again):
        say_published(request, act, _("It is on the record, and the mail was sent."))
    else:
        messages.warning(
            request,
            _("It is on the record, but the mail could not be sent. Reach them another way."),
        )


def _as_json(one: Any) -> dict[str, Any]:
    asked = one.invited
    return {
        "title": one.title,
        "group": one.slug or None,
        "of_model": one.of_model or None,
        "affected": one.affected,
        "missing": one.missing,
        "state": one.state,
        "members": one.members,
        "by_region": one.by_region,
        "invited": asked.invited,
        "came": asked.came,
        "declined": asked.declined,
        "waiting": asked.waiting,
    }
