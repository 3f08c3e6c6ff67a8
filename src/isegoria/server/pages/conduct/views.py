"""Pages of the code of conduct: its rules, all measures under it, one measure with its appeal, and
the forms of moderation.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.conduct import reads
from isegoria.server.conduct.appeals import (
    AppealMeasure,
    DecideAppeal,
    appeal_refusal,
    bench_for,
    decide_refusal,
    terms_for,
)
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.decided import is_relied_on
from isegoria.server.conduct.erasing import EraseAccount, EraseWords, is_private_note
from isegoria.server.conduct.measures import HideWords, Restrict, ShowWords, in_force
from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.words import words_that_go
from isegoria.server.pages.conduct.forms import (
    AccountForm,
    AppealForm,
    CodeForm,
    DecideForm,
    EraseForm,
    ReasonedForm,
    RestrictForm,
    UnderCodeForm,
)
from isegoria.server.pages.conduct.moderating import moderates
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Participant
from isegoria.server.process.reads import process_or_404
from isegoria.server.record.door import Work
from isegoria.server.record.models import Act
from isegoria.server.record.reads import act_with_openings, author_of, openings_of
from isegoria.terms import Refusal

__all__ = [
    "appeal",
    "code",
    "decide",
    "decisions",
    "erase",
    "erase_account",
    "hide",
    "measure",
    "publish",
    "restrict",
    "take_back",
]

PAGE = 50
_MOST_SHOWN = 20_000  # characters of a text that goes


@require_safe
def code(request: HttpRequest, version: int = 0) -> HttpResponse:
    """Show the code of conduct, each rule at an address of its own, and the versions before."""
    found = reads.code_or_404(version) if version else reads.current_code()
    context = {
        "code": found,
        "latest": reads.current_code(),
        "rules": list(enumerate(found.rules, 1)) if found else [],
    }
    return render(request, "conduct/code.html", context)


@login_required
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a version of the code; the form begins with the one that holds, or with one to start
    from.
    """
    current = reads.current_code()
    preamble, rules = (current.preamble, current.rules) if current else default_code()
    start: dict[str, Any] = {"preamble": preamble, "rules": "\n\n".join(rules)}
    if current:
        start |= {"longest_days": current.longest_days, "may_object": current.may_object}
    form = CodeForm(request, start)

    def work() -> PublishCode:
        said = form.cleaned_data
        return PublishCode(
            said["preamble"], said["rules"], said["longest_days"], said["may_object"]
        )

    return _answered(
        request,
        form,
        work,
        {"title": _("Publish the code of conduct"), "button": _("Publish")},
        reverse("code"),
    )


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Show every measure with its rule, reason, who took it, and what became of an appeal; the
    counts beside it.
    """
    now = timezone.now()
    page = page_asked(
        request, reads.measures(_whole(request.GET.get("rule")), request.GET.get("kind", "")), PAGE
    )
    context = {
        "page": page,
        "rows": [(one, in_force(one, now)) for one in page.object_list],
        "by_rule": reads.by_rule(),
        "bias": reads.bias(),
        "overdue": reads.overdue_appeals(now),
        "now": now,
    }
    return render(request, "conduct/decisions.html", context)


@require_safe
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Show a measure, what it hid to those who judge it, until when it can be appealed against, and
    by whom that is decided.
    """
    found, now = reads.measure_or_404(number), timezone.now()
    appealed = getattr(found, "appeal", None)
    user = request.user if isinstance(request.user, Participant) else None
    bench = bench_for(appealed) if appealed and not appealed.result else None
    context = {
        "measure": found,
        "in_force": in_force(found, now),
        "moderator": moderates(user, found.process_id),
        "appeal": appealed,
        "overdue": appealed is not None and not appealed.result and appealed.answer_by <= now,
        "bench": bench,
        "judges": Participant.objects.filter(pk__in=bench.people) if bench else [],
        "until": terms_for(found).within.after(found.at),
        "may_not_appeal": appeal_refusal(found, user, now),
        "may_decide": user is not None
        and appealed is not None
        and decide_refusal(appealed, user) is None,
        "withheld": found.withheld.all() if _may_see(found, user, bench) else [],
    }
    return render(request, "conduct/measure.html", context)


@login_required
def hide(request: HttpRequest, number: int) -> HttpResponse:
    """Hide what an act said."""
    act, now = _act(number), reads.current_code()
    form = UnderCodeForm(request, now)
    page = _about(act) | {
        "title": _("Hide what act #%(number)d said") % {"number": number},
        "button": _("Hide"),
        "code": now,
    }
    return _answered(
        request,
        form,
        lambda: HideWords(
            act=act, rule=form.cleaned_data["rule"] or 0, reason=form.cleaned_data["reason"]
        ),
        page,
        _back(act),
    )


