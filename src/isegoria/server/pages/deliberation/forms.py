"""Forms of what people say and write."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from isegoria.rules.language.model import Model
from isegoria.server.deliberation.acts import WITHDRAW
from isegoria.server.deliberation.models import Comment, Objection, Position, Version
from isegoria.server.deliberation.reads import latest_version
from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.pages.web.wrong import lines_of
from isegoria.server.process.models import Chunk
from isegoria.server.texts.redlining import redlined
from isegoria.terms import Refusal

__all__ = [
    "OBJECTING",
    "AmendForm",
    "AnswerForm",
    "CommentForm",
    "EditForm",
    "PollAnswerForm",
    "PollForm",
    "PositionForm",
    "ReasonForm",
    "SettleForm",
    "TextForm",
    "TitleForm",
    "VersionForm",
]

_LONGEST_ANSWER = 80  # characters of an answer to a straw poll

# Length is judged by the rule, which says what to do, and not cut off by the browser, which loses
# what was typed.


def _area(rows: int = 6) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TextForm(ActForm):
    """A text."""

    text = forms.CharField(
        label=_("Text"),
        widget=_area(),
        required=False,
        help_text=_("You can use *stars* for emphasis. Links become links."),
    )
    field_order = ("text", "capacity")

    def __init__(
        self, request: HttpRequest, label: str, initial: dict[str, Any] | None = None
    ) -> None:
        """Say what is asked for."""
        super().__init__(request, initial)
        self.fields["text"].label = label


OBJECTING = _(
    "To object files an objection with your reason. Any other answer withdraws your objection."
)
"""What to object does, wherever people can answer so."""


class PositionForm(ActForm):
    """A position, for whom, and why."""

    answer = forms.ChoiceField(label=_("Your position"), widget=forms.RadioSelect)
    for_group = forms.ChoiceField(label=_("For whom"), required=False)
    text = forms.CharField(
        label=_("Reason (needed for an objection)"),
        widget=_area(),
        required=False,
        help_text=_("You can use *stars* for emphasis. Links become links."),
    )
    field_order = ("answer", "for_group", "text", "capacity")

    def __init__(
        self, request: HttpRequest, groups: Sequence[tuple[str, str]], answers: Collection[str]
    ) -> None:
        """Offer the positions that somebody can take, all where they can take none; and the groups,
        as name and title, that one speaks for: who speaks for none is not asked.

        What was sent for another group is kept: the act is refused, and is nobody's own position.
        """
        super().__init__(request)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        there = [*Position.Value.choices, (WITHDRAW, _("withdraw my position"))]
        answer.choices = [one for one in there if not answers or one[0] in answers]
        if not answers or Position.Value.OBJECT in answers:
            answer.help_text = OBJECTING
        whom = self.fields["for_group"]
        assert isinstance(whom, forms.ChoiceField)  # noqa: S101 -- for the type checker
        sent = request.POST.get("for_group", "")
        forged = [(sent, sent)] if sent and sent not in dict(groups) else []
        whom.choices = [("", _("for yourself")), *groups, *forged]
        if not groups and not forged:
            del self.fields["for_group"]


class PollForm(ActForm):
    """A question for a straw poll, its answers, and until when."""

    text = forms.CharField(label=_("Question"), max_length=500)
    answers = forms.CharField(
        label=_("Answers, one a line"),
        widget=_area(4),
        initial=_("agree\ndisagree\nmore time needed"),
    )
    closes_on = DayField(label=_("Until (end of that day, UTC)"))
    field_order = ("text", "answers", "closes_on", "capacity")

    def clean_answers(self) -> list[str]:
        """Return one answer a line."""
        return lines_of(self.cleaned_data["answers"], _LONGEST_ANSWER)


class PollAnswerForm(ActForm):
    """An answer to a straw poll."""

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    field_order = ("answer", "capacity")

    def __init__(self, request: HttpRequest, answers: Sequence[str]) -> None:
        """Offer the answers."""
        super().__init__(request)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        answer.choices = [(one, one) for one in answers]


class CommentForm(ActForm):
    """A contribution; a reply says what it does, a question whom it asks."""

    form = forms.ChoiceField(
        label=_("Kind of contribution"), choices=Comment.Kind, initial=Comment.Kind.COMMENT
    )
    says_what = forms.ChoiceField(
        label=_("What your reply does"), choices=Comment.Says, required=False
    )
    asked = forms.ChoiceField(
        label=_("Whom you ask"),
        required=False,
        help_text=_("For a question: the office answers it, and until then it stays open."),
    )
    text = forms.CharField(
        label=_("Text"),
        widget=_area(),
        required=False,
        help_text=_("You can use *stars* for emphasis. Links become links."),
    )
    field_order = ("text", "form", "says_what", "asked", "capacity")

    def __init__(
        self,
        request: HttpRequest,
        model: Model,
        held: Callable[[], Collection[str]],
        *,
        reply: bool = False,
    ) -> None:
        """Ask what a reply does only in a reply; offer the offices that somebody holds."""
        super().__init__(request)
        asked = self.fields["asked"]
        assert isinstance(asked, forms.ChoiceField)  # noqa: S101 -- for the type checker
        asked.choices = lambda: [  # asked for only where they are shown, or one was chosen
            ("", _("no particular person")),
            *((name, one.title) for name, one in model.offices.items() if name in held()),
        ]
        if not reply:
            del self.fields["says_what"]


class EditForm(ActForm):
    """A contribution as its author corrects it; `base` tells what it said when the page was
    opened.
    """

    text = forms.CharField(
        label=_("Text"),
        widget=_area(),
        required=False,
        help_text=_("You can use *stars* for emphasis. Links become links."),
    )
    base = forms.CharField(widget=forms.HiddenInput)
    field_order = ("text", "capacity")

    def __init__(self, request: HttpRequest, comment: Comment) -> None:
        """Begin with what it says."""
        super().__init__(request, {"text": comment.text, "base": comment.fingerprint})
        self._comment = comment

    def beside(self, refusal: Refusal) -> dict[str, Any]:
        """Show what it says now, where it was changed meanwhile."""
        if refusal.rule != "comment.newer-text":
            return super().beside(refusal)
        current = Comment.objects.get(pk=self._comment.pk)
        self.renew("base", current.fingerprint)
        return {"quoted": current.text}


class VersionForm(ActForm):
    """A version of the text, and the version from which it is written, 0 where there is none."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Text"),
        widget=_area(18),
        required=False,
        help_text=_("An empty line begins a new paragraph. You can use *stars* for emphasis."),
    )
    note = forms.CharField(label=_("What changed, in a sentence"), max_length=400, required=False)
    field_order = ("text", "note", "capacity")

    def __init__(self, request: HttpRequest, chunk: Chunk) -> None:
        """Begin with the newest version."""
        newest = latest_version(chunk)
        super().__init__(
            request, {"text": newest.text, "base": newest.pk} if newest else {"base": 0}
        )
        self._chunk = chunk

    def beside(self, refusal: Refusal) -> dict[str, Any]:
        """Show what changed meanwhile; sent again, the form goes on from there."""
        newest = latest_version(self._chunk)
        if refusal.rule != "text.newer-version" or newest is None:
            return super().beside(refusal)
        before = Version.objects.filter(chunk=self._chunk, pk=self.cleaned_data["base"]).first()
        self.renew("base", str(newest.pk))
        return {"newer": newest, "redlined": redlined(before.text if before else "", newest.text)}


