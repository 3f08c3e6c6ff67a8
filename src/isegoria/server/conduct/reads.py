"""What pages and rules ask about the code: who is restricted, what is hidden and why, all measures
with their counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404
from isegoria.server.conduct import refusals
from isegoria.server.conduct.decided import GROUNDS
from isegoria.server.conduct.models import BY_PARTIES, Code, Erasure, Measure, MeasureAppeal
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Process
from isegoria.server.record.counts import a_minute_old
from isegoria.server.record.door import Attempt
from isegoria.server.record.models import Authorship
from isegoria.terms import Refusal

__all__ = [
    "Bias",
    "ByRule",
    "Notice",
    "appeal_or_404",
    "bias",
    "by_rule",
    "code_or_404",
    "concerning",
    "current_code",
    "is_hidden",
    "measure_or_404",
    "measures",
    "notices",
    "overdue_appeals",
    "restricted",
    "restriction_of",
    "stopped_by",
]


@dataclass(frozen=True, slots=True)
class Notice:
    """Why the words of an act are not there: hidden by a measure, or erased by an act."""

    measure: Measure | None = None
    erased: Erasure | None = None

    @property
    def ground(self) -> str:
        """The legal ground of an erasure in words; empty where none was needed."""
        return str(GROUNDS.get(self.erased.ground, "")) if self.erased else ""

    @property
    def by_parties(self) -> bool:
        """Whether all parties of a conflict agreed to erase it."""
        return self.erased is not None and self.erased.ground == BY_PARTIES


@dataclass(frozen=True, slots=True)
class ByRule:
    """How often a rule of a version was found to be broken, and how often an appeal against that
    was upheld.
    """

    code: int
    rule: int
    text: str
    hidden: int
    restricted: int
    upheld: int


@dataclass(frozen=True, slots=True)
class Bias:
    """How many measures were about people of a group, beside how many acts the group has on the
    record.
    """

    group: StakeholderGroup | None
    hidden: int
    restricted: int
    upheld: int
    acts: int


def current_code() -> Code | None:
    """Return the code that holds; None before one was published."""
    return Code.objects.first()


def code_or_404(version: int) -> Code:
    """Return a version of the code."""
    return found_or_404(
        Code.objects, _("There is no such version of the code of conduct."), pk=version
    )


def restricted(process: Process, attempt: Attempt, *, objects: bool = False) -> Refusal | None:
    """Refuse whoever may only read in a process for now.

    `objects` for an act of dissent, which the code may leave to them.
    """
    return stopped_by(restriction_of(process, attempt.by, attempt.now), objects=objects)


def restriction_of(
    process: Process, participant: Participant | None, now: datetime
) -> Measure | None:
    """Return the restriction under which somebody may only read in a process now."""
    held = Measure.objects.filter(
        process=process, participant=participant, until_at__gt=now, ended_at=None
    )
    return held.select_related("code").first()


def stopped_by(found: Measure | None, *, objects: bool) -> Refusal | None:
    """Refuse by a restriction what somebody wants to say, unless it is dissent and the code leaves
    that to them.
    """
    if found is None or (objects and found.code.may_object):
        return None
    return refusals.MAY_ONLY_READ.refuse(
        until=found.until_at.date() if found.until_at else "",
        number=found.number,
        reason=found.reason,
        broken=found.rule,
    )


def notices(process: int | None) -> dict[int, Notice]:
    """Return why words are not there, by act: in one process or in all of them."""
    hidden = (
        Measure.objects.filter(kind=Measure.Kind.HIDE, ended_at=None)
        .select_related("code")
        .defer("code__preamble")
    )
    erased = Erasure.objects.all()
    if process is not None:
        hidden, erased = hidden.filter(process=process), erased.filter(process=f"process-{process}")
    found = {one.of: Notice(measure=one) for one in hidden if one.of is not None}
    return found | {one.of: Notice(erased=one) for one in erased}


def is_hidden(number: int) -> bool:
    """Return whether the words of an act are hidden."""
    return Measure.objects.filter(kind=Measure.Kind.HIDE, of=number, ended_at=None).exists()


def measures(rule: int | None = None, kind: str = "") -> QuerySet[Measure]:
    """Return the measures, the newest first."""
    found = Measure.objects.select_related(
        "code", "process", "participant", "group", "moderator", "appeal__decided_by"
    )
    if rule is not None:
        found = found.filter(rule=rule)
    return found.filter(kind=kind) if kind in Measure.Kind.values else found


def measure_or_404(number: int) -> Measure:
    """Return a measure with all that its page shows."""
    return found_or_404(measures(), _("There is no measure with this number."), pk=number)


def appeal_or_404(number: int) -> MeasureAppeal:
    """Return an appeal."""
    return found_or_404(
        MeasureAppeal.objects.select_related("measure__process", "measure__code", "participant"),
        _("There is no appeal with this number."),
        pk=number,
    )


def concerning(participant: Participant) -> list[Measure]:
    """Return the measures about somebody, the newest first."""
    return list(measures().filter(participant=participant)[:20])


def overdue_appeals(now: datetime) -> int:
    """Return how many appeals nobody decided in time."""
    return MeasureAppeal.objects.filter(result="", answer_by__lte=now).count()


_COUNTS: Mapping[str, Count] = {
    "hidden": Count("pk", filter=Q(kind=Measure.Kind.HIDE)),
    "restricted": Count("pk", filter=Q(kind=Measure.Kind.RESTRICT)),
    "upheld": Count("pk", filter=Q(appeal__result=MeasureAppeal.Result.UPHELD)),
}


def by_rule() -> list[ByRule]:
    """Return the counts by rule of each version, the newest version first."""
    codes = {one.version: one for one in Code.objects.all()}
    counted = Measure.objects.order_by("-code", "rule").values("code", "rule").annotate(**_COUNTS)
    rows = cast("Iterable[dict[str, Any]]", counted)
    return [
        ByRule(
            row["code"],
            row["rule"],
            codes[row["code"]].rule(row["rule"]),
            row["hidden"],
            row["restricted"],
            row["upheld"],
        )
        for row in rows
    ]


def bias() -> list[Bias]:
    """Return the counts by stakeholder group of those moderated, also for groups of whom nobody
    was.
    """
    counted = Measure.objects.order_by().values("group").annotate(**_COUNTS)
    rows = {row["group"]: row for row in cast("Iterable[dict[str, Any]]", counted)}
    acts = a_minute_old("acts-in-processes-by-group", _acts_by_group)
    none = {"hidden": 0, "restricted": 0, "upheld": 0}
    found = []
    for group in [*StakeholderGroup.objects.filter(retired=False), None]:
        key = group.pk if group else None
        row = rows.get(key, none)
        found.append(Bias(group, row["hidden"], row["restricted"], row["upheld"], acts.get(key, 0)))
    return found


def _acts_by_group() -> dict[int | None, int]:
    in_processes = Authorship.objects.filter(act__process__startswith="process-")
    counts = in_processes.values_list("affiliation__group").annotate(n=Count("act"))
    return dict(counts.order_by())
