"""Pages of reports: a reader sends one, those who moderate decide, the reader sees the outcome."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.conduct.models import Code, Measure, Report
from isegoria.server.conduct.reads import current_code
from isegoria.server.conduct.reports import (
    LONGEST_REPORT,
    asks_for_a_mail,
    keep,
    moderators_of,
    report,
    report_refusal,
    reported_to,
    reports_of,
    still_reported,
    too_many_from_here,
)
from isegoria.server.pages.web.forms import status_of
from isegoria.server.pages.web.wrong import RuledForm
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Participant
from isegoria.server.record.models import Act
from isegoria.server.record.reads import act_with_openings, acts_with_openings, openings_of

__all__ = ["keep_reported", "report_act", "report_page", "reports"]


class ReportForm(RuledForm):
    """Which rule a contribution breaks, and what else those who moderate should know."""

    rule = forms.TypedChoiceField(
        label=gettext_lazy("Which rule does it break?"), coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What should the moderators know?"),
        max_length=LONGEST_REPORT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, sent: Any, code: Code | None) -> None:
        """Offer the rules of the code that holds."""
        super().__init__(sent)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101 -- for the type checker
        rule.choices = list(enumerate(code.rules, 1)) if code else []


class KeepForm(RuledForm):
    """Why a contribution stays, for those who reported it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, which the people who reported it can read"),
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
def report_act(request: HttpRequest, number: int) -> HttpResponse:
    """Let a reader report what an act said; it needs no account."""
    act, who, now = _act(number), _known(request), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, current_code())
    refusal = report_refusal(act, who, now)
    if refusal is None and form.is_valid():
        refusal = too_many_from_here(request) if who is None else None
        if refusal is None:
            made = report(act, who, form.cleaned_data["rule"], form.cleaned_data["text"], now)
            _ask(request, made)
            return redirect("report", made.token)
    context = {"form": form, "refusal": refusal, "act": act}
    status = status_of(form, refusal if sent else None)
    return render(request, "conduct/report.html", context, status=status)


@never_cache
@require_safe
def report_page(request: HttpRequest, report: str) -> HttpResponse:
    """Show what became of a report to who has its address."""
    there = Report.objects.select_related("code")
    found = found_or_404(there, _("This link leads to no report."), token=report)
    measure = Measure.objects.filter(of=found.of, kind=Measure.Kind.HIDE).first()
    hidden = measure if found.outcome == Report.Outcome.HIDDEN else None
    return render(request, "conduct/reported.html", {"report": found, "measure": hidden})


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show those who moderate what readers reported."""
    waiting = reported_to(request.user)
    said: dict[int, list[Report]] = {}
    for one in reports_of(entry.of for entry in waiting):
        said.setdefault(one.of, []).append(one)
    acts = {act.number: act for act in acts_with_openings([one.of for one in waiting])}
    rows = [
        {"act": acts[one.of], "quoted": _quoted(acts[one.of]), "reports": said.get(one.of, [])}
        for one in waiting
        if one.of in acts
    ]
    return render(request, "conduct/reports.html", {"rows": rows})


@login_required
def keep_reported(request: HttpRequest, number: int) -> HttpResponse:
    """Let those who moderate leave a contribution as it is, and tell its readers why."""
    if not still_reported(number, request.user):
        raise Http404(_("No report about this contribution waits for your decision."))
    act = _act(number)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        assert isinstance(request.user, Participant)  # noqa: S101 -- behind login_required
        keep(number, request.user, form.cleaned_data["reason"], timezone.now())
        return redirect("reports")
    context = {"form": form, "act": act, "quoted": _quoted(act)}
    return render(request, "conduct/keep.html", context, status=status_of(form, None))


def _ask(request: HttpRequest, made: Report) -> None:
    """Mail those who moderate that somebody reported something."""
    if not asks_for_a_mail(made):
        return
    page = {"page": address_of(reverse("reports"), request)}
    text = render_to_string("conduct/report.txt", page, request)
    for one in moderators_of(made):
        send(_("A contribution was reported"), text, one.email)


def _act(number: int) -> Act:
    found = act_with_openings(number)
    if found is None:
        raise Http404(_("There is no act with this number on the record."))
    return found


def _known(request: HttpRequest) -> Participant | None:
    return request.user if isinstance(request.user, Participant) else None


def _quoted(act: Act) -> str:
    said = (text for field, text in openings_of(act).items() if field not in {"who", "at"})
    return "\n\n".join(text for text in said if isinstance(text, str))
