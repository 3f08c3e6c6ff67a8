"""What the pages of participants and groups show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.organisations import Standing, standings_among
from isegoria.server.people.reads import groups
from isegoria.server.record.counts import a_minute_old
from isegoria.server.record.models import Act, Authorship

__all__ = [
    "Activity",
    "Declared",
    "activity_of_groups",
    "acts_by",
    "acts_of_group",
    "history_of",
    "with_standing",
    "written_in_archives",
]

LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Activity:
    """How active a group was lately: its members of today, its acts, and by how many people."""

    group: StakeholderGroup
    members: int
    acts: int
    people: int


class Declared(NamedTuple):
    """What somebody declared, and what its organisation says of it, where it has a page."""

    affiliation: Affiliation
    standing: Standing | None


def history_of(participant: Participant) -> list[Declared]:
    """Return all affiliations that somebody ever declared, the newest first."""
    found = Affiliation.objects.filter(participant=participant).select_related("group")
    return with_standing(found)


def with_standing(affiliations: Iterable[Affiliation]) -> list[Declared]:
    """Return declarations with what their organisations say of them."""
    shown = list(affiliations)
    standings = standings_among(shown)
    return [Declared(one, standings.get(one.pk)) for one in shown]


def written_in_archives(participant: Participant) -> QuerySet[Any]:
    """Return what somebody of an archive wrote there, the newest first."""
    return participant.comment_set.select_related("chunk").order_by("-at", "-number")


def acts_by(participant: Participant, count: int) -> list[Act]:
    """Return the participant's newest acts."""
    return list(Act.objects.filter(authorship__participant=participant)[:count])


def acts_of_group(group: StakeholderGroup, count: int) -> list[Authorship]:
    """Return the newest acts done for a group, with their authors.

    The newest acts are looked through until enough are found: a join finds all that were ever done
    for the group, and sorts them.
    """
    for_it = Affiliation.objects.filter(pk=OuterRef("affiliation"), group=group)
    done = Authorship.objects.filter(Exists(for_it)).select_related(
        "act", "participant", "affiliation"
    )
    return list(done.order_by("-act_id")[:count])


def activity_of_groups(now: datetime) -> list[Activity]:
    """Return each group with its activity of the last year, in the forum's order."""
    members = _members_by_group(now.date())
    done = a_minute_old("acts-by-group", lambda: _acts_by_group(now - LATELY))
    return [
        Activity(group, members.get(group.pk, 0), *done.get(group.pk, (0, 0))) for group in groups()
    ]


def _members_by_group(today: date) -> dict[int, int]:
    return dict(
        Affiliation.objects.filter(from_on__lte=today, group__isnull=False)
        .exclude(until_on__lt=today)
        .values_list("group")
        .annotate(n=Count("participant", distinct=True))
        .order_by()
    )


def _acts_by_group(since: datetime) -> dict[int, tuple[int, int]]:
    """Return acts, and the people who did them, by group."""
    lately = Authorship.objects.filter(act__minute__gte=since, affiliation__group__isnull=False)
    counts = lately.values_list("affiliation__group").annotate(
        acts=Count("act"), people=Count("participant", distinct=True)
    )
    return {group: (acts, people) for group, acts, people in counts.order_by()}