@login_required
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Show again what was hidden, or end a restriction."""
    found = reads.measure_or_404(number)
    form = ReasonedForm(request)
    title = _("Show it again") if found.of else _("End the restriction")
    page = {"title": title, "button": title, "about": found.reason}
    return _answered(
        request,
        form,
        lambda: ShowWords(found, form.cleaned_data["reason"]),
        page,
        reverse("measure", args=[number]),
    )


@login_required
def restrict(request: HttpRequest, number: int, participant: int) -> HttpResponse:
    """Let somebody only read for a while."""
    process, whom, now = process_or_404(number), _participant(participant), reads.current_code()
    form = RestrictForm(request, now)

    def work() -> Restrict:
        said = form.cleaned_data
        until = datetime.combine(said["until"], time.max, UTC)
        return Restrict(
            process=process,
            restricted=whom,
            until=until,
            rule=said["rule"] or 0,
            reason=said["reason"],
        )

    page = {
        "title": _("Let %(who)s only read for a while") % {"who": whom},
        "button": _("Restrict"),
        "code": now,
        "limit": now,
    }
    return _answered(request, form, work, page, reverse("room", args=[number]))


@login_required
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Appeal against a measure."""
    found = reads.measure_or_404(number)
    form = AppealForm(request)
    page = {
        "title": _("Appeal against #%(number)d") % {"number": number},
        "button": _("Appeal"),
        "about": found.reason,
    }
    return _answered(
        request,
        form,
        lambda: AppealMeasure(found, form.cleaned_data["grounds"]),
        page,
        reverse("measure", args=[number]),
    )


@login_required
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide an appeal."""
    found = reads.appeal_or_404(number)
    form = DecideForm(request)
    page = {
        "title": _("Decide appeal #%(number)d") % {"number": number},
        "button": _("Decide"),
        "about": found.grounds,
    }
    back = reverse("measure", args=[found.measure_id])
    return _answered(
        request,
        form,
        lambda: DecideAppeal(found, form.cleaned_data["result"], form.cleaned_data["reason"]),
        page,
        back,
    )


@login_required
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Erase what an act said."""
    act = _act(number)
    form = EraseForm(request, decided=is_relied_on(act, timezone.now()))
    title = _("Erase what act #%(number)d said") % {"number": number}
    page = {"act": act, "title": title, "button": _("Erase"), "erases": True}
    page["words"] = _words_that_go(act, request.user)
    found = _answered(
        request,
        form,
        lambda: EraseWords(act, form.cleaned_data["reason"], form.cleaned_data.get("ground", "")),
        page,
        _back(act),
    )
    if found.status_code == 302:
        messages.success(request, _("The words of #%(number)d are erased.") % {"number": number})
    return found


@login_required
def erase_account(request: HttpRequest, number: int) -> HttpResponse:
    """Erase an account: one's own, or as the secretariat somebody else's."""
    whom = _participant(number)
    own = whom == request.user
    form = AccountForm(request)
    page = {
        "title": _("Erase your account")
        if own
        else _("Erase the account of %(who)s") % {"who": whom},
        "button": _("Erase"),
        "erases_account": True,
    }
    found = _answered(
        request,
        form,
        lambda: EraseAccount(whom, form.cleaned_data["words"], form.cleaned_data["reason"]),
        page,
        reverse("home"),
    )
    if own and found.status_code == 302:
        logout(request)
        messages.success(request, _("Your account is erased."))
    return found


def _answered(
    request: HttpRequest, form: ActForm, work: Callable[[], Work], page: dict[str, Any], back: str
) -> HttpResponse:
    """Show a form, or perform what was sent with it; a refusal leaves what was typed in the
    form.
    """
    refusal = None
    if form.is_valid():
        result = tried(form, work())
        if not isinstance(result, Refusal):
            return redirect(back)
        refusal = result
    context = {"form": form, "refusal": refusal, "back": back, **page}
    return render(request, "conduct/form.html", context, status=status_of(form, refusal))


def _about(act: Act) -> dict[str, Any]:
    """Return what a form about an act shows of it."""
    said = [
        text
        for field, text in openings_of(act).items()
        if field not in {"who", "at"} and isinstance(text, str)
    ]
    return {"act": act, "quoted": "\n\n".join(said)}


def _words_that_go(act: Act, reader: Any) -> list[tuple[int, str, int]]:
    """Return what goes with an act as its reader may see it: the number, the text, and how many
    characters more there are.
    """
    mine = isinstance(reader, Participant) and author_of(act) == reader.pk
    withheld = mine or getattr(reader, "secretariat", False)
    found = words_that_go(act, withheld=withheld, sealed=mine and is_private_note(act))
    return [(number, text[:_MOST_SHOWN], max(0, len(text) - _MOST_SHOWN)) for number, text in found]


def _back(act: Act) -> str:
    kind, _dash, number = act.item.partition("-")
    return (
        reverse(kind, args=[number])
        if kind in {"chunk", "issue"} and number
        else reverse("act", args=[act.number])
    )


def _may_see(found: Measure, user: Participant | None, bench: Any) -> bool:
    """Return whether somebody may see what is hidden: whoever wrote it, the secretariat, and those
    who judge.
    """
    judges = bench.people if bench else ()
    return user is not None and (
        user.secretariat or user.pk == found.participant_id or user.pk in judges
    )


def _act(number: int) -> Act:
    found = act_with_openings(number)
    if found is None:
        raise Http404(_("There is no act with this number on the record."))
    return found


def _participant(number: int) -> Participant:
    accounts = Participant.objects.filter(erased_in=None, from_archive=False)
    return found_or_404(accounts, _("There is no participant with this number."), pk=number)


def _whole(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 9 else None
