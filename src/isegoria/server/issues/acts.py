"""Beginning a process and raising issues: propose, support, merge.

Nobody is refused silently or lost in a merge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, NotRequired

from typing_extensions import TypedDict

from isegoria.library import digest_of
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.server.conduct.flooding import too_many
from isegoria.server.conduct.reads import restricted
from isegoria.server.issues import refusals
from isegoria.server.issues.again import barred, link
from isegoria.server.issues.call_for_issues import make_longer
from isegoria.server.issues.models import Issue, IssueProposer, IssueSupport
from isegoria.server.issues.parts import merge_refusal
from isegoria.server.issues.reads import (
    facts_of_call,
    has_call,
    is_decided,
    proposals_of,
    propose_grant,
)
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process.dates import fix_meetings, meetings_of, unknown_meeting
from isegoria.server.process.electorate import take_part
from isegoria.server.process.facts import begin_course, facts_of, model_of, person_of
from isegoria.server.process.groups import unknown_group
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.process.refusals import MERGED, cancelled
from isegoria.server.process.seconding import Other, done_before, mark_done
from isegoria.server.record.door import Attempt, Upcast, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Part, Public, Refers
from isegoria.server.rulebooks.kept import keep
from isegoria.server.rulebooks.reads import text_of
from isegoria.server.rulebooks.refusals import NOT_SECRETARIAT
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "BeginProcess",
    "MergeIssue",
    "ProposeIssue",
    "SupportIssue",
    "WithdrawSupport",
    "not_secretariat",
]


class ProcessBody(TypedDict):
    """The rules, and the SHA-256 of their text, which is kept; which of their groups those of the
    forum count in, where names differ; meetings that are fixed. Up to version 1 of this kind there
    was no `sha256`.
    """

    model: str
    version: int
    sha256: str
    groups: NotRequired[dict[str, str]]
    meetings: NotRequired[dict[str, str]]


def _without_digest(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is that names no text of its rules; the process kept it later."""
    return body


class AffectedBody(TypedDict):
    """Which groups the question touches, by slug; which issue it asks again; which earlier ones no
    longer count.
    """

    no_longer_counts: NotRequired[list[int]]


@dataclass(frozen=True, slots=True)
class BeginProcess(Work):
    """Begin a process under a model; its first stage opens at once."""

    title: Erasable[str]
    model: Model
    counts_as: Mapping[str, str] = field(default_factory=dict)
    """For slugs of the forum's groups the group of the model, empty for none; the others count in
    the one of their name.
    """
    meetings: Mapping[str, date] = field(default_factory=dict)
    makes: ClassVar[str] = "process"
    kind: ClassVar[str] = "process.begin"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_without_digest,)
    says: ClassVar[str] = gettext_noop("Began a process")
    Body: ClassVar[type] = ProcessBody

    def body(self) -> Mapping[str, Any]:
        """Return the rules."""
        meetings = {name: on.isoformat() for name, on in self.meetings.items()}
        said = {"groups": dict(self.counts_as), "meetings": meetings}
        rules = {
            "model": self.model.id,
            "version": self.model.version,
            "sha256": digest_of(text_of(self.model)),
        }
        return {**rules, **{key: value for key, value in said.items() if value}}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, and groups and meetings that the model does not
        have.
        """
        if refusal := not_secretariat(attempt):
            return refusal
        if refusal := unknown_group(self.model, self.counts_as):
            return refusal
        known = meetings_of(self.model)
        return next(
            (unknown_meeting(name, known) for name in self.meetings if name not in known), None
        )

    def apply(self, attempt: Attempt) -> None:
        """Write the process with the text of its rules, and its meetings."""
        process = Process.objects.create(
            number=attempt.number,
            title=self.title.strip(),
            model_id=self.model.id,
            model_version=self.model.version,
            rules_id=keep(text_of(self.model)),
            began_at=attempt.now,
            counts_as=dict(self.counts_as),
        )
        PlannedDate.objects.bulk_create(
            PlannedDate(process=process, planned_in=attempt.number, name=name, on=on)
            for name, on in self.meetings.items()
        )


@dataclass(frozen=True, slots=True)
class ProposeIssue(Work):
    """Propose an issue in the call of a process."""

    process: About[Process]
    title: Annotated[Erasable[str], Part("issue")]
    text: Annotated[Erasable[str], Part("issue")] = ""
    affected: Annotated[Public[Sequence[StakeholderGroup]], ALWAYS] = ()
    jurisdictions: Annotated[Erasable[str], Part("issue")] = ""
    technologies: Annotated[Erasable[str], Part("issue")] = ""
    others: Refers[tuple[Other, ...]] = ()
    """Those who second it."""
    again: Public[Refers[Issue | None]] = None
    makes: ClassVar[str] = "issue"
    kind: ClassVar[str] = "issue.propose"
    says: ClassVar[str] = gettext_noop("Proposed an issue")
    Body: ClassVar[type] = AffectedBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model's rules: who may propose, how often, until when."""
        if attempt.by is None:
            return refusals.NO_PARTICIPANT.refuse()
        stopped = restricted(self.process, attempt)
        if refusal := stopped or too_many(self.kind, self.process, attempt):
            return refusal
        process = Process.objects.get(pk=self.process.pk)  # its call can be longer by now
        if refusal := cancelled(process):
            return refusal
        model = model_of(process)
        if (
            propose_grant(model) is None
        ):  # a body that takes no proposals has its issues put before it
            return not_secretariat(attempt)
        found = judge(model, facts_of_call(process, model, attempt.by), self._done(attempt))
        if isinstance(found, Refusal):
            return found
        return done_before(self.others) or barred(model, self.title, self.again, attempt.now)

    def _done(self, attempt: Attempt) -> Done:
        person = person_of(model_of(self.process), self.process, attempt.by, attempt.capacity)
        return Done(
            "propose",
            person,
            attempt.now,
            with_=tuple(one.person for one in self.others),
        )

    def apply(self, attempt: Attempt) -> None:
        """Write the issue, its first chunk and its proposer; where only the last ones count, the
        earlier ones no longer do.
        """
        issue = Issue.objects.create(
            number=attempt.number,
            process=self.process,
            title=self.title.strip(),
            text=self.text.strip(),
            jurisdictions=self.jurisdictions.strip(),
            technologies=self.technologies.strip(),
        )
        issue.affected.set(self.affected)
        if self.again is not None:
            link(issue, self.again, attempt.number)
        group = attempt.capacity.group if attempt.capacity else None
        IssueProposer.objects.create(
            issue=issue, participant=attempt.author, group=group, proposed_in=attempt.number
        )
        model = model_of(self.process)
        chunk = Chunk(number=attempt.number, process=self.process, issue=issue, title=issue.title)
        facts = begin_course(
            chunk, model, self.process.began_at if has_call(model) else attempt.now
        )
        fix_meetings(facts, self.process)
        make_longer(facts, Process.objects.get(pk=self.process.pk).call_spans or ())
        facts.record(self._done(attempt))
        facts.write()
        take_part(self.process, attempt)
        mark_done(self.others, attempt.number)
        grant = propose_grant(model)
        if grant is not None and grant.cap is not None and grant.cap_keeps == "last":
            over = list(
                proposals_of(self.process, attempt.author).values_list("pk", flat=True)[grant.cap :]
            )
            Issue.objects.filter(pk__in=over).update(counted=False)
            if over:
                attempt.adds["no_longer_counts"] = sorted(over)


