"""The acts of a case: ask for a facilitator, name one, answer, record a step, close; judged by
`isegoria.rules.offices.cases`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.offices.cases import (
    STEP_WITHIN,
    Answer,
    Result,
    Stage,
    after_answers,
    due_at,
    may_answer,
    may_ask,
    may_close,
    may_name,
    may_step,
)
from isegoria.rules.offices.facilitating import bench_first
from isegoria.server.conflicts import refusals
from isegoria.server.conflicts.models import Case, CaseStep, Party
from isegoria.server.conflicts.reads import (
    case_or_404,
    judged,
    office_holders,
    own_cause,
    parties_of,
    reasons_said,
    speaks_for,
)
from isegoria.server.deliberation.acts import too_long
from isegoria.server.deliberation.refusals import NO_PARTICIPANT
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Named, Public, Within
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "AnswerCase",
    "AskFacilitator",
    "CaseWork",
    "CloseCase",
    "NameFacilitator",
    "RecordStep",
    "StepDown",
]


class AskedBody(TypedDict, total=False):
    """Which groups and offices are parties; how many people are; which act made asking a step under
    the rules.
    """

    holders: list[str]
    people: int
    step: int


class AnsweredBody(TypedDict):
    """What was answered, and for which group or office."""

    answer: str
    holder: str


@dataclass(frozen=True, slots=True)
class AskFacilitator(Work):
    """Ask for an independent facilitator on a process, an issue or a chunk, and name the
    parties.
    """

    process: Within[Process]
    text: Erasable[str]
    people: Annotated[Erasable[Sequence[Participant]], Named("parties")]
    holders: Sequence[str] = ()
    issue: Issue | None = None
    chunk: Chunk | None = None
    step: int | None = None
    makes: ClassVar[str] = "case"
    kind: ClassVar[str] = "case.ask"
    says: ClassVar[str] = gettext_noop("Asked for an independent facilitator")
    Body: ClassVar[type] = AskedBody

    def body(self) -> Mapping[str, Any]:
        """Return the groups and offices, and how many people."""
        said = {"holders": list(self.holders), "people": len(self.people)}
        return said | ({"step": self.step} if self.step else {})

    def references(self) -> tuple[int, ...]:
        """Return what it is about, and the step."""
        about = self.chunk or self.issue or self.process
        return (about.number, *([self.step] if self.step else []))

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule.

        Whoever may only read for a while may still ask for somebody between the parties.
        """
        if attempt.by is None:
            return NO_PARTICIPANT.refuse("case.no-participant")
        open_cases = (
            Case.objects.filter(asked_by=attempt.by).exclude(state=Case.State.CLOSED).count()
        )
        parties = len(set(self.people)) + len(set(self.holders))
        return may_ask(self.text, parties, open_cases) or too_long(self.text) or self._unknown()

    def _unknown(self) -> Refusal | None:
        model = model_of(self.process)
        unknown = [
            one for one in self.holders if one not in model.groups and one not in model.offices
        ]
        if not unknown:
            return None
        return refusals.UNKNOWN_PARTY.refuse(model=model.title, holder=unknown[0])

    def apply(self, attempt: Attempt) -> None:
        """Write the case and its parties."""
        model = model_of(self.process)
        case = Case.objects.create(
            number=attempt.number,
            process=self.process,
            issue=self.issue,
            chunk=self.chunk,
            text=self.text.strip(),
            asked_by=attempt.author,
            asked_at=attempt.now,
            step=self.step,
            due_at=due_at(Stage.ASKED, attempt.now),
        )
        titled = {
            name: (model.offices.get(name) or model.groups[name]).title
            for name in dict.fromkeys(self.holders)
        }
        sides = [Party(case=case, participant=one) for one in dict.fromkeys(self.people)]
        Party.objects.bulk_create(
            [
                *sides,
                *(Party(case=case, holder=name, title=title) for name, title in titled.items()),
            ]
        )


@dataclass(frozen=True, slots=True)
class CaseWork(Work):
    """An act within a case."""

    case: About[Case]

    def now_is(self, attempt: Attempt) -> Case:
        """Return the case as it stands now: the page that was sent may be old."""
        if "case" not in attempt.gathered:
            attempt.gathered["case"] = case_or_404(self.case.pk)
        found: Case = attempt.gathered["case"]
        return found


