"""The shape of a correction: what is right, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.corrections.acts import LONGEST, LONGEST_REASON
from isegoria.server.pages.web.forms import ActForm, DayField

__all__ = ["MeetingForm", "PlannedForm", "ReasonedForm", "TextForm", "TitleForm"]


class ReasonedForm(ActForm):
    """Why something is corrected or cancelled."""

    reason = forms.CharField(
        label=_("Reason, which everyone can read"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("title", "held_on", "on", "venue", "where", "text", "reason", "capacity")


class TitleForm(ReasonedForm):
    """A title."""

    title = forms.CharField(label=_("Title"), max_length=200)


class MeetingForm(TitleForm):
    """Title, day and place of a meeting."""

    held_on = DayField(label=_("Day"))
    venue = forms.CharField(label=_("Where"), max_length=120, required=False)


class PlannedForm(ReasonedForm):
    """Day, title and place of a planned date."""

    on = DayField(label=_("Day"))
    title = forms.CharField(label=_("What happens"), max_length=200, required=False)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)


class TextForm(ReasonedForm):
    """The text of an outcome."""

    text = forms.CharField(
        label=_("The text with its spelling corrected"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Only letters of long words, capitals and punctuation can change. The result stays."
        ),
    )
