"""What every form of an act has: a key, so that sending it twice makes one act, and the capacity
the act is done in.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from isegoria.rules.facts import refusals as rules
from isegoria.rules.judging import refusals as judging
from isegoria.rules.language.dates import EARLIEST, LATEST
from isegoria.server.addresses import whole
from isegoria.server.conduct import refusals as conduct
from isegoria.server.deliberation import refusals as deliberation
from isegoria.server.front.security_log import note
from isegoria.server.issues import refusals as issues
from isegoria.server.pages import refusals
from isegoria.server.pages.web.kept import bring_back, forget_typed
from isegoria.server.pages.web.wrong import RuledForm
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import current_affiliations, last_capacity
from isegoria.server.process import refusals as process
from isegoria.server.record.door import Work, perform
from isegoria.server.record.models import Act
from isegoria.server.texts import refusals as texts
from isegoria.server.texts.typed import tidy
from isegoria.terms import Refusal, Refused

__all__ = ["ActForm", "DayField", "forget_capacity", "fresh", "status_of", "tried", "unread"]

_MISSING = frozenset(
    one.reason
    for one in (
        texts.TEXT_EMPTY,
        rules.REASON_MISSING,
        judging.ANSWER_UNREASONED,
        judging.DISSENT_EMPTY,
        judging.JUDGEMENT_UNREASONED,
        judging.OBJECTION_UNREASONED,
        process.NO_GROUNDS,
        process.NO_REASONS,
        issues.NO_REASON,
        conduct.NO_GROUNDS,
        conduct.NO_REASON,
        deliberation.NO_REASON,
    )
)
"""Why acts are refused in which a text is missing that people write in a form."""
_LAST_CAPACITY = "capacity"  # key in the visitor's session; 0 is oneself

# In a text: what cannot be kept or was lost on the way, and what turns the letters after it around.
_NOT_IN_A_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202d\u202e\ufffd-\uffff\ud800-\udfff]")
# In a line that stands among other words, also line ends and what changes the direction of what
# follows.
_NOT_IN_A_LINE = re.compile(
    "[\x00-\x1f\x7f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufffd-\uffff\ud800-\udfff]"
)


class DayField(forms.DateField):
    """A day that the forum counts with; browsers ask for it with a calendar."""

    def __init__(self, **asked: Any) -> None:
        """Ask for a day; what is asked goes to the field as it is."""
        super().__init__(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
            **asked,
        )


class ActForm(RuledForm):
    """A form whose sending is an act.

    The capacity offered first is the one chosen last, or else the latest declared.
    """

    told: Refusal | None = None
    """Why the act was refused, where a field of the form says it."""
    about_oneself: ClassVar[bool] = False
    """Whether it states who somebody is: in which capacity that was done says nothing about the
    next act.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    capacity = forms.ModelChoiceField(
        Affiliation.objects.none(),
        label=_("On behalf of"),
        required=False,
        empty_label=_("myself (not counted in a group)"),
    )

    def __init__(
        self, request: HttpRequest, initial: dict[str, Any] | None = None, name: str = ""
    ) -> None:
        """Make the form as it was sent with `request`, or with `initial`.

        Two on one page tell their fields apart by `name`.
        """
        today = timezone.now().date()
        sent = request.method == "POST"
        start = {"key": str(uuid4()), **(initial or {})}
        if not sent:
            start.setdefault("capacity", _first(request, today))
        super().__init__(
            request.POST if sent else None,
            request.FILES if sent else None,
            initial=dict(start),
            auto_id=f"{name or type(self).__name__}-%s".lower(),
        )
        theirs = self.fields["capacity"]
        assert isinstance(theirs, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        theirs.queryset = _offered(request.user, today)
        self.request = request
        self.came_back = not sent and bring_back(self, request)
        chosen = self.initial.get("capacity") if self.came_back else None
        if (
            isinstance(chosen, str)
            and chosen
            and not theirs.queryset.filter(pk=whole(chosen)).exists()
        ):
            self.initial["capacity"] = start[
                "capacity"
            ]  # it ended meanwhile, or was of whoever was signed in before
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                _keep_whole(field)

    def clean_key(self) -> UUID | None:
        """Read the key. A form that lost it gets a new one, so that sending it again is enough."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            self.renew("key", str(uuid4()))
            self.add_error(
                None,
                forms.ValidationError(
                    _(
                        "This form came without its key, which keeps a double click from acting"
                        " twice. It has a new one now: "
                        "look at what you wrote and send it again."
                    ),
                    code="act.no-key",
                ),
            )
            return None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # a hook of Django's that the stubs leave out
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and isinstance(
                self.cleaned_data.get(name), str
            ):
                self.cleaned_data[name] = tidy(self.cleaned_data[name])

    def renew(self, name: str, value: str) -> None:
        """Give a hidden field of a form that was sent another value, for when it is sent again."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data

    def at_field(self, refusal: Refusal) -> None:
        """Say at its field what is missing there, as with every other field."""
        if refusal.reason not in _MISSING:
            return
        written = (
            name
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea)
        )
        empty = [name for name in written if not str(self.cleaned_data.get(name) or "").strip()]
        if not empty:
            return
        words = f"{gettext(refusal.reason)} {gettext(refusal.instead)}".format_map(
            dict(refusal.facts)
        )
        # of two empty ones, such as a paragraph that may be left out, the last is the reason
        self.add_error(empty[-1], forms.ValidationError(words, code=refusal.rule))
        self.told = refusal

    def beside(self, refusal: Refusal) -> dict[str, Any]:
        """Return what the page shows beside a refusal, and make the form ready to be sent again."""
        if refusal.rule == "act.key-used":
            self.renew("key", str(uuid4()))
        return {}


