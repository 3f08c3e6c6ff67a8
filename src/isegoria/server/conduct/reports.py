"""Readers report a contribution to those who moderate; these decide, and the readers are told.

Nothing is hidden by a report, nor by a hundred. The author is not told that there was one, nor by
whom.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from allauth.core import ratelimit
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from isegoria.server.conduct import refusals
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.conduct.measures import HideWords, moderated_refusal, process_of
from isegoria.server.conduct.models import Code, Measure, Report
from isegoria.server.conduct.words import family
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import forum_or_none, has_role
from isegoria.server.record.door import Attempt, listen
from isegoria.server.record.models import Act, Authorship
from isegoria.terms import Refusal

__all__ = [
    "LONGEST_REPORT",
    "Reported",
    "asks_for_a_mail",
    "keep",
    "moderators_of",
    "report",
    "report_refusal",
    "reported_to",
    "reports_of",
    "still_reported",
    "too_many_from_here",
]

LONGEST_REPORT = 1000  # characters of what a reader adds
_OF_ONE = 20  # open reports of one contribution; those who moderate know it by then
_A_DAY = 10  # reports of one account
_MAILED = timedelta(hours=1)  # a mail tells of all reports that come within it

Outcome = Report.Outcome


def report_refusal(act: Act, who: Participant | None, now: datetime) -> Refusal | None:
    """Refuse a report of what cannot be hidden, without a code, of own words, and too many."""
    first = family(act)[0]
    if refusal := moderated_refusal(act):
        return refusal
    if not Code.objects.exists():
        return refusals.NO_CODE_TO_REPORT.refuse()
    there = Report.objects.filter(of=first.number, outcome=Outcome.OPEN)
    if who is not None:
        if _wrote(who, first):
            return refusals.OWN_WORDS.refuse()
        if there.filter(participant=who).exists():
            return refusals.REPORTED.refuse()
        mine = Report.objects.filter(participant=who, at__gt=now - timedelta(days=1))
        if mine.count() >= _A_DAY:
            return refusals.TOO_MANY_REPORTS.refuse(most=_A_DAY)
    return refusals.REPORTED_BY_MANY.refuse() if there.count() >= _OF_ONE else None


def too_many_from_here(request: HttpRequest) -> Refusal | None:
    """Count a report of a reader without an account: refuse too many from where they are, and from
    all.
    """
    if ratelimit.consume(request, action="report", key="all"):
        return None
    return refusals.TOO_MANY_REPORTS_FROM_HERE.refuse()


@transaction.atomic
def report(act: Act, who: Participant | None, rule: int, text: str, now: datetime) -> Report:
    """Write a report; a double click writes one."""
    first, code = family(act)[0], Code.objects.all()[0]
    said = {
        "process": process_of(first),
        "token": secrets.token_urlsafe(32),
        "code": code,
        "rule": rule,
        "text": text.strip(),
        "at": now,
    }
    if who is None:
        return Report.objects.create(of=first.number, **said)
    found, _is_new = Report.objects.get_or_create(
        of=first.number, participant=who, outcome=Outcome.OPEN, defaults=said
    )
    return found


def asks_for_a_mail(made: Report) -> bool:
    """Return whether those who moderate get a mail about it: the first in an hour, so that many
    reports make no flood of mails.
    """
    before = Report.objects.filter(at__gt=made.at - _MAILED, at__lte=made.at)
    return not before.exclude(pk=made.pk).exists()


def moderators_of(made: Report) -> list[Participant]:
    """Return who moderates there, but for whoever wrote it or reported it."""
    people = Participant.objects.filter(is_active=True).exclude(roles=[], secretariat=False)
    author = Authorship.objects.filter(act=made.of).values_list("participant", flat=True)
    there = people.exclude(pk__in=[*author, made.participant_id or 0]).order_by("pk")
    return [one for one in there if one.secretariat or has_role(one, "moderator", made.process_id)]


@dataclass(frozen=True, slots=True)
class Reported:
    """A contribution that readers reported: how many, since when."""

    of: int
    number: int


def reported_to(user: Any) -> list[Reported]:
    """Return what waits for somebody who moderates, the oldest first; nobody judges their own."""
    if not isinstance(user, Participant):
        return []
    there = Report.objects.filter(outcome=Outcome.OPEN)
    if not user.secretariat:
        places = {one["process"] for one in user.roles if one["role"] == "moderator"}
        if not places:
            return []
        if 0 not in places:
            there = there.filter(process__in=places)
    mine = Authorship.objects.filter(participant=user, act__in=there.values("of"))
    found = there.exclude(of__in=mine.values("act")).values("of").annotate(number=Count("pk"))
    return [Reported(one["of"], one["number"]) for one in found.order_by("of")[:100]]


def reports_of(numbers: Iterable[int]) -> QuerySet[Report]:
    """Return the open reports of some contributions, without who sent them."""
    there = Report.objects.filter(of__in=list(numbers), outcome=Outcome.OPEN)
    return there.select_related("code").defer("participant").order_by("of", "pk")


def still_reported(number: int, user: Any) -> bool:
    """Return whether somebody decides on the reports of a contribution."""
    return any(one.of == number for one in reported_to(user))


@transaction.atomic
def keep(number: int, by: Participant, reason: str, now: datetime) -> list[Report]:
    """Decide that a contribution stays; return the reports that this answers."""
    return _close(Q(of=number), Outcome.KEPT, now, by=by, because=reason.strip())


def _close(which: Q, outcome: str, now: datetime, **more: Any) -> list[Report]:
    found = list(Report.objects.filter(which, outcome=Outcome.OPEN).select_related("participant"))
    transaction.on_commit(partial(_tell, found), robust=True)
    Report.objects.filter(pk__in=[one.pk for one in found]).update(
        outcome=outcome, decided_at=now, decided_by=more.get("by"), because=more.get("because", "")
    )
    return found


def _tell(reports: Sequence[Report]) -> None:
    """Mail those who have an account what became of their reports."""
    forum = forum_or_none()
    with override(forum.languages[0] if forum and forum.languages else "en"):
        for one in reports:
            if one.participant is None or not one.participant.is_active:
                continue
            page = {"number": one.of, "page": address_of(reverse("report", args=[one.token]))}
            text = render_to_string("conduct/report_decided.txt", page)
            send(_("Your report of #%(number)d") % {"number": one.of}, text, one.participant.email)


def _wrote(who: Participant, act: Act) -> bool:
    return Authorship.objects.filter(act=act, participant=who).exists()


def _hidden(act: Act, attempt: Attempt) -> None:
    of = Measure.objects.values_list("of", flat=True).get(pk=act.number)
    _close(Q(of=of), Outcome.HIDDEN, attempt.now, by=attempt.by)


def _erased(act: Act, attempt: Attempt) -> None:
    numbers = [family(one)[0].number for one in Act.objects.filter(pk__in=act.references)]
    _close(Q(of__in=numbers), Outcome.ERASED, attempt.now)


listen(HideWords.kind, _hidden)
listen(EraseWords.kind, _erased)
