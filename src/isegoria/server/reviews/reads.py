"""What pages and rules ask about reviews: when one is due, what there is for an early one, who
answered, what is late.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from isegoria.rules.language.model import Model
from isegoria.rules.offices.reviewing import (
    FOLLOW_WITHIN,
    Grounds,
    Needs,
    Signature,
    early_signals,
    led_by_trigger,
    may_open,
    needs_of,
    petition_stands,
)
from isegoria.server.addresses import found_or_404
from isegoria.server.deliberation.models import Comment, Objection
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, Member, Process, Seat
from isegoria.server.reviews.models import PetitionSignature, Review, ReviewAnswer
from isegoria.terms import Refusal

__all__ = [
    "GroupLine",
    "Reviewable",
    "answered_by_group",
    "due_reviews",
    "grounds_of",
    "group_names",
    "is_follow_late",
    "lines_of",
    "members_by_group",
    "my_answer",
    "review_or_404",
    "reviewable",
    "reviews",
    "reviews_waiting_for",
    "seat_or_404",
    "unstated",
]

_STAGE = "leadership_review"
unstated = ""  # the group of those who state none, in counts


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A seat that can be reviewed: when that is due, what is open, who signed for an early one, why
    it may not be opened now.
    """

    seat: Seat
    title: str
    due_at: datetime | None
    open: Review | None
    signed: int
    needs: Needs
    refusal: Refusal | None
    past: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the result: how many of it answered, of how many, and the counts; None where there
    are too few to show.
    """

    name: str
    answered: int
    members: int
    numbers: tuple[int, ...] | None


def reviews() -> QuerySet[Review]:
    """Return all reviews, the newest first."""
    return Review.objects.select_related("process", "seat__participant")


def review_or_404(number: int) -> Review:
    """Return a review."""
    return found_or_404(reviews(), _("There is no review with this number."), pk=number)


def seat_or_404(process: Process, number: int) -> Seat:
    """Return a seat of a process that goes on."""
    return found_or_404(
        Seat.objects.held(process).select_related("participant", "process"),
        _("There is no such seat."),
        pk=number,
    )


def reviewable(process: Process, now: datetime, *, secretariat: bool) -> list[Reviewable]:
    """Return the seats of the offices of a process with their reviews; the same few queries for one
    and for many.
    """
    model = model_of(process)
    held = (
        Seat.objects.held(process)
        .filter(holder__in=list(model.offices))
        .select_related("participant")
    )
    seats = list(held.order_by("number"))
    past = _past(seats)
    signed = _signatures(seats)
    return [
        _as_reviewable(
            one,
            model,
            grounds,
            past.get(one.pk, []),
            len(signed.get(one.pk, ())),
            secretariat=secretariat,
        )
        for one, grounds in zip(seats, _grounds(process, model, seats, now), strict=True)
    ]


def _as_reviewable(
    seat: Seat,
    model: Model,
    grounds: Grounds,
    past: Sequence[Review],
    signed: int,
    *,
    secretariat: bool,
) -> Reviewable:
    result = may_open(grounds, secretariat=secretariat)
    return Reviewable(
        seat=seat,
        title=model.offices[seat.holder].title,
        due_at=grounds.due_at,
        open=next((one for one in past if one.closed_at is None), None),
        signed=signed,
        needs=needs_of(model),
        refusal=result if isinstance(result, Refusal) else None,
        past=tuple(one for one in past if one.closed_at is not None),
    )


def grounds_of(seat: Seat, now: datetime) -> Grounds:
    """Return what there is for opening a review of a seat now."""
    return _grounds(seat.process, model_of(seat.process), [seat], now)[0]


def _grounds(process: Process, model: Model, seats: Sequence[Seat], now: datetime) -> list[Grounds]:
    past, signed, needs = _past(seats), _signatures(seats), needs_of(model)
    signals, by_rules = _signals(process, model, now), _by_rules(process, model)
    found = []
    for seat in seats:
        own = past.get(seat.pk, [])
        last = max((one.closed_at for one in own if one.closed_at is not None), default=None)
        span = model.offices[seat.holder].review if seat.holder in model.offices else None
        found.append(
            Grounds(
                now=now,
                due_at=span.after(last or seat.from_at) if span else None,
                last_at=last,
                open=any(one.closed_at is None for one in own),
                rules=seat.holder in by_rules,
                signals=signals.get(seat.holder, ()),
                petition=petition_stands(signed.get(seat.pk, ()), needs, now),
            )
        )
    return found


def _past(seats: Sequence[Seat]) -> dict[int, list[Review]]:
    found: dict[int, list[Review]] = {}
    for one in Review.objects.filter(seat__in=seats).order_by("-number"):
        found.setdefault(one.seat_id, []).append(one)
    return found


def _signatures(seats: Sequence[Seat]) -> dict[int, list[Signature]]:
    found: dict[int, list[Signature]] = {}
    rows = PetitionSignature.objects.filter(seat__in=seats, used_in=None).values_list(
        "seat", "group__slug", "at"
    )
    for seat, group, at in rows:
        found.setdefault(seat, []).append(Signature(group or unstated, at))
    return found


def _by_rules(process: Process, model: Model) -> set[str]:
    """Return the offices that a chunk's stage of a leadership review is about."""
    there = (
        _STAGE in model.stages
        and Chunk.objects.filter(process=process, stage=_STAGE, outcome="", split_at=None).exists()
    )
    return led_by_trigger(model) if there else set()


