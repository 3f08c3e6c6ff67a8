"""The form of a follow-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.acts.forms import ActForm
from isegoria.server.outcomes.models import FollowUp

__all__ = ["FollowForm"]


class FollowForm(ActForm):
    """How it is rated, what happened, and where that can be read."""

    rating = forms.ChoiceField(label=_("How far it was followed"), choices=FollowUp.Rating, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    evidence = forms.URLField(label=_("Evidence: an address"), required=False, max_length=500, assume_scheme="https")
    field_order = ("rating", "text", "evidence", "capacity")
