"""Making a motion, backing it, taking that back; giving a proxy and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from isegoria.rules.facts.protocol import Person
from isegoria.rules.judging.backing import may_back, others_needed
from isegoria.rules.language.model import Model
from isegoria.server.conduct.flooding import too_many
from isegoria.server.deliberation import refusals
from isegoria.server.deliberation.acts import ProposeItem, too_long
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.issues.reads import facts_of_call
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.facts import facts_of, model_of, person_of
from isegoria.server.process.models import Backer, Chunk, Member, Motion, Process, Proxy
from isegoria.server.process.refusals import cancelled
from isegoria.server.process.seconding import Other, backers_of
from isegoria.server.process.stepping import Step
from isegoria.server.process.steps import Appeal
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import About, Erasable, Public, Within
from isegoria.terms import Refusal, gettext_noop

__all__ = ["KINDS_OF", "Back", "EndProxy", "GiveProxy", "MakeMotion", "WithdrawBacking", "work_of"]

KINDS_OF = {Motion.What.ISSUE: "propose", Motion.What.ITEM: "propose", Motion.What.APPEAL: "appeal"}
"""What the rules call the act that a motion becomes."""


@dataclass(frozen=True, slots=True)
class MakeMotion(Work):
    """Look for others who back what one wants to propose or to contest."""

    process: Within[Process]
    what: Public[str]
    title: str
    text: str = ""
    chunk: Within[Chunk | None] = None
    details: Mapping[str, Any] = field(default_factory=dict)
    kind: ClassVar[str] = "motion.make"
    says: ClassVar[str] = gettext_noop("Asked others to support a motion")
    opens: ClassVar[tuple[str, ...]] = ("motion",)

    def erasable(self) -> Mapping[str, Any]:
        """Return what was written."""
        return {"motion": {"title": self.title, "text": self.text, **self.details}}

    def references(self) -> tuple[int, ...]:
        """Return the beginning of the chunk or of the process."""
        return (self.chunk.number if self.chunk else self.process.number,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what could not be done even if everybody backed it, and what needs nobody."""
        stopped = _called_off(self.process, self.chunk)
        if refusal := stopped or too_many(self.kind, self.process, attempt):
            return refusal
        model = model_of(self.process)
        if attempt.by is None or (
            refusal := too_long(self.title) or too_long(self.text, needed=False)
        ):
            return (
                refusal if attempt.by else refusals.NO_PARTICIPANT.refuse("motion.no-participant")
            )
        person = person_of(model, self.process, attempt.by, attempt.capacity)
        stage = self.chunk.stage if self.chunk else model.starts
        if not others_needed(
            model,
            stage,
            person,
            KINDS_OF[Motion.What(self.what)],
            str(self.details.get("name", "")),
        ):
            return refusals.NEEDS_NOBODY.refuse()
        motion = Motion(
            process=self.process,
            chunk=self.chunk,
            what=self.what,
            title=self.title,
            text=self.text,
            details=dict(self.details),
        )
        return work_of(motion, _everybody(model)).refusal(attempt)

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Motion.objects.create(
            number=attempt.number,
            process=self.process,
            chunk=self.chunk,
            participant=attempt.author,
            capacity=attempt.capacity,
            what=self.what,
            title=self.title.strip(),
            text=self.text.strip(),
            details=dict(self.details),
            at=attempt.now,
        )


@dataclass(frozen=True, slots=True)
class _OnMotion(Work):
    motion: About[Motion]


@dataclass(frozen=True, slots=True)
class Back(_OnMotion):
    """Second a proposal, or support an appeal, in the capacity of the act."""

    kind: ClassVar[str] = "motion.back"
    says: ClassVar[str] = gettext_noop("Supported a motion")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse one's own motion, backing it twice, what was done already, and whoever may not."""
        motion = Motion.objects.get(pk=self.motion.pk)
        if attempt.by is None:
            return refusals.NO_PARTICIPANT.refuse("motion.no-participant")
        if (
            motion.participant == attempt.by
            or motion.backers.filter(participant=attempt.by).exists()
            or motion.done_in
        ):
            return refusals.BACKED.refuse()
        if refusal := _called_off(motion.process, motion.chunk):
            return refusal
        model = model_of(motion.process)
        person = person_of(model, motion.process, attempt.by, attempt.capacity)
        facts = (
            facts_of(motion.chunk)
            if motion.chunk
            else facts_of_call(motion.process, model, attempt.by)
        )
        return may_back(model, facts, person, KINDS_OF[Motion.What(motion.what)])

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Backer.objects.create(
            number=attempt.number,
            motion=self.motion,
            participant=attempt.author,
            capacity=attempt.capacity,
        )


