"""Forms of the code, of measures under it, of appeals, and of erasing."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.offices.conduct import LONGEST_DAYS
from isegoria.server.conduct.decided import GROUNDS
from isegoria.server.conduct.models import Code, MeasureAppeal
from isegoria.server.pages.web.forms import ActForm, DayField

__all__ = [
    "AccountForm",
    "AppealForm",
    "CodeForm",
    "DecideForm",
    "EraseForm",
    "ReasonedForm",
    "RestrictForm",
    "UnderCodeForm",
]


def _reason(label: Any = None) -> forms.CharField:
    shown = label or _("Reason, which everyone can read")
    return forms.CharField(label=shown, widget=forms.Textarea(attrs={"rows": 3}), required=False)


class CodeForm(ActForm):
    """A version of the code."""

    preamble = forms.CharField(
        label=_("Before the rules"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    rules = forms.CharField(
        label=_("Rules"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "One a paragraph; they are numbered in this order. An empty line begins the next one."
        ),
    )
    longest_days = forms.IntegerField(
        label=_("Longest restriction, in days"), min_value=1, max_value=366, initial=LONGEST_DAYS
    )
    may_object = forms.BooleanField(
        label=_("A restricted person can still object and file a minority statement"),
        required=False,
        initial=True,
    )
    field_order = ("preamble", "rules", "longest_days", "may_object", "capacity")

    def clean_rules(self) -> list[str]:
        """Return the rules one by one."""
        written = self.cleaned_data["rules"].replace("\r\n", "\n")
        return [" ".join(one.split()) for one in written.split("\n\n") if one.strip()]


class UnderCodeForm(ActForm):
    """Which rule was broken, and how."""

    rule = forms.TypedChoiceField(
        label=_("Which rule was broken"), coerce=int, required=False, widget=forms.RadioSelect
    )
    reason = _reason()
    field_order: tuple[str, ...] = ("rule", "reason", "capacity")

    def __init__(self, request: HttpRequest, code: Code | None) -> None:
        """Offer the rules of the code that holds."""
        super().__init__(request)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.TypedChoiceField)  # noqa: S101 -- for the type checker
        rule.choices = [
            (place, f"{place}. {text}") for place, text in enumerate(code.rules if code else [], 1)
        ]
        rule.required = code is not None  # without a code the act says that there is none


class RestrictForm(UnderCodeForm):
    """Until when somebody may only read, by which rule, and why."""

    until = DayField(label=_("Until"))
    field_order = ("rule", "until", "reason", "capacity")


class ReasonedForm(ActForm):
    """A public reason."""

    reason = _reason()
    field_order: tuple[str, ...] = ("reason", "capacity")


class EraseForm(ReasonedForm):
    """Why something is erased; of a text that others decided on also the legal ground."""

    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ("ground", "reason", "capacity")

    def __init__(self, request: HttpRequest, *, decided: bool) -> None:
        """Ask for the ground only where it is needed."""
        super().__init__(request)
        if not decided:
            del self.fields["ground"]


class AppealForm(ActForm):
    """The grounds of an appeal."""

    grounds = forms.CharField(
        label=_("Grounds, which everyone can read"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    field_order = ("grounds", "capacity")


class DecideForm(ActForm):
    """What becomes of an appeal, and why."""

    result = forms.ChoiceField(
        label=_("Decision"),
        choices=[one for one in MeasureAppeal.Result.choices if one[0]],
        widget=forms.RadioSelect,
    )
    reason = _reason()
    field_order = ("result", "reason", "capacity")


class AccountForm(ActForm):
    """Whether what somebody wrote goes with the account."""

    words = forms.BooleanField(
        label=_("Erase also everything that was written under this account"), required=False
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back"))
    reason = _reason(_("Reason, which everyone can read (needed for the account of somebody else)"))
    field_order = ("words", "sure", "reason", "capacity")
