"""Forms of process models."""

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm

__all__ = ["DraftForm"]

_MOST = 200_000  # characters of a model; the longest of the library has a tenth of it


class DraftForm(ActForm):
    """The text of a model, and a scenario to rehearse it with.

    `saved` is when the draft was saved last that the page showed: somebody can have it open in two
    tabs, and what they saved in the other one is not to be lost.
    """

    saved = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Rules (YAML)"),
        max_length=_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "code", "dir": "ltr"}),
    )
    scenario = forms.CharField(
        label=_("Scenario (YAML)"),
        max_length=_MOST,
        strip=False,
        required=False,
        help_text=_("People, dated acts and what you expect. You can leave it empty."),
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", "dir": "ltr"}),
    )
