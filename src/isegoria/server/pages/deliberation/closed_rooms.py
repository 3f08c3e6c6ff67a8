"""The closed room of an office on a part: who is in it, who wrote when, and what was decided, for
everyone; what was said, for those who are in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from isegoria.rules.judging.closed_rooms import closed_rooms
from isegoria.server.conduct.reads import notices
from isegoria.server.deliberation.closed_rooms import (
    InClosedRoom,
    SayWhatWasDecided,
    WriteInClosedRoom,
    acts_in_room,
    people_in_room,
)
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.views import answered
from isegoria.server.pages.web.forms import ActForm
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.record.door import foreseen
from isegoria.server.record.models import Act, Opening
from isegoria.server.record.reads import sealed_contents

__all__ = ["closed_room", "decide", "write"]

PAGE = 20


class _RoomForm(ActForm):
    """Words for a closed room."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=gettext_lazy("You can use *stars* for emphasis. Links become links."),
    )
    field_order = ("text", "capacity")


@dataclass(frozen=True, slots=True)
class Said:
    """An act in a closed room as somebody may see it.

    `text` is None where it is sealed for them, and empty where nobody can read it any more.
    """

    act: Act
    who: str
    present: tuple[str, ...]
    decided: bool
    text: str | None


@require_safe
def closed_room(request: HttpRequest, number: int, office: str) -> HttpResponse:
    """Show who is in the room, who wrote when and what was decided; the words to those inside."""
    chunk = chunk_or_404(number)
    facts = facts_of(chunk)
    title = _title(facts, office)
    people = people_in_room(facts, office)
    inside = isinstance(request.user, Participant) and request.user in people
    page = page_asked(request, acts_in_room(chunk, office), PAGE)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "office": office,
        "title": title,
        "people": people,
        "inside": inside,
        "page": page,
        "said": _said(list(page.object_list), chunk.process_id, inside=inside),
    }
    return render(request, "deliberation/closed_room.html", context)


@login_required
def write(request: HttpRequest, number: int, office: str) -> HttpResponse:
    """Write a note in the room."""
    return _sent(request, number, office, WriteInClosedRoom, _("Write in the closed room"))


@login_required
def decide(request: HttpRequest, number: int, office: str) -> HttpResponse:
    """Say in public what was decided in the room."""
    return _sent(request, number, office, SayWhatWasDecided, _("Say what was decided"))


def _sent(
    request: HttpRequest,
    number: int,
    office: str,
    kind: type[WriteInClosedRoom] | type[SayWhatWasDecided],
    title: str,
) -> HttpResponse:
    chunk = chunk_or_404(number)
    about = _title(facts_of(chunk), office)
    form = _RoomForm(request)

    def work() -> InClosedRoom:
        return kind(chunk, office, form.cleaned_data["text"])

    def page() -> dict[str, Any]:
        return {
            "title": title,
            "about": f"{about}: {chunk.title}",
            "closed_room": kind is WriteInClosedRoom,
            "wrong": foreseen(kind(chunk, office, "…"), by=_me(request), now=timezone.now()),
        }

    back = reverse("closed-room", args=[number, office])
    return answered(request, chunk, form, work, page, back=back)


def _title(facts: ChunkFacts, office: str) -> str:
    held = closed_rooms(facts.model).get(office)
    if held is None:
        raise Http404(_("This process has no such closed room."))
    return held.title


def _said(acts: list[Act], process: int, *, inside: bool) -> list[Said]:
    notes = [one.number for one in acts if one.kind == WriteInClosedRoom.kind]
    hidden = notices(process) if notes and inside else {}
    shown = [number for number in notes if number not in hidden]
    words = sealed_contents(shown, "text") if inside else {}
    rows = Opening.objects.filter(act__in=acts, field__in=("who", "present", "text"))
    there: dict[int, dict[str, str]] = {one.number: {} for one in acts}
    for number, field, content in rows.values_list("act_id", "field", "content"):
        there[number][field] = bytes(content).decode()
    return [_one(one, there[one.number], words, inside=inside) for one in acts]


def _one(act: Act, there: Mapping[str, str], words: Mapping[int, str], *, inside: bool) -> Said:
    decided = act.kind == SayWhatWasDecided.kind
    if decided:
        text: str | None = there.get("text", "")
    else:
        text = words.get(act.number, "") if inside else None
    who = json.loads(there.get("who", "{}")).get("name", "")
    present = json.loads(there.get("present", "[]"))
    return Said(act, who, tuple(one["name"] for one in present), decided, text)


def _me(request: HttpRequest) -> Participant | None:
    return request.user if isinstance(request.user, Participant) else None
