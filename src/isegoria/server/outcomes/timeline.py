"""The same question over the years: asked when and under which rules, settled or refused and why,
asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from isegoria.rules.course.questions import stems
from isegoria.rules.language.elements import Outcome
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.process.facts import models_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.phrases import stage_words
from isegoria.server.record.models import Act, Opening

__all__ = ["Asked", "Settled", "asked_with", "chain_of", "timelines"]

_DECIDES = ("chunk.judge", "chunk.leave", "chunk.rule")
_MOST = 50  # questions that a search shows


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a part of an issue: an outcome or a refusal, with the reason given last, and
    what became of it.
    """

    chunk: Chunk
    stage: str
    """The title of the stage in which it is, or ended."""
    outcome: Outcome | None
    reason: str
    latest: FollowUp | None

    @property
    def refused(self) -> bool:
        """Whether it came to an end without anything that has force."""
        return self.outcome is not None and self.outcome.force == "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """An issue that asks the question: when, under which rules, and what came of each of its
    parts.
    """

    issue: Issue
    at: datetime
    model_title: str
    settled: tuple[Settled, ...]


def chain_of(issue: Issue) -> list[Asked]:
    """Return the issues that ask the question of this one, the first one first; nothing where it
    was asked once.
    """
    first = issue.question_id or issue.pk
    found = _asked(Issue.objects.filter(Q(pk=first) | Q(question=first)).order_by("number"))
    return found if len(found) > 1 else []


def asked_with(words: str) -> list[list[Asked]]:
    """Return the questions whose titles have all these words, the newest first, each as often as it
    was asked.
    """
    wanted = stems(words)
    if not wanted:
        return []
    titles = Issue.objects.order_by("-number").values_list("title", "pk", "question")
    firsts = dict.fromkeys(
        question or pk for title, pk, question in titles if wanted <= stems(title)
    )
    return timelines(list(firsts)[:_MOST])


def timelines(firsts: Sequence[int]) -> list[list[Asked]]:
    """Return the issues that ask each of these questions, by the issue that asked it first; the
    same queries for any number.
    """
    kept: dict[int, list[Asked]] = {first: [] for first in firsts}
    for one in _asked(
        Issue.objects.filter(Q(pk__in=firsts) | Q(question__in=firsts)).order_by("number")
    ):
        kept[one.issue.question_id or one.issue.pk].append(one)
    return list(kept.values())


def _asked(issues: QuerySet[Issue]) -> list[Asked]:
    chunks = Prefetch(
        "chunks", Chunk.objects.select_related("process").prefetch_related("follow_ups")
    )
    rows = list(
        issues.select_related("process", "asks_again", "merged_into").prefetch_related(chunks)
    )
    models = models_of({one.process for one in rows})
    reasons = _reasons([chunk for one in rows for chunk in one.chunks.all()])
    times = dict(
        Act.objects.filter(pk__in=[one.pk for one in rows]).values_list("number", "minute")
    )
    found = []
    for one in rows:
        model = models[one.process_id]
        settled = tuple(
            Settled(
                chunk,
                stage_words(model, chunk.stage),
                model.outcomes.get(chunk.outcome),
                reasons.get(chunk.item, ""),
                next(iter(chunk.follow_ups.all()), None),
            )
            for chunk in one.chunks.all()
            if chunk.split_at is None
        )
        found.append(Asked(one, times.get(one.pk, one.process.began_at), model.title, settled))
    return found


def _reasons(chunks: Sequence[Chunk]) -> dict[str, str]:
    """Return the reason that was given last for a decision on each chunk that ended."""
    ended = [one for one in chunks if one.outcome]
    acts = Act.objects.filter(
        process__in={one.process.place for one in ended}, item__in=[one.item for one in ended]
    )
    given = Opening.objects.filter(act__in=acts.filter(kind__in=_DECIDES), field="reason").order_by(
        "act_id"
    )
    return {
        item: bytes(content).decode() for item, content in given.values_list("act__item", "content")
    }
