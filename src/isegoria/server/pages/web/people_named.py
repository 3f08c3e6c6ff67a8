"""Whom somebody names in a form, by e-mail address or number; no answer tells who else has an
account.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participant_named
from isegoria.server.process.models import Process
from isegoria.server.process.reads import people_of

__all__ = ["people_named", "person_named"]

_MOST = 50  # people named in one form: each is looked for
_REPEATED = 80  # characters of what was typed that are said again


def person_named(written: str, process: Process, by: Any) -> Participant:
    """Return the participant whom somebody names.

    The secretariat finds everyone. Others find by address themselves and who takes part, and by
    number everyone with a page.

    Raises:
        ValidationError: nobody was found.
    """
    everyone = getattr(by, "secretariat", False)
    found = participant_named(
        written, None if everyone else people_of(process) | Participant.objects.filter(pk=by.pk)
    )
    if found is not None:
        return found
    words = (
        _("Nobody has an account with “%(who)s”. They have to sign up first.")
        if everyone
        else _(
            "Nobody who takes part in this process has “%(who)s”. Write the address of somebody"
            " who does, "
            "or the number in the address of anybody’s page."
        )
    )
    raise forms.ValidationError(
        words, code="person.unknown", params={"who": written.strip()[:_REPEATED]}
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
