"""The history of issues that came from archives: what was written there, looked at as of the day on
which the archive ended.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from isegoria.readers.mbox import own_words
from isegoria.server.archives.models import Archive
from isegoria.server.archives.reads import still_read_only
from isegoria.server.deliberation.models import Comment
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import models_of
from isegoria.signals.values import Contribution, Due, History, Thresholds
from isegoria.terms import gettext_noop

__all__ = [
    "EVERYBODY",
    "contributions_in",
    "histories_in_archives",
    "history_of_archive",
    "questions_in",
]

EVERYBODY = gettext_noop("everybody")
"""All who write in an archive are one group: nobody states another, and that it falls silent is
worth saying.
"""


def histories_in_archives(
    issues: Sequence[Issue], person: Callable[[int], str]
) -> dict[int, tuple[History, Thresholds, datetime]]:
    """Return of each issue of an archive what is known, the thresholds of its model, and when the
    archive ended.

    An issue on which somebody of the forum spoke since is looked at like any other, and is left out
    here.
    """
    archives = {one.process_id: one for one in _archives({one.process_id for one in issues})}
    there = [one for one in still_read_only(issues) if one.process_id in archives]
    models = models_of({archives[one.process_id].process for one in there})
    said, asked = contributions_in(there, person), questions_in(there)
    return {
        one.pk: (
            History(contributions=said.get(one.pk, ()), questions=asked.get(one.pk, ())),
            models[one.process_id].signals,
            archives[one.process_id].ended_at,
        )
        for one in there
    }


def history_of_archive(process: int, issue: int | None = None) -> tuple[History, Thresholds] | None:
    """Return what was written in an archive, or on one issue of it, with people's names; None if
    there is no such archive.
    """
    archive = _archives({process}).first()
    issues = list(Issue.objects.filter(process=process, **({"pk": issue} if issue else {})))
    if archive is None or not issues:
        return None
    names = _names(process)
    said = contributions_in(issues, lambda number: names.get(number, f"#{number}"))
    history = History(
        contributions=[one for kept in said.values() for one in kept],
        questions=[one for kept in questions_in(issues).values() for one in kept],
    )
    return history, models_of({archive.process})[process].signals


def _names(process: int) -> dict[int, str]:
    """Return the names of those who wrote in a process; two of one name are told apart by their
    numbers.
    """
    found = Participant.objects.filter(comment__chunk__process=process).distinct()
    names = {one.pk: str(one) for one in found}
    often = Counter(names.values())
    return {pk: name if often[name] == 1 else f"{name} (#{pk})" for pk, name in names.items()}


def contributions_in(
    issues: Sequence[Issue], person: Callable[[int], str]
) -> Mapping[int, list[Contribution]]:
    """Return what was written on each issue. What somebody quotes is not theirs."""
    found: dict[int, list[Contribution]] = defaultdict(list)
    shown = Comment.objects.filter(chunk__issue__in=issues, hidden_in=None).order_by("number")
    for issue, who, at, words, text in shown.values_list(
        "chunk__issue", "participant", "at", "words", "text"
    ):
        found[issue].append(Contribution(person(who), at, words, own_words(text), EVERYBODY))
    return found


def questions_in(issues: Sequence[Issue]) -> Mapping[int, list[Due]]:
    """Return what was asked on each issue; an archive knows no offices, so everybody was asked."""
    found: dict[int, list[Due]] = defaultdict(list)
    asked = Comment.objects.filter(
        chunk__issue__in=issues, form=Comment.Kind.QUESTION, hidden_in=None
    ).order_by("number")
    rows = asked.values_list(
        "chunk__issue", "number", "chunk__issue__archived__mark", "at", "answered_at"
    )
    for issue, number, mark, at, answered_at in rows:
        found[issue].append(Due(mark or f"#{number}", at, answered_at))
    return found


def _archives(processes: set[int]) -> QuerySet[Archive]:
    return Archive.objects.filter(process__in=processes).select_related("process")
