"""Appeals against measures: made by those concerned, decided by people who did not moderate and are
no party.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from django.db.models import Q
from typing_extensions import TypedDict

from isegoria.rules.offices.conduct import Bench, Terms, bench, terms_of
from isegoria.server.conduct import refusals
from isegoria.server.conduct.measures import end_measure, in_force, no_reason
from isegoria.server.conduct.models import AppealSeat, Measure, MeasureAppeal
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Seat
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import STRIPPED, About, Erasable, Public
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "AppealMeasure",
    "DecideAppeal",
    "SeatJudge",
    "appeal_refusal",
    "bench_for",
    "decide_refusal",
    "terms_for",
    "waiting_for",
]


_SHOWN = 10  # appeals that one page offers somebody to decide


class DecisionBody(TypedDict):
    """Whether the appeal is upheld, and as what whoever decided did so."""

    capacity: str


@dataclass(frozen=True, slots=True)
class AppealMeasure(Work):
    """Appeal against a measure, with grounds."""

    measure: About[Measure]
    grounds: Annotated[Erasable[str], STRIPPED]
    kind: ClassVar[str] = "code.appeal"
    says: ClassVar[str] = gettext_noop("Appealed against a measure under the code")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse visitors, a restriction of somebody else, what is too late or was appealed
        already, and missing grounds.
        """
        if refusal := appeal_refusal(
            Measure.objects.get(pk=self.measure.pk), attempt.by, attempt.now
        ):
            return refusal
        if self.grounds.strip():
            return None
        return refusals.NO_GROUNDS.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write it, with the day by which it is decided."""
        MeasureAppeal.objects.create(
            number=attempt.number,
            measure=self.measure,
            participant=attempt.author,
            grounds=self.grounds.strip(),
            at=attempt.now,
            answer_by=terms_for(self.measure).answer.after(attempt.now),
        )


@dataclass(frozen=True, slots=True)
class DecideAppeal(Work):
    """Decide an appeal with a reason. What is upheld ends the measure."""

    appeal: About[MeasureAppeal]
    result: Public[str]
    reason: Annotated[Erasable[str], STRIPPED]
    kind: ClassVar[str] = "code.decide"
    says: ClassVar[str] = gettext_noop("Decided an appeal under the code")
    Body: ClassVar[type] = DecisionBody

    def references(self) -> tuple[int, ...]:
        """Return the appeal and the measure."""
        return (self.appeal.number, self.appeal.measure_id)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse whoever moderated or is a party, a second decision, and a missing reason."""
        current = MeasureAppeal.objects.select_related("measure__process").get(pk=self.appeal.pk)
        attempt.gathered["bench"] = bench_for(current)
        return decide_refusal(current, attempt.by) or no_reason(self.reason)

    def apply(self, attempt: Attempt) -> None:
        """Write the decision; an upheld appeal ends the measure."""
        current = MeasureAppeal.objects.select_related("measure__process").get(pk=self.appeal.pk)
        attempt.adds["capacity"] = attempt.gathered["bench"].capacity
        current.result, current.reason = self.result, self.reason.strip()
        current.decided_by, current.decided_at, current.decided_in = (
            attempt.author,
            attempt.now,
            attempt.number,
        )
        current.save()
        if self.result == MeasureAppeal.Result.UPHELD and in_force(current.measure, attempt.now):
            end_measure(current.measure, attempt)


@dataclass(frozen=True, slots=True)
class SeatJudge(Work):
    """Name somebody independent to decide one appeal, where nobody else is: the operator does."""

    appeal: About[MeasureAppeal]
    seated: Erasable[Participant]
    kind: ClassVar[str] = "code.seat"
    says: ClassVar[str] = gettext_noop("Named somebody to decide an appeal")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the operator, where somebody is there already, and whoever is a
        party.
        """
        if attempt.by is not None:
            return refusals.NOT_OPERATOR.refuse(number=self.appeal.number)
        if self.seated.pk in out_of(self.appeal):
            return refusals.IS_PARTY.refuse(who=str(self.seated))
        found = bench_for(self.appeal)
        if not found.people:
            return None
        return refusals.BENCH_THERE.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the seat."""
        AppealSeat.objects.create(
            number=attempt.number, appeal=self.appeal, participant=self.seated
        )


def terms_for(measure: Measure) -> Terms:
    """Return the terms of an appeal against a measure, by the model of its process."""
    return terms_of(model_of(measure.process))


def out_of(appeal: MeasureAppeal) -> set[int]:
    """Return who cannot decide: whoever moderated, whom the measure is about, who appeals."""
    measure = appeal.measure
    people = (measure.moderator_id, measure.participant_id, appeal.participant_id)
    return {one for one in people if one is not None}


def bench_for(appeal: MeasureAppeal) -> Bench:
    """Return who may decide an appeal."""
    to = terms_for(appeal.measure).to
    seats = Seat.objects.held(appeal.measure.process_id).filter(holder=to)
    active = Participant.objects.filter(secretariat=True, is_active=True)
    return bench(
        list(seats.values_list("participant_id", flat=True)),
        list(active.order_by("pk").values_list("pk", flat=True)),
        list(appeal.seats.values_list("participant_id", flat=True)),
        out_of(appeal),
    )


def waiting_for(participant: Participant) -> list[MeasureAppeal]:
    """Return the open appeals that somebody may decide, those to be decided first before all
    else.
    """
    asked = Q(seats__participant=participant)
    asked |= Q(
        measure__process__seats__participant=participant, measure__process__seats__until_at=None
    )
    if participant.secretariat:
        asked |= Q(pk__isnull=False)
    there = (
        MeasureAppeal.objects.filter(asked, result="")
        .select_related("measure__process")
        .distinct()
        .order_by("answer_by")
    )
    return [one for one in there[:_SHOWN] if decide_refusal(one, participant) is None]


def appeal_refusal(measure: Measure, by: Participant | None, now: Any) -> Refusal | None:
    """Refuse an appeal by somebody, whatever its grounds."""
    if by is None or (measure.kind == Measure.Kind.RESTRICT and measure.participant_id != by.pk):
        return refusals.NOT_CONCERNED.refuse()
    if MeasureAppeal.objects.filter(measure=measure).exists():
        return refusals.APPEALED.refuse()
    until = terms_for(measure).within.after(measure.at)
    if now <= until and measure.ended_at is None:
        return None
    return refusals.APPEAL_LATE.refuse(until=until.date())


def decide_refusal(appeal: MeasureAppeal, by: Participant | None) -> Refusal | None:
    """Refuse who may not decide, and what is decided."""
    if appeal.result:
        return refusals.APPEAL_DECIDED.refuse()
    if by is not None and by.pk in bench_for(appeal).people:
        return None
    return refusals.NOT_INDEPENDENT.refuse()
