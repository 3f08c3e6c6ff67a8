"""A survey that is over closes by itself when somebody looks: its counts go on the record, and who
answered what is dropped.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from typing_extensions import TypedDict

from isegoria.rules.offices.reviewing import LEAST, Follow, published
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.faults import guarded
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Seat
from isegoria.server.process.refusals import NOTED_ALREADY
from isegoria.server.process.seats import EndSeat
from isegoria.server.record.door import Attempt, Work, perform
from isegoria.server.record.fields import About
from isegoria.server.record.models import Act
from isegoria.server.reviews.acts import FollowReview
from isegoria.server.reviews.models import Review, ReviewAnswer
from isegoria.server.reviews.reads import answered_by_group, members_by_group, unstated
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = ["CloseReview", "close_what_is_over", "follow"]


class ClosedBody(TypedDict, total=False):
    """When the survey ended; how many of each group were asked and answered; the counts that may be
    shown.
    """

    at: str
    members: dict[str, int]
    answered: dict[str, int]
    heads: dict[str, dict[str, int]]
    groups: dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class CloseReview(Work):
    """The survey is over: count it by group, drop the answers."""

    review: About[Review]
    kind: ClassVar[str] = "review.close"
    says: ClassVar[str] = gettext_noop("A review was counted")
    Body: ClassVar[type] = ClosedBody

    def body(self) -> Mapping[str, Any]:
        """Return when it ended; `apply` adds the counts."""
        return {"at": self.review.ends_at.isoformat()}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is not over, or was counted in the meantime."""
        current = Review.objects.get(pk=self.review.pk)
        if current.closed_at is None and attempt.now >= current.ends_at:
            return None
        return NOTED_ALREADY.refuse("review.nothing-due")

    def apply(self, attempt: Attempt) -> None:
        """Write the counts that may be shown, then delete who answered what."""
        totals = _totals(self.review)
        kept = ReviewAnswer.objects.filter(review=self.review)
        enough = (
            sum(totals["answered"].values()) >= LEAST
        )  # a comment among two answers says whose it is
        comments = (
            sorted(one.comment for one in kept if one.comment) if enough else []
        )  # by their letters: no order of sending
        Review.objects.filter(pk=self.review.pk).update(
            closed_at=self.review.ends_at,
            closed_in=attempt.number,
            totals=totals,
            comments=comments,
        )
        leave_no_trace()
        kept.delete()
        attempt.adds.update(totals)


def _totals(review: Review) -> dict[str, Any]:
    answered = answered_by_group(review)
    counts: dict[str, dict[str, Counter[str]]] = {}
    for one in ReviewAnswer.objects.filter(review=review).select_related("group"):
        here = counts.setdefault(one.group.slug if one.group else unstated, {})
        for name, answer in one.answers.items():
            here.setdefault(name, Counter())[answer] += 1
    shown = published(answered, counts)
    return {
        "members": members_by_group(review),
        "answered": answered,
        "heads": {name: dict(kept) for name, kept in shown.heads.items()},
        "groups": {
            group: {name: dict(one) for name, one in kept.items()}
            for group, kept in shown.groups.items()
        },
    }


def close_what_is_over(now: datetime) -> None:
    """Count every survey that is over and was not counted; asks one question where there is none.

    One that cannot be counted holds no other up, nor the page that looked.
    """
    for one in Review.objects.filter(closed_at=None, ends_at__lte=now).select_related(
        "process", "seat"
    ):
        with guarded("review", one.pk), suppress(Refused):  # somebody else looked at the same time
            perform(CloseReview(one), by=None, now=now)


def follow(work: FollowReview, *, by: Participant | None, now: datetime, **how: Any) -> Act:
    """Say what follows a review; whoever is replaced loses the seat by the same sending, and gets
    notice by mail.

    Raises:
        Refused: nothing was written.
    """
    with transaction.atomic():
        act = perform(work, by=by, now=now, **how)
        seat = Seat.objects.select_related("process", "participant").get(pk=work.review.seat_id)
        if work.follow == Follow.REPLACED and seat.until_at is None:
            perform(EndSeat(seat, work.text), by=by, now=now)
            _give_notice(seat, work)  # the mail goes out once all of it is on the record
    return act


def _give_notice(seat: Seat, work: FollowReview) -> None:
    subject = _("Your seat has ended: %(office)s") % {"office": work.review.title}
    body = _(
        "After review #%(number)s your seat in “%(process)s” has ended. The reason given in"
        " public is:"
    ) % {
        "number": work.review.number,
        "process": seat.process.title,
    }
    send_mail(
        subject, f"{body}\n\n{work.text}\n", None, [seat.participant.email], fail_silently=True
    )