def _signals(process: Process, model: Model, now: datetime) -> dict[str, tuple[str, ...]]:
    """Return the early warnings about each office: questions past their time, and open objections
    of people who fell silent.
    """
    asked = Comment.objects.filter(
        chunk__process=process, form=Comment.Kind.QUESTION, hidden_in=None, answered_at=None
    )
    late = asked.filter(at__lt=now - timedelta(days=model.signals.answer_days)).exclude(asked="")
    unanswered = dict(late.values_list("asked").annotate(number=Count("pk")).order_by())
    silent = _silent(process, model, now)
    return {name: early_signals(unanswered.get(name, 0), silent[name]) for name in model.offices}


def _silent(process: Process, model: Model, now: datetime) -> Counter[str]:
    """Count, by the office that leads the stage, whose objection is open and who said nothing in
    that chunk since long.
    """
    before = now - timedelta(days=model.signals.silent_days)
    theirs = Comment.objects.filter(
        chunk=OuterRef("chunk"), participant=OuterRef("participant")
    ).order_by("-at")
    still = Objection.objects.filter(
        chunk__process=process, chunk__outcome="", state=Objection.State.OPEN, at__lt=before
    ).annotate(said=Subquery(theirs.values("at")[:1]))
    found: Counter[str] = Counter()
    for stage, last in still.values_list("chunk__stage", "said"):
        officer = model.stages[stage].officer if stage in model.stages else None
        if officer and (last is None or last < before):
            found[officer] += 1
    return found


def members_by_group(review: Review) -> dict[str, int]:
    """Return how many of each group are asked: those who took part before the review was opened,
    without the one reviewed.
    """
    asked = Member.objects.filter(process=review.process_id, joined_at__lte=review.opened_at)
    others = asked.exclude(participant=review.seat.participant_id)
    rows = others.values_list("group__slug").annotate(number=Count("pk")).order_by()
    found: Counter[str] = Counter()
    for group, number in rows:
        found[group or unstated] += number
    return dict(found)


def answered_by_group(review: Review) -> dict[str, int]:
    """Return how many of each group answered."""
    rows = review.answers.values_list("group__slug").annotate(number=Count("pk")).order_by()
    return {group or unstated: number for group, number in rows}


def group_names() -> dict[str, str]:
    """Return the forum's groups by slug in their order, and last those who state none."""
    return {
        **dict(StakeholderGroup.objects.values_list("slug", "name")),
        unstated: _("group unstated"),
    }


def my_answer(review: Review, reader: Any) -> ReviewAnswer | None:
    """Return what the reader answered; nobody sees another's."""
    return (
        review.answers.filter(participant=reader).first()
        if isinstance(reader, Participant)
        else None
    )


def reviews_waiting_for(reader: Any, now: datetime) -> QuerySet[Review]:
    """Return the reviews that the reader is asked in and has not answered; for the secretariat
    those that nothing follows yet.
    """
    if not isinstance(reader, Participant):
        return reviews().none()
    running = Q(closed_at=None, ends_at__gt=now, process__members__joined_at__lte=F("opened_at"))
    asked = running & Q(process__members__participant=reader) & ~Q(answers__participant=reader)
    follows = Q(closed_at__isnull=False, follow="") if reader.secretariat else Q(pk=None)
    return (
        reviews()
        .exclude(seat__participant=reader)
        .filter(asked | follows)
        .distinct()
        .order_by("ends_at")
    )


def lines_of(
    review: Review, question: str, answers: Sequence[str], names: Mapping[str, str]
) -> list[GroupLine]:
    """Return the groups of a closed review with their counts for a question, in the order of
    `names`.
    """
    totals: dict[str, Any] = review.totals
    found = []
    for group, name in names.items():
        answered, members = totals["answered"].get(group, 0), totals["members"].get(group, 0)
        kept = totals["groups"].get(group)
        numbers = tuple(kept[question].get(one, 0) for one in answers) if kept else None
        if answered or members:
            found.append(GroupLine(name, answered, members, numbers))
    return found


def due_reviews(
    models: Mapping[int, Model], now: datetime
) -> dict[int, list[tuple[str, datetime]]]:
    """Return, for each process, when seats with a schedule are reviewed next, and until when what
    follows a review is said.
    """
    seats = list(
        Seat.objects.filter(process__in=list(models), until_at=None, chunk=None).order_by("number")
    )
    past = _past(seats)
    found: dict[int, list[tuple[str, datetime]]] = {}
    for seat in seats:
        office, own = models[seat.process_id].offices.get(seat.holder), past.get(seat.pk, [])
        here = found.setdefault(seat.process_id, [])
        last = max((one.closed_at for one in own if one.closed_at is not None), default=None)
        if office is not None and office.review is not None and all(one.closed_at for one in own):
            here.append((office.title, office.review.after(last or seat.from_at)))
        here += [
            (f"{one.title} (what follows)", one.closed_at + FOLLOW_WITHIN)
            for one in own
            if one.closed_at and not one.follow
        ]
    return found


def is_follow_late(review: Review, now: datetime) -> bool:
    """Return whether what follows a review should have been said by now."""
    return (
        review.closed_at is not None
        and not review.follow
        and now > review.closed_at + FOLLOW_WITHIN
    )
