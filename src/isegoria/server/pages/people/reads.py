"""What the pages of participants and groups show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.reads import groups
from isegoria.server.record.models import Act, Authorship

__all__ = [
    "Activity",
    "activity_of_groups",
    "acts_by",
    "acts_of_group",
    "history_of",
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


def history_of(participant: Participant) -> QuerySet[Affiliation]:
    """Return all affiliations that somebody ever declared, the newest first."""
    return Affiliation.objects.filter(participant=participant).select_related("group")


def written_in_archives(participant: Participant) -> QuerySet[Any]:
    """Return what somebody of an archive wrote there, the newest first."""
    return participant.comment_set.select_related("chunk").order_by("-at", "-number")


def acts_by(participant: Participant, count: int) -> list[Act]:
    """Return the participant's newest acts."""
    return list(Act.objects.filter(authorship__participant=participant)[:count])


def acts_of_group(group: StakeholderGroup, count: int) -> list[Authorship]:
    """Return the newest acts done for a group, with their authors."""
    done = Authorship.objects.filter(affiliation__group=group).select_related(
        "act", "participant", "affiliation"
    )
    return list(done.order_by("-act_id")[:count])


def activity_of_groups(now: datetime) -> list[Activity]:
    """Return each group with its activity of the last year, in the forum's order."""
    today, since = now.date(), now - LATELY
    members = dict(
        Affiliation.objects.filter(from_on__lte=today, group__isnull=False)
        .exclude(until_on__lt=today)
        .values_list("group")
        .annotate(n=Count("participant", distinct=True))
        .order_by()
    )
    lately = Authorship.objects.filter(act__minute__gte=since, affiliation__group__isnull=False)
    counts = lately.values_list("affiliation__group").annotate(
        acts=Count("act"), people=Count("participant", distinct=True)
    )
    done = {group: (acts, people) for group, acts, people in counts.order_by()}
    return [
        Activity(group, members.get(group.pk, 0), *done.get(group.pk, (0, 0))) for group in groups()
    ]
