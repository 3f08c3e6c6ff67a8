"""Forms of motions and proxies."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm
from isegoria.server.pages.web.people_named import PersonField, one_named
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participants_named
from isegoria.server.process.models import Process
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.reads import people_of

__all__ = ["ContestForm", "ItemForm", "OnMotionForm", "ProxyForm"]


class ItemForm(ActForm):
    """Something that is answered by itself."""

    title = forms.CharField(
        label=_("A statement to agree or disagree with, in one sentence"), max_length=200
    )
    field_order = ("title", "capacity")


class ContestForm(ActForm):
    """What is contested, and why."""

    answer = forms.ChoiceField(label=_("What you appeal against"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    field_order = ("answer", "text", "capacity")

    def __init__(self, request: HttpRequest, answers: tuple[str, ...]) -> None:
        """Offer what this level of the ladder takes."""
        super().__init__(request)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        answer.choices = [(one, answer_words(one)) for one in answers]
        if not answers:
            del self.fields["answer"]


class OnMotionForm(ActForm):
    """A button about a motion."""


class ProxyForm(ActForm):
    """To whom one gives one's proxy."""

    holder = PersonField()
    field_order = ("holder", "capacity")

    def __init__(self, request: HttpRequest, process: Process) -> None:
        """Take those of the process only: nobody learns here who else has an account."""
        super().__init__(request)
        self._process = process
        holder = self.fields["holder"]
        assert isinstance(holder, PersonField)  # noqa: S101 -- for the type checker
        holder.offer(process, request.user)

    def clean_holder(self) -> Participant:
        """Find the participant."""
        known, written = people_of(self._process), self.cleaned_data["holder"]
        found = [one for one in participants_named(written, known) if known.filter(pk=one.pk)]
        unknown = _(
            "Nobody who takes part in this process has this name, address or number. Only people"
            " who take part can hold a proxy."
        )
        return one_named(found, written, unknown)
