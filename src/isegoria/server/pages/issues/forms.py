"""The shape of what is proposed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.language.model import Model
from isegoria.server.issues.again import likely_earlier
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import issues_of
from isegoria.server.pages.process.step_forms import GroupsForm
from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.people.reads import groups
from isegoria.server.process.dates import meetings_of
from isegoria.server.process.models import Process
from isegoria.server.process.phrases import answer_words
from isegoria.server.record.reads import is_used
from isegoria.server.rulebooks.reads import named_with_text

__all__ = ["AgainForm", "BeginForm", "IssueForm", "MergeForm", "OnIssueForm"]


class BeginForm(GroupsForm):
    """Title of a process, in which group of the model each of the forum's counts, and the meetings
    that its clocks wait for.

    `shown` names the rules that the page shows beside the form, with their text: what begins is
    what was read.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("title", "capacity")

    def __init__(
        self, request: HttpRequest, model: Model, typed: Mapping[str, str] | None = None
    ) -> None:
        """Ask of each group and each meeting; those of the same name are chosen already, and
        `typed` is kept.
        """
        super().__init__(request, model, {**(typed or {}), "shown": named_with_text(model)})
        self.meetings = meetings_of(model)
        for name, clocks in self.meetings.items():
            self.fields[f"meeting-{name}"] = DayField(
                label=answer_words(name),
                required=False,
                help_text=" · ".join(clocks),
            )

        if typed is not None:
            self._keep(typed)

    def _keep(self, typed: Mapping[str, str]) -> None:
        """Choose again what was chosen before, where these rules have it; a group that other rules
        did not have has its own.
        """
        again = typed.get("shown", "").partition(" ")[0] == f"{self.rules.id}@{self.rules.version}"
        for name in (f"group-{slug}" for slug in self.slugs):
            chosen = typed.get(name)
            if chosen not in self.rules.groups and not (again and chosen == ""):
                self.initial.pop(name, None)

    def chosen(self) -> dict[str, str]:
        """Return the groups of the rules that the page shows as chosen."""
        return {slug: self[f"group-{slug}"].value() or "" for slug in self.slugs}

    def of_meetings(self) -> list[forms.BoundField]:
        """Return the questions about meetings."""
        return [self[f"meeting-{name}"] for name in self.meetings]

    def fixed(self) -> dict[str, date]:
        """Return the meetings that have a date."""
        return {name: on for name in self.meetings if (on := self.cleaned_data[f"meeting-{name}"])}


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
        groups(),
        label=_("Who is affected"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )
    jurisdictions = forms.CharField(label=_("Which jurisdictions"), max_length=300, required=False)
    technologies = forms.CharField(label=_("Which technologies"), max_length=300, required=False)
    again = forms.ModelChoiceField(
        Issue.objects.none(),
        label=_("Does it ask an earlier question again?"),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("no, it is a new question"),
        blank=True,
    )
    field_order = (
        "again",
        "title",
        "text",
        "affected",
        "jurisdictions",
        "technologies",
        "capacity",
    )

    def __init__(self, request: HttpRequest) -> None:
        """Ask whether it is an earlier question only where one is like it."""
        super().__init__(request)
        self.earlier = likely_earlier(request.POST.get("title", "")) if self.is_bound else []
        if not self.earlier:
            del self.fields["again"]
            return
        again = self.fields["again"]
        assert isinstance(again, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        again.queryset = Issue.objects.filter(pk__in=[one.pk for one in self.earlier])

    @property
    def is_asked(self) -> bool:
        """Whether whoever proposes has yet to say if it is one of the earlier questions; not when a
        form comes twice.
        """
        return (
            bool(self.earlier)
            and "again" not in self.data
            and not is_used(self.cleaned_data["key"])
        )


class AgainForm(ActForm):
    """Which earlier issue it asks again."""

    earlier = forms.ModelChoiceField(
        Issue.objects.none(), label=_("It asks again"), widget=forms.RadioSelect
    )
    field_order = ("earlier", "capacity")

    def __init__(self, request: HttpRequest, issue: Issue) -> None:
        """Offer earlier issues with the words of this one first, and whichever number is written in
        the address.
        """
        super().__init__(request)
        named = request.GET.get("number", "")
        numbers = [one.pk for one in likely_earlier(issue.title, before=issue.pk)]
        numbers += [int(named)] if named.isdecimal() and len(named) < 19 else []
        earlier = self.fields["earlier"]
        assert isinstance(earlier, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        earlier.queryset = Issue.objects.filter(pk__in=numbers).exclude(pk=issue.pk)


class OnIssueForm(ActForm):
    """A button about an issue."""


class MergeForm(ActForm):
    """Into which issue another goes."""

    into = forms.ModelChoiceField(Issue.objects.none(), label=_("Merge into"))

    def __init__(
        self,
        request: HttpRequest,
        process: Process,
        issue: Issue,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Offer the other issues of the process that were not merged."""
        super().__init__(request, initial)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        into.queryset = issues_of(process).exclude(pk=issue.pk)