@dataclass(frozen=True, slots=True)
class WithdrawBacking(_OnMotion):
    """Take one's backing back, while the motion is not done."""

    kind: ClassVar[str] = "motion.withdraw"
    says: ClassVar[str] = gettext_noop("Withdrew support for a motion")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse who does not back it, and what was done."""
        if (
            attempt.by is not None
            and Backer.objects.filter(
                motion=self.motion, participant=attempt.by, motion__done_in=None
            ).exists()
        ):
            return None
        return refusals.NOT_BACKED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Remove it; both acts stay on the record."""
        Backer.objects.filter(motion=self.motion, participant=attempt.by).delete()


@dataclass(frozen=True, slots=True)
class GiveProxy(Work):
    """Let somebody answer ballots of a process for oneself."""

    process: About[Process]
    holder: Erasable[Participant]
    kind: ClassVar[str] = "process.give-proxy"
    says: ClassVar[str] = gettext_noop("Gave a proxy")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse a process whose ballots know no proxies, oneself, and a second one."""
        if attempt.by is None:
            return refusals.NO_PARTICIPANT.refuse("motion.no-participant")
        model = model_of(self.process)
        if not any(
            ballot.by_proxy for stage in model.stages.values() for ballot in stage.ballots.values()
        ):
            return refusals.NO_PROXIES.refuse(f"{model.id}/proxies")
        if not Member.objects.filter(process=self.process, participant=attempt.by).exists():
            return refusals.PROXY_NOT_JOINED.refuse()
        if (
            self.holder != attempt.by
            and not Proxy.objects.filter(
                process=self.process, principal=attempt.by, until_at=None
            ).exists()
        ):
            return None
        return refusals.PROXY_GIVEN.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Proxy.objects.create(
            number=attempt.number,
            process=self.process,
            principal=attempt.author,
            capacity=attempt.capacity,
            holder=self.holder,
        )


@dataclass(frozen=True, slots=True)
class EndProxy(Work):
    """Take a proxy back, or give up one that one holds."""

    proxy: About[Proxy]
    kind: ClassVar[str] = "process.end-proxy"
    says: ClassVar[str] = gettext_noop("Ended a proxy")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and one that ended."""
        current = Proxy.objects.get(pk=self.proxy.pk)
        if current.until_at is None and attempt.by in {current.principal, current.holder}:
            return None
        return refusals.PROXY_NOT_YOURS.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        Proxy.objects.filter(pk=self.proxy.pk).update(until_at=attempt.now)


def work_of(motion: Motion, others: tuple[Other, ...] | None = None) -> ProposeIssue | Step:
    """Return the act that a motion becomes, with those who back it."""
    backed = tuple(backers_of(model_of(motion.process), motion)) if others is None else others
    details = motion.details
    if motion.what == Motion.What.ISSUE:
        affected = tuple(StakeholderGroup.objects.filter(slug__in=details.get("affected", ())))
        return ProposeIssue(
            motion.process,
            motion.title,
            motion.text,
            affected,
            details.get("jurisdictions", ""),
            details.get("technologies", ""),
            others=backed,
        )
    assert motion.chunk is not None  # noqa: S101 -- only an issue has none
    if motion.what == Motion.What.ITEM:
        return ProposeItem(motion.chunk, text=motion.title, others=backed)
    return Appeal(
        motion.chunk, details["name"], details.get("answer", ""), reason=motion.text, others=backed
    )


def _everybody(model: Model) -> tuple[Other, ...]:
    """Return more backers than any rule asks for, of all groups: to see whether anything else is in
    the way.
    """
    return tuple(Other(Person(f"backer-{place}", tuple(model.groups)), 0) for place in range(50))


def _called_off(process: Process, chunk: Chunk | None) -> Refusal | None:
    """Refuse what would come to nothing, since its part or, without one, its process was
    cancelled.
    """
    row = Process.objects.get(pk=process.pk) if chunk is None else Chunk.objects.get(pk=chunk.pk)
    return cancelled(row)
