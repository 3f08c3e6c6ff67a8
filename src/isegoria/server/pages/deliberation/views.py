"""The page of a chunk: where it stands, what one may do now and why not more; the form of every
step; the discussion.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.course.versions import TEXT
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.facts.voters import proxy_tells
from isegoria.rules.judging.closed_rooms import closed_rooms
from isegoria.rules.judging.standing import speaks_for
from isegoria.rules.telling.moves import Move, move_known
from isegoria.server.addresses import whole
from isegoria.server.conflicts.reads import cases
from isegoria.server.deliberation.acts import (
    Dissent,
    Object,
    ProposeItem,
    Saying,
    TakePosition,
)
from isegoria.server.deliberation.counting import group_lines, with_words
from isegoria.server.deliberation.models import Item, Position, Version
from isegoria.server.deliberation.publishing import publication_of
from isegoria.server.deliberation.reads import (
    latest_comments,
    latest_version,
    positions_by_group,
    restarted_why,
    silent_objectors,
    since_last_visit,
    summed,
)
from isegoria.server.deliberation.texts import Write
from isegoria.server.deliberation.visits import remembered, visit
from isegoria.server.faults import guarded
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.pages import refusals
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.conflicts.views import cases_beside
from isegoria.server.pages.corrections.shown import corrections_of
from isegoria.server.pages.deliberation.answering import (
    asks_for_positions,
    keep_no_reason,
    open_ballot,
    open_ballots,
    secret_ballot,
)
from isegoria.server.pages.deliberation.choices import (
    Choice,
    Looker,
    choices_of,
    looker_for,
    move_for,
    positions_open,
    settles,
)
from isegoria.server.pages.deliberation.covers import cover
from isegoria.server.pages.deliberation.decided import CONTESTED, decided_on
from isegoria.server.pages.deliberation.forms import (
    OBJECTING,
    PositionForm,
    TextForm,
    VersionForm,
)
from isegoria.server.pages.deliberation.lists import (
    FEW,
    first_objections,
    items_of,
    objection_counts,
    statements_of,
)
from isegoria.server.pages.deliberation.lots import lots_on
from isegoria.server.pages.process.step_forms import StepForm
from isegoria.server.pages.process.voices import voices_of
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.kept import Door, act_of_form, given_back
from isegoria.server.people.models import Participant
from isegoria.server.process.clocks import advance, behind
from isegoria.server.process.facts import ChunkFacts, facts_of, model_of
from isegoria.server.process.members import is_sent
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.phrases import move_words
from isegoria.server.process.reads import (
    chunk_or_404,
    clocks_of,
    is_a_call,
    panels_of,
    seats_held,
    set_aside,
    ways_of,
)
from isegoria.server.process.restarts import begins_anew
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.stepping import Step
from isegoria.server.process.steps import STEPS, AnnounceLot, step
from isegoria.server.process.tallies import tallies_of
from isegoria.server.record.door import perform
from isegoria.server.record.reads import sealed_fields, stretch_about
from isegoria.server.texts.redlining import redlined
from isegoria.terms import Refusal

_STEPS: dict[str, type[Step]] = {**STEPS, "dissent": Dissent}
_WRITTEN: dict[str, type[Saying]] = {"propose": ProposeItem, "object": Object}
_STEP_OF: dict[str, type[Step]] = {**_STEPS, **_WRITTEN, "position": TakePosition}


@require_safe
def chunk(request: HttpRequest, number: int) -> HttpResponse:
    """Show a chunk: stage, clocks, what one may do, ways out, answers, objections, the latest of
    the discussion.
    """
    found, facts, now = gathered(number)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    choices = choices_of(facts, looker, now)
    if facts.is_split():
        return cover(request, facts, choices, now)
    objections = first_objections(found)
    positions = positions_by_group(found, facts.took_part(), decided=facts.is_decided)
    stage = facts.model.stages[facts.stage]
    restarted_at = facts.state.visits[facts.stage].restarted_at if not facts.outcome else None
    fresh = since_last_visit(found, visit(request, found, now).number, request.user)
    context = {
        "chunk": found,
        "moderating": Moderating(found.process_id),
        "voices": voices_of(found.issue, found.process, request.user, now, facts.state.there),
        **corrections_of(found),
        "cases": cases_beside(cases().filter(chunk=found), now),
        "model": facts.model,
        "stage": stage,
        "officer": title_of(facts.model, stage.officer) if stage.officer else "",
        "entered": facts.entered_at(facts.stage),
        "restarted_at": restarted_at,
        "restarted_why": restarted_why(found, restarted_at) if restarted_at else None,
        "outcome": facts.model.outcomes.get(facts.outcome),
        "frozen": facts.is_frozen(""),
        "panels": panels_of(facts),
        "lots": lots_on(facts, now),
        "set_aside": [] if facts.outcome else set_aside(facts),
        "closed_rooms": list(closed_rooms(facts.model).items()),
        "clocks": clocks_of(facts, now),
        "may": [one for one in choices if one.refusal is None],
        "may_not": [one for one in choices if one.refusal is not None],
        "ways": ways_of(facts, now),
        "tallies": with_words(tallies_of(facts, now, most=FEW)),
        "objections": objections,
        "objection_counts": objection_counts(found),
        "may_answer": settles(facts, looker, objections, now),
        "items": items_of(found).count(),
        "decided": decided_on(found, facts.model),
        "positions": positions,
        "position_heads": summed(positions),
        "positions_held": any(summed(positions)),
        "position_names": Position.Value.labels,
        "lines": group_lines(facts, positions),
        "publication": publication_of(found, facts.model)
        if found.text_version and not facts.outcome
        else None,
        "nothing_decided": facts.decides_nothing(),
        "version": latest_version(found),
        "latest": latest_comments(found, 3),
        "fresh": fresh,
        "statements": list(statements_of(found)[:FEW]),
        "tied": list(found.tied_to.all()),
        "may_tie": any(one.rule == SplitIssue.kind and _leads(one) for one in choices),
        "waits_for": behind(facts.model, found),
        "parts": list(found.issue.chunks.exclude(pk=found.pk)[:FEW]),
        "silent": silent_objectors(found, facts.ended_at() or now, facts.model.signals.silent_days),
    }
    return remembered(request, render(request, "deliberation/chunk.html", context))


@require_safe
def chunk_json(request: HttpRequest, number: int) -> JsonResponse:
    """Give where a chunk stands, its answers and counts; of one that cannot be read, the number of
    its fault.
    """
    found = chunk_or_404(number)
    with guarded("part", number) as watched:
        return _as_json(request, *_advanced(found))
    known = {
        "number": found.number,
        "title": found.title,
        "issue": found.issue_id,
        "process": found.process_id,
    }
    return JsonResponse({**known, "unreadable": True, "fault": watched.number})


def _as_json(request: HttpRequest, found: Chunk, facts: ChunkFacts, now: datetime) -> JsonResponse:
    tallies = [one.as_json() for one in tallies_of(facts, now)]
    clocks = clocks_of(facts, now)
    return JsonResponse(
        {
            "number": found.number,
            "title": found.title,
            "issue": found.issue_id,
            "process": found.process_id,
            "unreadable": False,
            "stage": facts.stage,
            "outcome": facts.outcome,
            "split_at": found.split_at,
            "parts": [one.number for one in found.parts.all()] if found.split_at else [],
            "ended_at": facts.ended_at(),
            "version": found.text_version,
            "tied_to": [one.number for one in found.tied_to.all()],
            "clocks": {one.name: one.ends for one in clocks},
            "left_of_stopped_clocks": {
                one.name: one.resumed - now for one in clocks if one.resumed
            },
            "tallies": tallies,
            "restarts": facts.restarts(facts.stage),
            "lots": [one.as_json() for one in lots_on(facts, now)],
            "set_aside": [one.as_json() for one in set_aside(facts)],
            "objections": {state: number for state, _name, number in objection_counts(found)},
            "all_objections": request.build_absolute_uri(
                reverse("objections-json", args=[found.number])
            ),
        }
    )


@login_required
def do(request: HttpRequest, number: int, kind: str, name: str = "") -> HttpResponse:
    """Show the form of a step, and take it."""
    found, facts, now = gathered(number)
    move = move_known(facts.model, facts, (kind, name))
    if move is None:
        return _gone(request, found, facts)
    if kind in {"comment", "amend"}:
        return redirect("discussion" if kind == "comment" else "text", number)
    item = Item.objects.filter(chunk=found, number=whole(request.GET.get("item", ""))).first()
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    form = _form_of(request, move, facts, looker)
    on_text = _STEP_OF.get(kind, Step).on_text
    if on_text:  # the rule judges whether it is the newest still
        form.fields["seen"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=found.text_version or 0
        )

    asked, secret = (
        open_ballot(facts, move, looker, item),
        secret_ballot(facts, move, looker, item),
    )
    if asked is not None and asked.before is not None:
        form.fields["answer"].initial = asked.before.answer
        form.fields["reason"].initial = asked.before.reason
    if secret is not None:
        keep_no_reason(form, secret.ballot)

    def page() -> dict[str, Any]:
        contested = kind in {"appeal", "rule"}
        publishes = (kind, name) == ("deliver", TEXT)
        of_text = publishes or kind == "write"
        return {
            "publication": publication_of(found, facts.model) if of_text else None,
            "publishes": publishes,
            "writes": kind == "write",
            "button": _button(kind, of_text=of_text and _publishes_its_text(facts)),
            "model": facts.model,
            "title": move_words(move),
            "about": item.text if item else "",
            "secret": secret,
            "open_ballot": asked,
            "evidence": kind in {"judge", "leave", "appeal", "rule"},
            "about_version": found.text_version if on_text else None,
            "ballots": open_ballots(facts, looker, now) if kind == "position" else [],
            "move": move_for(facts, looker, now, kind, name),
            "decided": decided_on(found, facts.model, CONTESTED) if contested else [],
            "voices": voices_of(found.issue, found.process, request.user, now)
            if is_a_call(facts.model, facts.stage, kind, name)
            else None,
            "begins_anew": begins_anew(facts, now) if kind == "write" else None,
        }

    return answered(request, found, form, lambda: _work_of(found, move, form, item), page)


def answered(
    request: HttpRequest,
    chunk: Chunk,
    form: ActForm,
    work: Callable[[], Any],
    page: Callable[[], dict[str, Any]],
    back: str = "",
) -> HttpResponse:
    """Show a form, or perform what was sent with it; a refusal leaves what was typed in the
    form.

    `back` is the name of the page to go on to, or its address. `page` gives what stands around the
    form. It is asked where the page is shown: about what was sent the act asks the rules itself.
    """
    refusal, beside = None, {}
    if form.is_valid():
        made = work()
        # Before and after an act on a chunk what comes about by itself is looked at.
        result = tried(form, made, step if hasattr(made, "chunk") else perform)
        if not isinstance(result, Refusal):
            off_record = result.number is None or "who" in sealed_fields(result)
            said = _("Your answer was received.") if off_record else _("Published as #%(number)d.")
            messages.success(request, said % {"number": result.number})
            return redirect(back) if "/" in back else redirect(back or "chunk", chunk.number)
        refusal, beside = (
            result,
            _changed_text(form, chunk) if result.rule == "text.changed" else form.beside(result),
        )
    context = {
        "form": form,
        "refusal": refusal,
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "button": _("Send"),
        **page(),
        **beside,
    }
    return render(request, "deliberation/form.html", context, status=status_of(form, refusal))


def _changed_text(form: ActForm, chunk: Chunk) -> dict[str, Any]:
    """Show what changed in the text since the page was opened; sent again, the form is about the
    newest version.
    """
    newest, seen = latest_version(chunk), form.cleaned_data.get("seen")
    before = Version.objects.filter(chunk=chunk, pk=seen).first() if seen else None
    form.renew("seen", str(newest.pk if newest else 0))
    if newest is None:
        return {}
    return {
        "newer": newest,
        "redlined": redlined(before.text if before else "", newest.text),
        "about_version": newest.pk,
    }


def _gone(request: HttpRequest, chunk: Chunk, facts: ChunkFacts) -> HttpResponse:
    """Answer a form whose step the stage does not have, or no longer: with what was typed, unless
    it was a double click.
    """
    if request.method != "POST":
        raise Http404(_("This process has no such step."))
    if act_of_form(request) is not None:
        return redirect("chunk", chunk.number)
    refusal = refusals.STEP_GONE.refuse(
        title=chunk.title, stage=facts.model.stages[facts.stage].title
    )
    doors = [Door(reverse("chunk", args=[chunk.number]), _("Take part"))]
    return given_back(request, _("This has moved on"), refusal, doors, 409)


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Show every act on a chunk, the first one first: how it came about."""
    found = chunk_or_404(number)
    stretch = stretch_about(found.process.place, found.item, whole(request.GET.get("after", "")))
    context = {"chunk": found, "stretch": stretch, "model": model_of(found.process)}
    return render(request, "deliberation/history.html", context)


