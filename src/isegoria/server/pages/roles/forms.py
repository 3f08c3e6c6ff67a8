"""The shape of a role that is given or ended."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm
from isegoria.server.pages.web.people_named import PersonField, one_named
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participants_named
from isegoria.server.process.models import Process
from isegoria.server.roles.acts import LONGEST_REASON, Role

__all__ = ["EndRoleForm", "FactorForm", "GiveRoleForm", "TakeOffForm"]

_OFFERED = 200  # processes in the list, those that began last


class GiveRoleForm(ActForm):
    """Which role, to whom, and in which process."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    holder = PersonField()
    process = forms.ChoiceField(label=_("In which process"), required=False)
    field_order = ("role", "holder", "process", "capacity")

    def __init__(self, request: HttpRequest) -> None:
        """Offer the processes that go on."""
        super().__init__(request)
        going_on = Process.objects.filter(cancelled_in=None, archive=None).order_by("-number")
        process = self.fields["process"]
        assert isinstance(process, forms.ChoiceField)  # noqa: S101 -- for the type checker
        process.choices = [
            ("", _("the whole forum")),
            *((str(one.pk), one.title) for one in going_on[:_OFFERED]),
        ]

    def clean_holder(self) -> Participant:
        """Find the person. The act refuses others than the secretariat, who learn nothing here."""
        me = self.request.user
        if isinstance(me, Participant) and not me.secretariat:
            return me
        written = self.cleaned_data["holder"]
        unknown = _("No account has the name or address “%(who)s”. They have to sign up first.")
        return one_named(participants_named(written), written, unknown)

    def clean_process(self) -> Process | None:
        """Return the process, None for the whole forum."""
        number = self.cleaned_data["process"]
        return Process.objects.get(pk=int(number)) if number else None


class EndRoleForm(ActForm):
    """Why somebody no longer holds a role."""

    reason = forms.CharField(
        label=_("Reason, which everyone can read"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("reason", "capacity")


class FactorForm(ActForm):
    """Which roles need a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"),
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("roles", "capacity")


class TakeOffForm(ActForm):
    """Why the second factor of somebody is removed."""

    reason = forms.CharField(
        label=_("Reason, which everyone can read"),
        help_text=_("Also say how you made sure that it is this person who asked."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("reason", "capacity")