def status_of(form: forms.Form | None, refusal: Refusal | None) -> int:
    """Return the status of a page with a form: refused by a rule, not readable, or fresh."""
    if refusal and refusal is not getattr(form, "told", None):
        return 409
    return 400 if form is not None and form.is_bound and form.errors else 200


def unread(form: ActForm) -> Refusal:
    """Return why a form that is a button on a page cannot be read: the page after it has a fresh
    one, which cannot say it.
    """
    return refusals.FORM_NOT_READ.refuse(
        what=" ".join(str(one) for found in form.errors.values() for one in found)
    )


def fresh(request: HttpRequest) -> HttpRequest:
    """Return the request as one that sent no form, for the forms of a page that were not sent or
    are to be sent anew.
    """
    if request.method == "POST":
        request.method = "GET"
    return request


def _keep_whole(field: forms.CharField) -> None:
    """Refuse what cannot be written, and let neither the browser nor the form cut anything off."""
    is_text = isinstance(field.widget, forms.Textarea)
    kept = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]
    field.validators = [*kept, _text if is_text else _line]
    if is_text:
        field.strip = False  # blanks that begin a line mean something in Markdown
        field.widget.attrs.pop("maxlength", None)


def _text(value: str) -> None:
    _readable(value, _NOT_IN_A_TEXT)


def _line(value: str) -> None:
    _readable(value, _NOT_IN_A_LINE)


def _readable(value: str, wrong: re.Pattern[str]) -> None:
    if found := wrong.search(value):
        raise forms.ValidationError(
            _(
                "Character %(place)d (%(code)s) cannot be read, or turns around what stands after"
                " it. "
                "Take it out; all else can stay."
            ),
            code="text.characters",
            params={"place": found.start() + 1, "code": f"U+{ord(found[0]):04X}"},
        )


def _offered(user: Any, today: date) -> Any:
    return (
        current_affiliations(user, today)
        if isinstance(user, Participant)
        else Affiliation.objects.none()
    )


def _first(request: HttpRequest, today: date) -> Affiliation | None:
    """Return the capacity that a page takes somebody to act in, so that its form does what the page
    offers.
    """
    user = request.user
    return (
        last_capacity(user, request.session.get(_LAST_CAPACITY), today)
        if isinstance(user, Participant)
        else None
    )


def forget_capacity(request: HttpRequest) -> None:
    """Offer the latest declared capacity first again, as whoever has just declared one expects."""
    request.session.pop(_LAST_CAPACITY, None)


def tried(form: ActForm, work: Any, do: Callable[..., Act] = perform) -> Act | Refusal:
    """Perform the act of a valid form as the one who sent it; return the act, or why it is refused.

    `do` is the door.
    """
    request, capacity = form.request, form.cleaned_data["capacity"]
    user = request.user
    assert isinstance(user, Participant)  # noqa: S101 -- pages with an act's form ask to sign in first
    try:
        act = do(work, by=user, now=timezone.now(), capacity=capacity, key=form.cleaned_data["key"])
    except Refused as refused:
        form.at_field(refused.refusal)
        _note(request, work, refused.refusal)
        return refused.refusal
    if not form.about_oneself:
        chosen = capacity.pk if capacity else 0
        if request.session.get(_LAST_CAPACITY) != chosen:
            request.session[_LAST_CAPACITY] = chosen
    forget_typed(request)
    return act


def _note(request: HttpRequest, work: Work, refusal: Refusal) -> None:
    """Note that an act was refused; of one that can be secret neither who tried it nor where, since
    that could tell who answered.
    """
    more = {"act": work.kind, "rule": refusal.rule}
    if type(work).stays_off is not Work.stays_off:
        note("act.refused", more=more)
    else:
        note("act.refused", request, account=request.user.email, more=more)  # type: ignore[union-attr]  # a participant
