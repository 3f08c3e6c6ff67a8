"""Who answered what: the roll call of a ballot, positions with their history, straw polls."""

from datetime import UTC, datetime, time

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.telling.phrases import Words
from isegoria.rules.telling.stages import of_a_stage
from isegoria.server.addresses import found_or_404, whole
from isegoria.server.deliberation.acts import WITHDRAW
from isegoria.server.deliberation.counting import (
    PAGE,
    calls_of,
    ended_calls,
    given_in,
    group_lines,
    histories_of,
    polls_of,
    positions_of,
    with_words,
)
from isegoria.server.deliberation.models import Item, Position, StrawPoll
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.reads import positions_by_group, summed
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.forms import PollAnswerForm, PollForm
from isegoria.server.pages.deliberation.views import answered
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.facts import facts_of
from isegoria.server.process.phrases import OF_THE_READER
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.process.tallies import tallies_of
from isegoria.server.record.models import Act
from isegoria.server.record.reads import openings_of

__all__ = ["answer_poll", "open_poll", "polls", "positions", "roll_call"]


@require_safe
def roll_call(request: HttpRequest, number: int, stage: str, name: str) -> HttpResponse:
    """Show the numbers of a ballot by group, its rule, and who answered what; of a secret one only
    the numbers.
    """
    chunk, now, item = chunk_or_404(number), timezone.now(), request.GET.get("item", "")
    facts = facts_of(chunk)
    ballot = facts.model.stages[stage].ballots.get(name) if stage in facts.model.stages else None
    if ballot is None:
        raise Http404(_("There is no such ballot."))
    given = given_in(chunk, stage, name, item)
    page = page_asked(request, given.none() if ballot.secret else given, PAGE)
    words = Words(facts.model, OF_THE_READER, stage)
    rule = f"{facts.model.id}/{stage}/{name}"
    context = {
        "chunk": chunk,
        "model": facts.model,
        "tallies": with_words(
            one
            for one in tallies_of(facts, now, stage=stage)
            if one.name == name and one.item in {item, ""}
        ),
        "rules": [
            one.text for one in of_a_stage(facts.model.stages[stage], words) if one.rule == rule
        ],
        "item": Item.objects.filter(chunk=chunk, number=whole(item[1:])).first() if item else None,
        "secret": ballot.secret,
        "stage": stage,
        "name": name,
        "page": page,
        "calls": []
        if ballot.secret
        else calls_of(list(page.object_list), of_groups=ballot.one_per == "group"),
        "ended": []
        if ballot.secret
        else [
            (act, openings_of(act))
            for act in ended_calls(facts.model, chunk, stage, name, item)[:PAGE]
        ],
    }
    return render(request, "deliberation/roll_call.html", context)


@require_safe
def positions(request: HttpRequest, number: int) -> HttpResponse:
    """Show who holds what, for themselves and for groups, and what they held before."""
    chunk = chunk_or_404(number)
    page = page_asked(request, positions_of(chunk), PAGE)
    histories = histories_of(chunk, [one.participant_id for one in page.object_list])
    facts = facts_of(chunk)
    counts = positions_by_group(chunk, facts.took_part(), decided=facts.is_decided)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "page": page,
        "rows": [
            (
                one,
                [
                    (act, _held_since(act))
                    for act in histories.get(one.participant_id, [])
                    if act.pk != one.number
                ],
            )
            for one in page.object_list
        ],
        "positions": counts,
        "position_heads": summed(counts),
        "position_names": Position.Value.labels,
        "lines": group_lines(facts, counts),
    }
    return render(request, "deliberation/positions.html", context)


def _held_since(act: Act) -> str:
    """Return which position somebody holds since an act."""
    held = act.body["answer"] if act.kind == "chunk.position" else act.body["position"]
    return str(held or WITHDRAW)


@require_safe
def polls(request: HttpRequest, number: int) -> HttpResponse:
    """Show the straw polls of a chunk."""
    chunk = chunk_or_404(number)
    return render(
        request,
        "deliberation/polls.html",
        {"chunk": chunk, "polls": polls_of(chunk, timezone.now())},
    )


@login_required
def open_poll(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the room something that binds nobody."""
    chunk = chunk_or_404(number)
    form = PollForm(request)

    def work() -> OpenPoll:
        asked = form.cleaned_data
        return OpenPoll(
            chunk,
            asked["text"],
            asked["answers"],
            datetime.combine(asked["closes_on"], time.max, UTC),
        )

    return answered(
        request,
        chunk,
        form,
        work,
        lambda: {"title": _("Open a straw poll"), "about": chunk.title},
        back="polls",
    )


@login_required
def answer_poll(request: HttpRequest, number: int, poll: int) -> HttpResponse:
    """Answer a straw poll."""
    chunk = chunk_or_404(number)
    found = found_or_404(StrawPoll.objects, _("There is no such straw poll."), chunk=chunk, pk=poll)
    form = PollAnswerForm(request, found.answers)
    page = {"title": _("Answer a straw poll"), "about": found.text}
    return answered(
        request,
        chunk,
        form,
        lambda: AnswerPoll(chunk, answer=form.cleaned_data["answer"], poll=found),
        lambda: page,
        "polls",
    )
