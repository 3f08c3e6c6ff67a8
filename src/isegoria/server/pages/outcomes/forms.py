"""The forms of a follow-up, and of who is asked to act."""

import re

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.server.outcomes.models import FollowUp, Responsible
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.pages.web.people_named import people_named
from isegoria.server.pages.web.wrong import lines_of
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk

__all__ = ["FollowForm", "ResponsibleForm"]

_LONGEST_NAME = 200  # characters of the name of an organisation


class FollowForm(ActForm):
    """How it is rated, what happened, and where that can be read."""

    rating = forms.ChoiceField(
        label=_("How far is it?"), choices=FollowUp.Rating, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    evidence = forms.CharField(
        label=_("Evidence: an address"), required=False, max_length=500, help_text="https://…"
    )
    field_order = ("rating", "text", "evidence", "capacity")

    def clean_evidence(self) -> str:
        """Read `example.org/report` as people mean it."""
        written: str = self.cleaned_data["evidence"]
        return (
            f"https://{written}" if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/.*)?", written) else written
        )


class ResponsibleForm(ActForm):
    """Groups, offices, organisations and participants who are asked to act on an outcome."""

    groups = forms.ModelMultipleChoiceField(
        groups(),
        label=_("Stakeholder groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )
    offices = forms.MultipleChoiceField(
        label=_("Offices"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = forms.CharField(
        label=_("Organisations"),
        required=False,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    participants = forms.CharField(
        label=_("Participants"),
        required=False,
        help_text=_("Name, e-mail address or number, one a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("groups", "offices", "organisations", "participants", "capacity")

    def __init__(self, request: HttpRequest, chunk: Chunk) -> None:
        """Offer the offices of the model, and begin with who is named."""
        named = list(chunk.responsible.select_related("group"))
        kinds = Responsible.Kind
        start = {
            "groups": [one.group.slug for one in named if one.group],
            "offices": [one.name for one in named if one.kind == kinds.OFFICE],
            "organisations": "\n".join(one.name for one in named if one.kind == kinds.ORGANISATION),
            "participants": "\n".join(
                f"#{one.participant_id}" for one in named if one.participant_id
            ),
        }
        super().__init__(request, start)
        self._process = chunk.process
        offices = self.fields["offices"]
        assert isinstance(offices, forms.MultipleChoiceField)  # noqa: S101 -- for the type checker
        offices.choices = [
            (name, one.title) for name, one in model_of(chunk.process).offices.items()
        ]

    def clean_organisations(self) -> list[str]:
        """Return the names, one a line."""
        return lines_of(self.cleaned_data["organisations"], _LONGEST_NAME)

    def clean_participants(self) -> list[Participant]:
        """Find each participant."""
        return people_named(
            self.cleaned_data["participants"].splitlines(), self._process, self.request.user
        )
