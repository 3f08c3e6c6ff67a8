"""What pages and rules ask about processes and issues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.state import Base, read_state
from isegoria.rules.language.model import Granted, Model
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.server.issues.call_for_issues import facts_of_process
from isegoria.server.issues.models import Issue, IssueProposer, IssueSupport
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Process

__all__ = [
    "OF_A_PROCESS",
    "GroupCount",
    "Told",
    "facts_of_call",
    "first_issues",
    "has_call",
    "is_decided",
    "issues_of",
    "no_longer_counts",
    "proposals_of",
    "propose_grant",
    "support_by_group",
    "there_when_decided",
    "told",
]


OF_A_PROCESS = 20  # issues on the page of all processes; the rest is on a page of its own


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group support an issue; the group is None for those who state none."""

    group: StakeholderGroup | None
    number: int


def facts_of_call(process: Process, model: Model, participant: Participant | None) -> MemoryFacts:
    """Return what judging a proposal asks: when the call began, and how often this person
    proposed.
    """
    facts = facts_of_process(process, model)
    if participant is not None:
        facts.use_right(str(participant.pk), "propose", proposals_of(process, participant).count())
    return facts


def proposals_of(process: Process, participant: Participant) -> QuerySet[Issue]:
    """Return what a participant proposed in a process themself, the latest first; merging adds
    nobody here.
    """
    mine = IssueProposer.objects.filter(
        participant=participant, issue__process=process, proposed_in=F("issue_id")
    )
    return Issue.objects.filter(proposers__in=mine, counted=True).order_by("-number")


def propose_grant(model: Model) -> Granted | None:
    """Return the right to propose in the first stage, as it stands for anyone, or else for the
    first who has it.
    """
    grants = model.grants.get((model.starts, Right.PROPOSE), {})
    return grants.get(ANYONE) or next(iter(grants.values()), None)


def has_call(model: Model) -> bool:
    """Return whether proposing has a window: then every issue begins when the call did, and goes on
    when it ends.
    """
    return any(
        Right.PROPOSE in clock.window_for for clock in model.stages[model.starts].clocks.values()
    )


def issues_of(process: Process) -> QuerySet[Issue]:
    """Return the issues of a process that were not merged, the most supported first."""
    return with_counts(process.issues.filter(merged_into=None)).order_by(
        "-counted", "-supporters", "number"
    )


def first_issues(processes: Sequence[Process]) -> dict[int, list[Issue]]:
    """Return the first issues of each of many processes, and one more where there are more."""
    place = Window(
        RowNumber(),
        partition_by="process",
        order_by=[F("counted").desc(), F("supporters").desc(), "number"],
    )
    there = with_counts(Issue.objects.filter(process__in=processes, merged_into=None))
    found: dict[int, list[Issue]] = {}
    for one in (
        there.annotate(place=place).filter(place__lte=OF_A_PROCESS + 1).order_by("process", "place")
    ):
        found.setdefault(one.process_id, []).append(one)
    return found


def with_counts(issues: QuerySet[Issue]) -> "QuerySet[Any]":
    """Return issues, each with how many support it and how many stand behind it."""
    return issues.annotate(supporters=_how_many(IssueSupport), behind=_how_many(IssueProposer))


def _how_many(table: Any) -> Coalesce:
    rows = (
        table.objects.filter(issue=OuterRef("pk"))
        .order_by()
        .values("issue")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(rows.values("number")), 0)


def going_on(process: int = 0) -> QuerySet[Issue]:
    """Return the issues that go on, of all processes or of one, the newest first."""
    parts = {"chunks__outcome": "", "chunks__split_at": None, "chunks__cancelled_in": None}
    there = Issue.objects.filter(merged_into=None, **parts)
    if process:
        there = there.filter(process=process)
    return there.select_related("process").distinct().order_by("-number")


def is_decided(issue: Issue) -> bool:
    """Return whether every part of an issue has its outcome."""
    parts = issue.chunks.filter(split_at=None)
    outcomes = list(parts.values_list("outcome", flat=True))
    return issue.merged_into_id is None and bool(outcomes) and all(outcomes)


def there_when_decided(issue: Issue) -> Base | None:
    """Return who was there when the last part of an issue that is decided was decided."""
    parts = issue.chunks.filter(split_at=None)
    last = parts.order_by("-ended_at", "-number").values_list("state", flat=True).first()
    return read_state(last or {}).there


def support_by_group(issue: Issue, *, decided: bool) -> list[GroupCount]:
    """Return how many of each of the forum's groups support an issue, and how many state none;
    groups without support too, unless it is decided.
    """
    counts: Mapping[int | None, int] = dict(
        issue.support.values_list("group").annotate(number=Count("pk")).order_by()
    )
    unstated = counts.get(None, 0)
    return [
        *(
            GroupCount(group, counts.get(group.pk, 0))
            for group in StakeholderGroup.objects.all()
            if counts.get(group.pk) or not (decided or group.retired)
        ),
        *([GroupCount(None, unstated)] if unstated else []),
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of somebody's proposal without them: merged into another, or, in `because`, no
    longer counted.
    """

    issue: Issue
    because: str


def no_longer_counts(process: Process, number: int) -> str:
    """Return why a proposal no longer counts, with the rule, in the reader's language."""
    model = model_of(process)
    grant = propose_grant(model)
    return _(
        "#%(number)d no longer counts: under these rules the last %(cap)d proposals of a person"
        " do. Nothing is lost: it stays "
        "on the record, and others may propose it. (%(rule)s)"
    ) % {
        "number": number,
        "cap": grant.cap if grant and grant.cap else 0,
        "rule": f"{model.id}/{model.starts}/rights/propose",
    }


def told(participant: Participant) -> list[Told]:
    """Return what somebody proposed and was merged or no longer counts, the latest first."""
    mine = IssueProposer.objects.filter(participant=participant, proposed_in=F("issue_id"))
    gone = Issue.objects.filter(proposers__in=mine).exclude(merged_into=None, counted=True)
    rows = gone.select_related("process", "merged_into").order_by("-number")[:20]
    return [
        Told(one, "" if one.merged_into_id else no_longer_counts(one.process, one.number))
        for one in rows
    ]
