"""The shape of what participants state about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.people.models import Region
from isegoria.server.people.reads import groups

__all__ = ["AffiliationForm", "EndForm", "ProfileForm"]


class ProfileForm(ActForm):
    """Name and a few words."""

    about_oneself = True

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Shown with everything you do here. A pseudonym is allowed."),
    )
    about = forms.CharField(
        label=_("About you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("name", "about", "capacity")


class AffiliationForm(ActForm):
    """Whom somebody works or speaks for, from when to when."""

    about_oneself = True

    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False)
    group = forms.ModelChoiceField(
        groups(),
        label=_("Stakeholder group"),
        required=False,
        empty_label=_("unstated"),
        to_field_name="slug",
    )
    region = forms.ChoiceField(
        label=_("Region of the United Nations"), choices=Region, required=False
    )
    interests = forms.CharField(
        label=_("Declared interests"),
        help_text=_(
            "What others should know when they read what you say: funding, mandates, clients."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    from_on = DayField(label=_("From"))
    until_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty if it has not ended.")
    )
    field_order = ("organisation", "group", "region", "interests", "from_on", "until_on")


class EndForm(ActForm):
    """The last day of an affiliation."""

    about_oneself = True

    until_on = DayField(label=_("Last day"))
