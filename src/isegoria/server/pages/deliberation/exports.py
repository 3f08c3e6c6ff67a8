"""What people said and answered, to take along: contributions, questions, positions, objections,
roll calls.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.deliberation.counting import authors_of, calls_of, ended_calls, given_in
from isegoria.server.deliberation.models import (
    Comment,
    Item,
    MinorityStatement,
    Objection,
    Position,
)
from isegoria.server.deliberation.reads import open_questions
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.record.models import Act
from isegoria.server.record.reads import openings_of

__all__ = ["earlier_calls_in", "of_chunk", "questions_in", "roll_call_in"]

_BY = ("participant", "name", "group", "at")


def _by(one: Any) -> dict[str, Any]:
    """Return who said it, for which group, and when."""
    return {
        "number": one.number,
        "participant": one.participant_id,
        "name": str(one.participant),
        "group": one.group.slug if one.group else "",
        "at": one.at,
    }


def _comments(rows: Sequence[Comment]) -> Iterator[Mapping[str, Any]]:
    for one in rows:
        yield _by(one) | {
            "parent": one.parent_id,
            "form": one.form,
            "says": one.says,
            "asked": one.asked,
            "text": one.text,
            "edited_at": one.edited_at,
            "hidden_in": one.hidden_in,
            "erased_in": one.erased_in,
        }


def _questions(rows: Sequence[Comment]) -> Iterator[Mapping[str, Any]]:
    now = timezone.now()
    for one in rows:
        yield _by(one) | {
            "chunk": one.chunk_id,
            "issue": one.chunk.issue_id,
            "process": one.chunk.process_id,
            "asked": one.asked,
            "text": one.text,
            "answered_at": one.answered_at,
            "days": ((one.answered_at or now) - one.at).days,
        }


def _positions(rows: Sequence[Position]) -> Iterator[Mapping[str, Any]]:
    for one in rows:
        yield _by(one) | {
            "for_group": one.for_group,
            "position": one.value,
            "reason": one.reason,
            "version": one.version,
            "ended_in": one.ended_in,
        }


def _objections(rows: Sequence[Objection]) -> Iterator[Mapping[str, Any]]:
    for one in rows:
        yield _by(one) | {
            "state": one.state,
            "text": one.text,
            "answer": one.answer,
            "settled_in": one.settled_in,
            "version": one.version,
        }


def _texts(rows: Sequence[Item | MinorityStatement]) -> Iterator[Mapping[str, Any]]:
    for one in rows:
        yield _by(one) | {"text": one.text}


def _calls(rows: Sequence[ChunkRow]) -> Iterator[Mapping[str, Any]]:
    for one in calls_of(rows):
        who = one.participant
        yield {
            "number": one.number,
            "participant": who.pk if who else None,
            "name": str(who) if who else "",
            "group": one.group,
            "answer": one.answer,
            "reason": one.reason,
            "version": one.version,
        }


def _earlier(rows: Sequence[Act]) -> Iterator[Mapping[str, Any]]:
    people = authors_of(rows)
    for act in rows:
        who, said = people.get(act.number), openings_of(act)
        yield {
            "number": act.number,
            "participant": who.pk if who else None,
            "name": str(who) if who else "",
            "group": act.body.get("group", ""),
            "answer": act.body.get("answer", ""),
            "reason": said.get("reason") or "",
            "version": act.body.get("version"),
        }


def _news(rows: Sequence[Comment]) -> Iterator[News]:
    for one in rows:
        address = f"{reverse('discussion', args=[one.chunk_id])}?to={one.number}#c{one.number}"
        yield News(Truncator(one.text).words(20) or _("erased"), address, one.text, one.at)


QUESTIONS = Listing(
    "questions",
    ("number", "process", "issue", "chunk", "asked", "text", *_BY, "answered_at", "days"),
    _questions,
    news=_news,
)
_CALL = ("number", "participant", "name", "group", "answer", "reason", "version")
CALLS = Listing("calls", _CALL, _calls, order="pk")
EARLIER = Listing("earlier", _CALL, _earlier)
_OF_CHUNK = {
    "comments": (
        Comment,
        Listing(
            "comments",
            (
                "number",
                "parent",
                *_BY,
                "form",
                "says",
                "asked",
                "text",
                "edited_at",
                "hidden_in",
                "erased_in",
            ),
            _comments,
        ),
    ),
    "positions": (
        Position,
        Listing(
            "positions",
            ("number", *_BY, "for_group", "position", "reason", "version", "ended_in"),
            _positions,
        ),
    ),
    "items": (Item, Listing("items", ("number", *_BY, "text"), _texts)),
    "statements": (MinorityStatement, Listing("statements", ("number", *_BY, "text"), _texts)),
    "objections": (
        Objection,
        Listing(
            "objections",
            ("number", *_BY, "state", "text", "answer", "settled_in", "version"),
            _objections,
        ),
    ),
}


@require_safe
def of_chunk(request: HttpRequest, number: int, what: str, form: str) -> HttpResponseBase:
    """Give what was said in a chunk in one of these ways."""
    table, listing = _OF_CHUNK[what]
    rows = table._default_manager.filter(chunk=chunk_or_404(number)).select_related(
        "participant", "group"
    )
    return listing.answer(request, form, rows)


@require_safe
def questions_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the questions to office-holders, answered or not."""
    rows = open_questions().select_related("chunk", "participant", "group")
    title, page = _("Questions to office-holders"), reverse("questions")
    return QUESTIONS.answer(request, form, rows, title=title, page=page)


@require_safe
def roll_call_in(
    request: HttpRequest, number: int, stage: str, name: str, form: str
) -> HttpResponseBase:
    """Give who answered what to a ballot; there is no such list of a secret one."""
    chunk = _with_public_ballot(number, stage, name)
    rows = given_in(chunk, stage, name, request.GET.get("item", ""))
    return CALLS.answer(request, form, rows)


@require_safe
def earlier_calls_in(
    request: HttpRequest, number: int, stage: str, name: str, form: str
) -> HttpResponseBase:
    """Give what was answered to a ballot before it began again, which counts no longer."""
    chunk = _with_public_ballot(number, stage, name)
    item = request.GET.get("item", "")
    rows = ended_calls(model_of(chunk.process), chunk, stage, name, item)
    return EARLIER.answer(request, form, rows)


def _with_public_ballot(number: int, stage: str, name: str) -> Chunk:
    """Return a chunk whose rules have a ballot that is not secret.

    Raises:
        Http404: they have not.
    """
    chunk = chunk_or_404(number)
    model = facts_of(chunk).model
    ballot = model.stages[stage].ballots.get(name) if stage in model.stages else None
    if ballot is None or ballot.secret:
        raise Http404(
            _(
                "There is no such ballot, or it is secret. Nobody can see who answered what in a"
                " secret ballot."
            )
        )
    return chunk