def gathered(number: int) -> tuple[Chunk, ChunkFacts, Any]:
    """Return a chunk after what the clocks brought about, with its facts."""
    return _advanced(chunk_or_404(number))


def _advanced(found: Chunk) -> tuple[Chunk, ChunkFacts, Any]:
    now = timezone.now()
    if found.look_at is not None and found.look_at <= now:
        advance(found, now)
        found = chunk_or_404(found.number)
    return found, facts_of(found), now


def _form_of(request: HttpRequest, move: Move, facts: ChunkFacts, looker: Looker) -> ActForm:
    if move.kind in {"propose", "object"}:
        return TextForm(
            request,
            _("A statement to agree or disagree with, in one sentence")
            if move.kind == "propose"
            else _("Reason"),
        )
    if move.kind == "position":
        process, who = facts.chunk.process, request.user
        mine = speaks_for(
            facts.model, seats_held(process, who if isinstance(who, Participant) else None)
        )
        groups = [one for one in mine if is_sent(process, one, who.pk)]
        titles = [(name, facts.model.groups[name].title) for name in groups]
        # what a group holds is judged when it is sent
        answers = [] if groups else positions_open(facts, looker, timezone.now())
        return PositionForm(request, titles, answers)
    if move.kind == "write":
        return VersionForm(request, facts.chunk)
    ballot = facts.model.stages[facts.stage].ballots.get(move.name) if move.kind == "vote" else None
    user = request.user if isinstance(request.user, Participant) else None
    proxies = (
        proxies_held(facts.model, facts.chunk.process, user, timezone.now().date())
        if ballot is not None
        and ballot.by_proxy
        and not proxy_tells(facts.model, facts.stage, move.name)
        else []
    )
    form = StepForm(
        request,
        move,
        ranked=ballot is not None and ballot.ranked is not None,
        proxies=proxies,
        seats=Seat.objects.held(facts.chunk.process_id, facts.chunk).select_related("participant"),
    )
    if ballot is not None and asks_for_positions(facts, ballot):
        form.fields["answer"].help_text = OBJECTING
    return form


