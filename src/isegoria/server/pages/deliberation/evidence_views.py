"""The evidence page of a consensus call."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from isegoria.server.deliberation.models import Position
from isegoria.server.membership.acts import may_invite
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.choices import choices_of, looker_for
from isegoria.server.pages.deliberation.decided import CONTESTED, decided_on
from isegoria.server.pages.deliberation.evidence import Evidence, evidence_of
from isegoria.server.process.facts import facts_of
from isegoria.server.process.phrases import OF_THE_READER
from isegoria.server.process.reads import chunk_or_404

__all__ = ["evidence", "evidence_json"]


@require_safe
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Show support by group, open objections, who fell silent since when, straw polls, and the
    rules of the call.
    """
    chunk, now = chunk_or_404(number), timezone.now()
    facts = facts_of(chunk)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    found = evidence_of(facts, now, OF_THE_READER)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "model": facts.model,
        "stage": facts.model.stages[facts.stage],
        "evidence": found,
        "decided": decided_on(chunk, facts.model, CONTESTED),
        "officer": may_invite(chunk.process, request.user),
        "positions": found.positions,
        "position_heads": [
            sum(one.numbers[place] for one in found.positions)
            for place in range(len(Position.Value))
        ],
        "position_names": Position.Value.labels,
        "findings": [
            one
            for one in choices_of(facts, looker, now)
            if one.refusal is None and one.kind in {"judge", "leave"}
        ],
    }
    return render(request, "deliberation/evidence.html", context)


@require_safe
def evidence_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give the same figures."""
    chunk, now = chunk_or_404(number), timezone.now()
    found = evidence_of(facts_of(chunk), now, OF_THE_READER)
    return JsonResponse({"chunk": number, "at": now, **_as_json(found)})


def _as_json(found: Evidence) -> dict[str, Any]:
    return {
        "ballots": [
            one.tally.as_json()
            | {
                "lacks": one.lacks,
                "unanswered": {group: number for group, number, _all in one.unanswered},
            }
            for one in found.ballots
        ],
        "earlier": [one.as_json() for one in found.earlier],
        "polls": [
            {
                "number": one.poll.number,
                "answers": one.poll.answers,
                "heads": one.heads,
                "open": one.open,
                "groups": {group.slug if group else "": numbers for group, numbers in one.rows},
            }
            for one in found.polls
        ],
        "positions": {one.group.slug if one.group else "": one.numbers for one in found.positions},
        "objections": {
            "open": [one.number for one in found.open],
            "settled": {one.number: one.state for one in found.settled},
            "counts": {state: number for state, _name, number in found.objections},
        },
        "fell_silent": {one.objection.number: one.days for one in found.silent},
        "quiet_by_group": dict(found.quiet_by_group),
        "missing_voices": [one.slug or one.of_model for one in found.room.missing],
        "invited_voices": [one.slug or one.of_model for one in found.room.asked],
        "warnings": [{"kind": one.kind.value, "about": one.about} for one in found.looked.signals],
    }