@dataclass(frozen=True, slots=True)
class _OnIssue(Work):
    """What acts on one issue have in common."""

    issue: About[Issue]

    def _gone(self) -> Refusal | None:
        current = Issue.objects.get(pk=self.issue.pk)  # the page that was sent may be old
        if current.merged_into_id is not None:
            return MERGED.refuse(into=current.merged_into_id)
        return cancelled(current)

    def _decided(self) -> Refusal | None:
        return refusals.DECIDED.refuse() if is_decided(self.issue) else None


@dataclass(frozen=True, slots=True)
class SupportIssue(_OnIssue):
    """Support an issue, in the capacity of the act."""

    kind: ClassVar[str] = "issue.support"
    says: ClassVar[str] = gettext_noop("Supported an issue")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse an issue that was merged or is decided, and support given twice."""
        if attempt.by is None or self.issue.support.filter(participant=attempt.by).exists():
            return refusals.SUPPORTED.refuse()
        return self._gone() or self._decided()

    def apply(self, attempt: Attempt) -> None:
        """Write the support."""
        group = attempt.capacity.group if attempt.capacity else None
        IssueSupport.objects.create(
            issue=self.issue, participant=attempt.author, group=group, given_in=attempt.number
        )


@dataclass(frozen=True, slots=True)
class WithdrawSupport(_OnIssue):
    """Take one's support back."""

    kind: ClassVar[str] = "issue.withdraw-support"
    says: ClassVar[str] = gettext_noop("Withdrew support for an issue")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse people who do not support it, and an issue that is decided."""
        if attempt.by is not None and self.issue.support.filter(participant=attempt.by).exists():
            return self._decided()
        return refusals.NOT_SUPPORTED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Remove the support; both acts stay on the record."""
        self.issue.support.filter(participant=attempt.by).delete()


@dataclass(frozen=True, slots=True)
class MergeIssue(_OnIssue):
    """Merge an issue into another of the same process; proposers and supporters go with it."""

    into: Public[Refers[Issue]]
    kind: ClassVar[str] = "issue.merge"
    says: ClassVar[str] = gettext_noop("Merged an issue into another")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, what cannot be merged, and what people are deciding
        on.
        """
        if refusal := not_secretariat(attempt) or self._gone():
            return refusal
        into = Issue.objects.get(pk=self.into.pk)
        if (
            into.pk == self.issue.pk
            or into.process_id != self.issue.process_id
            or into.merged_into_id is not None
        ):
            return refusals.CANNOT_MERGE.refuse()
        if refusal := cancelled(into):
            return refusal
        if is_decided(into):
            return refusals.INTO_DECIDED.refuse(title=into.title)
        return merge_refusal(self.issue, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write where it went, and bring its people along; straw polls and what was answered in
        secret are dropped uncounted.
        """
        Issue.objects.filter(pk=self.issue.pk).update(
            merged_into=self.into, merged_in=attempt.number
        )
        for one in self.issue.proposers.all():
            IssueProposer.objects.get_or_create(
                issue=self.into,
                participant=one.participant,
                defaults={"group": one.group, "proposed_in": one.proposed_in},
            )
        for given in self.issue.support.all():
            IssueSupport.objects.get_or_create(
                issue=self.into,
                participant=given.participant,
                defaults={"group": given.group, "given_in": given.given_in},
            )
        self.into.affected.add(*self.issue.affected.all())
        chunks = Chunk.objects.filter(issue=self.issue.pk, outcome="")
        for chunk in chunks.select_related("process", "issue"):
            facts = facts_of(chunk)
            facts.drop_uncounted()
            facts.write()
            for poll in chunk.strawpoll_set.filter(closes_at__gt=attempt.now):
                poll.given.all().delete()
            chunk.strawpoll_set.filter(closes_at__gt=attempt.now).update(closes_at=attempt.now)


def not_secretariat(attempt: Attempt) -> Refusal | None:
    """Refuse anyone but the secretariat and the operator."""
    if attempt.by is None or attempt.by.secretariat:
        return None
    return NOT_SECRETARIAT.refuse()
