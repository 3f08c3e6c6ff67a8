"""The shape of an invitation."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.server.membership.acts import LONGEST_REASON
from isegoria.server.membership.models import Invitation
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.people.models import Region
from isegoria.server.people.reads import groups
from isegoria.server.process.models import Process

__all__ = ["DeclineForm", "InviteForm", "JoinForm"]


class JoinForm(ActForm):
    """A button, with the capacity."""


class InviteForm(ActForm):
    """Whom, for which issue, by which way, with which words."""

    group = forms.ModelChoiceField(
        groups(),
        label=_("Group"),
        required=False,
        to_field_name="slug",
        empty_label=_("no group in particular"),
    )
    region = forms.ChoiceField(label=_("Region"), choices=Region, required=False)
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        help_text=_("It is shown on the page of the process."),
    )
    name = forms.CharField(
        label=_("Name of the person"),
        max_length=120,
        required=False,
        help_text=_("Only the secretariat and officers see it."),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Only the secretariat and officers see it. It can be erased."),
    )
    issue = forms.ChoiceField(label=_("For which issue"), required=False)
    channel = forms.ChoiceField(label=_("How it goes out"), choices=Invitation.Channel)
    text = forms.CharField(
        label=_("Why you invite them"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It goes into the mail and onto the record."),
    )
    field_order = (
        "group",
        "region",
        "organisation",
        "name",
        "email",
        "channel",
        "issue",
        "text",
        "capacity",
    )

    def __init__(
        self, request: HttpRequest, process: Process, initial: dict[str, Any] | None = None
    ) -> None:
        """Offer the issues that go on."""
        super().__init__(request, initial)
        going_on = process.issues.filter(merged_into=None, cancelled_in=None)
        going_on = going_on.order_by("-number")[:200]
        issue = self.fields["issue"]
        assert isinstance(issue, forms.ChoiceField)  # noqa: S101 -- for the type checker
        issue.choices = [
            ("", _("the whole process")),
            *((str(one.number), one.title) for one in going_on),
        ]

    def clean_issue(self) -> int:
        """Return its number, 0 for the whole process."""
        return int(self.cleaned_data["issue"] or 0)


class DeclineForm(ActForm):
    """Why somebody cannot come."""

    reason = forms.CharField(
        label=_("Reason, which everyone can read"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "capacity")
