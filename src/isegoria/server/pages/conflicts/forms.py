"""Forms of a case."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.language.model import Model
from isegoria.server.conflicts.models import Case, CaseStep, Party
from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.pages.web.people_named import PersonField, people_named, person_named
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Process

__all__ = ["AnswerForm", "AskForm", "CloseForm", "NameForm", "NoteForm", "ReasonForm", "StepForm"]


def _area(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(ActForm):
    """What the conflict is about, and its parties."""

    text = forms.CharField(
        label=_("What the conflict is about"),
        required=False,
        widget=_area(),
        help_text=_("This is public."),
    )
    mine = forms.BooleanField(label=_("I am a party to it"), required=False, initial=True)
    people = forms.CharField(
        label=_("People who are parties"),
        required=False,
        widget=_area(2),
        help_text=_("Names, e-mail addresses or numbers, separated by commas."),
    )
    holders = forms.MultipleChoiceField(
        label=_("Groups and offices that are parties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("text", "mine", "people", "holders", "capacity")

    def __init__(self, request: HttpRequest, process: Process, model: Model) -> None:
        """Offer the offices and groups of the model."""
        super().__init__(request)
        self._process = process
        holders = self.fields["holders"]
        assert isinstance(holders, forms.MultipleChoiceField)  # noqa: S101 -- for the type checker
        offices = [(name, one.title) for name, one in model.offices.items()]
        holders.choices = [*offices, *((name, one.title) for name, one in model.groups.items())]

    def clean_people(self) -> list[Participant]:
        """Find each of them."""
        written = self.cleaned_data["people"].replace("\n", ",").replace(";", ",").split(",")
        return people_named(written, self._process, self.request.user)

    def parties(self, me: Participant) -> list[Participant]:
        """Return the people who are parties, each once."""
        named = [*([me] if self.cleaned_data["mine"] else []), *self.cleaned_data["people"]]
        return list(dict.fromkeys(named))


class NameForm(ActForm):
    """Who should facilitate."""

    participant = PersonField()
    field_order = ("participant", "capacity")

    def __init__(self, request: HttpRequest, process: Process) -> None:
        """Keep the process, where a name is looked for."""
        super().__init__(request)
        self._process = process
        person = self.fields["participant"]
        assert isinstance(person, PersonField)  # noqa: S101 -- for the type checker
        person.offer(process, request.user)

    def clean_participant(self) -> Participant:
        """Find the participant."""
        return person_named(self.cleaned_data["participant"], self._process, self.request.user)


class AnswerForm(ActForm):
    """What a party says to the facilitator who was named."""

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=_area(3), help_text=_("This is public.")
    )
    field_order = ("answer", "reason", "capacity")

    def __init__(self, request: HttpRequest) -> None:
        """Offer what may be answered."""
        super().__init__(request)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        answer.choices = [
            (Party.Answer.ACCEPTED.value, _("I accept this facilitator")),
            (Party.Answer.DECLINED.value, _("I decline this facilitator; another is named")),
            (Party.Answer.NO_PART.value, _("I take no part in this case")),
        ]


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=_area(3), help_text=_("This is public.")
    )
    field_order = ("reason", "capacity")


class StepForm(ActForm):
    """What was done, on which day, and by when the next step comes."""

    kind = forms.ChoiceField(
        label=_("What was done"), choices=CaseStep.Kind, widget=forms.RadioSelect
    )
    on = DayField(label=_("On which day"))
    text = forms.CharField(
        label=_("What can be said about it in public"), required=False, widget=_area()
    )
    next_by = DayField(
        label=_("The next step comes by"),
        required=False,
        help_text=_("Left empty: in three weeks. A pause needs a day."),
    )
    field_order = ("kind", "on", "text", "next_by", "capacity")

    def __init__(self, request: HttpRequest, today: date) -> None:
        """Offer today."""
        super().__init__(request, {"on": today})

    def clean_next_by(self) -> datetime | None:
        """Return the end of that day."""
        day: date | None = self.cleaned_data["next_by"]
        return datetime.combine(day, time.max, UTC) if day else None


class CloseForm(ActForm):
    """What came of it."""

    result = forms.ChoiceField(label=_("Result"), choices=Case.Result, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What was agreed, or why not"),
        required=False,
        widget=_area(),
        help_text=_("This is public."),
    )
    field_order = ("result", "text", "capacity")

    def __init__(self, request: HttpRequest, *, withdrawn: bool) -> None:
        """Offer only to withdraw to whoever does not facilitate."""
        super().__init__(request)
        if withdrawn:
            result: Any = self.fields["result"]
            result.choices, result.initial = (
                [(Case.Result.WITHDRAWN.value, Case.Result.WITHDRAWN.label)],
                Case.Result.WITHDRAWN.value,
            )


class NoteForm(ActForm):
    """A private note."""

    text = forms.CharField(
        label=_("Private note"),
        required=False,
        widget=_area(),
        help_text=_("You can use *stars* for emphasis. Links become links."),
    )
    field_order = ("text", "capacity")
