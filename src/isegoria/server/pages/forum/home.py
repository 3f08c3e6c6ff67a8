"""What a forum's first page shows: what is open, and what waits for the one who looks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isegoria.rules.course.panels import finds_instead, judges, least_of
from isegoria.rules.facts.refusing import holds_office, title_of
from isegoria.rules.judging.appealing import is_waiting
from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Amendment, Comment, StrawAnswer
from isegoria.server.deliberation.polls import AnswerPoll
from isegoria.server.faults import guarded
from isegoria.server.pages.deliberation.choices import Choice, Looker, choices_of, looker_for
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import current_affiliations
from isegoria.server.process.facts import ChunkFacts, facts_of, models_of
from isegoria.server.process.models import Chunk, Member, Seat
from isegoria.server.process.seats import seats_to_fill

__all__ = ["Duty", "Standing", "asked_of", "duties_of", "open_chunks", "standing", "unknown_of"]

SHOWN, CALLS = 8, 5  # on the page
LOOKED_AT = 12  # chunks of one's own that are tried on the rules for one look at the page

_WAITS = {
    AnswerPoll.kind,
    "vote",
    "judge",
    "rule",
    "deliver",
    "notify",
    "close",
    "leave",
    "announce",
}
"""Steps that others wait for; to contribute is always possible and no duty."""
_TAKES_PART = {"vote", AnswerPoll.kind}
"""Those by which somebody takes part in what is decided."""
_GOES_ON = Q(outcome="", split_at=None, issue__merged_into=None, cancelled_in=None)


@dataclass(frozen=True, slots=True)
class Duty:
    """A chunk, and the steps on it that wait for the one who looks."""

    chunk: Chunk
    choices: Sequence[Choice]
    ends: datetime | None
    """When the next clock runs out; None where none runs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A chunk, the title of its stage or outcome in its rules, and when the next clock runs out."""

    chunk: Chunk
    title: str
    ends: datetime | None


def open_chunks() -> QuerySet[Chunk]:
    """Return what goes on, what ends first before all else; the page shows the first few."""
    return _parts().filter(_GOES_ON)


def _parts() -> QuerySet[Chunk]:
    found = Chunk.objects.filter(process__archive=None)
    return found.select_related("process", "issue").order_by(
        F("look_at").asc(nulls_last=True), "-number"
    )


def unknown_of(user: Any, now: datetime) -> tuple[str, ...]:
    """Return what somebody who takes part did not say of themselves yet: their `name`, for whom
    they speak (`affiliation`).
    """
    if not isinstance(user, Participant) or user.secretariat:
        return ()
    stated = {
        "name": bool(user.name.strip()),
        "affiliation": current_affiliations(user, now.date()).exists(),
    }
    return tuple(what for what, said in stated.items() if not said)


def standing(chunks: Iterable[Chunk], now: datetime) -> list[Standing]:
    """Return where chunks stand, in the words of their rules."""
    shown = list(chunks)
    models = models_of({one.process for one in shown})
    return [Standing(one, _title(one, models[one.process_id]), _ends(one, now)) for one in shown]


def _title(chunk: Chunk, model: Model) -> str:
    """Return the title in the rules; the key where the rules do not have it, so that the page can
    be read.
    """
    found = model.outcomes.get(chunk.outcome) if chunk.outcome else model.stages.get(chunk.stage)
    return found.title if found else chunk.outcome or chunk.stage


def _ends(chunk: Chunk, now: datetime) -> datetime | None:
    return chunk.look_at if chunk.look_at is not None and chunk.look_at > now else None


def duties_of(user: Any, now: datetime, last: int | None) -> list[Duty]:
    """Return what waits for a participant where they take part or hold a seat, what ends first
    before all else.

    The secretariat holds its office in every process without being given a seat.
    """
    if not isinstance(user, Participant):
        return []
    # after the end, a split and a merger a panel has a time to decide an appeal
    mine = _parts().filter(_GOES_ON | Q(look_at__isnull=False))
    if not user.secretariat:  # by number: a join would read everyone who takes part there
        member = Member.objects.filter(participant=user).values("process")
        seated = Seat.objects.filter(participant=user, until_at=None).values("process")
        mine = mine.filter(Q(process__in=member) | Q(process__in=seated))
    looked_at = list(mine[:LOOKED_AT])
    open_amendments = _open_amendments(looked_at)
    found: list[Duty] = []
    for chunk in looked_at:
        with guarded("part", chunk.pk):  # one part that cannot be read hides no duty on another
            found += _duty_on(chunk, user, now, last, open_amendments.get(chunk.pk, 0))
    return found


def _duty_on(
    chunk: Chunk, user: Participant, now: datetime, last: int | None, amendments: int
) -> list[Duty]:
    """Return what waits on one chunk, if anything does."""
    facts = facts_of(chunk)
    looker = looker_for(facts, user, now, last)
    choices = choices_of(facts, looker, now)
    waiting = [one for one in choices if _waits(facts, looker, one)]
    if amendments and any(one.kind == "write" and one.refusal is None for one in choices):
        waiting.insert(0, _to_answer(chunk, amendments))
    waiting += [*_to_come(facts, looker, now), *_seats_wanted(facts, user)]
    return [Duty(chunk, waiting, _ends(chunk, now))] if waiting else []


def _found_in_place(facts: ChunkFacts, looker: Looker, name: str) -> bool:
    """Return whether somebody gave their vote where a panel finds something in place of an
    office.
    """
    person = looker.person
    office = facts.model.stages[facts.stage].judgements[name].by
    one = finds_instead(facts.model, facts, name, "", person.id)
    if one is None or holds_office(facts.model, person, office):
        return False
    return bool(facts.found_instead(name, "", one.level)(person.id))


def _to_come(facts: ChunkFacts, looker: Looker, now: datetime) -> Iterator[Choice]:
    """Yield what the panel of the one who looks finds later, if the office goes on saying
    nothing.
    """
    if facts.outcome or not facts.state.void:
        return
    for name, judgement in facts.model.stages[facts.stage].judgements.items():
        one = finds_instead(facts.model, facts, name, "", looker.person.id)
        if one is not None and now < one.from_at:
            words = _("Find in place of “{office}”, from {day} on: {title}").format(
                office=title_of(facts.model, judgement.by),
                day=date_format(one.from_at, "DATE_FORMAT"),
                title=judgement.title or name,
            )
            yield Choice("judge", words, reverse("chunk", args=[facts.chunk.number]), name=name)


def _seats_wanted(facts: ChunkFacts, user: Participant) -> Iterator[Choice]:
    """Yield the panels before which something waits and that are too small, for who fills them."""
    model = facts.model
    for level, item, _at in facts.waiting_appeals():
        to = model.appeals[level].to
        if to not in model.offices or len(judges(model, facts, to, (level, item))) >= least_of(
            model, to
        ):
            continue
        if to in seats_to_fill(facts.chunk.process, model, user):
            words = _("Give a seat: {title}").format(title=title_of(model, to))
            yield Choice("seat", words, reverse("room", args=[facts.chunk.process_id]))


def _open_amendments(chunks: Sequence[Chunk]) -> dict[int, int]:
    """Return how many amendments of each chunk wait for an answer, by its number."""
    waiting = Amendment.objects.filter(chunk__in=chunks, state=Amendment.State.OPEN)
    return dict(
        waiting.values("chunk")
        .annotate(number=Count("pk"))
        .order_by()
        .values_list("chunk", "number")
    )


def _to_answer(chunk: Chunk, number: int) -> Choice:
    words = ngettext("Answer %(number)d amendment", "Answer %(number)d amendments", number) % {
        "number": number
    }
    return Choice("answer-amendment", words, reverse("text", args=[chunk.number]))


def asked_of(user: Any) -> QuerySet[Comment]:
    """Return the unanswered questions to offices that somebody holds, the oldest first."""
    if not isinstance(user, Participant):
        return Comment.objects.none()
    asked = Comment.objects.filter(
        form=Comment.Kind.QUESTION, answered_at=None, hidden_in=None, erased_in=None
    ).exclude(asked="")
    theirs = asked.filter(
        chunk__process__seats__participant=user,
        chunk__process__seats__until_at=None,
        chunk__process__seats__holder=F("asked"),
    )
    return theirs.select_related("chunk").order_by("number")


def _waits(facts: ChunkFacts, looker: Looker, choice: Choice) -> bool:
    """Return whether a step is allowed, others wait for it, and it is not done."""
    if choice.refusal is not None or choice.kind not in _WAITS:
        return False
    if choice.kind in _TAKES_PART and _judges(facts, looker):
        return False
    return not _is_done(facts, looker, choice)


def _judges(facts: ChunkFacts, looker: Looker) -> bool:
    """Return whether somebody sits on a panel that has to stay outside of what it judges: they are
    asked for no vote.
    """
    offices = facts.model.offices
    panels = {one.to for one in facts.model.appeals.values()}
    return any(one in panels and offices[one].outside for one in looker.person.offices)


def _is_done(facts: ChunkFacts, looker: Looker, choice: Choice) -> bool:
    """Return whether somebody did a step already, or it is left to an office when to take it."""
    name, item, stage = choice.name, choice.item.key if choice.item else "", facts.stage
    match choice.kind:
        case AnswerPoll.kind:
            given = StrawAnswer.objects.filter(poll=int(name), participant=looker.participant)
            done = given.exists()
        case "rule":
            voted = bool(facts.ruling_of(name, "", looker.person.id))
            done = voted or not is_waiting(facts, name, "")
        case "vote":
            voter = facts.counts_under(name, item, looker.person)
            done = facts.answer_of(stage, name, item, voter) is not None
        case "deliver":
            done = facts.delivered_at(stage, name) is not None
        case "judge":
            found = facts.label(stage, name, item) is not None
            done = found or _found_in_place(facts, looker, name)
        case "leave":
            done = facts.model.stages[stage].exits[name].when is None
        case _:
            done = facts.event_at(stage, name) is not None
    return done
