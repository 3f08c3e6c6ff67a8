"""The shape of what the set-up page takes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.wrong import RuledForm, lines_of
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.people.reads import groups

__all__ = ["SetUpForm"]

_LONGEST_NAME = 60  # characters of the name of a group; it becomes a part of addresses
_GIVEN_UP = "#"  # no group is called so


class SetUpForm(RuledForm):
    """Name, languages and stakeholder groups of the forum."""

    name = forms.CharField(label=_("Name of the forum"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        initial=["en"],
        help_text=_("Readers can choose among these."),
    )
    groups = forms.CharField(
        label=_("Stakeholder groups"),
        help_text=_("One a line, in the order in which they are shown. You can change them later."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=4000,
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        """Ask of each group that is not in the list any more what became of it, where a name in
        the list is new: nobody guesses who was renamed.
        """
        super().__init__(*args, **how)
        names = [one.strip() for one in self.data.get("groups", "").splitlines() if one.strip()]
        listed = {slugify(one, allow_unicode=True) for one in names}
        known = {slugify(one.name, allow_unicode=True): one for one in groups()}
        new = [one for one in names if slugify(one, allow_unicode=True) not in known]
        self._gone: list[StakeholderGroup] = [
            one for key, one in known.items() if key not in listed and new
        ]
        for one in self._gone:
            self.fields[f"became-{one.slug}"] = forms.ChoiceField(
                label=_("What became of “%(group)s”?") % {"group": one.name},
                choices=[
                    ("", "---------"),
                    *((name, _("It is now called “%(name)s”.") % {"name": name}) for name in new),
                    (_GIVEN_UP, _("It is given up. Its people are in no group.")),
                ],
            )

    def clean_groups(self) -> list[str]:
        """Return the names, one a line."""
        return lines_of(self.cleaned_data["groups"], _LONGEST_NAME)

    def renamed(self) -> dict[str, str]:
        """Return the new names, by the slug of each group that has one."""
        became = {one.slug: self.cleaned_data[f"became-{one.slug}"] for one in self._gone}
        return {slug: name for slug, name in became.items() if name != _GIVEN_UP}
