"""What pages and rules ask about processes and issues."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from isegoria.rules.facts import Person
from isegoria.rules.language import Granted, Model
from isegoria.rules.memory import MemoryFacts
from isegoria.rules.words import ANYONE, Right
from isegoria.server.issues.models import Issue, IssueProposer, Process
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.processes.reads import model_or_404

__all__ = [
    "GroupCount", "facts_of_call", "issues_of", "model_of", "person_of", "proposals_of", "propose_grant", "support_by_group",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group support an issue; the group is None for those who state none."""

    group: StakeholderGroup | None
    number: int


def model_of(process: Process) -> Model:
    """Return the model in the version that the process began with."""
    model = model_or_404(process.model_id)
    return model if model.version == process.model_version else model_or_404(process.model_id, process.model_version)


def person_of(model: Model, participant: Participant | None, capacity: Affiliation | None) -> Person:
    """Return a participant as the rules know them: in the capacity of the act, by groups that both forum and model have."""
    groups = tuple(
        name for name in ([capacity.group.slug.replace("-", "_")] if capacity and capacity.group else []) if name in model.groups
    )
    offices = tuple(office for office in ("secretariat",) if participant is None or participant.secretariat)
    organisation = capacity.organisation if capacity else ""
    return Person(
        str(participant.pk) if participant else "operator",
        groups,
        tuple(office for office in offices if office in model.offices),
        organisation,
        # An affiliation declares interests; who acts for themself under a name has declared that.
        disclosed=tuple(model.disclosures) if capacity or (participant and participant.name) else (),
    )


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
