"""The same question asked again: which earlier issue it was, whether the rules let it be asked
already, and the link.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from isegoria.rules.course.questions import ALIKE, alike, barred_until, same, stems
from isegoria.rules.language.model import Model
from isegoria.server.issues import refusals
from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import model_of
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import About, Public, Refers
from isegoria.terms import Refusal, gettext_noop

__all__ = ["AskAgain", "barred", "likely_earlier", "link"]

_OFFERED = 5
_LOOKED_AT = 2000  # the newest titles are compared; so many take about ten milliseconds


@dataclass(frozen=True, slots=True)
class AskAgain(Work):
    """Say that an issue asks an earlier question again: its proposers do, or the secretariat."""

    issue: About[Issue]
    earlier: Public[Refers[Issue]]
    kind: ClassVar[str] = "issue.ask-again"
    says: ClassVar[str] = gettext_noop("Linked an issue to the earlier one that it asks again")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, an issue that is linked, a later one, and what the rules bar."""
        mine = (
            attempt.by is None
            or attempt.by.secretariat
            or self.issue.proposers.filter(participant=attempt.by).exists()
        )
        if not mine:
            return refusals.NOT_ITS_PROPOSER.refuse()
        if (
            Issue.objects.get(pk=self.issue.pk).asks_again_id is not None
            or self.earlier.number >= self.issue.number
        ):
            return refusals.CANNOT_ASK_AGAIN.refuse()
        return barred(model_of(self.issue.process), "", self.earlier, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write the link."""
        link(Issue.objects.get(pk=self.issue.pk), self.earlier, attempt.number)


def link(issue: Issue, earlier: Issue, number: int) -> None:
    """Write that an issue asks an earlier one again; those that asked this one again follow the
    same question.
    """
    first = Issue.objects.get(pk=earlier.pk).question_id or earlier.pk
    Issue.objects.filter(pk=issue.pk).update(asks_again=earlier, asked_in=number, question=first)
    Issue.objects.filter(question=issue.pk).update(question=first)


def likely_earlier(title: str, before: int | None = None) -> list[Issue]:
    """Return issues whose titles have most of these words, those most alike first."""
    wanted = stems(title)
    if not wanted:
        return []
    found = Issue.objects.filter(merged_into=None).order_by("-number")
    if before is not None:
        found = found.filter(pk__lt=before)
    near = [
        (alike(wanted, stems(other)), pk)
        for pk, other in found.values_list("pk", "title")[:_LOOKED_AT]
    ]
    best = sorted((one for one in near if one[0] >= ALIKE), key=lambda one: (-one[0], -one[1]))[
        :_OFFERED
    ]
    there = Issue.objects.select_related("process").in_bulk([pk for _share, pk in best])
    return [there[pk] for _share, pk in best]


def barred(model: Model, title: str, again: Issue | None, now: datetime) -> Refusal | None:
    """Refuse a question that the rules do not let be asked again yet: the one named, or one of the
    same words.
    """
    if model.recurrence is None or model.recurrence.repeat != "barred":
        return None
    for earlier in (
        [again] if again else [one for one in likely_earlier(title) if same(one.title, title)]
    ):
        for ended_at in earlier.chunks.exclude(ended_at=None).values_list("ended_at", flat=True):
            until = barred_until(model.recurrence, ended_at) if ended_at else None
            if until is not None and now < until:
                return refusals.BARRED.refuse(
                    f"{model.id}/recurrence", number=earlier.number, until=until.date()
                )
    return None
