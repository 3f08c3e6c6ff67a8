"""Forms of a review."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.pages.reviews.words import answer_said
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.reviews.models import Review

__all__ = ["AnswerForm", "FollowForm", "SignForm"]


class AnswerForm(ActForm):
    """The fixed questions, and one comment."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is published without your name and group when the survey is over."),
    )

    def __init__(self, request: HttpRequest, initial: dict[str, Any]) -> None:
        """Add a field for each question."""
        super().__init__(request, initial)
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=gettext(question.title),
                choices=[(one, answer_said(one)) for one in question.answers],
                widget=forms.RadioSelect,
                required=False,  # the rule says what is missing, and keeps what was chosen
            )
        self.order_fields([*QUESTIONS, "comment", "capacity"])

    def answers(self) -> dict[str, str]:
        """Return the answers by question."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}


class SignForm(ActForm):
    """Why a review should come early."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("This is public."),
    )
    field_order = ("reason", "capacity")


class FollowForm(ActForm):
    """What follows, and why."""

    follow = forms.ChoiceField(
        label=_("What follows"), choices=Review.Follow, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Why; for a promise, what will be done by when"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("follow", "text", "capacity")