@dataclass(frozen=True, slots=True)
class NameFacilitator(CaseWork):
    """Name the facilitator, or as a party say whom one would have; when all parties want the same
    person, that is the one.
    """

    named: Erasable[Participant]
    kind: ClassVar[str] = "case.name"
    says: ClassVar[str] = gettext_noop("Named a facilitator")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask who may name, then whether the one named is independent, then whether the office
        comes first.
        """
        case = self.now_is(attempt)
        if attempt.by is None:
            return NO_PARTICIPANT.refuse("case.no-participant")
        mine = attempt.gathered["mine"] = parties_of(case, model_of(case.process), attempt.by)
        cause = own_cause(case.parties.all())
        refusal = may_name(
            case.stage, secretariat=attempt.by.secretariat, party=bool(mine), own_cause=cause
        )
        return refusal or self._not_independent(case, attempt.now)

    def _not_independent(self, case: Case, now: datetime) -> Refusal | None:
        bench = list(Participant.objects.filter(pk__in=office_holders(case)))
        found = {
            one.participant.pk: one.reasons for one in judged([*{*bench, self.named}], case, now)
        }
        if reasons := found[self.named.pk]:
            return refusals.NOT_INDEPENDENT.refuse(who=str(self.named), why=reasons_said(reasons))
        free = [(str(one.pk), not found[one.pk]) for one in bench]
        if not bench_first(free, str(self.named.pk)):
            return None
        return refusals.OFFICE_FIRST.refuse(
            who=", ".join(str(one) for one in bench if not found[one.pk])
        )

    def apply(self, attempt: Attempt) -> None:
        """Name, or note what the party wants; agreed is who is wanted by all."""
        case, mine = self.now_is(attempt), attempt.gathered["mine"]
        for party in mine:
            party.wants, party.participant = self.named, party.participant or attempt.author
            party.save(update_fields=["wants", "participant"])
        parties = [
            one for one in Party.objects.filter(case=case) if one.answer != Party.Answer.NO_PART
        ]
        if all(one.wants_id == self.named.pk for one in parties):
            _name(case, self.named, attempt, Stage.RUNNING)
            Party.objects.filter(pk__in=[one.pk for one in parties]).update(
                answer=Party.Answer.ACCEPTED, answered_in=attempt.number, inside=True
            )
        elif attempt.author.secretariat and not own_cause(case.parties.all()):
            _name(case, self.named, attempt, Stage.NAMED)
            Party.objects.filter(case=case).exclude(answer=Party.Answer.NO_PART).update(
                answer=Party.Answer.WAITING
            )


def _name(case: Case, facilitator: Participant, attempt: Attempt, stage: Stage) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=stage.value,
        facilitator=facilitator,
        named_in=attempt.number,
        due_at=due_at(stage, attempt.now),
    )


@dataclass(frozen=True, slots=True)
class AnswerCase(CaseWork):
    """Accept the facilitator as a party, decline this one, or take no part."""

    party: Party
    answer: str
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "case.answer"
    says: ClassVar[str] = gettext_noop("Answered as a party to a conflict")
    Body: ClassVar[type] = AnsweredBody

    def body(self) -> Mapping[str, Any]:
        """Return the answer, and for which group or office."""
        return {"answer": self.answer, "holder": self.party.holder}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, then ask the rule."""
        case = self.now_is(attempt)
        party = next((one for one in case.parties.all() if one.pk == self.party.pk), None)
        if (
            attempt.by is None
            or party is None
            or not speaks_for(party, case, model_of(case.process), attempt.by)
        ):
            return refusals.NOT_PARTY.refuse()
        return may_answer(
            case.stage, Answer(party.answer), Answer(self.answer), party.declines
        ) or too_long(self.reason, needed=False)

    def apply(self, attempt: Attempt) -> None:
        """Write the answer, and what follows when all have answered."""
        case, declined = self.now_is(attempt), self.answer == Answer.DECLINED
        Party.objects.filter(pk=self.party.pk).update(
            answer=self.answer,
            answered_in=attempt.number,
            participant=attempt.author,
            declines=self.party.declines + declined,
            inside=self.answer == Answer.ACCEPTED,
            wants=None,
        )
        stage = after_answers([Answer(one.answer) for one in Party.objects.filter(case=case)])
        if stage is Stage.ASKED:
            _name_anew(case, attempt)
        elif stage is Stage.CLOSED:
            _close(case, attempt, Result.NOT_SETTLED, "")
        elif stage is Stage.RUNNING:
            Case.objects.filter(pk=case.pk).update(
                state=stage.value, due_at=due_at(stage, attempt.now)
            )


