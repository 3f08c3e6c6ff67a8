"""Whom somebody names in a form, by name, e-mail address or number; no answer tells who else has an
account.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participants_named
from isegoria.server.process.models import Process
from isegoria.server.process.reads import people_of

__all__ = ["PersonField", "one_named", "people_named", "person_named"]

_MOST = 50  # people named in one form: each is looked for
_REPEATED = 80  # characters of what was typed that are said again
_OFFERED = 200  # names in the list of a field


class _NameInput(forms.TextInput):
    """A line with a list of names below it; the browser shows it without any script."""

    names: Callable[[], Iterable[str]] = tuple

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Add the list."""
        there = {**(attrs or {}), "list": f"names-{name}", "autocomplete": "off"}
        options = format_html_join(
            "", '<option value="{}"></option>', ((one,) for one in self.names())
        )
        return format_html(
            '{}<datalist id="names-{}">{}</datalist>',
            super().render(name, value, there, renderer),
            name,
            options,
        )


class PersonField(forms.CharField):
    """Somebody, by name, e-mail address or number; `offer` says whose names are listed."""

    def __init__(self, *, required: bool = True) -> None:
        """Ask for a name."""
        super().__init__(
            label=_("Name, e-mail address or number of the person"),
            max_length=254,
            widget=_NameInput,
            required=required,
        )

    def offer(self, process: Process, by: Any) -> None:
        """List those whom somebody finds by name; they are read when the field is shown."""
        assert isinstance(self.widget, _NameInput)  # noqa: S101 -- for the type checker
        self.widget.names = lambda: _told_apart(_known(process, by))


def _known(process: Process, by: Any) -> QuerySet[Participant] | None:
    """Return those whom somebody finds by name or address; None for everyone."""
    if getattr(by, "secretariat", False):
        return None
    return people_of(process) | Participant.objects.filter(pk=by.pk)


def _told_apart(known: QuerySet[Participant] | None) -> list[str]:
    """Return names, with the number where two people have the same."""
    there = Participant.objects.all() if known is None else known
    named = there.filter(is_active=True).exclude(name="").order_by("name", "pk")
    rows = list(named.values_list("name", "pk")[:_OFFERED])
    names = [name.casefold() for name, _number in rows]
    return [
        f"{name} (#{number})" if names.count(name.casefold()) > 1 else name for name, number in rows
    ]


def person_named(written: str, process: Process, by: Any) -> Participant:
    """Return the participant whom somebody names.

    The secretariat finds everyone. Others find by name and address themselves and who takes part,
    and by number everyone with a page.

    Raises:
        ValidationError: nobody was found, or several have this name.
    """
    known = _known(process, by)
    words = (
        _("No account has the name or address “%(who)s”. They have to sign up first.")
        if known is None
        else _(
            "Nobody who takes part in this process has the name or address “%(who)s”. You can also"
            " write the number in the address of a person’s page."
        )
    )
    return one_named(participants_named(written, known), written, words)


def one_named(found: Sequence[Participant], written: str, unknown: Any) -> Participant:
    """Return the one who was found; who has the name of another is asked about.

    Raises:
        ValidationError: nobody was found, as `unknown` says, or several have this name.
    """
    if len(found) == 1:
        return found[0]
    who = " ".join(written.split())[:_REPEATED]
    if not found:
        raise forms.ValidationError(unknown, code="person.unknown", params={"who": who})
    raise forms.ValidationError(
        _("Several people are called “%(who)s”: %(people)s. Write the one that you mean so."),
        code="person.several",
        params={"who": who, "people": ", ".join(f"{one} (#{one.pk})" for one in found)},
    )


def people_named(written: Iterable[str], process: Process, by: Any) -> list[Participant]:
    """Return those whom somebody names, one after the other.

    Raises:
        ValidationError: somebody was not found, or they are more than a form takes.
    """
    names = [one for one in written if one.strip()]
    if len(names) > _MOST:
        raise forms.ValidationError(
            _(
                "These are %(count)d names; a form takes %(most)d. Name groups or offices for the"
                " others."
            ),
            code="form.too-many",
            params={"count": len(names), "most": _MOST},
        )
    return [person_named(one, process, by) for one in names]
