"""What every step in the course of a chunk has: it is judged by the model, and taken in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from typing_extensions import TypedDict

from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.refusals import IS_SPLIT, PROCESS_ENDED
from isegoria.rules.language.durations import Duration
from isegoria.server.process import refusals
from isegoria.server.process.clocks import moved
from isegoria.server.process.electorate import take_part
from isegoria.server.process.facts import (
    ChunkFacts,
    Counted,
    CourseFacts,
    gathered_facts,
    is_proposed,
)
from isegoria.server.process.models import Chunk
from isegoria.server.process.restarts import end_positions
from isegoria.server.process.seconding import Other, done_before, mark_done
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import About, Erasable, Public, Refers
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal

__all__ = ["FormalStep", "Step", "StepBody", "channel_of", "goes_no_further", "merged"]


class StepBody(TypedDict, total=False):
    """Which part of the model it is about, what was answered, to which version of the text, and in
    which group that counts.
    """

    group: str
    version: int
    counted: dict[str, Counted]


@dataclass(frozen=True, slots=True)
class Step(Work):
    """A step in the course of a chunk, of which the record says nothing but the chunk.

    Inherit it with `kind`, `says` and `does`, the act as the rules call it; `FormalStep` where the
    record says all that the fields say.
    """

    chunk: About[Chunk]
    name: str = ""
    answer: str = ""
    item: str = ""
    reason: str = ""
    span: Duration | None = None
    others: tuple[Other, ...] = ()
    """Those with whom it is done: supporters, seconders, those whose proxy is used."""
    seen: int | None = None
    """The version of the text that the page showed, 0 where there was none; None where no page was
    open that could be old.
    """
    does: ClassVar[str]
    on_text: ClassVar[bool] = False
    """Whether it says something about the text, so that the record names the version."""
    joins: ClassVar[bool] = True
    """Whether who does it takes part from then on, and counts among the members of a group."""

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model: what the clocks brought about comes first."""
        facts = self._facts(attempt)
        wrong = (
            too_long(self.reason, needed=False)
            or (None if self.does == "rule" else merged(facts.chunk))
            or moved(facts, attempt.now)
            or done_before(self.others)
            or self._of_no_item(facts.chunk)
        )
        if wrong := wrong or self._text_changed(facts.chunk):
            return wrong
        act = self._act(attempt)
        facts.read_for(act)
        found = judge(facts.model, facts, act)
        return found if isinstance(found, Refusal) else None

    def apply(self, attempt: Attempt) -> None:
        """Take the step in."""
        facts = self._facts(attempt)
        if self.joins:
            take_part(self.chunk.process, attempt, facts)
            facts.recount()
        facts.record(self._act(attempt))
        facts.write()
        end_positions(facts, attempt)
        mark_done(self.others, attempt.number)
        if (self.on_text or facts.outcome) and facts.chunk.text_version:
            attempt.adds["version"] = facts.chunk.text_version

    def _of_no_item(self, chunk: Chunk) -> Refusal | None:
        """Refuse an item that nobody proposed here: the answers to invented ones would fill the
        state of the part.
        """
        if not self.item or is_proposed(chunk, self.item):
            return None
        return refusals.ITEM_UNKNOWN.refuse(item=self.item)

    def _text_changed(self, chunk: Chunk) -> Refusal | None:
        """Refuse what was said about a version that is not the newest any more."""
        if not self.on_text or self.seen is None or self.seen == (chunk.text_version or 0):
            return None
        return refusals.TEXT_CHANGED.refuse(number=chunk.text_version or 0)

    def _facts(self, attempt: Attempt) -> ChunkFacts:
        return gathered_facts(self.chunk, attempt)

    def _act(self, attempt: Attempt) -> Done:
        self._facts(attempt)
        return Done(
            kind=self.does,
            by=attempt.gathered["person"],
            at=attempt.now,
            name=self.name,
            answer=self.answer,
            item=self.item,
            reason=self.reason,
            channel=channel_of(self._facts(attempt), self.does, self.name),
            span=self.span,
            with_=tuple(one.person for one in self.others),
        )


@dataclass(frozen=True, slots=True)
class FormalStep(Step):
    """A step that is nothing but a step: the record says what its fields say."""

    name: Public[str] = ""
    answer: Public[str] = ""
    item: Public[str] = ""
    reason: Erasable[str] = ""
    span: Public[Duration | None] = None
    others: Refers[tuple[Other, ...]] = ()
    Body: ClassVar[type] = StepBody


def goes_no_further(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse what comes after the end, beside the issue that this one was merged into, or after the
    stage was over.
    """
    if facts.outcome:
        title = facts.model.outcomes[facts.outcome].title
        return PROCESS_ENDED.refuse(facts.model.id, outcome=title)
    if facts.is_split():
        return IS_SPLIT.refuse()
    return merged(facts.chunk) or moved(facts, now)


def merged(chunk: Chunk) -> Refusal | None:
    """Refuse what would go on beside the issue that this one was merged into, and after it was
    cancelled.
    """
    if chunk.issue.merged_into_id is not None:
        return refusals.MERGED.refuse(into=chunk.issue.merged_into_id)
    return refusals.cancelled(chunk)


def channel_of(facts: CourseFacts, does: str, name: str) -> str:
    """Return the channel by which the forum counts: the one that the rules ask for, since all of
    them read it here.
    """
    stage = facts.model.stages[facts.stage]
    if does == "judge" and name in stage.judgements:
        return stage.judgements[name].confirmed_on or "online"
    channels = stage.ballots[name].channels if does == "vote" and name in stage.ballots else ()
    return channels[0] if channels and "online" not in channels else "online"