def _name_anew(case: Case, attempt: Attempt) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=Stage.ASKED.value,
        facilitator=None,
        named_in=None,
        due_at=due_at(Stage.ASKED, attempt.now),
    )
    Party.objects.filter(case=case).update(wants=None)


def _close(case: Case, attempt: Attempt, result: Result, text: str) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=Stage.CLOSED.value,
        due_at=None,
        result=result.value,
        result_text=text.strip(),
        closed_in=attempt.number,
        closed_at=attempt.now,
    )


@dataclass(frozen=True, slots=True)
class StepDown(CaseWork):
    """Give the case back as its facilitator; another is named."""

    reason: Erasable[str] = ""
    kind: ClassVar[str] = "case.step-down"
    says: ClassVar[str] = gettext_noop("Stepped down as a facilitator")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and when the case is closed."""
        case = self.now_is(attempt)
        if (
            attempt.by is not None
            and case.facilitator_id == attempt.by.pk
            and case.stage is not Stage.CLOSED
        ):
            return too_long(self.reason, needed=False)
        return refusals.NOT_FACILITATOR.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Ask for another."""
        _name_anew(self.now_is(attempt), attempt)


@dataclass(frozen=True, slots=True)
class RecordStep(CaseWork):
    """Record what was done as the facilitator, on which day: a meeting, a proposal, what is agreed,
    a pause; and by when the next step comes.
    """

    step: Public[str]
    on: Public[date]
    text: Erasable[str]
    next_by: Annotated[Public[datetime | None], ALWAYS] = None
    kind: ClassVar[str] = "case.step"
    says: ClassVar[str] = gettext_noop("Recorded a step of a facilitation")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule; a step has a public text and lies in the past."""
        case = self.now_is(attempt)
        mine, paused = (
            attempt.by is not None and case.facilitator_id == attempt.by.pk,
            self.step == CaseStep.Kind.PAUSED,
        )
        refusal = may_step(
            case.stage, facilitator=mine, paused=paused, next_by=self.next_by, now=attempt.now
        )
        return (
            refusal
            or too_long(self.text)
            or (refusals.NOT_YET.refuse() if self.on > attempt.now.date() else None)
        )

    def apply(self, attempt: Attempt) -> None:
        """Write the step, and until when the next one is due."""
        next_by = self.next_by or attempt.now + STEP_WITHIN
        CaseStep.objects.create(
            number=attempt.number,
            case=self.case,
            kind=self.step,
            on=self.on,
            text=self.text.strip(),
            next_by=next_by,
        )
        Case.objects.filter(pk=self.case.pk).update(due_at=next_by)


@dataclass(frozen=True, slots=True)
class CloseCase(CaseWork):
    """Close the case with its result."""

    result: Public[str]
    text: Erasable[str]
    kind: ClassVar[str] = "case.close"
    says: ClassVar[str] = gettext_noop("Closed a case of conflict")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule."""
        case, by = self.now_is(attempt), attempt.by.pk if attempt.by else None
        mine, asked = (
            by is not None and case.facilitator_id == by,
            by is not None and case.asked_by_id == by,
        )
        refusal = may_close(
            case.stage, Result(self.result), facilitator=mine, asked=asked, text=self.text
        )
        return refusal or too_long(self.text)

    def apply(self, attempt: Attempt) -> None:
        """Write the end."""
        _close(self.now_is(attempt), attempt, Result(self.result), self.text)
