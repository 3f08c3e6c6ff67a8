"""The shape of what the set-up page takes."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.wrong import RuledForm, lines_of

__all__ = ["SetUpForm"]

_LONGEST_NAME = 60  # characters of the name of a group; it becomes a part of addresses


class SetUpForm(RuledForm):
    """Name, languages and stakeholder groups of the forum."""

    name = forms.CharField(label=_("Name of the forum"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        initial=["en"],
    )
    groups = forms.CharField(
        label=_("Stakeholder groups"),
        help_text=_("One a line, in the order in which they are shown. You can change them later."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=4000,
    )

    def clean_groups(self) -> list[str]:
        """Return the names, one a line."""
        return lines_of(self.cleaned_data["groups"], _LONGEST_NAME)
