"""The shape of what is sent about sessions and turns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.pages.web.people_named import PersonField, one_named
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups, participants_named
from isegoria.server.sessions.models import ROLES

__all__ = ["ClaimForm", "CorrectForm", "ImportForm", "RapporteurForm", "ReopenForm", "SettleForm"]

# bytes: seventy hours of talk; read and written in about a second (make bench), so no page waits
# longer
LARGEST_UPLOAD = 3_000_000


class ImportForm(ActForm):
    """A session to be put on the record."""

    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DayField(label=_("Date"))
    venue = forms.CharField(label=_("Place"), max_length=120, required=False)
    captions = forms.FileField(
        label=_("Captions"),
        help_text=_(
            "Real-time captions as plain text, WebVTT or SRT, or minutes in Markdown. The file is"
            " kept as it is."
        ),
    )
    roster = forms.FileField(
        label=_("People of the session"),
        required=False,
        help_text=_(
            "CSV with the columns name, role, group, organisation, aliases. Without it fewer"
            " speakers are recognised."
        ),
    )
    previous_roster = forms.FileField(
        label=_("Speakers of the previous session (optional)"),
        required=False,
        help_text=_(
            "Captioners’ dictionaries carry names over from there; such labels are not believed."
        ),
    )
    field_order = ("title", "held_on", "venue", "captions", "roster", "previous_roster", "capacity")

    def clean_captions(self) -> bytes:
        """Return the bytes, if they are not too many for a page."""
        return self._bytes("captions")

    def clean_roster(self) -> bytes:
        """Return the bytes; none without a file."""
        return self._bytes("roster")

    def clean_previous_roster(self) -> bytes:
        """Return the bytes; none without a file."""
        return self._bytes("previous_roster")

    def _bytes(self, field: str) -> bytes:
        file = self.cleaned_data[field]
        if file is None:
            return b""
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _(
                    "This file has %(size)d bytes, a page takes %(limit)d. Use “isegoria import"
                    " session” on the server."
                ),
                code="form.too-large-a-file",
                params={"size": file.size, "limit": LARGEST_UPLOAD},
            )
        content: bytes = file.read()
        return content


class SettleForm(ActForm):
    """Who spoke a turn: a candidate or a name, with role and group if they are known; or that
    nobody can know.
    """

    unknown = forms.BooleanField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_(
            "If nobody knows it, write where they spoke, such as “Speaker at microphone 3”. Do not"
            " describe a person."
        ),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("as known")), *ROLES.items()], required=False
    )
    group = forms.CharField(
        label=_("Stakeholder group, as they stated it"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty if they did not say; it is never guessed."),
        widget=forms.TextInput(attrs={"list": "groups"}),
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=300,
        required=False,
        help_text=_("Such as “the chair gave her the floor at 10:04”. Not how somebody looks."),
    )
    field_order = ("name", "role", "group", "reason", "capacity")

    def clean(self) -> dict[str, Any]:
        """Ask for a name, unless nobody can know."""
        cleaned: dict[str, Any] = self.cleaned_data
        cleaned["name"] = " ".join(cleaned.get("name", "").split())
        if not cleaned["name"] and not cleaned.get("unknown"):
            words = _("Choose a candidate, write a name, or say that it cannot be known.")
            self.add_error("name", forms.ValidationError(words, code="form.required"))
        return cleaned


class ClaimForm(ActForm):
    """Nothing but the capacity: “I said this”."""


class ReopenForm(ActForm):
    """Nothing but the capacity: take a settlement back."""


class CorrectForm(ActForm):
    """How a turn should read, and why."""

    text = forms.CharField(
        label=_("The turn as it should read"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=300,
        required=False,
        help_text=_("Shown beside the correction, such as “heard on the recording”."),
    )
    field_order = ("text", "reason", "capacity")


class RapporteurForm(ActForm):
    """Who settles and corrects the turns of a session."""

    rapporteur = PersonField()

    def clean_rapporteur(self) -> Participant:
        """Find the person.

        The act refuses others than the secretariat, who learn nothing here.
        """
        me = self.request.user
        if isinstance(me, Participant) and not me.secretariat:
            return me
        written = self.cleaned_data["rapporteur"]
        unknown = _("No account has the name or address “%(who)s”. They have to sign up first.")
        return one_named(participants_named(written), written, unknown)


def groups_offered() -> list[str]:
    """Return the names of the forum's groups, to be offered while a group is written."""
    return [group.name for group in groups()]
