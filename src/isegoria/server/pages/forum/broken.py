"""What fails among what the forum does by itself, for the first page of the secretariat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from isegoria.server.faults import Fault, faults
from isegoria.server.process.models import Chunk
from isegoria.terms import gettext_noop

__all__ = ["Broken", "broken_for"]

_WORDS = {
    "call": gettext_noop("The end of a call for issues could not be noted"),
    "calls": gettext_noop("The end of the calls for issues could not be noted"),
    "clock": gettext_noop("A deadline could not be run"),
    "circle": gettext_noop("The rules of a part lead in a circle"),
    "elected": gettext_noop("Those who were elected could not get their seats"),
    "elections": gettext_noop("The seats of elections could not be given"),
    "part": gettext_noop("A part cannot be read"),
    "record": gettext_noop("A process could not be compared with its record"),
    "reminder": gettext_noop("A reminder could not be sent"),
    "review": gettext_noop("A review could not be counted"),
    "warnings": gettext_noop("Early warnings could not be looked for"),
    "clocks": gettext_noop("The deadlines could not be run"),
    "looking": gettext_noop("Early warnings could not be looked for"),
    "mail": gettext_noop("The mails that wait could not be sent"),
    "mails": gettext_noop("Mails have waited for more than five minutes"),
    "copies": gettext_noop("Old copies of the database could not be deleted"),
    "traces": gettext_noop("Erased words could not be overwritten on the disk yet"),
    "reminders": gettext_noop("The reminders could not be sent"),
    "sessions": gettext_noop("Sessions that ended could not be deleted"),
    "thread": gettext_noop("A background task stopped and was started again"),
    "timetable": gettext_noop("The forum could not find out what is due"),
    "worker": gettext_noop(
        "No background task has run for five minutes. Deadlines, reminders and mails are late"
    ),
}
_PAGES = {
    "call": "room",
    "circle": "chunk",
    "clock": "chunk",
    "elected": "chunk",
    "part": "chunk",
    "record": "room",
    "reminder": "outcome",
    "review": "holder-review",
    "warnings": "issue",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault in words, with the page and the title of what it is about; both empty for all
    together.
    """

    fault: Fault
    words: str
    address: str
    title: str


def broken_for(user: Any) -> Sequence[Broken]:
    """Return what fails at present; nothing for others than the secretariat."""
    if not getattr(user, "secretariat", False):
        return ()
    found = faults()
    titles = _titles(found) if found else {}
    return [_in_words(one, titles) for one in found]


def _titles(found: Sequence[Fault]) -> dict[int, str]:
    numbers = [one.about for one in found if one.kind in {"circle", "clock", "part", "reminder"}]
    return dict(Chunk.objects.filter(pk__in=numbers).values_list("pk", "title"))


def _in_words(fault: Fault, titles: dict[int, str]) -> Broken:
    page = _PAGES.get(fault.kind)
    address = reverse(page, args=[fault.about]) if page else ""
    title = titles.get(fault.about) or (f"#{fault.about}" if page else "")
    return Broken(fault, _(_WORDS.get(fault.kind, fault.kind)), address, title)
