"""The form of a step, made from what the model knows; which group counts as which; seats; what
happened outside.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.language.durations import Duration, duration
from isegoria.rules.language.model import Model
from isegoria.rules.telling.moves import Move
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.pages.web.people_named import PersonField, person_named
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups
from isegoria.server.process.groups import counted_as
from isegoria.server.process.models import Process, Seat
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.seats import own_events, seats_to_fill
from isegoria.server.process.seconding import Other

__all__ = ["GroupsForm", "NoteForm", "SeatForm", "StepForm"]

_MINUTE = "%Y-%m-%dT%H:%M"
_REASONED = {
    "judge",
    "leave",
    "appeal",
    "rule",
    "dissent",
    "vote",
    "deliver",
    "notify",
    "trigger",
    "advise",
    "close",
    "announce",
    "declare_interest",
}


_ASKED_IN = {
    "against": {"appeal"},
    "known_at": {"announce"},
    "span": {"extend", "shorten"},
    "reason": _REASONED,
}
"""In which steps each field is asked that others do not have."""
_WRITTEN_AS = {
    "deliver": _("What you publish: the text, or where it can be found"),
    "dissent": _("Your minority statement"),
    "appeal": _("Your grounds: what was wrong, and by which rule"),
    "notify": _("What you give notice of"),
    "advise": _("Your advice"),
    "declare_interest": _("Which interest you have in this case"),
    "announce": _("The sources, one a line: who publishes the numbers, the day, and where"),
}
"""What stands in the text of a step where it is more than a reason."""


_RULINGS = {
    "upheld": _("Upheld: the appeal is right"),
    "dismissed": _("Dismissed: the decision stays"),
}
"""What each answer to an appeal means."""


class _JudgedChoice(forms.ChoiceField):
    """A choice that the rules of the process judge: they say which answers there are."""

    def valid_value(self, value: str) -> bool:
        """Let it through."""
        return True


class GroupsForm(ActForm):
    """In which group of a model people of each group of the forum count."""

    def __init__(
        self,
        request: HttpRequest,
        model: Model,
        initial: dict[str, Any] | None = None,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        """Ask of each group; those `chosen` before, or else of the same name, are chosen
        already.
        """
        super().__init__(request, initial)
        self.rules, self.slugs = model, [one.slug for one in groups()]
        there = [
            ("", _("not counted in any group")),
            *((name, one.title) for name, one in model.groups.items()),
        ]
        for group in groups():
            self.fields[f"group-{group.slug}"] = forms.ChoiceField(
                label=group.name,
                choices=there,
                required=False,
                initial=counted_as(model, group.slug, chosen),
            )

    def of_groups(self) -> list[forms.BoundField]:
        """Return the questions about groups."""
        return [self[f"group-{slug}"] for slug in self.slugs]

    def counts_as(self) -> dict[str, str]:
        """Return what was chosen otherwise than by name; a form that did not ask changes
        nothing.
        """
        chosen = {
            slug: self.cleaned_data[f"group-{slug}"]
            for slug in self.slugs
            if self.add_prefix(f"group-{slug}") in self.data
        }
        return {slug: name for slug, name in chosen.items() if name != counted_as(self.rules, slug)}


class StepForm(ActForm):
    """Answer, item, time and reason, as far as the step has them."""

    answer = _JudgedChoice(label=_("Your answer"), widget=forms.RadioSelect)
    others = forms.MultipleChoiceField(
        label=_("Also for those whose proxy you hold"),
        help_text=_("If they answer themselves, their own answer counts."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    against = forms.ModelChoiceField(
        Seat.objects.none(),
        label=_("The person that it is about"),
        help_text=_("This person will not decide the appeal."),
        required=False,
        empty_label=_("no particular person"),
    )
    span = forms.CharField(label=_("By how much"), help_text=_("such as 2 weeks"), max_length=40)
    known_at = forms.DateTimeField(
        label=_("When the values of all sources are known (UTC)"),
        help_text=_("At least one day and at most 100 days from now."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MINUTE),
        input_formats=[_MINUTE],
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("answer", "others", "against", "span", "reason", "known_at", "capacity")

    def __init__(
        self,
        request: HttpRequest,
        move: Move,
        *,
        ranked: bool = False,
        proxies: Sequence[Other] = (),
        seats: QuerySet[Seat] | None = None,
    ) -> None:
        """Keep the fields that this step has; `proxies` are those that may be used with it, `seats`
        those of whom it may be about one.
        """
        super().__init__(request)
        against = self.fields["against"]
        assert isinstance(against, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        against.queryset = against.queryset if seats is None else seats
        self._proxies = {str(one.number): one for one in proxies}
        others = self.fields["others"]
        assert isinstance(others, forms.MultipleChoiceField)  # noqa: S101 -- for the type checker
        others.choices = [(number, one.name) for number, one in self._proxies.items()]
        if not proxies and not request.POST.getlist("others"):  # never dropped from what was sent
            del self.fields["others"]
        self._offer_answers(move, ranked=ranked)
        if move.kind == "appeal" and "answer" in self.fields:
            self.fields["answer"].label = _("What you appeal against")
        if move.kind in _WRITTEN_AS:
            self.fields["reason"].label = _WRITTEN_AS[move.kind]
        if move.kind == "announce":
            self.fields["reason"].help_text = _(
                "Such as: State lottery, 2027-03-20, https://lottery.example. Nobody can change"
                " the sources, the time or the list after this."
            )
        if move.kind == "shorten":
            self.fields["span"].label = _("How long it is, from its beginning")
        for name in [name for name, kinds in _ASKED_IN.items() if move.kind not in kinds]:
            del self.fields[name]
        self.order_fields(self.field_order)

    def _offer_answers(self, move: Move, *, ranked: bool) -> None:
        """Let people choose one of the answers, or write an order, a choice or numbers."""
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        if ranked:
            self.fields["answer"] = forms.CharField(
                label=_("Your order, the best first"),
                help_text=" > ".join(move.answers),
                max_length=400,
            )
        elif move.kind == "weigh":
            self.fields["answer"] = forms.CharField(
                label=_("What each organisation weighs, one a line"),
                help_text=_("such as {example}").format(example=move.written),
                widget=forms.Textarea(attrs={"rows": 8}),
            )
        elif move.written:
            self.fields["answer"] = forms.CharField(
                label=_("Published numbers") if move.kind == "close" else _("Your choice"),
                help_text=_("such as {example}").format(example=move.written),
                max_length=400,
            )
        elif move.answers:
            titles = dict(zip(move.answers, move.titles, strict=False))
            meanings = _RULINGS if move.kind == "rule" else {}
            answer.choices = [
                (one, titles.get(one) or meanings.get(one) or answer_words(one))
                for one in move.answers
            ]
            answer.initial = move.answers[0] if len(move.answers) == 1 else None
        else:
            del self.fields["answer"]

    def clean_others(self) -> tuple[Other, ...]:
        """Return those whose proxy is used."""
        return tuple(self._proxies[number] for number in self.cleaned_data["others"])

    def clean_span(self) -> Duration:
        """Read a time such as `2 weeks`."""
        try:
            return duration(self.cleaned_data["span"])
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write a number and a unit, such as 10 days or 2 weeks."),
                code="form.not-a-duration",
            ) from wrong


class SeatForm(ActForm):
    """Which seat, and for whom: people give the seats for which they choose, and anyone takes one
    in an open group.
    """

    holder = forms.ChoiceField(label=_("Office or group"))
    participant = PersonField(required=False)
    field_order = ("holder", "participant", "capacity")
    _filled: Collection[str] = ()

    def __init__(self, request: HttpRequest, process: Process, model: Model) -> None:
        """Offer the offices and groups for which the reader chooses, and the open groups."""
        super().__init__(request)
        self.process = process
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ChoiceField)  # noqa: S101 -- for the type checker
        filled = self._filled = seats_to_fill(process, model, request.user)
        offices = [(name, model.offices[name].title) for name in filled if name in model.offices]
        self.offered = [
            (name, one.title)
            for name, one in model.groups.items()
            if name in filled or one.members == "open"
        ]
        if offices:
            holder.choices = [(_("Offices"), offices), (_("Groups"), self.offered)]
            self.offered = [*offices, *self.offered]
        else:
            holder.choices = self.offered
        person = self.fields["participant"]
        assert isinstance(person, PersonField)  # noqa: S101 -- for the type checker
        person.offer(process, request.user)
        if not filled:
            del self.fields["participant"]  # nobody learns here who has an account

    @property
    def fills(self) -> bool:
        """Whether the reader gives seats to others."""
        return bool(self._filled)

    def clean_participant(self) -> Participant:
        """Find the participant; in an open group nobody else need be named."""
        written: str = self.cleaned_data["participant"]
        if written.strip():
            return person_named(written, self.process, self.request.user)
        if self.cleaned_data.get("holder", "") in self._filled:
            raise forms.ValidationError(
                self.fields["participant"].error_messages["required"], code="required"
            )
        assert isinstance(self.request.user, Participant)  # noqa: S101 -- others see no form
        return self.request.user

    def clean(self) -> dict[str, Any]:
        """Seat whoever sent it where nobody else is named."""
        cleaned = super().clean() or self.cleaned_data
        if "participant" not in self.fields:
            cleaned["participant"] = self.request.user
        return cleaned


class NoteForm(ActForm):
    """An event, the date of a meeting, use of a resource, the end of another process."""

    about = forms.ChoiceField(label=_("What happened"))
    value = forms.CharField(
        label=_("Date, number or outcome"),
        required=False,
        max_length=80,
        help_text=_("for a meeting, a resource, a process"),
    )
    field_order = ("about", "value", "capacity")

    def __init__(self, request: HttpRequest, model: Model, stage: str) -> None:
        """Offer what the model asks about."""
        super().__init__(request)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 -- for the type checker
        about.choices = notable(model, stage)


def notable(model: Model, stage: str) -> list[tuple[str, str]]:
    """Return what can be noted, as `kind:name` and words."""
    clocks = [clock for part in model.stages.values() for clock in part.clocks.values()]
    here = model.stages[stage].clocks.values()
    own = own_events(model, stage)
    events = {
        name
        for one in here
        for name in (one.starts, *one.restarts_on, *one.pauses_on)
        if name not in own
    }
    if any(one.pauses_on for one in here):
        events.add("resumed")
    found = [(f"event:{name}", answer_words(name)) for name in sorted(events)]
    found += [
        (f"meeting:{name}", answer_words(name))
        for name in sorted({one.before for one in clocks if one.before})
    ]
    found += [(f"resource:{name}", one.title) for name, one in model.resources.items()]
    return [*found, *((f"process:{name}", one.title) for name, one in model.processes.items())]
