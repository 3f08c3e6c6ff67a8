"""Who takes part in a process, and how many of each group and region: kept as numbers, so no page
and no act counts people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from isegoria.rules.language.model import Model
from isegoria.server.process.groups import counted_as
from isegoria.server.process.models import Chunk, Headcount, Member, Process, Seat
from isegoria.server.record.door import Attempt
from isegoria.server.record.models import Authorship

__all__ = [
    "Place",
    "count_anew",
    "enrol",
    "given_seats",
    "groups_held",
    "is_sent",
    "leave",
    "member_of",
    "members_by_group",
    "members_of_each",
    "moved_on",
    "seats_of_people",
]

Place = tuple[str, str]
"""A group of the forum, by its slug, and a region; each may be empty: unstated."""


def enrol(process: Process, attempt: Attempt, before: Member | None) -> None:
    """Count whoever acts among those who take part, in the capacity of the act.

    Acts come one after the other, so numbers fit.

    Args:
        before: their row so far, see `member_of`.
    """
    capacity = attempt.capacity
    now = Member(
        pk=before.pk if before else None,
        process=process,
        participant=attempt.author,
        capacity=capacity,
        group=capacity.group if capacity else None,
        joined_at=before.joined_at if before else attempt.now,
        last_at=attempt.now,
    )
    now.save(force_insert=True) if before is None else now.save(
        update_fields=["capacity", "group", "last_at"]
    )
    _move(process, _place(before) if before else None, _place(now))


def leave(process: Process, attempt: Attempt) -> None:
    """Count whoever acts no longer."""
    if (before := member_of(process, attempt)) is not None:
        before.delete()
        _move(process, _place(before), None)


def members_by_group(process: Process) -> Mapping[Place, int]:
    """Return how many take part, by group and region."""
    return members_of_each([process.pk]).get(process.pk, {})


def members_of_each(processes: Iterable[int]) -> Mapping[int, Mapping[Place, int]]:
    """Return the same of several processes, by their numbers."""
    found: dict[int, dict[Place, int]] = {}
    for one in Headcount.objects.filter(process__in=processes, number__gt=0):
        found.setdefault(one.process_id, {})[one.group, one.region] = one.number
    return found


def moved_on(chunk: Chunk) -> list[tuple[str, str | None, int]]:
    """Return how many whose position counts left the group in which they took it: that group, the
    one for which they take part now (None for none), and how many.
    """
    held = chunk.position_set.filter(for_group="", ended_in=None).annotate(
        own=_taking_part_in(chunk.process_id),
        gone=Q(own__participant__isnull=True),
        was_in=Coalesce(F("group__slug"), Value("")),
        is_in=Coalesce(F("own__group__slug"), Value("")),
    )
    rows = held.exclude(gone=False, was_in=F("is_in")).values_list("was_in", "is_in", "gone")
    return [
        (was_in, None if gone else is_in, number)
        for was_in, is_in, gone, number in rows.annotate(number=Count("pk")).order_by()
    ]


def seats_of_people(chunk: Chunk, model: Model) -> list[tuple[str, tuple[str, ...], int]]:
    """Return where people sit, in groups and offices, as far as it counts for a chunk: the slug of
    the group for which they take part (empty for none), where they sit in the order of their seats,
    and how many they are.
    """
    held = Seat.objects.held(chunk.process_id, chunk)
    held = held.filter(holder__in=[*model.groups, *model.offices])
    others = held.filter(participant=OuterRef("participant")).exclude(pk=OuterRef("pk"))
    seats = held.annotate(
        own=_taking_part_in(chunk.process_id),
        slug=Coalesce(F("own__group__slug"), Value("")),
        sits=Exists(others),
    )
    rows = seats.values_list("slug", "holder", "sits").annotate(number=Count("pk")).order_by()
    found: list[tuple[str, tuple[str, ...], int]] = []
    people: dict[int, tuple[str, tuple[str, ...], int]] = {}
    for slug, holder, sits, number in rows:
        if not sits:
            found.append((slug, (holder,), number))
        elif not people:
            several = seats.filter(sits=True).order_by("number")
            for who, theirs, one in several.values_list("participant", "slug", "holder"):
                before = people[who][1] if who in people else ()
                people[who] = (theirs, (*before, one), 1)
    return found + list(people.values())


def _taking_part_in(process: int) -> FilteredRelation:
    """Return how a person of a row takes part in a process."""
    return FilteredRelation(
        "participant__member", condition=Q(participant__member__process=process)
    )


def given_seats(process: Process) -> dict[str, int]:
    """Return how many sit in each office or group because somebody else gave them the seat. Who
    takes a seat in an open group unasked speaks for nobody whose voice was missing.
    """
    return dict(_given(process).values_list("holder").annotate(number=Count("pk")).order_by())


def is_sent(process: Process, holder: str, participant: int | None) -> bool:
    """Return whether somebody who sits in a group was sent there: others gave them the seat, or
    gave nobody one.
    """
    sent = _given(process).filter(holder=holder).values_list("participant", flat=True)
    return not sent or participant in sent


def _given(process: Process) -> QuerySet[Seat]:
    took = Authorship.objects.filter(act=OuterRef("number"), participant=OuterRef("participant"))
    return Seat.objects.held(process).exclude(Exists(took))


def count_anew(process: Process) -> None:
    """Count those who take part from their rows, after these were written without `enrol`."""
    rows = process.members.select_related("group", "capacity").iterator(chunk_size=5000)
    counts = Counter(_place(one) for one in rows)
    Headcount.objects.filter(process=process).delete()
    Headcount.objects.bulk_create(
        Headcount(process=process, group=group, region=region, number=number)
        for (group, region), number in counts.items()
    )


def member_of(process: Process, attempt: Attempt) -> Member | None:
    """Return the row of whoever acts among those who take part; None where they do not."""
    return (
        process.members.filter(participant=attempt.by).select_related("group", "capacity").first()
    )


def _place(member: Member) -> Place:
    return (
        member.group.slug if member.group else "",
        member.capacity.region if member.capacity else "",
    )


def _move(process: Process, before: Place | None, now: Place | None) -> None:
    if before == now:
        return
    for place, by in ((before, -1), (now, 1)):
        if place is not None:
            group, region = place
            counted = Headcount.objects.filter(process=process, group=group, region=region)
            if not counted.update(number=F("number") + by) and by > 0:
                Headcount.objects.create(process=process, group=group, region=region, number=1)


def groups_held(process: Process, model: Model, participant: int) -> tuple[str, ...]:
    """Return the groups and offices in which somebody counts, that of their capacity first."""
    there = [*model.groups, *model.offices]
    own = Member.objects.filter(process=process, participant=participant)
    slugs = own.values_list("group__slug", flat=True)
    seats = Seat.objects.held(process).filter(participant=participant, holder__in=there)
    held = seats.order_by("number").values_list("holder", flat=True)
    acted = [counted_as(model, slug or "", process.counts_as) for slug in slugs]
    return tuple(dict.fromkeys(one for one in (*acted, *held) if one))
