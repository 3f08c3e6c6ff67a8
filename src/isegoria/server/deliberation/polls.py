"""Straw polls: a question that binds nobody, put by the officer of the stage, answered by whoever
may contribute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, NotRequired

from typing_extensions import TypedDict

from isegoria.server.conduct.reads import restricted
from isegoria.server.deliberation import refusals
from isegoria.server.deliberation.acts import said
from isegoria.server.deliberation.models import StrawAnswer, StrawPoll
from isegoria.server.issues.parts import OnChunk
from isegoria.server.process.stepping import Step
from isegoria.server.record.door import Attempt
from isegoria.server.record.fields import ALWAYS, Erasable, Public, RefersOnly
from isegoria.terms import Refusal, gettext_noop

__all__ = ["AnswerPoll", "OpenPoll"]

MOST = 12  # answers to choose from; more are a ballot of their own


class AnswerBody(TypedDict):
    """What was answered, in which stakeholder group, by slug (empty where none is stated), and on
    which version of the text.
    """

    group: str
    version: NotRequired[int]


@dataclass(frozen=True, slots=True)
class OpenPoll(OnChunk):
    """Ask the room, to see where it stands."""

    text: Erasable[str]
    answers: Public[Sequence[str]]
    closes_at: Public[datetime]
    kind: ClassVar[str] = "chunk.poll"
    says: ClassVar[str] = gettext_noop("Opened a straw poll")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the officer of the stage and the secretariat, and a poll that nobody
        could answer.
        """
        if refusal := super(OpenPoll, self).refusal(attempt):
            return refusal
        different = len(set(self.answers))
        if not self.text.strip() or not 2 <= different <= MOST or different < len(self.answers):
            return refusals.POLL_NO_CHOICE.refuse(most=MOST, number=different)
        if self.closes_at > attempt.now:
            return None
        return refusals.POLL_NO_TIME.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write the question."""
        answers = [one.strip() for one in self.answers]
        StrawPoll.objects.create(
            **said(self.chunk, attempt),
            text=self.text.strip(),
            answers=answers,
            closes_at=self.closes_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPoll(Step):
    """Answer a straw poll; the latest answer counts, and it binds nobody."""

    poll: RefersOnly[StrawPoll]
    answer: Annotated[Public[str], ALWAYS] = ""
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "chunk.answer-poll"
    says: ClassVar[str] = gettext_noop("Answered a straw poll")
    does: ClassVar[str] = "comment"
    on_text: ClassVar[bool] = True
    Body: ClassVar[type] = AnswerBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is no answer, what comes too late, and whoever may not contribute in this
        stage.
        """
        if self.answer not in self.poll.answers:
            return refusals.POLL_ANSWER_UNKNOWN.refuse(
                answer=self.answer, answers=", ".join(self.poll.answers)
            )
        if attempt.by is None or self.poll.closes_at <= attempt.now:
            return refusals.POLL_CLOSED.refuse()
        return restricted(self.chunk.process, attempt) or super(AnswerPoll, self).refusal(attempt)

    def apply(self, attempt: Attempt) -> None:
        """Write the answer instead of an earlier one."""
        super(AnswerPoll, self).apply(attempt)
        group = attempt.capacity.group if attempt.capacity else None
        attempt.adds["group"] = group.slug if group else ""
        StrawAnswer.objects.filter(poll=self.poll, participant=attempt.author).delete()
        StrawAnswer.objects.create(
            number=attempt.number,
            poll=self.poll,
            participant=attempt.author,
            group=group,
            answer=self.answer,
        )
