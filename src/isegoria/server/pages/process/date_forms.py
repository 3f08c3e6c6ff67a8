"""The shape of a planned date."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.language.model import Model
from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.process.dates import meetings_of
from isegoria.server.process.phrases import answer_words

__all__ = ["DateForm"]


class DateForm(ActForm):
    """A day, and what happens on it: a meeting that clocks wait for, or anything else."""

    on = DayField(label=_("Day"))
    name = forms.ChoiceField(label=_("Meeting that clocks wait for"), required=False)
    title = forms.CharField(label=_("What happens"), max_length=200, required=False)
    where = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("a place or an address")
    )
    field_order = ("on", "name", "title", "where", "capacity")

    def __init__(self, request: HttpRequest, model: Model) -> None:
        """Ask for the meeting only where the model has some."""
        super().__init__(request)
        meetings, name = meetings_of(model), self.fields["name"]
        assert isinstance(name, forms.ChoiceField)  # noqa: S101 -- for the type checker
        name.choices = [("", _("none of them")), *((one, answer_words(one)) for one in meetings)]
        if not meetings:
            del self.fields["name"]
