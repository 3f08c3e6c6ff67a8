"""Measures under the code: hide what somebody said, restrict somebody to reading for a while, and
take both back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.offices.conduct import end_refused
from isegoria.server.conduct import refusals
from isegoria.server.conduct.codes import not_moderator
from isegoria.server.conduct.decided import hides_decided_text
from isegoria.server.conduct.models import Code, Measure
from isegoria.server.conduct.words import family, give_back, has_words, take_from_view
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Member, Process
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, STRIPPED, About, Erasable, Public
from isegoria.server.record.models import Act
from isegoria.server.record.reads import sealed_fields
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "HideWords",
    "Restrict",
    "ShowWords",
    "UnderCode",
    "end_measure",
    "moderated_refusal",
    "process_of",
]


class MeasureBody(TypedDict, total=False):
    """Which rule of which version of the code was broken; how long."""

    code: int
    rule: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderCode(Work):
    """An act of moderation: it names a rule of the code that holds, and has a public reason."""

    rule: Annotated[Public[int], ALWAYS] = 0
    reason: Annotated[Erasable[str], STRIPPED, ALWAYS] = ""
    Body: ClassVar[type] = MeasureBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than those who moderate; without a code, a rule of it and a reason nothing
        is moderated.
        """
        code = Code.objects.first()
        if refusal := not_moderator(attempt, self.place(attempt)[0]):
            return refusal
        if code is None:
            return refusals.NO_CODE.refuse()
        if not 1 <= self.rule <= len(code.rules):
            return refusals.NO_SUCH_RULE.refuse(number=self.rule, last=len(code.rules))
        attempt.gathered["code"] = code
        return no_reason(self.reason)

    def _written(self, attempt: Attempt, **more: Any) -> Measure:
        code: Code = attempt.gathered["code"]
        attempt.adds["code"] = code.version
        said = {
            "code": code,
            "rule": self.rule,
            "reason": self.reason.strip(),
            "moderator": attempt.by,
            "at": attempt.now,
        }
        return Measure.objects.create(number=attempt.number, **said, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class HideWords(UnderCode):
    """Hide what an act said.

    It keeps its place and its effect: an objection still counts, a position still holds.
    """

    act: About[Act]
    kind: ClassVar[str] = "code.hide"
    says: ClassVar[str] = gettext_noop("Hid what somebody said")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what has no words, what is hidden already, and what others decided on."""
        refusal = super(HideWords, self).refusal(attempt) or moderated_refusal(self.act)
        return refusal or hides_decided_text(family(self.act)[0], attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Take the words from view."""
        acts = family(self.act)
        author = getattr(acts[0], "authorship", None)
        group = author.affiliation.group if author and author.affiliation else None
        measure = self._written(
            attempt,
            kind=Measure.Kind.HIDE,
            process=process_of(acts[0]),
            of=acts[0].number,
            of_kind=acts[0].kind,
            participant=author.participant if author else None,
            group=group,
        )
        take_from_view(acts, measure)


@dataclass(frozen=True, slots=True)
class ShowWords(Work):
    """Take a measure back: show again what was hidden, or end a restriction early."""

    measure: About[Measure]
    reason: Annotated[Erasable[str], STRIPPED, ALWAYS] = ""
    kind: ClassVar[str] = "code.take-back"
    says: ClassVar[str] = gettext_noop("Took a measure under the code back")

    def references(self) -> tuple[int, ...]:
        """Return the measure, and what it hid."""
        return (self.measure.number, *([self.measure.of] if self.measure.of else []))

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than those who moderate, and a measure that ended."""
        current = Measure.objects.get(pk=self.measure.pk)
        if refusal := not_moderator(attempt, self.place(attempt)[0]) or no_reason(self.reason):
            return refusal
        if in_force(current, attempt.now):
            return None
        return refusals.MEASURE_ENDED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """End it."""
        end_measure(Measure.objects.get(pk=self.measure.pk), attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrict(UnderCode):
    """Let somebody only read for a while.

    They may still appeal, answer ballots, and object where the code says so.
    """

    process: About[Process]
    restricted: Erasable[Participant]
    until: Public[datetime]
    kind: ClassVar[str] = "code.restrict"
    says: ClassVar[str] = gettext_noop("Restricted somebody to reading for a while")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also an end that is past or further away than the code allows."""
        refusal = super(Restrict, self).refusal(attempt)
        return refusal or end_refused(
            self.until, attempt.now, attempt.gathered["code"].longest_days
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        member = (
            Member.objects.filter(process=self.process, participant=self.restricted)
            .select_related("group")
            .first()
        )
        self._written(
            attempt,
            kind=Measure.Kind.RESTRICT,
            process=self.process,
            participant=self.restricted,
            until_at=self.until,
            group=member.group if member else None,
        )


def in_force(measure: Measure, now: datetime) -> bool:
    """Return whether a measure still holds."""
    return measure.ended_at is None and (measure.until_at is None or now < measure.until_at)


def end_measure(measure: Measure, attempt: Attempt) -> None:
    """End a measure by the act of `attempt`: what it hid is shown again."""
    if measure.of is not None:
        give_back(family(Act.objects.get(pk=measure.of)), measure)
    Measure.objects.filter(pk=measure.pk).update(ended_at=attempt.now, ended_in=attempt.number)


def process_of(act: Act) -> Process | None:
    """Return the process in which an act was done; None outside of processes."""
    number = act.process.removeprefix("process-")
    return Process.objects.filter(pk=int(number)).first() if number.isdecimal() else None


def moderated_refusal(act: Act) -> Refusal | None:
    """Refuse to hide what is no contribution to a process, what has no words, and what is hidden
    already.

    What was said in secret is hidden already: to take it from view would show it to those who judge
    that.
    """
    first = family(act)[0]
    own = (
        not act.kind.startswith(("code.", "process."))
        and process_of(act) is not None
        and "who" not in sealed_fields(act)
    )
    if not own or not has_words(first):
        return refusals.NOTHING_TO_HIDE.refuse(number=act.number)
    if not Measure.objects.filter(of=first.number, ended_at=None).exists():
        return None
    return refusals.HIDDEN.refuse()


def no_reason(reason: str) -> Refusal | None:
    """Refuse to moderate without a public reason."""
    if reason.strip():
        return None
    return refusals.NO_REASON.refuse()