class AmendForm(ActForm):
    """How a paragraph should read, and why."""

    new_text = forms.CharField(
        label=_("The paragraph as it should read"),
        widget=_area(),
        required=False,
        help_text=_("Leave it empty for a remark."),
    )
    text = forms.CharField(label=_("Why"), widget=_area(3), required=False)
    field_order = ("new_text", "text", "capacity")


class AnswerForm(ActForm):
    """Whether an amendment is taken up, as it is or as the editor merges it, and why."""

    taken = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Accept")), ("no", _("Reject"))],
        widget=forms.RadioSelect,
    )
    merged = forms.CharField(
        label=_("The paragraph as you accept it"),
        widget=_area(),
        required=False,
        help_text=_("Edit the paragraph so that both changes are in it."),
    )
    text = forms.CharField(label=_("Why"), widget=_area(3), required=False)
    field_order = ("taken", "merged", "text", "capacity")

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, request: HttpRequest, proposed: str, latest: Version) -> None:
        """Offer the paragraph as it was proposed; a remark changes none."""
        super().__init__(request, {"merged": proposed, "base": latest.pk})
        self._latest = latest
        if not proposed:
            del self.fields["merged"]

    def beside(self, refusal: Refusal) -> dict[str, Any]:
        """Go on from the version that the page shows now."""
        if refusal.rule == "amendment.paragraph-changed":
            self.renew("base", str(self._latest.pk))
        return super().beside(refusal)


class SettleForm(ActForm):
    """What becomes of an objection."""

    answer = forms.ChoiceField(label=_("What becomes of it"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("How was it resolved?"), widget=_area(3), required=False)
    field_order = ("answer", "text", "capacity")

    def __init__(self, request: HttpRequest, answers: Collection[str]) -> None:
        """Offer what the reader may say; all that anybody may say where that is nothing."""
        super().__init__(request)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 -- for the type checker
        there = [one for one in Objection.State.choices if one[0] != Objection.State.OPEN]
        answer.choices = [one for one in there if one[0] in answers] or there
        if len(answers) == 1:
            answer.initial = answer.choices[0][0]
        if list(answers) == [Objection.State.WITHDRAWN]:
            self.fields["text"].label = _("Reason (you can leave it out)")


class ReasonForm(ActForm):
    """A public reason; with `choice`, yes or no before it."""

    choice = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason, which everyone can read"), widget=_area(3), required=False
    )
    field_order = ("choice", "reason", "capacity")

    def __init__(self, request: HttpRequest, choice: str = "") -> None:
        """Ask yes or no only with a label for it."""
        super().__init__(request)
        if choice:
            self.fields["choice"].label = choice
        else:
            del self.fields["choice"]


class TitleForm(ActForm):
    """The title of a part."""

    title = forms.CharField(label=_("The part in one sentence"), max_length=200)
    field_order = ("title", "capacity")
