"""The shape of what is proposed."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.server.acts.forms import ActForm
from isegoria.server.courses.models import Process
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import issues_of
from isegoria.server.people.reads import groups
from isegoria.server.processes.reads import all_models

__all__ = ["BeginForm", "IssueForm", "MergeForm", "OnIssueForm"]


def _models() -> list[tuple[str, str]]:
    return [(one.id, one.title) for one in all_models()]


class BeginForm(ActForm):
    """Title and rules of a process."""

    title = forms.CharField(label=_("Title"), max_length=200)
    model = forms.ChoiceField(label=_("Rules"), choices=_models, initial="equal-footing")
    field_order = ("title", "model", "capacity")


class IssueForm(ActForm):
    """An issue, and what it touches."""

    title = forms.CharField(label=_("The issue in one sentence"), max_length=200)
    text = forms.CharField(
        label=_("Why it matters, and what could be decided"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    affected = forms.ModelMultipleChoiceField(
        groups(), label=_("Who is affected"), required=False, widget=forms.CheckboxSelectMultiple, to_field_name="slug"
    )
    jurisdictions = forms.CharField(label=_("Which jurisdictions"), max_length=300, required=False)
    technologies = forms.CharField(label=_("Which technologies"), max_length=300, required=False)
    field_order = ("title", "text", "affected", "jurisdictions", "technologies", "capacity")


class OnIssueForm(ActForm):
    """A button about an issue."""


class MergeForm(ActForm):
    """Into which issue another goes."""

    into = forms.ModelChoiceField(Issue.objects.none(), label=_("Merge into"))

    def __init__(self, request: HttpRequest, process: Process, issue: Issue, initial: dict[str, Any] | None = None) -> None:
        """Offer the other issues of the process that were not merged."""
        super().__init__(request, initial)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        into.queryset = issues_of(process).exclude(pk=issue.pk)
