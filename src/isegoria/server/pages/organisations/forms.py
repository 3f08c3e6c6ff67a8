"""The shape of what people say about organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.organisations.acts import LONGEST_REASON
from isegoria.server.pages.web.forms import ActForm

__all__ = ["ClaimForm", "DecideForm", "EndForm", "SpellingForm"]


def _reason(label: Any, *, needed: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        required=needed,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClaimForm(ActForm):
    """What shows that somebody speaks for an organisation."""

    about_oneself = True

    reason = _reason(_("What shows that you speak for it, which everyone can read"))
    field_order = ("reason", "capacity")


class DecideForm(ActForm):
    """Whether a claim is accepted, and why."""

    accepted = forms.ChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Accept the claim")), ("no", _("Reject the claim"))),
        widget=forms.RadioSelect,
    )
    reason = _reason(_("Reason, which everyone can read"))
    domain = forms.CharField(
        label=_("Domain of its mail addresses"),
        max_length=120,
        required=False,
        help_text=_(
            "People with a confirmed address there can confirm themselves. Leave it empty if others"
            " have addresses there too."
        ),
    )
    replaces = forms.BooleanField(
        label=_("People who were confirmed before no longer speak for it"), required=False
    )
    field_order = ("accepted", "reason", "domain", "replaces", "capacity")


class EndForm(ActForm):
    """Why somebody no longer speaks for an organisation."""

    reason = _reason(_("Reason, which everyone can read"), needed=False)
    field_order = ("reason", "capacity")


class SpellingForm(ActForm):
    """Another spelling of the name of an organisation."""

    name = forms.CharField(
        label=_("Spelling, short form or translation"),
        max_length=160,
        help_text=_("People who declare this name are counted as people of this organisation."),
    )
    field_order = ("name", "capacity")
