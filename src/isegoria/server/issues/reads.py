"""What pages and rules ask about processes and issues."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from isegoria.rules.language import Granted, Model
from isegoria.rules.memory import MemoryFacts
from isegoria.rules.words import ANYONE, Right
from isegoria.server.courses.models import Process
from isegoria.server.issues.models import Issue, IssueProposer
from isegoria.server.people.models import Participant, StakeholderGroup

__all__ = [
    "GroupCount", "facts_of_call", "has_call", "issues_of", "proposals_of", "propose_grant", "support_by_group",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group support an issue; the group is None for those who state none."""

    group: StakeholderGroup | None
    number: int


def facts_of_call(process: Process, model: Model, participant: Participant | None) -> MemoryFacts:
    """Return what judging a proposal asks: when the call began, and how often this person proposed."""
    facts = MemoryFacts(model, process.began_at)
    if participant is not None:
        facts.use_right(str(participant.pk), "propose", proposals_of(process, participant).count())
    return facts


def proposals_of(process: Process, participant: Participant) -> QuerySet[Issue]:
    """Return what a participant proposed in a process themself, the latest first; merging adds nobody here."""
    mine = IssueProposer.objects.filter(participant=participant, issue__process=process, proposed_in=F("issue_id"))
    return Issue.objects.filter(proposers__in=mine, counted=True).order_by("-number")


def propose_grant(model: Model) -> Granted | None:
    """Return the right to propose in the first stage, as it stands for anyone, or else for the first who has it."""
    grants = model.grants.get((model.starts, Right.PROPOSE), {})
    return grants.get(ANYONE) or next(iter(grants.values()), None)


def has_call(model: Model) -> bool:
    """Return whether proposing has a window: then every issue begins when the call did, and goes on when it ends."""
    return any(Right.PROPOSE in clock.window_for for clock in model.stages[model.starts].clocks.values())


def issues_of(process: Process) -> QuerySet[Issue]:
    """Return the issues of a process that were not merged, the most supported first."""
    return (
        process.issues.filter(merged_into=None)
        .annotate(supporters=Count("support", distinct=True), behind=Count("proposers", distinct=True))
        .order_by("-counted", "-supporters", "number")
    )


def support_by_group(issue: Issue) -> list[GroupCount]:
    """Return how many of each of the forum's groups support an issue, and how many state none; groups without support too."""
    groups = StakeholderGroup.objects.filter(retired=False).annotate(
        number=Count("issuesupport", filter=Q(issuesupport__issue=issue))
    )
    unstated = issue.support.filter(group=None).count()
    return [*(GroupCount(group, group.number) for group in groups), *([GroupCount(None, unstated)] if unstated else [])]
