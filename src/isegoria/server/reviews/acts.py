"""Opening a review, signing for an early one, answering it, saying what follows; judged by
`isegoria.rules.offices.reviewing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.offices.reviewing import (
    Follow,
    may_answer,
    may_follow,
    may_open,
    may_sign,
    window_of,
)
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.deliberation.acts import too_long
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Member, Process, Seat
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Public, Refers
from isegoria.server.reviews import refusals
from isegoria.server.reviews.models import PetitionSignature, Review, ReviewAnswer
from isegoria.server.reviews.reads import grounds_of
from isegoria.terms import Refusal, gettext_noop

__all__ = ["AnswerReview", "FollowReview", "OpenReview", "SignPetition"]


class OpenedBody(TypedDict, total=False):
    """Which office, why now, and until when the survey runs."""

    holder: str
    because: str
    signals: list[str]
    ends_at: str


class OfficeBody(TypedDict):
    """Which office."""

    holder: str


class AnsweredBody(TypedDict, total=False):
    """What earlier versions sealed: who answered and when, and in which group it counts. Today an
    answer is no act.
    """

    sealed: list[str]


@dataclass(frozen=True, slots=True)
class OpenReview(Work):
    """Open a review of whoever holds a seat."""

    seat: About[Seat]
    makes: ClassVar[str] = "review"
    kind: ClassVar[str] = "review.open"
    says: ClassVar[str] = gettext_noop("Opened a review of the holder of an office")
    Body: ClassVar[type] = OpenedBody

    def body(self) -> Mapping[str, Any]:
        """Return the office; `apply` adds why and until when."""
        return {"holder": self.seat.holder}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Gather the grounds and ask the rule."""
        if self.seat.holder not in model_of(self.seat.process).offices or self._ended():
            return refusals.NO_OFFICE.refuse()
        secretariat = attempt.by is not None and attempt.by.secretariat
        grounds = attempt.gathered["grounds"] = grounds_of(self.seat, attempt.now)
        found = may_open(grounds, secretariat=secretariat)
        if isinstance(found, Refusal):
            return found
        attempt.gathered["because"] = found
        return None

    def _ended(self) -> bool:
        return not Seat.objects.filter(pk=self.seat.pk, until_at=None).exists()

    def apply(self, attempt: Attempt) -> None:
        """Write the review; a petition that opened it is used up."""
        model, because = model_of(self.seat.process), attempt.gathered["because"].value
        signals = list(attempt.gathered["grounds"].signals)
        ends_at = window_of(model).after(attempt.now)
        Review.objects.create(
            number=attempt.number,
            process=self.seat.process,
            seat=self.seat,
            title=model.offices[self.seat.holder].title,
            because=because,
            signals=signals,
            opened_at=attempt.now,
            ends_at=ends_at,
        )
        PetitionSignature.objects.filter(seat=self.seat, used_in=None).update(
            used_in=attempt.number
        )
        attempt.adds.update(
            {"because": because, "signals": signals, "ends_at": ends_at.isoformat()}
        )


@dataclass(frozen=True, slots=True)
class SignPetition(Work):
    """Ask, with others, for a review before its time."""

    seat: Refers[Seat]
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "review.sign"
    says: ClassVar[str] = gettext_noop("Signed for an early review of the holder of an office")
    Body: ClassVar[type] = OfficeBody

    def place(self, attempt: Attempt) -> tuple[str, str]:
        """Return the process."""
        return self.seat.process.place, ""

    def body(self) -> Mapping[str, Any]:
        """Return the office."""
        return {"holder": self.seat.holder}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule."""
        member = attempt.gathered["member"] = _member(self.seat.process, attempt)
        unused = PetitionSignature.objects.filter(
            seat=self.seat, participant=attempt.by, used_in=None
        )
        refusal = may_sign(
            takes_part=member is not None,
            own=attempt.by == self.seat.participant,
            signed=unused.exists(),
            open_=Review.objects.filter(seat=self.seat, closed_at=None).exists(),
        )
        return refusal or too_long(self.reason, needed=False)

    def apply(self, attempt: Attempt) -> None:
        """Write the signature."""
        PetitionSignature.objects.create(
            number=attempt.number,
            seat=self.seat,
            participant=attempt.author,
            group=attempt.gathered["member"].group,
            at=attempt.now,
        )


@dataclass(frozen=True, slots=True)
class _OfReview(Work):
    """An act in a review."""

    review: About[Review]


@dataclass(frozen=True, slots=True)
class AnswerReview(_OfReview):
    """Answer the survey, or change the answer while it runs.

    Nothing of it goes on the record: the number of an act would tell when somebody answered.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    kind: ClassVar[str] = "review.answer"
    says: ClassVar[str] = gettext_noop("Answered a review")
    Body: ClassVar[type] = AnsweredBody

    def stays_off(self, attempt: Attempt) -> bool:
        """Keep every answer off the record."""
        return True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule."""
        member = attempt.gathered["member"] = _member(self.review.process, attempt)
        current = Review.objects.get(pk=self.review.pk)
        refusal = may_answer(
            takes_part=member is not None,
            own=attempt.by is not None and attempt.by.pk == self.review.seat.participant_id,
            late=member is not None and member.joined_at > self.review.opened_at,
            over=current.closed_at is not None or attempt.now >= current.ends_at,
            answers=self.answers,
        )
        return refusal or too_long(self.comment, needed=False)

    def apply(self, attempt: Attempt) -> None:
        """Keep the answer until the survey is over."""
        leave_no_trace()  # an earlier answer of theirs is overwritten
        ReviewAnswer.objects.update_or_create(
            review=self.review,
            participant=attempt.author,
            defaults={
                "group": attempt.gathered["member"].group,
                "answers": dict(self.answers),
                "comment": self.comment.strip(),
            },
        )


@dataclass(frozen=True, slots=True)
class FollowReview(_OfReview):
    """Say what follows a review: kept, kept with a promise, replaced."""

    follow: Annotated[Public[str], ALWAYS] = Follow.KEPT.value
    text: Annotated[Erasable[str], ALWAYS] = ""
    kind: ClassVar[str] = "review.follow"
    says: ClassVar[str] = gettext_noop("Said what follows a review")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rule."""
        current = Review.objects.get(pk=self.review.pk)
        refusal = may_follow(
            closed=current.closed_at is not None,
            followed=bool(current.follow),
            secretariat=attempt.by is not None and attempt.by.secretariat,
            own=attempt.by is not None and attempt.by.pk == self.review.seat.participant_id,
            text=self.text,
        )
        return refusal or too_long(self.text)

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Review.objects.filter(pk=self.review.pk).update(
            follow=self.follow,
            follow_text=self.text.strip(),
            followed_in=attempt.number,
            followed_at=attempt.now,
        )


def _member(process: Process, attempt: Attempt) -> Member | None:
    return (
        Member.objects.select_related("group")
        .filter(process=process, participant=attempt.by)
        .first()
        if attempt.by
        else None
    )
