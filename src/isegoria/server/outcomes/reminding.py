"""Reminding those responsible of a follow-up: as an act, so that it is public that they were; by
mail if they have an account.

A worker brings about what is due once a day, and so does whoever looks at outcomes, or
`isegoria remind`; each reminder is sent once.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from isegoria.rules.course.following import Date, When, reminder_due
from isegoria.server.faults import forget_untried, guarded
from isegoria.server.outcomes import refusals
from isegoria.server.outcomes.models import Reminder, Responsible
from isegoria.server.outcomes.reads import Result, outcomes, results_for, results_of
from isegoria.server.people.mail import address_of
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.record.door import Attempt, Work, perform
from isegoria.server.record.fields import About, Named, Public
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = ["Remind", "asked_to_act", "people_of", "remind", "remind_all"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remind(Work):
    """Remind those responsible that somebody has to say what became of an outcome."""

    chunk: About[Chunk]
    due_at: Annotated[Public[datetime], Named("due")]
    moment: Public[When]
    kind: ClassVar[str] = "outcome.remind"
    says: ClassVar[str] = gettext_noop("Those responsible were reminded of a follow-up")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is not due, or was done in the meantime: by somebody else who looked."""
        current = results_of(
            Chunk.objects.select_related("process", "issue").filter(pk=self.chunk.pk), attempt.now
        )
        if current and (self.due_at, self.moment) in due_now(current[0], attempt.now):
            return None
        return refusals.NOTHING_TO_REMIND.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write it, and queue the mails, which go out once it is on the record."""
        Reminder.objects.create(
            number=attempt.number,
            chunk=self.chunk,
            due_at=self.due_at,
            moment=self.moment.value,
            at=attempt.now,
        )
        _send(self.chunk, self.due_at)


def due_now(result: Result, now: datetime) -> list[tuple[datetime, When]]:
    """Return the reminders of an outcome that are due and were not sent."""
    found = []
    for due in result.due:
        sent = {When(one.moment) for one in result.reminders if one.due_at == due.at}
        moment = reminder_due(Date(due.at, bool(due.reports)), sent, now)
        if moment is not None:
            found.append((due.at, moment))
    return found


def remind(results: Iterable[Result], now: datetime) -> int:
    """Put the reminders that are due on the record; return how many.

    An outcome that fails holds no other up.
    """
    number = 0
    for result in results:
        with guarded("reminder", result.chunk.pk):
            for due_at, moment in due_now(result, now):
                try:
                    perform(Remind(result.chunk, due_at, moment), by=None, now=now)
                except Refused:  # somebody else looked at the same time
                    continue
                number += 1
    return number


def asked_to_act(participant: Participant, now: datetime) -> list[Result]:
    """Return the outcomes on which somebody is asked to act, and remind them of what is due."""
    results = results_for(participant, now)
    return results_for(participant, now) if remind(results, now) else results


def remind_all(now: datetime) -> int:
    """Put the reminders of all outcomes that are due on the record; return how many."""
    number = remind(_each(now), now)
    forget_untried("reminder", set(outcomes().values_list("pk", flat=True)))
    return number


def _each(now: datetime) -> list[Result]:
    """Return all outcomes with their follow-ups; if one cannot be read, all others, each by
    itself.
    """
    try:
        return results_of(outcomes(), now)
    except Exception:  # noqa: BLE001 -- which one it is, and why, is found out and told below
        found: list[Result] = []
    for number in outcomes().values_list("pk", flat=True):
        with guarded("reminder", number):
            found += results_of(outcomes().filter(pk=number), now)
    return found


def people_of(chunk: Chunk) -> list[Participant]:
    """Return who is mailed: people named, who sits in an office or for a group named, who is of an
    organisation named.
    """
    asked = Q(secretariat=True)
    for one in Responsible.objects.filter(chunk=chunk).select_related("group"):
        if one.kind == Responsible.Kind.PARTICIPANT:
            asked |= Q(pk=one.participant_id)
        elif one.kind == Responsible.Kind.ORGANISATION:
            asked |= Q(affiliations__organisation__iexact=one.name, affiliations__until_on=None)
        else:
            holder = one.name if one.group is None else one.group.slug.replace("-", "_")
            seats = Seat.objects.held(chunk.process_id, chunk).filter(holder=holder)
            asked |= Q(pk__in=seats.values("participant"))
    return list(Participant.objects.filter(asked, is_active=True).distinct().order_by("pk"))


def _send(chunk: Chunk, due_at: datetime) -> None:
    """Mail each of them for themself; one that cannot be queued takes nothing from the record."""
    forum = Forum.objects.first()
    address = address_of(reverse("outcome", args=[chunk.number]))
    with override(forum.languages[0] if forum and forum.languages else "en"):
        subject = _("Progress report due: “%(title)s”") % {"title": chunk.title}
        text = _(
            "A progress report on this outcome is due on %(day)s. Please add what has happened,"
            " with evidence if there is any:\n\n%(address)s\n\nThis reminder is on the public"
            " record."
        ) % {"day": date_format(due_at, "DATE_FORMAT"), "address": address}
    for one in people_of(chunk):
        try:
            EmailMessage(" ".join(subject.split()), text, to=[one.email]).send()
        except OSError:
            _log.warning("a reminder of outcome #%s could not be mailed", chunk.number)