def _work_of(found: Chunk, move: Move, form: ActForm, item: Item | None) -> Step:
    said = form.cleaned_data
    seen = said.get("seen")
    if move.kind == "write":
        return Write(found, text=said["text"], note=said["note"], base=said["base"])
    if move.kind in _WRITTEN:
        return _WRITTEN[move.kind](found, text=said["text"], seen=seen)
    if move.kind == "position":
        whom = said.get("for_group", "")
        return TakePosition(
            found, text=said["text"], answer=said["answer"], for_group=whom, seen=seen
        )
    if move.kind == "announce":
        lot = {"name": move.name, "item": item.key if item else "", "reason": said["reason"]}
        return AnnounceLot(found, **lot, known_at=said["known_at"])
    about = {"against": said["against"]} if move.kind == "appeal" else {}
    return _STEPS[move.kind](
        found,
        name=move.name,
        answer=said.get("answer", ""),
        item=item.key if item else "",
        reason=said.get("reason", ""),
        span=said.get("span"),
        others=said.get("others", ()),
        seen=seen,
        **about,
    )


__all__ = [
    "answered",
    "chunk",
    "chunk_json",
    "do",
    "gathered",
    "history",
]


def _publishes_its_text(facts: ChunkFacts) -> bool:
    return TEXT in facts.model.stages[facts.stage].deliverables


def _button(kind: str, *, of_text: bool) -> str:
    """Return what the button of a step says: one that writes the text does not publish it."""
    if of_text:
        return _("Publish") if kind == "deliver" else _("Save draft")
    return _("Send")


def _leads(split: Choice) -> bool:
    """Return whether somebody splits and ties parts, also where a decision that is open forbids to
    split.
    """
    return split.refusal is None or split.refusal.rule == "chunk.being-decided"
